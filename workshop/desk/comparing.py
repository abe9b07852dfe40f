"""What two coders made of the same reports: where they differ, how far they agree, and a summary
held against its sources."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import pandas as pd

from toolkit import cases
from toolkit.cases import Report
from workshop.desk.entered import DeskState

#: of a coding table as `toolkit.cases.code` shapes it
TABLE = ("case", "code", "start", "end", "text", "coder", "confidence", "evidence", "memo")
_DIFFERENCES = ("case", "start", "end", "code", "yes", "no", "text")


class Compared:
    """A coding whose coders can be held beside each other."""

    state: DeskState
    #: as shown, and as given
    reports: dict[str, Report]
    given: dict[str, Report]
    show_people: bool

    def open(self, case: str) -> bool:
        """Whether the coder may see suggestions and the codes of others on this case."""
        raise NotImplementedError

    @cached_property
    def spans(self) -> dict[str, list[tuple[int, int]]]:
        """Start and end of each sentence of each case."""
        tables = {case: report.sentences for case, report in self.reports.items()}
        return {
            case: [(int(a), int(b)) for a, b in zip(s["start"].tolist(), s["end"].tolist())]
            for case, s in tables.items()
        }

    @property
    def frame(self) -> pd.DataFrame:
        """The coding table, as `toolkit.cases.code` shapes it.

        Returns
        -------
        DataFrame
            ``case, code, start, end, text, coder, confidence, evidence, memo``, sorted by place.
        """
        rows = [
            (
                *r.key[:4],
                self.reports[r.case].text[r.start : r.end],
                r.coder,
                1.0,
                r.evidence,
                r.memo,
            )
            for r in sorted(self.state.rows, key=lambda r: (r.case, r.start, r.end, r.code))
        ]
        return _table(rows)

    @property
    def by_sentence(self) -> pd.DataFrame:
        """The coding with every selection widened to the sentences it touches, so that two coders
        can be compared; who went through a case and coded nothing has a row without a code."""
        rows = []
        for r in self.frame.itertuples(index=False):
            report, spans = self.reports[r.case], self.spans[r.case]
            first = max(report.sentence_number(int(r.start)) - 1, 0)
            last = max(report.sentence_number(int(r.end) - 1), first + 1)
            for a, b in spans[first:last]:
                rows.append((r.case, r.code, a, b, report.text[a:b], *r[5:]))
        there = {(row[0], row[5]) for row in rows}
        for case, coder in self.state.passed:
            if self.spans.get(case) and (case, coder) not in there:
                a, b = self.spans[case][0]
                text = self.reports[case].text[a:b]
                rows.append((case, "", a, b, text, coder, 1.0, "", ""))
        out = _table(rows)
        return out.drop_duplicates(["case", "code", "start", "end", "coder"], ignore_index=True)

    def coders_of(self, case: str) -> list[str]:
        """Who coded something in a case, or went through it."""
        coded = {r.coder for r in self.state.rows if r.case == case}
        return sorted(coded | {coder for k, coder in self.state.passed if k == case})

    def differences(self, case: str | None = None) -> pd.DataFrame:
        """Sentences and codes on which coders differ: ``case, start, end, code, yes, no, text``."""
        every = self._opened_to_all(case)
        if every["coder"].nunique() < 2:
            return pd.DataFrame(columns=list(_DIFFERENCES))
        return cases.disagreements(every, self.reports)

    def agreement(self, case: str | None = None) -> pd.DataFrame:
        """Agreement of the coders by code over all sentences of the cases that the coder may see:
        `toolkit.cases.agreement`."""
        return cases.agreement(self._opened_to_all(case), self.reports)

    def _opened_to_all(self, case: str | None) -> pd.DataFrame:
        every = self.by_sentence
        seen = [k for k in self.reports if self.open(k) and case in (None, k)]
        return every[every["case"].isin(seen)]

    def check(self) -> pd.DataFrame:
        """The summary held against its sources: see `toolkit.cases.check_citations`."""
        return cases.check_citations(self.state.summary, self.given, show_people=self.show_people)


def _table(rows: Iterable[tuple]) -> pd.DataFrame:
    out = pd.DataFrame(list(rows), columns=list(TABLE))
    return out.astype({"start": "int64", "end": "int64", "confidence": "float64"})
