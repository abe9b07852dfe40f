"""The coding of some reports by people, without a screen: every step kept, undone and counted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.cases import Codebook, Report
from toolkit.terms import tr
from workshop.desk.comparing import Compared
from workshop.desk.entered import (
    LONGEST_MEMO,
    LONGEST_SUMMARY,
    DeskError,
    DeskState,
    Row,
    coder_name,
    graded,
    kept_short,
    reports_of,
)
from workshop.desk.keeping import KeptCoding, belongs, fingerprints
from workshop.web import PageFile


class CodingSession(Compared, KeptCoding):
    """Reports coded by hand.

    Parameters
    ----------
    reports : Report, path, sequence of these, or mapping of Report
        A folder stands for all reports in it.
    coder : str
        Who codes; a second one joins with `turn_to`.
    codebook : Codebook, DataFrame or path, optional
        The shipped one when left out.
    save : path, optional
        File that keeps every step, and from which a new desk goes on; none when left out.
    blind : bool
        Suggestions and other people's codes of a case stay hidden until the coder has gone through
        it.
    show_people : bool
        Persons stand as surname and 某, of the same length, unless asked otherwise: on the page and
        in what is exported.

    Raises
    ------
    ValueError
        No report, or one that cannot be read.
    """

    refused = DeskError

    def __init__(
        self,
        reports: Any,
        coder: str = "甲",
        codebook: Any = None,
        save: str | os.PathLike[str] | None = None,
        blind: bool = False,
        show_people: bool = False,
    ):
        #: the reports as they were given; what is shown and written is `reports`
        self.given = reports_of(reports)
        self.show_people = bool(show_people)
        self.reports = cases.shown_to_others(self.given, self.show_people)
        self.book, self.blind = Codebook.of(codebook), bool(blind)
        self.coder = coder_name(coder)
        file = (
            PageFile(
                Path(save),
                fingerprints(self.given),
                "desk",
                lambda held: belongs(held, self.given),
            )
            if save
            else None
        )
        super().__init__(DeskState(), file)

    # ---- what stands

    @property
    def codebook(self) -> Codebook:
        """The codebook with the definitions that people mended."""
        mended = self.state.definitions
        return Codebook(
            tuple(replace(c, definition=mended.get(c.code, c.definition)) for c in self.book)
        )

    @property
    def coders(self) -> list[str]:
        """Everyone who coded something, and who codes now."""
        return sorted({r.coder for r in self.state.rows} | {self.coder})

    def sentences(self, case: str) -> list[tuple[int, int]]:
        """Start and end of each sentence of a case."""
        return self.spans[self._case(case)]

    def _around(self, case: str, start: int) -> tuple[int, int]:
        return self.spans[case][max(self.reports[case].sentence_number(start) - 1, 0)]

    # ---- steps

    def code(
        self, case: str, start: int, end: int, code: str, *, evidence: str = "", memo: str = ""
    ) -> Row:
        """Give a selection a code; an empty one says *nothing here*.

        Raises
        ------
        DeskError
            No such case, code or place, or the code stands there already.
        """
        report = self._report(case)
        if not 0 <= start < end <= len(report.text) or not report.text[start:end].strip():
            raise DeskError(tr("先选中要编的词或句子。", "Select words or a sentence first."))
        if code:
            _ = self.codebook[code]
        row = Row(
            case,
            code,
            start,
            end,
            self.coder,
            evidence=graded(evidence),
            memo=kept_short(memo, LONGEST_MEMO),
        )
        if row.key in {r.key for r in self.state.rows}:
            raise DeskError(tr("这里已经编过这个码。", "This code stands here already."))
        rows = self.state.rows
        if code:  # what is coded is no longer "nothing here"
            around = self._around(case, start)
            rows = tuple(r for r in rows if r.key != (case, "", *around, self.coder))
        self._go(replace(self.state, rows=(*rows, row)))
        return row

    def remove(self, row: Row) -> None:
        """Take a code off."""
        self._own(row)
        self._go(replace(self.state, rows=tuple(r for r in self.state.rows if r.key != row.key)))

    def note(self, row: Row, *, evidence: str | None = None, memo: str | None = None) -> Row:
        """Grade the evidence of a coded selection, or write its memo."""
        old = self._own(row)
        new = replace(
            old,
            evidence=old.evidence if evidence is None else graded(evidence),
            memo=old.memo if memo is None else kept_short(memo, LONGEST_MEMO),
        )
        rows = tuple(new if r.key == old.key else r for r in self.state.rows)
        self._go(replace(self.state, rows=rows), None if memo is None else ("memo", old.key))
        return new

    def define(self, code: str, definition: str) -> None:
        """Mend the definition of a code."""
        _ = self.codebook[code]
        text = kept_short(definition, LONGEST_MEMO)
        if not text:
            raise DeskError(tr("定义不能空着。", "A definition cannot be empty."))
        self._go(replace(self.state, definitions={**self.state.definitions, code: text}))

    def write(self, summary: str) -> None:
        """Keep the summary that people write (`check` holds it against its sources)."""
        self._go(replace(self.state, summary=kept_short(summary, LONGEST_SUMMARY)), "summary")

    def turn_to(self, coder: str) -> None:
        """Another person codes from now on."""
        self.coder = coder_name(coder)

    # ---- suggestions, and who may see what

    def finish(self, case: str) -> None:
        """The coder has gone through this case."""
        self._report(case)
        if not self.finished(case):
            passed = (*self.state.passed, (case, self.coder))
            self._go(replace(self.state, passed=passed))

    def finished(self, case: str) -> bool:
        """Whether the coder has gone through this case."""
        return (case, self.coder) in self.state.passed

    def open(self, case: str) -> bool:
        """Whether the coder may see suggestions and the codes of others on this case."""
        return not self.blind or self.finished(case)

    @cached_property
    def _suggested(self) -> pd.DataFrame:
        found = cases.code(self.given, self.book)
        return (
            found[~found["withheld"].fillna(False).astype(bool)] if "withheld" in found else found
        )

    def suggestions(self, case: str) -> pd.DataFrame:
        """What the machine suggests for a case and the coder neither took, declined nor coded:
        ``code, start, end, trigger, confidence``; empty while it is hidden."""
        s = self._suggested
        s = s[s["case"] == self._case(case)]
        if not self.open(case):
            return s.iloc[:0]
        mine = {
            (r.code, *self._around(case, r.start))
            for r in self.state.rows
            if r.coder == self.coder and r.case == case
        }
        gone = {
            (c, a, b) for k, c, a, b, who in self.state.declined if (k, who) == (case, self.coder)
        }
        left = [
            (c, int(a), int(b)) not in gone and (c, *self._around(case, int(a))) not in mine
            for c, a, b in zip(s["code"], s["start"], s["end"])
        ]
        return s[left]

    def decline(self, case: str, code: str, start: int, end: int) -> None:
        """Decline a suggestion."""
        gone = (case, code, start, end, self.coder)
        self._go(replace(self.state, declined=(*self.state.declined, gone)))

    # ---- keeping

    def take(self, rows: Iterable[Row], definitions: Mapping[str, str] | None = None) -> int:
        """Lay rows of others beside those there (one step); returns how many were new."""
        there = {r.key for r in self.state.rows}
        new = {r.key: r for r in rows if r.key not in there}
        state = replace(self.state, rows=(*self.state.rows, *new.values()))
        if definitions:
            state = replace(state, definitions={**state.definitions, **definitions})
        self._go(state)
        return len(new)

    def _report(self, case: str) -> Report:
        return self.reports[self._case(case)]

    def _case(self, case: str) -> str:
        if case not in self.reports:
            raise DeskError(tr(f"没有案例 {case}。", f"There is no case {case}."))
        return case

    def _own(self, row: Row) -> Row:
        for r in self.state.rows:
            if r.key == row.key:
                if r.coder != self.coder:
                    raise DeskError(
                        tr(
                            f"这是 {r.coder} 编的：只有本人能改。",
                            f"{r.coder} coded this: only they change it.",
                        )
                    )
                return r
        raise DeskError(tr("这里没有这个编码。", "This code does not stand here."))
