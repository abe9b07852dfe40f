"""The board as a plan workbook, and back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit import pairing
from toolkit.pairing import to_excel
from toolkit.records import Sheet
from toolkit.reports import nature_words
from toolkit.terms import channel_label, heading, tr
from workshop.board.cards import KEY, LONGEST_REASON, BoardError, Choice, Pair, Row

if TYPE_CHECKING:
    from workshop.board.session import BoardSession

#: rows of a workbook for each need, above which it is no plan of these data
_TOO_MANY = 4


def write(session: BoardSession, path: str | os.PathLike[str]) -> Path:
    """See `BoardSession.export`."""
    names, ours, planned = session.names, session.levels, session.chosen.levels
    nature = nature_words(names.nature)[0]
    lines = [(tr("结对板", "Pairing board"), session.group), (tr("说明", "Note"), nature)]
    lines += [
        (
            heading(f"goal_{g}"),
            tr(f"我们 {ours[g]}，方案 {planned[g]}", f"ours {ours[g]}, the plan {planned[g]}"),
        )
        for g in ours
    ]
    lines += [(channel_label(c), f"{names.full(h)} → {names.full(r)}") for h, r, c in session.pairs]
    frame = pd.DataFrame(lines, columns=["item", "text"])
    about = Sheet(tr("结对板", "Board"), frame, widths={"item": 28, "text": 90}, notes=(nature,))
    # the sheet of goals and its proof stay those of the plan: what people made is in the sheet of
    # pairs
    return to_excel(replace(session.chosen, pairs=session.frame), path, [about])


def typed(
    session: BoardSession, path: str | os.PathLike[str]
) -> tuple[list[Pair], list[Row], list[Choice]]:
    """Pairs of a workbook that may be, rows that may not with the reason, and choices; see
    `BoardSession.read`."""
    rows, by_hand = pairing.read_plan(path).dropna(how="all"), pairing.read_overrides(path)
    if len(rows) > _TOO_MANY * session.needs:
        told = (
            f"表里有 {len(rows)} 行，而全部需要只有 {session.needs} 个：不像是这份数据的结对方案。"
        )
        raise BoardError(
            tr(told, f"{len(rows)} rows for {session.needs} needs: this is no plan of these data")
        )
    pairs, refused = session.cards.legal(
        [session.cards.meant(row) for row in rows[KEY].itertuples(index=False, name=None)]
    )
    if refused and not pairs:
        first = " ".join(x for x in refused[0] if pd.notna(x))
        told = f"{len(refused)} 行没有一行能用，板上的结对没有变。第一行：{first}。"
        raise BoardError(
            tr(
                told,
                f"none of the {len(refused)} rows can be used; the board is as it was. The first: "
                f"{first}",
            )
        )
    noted = (
        _noted(session, row)
        for row in by_hand[[*KEY, "action", "reason"]].itertuples(index=False, name=None)
    )
    return pairs, refused, [c for c in noted if c]


def _noted(session: BoardSession, row: tuple[Any, ...]) -> Choice | None:
    """A line of the sheet of manual changes; None where it has no reason or names nobody."""
    *who, action, reason = row
    pair = session.cards.meant(who)
    told = "" if pd.isna(reason) else " ".join(str(reason).split())[:LONGEST_REASON]
    return (
        Choice(pair, str(action), told)
        if told and action in ("pin", "ban") and None not in pair
        else None
    )  # type: ignore[arg-type]
