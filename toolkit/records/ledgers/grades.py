"""Outcomes in offices' words: stars and grades, promises kept, decisions of a review."""

from __future__ import annotations

import re

from toolkit.records.ledgers.blanks import EMPTY

_STARS = re.compile(r"([0-5零一二三四五])\s*(?:颗)?星")
_STAR_SIGNS = re.compile(r"^[★☆]+$")
_GRADES = [
    ("backward", r"后进|软弱涣散|较差|^差|不合格|不达标|待提升|薄弱|不好"),
    ("advanced", r"先进|优秀|^好|红旗|示范|标杆|^优"),
    ("ordinary", r"一般|较好|良好|中间|普通|合格|^中|达标|^良"),
]
_RESULTS = [
    ("partly", r"部分|基本|大部|未全部|未完全"),
    ("unmet_explained", r"(?:未|没有|尚未).*(?:因|由于|说明|原因|延期|解释|[（(])"),
    ("unmet", r"未|没有|没|否|×"),
    ("met", r"兑现|完成|履行|办结|落实|达成|已|是|√|✓|100%"),
]
_DECISIONS = [
    ("revoke", r"撤|取消|摘牌|除名|退出|收回"),
    ("downgrade", r"降|整改|警示|黄牌|限期"),
    ("promote", r"晋|升|提升|推荐上|提档"),
    ("retain", r"保留|继续|合格|通过|维持|保持|确认|有效"),
]
#: headings of columns that hold nothing but a tick: 先进 | 一般 | 后进, 兑现 | 未兑现
_OUTCOME = re.compile(
    r"(?:先进|优秀|优|好|较好|良好|一般|中等?|较差|差|后进|(?:基本|不)?(?:合格|达标)|软弱涣散|[一二三四五0-5]星级?"
    r"|(?:部分|未|没有)?(?:兑现|完成|履行)|(?:继续)?保留|晋升|提升|降档|降档整改|撤销)"
    r"(?:村|党组织|党支部|支部|等次|等级|单位)?"
)


def coded(text: str, codes: list[tuple[str, str]]) -> str | None:
    """The first code whose words stand in a text."""
    return next((code for code, words in codes if re.search(words, text)), None)


def names_outcome(heading: str) -> bool:
    """Whether a heading is an outcome itself, to be ticked below."""
    return bool(_OUTCOME.fullmatch(heading))


def outcome_role(heading: str) -> str:
    """What a ticked outcome is one of: ``rating``, ``result`` or ``decision``."""
    if re.search(r"兑现|完成|履行", heading):
        return "result"
    return "decision" if re.search(r"保留|晋升|提升|降档|撤销", heading) else "rating"


def read_result(text: str) -> str | None:
    """How a promise was kept."""
    return coded(text, _RESULTS)


def read_decision(text: str) -> str | None:
    """What a review decided."""
    return coded(text, _DECISIONS)


def read_rating(text: str) -> tuple[int | None, str | None]:
    """(stars, grade) of a cell: 五星级, ★★★, 先进, 后进."""
    if not text or text in EMPTY:
        return None, None
    stars: int | None = None
    if _STAR_SIGNS.match(text.replace(" ", "")):
        stars = text.count("★") or None
    elif m := _STARS.search(text):
        stars = "零一二三四五".find(m[1]) if m[1] in "零一二三四五" else int(m[1])
    elif re.fullmatch(r"[0-5](?:\.0)?", text):
        stars = int(float(text))
    return stars, coded(text, _GRADES)
