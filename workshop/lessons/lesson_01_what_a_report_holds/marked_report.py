"""The report that lesson 1 reads, and what the county report of 2011 holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.cases import Report
from toolkit.datasets import dataset
from toolkit.records import read_columns
from toolkit.terms import lang, tr

#: parts of the county report of 2011, by the first letter of the items of its map
PARTS = {
    "A": ("总体要求", "the overall demand"),
    "B": ("寻找典型", "finding exemplars"),
    "C": ("培育典型", "raising exemplars"),
    "D": ("树立典型", "making them known"),
    "E": ("总结提升", "learning from them"),
}


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
    def sentences(self) -> pd.DataFrame:
        """The report sentence by sentence, numbered as everywhere in the course."""
        rows = zip(self.report.sentences["start"], self.report.sentences["end"])
        told = [self.report.text[a:b].strip() for a, b in rows]
        return pd.DataFrame({tr("原文", "text"): told})

    @cached_property
    def facts(self) -> pd.Series:
        """Figures of the county report of 2011, by their id in ``datasets/report_2011/facts``."""
        given = _facts("figures")
        given = given[given["kind"] == "given"]
        return pd.to_numeric(given.set_index("id")["value"])

    @cached_property
    def seven(self) -> pd.DataFrame:
        """The seven figures of that report: what is counted, value, unit."""
        given = _facts("figures")
        given = given[given["kind"] == "given"]
        values = [int(v) for v in given["value"]]
        units = {"个": "organisations", "名": "people", "件": "items", "周年": "years"}
        unit = [tr(u, units.get(u, u)) for u in given["unit"]]
        heads = tr("数什么", "counted"), tr("数", "number"), tr("单位", "unit")
        return pd.DataFrame(zip(given[f"what_{lang()}"], values, unit), columns=heads)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """Items of that report part by part, and how many figures and outcomes are among them:
        each a row, and the total."""
        items = _facts("report_map")
        of = items["id"].str[0]
        figures = _facts("figures").query("kind == 'given'")
        in_part = {"C": int((figures["id"] <= "F3").sum()), "D": int((figures["id"] > "F3").sum())}
        rows = [
            (tr(*name), int((of == p).sum()), in_part.get(p, 0), 0) for p, name in PARTS.items()
        ]
        rows.append((tr("合计", "total"), len(items), len(figures), 0))
        heads = tr("部分", "part"), tr("几项", "items"), tr("几个数字", "figures")
        return pd.DataFrame(rows, columns=[*heads, tr("几个结果", "outcomes")])


def _facts(name: str) -> pd.DataFrame:
    path = dataset("report_2011") / "facts" / f"{name}.csv"
    return read_columns(path, {"id": ()}, ["id"]).fillna("").reset_index(drop=True)


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
    (report,) = cases.shown_to_others([cases.read(reports[0])], show_people=False).values()
    return MarkedReport(report)
