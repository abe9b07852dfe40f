"""Which rule a pair made by hand breaks, and the nearest way out."""

from __future__ import annotations

from difflib import get_close_matches
from unicodedata import normalize

import numpy as np
import pandas as pd

from toolkit.pairing.plans import Plan
from toolkit.pairing.tables import KEY
from toolkit.pairing.workbook import (
    sheet_title,
)
from toolkit.terms import channel_label, tr


def _plain(written: str) -> str:
    """Letters and digits alone decide: width, case and spaces aside."""
    return "".join(normalize("NFKC", written).casefold().split())


def unit_meant(plan: Plan, written: str, known: pd.Index) -> str:
    """Which number a written one may stand for: the unit of that name, else the most similar."""
    p = plan.problem
    by_name = {name: id for id, name in p.names.items() if id in known}
    plain = {_plain(n): n for n in [*by_name, *map(str, known)]}
    same = plain.get(_plain(written))
    if same is not None:
        return tr(
            f"是否想填 {p.called(by_name.get(same, same))}？",
            f"Is {p.called(by_name.get(same, same))} meant?",
        )
    near = get_close_matches(written, [*map(str, known), *by_name], n=1, cutoff=0.5)
    found = by_name.get(written) or next((by_name.get(n, n) for n in near), None)
    if found is None:
        return ""
    return tr(f"是否想填 {p.called(found)}？", f"Is {p.called(found)} meant?")


def _cause(plan: Plan, h: str, r: str, c: str) -> str | None:
    """Why a pair can be in no plan: the first rule that it breaks, and the nearest way out."""
    p = plan.problem
    name, a, b = (
        channel_label(c),
        p.helpers.get_indexer([h])[0],
        p.recipients.get_indexer([r])[0],
    )
    helping, helped = tr("帮扶方", "helpers"), tr("受助方", "recipients")
    for at, written, known, side, others, other in (
        (a, h, p.helpers, helping, p.recipients, helped),
        (b, r, p.recipients, helped, p.helpers, helping),
    ):
        if at < 0 and written in others:
            return tr(
                f"{p.called(written)} 在“{other}”表里，不在“{side}”表里：填反了，或两个表都要写。",
                f"{p.called(written)} is among the {other}, not among the {side}: the wrong way "
                "round, or it has to stand in both sheets.",
            )
        if at < 0:
            told = tr(f"{side}里没有编号“{written}”。", f"No number {written!r} among the {side}. ")
            return (told + unit_meant(plan, written, known)).strip()
    if c not in p.channels:
        known_channels = tr("、", ", ").join(map(channel_label, p.channels))
        return tr(
            f"没有这种结对方式；可填：{known_channels}。", f"no such channel: {known_channels}"
        )
    mine = p.row_helper == a
    row = np.flatnonzero(mine & (p.row_channel == p.channels.index(c)))
    if not len(row):
        others = tr("、", ", ").join(channel_label(p.channels[k]) for k in p.row_channel[mine])
        return tr(
            f"{p.called(h)} 不承担{name}；它承担：{others}。",
            f"{p.called(h)} does not serve in {name}; it serves in: {others}.",
        )
    if not p.capacity[row[0]]:
        return tr(
            f"{p.called(h)} 在{name}没有名额（名额为 0）；"
            f"要用它，先在“{sheet_title('helpers')}”表里给名额。",
            f"{p.called(h)} has no place in {name} (0 places): give it one in the sheet "
            f"{sheet_title('helpers')!r} first.",
        )
    if not p.need[b, p.channels.index(c)]:
        return tr(f"{p.called(r)} 不需要{name}。", f"{p.called(r)} needs no {name}.")
    if not p.candidate(int(a), int(b)):
        return tr(
            f"{p.called(h)} 不是 {p.called(r)} 的候选帮扶方；"
            f"要用它，先在“{sheet_title('candidates')}”表里加上。",
            f"{p.called(h)} is no candidate for {p.called(r)}: add the pair to the sheet "
            f"{sheet_title('candidates')!r} first.",
        )
    return None


def rule_problems(plan: Plan, pairs: pd.DataFrame) -> pd.DataFrame:
    """Where pairs that people made break the rules of a plan.

    Parameters
    ----------
    plan : Plan
        For its needs, capacities and candidates.
    pairs : DataFrame
        ``helper_id, recipient_id, channel``, ids as text.

    Returns
    -------
    DataFrame
        ``helper_id, recipient_id, channel, problem``: pairs that could be in no plan, and totals
        over a need, a capacity or a ``most`` (then only what is overdrawn is named). Empty when all
        is well.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> made = pd.DataFrame({"helper_id": ["Y"], "recipient_id": ["B"], "channel": "hook_up_help"})
    >>> pairing.rule_problems(plan, made)["problem"].tolist()
    ['Y 不是 B 的候选帮扶方；要用它，先在“候选”表里加上。']
    """
    p, edited, rows = plan.problem, pairs[KEY], []
    for h, r, c in edited[edited.duplicated(KEY)].itertuples(index=False, name=None):
        rows.append((h, r, c, tr("重复", "listed twice")))
    distinct = edited.drop_duplicates()
    for h, r, c in distinct.itertuples(index=False, name=None):
        if pd.isna(h) or pd.isna(r) or pd.isna(c):
            rows.append((h, r, c, tr("编号或结对方式空着", "an id or the channel is empty")))
        elif (cause := _cause(plan, h, r, c)) is not None:
            rows.append((h, r, c, cause))
    places = {
        (p.helpers[h], p.channels[c]): int(n)
        for h, c, n in zip(p.row_helper, p.row_channel, p.capacity)
    }
    for (h, c), n in distinct.groupby(["helper_id", "channel"]).size().items():
        if n > (most := places.get((h, c), n)) > 0:  # without places each pair has its cause
            told = tr(
                f"名额不够：排了 {n} 对，名额只有 {most} 个",
                f"over capacity: {n} pairs, only {most} allowed",
            )
            rows.append((h, None, c, told))
    at = {r: i for i, r in enumerate(p.recipients)}
    for (r, c), n in distinct.groupby(["recipient_id", "channel"]).size().items():
        need = p.need[at[r], p.channels.index(c)] if r in at and c in p.channels else 0
        if n > need > 0:
            rows.append(
                (
                    None,
                    r,
                    c,
                    tr(
                        f"超出需要：排了 {n} 对，只需 {need} 对",
                        f"beyond the need: {n} pairs, {need} needed",
                    ),
                )
            )
    for r, n in distinct.groupby("recipient_id").size().items():
        if r in at and n > (most := p.most[at[r]]):
            told = tr(
                f"超出结对上限：排了 {n} 对，至多 {most} 对",
                f"beyond the most: {n} pairs, {most} at most",
            )
            rows.append((None, r, None, told))
    return pd.DataFrame(rows, columns=[*KEY, "problem"]).astype("string")
