"""The townships that a cell names beside the units of its row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.names import split_township
from toolkit.records.ledgers.units import Unit
from toolkit.records.ledgers.words import kind_of

#: why the townships of a row are left out
WHICH_TOWN = "写了几个乡镇，分不清哪个单位在哪个乡镇，乡镇没有读入"
_SIGN = r"[、，,；;/／|\n]+|(?<=[镇乡道])(?:以及|[和与及])"
_BETWEEN = pattern(_SIGN)
_BETWEEN_OR_BLANK = pattern(_SIGN + r"|\s+")


def towns_in(text: str) -> list[str]:
    """Townships of a cell in their order; empty where anything else stands in it."""
    whole = re.sub(r"[ \u3000]", "", text)  # 白 石 镇 is one
    for parts in (_BETWEEN_OR_BLANK.split(text), _BETWEEN.split(whole)):
        towns = [part for part in parts if part]
        if towns and all(kind_of(town) == "township" for town in towns):
            return towns
    return []


def towns_of_each(towns: list[str], units: Sequence[Unit]) -> list[str] | None:
    """The township of each unit of a row: one for all, or as many as there are units, in their
    order; None where it cannot be told which lies where."""
    if len(set(towns)) <= 1:
        return (towns or [""])[:1] * len(units)
    if len(towns) == len(units):
        return towns
    if all(unit.township or split_township(unit.name)[0] for unit in units):
        return [""] * len(units)
    return None
