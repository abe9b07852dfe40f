"""Lesson 8: where two coders part, what effects rest on, practices of the unimproved, a summary
with sources, rival explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.datasets import dataset
from toolkit.records import County
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, task

BUDGET = 500
FIRM = ("witness", "comparison")


@dataclass(frozen=True)
class ReadCases:
    """Reports with their outcomes and codes, where known."""

    texts: Mapping[str, cases.Report]
    outcomes: Mapping[str, str] | None
    coded: pd.DataFrame | None

    @cached_property
    def key(self) -> pd.DataFrame:
        """One coding: the first person's, else the machine's suggestions."""
        if self.coded is None:
            return cases.accepted(cases.code(self.texts))
        return self.coded[(self.coded["coder"] == self.coded["coder"].iloc[0]).to_numpy(dtype=bool)]

    @cached_property
    def agreed(self) -> pd.DataFrame:
        """Agreement of two people by code."""
        if self.coded is None or self.coded["coder"].nunique() < 2:
            raise NotHere(
                tr("要有两个人的编码才谈得上一致。", "agreement takes two people's coding")
            )
        return cases.agreement(self.coded, self.texts)

    @cached_property
    def stated(self) -> pd.DataFrame:
        """Cases × practices, those whose outcome is stated."""
        known = (
            []
            if self.outcomes is None
            else [c for c in self.texts if self.outcomes.get(c, "not_stated") != "not_stated"]
        )
        table = cases.matrix(self.key).reindex(known, fill_value=False)
        if not 0 < self.improved(table).sum() < len(table):
            raise NotHere(
                tr(
                    "没有改善与未改善两组案例可比。",
                    "there are no improved and unimproved cases to compare",
                )
            )
        return table

    def improved(self, table: pd.DataFrame) -> pd.Series:
        """Whether each case improved."""
        return pd.Series(
            [(self.outcomes or {}).get(c) == "improved" for c in table.index],
            index=table.index,
            dtype=bool,
        )

    @cached_property
    def summary(self) -> pd.DataFrame:
        """A summary of 500 characters."""
        return cases.summarise(self.texts, BUDGET, coded=self.key, outcomes=self.outcomes)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """What each case's claimed effects rest on."""
        return cases.evidence_table(self.texts)

    @cached_property
    def deep(self) -> cases.CaseStudy:
        """The first case with a comparison in it, else the one that claims most."""
        order = self.evidence.assign(no=self.evidence["comparison"] == 0).sort_values(
            ["no", "claims"], ascending=[True, False], kind="stable"
        )
        if order.empty or not order["claims"].iloc[0]:
            raise NotHere(tr("没有一份报告说到成效。", "no report claims an effect"))
        case = str(order["case"].iloc[0])
        return cases.in_depth(self.texts[case], case, winners_only=False)


def load(source: Any = None) -> ReadCases:
    """The fictitious cases, or a county or a folder with reports of yours."""
    if source is None:
        source = County.load(dataset("cases"))
    if isinstance(source, County):
        return _of_county(source)
    folder = Path(source)
    if folder.is_file() or any(
        (folder / f"case_text{suffix}").is_file() for suffix in (".csv", ".parquet")
    ):
        return _of_county(County.load(folder))
    texts, outcomes, _ = cases.from_folder(folder)
    return ReadCases(texts, outcomes, None)


def _of_county(county: County) -> ReadCases:
    table = county["case_text"]
    if table.empty:
        raise NotHere(tr("没有案例报告（case_text）。", "there are no case reports"))
    outcomes = dict(zip(table["case_id"], table["outcome"].fillna("not_stated")))
    return ReadCases(
        cases.from_county(county),
        outcomes,
        cases.county_coding(county) if len(county["coding"]) else None,
    )


# ---- two coders


def _parted_wrong(data: ReadCases, truth: str) -> dict[str, Any]:
    agreed = data.agreed
    counts = data.key["code"].value_counts().reindex(agreed.index).fillna(0)
    return {
        "percent": str(agreed["percent"].idxmin()),
        "rare": str(counts.idxmin()),
        "common": str(counts.idxmax()),
    }


@task(8, "parted", wrong=_parted_wrong)
def parted(data: ReadCases) -> str:
    """The code with the lowest alpha."""
    return str(data.agreed["alpha"].idxmin())


# ---- what effects rest on


def _firm_wrong(data: ReadCases, truth: int) -> dict[str, Any]:
    table = data.evidence
    return {
        "claims": int(table[list(FIRM)].sum().sum()),
        "before_after": int((table[[*FIRM, "before_after"]].sum(axis=1) > 0).sum()),
        "any": int((table["claims"] > 0).sum()),
    }


@task(8, "firm", wrong=_firm_wrong)
def firm(data: ReadCases) -> int:
    """Cases with at least one effect that a witness or a comparison stands behind."""
    return int((data.evidence[list(FIRM)].sum(axis=1) > 0).sum())


# ---- practices of the unimproved


def _gaps(data: ReadCases) -> pd.Series:
    table = data.stated
    improved = data.improved(table)
    return table[~improved].mean() - table[improved].mean()


def _three(values: pd.Series) -> list[str]:
    return [str(c) for c in values.nlargest(3).index]


def _gaps_wrong(data: ReadCases, truth: list[str]) -> dict[str, Any]:
    table = data.stated
    return {
        "common": _three(table.mean()),
        "unimproved": _three(table[~data.improved(table)].mean()),
        "inverted": _three(-_gaps(data)),
    }


@task(8, "gaps", wrong=_gaps_wrong)
def gaps(data: ReadCases) -> list[str]:
    """The three practices that are more common among the unimproved by most."""
    return _three(_gaps(data))


# ---- a summary with its sources


def _cited_wrong(data: ReadCases, truth: int) -> dict[str, Any]:
    summary = data.summary
    effects = summary[(summary["slot"] == "effect").to_numpy(dtype=bool)]
    return {"lines": len(summary), "effects": effects["case"].nunique(), "every": len(data.texts)}


@task(8, "cited", wrong=_cited_wrong)
def cited(data: ReadCases) -> int:
    """How many cases a summary of 500 characters cites."""
    return int(data.summary["case"].nunique())


# ---- rival explanations


def _rivals_wrong(data: ReadCases, truth: list[str]) -> dict[str, Any]:
    claims = data.deep.claims
    return {
        "every": list(cases.rival_names()),
        "tests": sorted(set(claims["test"])),
        "evidence": sorted(set(claims["evidence"])),
    }


@task(8, "rivals", wrong=_rivals_wrong, given=lambda data: data.deep.case)
def rivals(data: ReadCases) -> list[str]:
    """Explanations that would have to be ruled out for the claims of the case in depth."""
    return sorted(
        {name for found in data.deep.claims["rivals"] for name in str(found).split(";") if name}
    )
