"""What a file explains about names itself: short names, former names, lists of short names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.layout import Table
from toolkit.records.ledgers.persons import plain_text
from toolkit.records.ledgers.words import is_unit

_Q = r"[“”\"'‘’《》]?"
_N = r"[\u4e00-\u9fff]{2,24}?"
_SAID = [
    # 农业农村局（以下简称农业局）, 农业农村局，简称农业局
    pattern(
        rf"{_Q}(?P<full>{_N}){_Q}[（(，,]?\s*(?:以下)?(?:简称|下称)(?:为|是)?[:：]?{_Q}(?P<short>{_N}){_Q}(?:[)）。；;，,、]|$)"
    ),
    # 农业局指农业农村局, 农业局为农业农村局的简称
    pattern(
        rf"{_Q}(?P<short>{_N}){_Q}(?:是指|系指|均指|即为|指|即|为|是|系|=|＝|——|：|:)\s*{_Q}(?P<full>{_N}){_Q}(?:的?(?:简称|缩写))?(?:[)）。；;，,、]|$)"
    ),
    # 城投集团全称为城市建设投资集团有限公司, 城投集团的全称是…
    pattern(
        rf"{_Q}(?P<short>{_N}){_Q}的?全称(?:为|是|系)?[:：]?{_Q}(?P<full>{_N}){_Q}(?:[)）。；;，,、]|$)"
    ),
    # 水务局已更名为水利局
    pattern(
        rf"原?{_Q}(?P<short>{_N}){_Q}(?:已|现已|于[0-9年月日]+)?(?:更名|改名|改称|更改|改组)为?{_Q}(?P<full>{_N}){_Q}(?:[)）。；;，,、]|$)"
    ),
    # 县水利局原名县水务局
    pattern(
        rf"{_Q}(?P<full>{_N}){_Q}[（(]?(?:原名|原称|前身(?:是|为)|曾用名|即原|系原)[:：]?{_Q}(?P<short>{_N}){_Q}(?:[)）。；;，,、]|$)"
    ),
]
_OPENING = pattern(
    r"^(?:注|说明|备注|简称说明|单位简称|其中|附)[:：]?|^[0-9]+[.、．]|^(?:表中|本表中?|文中|其中)的?"
)


def said_in(line: str) -> Iterator[tuple[str, str]]:
    """(short or former name, name) pairs that a note explains."""
    for part in re.split(r"[；;。\n]", plain_text(line)):
        text = part.strip()
        while (cut := _OPENING.sub("", text).strip()) != text:
            text = cut
        for piece in [text, *re.split(r"[，,]", text)] if "，" in text or "," in text else [text]:
            for way in _SAID:
                m = way.search(piece.replace(" ", ""))
                if m and is_unit(m["full"]) and (is_unit(m["short"]) or len(m["short"]) <= 6):
                    if m["short"] != m["full"]:
                        yield m["short"], m["full"]
                    break


def listed_in(table: Table) -> Iterator[tuple[str, str]]:
    """Pairs of a table with the columns 简称 and 全称."""
    short = next((c for c in table.columns if re.search(r"简称", c.leaf)), None)
    full = next((c for c in table.columns if re.search(r"全称", c.leaf)), None)
    if short is None or full is None:
        return
    for record in table.records:
        a, b = table.text(record, short), table.text(record, full)
        if a and b and is_unit(b):
            for one in re.split(r"[、，,/]", a):
                if one.strip():
                    yield one.strip(), b
