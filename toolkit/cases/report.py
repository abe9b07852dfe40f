"""A report as data: text, sentences, outline, quotations, figures, names; every row says where it
stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.cases.dates import find_dates
from toolkit.cases.figures import find_figures
from toolkit.cases.outline import Heading, find_outline, find_title
from toolkit.cases.programmes import find_programmes
from toolkit.cases.quote_kinds import classify
from toolkit.cases.quotes import Quote, find_quotes, right_marks
from toolkit.cases.script import fold, ordinary
from toolkit.cases.sentences import lines, sentences
from toolkit.cases.sources import load
from toolkit.cases.tabled import with_headings

__all__ = ["Report", "read"]


def _frame(rows: Sequence[tuple], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


@dataclass(frozen=True)
class Report:
    """One report. Frames are made when first asked for; ``text[start:end]`` is what every row
    speaks of.

    Attributes
    ----------
    text : str
        As given (a Word file's paragraphs joined by newlines).
    name : str
        File stem, empty for pasted text.
    notes : list of str
        One sentence for each thing that was not read, or not read as it stands.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> report.figures[["raw", "value", "unit"]]
       raw    value unit
    0  12件     12.0    件
    1  3万元  30000.0    元
    2  5万元  50000.0    元
    """

    text: str
    name: str = ""
    styled: frozenset[int] = field(default=frozenset(), repr=False)
    notes: list[str] = field(default_factory=list, repr=False, compare=False)

    @cached_property
    def folded(self) -> str:
        """The text in simplified characters, of the same length; what the rules read."""
        return right_marks(fold(self.text))

    @cached_property
    def title(self) -> str:
        """The first line when it reads like a title, else empty."""
        start, end = find_title(self.folded, lines(self.folded[:4000]))
        return self.text[start:end]

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """``start, end`` of every sentence, headings included."""
        return _frame(sentences(self.folded), {"start": "Int64", "end": "Int64"})

    @cached_property
    def _starts(self) -> list[int]:
        return [int(s) for s in self.sentences["start"]]

    def sentence_number(self, at: int) -> int:
        """Which sentence an offset lies in, counted from 1 as in `toolkit.cases.coding_sheet` (0:
        before the first)."""
        return bisect_right(self._starts, at)

    @cached_property
    def headings(self) -> list[Heading]:
        """The outline as objects (with `at`, where the marker begins)."""
        return find_outline(self.folded, self.styled)

    @cached_property
    def outline(self) -> pd.DataFrame:
        """``level, marker, heading, start, end``; marker as printed, empty for an unmarked
        heading."""
        rows = [
            (
                h.level,
                ordinary(self.text[h.at : h.at + len(h.marker)]),
                self.text[h.start : h.end],
                h.start,
                h.end,
            )
            for h in self.headings
        ]
        return _frame(
            rows,
            {
                "level": "Int64",
                "marker": "string",
                "heading": "string",
                "start": "Int64",
                "end": "Int64",
            },
        )

    @cached_property
    def _quoted(self) -> tuple[list[Quote], list[Quote]]:
        """All quotations with their kind, and where programmes are named."""
        quotes = classify(self.folded, find_quotes(self.folded))
        return quotes, find_programmes(self.folded, quotes)

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """``text, start, end, kind`` of every quotation; kind: programme, slogan, method, place,
        honour, speech, emphasis."""
        rows = [(self.text[q.start : q.end], q.start, q.end, q.kind) for q in self._quoted[0]]
        return _frame(rows, {"text": "string", "start": "Int64", "end": "Int64", "kind": "string"})

    @cached_property
    def programmes(self) -> pd.DataFrame:
        """``name, start, end, members``: programmes by name, with what they expand into where the
        text says so (;-joined)."""
        rows = [
            (self.text[q.start : q.end], q.start, q.end, ";".join(q.parts)) for q in self._quoted[1]
        ]
        return _frame(
            rows, {"name": "string", "start": "Int64", "end": "Int64", "members": "string"}
        )

    @cached_property
    def figures(self) -> pd.DataFrame:
        """``raw, value, upper, unit, what, start, end, kind``; 万 and 亿 multiplied out,
        percentages as printed."""
        names = [
            (q.start, q.end)
            for q in self._quoted[0]
            if q.kind != "speech"
            and q.end - q.start <= 16
            and not _PROMISED.search(self.folded[max(q.start - 6, 0) : max(q.start - 1, 0)])
        ]
        rows = []
        # a mark that nobody sees may stand inside a number: 3 and 6 around one are 36
        seen: Sequence[int] = range(len(self.folded))
        folded = self.folded
        if not _UNSEEN.isdisjoint(folded):
            seen = [i for i in seen if folded[i] not in _UNSEEN]
            folded = "".join(folded[i] for i in seen)
        names = [(bisect_left(seen, a), bisect_left(seen, b)) for a, b in names]
        for f in with_headings(folded, find_figures(folded, names)):
            a, b = seen[f.start], seen[f.end - 1] + 1
            rows.append((self.text[a:b], f.value, f.upper, f.unit, f.what, a, b, f.kind))
        columns = {
            "raw": "string",
            "value": "float64",
            "upper": "float64",
            "unit": "string",
            "what": "string",
        }
        return _frame(rows, columns | {"start": "Int64", "end": "Int64", "kind": "string"})

    @cached_property
    def dates(self) -> pd.DataFrame:
        """``text, start, end`` of dates, years and decades."""
        rows = [(self.text[a:b], a, b) for a, b in find_dates(self.folded)]
        return _frame(rows, {"text": "string", "start": "Int64", "end": "Int64"})

    @cached_property
    def _named(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        from toolkit.cases.naming import named

        return named(self.folded)

    @cached_property
    def _masked(self) -> Report:
        """As others see it, made once: what was read of it need not be read again."""
        from toolkit.cases.naming import mask

        text = mask(self)
        if text == self.text:
            return self
        hidden = replace(self, text=text)
        hidden.__dict__["_named"] = self._named  # of the same length: what was read holds
        return hidden

    @cached_property
    def organisations(self) -> list[str]:
        """Organisations named in the text, each once, in order; bare places are none."""
        names = (ordinary(self.text[a:b]) for a, b in self._named[0])
        return list(dict.fromkeys(name for name in names if not _LETTERS_APART.search(name)))

    @cached_property
    def people(self) -> list[str]:
        """Persons whom the text names, each once, in order: to mark and to mask, never to
        tabulate."""
        return list(dict.fromkeys(self.text[a:b] for a, b in self._named[1]))

    @property
    def names_read_by(self) -> str:
        """Which way `organisations` and `people` were read (model and rules, or rules), in a
        sentence."""
        from toolkit.cases.naming import source_of_names

        return source_of_names(self.folded)

    @cached_property
    def statements(self) -> pd.DataFrame:
        """``start, end, slot, evidence`` of every sentence below the title (see
        `toolkit.cases.slots`)."""
        from toolkit.cases.slots import statements

        return statements(self)

    @cached_property
    def _judged(self) -> tuple[list[Any], list[Any], Any, Any]:
        from toolkit.cases.effects import judged_report

        return judged_report(self)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """``start, end, direction, evidence, planned`` of every sentence that tells what came of
        it, wherever it stands.

        `direction`: better, worse, same or unknown; `evidence` as in `toolkit.cases.EVIDENCE`;
        `planned`: only required or intended. Suggested by rules and, where they read nothing, by
        what was learned from labelled sentences; to be judged by a person.
        """
        from toolkit.cases.effects import find_effects

        columns = {
            "start": "Int64",
            "end": "Int64",
            "direction": "string",
            "evidence": "string",
            "planned": "bool",
        }
        return _frame(find_effects(self), columns)

    @cached_property
    def _claimed(self) -> tuple[str, int, int]:
        from toolkit.cases.outcome import claimed_outcome

        return claimed_outcome(self)

    @property
    def outcome(self) -> str:
        """What the report says became of its case: improved, worse, unchanged, mixed, or not_stated
        where nothing was found. The report's word, not a verified result."""
        return self._claimed[0]

    @property
    def outcome_sentence(self) -> tuple[int, int] | None:
        """``(start, end)`` of the sentence that `outcome` rests on most; None where nothing was
        found."""
        start, end = self._claimed[1:]
        return (start, end) if start >= 0 else None

    @cached_property
    def figures_by_slot(self) -> pd.DataFrame:
        """The figures with what their sentence is for: ``raw, value, upper, unit, what, slot,
        evidence, start, end`` (see `statements`); figures above the first sentence are left out."""
        told = self.statements.rename(columns={"start": "_from", "end": "_to"})
        each = self.figures.drop(columns="kind")
        if told.empty or each.empty:
            return each.assign(
                slot=pd.Series(dtype="string"), evidence=pd.Series(dtype="string")
            ).iloc[:0][_BY_SLOT]
        both = pd.merge_asof(each, told, left_on="start", right_on="_from").dropna(subset="_from")
        return both[both["end"] <= both["_to"]].reset_index(drop=True)[_BY_SLOT]


#: soft hyphens, joiners, marks of direction and of byte order, selectors of variants
_UNSEEN = frozenset(
    map(chr, (0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))
) | frozenset(map(chr, range(0xFE00, 0xFE10)))
#: what is promised between quotation marks is said, and no name
#: a piece of a name with blanks between its characters (镇 党 委)
_LETTERS_APART = re.compile("(?:^|[ \u3000])[一-龥](?:[ \u3000]|$)")
_PROMISED = re.compile(r"(?:承诺|保证|许诺|答应|约定|立下|表态)[：:，]?$")
_BY_SLOT = ["raw", "value", "upper", "unit", "what", "slot", "evidence", "start", "end"]


def read(source: Path | str) -> Report:
    """Read one report.

    Parameters
    ----------
    source : Path or str
        A ``.txt`` (UTF-8, UTF-16, GB18030, Big5) or ``.docx`` file; a one-line string that names an
        existing one is a file, any other string is the text itself.

    Returns
    -------
    Report
        Simplified and traditional script alike, radicals that a PDF gives (⻘⼭) as the characters
        they stand for; offsets are code points of `Report.text`.

    Raises
    ------
    CaseError
        The file is missing, too large, or in no readable format.

    Examples
    --------
    >>> from toolkit import cases
    >>> report = cases.read("柳溪村（虚构）的会议从每月一次改为每月两次，到会率从48%升至81%。")
    >>> report.figures[["raw", "value", "unit"]]
       raw  value unit
    0   两次    2.0    次
    1  48%   48.0    %
    2  81%   81.0    %
    """
    found = load(source)
    return Report(ordinary(found.text), found.name, found.styled, found.notes)
