"""Promises: how far they have come by step, and what the evaluated ones came to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import bar_list
from toolkit.figures.style import (
    BLUE,
    GREEN,
    ORANGE,
    PALE,
    VERMILION,
)
from toolkit.records import Names
from toolkit.terms import heading, label, plural, tables, tr


def commitments(county: Any, on: Any = None) -> Figure:
    """How far promises have come: by step, and what the evaluated ones came to.

    Returns
    -------
    Figure
        ``.data``: ``column`` (status or result), ``value``, ``commitments``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.commitments(county, "2011-06-30").data.head(2)
       column     value  commitments
    0  status  proposed           11
    1  status    vetted            8
    """
    from toolkit.register import late_commitments

    table = county["commitment"]
    if table.empty:
        raise NothingToDraw(tr("没有公开承诺的记录。", "There is no record of commitments."))
    schema = tables()["commitment"]
    parts = []
    for column in ("status", "result"):
        found = table[column].value_counts()
        known = [c for c in schema.column(column).choices if c in found.index]
        parts.append(
            pd.DataFrame(
                {"column": column, "value": known, "commitments": [int(found[c]) for c in known]}
            )
        )
    data = pd.concat(parts, ignore_index=True)
    judged, met = int(parts[1]["commitments"].sum()), int((table["result"] == "met").sum())
    title = tr(f"承诺 {len(table):,} 件", plural(len(table), "commitment"))
    if judged:
        title += tr(
            f"：已评 {judged:,} 件，兑现 {met / judged:.0%}",
            f": {judged:,} evaluated, {met / judged:.0%} met",
        )
    late = len(late_commitments(county, day(on)))
    caption = tr(
        f"统计：台账当前状态；到{day_text(on)}承诺过期（过了时限而未报结）{late:,} 件。"
        f"评诺为上报口径。",
        f"Counted: the ledger as it stands; {late:,} are past their date on {day_text(on)} and not "
        f"reported as done. Results as reported.",
    )
    names = Names(county)
    told = [f"{label('commitment', r.column, r.value)} {r.commitments:,}" for r in rows(data)]
    with drawing(title, caption, names.nature) as frame:
        ax, wide, high = frame.sheet()
        steps = [
            (label("commitment", "status", r.value), r.commitments, BLUE, "")
            for r in rows(parts[0])
        ]
        bar_list(ax, (0, 0, 0.47 * wide, high), steps, head=tr("走到哪一步", "how far"))
        if judged:
            style = {
                "met": (GREEN, ""),
                "partly": (ORANGE, "//"),
                "unmet_explained": (PALE, "xx"),
                "unmet": (VERMILION, "\\\\"),
            }
            bars = [
                (label("commitment", "result", r.value), r.commitments, *style[r.value])
                for r in rows(parts[1])
            ]
            ends = [f"{r.commitments:,} · {r.commitments / judged:.0%}" for r in rows(parts[1])]
            bar_list(
                ax,
                (0.53 * wide, 0, 0.47 * wide, high),
                bars,
                ends,
                head=heading("result", "commitment"),
            )
    return frame.figure("commitments", data, told)
