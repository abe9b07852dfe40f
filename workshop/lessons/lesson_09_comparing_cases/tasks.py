"""Lesson 9: a membership, a condition nearly everybody has, rows without cases, an anchor moved,
what winners alone would claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from toolkit import cases, comparison
from toolkit.datasets import dataset
from toolkit.records import County
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, task

Kind = Literal["complex", "parsimonious", "intermediate"]
ANCHORS, STRICTER = (50.0, 70.0, 90.0), (50.0, 80.0, 90.0)
SCORE = 80.0  # the case of the first exercise
SCORED = "verified_score"
_PRACTICES = {
    "LEADERS": ("带头人", "leaders"),
    "JOINT_ORG": ("联合组织", "joint_org"),
    "IDENTITY": ("亮身份", "identity"),
    "SERVE": ("办实事", "serve"),
    "SUPPORT": ("资源扶持", "support"),
    "DISCUSS": ("研讨", "discuss"),
}


@dataclass(frozen=True)
class Compared:
    """Coded cases and their outcome; without a county reports alone."""

    county: County | None
    texts: Mapping[str, cases.Report]

    @cached_property
    def names(self) -> dict[str, str]:
        """Code → what it is called here."""
        return {code: tr(*words) for code, words in _PRACTICES.items()}

    @property
    def outcome(self) -> str:
        """What the outcome is called."""
        return tr("成效", "outcome")

    @property
    def conditions(self) -> list[str]:
        """The four conditions of the truth table."""
        return list(self.names.values())[:4]

    @cached_property
    def coded(self) -> pd.DataFrame:
        """One coding by people, else the machine's suggestions."""
        if self.county is not None and len(self.county["coding"]):
            coded = cases.county_coding(self.county)
            return coded[(coded["coder"] == coded["coder"].iloc[0]).to_numpy(dtype=bool)]
        if not self.texts:
            raise NotHere(tr("没有案例报告，也没有编码。", "there are neither reports nor codes"))
        return cases.accepted(cases.code(self.texts))

    @cached_property
    def practices(self) -> pd.DataFrame:
        """Cases × six practices."""
        known = cases.matrix(self.coded).reindex(list(self.texts), fill_value=False)
        return known.reindex(columns=list(self.names), fill_value=False).rename(columns=self.names)

    @cached_property
    def score(self) -> pd.Series:
        """The verified score of each case at the last review."""
        table = pd.DataFrame() if self.county is None else self.county["case_condition"]
        table = table if table.empty else table[(table["name"] == SCORED).to_numpy(dtype=bool)]
        if table.empty or self.county is None:
            raise NotHere(tr("没有核验得分（verified_score）。", "there is no verified score"))
        frame, _, _ = comparison.case_conditions(self.county, str(table["period"].max()))
        return frame[SCORED].astype(float)

    def data(self, anchors: tuple[float, float, float] = ANCHORS) -> pd.DataFrame:
        """Practices and calibrated outcome."""
        try:
            return comparison.coded_conditions(
                self.practices, comparison.calibrate(self.score, *anchors), self.outcome
            )
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why

    def table(self, anchors: tuple[float, float, float] = ANCHORS) -> comparison.TruthTable:
        """The truth table of the four conditions."""
        try:
            return comparison.truth_table(self.data(anchors), self.outcome, self.conditions)
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why

    def paths(
        self, anchors: tuple[float, float, float] = ANCHORS, kind: Kind = "intermediate"
    ) -> list[str]:
        """The first model: each practice is expected to help by being there."""
        try:
            expected = dict.fromkeys(self.conditions, 1) if kind == "intermediate" else None
            return list(comparison.minimise(self.table(anchors), kind, expected).models[0])
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why

    @cached_property
    def alone(self) -> pd.DataFrame:
        """What winners alone would claim, practice by practice."""
        try:
            data = self.data()
            found = comparison.winners_only(
                data, self.outcome, list(self.names.values()), common=0.5, absences=False
            )
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why
        return found.conditions[~found.conditions.index.str.startswith("~")]


def load(source: Any = None) -> Compared:
    """The fictitious cases, a county of yours with reports, codes and verified scores, or a folder
    of reports."""
    if source is None:
        source = County.load(dataset("cases"))
    if not isinstance(source, County):
        folder = Path(source)
        if folder.is_dir() and not any(
            (folder / f"organisation{suffix}").is_file() for suffix in (".csv", ".parquet")
        ):
            return Compared(None, cases.from_folder(folder)[0])
        source = County.load(folder)
    return Compared(source, {} if source["case_text"].empty else cases.from_county(source))


# ---- calibration


def _membership_wrong(data: Compared, truth: float) -> dict[str, Any]:
    low, _, high = ANCHORS
    return {
        "linear": (SCORE - low) / (high - low),
        "inverted": 1 - truth,
        "percent": SCORE / 100,
        "crisp": 1.0,
    }


@task(9, "membership", wrong=_membership_wrong)
def membership(data: Compared) -> float:
    """The membership of a score of 80 under the anchors 50, 70, 90."""
    return float(comparison.calibrate([SCORE], *ANCHORS)[0])


# ---- necessity


def _necessity(data: Compared) -> pd.DataFrame:
    return comparison.necessity(data.data(), data.outcome, data.conditions)


def _common_wrong(data: Compared, truth: str) -> dict[str, Any]:
    table = _necessity(data)
    there = table.loc[data.conditions]
    absent = table.drop(index=data.conditions)
    return {
        "relevant": str(there["RoN"].idxmax()),
        "covered": str(there["covN"].idxmax()),
        "absent": str(absent["inclN"].idxmax()),
    }


@task(9, "common", wrong=_common_wrong)
def common(data: Compared) -> str:
    """The condition with the highest necessity inclusion."""
    return str(_necessity(data).loc[data.conditions, "inclN"].idxmax())


# ---- the truth table


def _remainders_wrong(data: Compared, truth: int) -> dict[str, Any]:
    table = data.table()
    return {
        "observed": len(table.rows),
        "every": 2 ** len(data.conditions),
        "negative": int((table.rows["OUT"] == 0).sum()),
    }


@task(9, "remainders", wrong=_remainders_wrong)
def remainders(data: Compared) -> int:
    """Combinations of the four conditions that no case has."""
    return int(data.table().remainders_n)


# ---- an anchor moved


def _moved_wrong(data: Compared, truth: list[str]) -> dict[str, Any]:
    return {
        "unmoved": data.paths(),
        "parsimonious": data.paths(STRICTER, "parsimonious"),
        "half": truth[:1],
    }


@task(9, "moved", wrong=_moved_wrong)
def moved(data: Compared) -> list[str]:
    """The paths when the crossover is 80."""
    return data.paths(STRICTER)


# ---- winners only


def _trap_wrong(data: Compared, truth: list[str]) -> dict[str, Any]:
    table = data.alone
    most = table["winners"].nlargest(2).index
    return {
        "claimed": _named(table["claimed"]),
        "stands": _named(table["stands"]),
        "most": [str(t) for t in most],
    }


def _named(chosen: pd.Series) -> list[str]:
    return [str(term) for term in chosen.index[chosen.to_numpy(dtype=bool)]]


@task(9, "trap", wrong=_trap_wrong)
def trap(data: Compared) -> list[str]:
    """Practices that winners alone would claim and the others take back."""
    found = _named(data.alone["claimed"] & ~data.alone["stands"])
    if not found:
        raise NotHere(
            tr(
                "在这些案例里，只看典型没有得出站不住的经验。",
                "here winners alone claim nothing that falls",
            )
        )
    return found
