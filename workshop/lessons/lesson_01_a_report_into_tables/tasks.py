"""Lesson 1, a report into tables: its programmes, its figures, the year behind an anniversary,
ratios, inputs and outcomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.cases import Report
from toolkit.datasets import dataset
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, task

FOUNDED = 1921  # the Party's founding year, from which its anniversaries count


@dataclass(frozen=True)
class MarkedReport:
    """What the lesson computes on.

    Attributes
    ----------
    report : cases.Report
        The report to be read.
    """

    report: Report

    @cached_property
    def facts(self) -> pd.Series:
        """Figures of the county report of 2011, by their id in ``datasets/report_2011/facts``."""
        table = pd.read_csv(
            dataset("report_2011") / "facts" / "figures.csv", encoding="utf-8-sig", index_col="id"
        )
        return pd.to_numeric(table.loc[table["kind"] == "given", "value"])

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Figures that the reader takes for outcomes."""
        return self.report.figures_by_slot[self.report.figures_by_slot["slot"] == "effect"]


def load(source: Any = None) -> MarkedReport:
    """The shipped fictitious report, or one of yours: a file, or the first one of a folder; a read
    `Report` serves as well."""
    if isinstance(source, Report):
        return MarkedReport(source)
    path = (
        dataset("teaching_report")
        if source is None
        else Path(source)
        if isinstance(source, (str, Path))
        else Path()
    )
    reports = (
        sorted(f for f in path.rglob("*") if f.suffix.lower() in (".txt", ".docx"))
        if path.is_dir() and path.name
        else [path]
    )
    if (
        not reports
        or reports[0].suffix.lower() not in (".txt", ".docx")
        or not reports[0].is_file()
    ):
        wanted = tr(
            "第 1 课要一份报告：请给一个 .txt 或 .docx 文件，或放着它的文件夹。",
            "lesson 1 wants a report: a .txt or .docx file, or a folder of one",
        )
        raise ValueError(wanted)
    return MarkedReport(cases.read(reports[0]))


# ---- mark the programmes


def _mistaken_programmes(data: MarkedReport, truth: list[str]) -> dict[str, list[str]]:
    found, quotes = data.report.programmes, data.report.quotes
    inside = [part for members in found["members"] for part in members.split(";") if part]
    return {
        "quotations": list(quotes["text"].unique()),
        "slogans": truth + list(quotes.loc[quotes["kind"] == "slogan", "text"]),
        "members": truth + inside,
        "abbreviations": [name for name in truth if re.match("[一二两三四五六七八九十双]", name)],
    }


@task(1, "programmes", wrong=_mistaken_programmes)
def programmes(data: MarkedReport) -> list[str]:
    """The programmes that the report names, each once."""
    names = list(data.report.programmes["name"].unique())
    if not names:
        raise NotHere(tr("这份报告没有点名任何载体。", "this report names no programme"))
    return names


# ---- count the figures


def _mistaken_figures(data: MarkedReport, truth: int) -> dict[str, int]:
    found = data.report.figures
    return {
        "digits": len(re.findall(r"\d+(?:\.\d+)?", data.report.text)),
        "dates": truth + len(data.report.dates),
        "ends": truth + int(found["upper"].notna().sum()),
        "percent": int((found["unit"] != "%").sum()),
    }


@task(1, "figures", wrong=_mistaken_figures)
def figures(data: MarkedReport) -> int:
    """How many figures the report gives: a range is one; dates, document numbers and names are
    none."""
    if data.report.figures.empty:
        raise NotHere(tr("这份报告没有数字。", "this report gives no figure"))
    return len(data.report.figures)


# ---- the year of the awards


def _anniversary(data: MarkedReport) -> int:
    found = data.report.figures
    years = found.loc[(found["unit"] == "周年") & found["what"].str.contains("党"), "value"]
    if years.empty:
        raise NotHere(
            tr(
                "这份报告没有用建党周年记时间。",
                "this report dates nothing by the Party's anniversary",
            )
        )
    return int(years.iloc[0])


def _published(data: MarkedReport) -> int:
    years = [
        int(y) for text in data.report.dates["text"] for y in re.findall(r"(?:19|20)\d\d", text)
    ]
    return min(years, default=0)


def _mistaken_year(data: MarkedReport, truth: int) -> dict[str, int]:
    n = _anniversary(data)
    return {
        "published": _published(data),
        "from_one": FOUNDED + n - 1,
        "republic": 1949 + n,
        "number": n,
    }


@task(1, "year", wrong=_mistaken_year)
def year(data: MarkedReport) -> int:
    """The year in which the awards were given."""
    return FOUNDED + _anniversary(data)


# ---- the three ratios of the report of 2011


def _mistaken_ratios(data: MarkedReport, truth: tuple[float, ...]) -> dict[str, tuple[float, ...]]:
    f = data.facts
    items, members, share = truth
    return {
        "inverted": (1 / items, 1 / members, 100 / share),
        "by_organisation": (f["F3"] / f["F1"], members, share),
        "fraction": (items, members, share / 100),
        "all_awards": (items, members, 100 * (f["F5"] + f["F6"] + f["F7"]) / f["F1"]),
        "everybody": (f["F3"] / (f["F1"] + f["F2"]), members, share),
    }


@task(1, "ratios", wrong=_mistaken_ratios, tolerance=0.02)
def ratios(data: MarkedReport) -> tuple[float, float, float]:
    """Commitments a member, members an organisation, percentage of organisations commended: of the
    report of 2011."""
    f = data.facts
    return f["F3"] / f["F2"], f["F2"] / f["F1"], 100 * f["F5"] / f["F1"]


# ---- inputs, activities, outcomes


def _mistaken_outcomes(data: MarkedReport, truth: list[str]) -> dict[str, list[str]]:
    claims = data.report.figures_by_slot
    weak = data.outcomes["evidence"].isin(["number", "number_with_base", "slogan"])
    return {
        "percent": list(claims.loc[claims["unit"] == "%", "raw"]),
        "everything": list(claims["raw"]),
        "activities": truth
        + list(claims.loc[(claims["slot"] == "practice") & (claims["unit"] != "%"), "raw"]),
        "sourced": list(data.outcomes.loc[~weak, "raw"]),
    }


@task(1, "outcomes", wrong=_mistaken_outcomes)
def outcomes(data: MarkedReport) -> list[str]:
    """The figures told as outcomes, as printed."""
    if data.outcomes.empty:
        raise NotHere(
            tr(
                "这份报告没有一个数字说的是结果：这本身就是发现。",
                "no figure of it tells an outcome: a finding",
            )
        )
    return list(data.outcomes["raw"])
