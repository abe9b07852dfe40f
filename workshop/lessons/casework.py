"""What the lessons on cases compute on: reports with their outcomes and codes, sentence by
sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.cases import Report
from toolkit.datasets import dataset
from toolkit.records import County
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere


@dataclass(frozen=True)
class ReadCases:
    """Reports with their outcomes and codes, where known.

    Attributes
    ----------
    texts : mapping of Report
    outcomes : mapping or None
        Case → ``improved, unchanged, worse, not_stated``.
    coded : DataFrame or None
        Two people's coding.
    """

    texts: Mapping[str, cases.Report]
    outcomes: Mapping[str, str] | None
    coded: pd.DataFrame | None

    @cached_property
    def key(self) -> pd.DataFrame:
        """One coding: the first person's, else the machine's suggestions."""
        if self.coded is None:
            return cases.accepted(cases.code(self.texts))
        return self.coded[(self.coded["coder"] == self.coded["coder"].iloc[0]).to_numpy(dtype=bool)]

    def report(self, case: str) -> cases.Report:
        """The report of a case.

        Raises
        ------
        NotHere
            There is no such case.
        """
        if case not in self.texts:
            raise NotHere(
                tr(
                    f"这组材料里没有案例 {case}；有：{'、'.join(list(self.texts)[:6])}……",
                    f"there is no case {case}; there are {', '.join(list(self.texts)[:6])} …",
                )
            )
        return self.texts[case]

    def sentences(self, case: str) -> pd.DataFrame:
        """A report sentence by sentence, numbered as everywhere in the course."""
        report = self.report(case)
        rows = zip(report.sentences["start"], report.sentences["end"])
        told = [report.text[a:b].strip() for a, b in rows]
        return pd.DataFrame({tr(f"{case} 原文", f"text of {case}"): told})

    @cached_property
    def deep(self) -> cases.CaseStudy:
        """The first case with a comparison in it, else the one that claims most."""
        evidence = cases.evidence_table(self.texts)
        order = evidence.assign(no=evidence["comparison"] == 0).sort_values(
            ["no", "claims"], ascending=[True, False], kind="stable"
        )
        if order.empty or not order["claims"].iloc[0]:
            raise NotHere(tr("没有一份报告说到成效。", "no report claims an effect"))
        case = str(order["case"].iloc[0])
        return cases.in_depth(self.texts[case], case, winners_only=False)


def load(source: Any = None) -> ReadCases:
    """The fictitious cases, or a county or a folder with reports of yours; persons masked."""
    if source is None or isinstance(source, County):
        return _of_county(source)
    folder = Path(source)
    if folder.is_file() or any(
        (folder / f"case_text{suffix}").is_file() for suffix in (".csv", ".parquet")
    ):
        return _of_county(County.load(folder))
    texts, outcomes, _ = cases.from_folder(folder)
    return ReadCases(cases.shown_to_others(texts, show_people=False), outcomes, None)


def told(source: County | None) -> tuple[County, dict[str, Report]]:
    """A county, the fictitious one where there is none, and its reports: persons masked, but in the
    fictitious ones, which name nobody: nothing is loaded to look for them."""
    county = County.load(dataset("cases")) if source is None else source
    reports = cases.from_county(county)
    masked = reports if source is None else cases.shown_to_others(reports, show_people=False)
    return county, masked


def _of_county(source: County | None) -> ReadCases:
    county, reports = told(source)
    table = county["case_text"]
    if table.empty:
        raise NotHere(tr("没有案例报告（case_text）。", "there are no case reports"))
    outcomes = dict(zip(table["case_id"], table["outcome"].fillna("not_stated")))
    return ReadCases(
        reports,
        outcomes,
        cases.county_coding(county) if len(county["coding"]) else None,
    )
