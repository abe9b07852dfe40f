"""Sheets and headings that bear a person's name: such a name is shown to nobody."""

from __future__ import annotations

import re

from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.persons import RANKS, SURNAMES, is_person, plain_text
from toolkit.records.ledgers.words import is_generic, is_unit

_RANKED = pattern(rf"副?(?:{RANKS})")
#: 张三片区, 李四联系村, 王五包片: what stands behind a person in the name of a sheet
_BEHIND = pattern(rf"副?(?:{RANKS})|片|组|小组|分管|负责|主管|包|联系|联村|联点|挂|驻|帮扶|结对|的")
#: 县长张三, 包村领导李四, 分管赵六
_BEFORE = pattern(rf"(?:{RANKS}|领导|分管|负责|联系|包联|包村|包片)$")
#: what may stand beside a person's name in a heading
_BESIDE = pattern(
    rf"[^\u3400-\u9fff·•・]+|副?(?:{RANKS})|联系方式|联系|手机号?码?|电话|号码|身份证|住址|地址|微信|邮箱"
    r"|姓名|签[字名]|填"
)


def named_after(sheet: str) -> str:
    """The person whose name a sheet bears, alone or beside other words (闻人静片区); empty where
    it bears none. Whether that is a place in the file is for the caller to see."""
    bare = plain_text(sheet)
    if is_generic(bare):
        return ""
    parts = re.split(r"[^\u3400-\u9fff·•・]+|(?<=[0-9])年度?", bare)
    return next(filter(None, map(_in_part, parts)), "")


def _in_part(part: str) -> str:
    if len(part) > 1 and part[0] in SURNAMES and _RANKED.match(part[1:]) and not is_generic(part):
        return part  # 王书记
    if _names(part) and len(part) > 1 and not part.endswith(tuple("表册单录账页")):
        return part
    for cut in (2, 3, 4):
        if _names(part[:cut]) and _BEHIND.match(part[cut:]):
            return part[:cut]
        if _names(part[-cut:]) and _BEFORE.search(part[:-cut]):
            return part[-cut:]
    return ""


def _names(text: str) -> bool:
    usual = is_unit(text) or is_generic(text) or _RANKED.fullmatch(text)
    return is_person(text) and not usual


def names_in_heading(heading: str) -> bool:
    """Whether a heading of a person's column names one beside its words: 张三联系电话."""
    return any(_names(part) for part in _BESIDE.split(plain_text(heading)) if part)
