"""What the reader keeps in Chinese (answers, reasons, roles), in the language of whoever reads."""

from __future__ import annotations

import re

from toolkit.records.ledgers.headings import LEDGER_ROLES
from toolkit.terms import CHANNELS, channel_label, tr

SAME, TWO = "是同一个单位", "是两个单位"
READ, LEAVE = "读入", "不读"
COUNTS, COUNTS_NOT = "算结对", "不算结对"
ABOVE, NOBODY = "与上一行相同", "没有结对"
HELPER, RECIPIENT, NEITHER = "是帮扶方", "是受助方", "不是结对"
DETAILS, SUMMARY, BOTH = "以分表为准", "以汇总表为准", "两边都算"
UNKNOWN, ANOTHER = "说不清", "另一个单位"
ALSO_HERE, NOT_HERE = "也是这个时间", "没有写起始"
JANUARY, OCTOBER = "都是1月", "都是10月"
EACH, ONE_TO_ONE = "每个都结对", "依次一对一"

_CHOICES = {
    SAME: "one unit",
    TWO: "two units",
    READ: "read it",
    LEAVE: "leave it out",
    COUNTS: "it is a pairing",
    COUNTS_NOT: "it is no pairing",
    ABOVE: "the same as above",
    NOBODY: "nobody",
    HELPER: "they help",
    RECIPIENT: "they are helped",
    NEITHER: "they are no part of it",
    DETAILS: "the sheets count",
    SUMMARY: "the summary counts",
    BOTH: "both count",
    UNKNOWN: "cannot say",
    ANOTHER: "another unit",
    ALSO_HERE: "from then, too",
    NOT_HERE: "no start is stated",
    JANUARY: "January",
    OCTOBER: "October",
    EACH: "each with each",
    ONE_TO_ONE: "one to one",
    **{channel_label(c, "zh"): channel_label(c, "en") for c in CHANNELS},
}
_MEANT = {english.lower(): chinese for chinese, english in _CHOICES.items()}
_HELPS = " helps"
#: why a row or sheet was left out; … stands for a heading or a number
_REASONS = {
    "合计或小计": "totals",
    "示例行": "an example",
    "备注": "a note",
    "填表人、页脚等": "footers and whoever filled it in",
    "空行": "an empty row",
    "标题行重复": "headings again",
    "没有单位名称": "no unit named",
    "表彰的是个人，只读单位": "an award to a person: only units are read",
    "写了帮扶方，没有写受助方，没有计入结对": "a helper with nobody to help: no pairing",
    "隐藏的工作表，按回答不读": "a hidden sheet, left out as answered",
    "结对已经结束，按回答没有计入": "the pairing is over, left out as answered",
    "隐藏的工作表，没有读": "a hidden sheet",
    "说明或示例，不是台账": "instructions or an example, no ledger",
    "没有找到表头": "no headings found",
    "个人与农户的结对，没有读": "persons paired with households",
    "这张表里没有结对": "no pairing in this table",
    "…里的内容像人名，没有读入": "… holds what reads as a person's name",
    "…里不像单位名称，没有读入": "… holds what reads as no unit",
    "…里超过 … 个字，没有读入：请分成几行写": "… is too long to be read: use several rows",
    "…里有一部分不像单位名称，没有读入": "… holds in part what reads as no unit",
    "…里写明的个数比列出的名称多 … 个，没有列名的没有读入": "… counts more units than it names",
    "…里的日期没有写年份或看不懂，没有读入": "the date under … has no year or reads as none",
    "写了几个乡镇，分不清哪个单位在哪个乡镇，乡镇没有读入": "several townships and nothing that "
    "says which unit lies where: townships left out",
    "没有写乡镇而重名的还有 … 个没有逐一问，暂作另外的单位": "… more names without township: apart",
    "名称相近的还有 … 对没有逐一问，暂按不同单位": "… more pairs of names alike kept apart unasked",
}
_VARIES = re.compile(r"“[^”]*”|[0-9]+")


def choice_said(choice: str) -> str:
    """An answer in the reader's language."""
    if choice not in _CHOICES and choice.endswith(HELPER):
        return tr(choice, choice.removesuffix(HELPER) + _HELPS)
    return tr(choice, _CHOICES.get(choice, choice))


def choice_meant(answer: str) -> str:
    """The answer as the mapping keeps it, chosen in either language."""
    if answer.endswith(_HELPS) and answer.lower() not in _MEANT:
        return answer.removesuffix(_HELPS) + HELPER
    return _MEANT.get(answer.lower(), answer)


def reason_said(reason: str) -> str:
    """Why something was left out, in the reader's language."""
    varies = _VARIES.search(reason)
    english = _REASONS.get(_VARIES.sub("…", reason), reason)
    return tr(reason, english.replace("…", varies[0]) if varies else english)


def role_said(role: str) -> str:
    """What a column was taken for, in the reader's language.

    Examples
    --------
    >>> from toolkit import records
    >>> records.role_said("helper"), records.role_said("recipient")
    ('帮扶方', '受助方')
    """
    english = "personal (not read)" if role == "person" else role.replace("_", " ")
    return tr(LEDGER_ROLES.get(role, role), english)


def heading_said(heading: str) -> str:
    """A heading as it may be shown; those that may name a person are not."""
    hidden = {"（个人）": "(a person)", "（含个人信息）": "(personal)"}
    return tr(heading, hidden.get(heading, heading))
