"""Coded cases with their outcome: the truth table of four practices, its paths, and the same read
from winners alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cases, comparison
from toolkit.records import County, bare
from toolkit.terms import tr
from workshop.lessons.casework import told
from workshop.lessons.exercise import NotHere

#: the verified score from which an outcome counts as good
PASS = 70.0
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
        return tr("过线", "passed")

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

    @cached_property
    def data(self) -> pd.DataFrame:
        """Practices and whether the verified score passes the line, 0 or 1."""
        passed = (self.score >= PASS).astype(float)
        try:
            return comparison.coded_conditions(self.practices, passed, self.outcome)
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why

    @cached_property
    def table(self) -> comparison.TruthTable:
        """The truth table of the four conditions."""
        try:
            return comparison.truth_table(self.data, self.outcome, self.conditions)
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why

    @cached_property
    def solution(self) -> comparison.Solution:
        """The paths as the cases show them, nothing assumed about combinations without a case."""
        try:
            return comparison.minimise(self.table, "complex")
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why

    def called(self) -> dict[str, str]:
        """Path → a name that tells what is done."""
        leaders, joint, identity, serve = self.conditions
        ours = {
            f"{leaders}*{identity}": tr("带头亮相", "leaders step forward"),
            f"{leaders}*{joint}*{serve}": tr("带头联建办事", "leaders serve jointly"),
        }
        return {path: ours.get(path, path) for path in self.solution.models[0]}

    def marked(self) -> pd.DataFrame:
        """The cases as a class reads them: ● there, ○ not mentioned; the score; passed or not."""
        out = self.data[self.conditions].map(lambda there: "●" if there else "○")
        passed = self.data[self.outcome].map({1.0: tr("是", "yes"), 0.0: tr("否", "no")})
        out = out.join(self.score.rename(tr("核验得分", "verified"))).join(passed)
        out.index = [f"{c} {self.whose[str(c)]}".strip() for c in out.index]
        return out.rename_axis(tr("案例", "case")).reset_index()

    def beside(self, partners: pd.DataFrame) -> pd.DataFrame:
        """Cases of one row with opposite outcomes as a class reads them, the one that passed first:
        from `comparison.row_partners`."""
        known = partners.dropna(subset=["other"])
        told = [
            (int(r.row), *((r.case, r.other) if r.y > r.other_y else (r.other, r.case)))
            for r in known.itertuples()
        ]
        rows = [
            (tr(f"第{n}行", f"row {n}"), *(f"{c} {self.whose[str(c)]}".strip() for c in pair))
            for n, *pair in sorted(set(told))
        ]
        heads = tr("行", "row"), tr("过线的", "passed"), tr("没过线的", "did not pass")
        return pd.DataFrame(rows, columns=heads)

    @cached_property
    def whose(self) -> dict[str, str]:
        """Case → whose report it is, without the mark 虚构; "" where codes are shown."""
        if self.county is None or self.county.nature in ("user_supplied", "mixed"):
            return dict.fromkeys(map(str, self.data.index), "")
        table = self.county["organisation"]
        told = dict(zip(table["org_id"].astype(str), table["name"]))
        return {c: bare(str(told.get(c, ""))) for c in map(str, self.data.index)}

    def rows(self) -> pd.DataFrame:
        """Every combination of the conditions by number, ● and ○, empty of cases."""
        size = len(self.conditions)
        signs = [
            ["●" if i >> (size - 1 - k) & 1 else "○" for k in range(size)] for i in range(2**size)
        ]
        out = pd.DataFrame(signs, columns=self.conditions)
        out.index = pd.RangeIndex(1, 2**size + 1)
        out.insert(0, tr("行", "row"), [tr(f"第{n}行", f"row {n}") for n in out.index])
        return out

    def filled(self) -> pd.DataFrame:
        """The combinations with the cases that have them: all, and those that passed."""
        passed = set(self.data.index[self.data[self.outcome] > 0.5].astype(str))
        there = map(int, self.table.rows.index)
        found = {row: [str(c) for c in self.table.cases(row)] for row in there}
        out = self.rows().loc[list(found)]
        said = tr("、", ", ")
        for name, keep in ((tr("过线的", "passed"), True), (tr("没过线的", "not"), False)):
            out[name] = [said.join(c for c in found[n] if (c in passed) == keep) for n in found]
        return out

    def reading(self, case: str) -> pd.DataFrame:
        """A report, a sentence a row, numbered from 1."""
        report = self.texts[case]
        told = [report.text[a:b].strip() for a, b in report.sentences.itertuples(index=False)]
        head = tr(f"{case} 原文，左边是第几句", f"{case}, sentences numbered at the left")
        return pd.DataFrame({head: told}, index=pd.RangeIndex(1, len(told) + 1))

    def partners(self) -> pd.DataFrame:
        """Every case that passed off the paths, or failed on one, beside the cases of its row that
        ended the other way."""
        found = comparison.row_partners(self.solution).dropna(subset=["other"])
        heads = {
            "case": tr("偏差案例", "deviant case"),
            "row": tr("行", "row"),
            "shares": tr("同一行，四项都一样", "one row: alike in all four"),
            "other": tr("结果相反的", "ended the other way"),
        }
        said = tr("、", ", ")
        told = found.groupby(["case", "row", "shares"], sort=False)["other"].agg(said.join)
        out = told.reset_index()[list(heads)].rename(columns=heads)
        out[heads["row"]] = [tr(f"第{n}行", f"row {n}") for n in out[heads["row"]]]
        marks = {f"~{c}": f"{c}○" for c in self.conditions} | {c: f"{c}●" for c in self.conditions}
        out[heads["shares"]] = [
            said.join(marks[part] for part in words.split("*")) for words in out[heads["shares"]]
        ]
        return out

    def shares(self, winners: bool) -> pd.DataFrame:
        """How many cases have each practice: among those that passed alone, or beside the rest."""
        good = self.data[self.outcome] > 0.5
        names = list(self.names.values())
        told = {tr("过线的", "passed"): good} | ({} if winners else {tr("没过线的", "not"): ~good})
        counts = {
            tr(f"{head} {keep.sum()} 个里", f"of {keep.sum()} {head}"): self.data.loc[keep, names]
            .sum()
            .astype(int)
            for head, keep in told.items()
        }
        return pd.DataFrame(counts).rename_axis(tr("做法", "practice")).reset_index()

    @cached_property
    def alone(self) -> pd.DataFrame:
        """What winners alone would claim, practice by practice."""
        try:
            found = comparison.winners_only(
                self.data, self.outcome, list(self.names.values()), common=0.5, absences=False
            )
        except comparison.ComparisonError as why:
            raise NotHere(str(why)) from why
        return found.conditions[~found.conditions.index.str.startswith("~")]


def load(source: Any = None) -> Compared:
    """The fictitious cases, a county of yours with reports, codes and verified scores, or a folder
    of reports; persons masked."""
    if source is not None and not isinstance(source, County):
        folder = Path(source)
        if folder.is_dir() and not any(
            (folder / f"organisation{suffix}").is_file() for suffix in (".csv", ".parquet")
        ):
            texts = cases.from_folder(folder)[0]
            return Compared(None, cases.shown_to_others(texts, show_people=False))
        source = County.load(source)
    return Compared(*told(source))
