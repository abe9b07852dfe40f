"""What every part of a pack works with: the lesson, the records behind it, what units are called,
what each page carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.cases import EVIDENCE, default_codebook
from toolkit.datasets import dataset
from toolkit.records import County, bare
from toolkit.reports import evidence_name, nature_words, reference_day
from toolkit.terms import CHANNELS, channel_label, heading, label, tables, tr
from workshop.lessons import Lesson, NotHere

if TYPE_CHECKING:
    from toolkit.cases import Report
    from toolkit.figures import Figure


@dataclass
class Material:
    """One lesson on one source, for one reader.

    Parameters
    ----------
    lesson : Lesson
    shipped : str
        The shipped data set that the lesson uses when it has no source.
    names : bool
        Whether user-supplied organisations show their names (default: codes).
    words : mapping of str to str
        How answers of this lesson are called on paper.
    without : list of str
        Why a figure or a deck is missing, a sentence each; filled while the pack is made.
    """

    lesson: Lesson
    shipped: str
    names: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    _gone: dict[str, str] = field(default_factory=dict)
    _drawn: dict[int, bytes] = field(default_factory=dict)

    @property
    def data(self) -> Any:
        """What the lesson's exercises compute on."""
        return self.lesson.data

    @cached_property
    def records(self) -> County | None:
        """The records: those of the lesson's data, else of the source; None for a folder that holds
        reports only."""
        held = getattr(self.data, "county", None)
        if isinstance(held, County):
            return held
        source = dataset(self.shipped) if self.lesson.source is None else self.lesson.source
        if isinstance(source, County):
            return source
        path = Path(source)
        whole = path.suffix == ".xlsx" or any(
            (path / f"organisation{s}").is_file() for s in (".csv", ".parquet")
        )
        return County.load(path) if whole else None

    @property
    def county(self) -> County:
        """The records; raises `NotHere` where there are reports only."""
        if self.records is None:
            raise NotHere(
                tr("只有报告，没有县的各表。", "there are reports only, no tables of a county")
            )
        return self.records

    @cached_property
    def masked(self) -> County:
        """The records as figures may show them: where codes are shown, every name is its code."""
        table = self.county["organisation"]
        return (
            self.county.replace({"organisation": table.assign(name=table["org_id"])})
            if self.coded
            else self.county
        )

    def table(self, name: str) -> pd.DataFrame:
        """A table of the records; an empty one where there are none."""
        return (
            self.records[name]
            if self.records is not None
            else pd.DataFrame(columns=[c.name for c in tables()[name].columns])
        )

    @cached_property
    def texts(self) -> dict[str, Report]:
        """The case reports, by case; persons masked."""
        from toolkit import cases

        if (held := getattr(self.data, "texts", None)) is not None:
            return dict(held)
        if (report := getattr(self.data, "report", None)) is not None:
            return {report.title: report}
        if self.records is not None:
            found = cases.from_county(self.records)
        else:
            found = cases.from_folder(self.lesson.source)[0]
        return cases.shown_to_others(found, show_people=False)

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """Case → outcome, where it is known."""
        table = self.table("case_text")
        return dict(zip(table["case_id"], table["outcome"].fillna("not_stated")))

    @cached_property
    def nature(self) -> str:
        """``fictitious``, ``public_official``, ``user_supplied`` or ``mixed``."""
        from toolkit import cases

        return self.records.nature if self.records is not None else cases.nature_of(self.texts)

    @property
    def mark(self) -> str:
        """The line that every page, sheet and slide carries."""
        return nature_words(self.nature)[0]

    @cached_property
    def day(self) -> pd.Timestamp:
        """The day of the lesson: that of its data, else the reference day of the records."""
        for name in ("day", "on"):
            if (day := getattr(self.data, name, None)) is not None:
                return pd.Timestamp(day)
        return (
            reference_day(self.records)[0]
            if self.records is not None
            else pd.Timestamp.today().normalize()
        )

    @property
    def coded(self) -> bool:
        """Whether units show codes instead of names."""
        return self.nature in ("user_supplied", "mixed") and not self.names

    @cached_property
    def called(self) -> Mapping[str, str]:
        """Organisation → its name without the mark 虚构 that the page carries; empty where codes
        are shown."""
        table = self.table("organisation")
        if self.coded:
            return {}
        return {str(i): bare(str(n)) for i, n in zip(table["org_id"], table["name"]) if pd.notna(n)}

    def who(self, id: object) -> str:
        """A unit as people read it: its code and, where it may be shown, its name."""
        name = self.called.get(str(id), "")
        return f"{id} {name}" if name else str(id)

    @cached_property
    def truths(self) -> dict[str, Any]:
        """Exercise → its answer on these data; those that the data cannot answer are in `gone`."""
        found = {}
        for id in self.lesson.exercises:
            try:
                found[id] = self.lesson.exercise(id).solve()
            except NotHere as reason:
                self._gone[id] = str(reason)
        return found

    @property
    def gone(self) -> dict[str, str]:
        """Exercises that the data cannot answer, with the reason."""
        return self._gone if self.truths is not None else {}

    @property
    def asked(self) -> list[tuple[int, Mapping[str, Any]]]:
        """Number and texts of the exercises that the data can answer."""
        return [
            (i, said)
            for i, said in enumerate(self.lesson.texts["exercise"], 1)
            if said["id"] not in self.gone
        ]

    def png(self, figure: Figure) -> bytes:
        """The figure as drawn for slides and paper alike, once."""
        if id(figure) not in self._drawn:
            self._drawn[id(figure)] = figure.png(150)
        return self._drawn[id(figure)]

    def draw(self, make: Callable[[Material], Figure]) -> list[Figure]:
        """The figure, or nothing and the reason among `without`."""
        return self.tried(lambda m: [make(m)]) or []

    def tried(self, make: Callable[..., Any], *more: Any) -> Any:
        """What `make` makes; None, and the reason among `without`, where these data do not allow
        it."""
        try:
            return make(self, *more)
        except ValueError as reason:  # every room's errors are ValueErrors with a sentence
            if str(reason) not in self.without:
                self.without.append(str(reason))
            return None

    def said(self, value: Any, names: bool = True, decimals: int | None = None) -> str:
        """An answer as people read it: identifiers (with `names`), channels and columns by their
        headings.

        Numbers have `decimals` as the prompt asks, else at most two; whole numbers none.
        """
        if isinstance(value, bool):
            return tr("是", "yes") if value else tr("否", "no")
        if isinstance(value, Real):
            return _number(float(value), decimals)
        if isinstance(value, Mapping):
            parts = (
                f"{self.said(k, names)}{tr('：', ': ')}{self.said(v, names, decimals)}"
                for k, v in value.items()
            )
            return tr("；", "; ").join(parts)
        if isinstance(value, (set, frozenset)):
            value = sorted(value, key=_order)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return tr("、", ", ").join(self.said(v, names, decimals) for v in value) or tr(
                "（一个也没有）", "(none)"
            )
        return tr("无", "none") if value is None else self._word(str(value), names)

    def _word(self, text: str, names: bool) -> str:
        if text in self.words:
            return self.words[text]
        if text in self.called:
            return self.who(text) if names else text
        if name := default_codebook().labels.get(text):
            return name
        if text in EVIDENCE:
            return evidence_name(text)
        return channel_label(text) if text in CHANNELS else heading(text)

    def units(self, ids: Sequence[str] | None = None) -> pd.DataFrame:
        """``org_id, name, township, level, sector`` with labels, for lists and cards."""
        table = self.table("organisation")
        table = table if ids is None else table.set_index("org_id").reindex(list(ids)).reset_index()
        out = pd.DataFrame({"org_id": table["org_id"].astype(object)})
        if not self.coded:
            out["name"] = [bare(str(n)) if pd.notna(n) else "" for n in table["name"]]
        out["township"] = table["township"].astype(object).fillna("").to_numpy()
        for column in ("level", "sector"):
            out[column] = [
                label("organisation", column, v) if pd.notna(v) else "" for v in table[column]
            ]
        return out


def _order(value: object) -> tuple[float, str]:
    """Numbers in their order, before everything else."""
    return (float(value), "") if isinstance(value, Real) else (float("inf"), str(value))


def _number(value: float, decimals: int | None = None) -> str:
    if value != value:
        return "—"
    value += 0.0  # no minus zero
    if value.is_integer():
        said = f"{value:.0f}"
    else:
        said = (
            f"{value:.2f}".rstrip("0").rstrip(".") if decimals is None else f"{value:.{decimals}f}"
        )
    return said.replace("-", "−")
