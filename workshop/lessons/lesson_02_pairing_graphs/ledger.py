"""The ledger that lesson 2 reads: an office's own workbook, fictitious, as such workbooks are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from toolkit.records import Sheet, write_book
from toolkit.terms import channel_label

A, D, E = (
    channel_label(f"{name}_backward", "zh")
    for name in ("advanced_helps", "department_links", "enterprise_ties")
)
#: what the ledger leaves to those who know the county, in the order that the reader asks
ANSWERS = ("不读", "是同一个单位", "党群共建")
HEADS = ["序号", "乡镇", "受助单位", "帮扶单位", "结对方式", "结对时间", "备注"]
_TITLE = "青澜县基层党组织结对台账（虚构数据，2011年6月底）"
_ROWS = """
柳湾镇 上塘村   红岩村       先进 2011年3月
柳湾镇 上塘村   县林业局     部门 2011年3月
柳湾镇 上塘村   青禾果业公司 企业 2011年3月
柳湾镇 石桥村   县林业局     部门 2011年3月
柳湾镇 青坪村   松坡村       先进 2011年3月
柳湾镇 青坪村   县林业局     部门 2011年3月
柳湾镇 青坪村   县总工会     -    2008年5月 办了职工书屋
柳湾镇 沙河社区 县林业局     部门 2011年3月
柳湾镇 沙河社区 县总工会     -    2008年5月 工会出文艺队
双溪乡 竹林村   县水利局     部门 2010年3月 局长室在县政府3号楼
双溪乡 竹林村   团县委       -    2009年5月 青年志愿队
双溪乡 马坪村   县水务局     部门 2011年4月 今年刚换的牌子，仍在3号楼
云口乡 高台村   梨园村       先进 2010年3月
云口乡 高台村   县农业局     部门 2010年3月
云口乡 高台村   云口茶业公司 企业 2010年3月
云口乡 柏树村   梨园村       先进 2011年4月
云口乡 柏树村   县总工会     -    2008年5月 送戏下乡
云口乡 石板村   县农业局     部门 2010年3月
云口乡 白岩村   县农业局     部门 2011年4月
"""
#: whom the office has on its list for turnaround (整顿转化), as the list has them
_LISTED = """
云口乡 大井村 高台村 白岩村 柏树村 石板村
双溪乡 马坪村 南垭村 竹林村
柳湾镇 沙河社区 青坪村 上塘村 石桥村
"""
_WAYS = {"先进": A, "部门": D, "企业": E, "-": ""}
_OLD = "石桥村 红岩村 先进 2008年3月\n白岩村 松坡村 先进 2008年3月"


def rows() -> pd.DataFrame:
    """The ledger without what is personal: a row a pairing, as the class draws it."""
    lines = [line.split() for line in _ROWS.strip().splitlines()]
    told = [
        (town, _marked(unit), _marked(helper), _WAYS[way], since.strip("-"), " ".join(note))
        for town, unit, helper, way, since, *note in lines
    ]
    return pd.DataFrame([(i, *row) for i, row in enumerate(told, 1)], columns=HEADS)


def listed() -> pd.DataFrame:
    """The list of units in turnaround, of which the ledger's pairings should leave out nobody."""
    found = [line.split() for line in _LISTED.strip().splitlines()]
    units = [(town, _marked(unit)) for town, *those in found for unit in those]
    return pd.DataFrame(
        [(i, *row, "2011年1月") for i, row in enumerate(units, 1)],
        columns=["序号", "乡镇", "村（社区）", "列入时间"],
    )


def _marked(name: str) -> str:
    return f"{name}（虚构）"


def write(path: Path) -> Path:
    """The workbook: the list, two columns of a person's, and a hidden sheet of another year."""
    now = rows()
    now.insert(6, "联系人", "甲某某")
    now.insert(7, "联系电话", "13800000000")
    old = pd.DataFrame(
        [
            (_marked(unit), _marked(helper), _WAYS[way], since)
            for unit, helper, way, since in map(str.split, _OLD.splitlines())
        ],
        columns=HEADS[2:6],
    )
    due, gone = listed(), "2008年名单（已停用）"
    sheets = [
        Sheet("2011年结对", now, {c: c for c in now}, notes=(_TITLE,)),
        Sheet("整顿名单", due, {c: c for c in due}, notes=("2011年整顿转化单位名单（虚构）",)),
        Sheet("2008年旧名单", old, {c: c for c in old}, notes=(gone,), hidden=True),
    ]
    return write_book(path, sheets)
