"""Lesson 7, one case read and coded by hand: six sentences, three effects, a definition mended, and
what of the machine's suggestions is taken."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.cases import EVIDENCE
from toolkit.reports import evidence_name
from toolkit.terms import tr
from workshop.lessons import casework
from workshop.lessons.answers import number
from workshop.lessons.exercise import NotHere, task

CASE = "C20"
SIX = (3, 6, 7, 9, 12, 15)
NONE = "none"
#: practices that a class chooses from, defined in English (the codebook defines all in Chinese)
FEW = {
    "IDENTITY": "badges and signs, model households, pioneer posts, areas of responsibility",
    "DEMO_SITE": "making demonstration sites, villages, groups, brands",
    "PLEDGE": "organisations and members promise in public, show the promise, keep it",
    "SERVE": "practical help for people, voluntary service, tidying up, solving a difficulty",
    "SUPERVISE": "inspection, guidance, notices, comment, appraisal, letters of responsibility",
    "INFO_BASE": "a base of exemplars, talents or projects, a ledger",
    "PUBLICITY": "bulletins, television, website, media, honour boards, handed-out material",
    "DISCUSS": "discussions, forums, exchange, talks on the spot",
}
#: effects by sentence: grades that its words bear, the better one first
GRADES = {
    14: ("number", "activity"),
    15: ("number_with_base",),
    16: ("before_after", "slogan"),
}
#: the hint for a sentence that was coded as something else
SLIPS = {3: "plates", 6: "sent_up", 7: "words", 9: "mentioned", 12: "neighbours", 15: "literal"}
LONGEST = 80


class Coding(casework.ReadCases):
    """The case that the class codes, with both codings and the machine's."""

    @cached_property
    def both(self) -> dict[int, dict[str, set[str]]]:
        """Sentence → coder → codes, of the two people's codings of the case."""
        report = self.report(CASE)
        if self.coded is None or self.coded["coder"].nunique() < 2:
            raise NotHere(tr("要有两个人的编码才能对照。", "this takes the coding of two people"))
        found: dict[int, dict[str, set[str]]] = {}
        for row in self.coded[self.coded["case"] == CASE].itertuples():
            at = found.setdefault(report.sentence_number(int(row.start)), {})
            at.setdefault(str(row.coder), set()).add(str(row.code))
        return found

    def borne(self, sentence: int) -> set[str]:
        """Codes that at least one of the two gave a sentence."""
        return set().union(*self.both.get(sentence, {}).values())

    @cached_property
    def practices(self) -> pd.DataFrame:
        """The few practices to choose from, with their definitions."""
        book = cases.default_codebook()
        rows = [(book[c].label, tr(book[c].definition, english)) for c, english in FEW.items()]
        return pd.DataFrame(rows, columns=[tr("做法", "practice"), tr("什么算", "what counts")])

    @cached_property
    def suggestions(self) -> pd.DataFrame:
        """The machine's suggestions for the case: sentence, practice, the words that decided."""
        report = self.report(CASE)
        # by the firm rules alone: what was learned from sentences would leave little to decide
        found = cases.accepted(cases.code({CASE: report}, coder="rules", least=0.8))
        names = cases.default_codebook().labels
        return pd.DataFrame(
            {
                "sentence": [report.sentence_number(int(s)) for s in found["start"]],
                "code": [str(c) for c in found["code"]],
                "name": [names[c] for c in found["code"]],
                "trigger": [str(t) for t in found["trigger"]],
            }
        )

    @cached_property
    def machine(self) -> pd.DataFrame:
        """The same for readers: ``第几句, 建议, 凭哪几个字``."""
        heads = (
            tr("第几句", "sentence"),
            tr("建议", "suggested"),
            tr("凭哪几个字", "by the words"),
        )
        return self.suggestions[["sentence", "name", "trigger"]].set_axis(heads, axis=1)

    @cached_property
    def apart(self) -> pd.DataFrame:
        """Sentences of the case where the two codings part, and on which practice."""
        names = cases.default_codebook().labels
        said = self.sentences(CASE).iloc[:, 0]
        coders = [] if self.coded is None else self.coded["coder"].unique()
        rows = []
        for at, by in sorted(self.both.items()):
            first, second = (by.get(c, set()) for c in coders)
            rows += [
                (at, names[c], tr("甲", "A") if c in first else tr("乙", "B"), said[at - 1])
                for c in sorted(first ^ second)
            ]
        heads = (
            tr("第几句", "sentence"),
            tr("做法", "practice"),
            tr("谁编了", "coded by"),
            tr("原文", "text"),
        )
        return pd.DataFrame(rows, columns=heads)


def load(source: Any = None) -> Coding:
    """The fictitious cases, or a county or a folder with reports of yours."""
    read = casework.load(source)
    return Coding(read.texts, read.outcomes, read.coded)


# ---- code six sentences


def _code_names(data: Coding) -> dict[str, str]:
    names = cases.default_codebook().labels
    no = "无", "没有", "什么也没有", "没有做法", "无做法", "都不是", "不编", "nothing"
    said = {name: code for code, name in names.items()}
    # the class sees a numbered table of practices and what counts: both name the practice
    for at, row in enumerate(data.practices.itertuples(index=False), start=1):
        code = said[row[0]]
        said |= {str(at): code} | dict.fromkeys(re.split(r"[、/,]\s*", row[1]), code)
    return said | dict.fromkeys((tr("无", "none"), *no), NONE)


def _from_desk(answer: Any, data: Coding) -> Any:
    """What was coded at the desk, as an answer: sentence → codes."""
    if not {"case", "code", "start"} <= set(getattr(answer, "columns", ())):
        return answer
    report = data.report(CASE)
    found: dict[int, list[str]] = {}
    for row in answer[answer["case"] == CASE].itertuples():
        found.setdefault(report.sentence_number(int(row.start)), []).append(row.code or NONE)
    return {n: found.get(n, []) for n in SIX}


def _judge_code(answer: Any, data: Coding, truth: dict[int, list[str]]) -> str | None:
    answer = _from_desk(answer, data)
    if not isinstance(answer, dict) or set(answer) != set(truth):
        return None
    for n in SIX:
        given = set(answer[n]) if isinstance(answer[n], list) else {answer[n]}
        if not given <= {*cases.default_codebook().labels, NONE}:
            return None
        if not given or not given <= (data.borne(n) or {NONE}):
            return f"{SLIPS[n]}\n{tr(f'第 {n} 句', f'sentence {n}')}"
    return ""


def _mistaken_code(data: Coding, truth: dict[int, list[str]]) -> dict[str, dict[int, list[str]]]:
    wrong = {3: "PUBLICITY", 6: "PUBLICITY", 7: "SERVE", 9: "PLEDGE", 12: "DISCUSS", 15: "IDENTITY"}
    return {SLIPS[n]: truth | {n: [code]} for n, code in wrong.items()}


@task(7, "code", wrong=_mistaken_code, judge=_judge_code, names=_code_names)
def code(data: Coding) -> dict[int, list[str]]:
    """The practices of six sentences: what both gave, else what one gave, else none."""
    out = {}
    for n in SIX:
        by = list(data.both.get(n, {}).values())
        out[n] = sorted(set.intersection(*by) if len(by) > 1 else data.borne(n)) or [NONE]
    return out


# ---- grade three effects


def _grade_names(data: Coding) -> dict[str, str]:
    short = {
        "旁证": "witness",
        "对照": "comparison",
        "前后": "before_after",
        "前后比": "before_after",
    }
    return {evidence_name(g): g for g in EVIDENCE} | short | {"口号": "slogan", "数字": "number"}


def _judge_grade(answer: Any, data: Coding, truth: dict[int, str]) -> str | None:
    if not isinstance(answer, dict) or set(answer) != set(truth):
        return None
    for n, fits in GRADES.items():
        if answer[n] not in fits:
            if answer[n] not in EVIDENCE:
                return None
            key = {14: "own_score", 15: "base", 16: "nobody"}[n]
            key = "elsewhere" if answer[n] == "comparison" else key
            key = "unnamed" if (n, answer[n]) == (15, "witness") else key
            return f"{key}\n{tr(f'第 {n} 句', f'sentence {n}')}"
    return ""


def _mistaken_grade(data: Coding, truth: dict[int, str]) -> dict[str, dict[int, str]]:
    return {
        "own_score": truth | {14: "witness"},
        "base": truth | {15: "number"},
        "unnamed": truth | {15: "witness"},
        "nobody": truth | {16: "witness"},
        "elsewhere": truth | {16: "comparison"},
    }


@task(7, "grade", wrong=_mistaken_grade, judge=_judge_grade, names=_grade_names)
def grade(data: Coding) -> dict[int, str]:
    """What three effects of the case rest on."""
    data.report(CASE)
    return {n: fits[0] for n, fits in GRADES.items()}


# ---- mend a definition


def _judge_mend(answer: Any, data: Coding, truth: str) -> str | None:
    if not isinstance(answer, str):
        return None
    said = answer.strip().casefold()
    old = cases.default_codebook().frame["definition"].str.casefold()
    disputed = set(data.apart.iloc[:, 0])
    told = re.findall(r"(?:第|sentence)\s*([\d一二三四五六七八九十]+)", said)
    numbers = {number(n) for n in told}
    if any(said.endswith(text) for text in old):
        return "same"
    if re.search(r"酌情|视情况|适当|一般|大概|看情况|as appropriate|depends", said):
        return "feeling"
    out, within = (
        r"不算|不编|不计|不属于|不包括|除外|does not count|not counted",
        r"算|编|属于|包括|才是|指|counts?\b",
    )
    if not (re.search(out, said) and re.search(within, re.sub(out, "", said))):
        return "one_side"
    if not numbers & disputed:
        return "no_example"
    return "" if len(said) <= LONGEST or not re.search("[一-鿿]", said) else "long"


def _mistaken_mend(data: Coding, truth: str) -> dict[str, str]:
    first = cases.default_codebook()["SUPERVISE"].definition
    return {
        "same": first,
        "feeling": tr("督查考核：视情况，算不算看领导。", "it depends on the case"),
        "one_side": tr(
            "督查考核：有人来查就算，如第14句。", "an inspection counts, as sentence 14"
        ),
        "no_example": tr(
            "有人查、有下文的算；查完没下文的不算。", "checked counts; unseen does not count"
        ),
        "long": truth + "查" * LONGEST,
    }


@task(7, "mend", wrong=_mistaken_mend, judge=_judge_mend)
def mend(data: Coding) -> str:
    """One way to mend the definition of a practice that the two coders part on."""
    if data.apart.empty:
        raise NotHere(tr("两人编得一样，没有要改的定义。", "the two agree: nothing to mend"))
    return tr(
        "督查考核：有人查事情办没办、查完有说法的算；只看牌子在不在的不算，如第14句。",
        "Supervision: an inspection of what was done counts; one of plates does not count, as in "
        "sentence 14.",
    )


# ---- take the machine's suggestions, or not


def _rows(data: Coding, wanted: bool) -> set[int]:
    found = enumerate(data.suggestions.itertuples(), start=1)
    return {at for at, r in found if (r.code in data.borne(r.sentence)) == wanted}


def _judge_take(answer: Any, data: Coding, truth: set[int]) -> str | None:
    if not isinstance(answer, list) or not all(isinstance(n, int) for n in answer):
        return None
    given, good = set(answer), _rows(data, True)
    if given == truth:
        return ""
    if given >= set(range(1, len(data.suggestions) + 1)):
        return "all"
    if given & good:
        return f"good\n{min(given & good)}" if given >= truth else None
    return None


def _mistaken_take(data: Coding, truth: set[int]) -> dict[str, set[int]]:
    triggers = data.suggestions["trigger"]
    return {
        "all": set(range(1, len(data.suggestions) + 1)),
        "good": truth | {min(_rows(data, True))},
        "half": {n for n in truth if triggers[n - 1] != "亮身份"},
        "sentences": {int(data.suggestions["sentence"][n - 1]) for n in truth},
        "last": {n for n in truth if triggers[n - 1] == "亮身份"},
    }


@task(7, "take", wrong=_mistaken_take, judge=_judge_take, single=True)
def take(data: Coding) -> set[int]:
    """Suggestions of the machine that neither coder bears out, by their number."""
    return _rows(data, False)
