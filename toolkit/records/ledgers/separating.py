"""Where the parts of a cell end: signs, numbers and words between names."""

from __future__ import annotations

import re

from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.persons import DIGITS, TITLE, is_person
from toolkit.records.ledgers.words import TRADE, is_unit, kind_of, names_office

_SEPARATORS = pattern(r"[、；;，,\n\r|｜。]+|\s{2,}|　+")
_NUMBERED = pattern(
    r"^[\s·•●▪◆◇■□○*-]*(?:[(（]?[0-9]{1,2}[)）.．、](?![0-9])|[一二三四五六七八九十]{1,2}[、.．])\s*"
)
PERSON_LABEL = pattern(r"^(?:联系人|联络员|负责人|责任人|电话|手机|书记|法人|领导)[^:：]{0,4}[:：]")
LABEL = pattern(r"^[\u4e00-\u9fff]{0,6}(?:单位|部门|企业|村|方|学校|党组织)[:：]")
#: 县水利局，以及县林业局
_ALSO = pattern(r"^(?:以及|和|与|及)(?=[县市区省])")
BRACKETS = pattern(r"[（(]([^（）()]*)[）)]")


#: letters of the longest name, with others that stand beside it without a sign
_LONGEST = 200
#: 县水⏎利局: a name that a line's end may have cut
_CUT = pattern(
    r"(?<![\u4e00-\u9fff])((?:[县市区省]|[\u4e00-\u9fff]{1,5}?(?:[镇乡]|街道))[\u4e00-\u9fff]{1,9})\n"
    r"([\u4e00-\u9fff]{1,5})(?![\u4e00-\u9fff])"
)


def _whole(m: re.Match[str]) -> str:
    """The name that two lines give, where neither the first nor a name of its own."""
    own = is_unit(m[1]) or names_office(m[1]) or (is_unit(m[2]) and m[2][0] in "县市区省")
    return m[1] + m[2] if not own and is_unit(m[1] + m[2]) else m[0]


def pieces_of(text: str) -> list[str]:
    """Parts between separators that stand outside brackets; 和, 与, / and single blanks part units
    only where a unit ends before them."""
    shield = BRACKETS.sub(lambda m: re.sub(r"[、；;，,\s/]", "\0", m[0]), text)
    shield = re.sub(r"(?<=[^\s0-9（])\s*(?=（?[0-9]{1,2}[.．、)）](?![0-9]))", "\n", shield)
    if "\n" in shield:
        shield = _CUT.sub(_whole, shield)
    parts = (_NUMBERED.sub("", part).strip(" ·•●▪◆◇■□○*-") for part in _SEPARATORS.split(shield))
    also = (_ALSO.sub("", part) if n else part for n, part in enumerate(parts))
    return [
        piece
        for part in also
        if part
        for piece in (_joined(part) if len(part) <= _LONGEST else [f"××{part[:8]}"])
        if piece.strip()
    ]


def _joined(part: str) -> list[str]:
    # 县残联：张三: the unit before a colon is one, whatever stands behind it
    head, colon, tail = map(str.strip, part.partition(":"))
    if colon and tail and is_unit(head) and kind_of(head) != "township" and not LABEL.match(part):
        return [*_joined(head), *_joined(tail)]
    elsewhere = kind_of(head) == "township" or LABEL.match(part) or PERSON_LABEL.match(part)
    if colon and head and is_unit(tail) and not elsewhere:
        return [head, *_joined(tail)]
    for sign in ("和", "与", "及", "以及", "/", "／", " ", "+", "＋", "兼", *"&\\·-—–"):
        head, found, tail = part.partition(sign)
        while found:
            clean = head.strip()
            ends = (is_unit(clean) and not TRADE.fullmatch(clean)) or (
                sign in "/／ +＋" and _is_plain_person(clean)
            )
            starts = _is_plain_person(tail) or bool(DIGITS.search(tail))
            apart = sign not in "-—–" or tail.strip()[:1] in "县市区省"
            starts |= apart and is_unit(tail.strip())
            if ends and (starts or sign in "/／ +＋"):
                return [clean, *_joined(tail.strip())]
            more, found, rest = tail.partition(sign)
            head, tail = head + sign + more, rest
    return [part]


def _is_plain_person(text: str) -> bool:
    bare = TITLE.sub("", DIGITS.sub("", text)).strip()
    return bool(bare) and is_person(bare) and not is_unit(bare)
