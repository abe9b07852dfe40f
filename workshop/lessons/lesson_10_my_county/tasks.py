"""Lesson 10, my county, my case: one's own ledger, one round of pairing, one case, one evidence
statement."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records import Ledger, Sheet, mapping_path, save_mapping, write_book
from toolkit.terms import tr
from workshop.lessons.answers import read
from workshop.lessons.exercise import NotHere, as_typed, task
from workshop.lessons.lesson_02_pairing_graphs.network import load as read_network
from workshop.lessons.lesson_02_pairing_graphs.network import questions_of
from workshop.lessons.lesson_02_pairing_graphs.tasks import letters, told_questions
from workshop.lessons.lesson_03_planning_pairings.by_hand import (
    judge_by_hand,
    mistaken_hands,
    own_words,
    plan_in_words,
)
from workshop.lessons.lesson_03_planning_pairings.planning import Planning
from workshop.lessons.lesson_03_planning_pairings.planning import load as plan_for


@dataclass(frozen=True)
class MyCounty(Planning):
    """A ledger or county, and its next round of pairing.

    Attributes
    ----------
    shown_on : str
        The day whose pairs the picture shows.
    raw : Ledger, optional
        The ledger with what it still leaves open.
    file : path, optional
        Where one's own ledger lies.
    """

    shown_on: str = ""
    raw: Ledger | None = None
    file: Path | None = None

    @property
    def questions(self) -> pd.DataFrame:
        """What the ledger leaves open, with lettered choices."""
        return questions_of(self.raw)

    def remember(self, answer: Any) -> None:
        """Keep the letters beside one's own ledger, where the next reading finds them; letters
        that do not fit its questions, and the shipped ledger, are left as they are."""
        if self.file is None or self.raw is None or _judge_answers(answer, self, "") != "":
            return
        chosen = {
            q.key: q.choices["ABCDEFGH".index(letter)]
            for q, letter in zip(self.raw.questions, letters(answer))
        }
        known = self.raw.mapping
        answers = {**known.get("answers", {}), **chosen}
        save_mapping({**known, "answers": answers}, mapping_path(self.file))

    def fields(self, exercise: str, answer: Any) -> dict[str, str]:
        """What was typed, by the names of the fields of `exercise`."""
        names = model_case() if exercise == "case" else model_statement()
        answer = read(answer, dict.fromkeys(names, ""), {})
        return {str(k): str(v) for k, v in answer.items()} if isinstance(answer, Mapping) else {}

    def write(self, path: Path, **parts: Mapping[str, str]) -> Path:
        """Write the case and the statement as a workbook, a sheet each."""
        sheets = []
        for name, fields in parts.items():
            rows = list(fields.items()) if isinstance(fields, Mapping) else []
            frame = pd.DataFrame(rows, columns=["item", "value"], dtype="string")
            sheets.append(Sheet(name, frame, widths={"item": 22.0, "value": 80.0}))
        return write_book(path, sheets)


def load(source: Any = None) -> MyCounty:
    """Your ledger or county; the fictitious ledger of lesson 2 where there is none."""
    read = read_network(source)
    made = plan_for(read.county)
    own = None if read.raw is None or source is None else Path(source)
    return MyCounty(made.county, made.day, made.prepared, made.today, read.day, read.raw, own)


# ---- the ledger's questions


def _judge_answers(answer: Any, data: MyCounty, truth: str) -> str | None:
    """ "" where every question has one of its own letters; which of them is for people to say."""
    given, asked = letters(answer), data.raw.questions if data.raw else []
    if not given:
        return None
    if len(given) != len(asked):
        return "few" if len(given) < len(asked) else "many"
    off = [
        str(i)
        for i, (letter, q) in enumerate(zip(given, asked), 1)
        if letter not in "ABCDEFGH"[: len(q.choices)]
    ]
    return f"beyond\n{'、'.join(off)}" if off else ""


def _mistaken_answers(data: MyCounty, truth: str) -> dict[str, str]:
    return {"few": truth[:-1], "many": f"{truth}A", "beyond": f"H{truth[1:]}"}


@task(
    10,
    "answers",
    wrong=_mistaken_answers,
    judge=_judge_answers,
    told=told_questions,
    names=lambda data: as_typed({"": answers(data)}),
)
def answers(data: MyCounty) -> str:
    """A letter for each question; the first choices are one answer of many."""
    asked = data.raw.questions if data.raw else []
    if not asked:
        raise NotHere(tr("这份记录没有要问的。", "these records leave nothing open"))
    return "A" * len(asked)


# ---- one round of pairing


@task(10, "round", wrong=mistaken_hands, judge=judge_by_hand, names=own_words)
def one_round(data: MyCounty) -> dict[str, str]:
    """Each unit's helpers in the next round; the plan's own are one answer of many."""
    return plan_in_words(data, data.plan.pairs)


# ---- one case of one's own

#: the model case and statement: invented, as the ledger is; field and text in both languages
_CASE = (
    (
        "谁",
        "who",
        "县林业局和石桥村党支部",
        "the forestry office and the branch of Shiqiao village",
    ),
    (
        "做了什么",
        "did what",
        "派两名技术员到村里教果树修剪 手把手教了36户",
        "sent two technicians who taught 36 households to prune, tree by tree",
    ),
    (
        "什么时候",
        "when",
        "2011年3月到6月 每周三上午",
        "March to June 2011, on Wednesday mornings",
    ),
    (
        "凭什么看得出",
        "what shows it",
        "村里的出工登记12次 修剪前后照片各30张",
        "12 entries in the village's register, 30 photographs before and 30 after",
    ),
)
_STATEMENT = (
    ("看到什么", "what was seen", "学会修剪的从4户到19户", "those who can prune: from 4 to 19"),
    (
        "和谁比",
        "compared with whom",
        "同镇没有技术员来的青坪村同期从5户到9户",
        "Qingping in the same town, without technicians: from 5 to 9",
    ),
    (
        "还可能是什么原因",
        "what else it may be",
        "那年果价上涨 农户本来就想学",
        "fruit sold well that year and people wanted to learn anyway",
    ),
    (
        "不能说什么",
        "what may not be said",
        "不能说多出来的户数都是结对带来的",
        "that all who learned did so by the pair",
    ),
    (
        "下个月记哪个数",
        "what to count next month",
        "每周到户次数和学会的户数 由两个村各记一份",
        "visits a week and households that can prune, kept by both villages",
    ),
)


def model_case() -> dict[str, str]:
    """Field of a case → what the model case says."""
    return {tr(zh, en): tr(said, english) for zh, en, said, english in _CASE}


def model_statement() -> dict[str, str]:
    """Field of an evidence statement → what the model statement says."""
    return {tr(zh, en): tr(said, english) for zh, en, said, english in _STATEMENT}


_UNIT = re.compile(
    r"[村局委办会社组校院站所队厂镇乡]|公司|支部|中心|部门|企业|单位|工会|街道"
    r"|office|bureau|branch|village|committee|company|school|team|town|union",
    re.I,
)
_PERSON = re.compile(
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏姜谢邹苏潘葛范彭鲁马方任袁柳史唐"
    r"薛雷贺倪汤罗郝毕安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒项祝董梁杜阮蓝季贾江郭"
    r"林钟徐邱骆高夏蔡田樊胡霍万柯卢莫房丁邓洪包左石崔龚程陆翁段侯武刘龙叶白赖乔谭]"
    r"(?:某{1,2}|(?:(?![村社镇乡局委支部党])[一-鿿]){0,2}(?:同志|书记|主任|支书|科长|局长|镇长|乡长))"
    r"|(?:Secretary|Director|Mr|Ms|Mrs)\.? [A-Z]"
)
_SLOGAN = re.compile(
    r"加强|重视|高度|大力|积极|推进|落实|深入|切实|发挥.{0,4}作用|抓好"
    r"|strengthen|promot|vigorous|importance",
    re.I,
)
_TIME = re.compile(r"\d|[一二三四五六七八九十]+(?:月|年|日|号)|每[天周月季年日]|[春夏秋冬]天?")
_SOURCE = re.compile(
    r"\d|记录|登记|台账|照片|名单|账本|回访|签字|报表|录像|单据|验收"
    r"|regist|record|photo|list|sign|receipt",
    re.I,
)


def _said(answer: Mapping[str, Any], key: str) -> str:
    return unicodedata.normalize("NFKC", str(answer.get(key, ""))).strip(" 。")


def _judge_case(answer: Any, data: MyCounty, truth: dict[str, str]) -> str | None:
    """ "" for a case of which somebody else could check every part."""
    if not isinstance(answer, Mapping):
        return None
    who, did, when, shows = (_said(answer, key) for key in model_case())
    if any(_PERSON.search(text) for text in (who, did, when, shows)):
        return "person"
    if not _UNIT.search(who):
        return "actor"
    if len(did) < 6 or (_SLOGAN.search(did) and not re.search(r"\d", did)):
        return "slogan"
    if not _TIME.search(when):
        return "time"
    return "" if _SOURCE.search(shows) else "praise"


def _mistaken_case(data: MyCounty, truth: dict[str, str]) -> dict[str, dict[str, str]]:
    who, did, when, shows = truth
    return {
        "actor": truth | {who: tr("大家", "everybody")},
        "person": truth | {who: tr("石桥村王书记", "Secretary Wang of the village")},
        "slogan": truth | {did: tr("高度重视 大力推进结对帮扶", "vigorously promoted pairing")},
        "time": truth | {when: tr("结对以来", "since the pairing")},
        "praise": truth | {shows: tr("群众普遍满意", "everybody is satisfied")},
    }


@task(10, "case", wrong=_mistaken_case, judge=_judge_case, names=lambda _: as_typed(model_case()))
def case(data: MyCounty) -> dict[str, str]:
    """Who did what, when, and what shows it: an invented case, one answer of many."""
    return model_case()


# ---- an evidence statement

_CAUSE = re.compile(
    r"因此|所以|使得?|带来|促进|证明|归功|得益|由于|因为|导致|成效显著|推动了"
    r"|because|thanks to|led to|due to|brought|therefore",
    re.I,
)
_NOTHING = re.compile(
    r"(?:没有?|无|不会|不可能|暂无|都能说|没什么)?(?:别的|其他)?(?:原因|了)?"
    r"|none|nothing(?: else)?|no(?: other(?: cause)?)?",
    re.I,
)
_COUNT = re.compile(
    r"数|次|户|元|人|率|分|天|斤|亩|%|件|场|家"
    r"|number|times|visit|household|people|yuan|share|days",
    re.I,
)


def _judge_statement(answer: Any, data: MyCounty, truth: dict[str, str]) -> str | None:
    """ "" for a statement that says what was seen and how far it goes."""
    if not isinstance(answer, Mapping):
        return None
    seen, beside, other, never, coming = (_said(answer, key) for key in model_statement())
    if _CAUSE.search(seen):
        return "cause"
    if not re.search(r"\d", seen):
        return "number"
    if len(beside) < 2 or _NOTHING.fullmatch(beside):
        return "alone"
    if len(other) < 4 or _NOTHING.fullmatch(other):
        return "rival"
    if len(never) < 4 or _NOTHING.fullmatch(never):
        return "limit"
    return "" if _COUNT.search(coming) else "coming"


def _mistaken_statement(data: MyCounty, truth: dict[str, str]) -> dict[str, dict[str, str]]:
    seen, beside, other, never, coming = truth
    return {
        "cause": truth | {seen: tr("结对带来了19户学会修剪", "thanks to the pair 19 can prune")},
        "number": truth | {seen: tr("学会修剪的农户明显增加", "many more can prune")},
        "alone": truth | {beside: tr("无", "none")},
        "rival": truth | {other: tr("没有别的原因", "nothing else")},
        "limit": truth | {never: tr("没有", "nothing")},
        "coming": truth | {coming: tr("继续巩固提高", "keep improving")},
    }


@task(
    10,
    "statement",
    wrong=_mistaken_statement,
    judge=_judge_statement,
    names=lambda _: as_typed(model_statement()),
)
def statement(data: MyCounty) -> dict[str, str]:
    """What was seen, compared with whom, what else it may be, what may not be said, what to count
    next."""
    return model_statement()
