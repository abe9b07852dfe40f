"""Lesson 8: sentences that can be followed, rival explanations judged on the text, what publicity
says, a summary with its sources."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.reports import evidence_name
from toolkit.terms import lang, tr, word
from workshop.lessons import casework
from workshop.lessons.answers import number
from workshop.lessons.beside import idle
from workshop.lessons.exercise import NotHere, task

CASE = "C05"
DOABLE = (8, 10)
#: rival explanations in the order of the exercise: what the text says of each, in which sentence
RIVALS = {
    1: ("excluded", {20}),
    2: ("eased", {19}),
    3: ("open", {15, 16}),
    4: ("open", {22}),
    5: ("open", {3}),
}
JUDGED = {
    "open": (
        "没排除",
        "open",
        r"(?:没有?|还没|未能?|不能|没法|无法)排除|排除不了|open|not ruled out",
    ),
    "eased": ("减轻", "weakened", r"(?:只能?)?减轻了?|部分排除|(?:partly )?weakened"),
    "excluded": ("排除", "ruled out", r"(?:能|可以?|已)?排除了?|ruled out"),
}
_SENTENCE = re.compile(r"(?:[凭见]?第?|sentences? ?)\s*(\d+)\s*句?", re.I)
#: practices laid side by side in class
BESIDE = ("PUBLICITY", "SERVE", "JOINT_ORG", "LEADERS")
BUDGET, BUDGET_EN = 150, 600
_MARK = re.compile(
    r"[（(［\[][^（()）［\[\]］]*?(?:第\s*\d+|sentences?\s*\d+|\d[\s，,-]+\d+)"
    r"[^（()）［\[\]］]*[）)］\]]"
)


class Experience(casework.ReadCases):
    """The cases of the lesson, what they share, and one of them in depth."""

    @cached_property
    def claims(self) -> pd.DataFrame:
        """What the case in depth claims, and on what evidence."""
        report = self.report(CASE)
        found = cases.in_depth(report, CASE, winners_only=False).claims
        rows = zip(found["start"], found["text"], found["evidence"])
        told = [(report.sentence_number(int(s)), t, evidence_name(e)) for s, t, e in rows]
        heads = tr("第几句", "sentence"), tr("成效", "claimed effect"), tr("凭什么", "rests on")
        return pd.DataFrame(told, columns=heads)

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Cases by outcome: improved, not improved, neither stated.

        Raises
        ------
        NotHere
            There are no two groups to lay side by side.
        """
        known = self.outcomes or {}
        groups: dict[str, list[str]] = {"improved": [], "not_improved": [], "neither": []}
        for case in self.texts:
            of = known.get(case, "not_stated")
            key = {"improved": "improved", "not_stated": "neither"}.get(of, "not_improved")
            groups[key].append(case)
        if not groups["improved"] or not groups["not_improved"]:
            raise NotHere(
                tr(
                    "没有改善与未改善两组案例可比。",
                    "there are no improved and unimproved cases to compare",
                )
            )
        return groups

    def held(self, code: str) -> list[int]:
        """How many cases of each group write of a practice."""
        with_it = set(self.key.loc[(self.key["code"] == code).to_numpy(dtype=bool), "case"])
        return [len(with_it & set(group)) for group in self.groups.values()]

    @cached_property
    def beside(self) -> pd.DataFrame:
        """A few practices, how many cases of each group write of them."""
        labels = cases.default_codebook().labels
        sizes = [len(group) for group in self.groups.values()]
        names = ("改善的", "没改善的", "没说结果的"), ("improved", "not improved", "not stating it")
        heads = [
            tr(f"{zh} {n} 份里", f"of the {n} {en}")
            for zh, en, n in zip(*names, sizes, strict=True)
        ]
        rows = [(labels[code], *self.held(code)) for code in BESIDE]
        return pd.DataFrame(rows, columns=[tr("做法", "practice"), *heads])

    def checked(self, text: Any) -> pd.DataFrame:
        """A text held against its sources, claim by claim."""
        found = cases.check_citations(str(text), self.texts, self.outcomes, show_people=True)
        frame = found[["claim", "case", "sentence", "verdict", "reason"]]
        heads = ("你写的", "案例", "第几句", "核对", "说明")
        heads_en = ("claim", "case", "sentence", "verdict", "reason")
        return frame.assign(verdict=[word("verdict", v) for v in frame["verdict"]]).set_axis(
            heads if lang() == "zh" else heads_en, axis=1
        )

    @cached_property
    def machine(self) -> pd.DataFrame:
        """The toolkit's own summary under the same budget, every line with its source."""
        found = cases.summarise(self.texts, BUDGET, coded=self.key, outcomes=self.outcomes)
        rows = [
            (r.text, r.case, self.texts[r.case].sentence_number(int(r.start)))
            for r in found.itertuples()
        ]
        heads = tr("原句", "line"), tr("案例", "case"), tr("第几句", "sentence")
        return pd.DataFrame(rows, columns=heads)


def load(source: Any = None) -> Experience:
    """The fictitious cases, or a county or a folder with reports of yours."""
    read = casework.load(source)
    return Experience(read.texts, read.outcomes, read.coded)


# ---- sentences that can be followed


def _judge_doable(answer: Any, data: Experience, truth: set[int]) -> str | None:
    if not isinstance(answer, list) or not all(isinstance(n, int) for n in answer):
        return None
    slips = {5: "background", 6: "heading", 13: "count", 21: "quote"}
    extra = [n for n in answer if n in slips]
    if extra:
        return f"{slips[extra[0]]}\n{tr(f'第 {extra[0]} 句', f'sentence {extra[0]}')}"
    if set(answer) == truth:
        return ""
    return "half" if answer and set(answer) < truth else None


def _mistaken_doable(data: Experience, truth: set[int]) -> dict[str, set[int]]:
    return {
        "background": truth | {5},
        "heading": truth | {6},
        "count": truth | {13},
        "quote": truth | {21},
        "half": {min(truth)},
    }


@task(8, "doable", wrong=_mistaken_doable, judge=_judge_doable, single=True)
def doable(data: Experience) -> set[int]:
    """Sentences of the case that say who does what how often."""
    data.report(CASE)
    return set(DOABLE)


# ---- rival explanations


def _judged(said: Any) -> tuple[str, set[int]]:
    """The verdict and the sentences in one typed judgement; no verdict where there are two, or a
    piece that is neither one nor long enough for an explanation."""
    text = unicodedata.normalize("NFKC", str(said)).casefold()
    text = re.sub("第([一二三四五六七八九十]+)句", lambda n: f"第{number(n[1])}句", text)
    told, verdicts = re.sub(r"\d+\.\d+|\d+(?=[多余]?[元%吨名户万家])", "", text), set()
    for piece in filter(None, re.split(r"[,;:。、()\n]", _SENTENCE.sub(",", told))):
        fits = {key for key, (*_, words) in JUDGED.items() if re.fullmatch(words, piece.strip())}
        verdicts |= fits or ({"?"} if len(piece.strip()) < 4 and not idle(piece) else set())
    verdict = verdicts.pop() if len(verdicts) == 1 else ""
    return verdict.strip("?"), {int(n) for n in _SENTENCE.findall(told)}


def _judge_rivals(answer: Any, data: Experience, truth: dict[int, str]) -> str | None:
    if not isinstance(answer, dict) or set(answer) != set(truth):
        return None
    keys = {1: "audit", 2: "trend", 3: "resources", 4: "price", 5: "low_start"}
    for at, (verdict, sentences) in RIVALS.items():
        given, numbers = _judged(answer[at])
        if not given:
            return f"no_verdict\n{tr(f'第 {at} 个', f'number {at}')}"
        place = tr(f"第 {at} 个", f"number {at}")
        if given != verdict:
            return f"{keys[at]}\n{place}"
        if not numbers:
            return f"no_sentence\n{place}"
        if not numbers <= sentences:
            return f"other_sentence\n{place}"
    return ""


def _mistaken_rivals(data: Experience, truth: dict[int, str]) -> dict[str, dict[int, str]]:
    def other(at: int, key: str) -> dict[int, str]:
        return truth | {at: _said(key, RIVALS[at][1])}

    bare = {at: tr(*JUDGED[verdict][:2]) for at, (verdict, _) in RIVALS.items()}
    return {
        "audit": other(1, "open"),
        "trend": other(2, "excluded"),
        "resources": other(3, "excluded"),
        "price": other(4, "excluded"),
        "low_start": other(5, "eased"),
        "no_sentence": bare,
        "other_sentence": truth | {1: _said("excluded", {21})},
    }


def _said(verdict: str, sentences: set[int]) -> str:
    words, number = tr(*JUDGED[verdict][:2]), min(sentences)
    return tr(f"{words}，第{number}句", f"{words}, sentence {number}")


@task(8, "rivals", wrong=_mistaken_rivals, judge=_judge_rivals)
def rivals(data: Experience) -> dict[int, str]:
    """What the text of the case says of five rival explanations, with the sentence."""
    data.report(CASE)
    return {at: _said(verdict, sentences) for at, (verdict, sentences) in RIVALS.items()}


# ---- what publicity says


def _judge_says(answer: Any, data: Experience, truth: set[str]) -> str | None:
    if not isinstance(answer, list):
        return None
    given = {str(letter) for letter in answer}
    slips = {"B": "cause", "C": "less", "E": "everybody", "F": "unwritten"}
    extra = sorted(given & set(slips))
    if extra:
        return f"{slips[extra[0]]}\n{extra[0]}"
    if given == truth:
        return ""
    return "half" if given and given < truth else None


def _mistaken_says(data: Experience, truth: set[str]) -> dict[str, set[str]]:
    return {
        "cause": truth | {"B"},
        "less": truth | {"C"},
        "everybody": truth | {"E"},
        "unwritten": truth | {"F"},
        "half": {"A"},
    }


def _letters(data: Experience) -> dict[str, str]:
    return {letter: letter for letter in "ABCDEF"}


@task(8, "says", wrong=_mistaken_says, judge=_judge_says, single=True, names=_letters)
def says(data: Experience) -> set[str]:
    """Which statements the counts of publicity bear."""
    improved, not_improved, _ = data.held("PUBLICITY")
    groups = data.groups
    if improved / len(groups["improved"]) >= not_improved / len(groups["not_improved"]):
        raise NotHere(
            tr(
                "这组材料里，没改善的并不更常写宣传，这一题的说法对不上。",
                "here the unimproved do not write more of publicity: the statements do not fit",
            )
        )
    return {"A", "D"}


# ---- a summary with its sources


def _judge_summary(answer: Any, data: Experience, truth: str) -> str | None:
    if not isinstance(answer, str):
        return None
    # persons were masked as the reports were read
    found = cases.check_citations(answer, data.texts, data.outcomes, show_people=True)
    told = re.sub(r"\s", "", _MARK.sub("", answer))
    if len(told) > 20 and (rest := re.sub(r"\W", "", _MARK.split(answer)[-1])):
        return f"no_source\n{rest[:15]}"
    for verdict in ("no_source", "not_found", "not_supported"):
        off = found[(found["verdict"] == verdict).to_numpy(dtype=bool)]
        if len(off) and len(told) > 20:
            claim, reason = str(off["claim"].iloc[0]), str(off["reason"].iloc[0])
            return (
                f"{verdict}\n{claim[:15]}：{reason}" if lang() == "zh" else f"{verdict}\n{reason}"
            )
    if len(told) > (BUDGET if re.search("[一-鿿]", told) else BUDGET_EN):
        return f"long\n{len(told)}"
    if found["claim"].nunique() < 3:
        return "few"
    return "one_case" if found["case"].nunique() < 2 else ""


def _mistaken_summary(data: Experience, truth: str) -> dict[str, str]:
    marks = [found[0] for found in _MARK.finditer(truth)]
    first, case = truth.split(marks[0])[0], marks[0].split("，")[0].strip("（")
    alone = [f"{text}（{case}，第{at}句）。" for at, text in _lines(data, case)]
    return {
        "no_source": truth.replace(marks[-1], ""),
        "not_found": truth.replace(marks[0], f"（{case}，第999句）"),
        "not_supported": truth.replace(first, tr("满意度升至99%", "satisfaction rose to 99%"), 1),
        "long": "".join(
            f"{t}（{c}，第{at}句）。" for c in data.texts for at, t in _lines(data, c)[:1]
        ),
        "few": f"{first}{marks[0]}。",
        "one_case": "".join(alone[:3]),
    }


def _lines(data: Experience, case: str) -> list[tuple[int, str]]:
    """Short sentences of a case, as they stand."""
    said = data.sentences(case).iloc[:, 0]
    return [
        (at, text.rstrip("。"))
        for at, text in enumerate(said, start=1)
        if at > 1 and 8 <= len(text) <= 45 and text.endswith("。") and "一是" not in text
    ]


@task(8, "summary", wrong=_mistaken_summary, judge=_judge_summary)
def summary(data: Experience) -> str:
    """One summary whose every claim cites its case and sentence."""
    if {"C05", "C20"} <= set(data.texts):
        return (
            "澜江茶业党员每季度公开承诺一件降耗或提质的事，由班组投票验收（C05，第8句），"
            "审计显示吨茶能耗下降12.5%（C05，第20句）；茶价也在涨，盈利有多少来自党建说不准"
            "（C05，第22句）。龙尾村46块牌子全部挂好（C20，第6句），60户里说得出党员做过一件事的"
            "只有9户（C20，第15句）。"
        )
    lines = [(case, *line) for case in data.texts for line in _lines(data, case)[:2]]
    return "".join(f"{text}（{case}，第{at}句）。" for case, at, text in lines[:3])
