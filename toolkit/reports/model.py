"""One report, made once and rendered three times: sections of sentences, tables, figures and
limits, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from toolkit.progress import progress
from toolkit.reports.wording import UNGROUPED, display_width, ordinal, plain, shown, worded
from toolkit.terms import lang, tr


class Drawing(Protocol):
    """What a report needs from `toolkit.figures.Figure`."""

    title: str
    caption: str
    alt: str

    def save(self, folder: Path, stem: str) -> list[Path]:
        """Write PNG and SVG; returns both paths."""
        ...


@dataclass
class Table:
    """A table of a section: `frame` has English column names and labels already in the reader's
    language.

    ``percent`` names columns of shares that read as percentages on paper (the workbook keeps the
    number); ``of`` is the domain table whose headings its columns bear; ``show`` is how many rows
    paper shows (0 where a figure tells the same; the workbook has all of them). ``widths``: shares
    of the columns on paper (default: by their words); ``tall``: least height of a row in mm, which
    makes it a form to write in: ruled on all sides, in larger type; ``state``: the column of task
    words (逾期 …) that a colour doubles; ``digits``: decimals of every fraction, where they are to
    stand under each other; ``workbook``: where the rows that paper leaves out are.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import reports
    >>> reports.Table("负担", pd.DataFrame({"pairs": [3]})).show
    20
    """

    title: str
    frame: pd.DataFrame
    percent: tuple[str, ...] = ()
    of: str = ""
    note: str = ""
    show: int = 20
    widths: tuple[float, ...] = ()
    tall: float = 0.0
    state: str = ""
    digits: int | None = None
    workbook: str = "tables.xlsx"

    def __post_init__(self) -> None:
        self.title, self.note = plain(self.title), plain(self.note)
        self.show += (
            self.show > 0 and len(self.frame) == self.show + 1
        )  # one last row takes no more room than a sentence about it
        clean = self.frame.reset_index(drop=True)
        for c in clean.columns:
            if not (
                pd.api.types.is_numeric_dtype(clean[c])
                or pd.api.types.is_datetime64_any_dtype(clean[c])
            ):
                clean[c] = clean[c].map(lambda v: plain(v) if isinstance(v, str) else v)
        self.frame = clean

    @property
    def columns(self) -> list[str]:
        """Headings for the reader."""
        return [plain(worded(str(c), self.of)) for c in self.frame.columns]

    @property
    def numeric(self) -> list[bool]:
        """Which columns are set to the right."""
        return [
            pd.api.types.is_numeric_dtype(t) and not pd.api.types.is_bool_dtype(t)
            for t in self.frame.dtypes
        ]

    @property
    def widest(self) -> list[int]:
        """Width of the longest cell of each column, in half-width characters."""
        texts = list(self.rows())
        return [
            max((display_width(row[i]) for row in texts), default=0)
            for i in range(len(self.columns))
        ]

    @property
    def tones(self) -> list[str]:
        """For each row that paper shows the tone of its task: ``late``, ``soon`` or nothing."""
        if not self.state:
            return [""] * min(len(self.frame), self.show)
        words = self.frame[self.state].head(self.show).astype(str)
        late, waiting, soon = tr("逾期", "over"), tr("已等", "waiting"), tr("到期", "due")
        return ["late" if late in w or waiting in w else "soon" if soon in w else "" for w in words]

    def rows(self) -> Iterator[list[str]]:
        """The rows that paper shows, as text."""
        digits = {c: self._digits(c) for c in self.frame.columns}
        for row in self.frame.head(self.show).itertuples(index=False):
            yield [self._cell(c, v, digits[c]) for c, v in zip(self.frame.columns, row)]

    def _digits(self, column: Any) -> int | None:
        """Decimals that all fractions of a column have, so that they stand under each other; None
        where each has what it needs."""
        values = self.frame[column].head(self.show)
        if column in self.percent or not pd.api.types.is_float_dtype(values.dtype):
            return self.digits
        known = values.astype("float64").dropna()
        if self.digits is not None or known.empty or (known == known.round()).all():
            return self.digits
        return 1 if known.abs().max() >= 10 or (known == known.round(1)).all() else None

    def _cell(self, column: Any, value: Any, digits: int | None) -> str:
        if digits is not None and isinstance(value, float) and np.isfinite(value):
            return f"{value:,.{digits}f}"
        return shown(value, column in self.percent, str(column) in UNGROUPED)

    @property
    def rest(self) -> str:
        """A sentence on the rows that paper leaves out ("" when there are none)."""
        left = len(self.frame) - self.show
        return (
            tr(
                f"其余 {left:,} 行见 {self.workbook}。",
                f"{left:,} more rows are in {self.workbook}.",
            )
            if left > 0
            else ""
        )


#: 怎么做：, 未改善的，先后两种评价：; a colon behind a whole sentence labels nothing
_LABEL = re.compile(r"[^。；.;〔\[：:]{1,80}(?:：|: )")


@dataclass
class Section:
    """One section. ``finding`` is its answer in one sentence (repeated at the head of the report),
    ``limits`` what it cannot say.

    ``key`` names its figure files and its anchor; ``new_page`` begins it on a page of its own when
    printed. A ``front`` section is page one: without a heading and in larger type; ``closing`` are
    paragraphs after its tables. The paragraphs of a ``labelled`` section begin with what they are
    (怎么做：), which is set in bold; those that stand in ``heads`` head what follows. ``annex``
    sections stand behind the page they belong to, numbered anew; ``fine`` ones are set in type that
    leaves room for more.

    Examples
    --------
    >>> from toolkit import reports
    >>> section = reports.Section("load", "帮扶方负担", "1 个帮扶方超出能力。")
    >>> section.finding, section.new_page
    ('1 个帮扶方超出能力。', False)
    """

    key: str = ""
    heading: str = ""
    finding: str = ""
    paragraphs: list[str] = field(default_factory=list)
    figures: list[Drawing] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    new_page: bool = False
    front: bool = False
    closing: list[str] = field(default_factory=list)
    labelled: bool = False
    heads: list[str] = field(default_factory=list)
    annex: bool = False
    fine: bool = False

    def __post_init__(self) -> None:
        self.heading, self.finding = plain(self.heading), plain(self.finding)
        self.paragraphs = [plain(p) for p in self.paragraphs]
        self.limits = [plain(p) for p in self.limits]
        self.closing = [plain(p) for p in self.closing]

    def label_of(self, paragraph: str) -> str:
        """What a paragraph begins with to say what it is; empty where it does not."""
        found = _LABEL.match(paragraph) if self.labelled else None
        return found[0] if found else ""


@dataclass
class Picture:
    """A figure once it is saved: what a document embeds.

    Examples
    --------
    >>> from pathlib import Path
    >>> from toolkit import reports
    >>> drawn = reports.Picture(1, "结对", "2011 年", "17 对", Path("1.png"), Path("1.svg"))
    >>> drawn.number, drawn.png.name
    (1, '1.png')
    """

    number: int
    title: str
    caption: str
    alt: str
    png: Path
    svg: Path


@dataclass
class WrittenReport:
    """A whole report in one language.

    Attributes
    ----------
    title, subtitle : str
    nature : str
        The line every page carries: fictitious, internal teaching, or published facts.
    sections : list of Section
    watermark : str
        A few words across every printed page ("" for none).
    pictures : dict
        Section key → the saved figures, filled by `draw`.
    language : str
        ``"zh"`` or ``"en"``: the language it was made in.
    brief : bool
        Set for five pages: smaller figures, limits in small type.

    Examples
    --------
    >>> from toolkit import reports
    >>> report = reports.WrittenReport("小结", "", "虚构", [reports.Section("load", "负担")])
    >>> report.language, len(report.sections)
    ('zh', 1)
    """

    title: str
    subtitle: str
    nature: str
    sections: list[Section]
    watermark: str = ""
    pictures: dict[str, list[Picture]] = field(default_factory=dict)
    language: str = field(default_factory=lang)
    brief: bool = False

    def __post_init__(self) -> None:
        self.title, self.subtitle, self.nature, self.watermark = map(
            plain, (self.title, self.subtitle, self.nature, self.watermark)
        )

    @property
    def findings(self) -> list[tuple[str, str]]:
        """(section key, its one-sentence answer) of every section that has one."""
        return [(s.key, s.finding) for s in self.sections if s.finding]

    @property
    def numbered(self) -> list[tuple[int, Section]]:
        """Sections with the number of their heading; page one has none, the annex its own."""
        out, number, behind = [], 0, 0
        for section in self.sections:
            number += not (section.front or section.annex)
            behind += section.annex and section.key != "annex"
            out.append((0 if section.front else behind if section.annex else number, section))
        return out

    @staticmethod
    def heading_of(place: int, section: Section) -> str:
        """A heading with its number: 一、 on the page, 附1　 in the annex; what heads the annex has
        none."""
        if section.key == "annex":
            return section.heading
        if section.annex:
            return tr(f"附{place}　", f"Annex {place}. ") + section.heading
        return ordinal(place) + section.heading

    def draw(self, folder: Path) -> None:
        """Save every figure once, as ``<section>[_2].png`` and ``.svg`` in `folder`; documents
        embed these files.

        A figure that cannot be drawn is named in the limits of its section, and the rest goes on;
        a full disk or a folder that cannot be written to stops the work.
        """
        number, self.pictures = 0, {s.key: [] for s in self.sections}
        figures = [(s, i, f) for s in self.sections for i, f in enumerate(s.figures, 1)]
        for section, i, figure in progress(figures, len(figures), tr("画图", "figures")):
            try:
                png, svg = figure.save(folder, section.key if i == 1 else f"{section.key}_{i}")
            except OSError:
                raise
            except Exception as error:
                section.limits.append(
                    tr(
                        f"图“{plain(figure.title)}”没有画成（{type(error).__name__}）。",
                        f"The figure {plain(figure.title)!r} could not be drawn "
                        f"({type(error).__name__}).",
                    )
                )
                continue
            number += 1
            self.pictures[section.key].append(
                Picture(
                    number,
                    plain(figure.title),
                    plain(figure.caption),
                    plain(figure.alt),
                    Path(png),
                    Path(svg),
                )
            )
