"""Cards and ruled sheets of planning by hand (lessons 3 and 10): needs, candidates, forms."""

from __future__ import annotations

import pandas as pd

from toolkit.terms import CHANNELS, heading, tr
from workshop.packs.cards import Deck, Ruled
from workshop.packs.material import Material
from workshop.packs.pair_sheets import MARKS, Places, marked, unit_cards


def planning_cards(m: Material) -> Deck:
    """Units with their needs, helpers with their free places."""
    p = m.data.prepared
    channels = [c for c in p.recipients.columns if c in CHANNELS]
    needs: Places = {
        str(r["recipient_id"]): {c: int(r[c]) for c in channels if r[c]}
        for r in p.recipients.to_dict("records")
    }
    places: Places = {}
    near = p.helpers[p.helpers["helper_id"].isin(p.candidates["helper_id"])]
    for h, c, n in near[["helper_id", "channel", "capacity"]].itertuples(index=False):
        places.setdefault(str(h), {})[str(c)] = None if pd.isna(n) else int(n)
    return unit_cards(m, needs, places)


def candidate_list(m: Material) -> Ruled:
    """Who may help whom, as one sheet: helpers by row, units by column, fit and road in the
    cell."""
    p = m.data.prepared
    able = p.candidates.merge(p.helpers, on="helper_id")
    goes = set(map(tuple, p.running[["helper_id", "recipient_id"]].astype(str).to_numpy()))
    needed = {
        (str(r["recipient_id"]), c)
        for r in p.recipients.to_dict("records")
        for c in CHANNELS
        if r.get(c)
    }
    cells = {}
    for h, r, c, fit, km in able[
        ["helper_id", "recipient_id", "channel", "fit", "distance_km"]
    ].itertuples(index=False):
        if (str(r), c) in needed:
            cells[c, str(h), str(r)] = f"{'*' if (str(h), str(r)) in goes else ''}{fit}" + (
                "" if pd.isna(km) else f" / {km:.1f}"
            )
    units = sorted({r for _, _, r in cells})
    room = {
        (c, str(h)): n
        for h, c, n in p.helpers[["helper_id", "channel", "capacity"]].itertuples(index=False)
    }
    lines = sorted({(c, h) for c, h, _ in cells}, key=lambda x: (CHANNELS.index(x[0]), x[1]))
    rows = [
        (
            f"{MARKS[c]} {m.who(h)}",
            str(room.get((c, h), "")),
            *(cells.get((c, h, r), "") for r in units),
        )
        for c, h in lines
    ]
    used = "　".join(marked(c) for c in CHANNELS if any(c == line[0] for line in lines))
    note = tr(
        f"{used}。格里是匹配分（0–9，9 最合适）/ 公里，* 是现有的结对，空格不能选。圈出选中的格："
        f"一行不超过名额，一列每种不超过需要。",
        f"{used}. Cells: fit (0–9, 9 best) / km, * runs today, empty may not be chosen. "
        "Circle cells: no row over its places, no column over its needs.",
    )
    heads = [heading("helper_id"), tr("名额", "places"), *map(m.who, units)]
    return Ruled(
        tr("候选单", "Candidates"),
        heads,
        rows,
        (4.4, 0.8, *[1.25] * len(units)),
        note,
        tall=min(max(412 / len(rows), 16.5), 60.0),  # few helpers fill the sheet as well
        wide=True,
    )


def plan_form(m: Material) -> Ruled:
    """The plan by hand, to be written down and typed into the workbook's sheet."""
    needs = m.data.prepared.recipients
    rows = [
        (m.who(r["recipient_id"]), marked(c), "", "")
        for r in needs.to_dict("records")
        for c in CHANNELS
        for _ in range(int(r.get(c) or 0))
    ]
    heads = [
        heading("recipient_id"),
        heading("channel"),
        heading("helper_id"),
        tr("为什么是他", "why this one"),
    ]
    note = tr(
        "每行一个需求，没有候选的空着，不硬配。邻组照三条核对：名额、需要、候选；有电脑的填进工作簿的“结对方案”表再核。",
        "One need a row. The next group checks places, needs and candidates; with a computer, the "
        "workbook's sheet 'plan' does.",
    )
    return Ruled(tr("手工方案", "The plan by hand"), heads, rows, (4.4, 2.4, 3.4, 4), note, tall=24)


def change_form(_: Material) -> Ruled:
    """Changes by hand: pair, pin or ban, reason, price."""
    heads = [
        tr("哪一对", "pair"),
        tr("指定／不用", "pin or ban"),
        tr("理由", "reason"),
        tr("代价", "price"),
        tr("谁定的", "decided by"),
    ]
    note = tr(
        "先写理由，再数代价；写不出理由的不改。",
        "The reason first, then the price; no reason, no change.",
    )
    return Ruled(
        tr("手工调整", "Changes by hand"),
        heads,
        [("",) * 5] * 12,
        (3, 1.6, 5, 3, 1.8),
        note,
        tall=34,
        wide=True,
    )
