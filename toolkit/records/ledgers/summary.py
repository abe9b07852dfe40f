"""What was understood of a ledger, in under a screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.records.ledgers.wording import heading_said, reason_said, role_said
from toolkit.records.naming import cut
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.records.ledgers.ledger import Ledger

#: lines of a kind told one by one, and how wide they may be (two lines of a terminal); the page and
#: the workbook hold all of it
_TOLD = 4
_WIDEST = 156


def told(ledger: Ledger) -> list[str]:
    """Lines for a terminal: counts, roles of columns, what was left out, changes, questions."""
    begin = [
        tr(f"{ledger.source} 是台账。", f"{ledger.source} is a ledger. ")
        + tr("", " ").join(ledger.says())
    ]
    lines = ledger.remarks()
    skipped = ledger.skipped.groupby("reason", sort=False).size()
    if len(skipped):
        reasons = [
            tr(f"{reason_said(str(r))} {n} 处", f"{reason_said(str(r))} ({n})")
            for r, n in skipped.items()
        ]
        lines.append(tr("没有读的：", "Left out: ") + _joined(reasons, tr("；", "; ")))
    lines += _changes(ledger)
    asked = ledger.questions
    if asked:
        lines.append(
            tr(
                f"要问 {len(asked)} 处（在工作簿“问题”表里从下拉选答，再运行一次）：",
                f"{len(asked)} question{'s'[: len(asked) - 1]} (answer on the workbook's first "
                "sheet, then run again):",
            )
        )
        lines += [f"  {i}. {q.said}" for i, q in enumerate(asked[:_TOLD], 1)]
    if len(asked) > _TOLD:
        more = len(asked) - _TOLD
        lines.append(tr(f"  ……还有 {more} 处。", f"  … and {more} more."))
    begin = [cut(begin[0], _WIDEST), *_columns(ledger)]
    return begin + [cut(line, _WIDEST) for line in lines]


def _joined(texts: list[str], sign: str) -> str:
    """The first of many texts, and how many there are."""
    more = len(texts) - 2 * _TOLD
    rest = tr(f"{sign}等 {len(texts)} 项", f"{sign}… {more} more") if more > 0 else ""
    return sign.join(texts[: 2 * _TOLD]) + rest


def _columns(ledger: Ledger) -> list[str]:
    """Roles of the columns, alike sheets on one line."""
    alike: dict[str, list[str]] = {}
    for sheet, found in ledger.columns.groupby("sheet", sort=False):
        heads = dict.fromkeys(map(heading_said, found["heading"]))
        leaves = Counter(head.split(" ")[-1] for head in heads)
        roles = [
            # 村名 under 强村 and under 弱村 are told apart
            f"{said if leaves[leaf := said.split(' ')[-1]] > 1 else leaf}={role_said(role)}"
            for heading, role in zip(found["heading"], found["role"])
            for said in [heading_said(heading)]
            if role not in ("other", "serial", "tick", "count") and heading
        ]
        ticks = int((found["role"] == "tick").sum())
        roles += [tr(f"{ticks} 列打勾", f"{ticks} columns of ticks")] if ticks else []
        alike.setdefault(tr("，", ", ").join(dict.fromkeys(roles)), []).append(str(sheet))
    lines = [
        _joined(sheets, tr("、", ", ")) + tr("：", ": ") + roles
        for roles, sheets in alike.items()
        if roles
    ]
    return [cut(line, 2 * _WIDEST) for line in lines[:_TOLD]]


def _changes(ledger: Ledger) -> list[str]:
    """What differs from last year."""
    words = {"new": tr("新增", "new"), "gone": tr("不再有", "gone"), "renewed": tr("续", "renewed")}
    what = {"unit": tr("单位", "units"), "pairing": tr("结对", "pairings")}
    return [
        f"{words[change]}{tr('', ' ')}{what[kind]} {len(found)}{tr('：', ': ')}"
        + _joined(list(found["name"]), tr("、", ", "))
        for (kind, change), found in ledger.changes.groupby(["what", "change"], sort=False)
    ]
