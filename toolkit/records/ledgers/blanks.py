"""Cells that say there is nothing, and cells that repeat the one above."""

from __future__ import annotations

import re

EMPTY = frozenset(
    re.split(
        r"\s",
        "无 没有 暂无 暂缺 空缺 待定 未安排 未结对 无结对 待结对 尚未结对 none nan N/A -- —— "
        "/ \\ - — － * 0 〇 ／ 空 否 ",
    )
)
_DITTO = re.compile(
    r"[-—–.…·\s]*(?:[〃″\"“”＂々〞〝'′´]{1,4}|(?:〃\s*){2}|同\s*上|上\s*同|同\s*前)[栏行列]?[-—–.…·\s]*"
)
#: first letters of ditto marks: most cells are told by them
DITTO_BEGINS = frozenset("-—–.…·〃″\"“”＂々〞〝'′´同上")
#: cells that say in words that there is nothing yet: 暂未安排, 尚未落实单位, 待确定
_NOTHING = re.compile(
    r"(?:暂时?|目前|尚|还|仍|均)*(?:未|无|没有|待|缺|不)(?:予|再)?"
    r"(?:定|安排|落实|确定|明确|结对|派驻?|选派|联系|挂钩|分配|挂包|协调|报|补充)?"
    r"(?:帮扶|结对|挂钩|联系|包联)*(?:单位|部门|村|企业|对象|党组织)?(?:中|之中)?"
)


def is_ditto(text: str) -> bool:
    """Whether a cell says that the one above holds for it, too."""
    return len(text) <= 8 and bool(_DITTO.fullmatch(text))


def says_nothing(text: str) -> bool:
    """Whether a cell says in words that there is nothing yet."""
    return bool(_NOTHING.fullmatch(text.strip("（）")))
