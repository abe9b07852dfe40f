"""Lesson 9: which combinations contradict themselves, two cases of one row read side by side, the
paths in words, what winners alone would claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cases, comparison
from toolkit.records import County, bare
from toolkit.terms import tr
from workshop.lessons.beside import idle
from workshop.lessons.casework import told
from workshop.lessons.exercise import NotHere, task

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
#: two cases of one row with different outcomes, and where each text says a thing ("": it does not)
TWO = ("C06", "C20")
_SAID = {
    1: ("监管人员佩戴党徽上岗", "党员家门口挂牌"),
    2: ("在市场入口设便民窗口", ""),
    3: ("连续两次末位的科室要向党组说明", ""),
    4: ("请县纪委派人暗访", "2016年镇里检查"),
    5: ("", "内容由支部统一打印"),
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


def _distinct(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without empty answers, and without those that an earlier mistake also leads to."""
    kept = {key: value for key, value in found.items() if value}
    return {k: v for i, (k, v) in enumerate(kept.items()) if v not in list(kept.values())[:i]}


# ---- the truth table


def _mistaken_rows(data: Compared, truth: set[int]) -> dict[str, Any]:
    table = data.table.rows
    good = {int(r) for r in table.index[table["OUT"] == 1]}
    seen = {int(r) for r in table.index}
    return _distinct(
        {
            "good": good - truth,
            "bad": seen - good - truth,
            "several": {int(r) for r in table.index[table["n"] > 1]},
            "observed": seen,
            "empty": set(range(1, 2 ** len(data.conditions) + 1)) - seen,
        }
    )


@task(9, "rows", wrong=_mistaken_rows)
def rows(data: Compared) -> set[int]:
    """Rows whose cases lie on both sides of the line."""
    found = {int(row) for row in data.table.contradictory.index}
    if not found:
        raise NotHere(
            tr("没有一行里两种结果都有。", "no row holds cases with both outcomes on these data")
        )
    return found


# ---- two cases of one row


def _words() -> tuple[str, str, str]:
    first, second = TWO
    return (
        tr("都有", "both"),
        tr(f"只有{first}", f"only {first}"),
        tr(f"只有{second}", f"only {second}"),
    )


def _other_words(_: Compared) -> dict[str, str]:
    both, first, second = _words()
    told = {both: both, first: first, second: second}
    told |= dict.fromkeys(("两个都有", "都", "两个", "都提到"), both)
    return told | {TWO[0]: first, f"仅{TWO[0]}": first, TWO[1]: second, f"仅{TWO[1]}": second}


def _mistaken_difference(data: Compared, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own, (both, first, second) = dict(truth), _words()
    swap = {first: second, second: first, both: both}
    return {
        "codes": own | {2: both},
        "survey": own | {3: both},
        "watched": own | {4: second},
        "turned": {n: swap[word] for n, word in own.items()},
        "alike": dict.fromkeys(own, both),
    }


@task(9, "difference", wrong=_mistaken_difference, names=_other_words)
def difference(data: Compared) -> dict[int, str]:
    """Which of the two texts says each thing: found where a reader marked it."""
    both, first, second = _words()
    found = {}
    for number, quotes in _SAID.items():
        here = [
            bool(quote) and case in data.texts and quote in data.texts[case].text
            for case, quote in zip(TWO, quotes)
        ]
        if here != [bool(quote) for quote in quotes]:
            raise NotHere(
                tr(
                    "这一题只读虚构的 C06 和 C20。",
                    "this exercise reads the fictitious C06 and C20",
                )
            )
        found[number] = both if all(here) else first if here[0] else second
    return found


# ---- the paths


def _path(text: Any, conditions: list[str]) -> dict[str, int]:
    """A path in words → condition → 1 (there) or 0 (没有 or 不 before it); nothing where it says
    more, but for the name that somebody gives it (带头亮相：带头人+亮身份)."""
    found, left = {}, re.sub(r"^[^:：]{2,12}[:：]", "", str(text))
    for name in conditions:
        if hit := re.search(rf"(没有|没|不|无|非|~|no )?\s*{re.escape(name)}", left):
            found[name] = int(hit[1] is None)
            left = left.replace(hit[0], " ")
    return found if idle(re.sub(r"[+*和与及且、&]|and", " ", left)) else {}


def _judge_paths(answer: Any, data: Compared, truth: Mapping[int, str]) -> str | None:
    if not isinstance(answer, Mapping):
        return None
    paths = [_path(answer[n], data.conditions) for n in sorted(answer)]
    if not all(paths):
        return None
    good = data.data[data.outcome] > 0.5
    rows = [(data.data[list(p)] == pd.Series(p, dtype=float)).all(axis=1) for p in paths]
    for path, on in zip(paths, rows):
        if not on.any():
            return "nobody"
        if (on & ~good).any():
            who = tr("、", ", ").join(map(str, good.index[on & ~good]))
            return f"{'alone' if len(path) == 1 else 'against'}\n{who}"
        if empty := _without_cases(data, path):
            return "unknown\n" + tr("、", ", ").join(tr(f"第{n}行", f"row {n}") for n in empty)
    positive = data.data.index[[r in set(_positive(data)) for r in data.table.row_of]]
    off = [str(c) for c in positive if not any(on[c] for on in rows)]
    return "missed\n" + tr("、", ", ").join(off) if off else ""


def _without_cases(data: Compared, path: dict[str, int]) -> list[int]:
    """Rows of a path that no case is in."""
    signs = data.rows()[list(path)] == ["●" if there else "○" for there in path.values()]
    return sorted({int(n) for n in signs.index[signs.all(axis=1)]} - set(data.table.rows.index))


def _positive(data: Compared) -> list[int]:
    table = data.table.rows
    return [int(r) for r in table.index[table["OUT"] == 1]]


def _mistaken_paths(data: Compared, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own, few = dict(truth), data.conditions
    last, first = max(own), own[min(own)]
    longest = own[last].split("+")
    return {
        "alone": own | {last: few[0]},
        "against": own | {last: "+".join(longest[1:])},
        "unknown": own | {last: "+".join(longest[:-1])},
        "missed": own | {last: "+".join(dict.fromkeys([*first.split("+"), few[-1]]))},
        "nobody": own | {last: f"{few[1]}+{few[2]}+{tr('没有', 'no ')}{few[0]}"},
    }


@task(9, "paths", wrong=_mistaken_paths, judge=_judge_paths)
def paths(data: Compared) -> dict[int, str]:
    """The paths that the cases show, in words."""
    model = data.solution.models[0]
    words = [re.sub(r"~", tr("没有", "no "), path).replace("*", "+") for path in model]
    return dict(enumerate(words, start=1))


# ---- winners only


def _named(chosen: pd.Series) -> set[str]:
    return {str(term) for term in chosen.index[chosen.to_numpy(dtype=bool)]}


def _mistaken_trap(data: Compared, truth: set[str]) -> dict[str, Any]:
    table = data.alone
    return _distinct(
        {
            "claimed": _named(table["claimed"]),
            "stands": _named(table["stands"]),
            "rare": {str(t) for t in table["winners"].nsmallest(2).index},
            "often_elsewhere": {str(t) for t in table["others"].nlargest(3).index},
        }
    )


def _practice_names(data: Compared) -> dict[str, str]:
    """Practices by their number in the table, by name, by the first half of it."""
    names = list(map(str, data.alone.index))
    return {f"{i}": n for i, n in enumerate(names, 1)} | {m: n for n in names for m in (n[:2], n)}


@task(9, "trap", wrong=_mistaken_trap, names=_practice_names)
def trap(data: Compared) -> set[str]:
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
