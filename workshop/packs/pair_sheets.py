"""Cards and ruled sheets of the pairs that run (lesson 2): units, helpers, list, drawing, tally."""

from __future__ import annotations

import pandas as pd

from toolkit import pairing
from toolkit.figures import running_pairs
from toolkit.terms import CHANNELS, channel, channel_label, heading, label, tr
from workshop.lessons import NotHere
from workshop.packs.cards import Card, Deck, Ruled
from workshop.packs.material import Material

#: unit → channel → how many, None for no limit
Places = dict[str, dict[str, int | None]]
#: cards of one kind that a class can lay out on a table
MOST = 24
MARKS = {c: channel(c).sign for c in CHANNELS}


def marked(channel: str) -> str:
    """A channel by its mark and its name."""
    return f"{MARKS[channel]} {channel_label(channel)}"


def listed(m: Material) -> list[str]:
    """Units to improve on the day of the lesson; empty where the records say nothing of it, or are
    published facts."""
    if m.nature == "public_official":
        return []
    found = pairing.listed_units(m.county, m.day)
    return [] if found is None else sorted(map(str, found))


def at_work(m: Material) -> pd.DataFrame:
    """Pairs that run on the day (``helper_id, recipient_id, channel``); of a large county those of
    the units on the table."""
    pairs = running_pairs(m.county, m.day)
    return pairs[pairs["recipient_id"].isin(on_table(m, pairs))].reset_index(drop=True)


def on_table(m: Material, pairs: pd.DataFrame) -> list[str]:
    """Units helped or listed; of a large county `MOST` of the township with most of them, the
    listed first."""
    there = sorted({*pairs["recipient_id"].astype(str), *listed(m)})
    if len(there) <= MOST:
        return there
    place = (
        m.table("organisation")
        .set_index("org_id")["township"]
        .astype(object)
        .reindex(there)
        .fillna("")
    )
    mine = sorted(place.index[place == place.value_counts().sort_index().idxmax()])
    first = set(listed(m))
    return sorted(sorted(mine, key=lambda u: u not in first)[:MOST])


def unit_cards(m: Material, needs: Places, places: Places) -> Deck:
    """Cards of the units to be helped and of their helpers, needs and places as empty marks; a unit
    that is both has two cards."""
    backward = set(listed(m))
    helped = tr("受助方", "helped")
    told = m.units([*needs, *places]).set_index("org_id")
    told = told[~told.index.duplicated()]
    cards = []
    for ids, dark in ((needs, False), (places, True)):
        for id in ids:
            unit = told.loc[id]
            word = (
                tr("帮扶方", "helper")
                if dark
                else label("rating", "grade", "backward")
                if id in backward
                else helped
            )
            where = "　".join(
                dict.fromkeys(w for w in (unit["township"], unit["sector"], unit["level"]) if w)
            )
            pairs_with = tr("结对：" + "＿" * 12, "paired with: " + "＿" * 8)
            lines = [
                where,
                *(
                    _slots(c, n, dark)
                    for c, n in sorted(ids[id].items(), key=lambda x: CHANNELS.index(x[0]))
                ),
                pairs_with,
            ]
            cards.append(Card(id, word, str(unit.get("name", "")), lines, dark))
    title = tr(
        f"单位卡：{helped} {len(needs)} 张，帮扶方 {len(places)} 张",
        f"Unit cards: {len(needs)} helped, {len(places)} helpers",
    )
    # five cards below each other are too low for a unit of four channels
    return Deck(title, cards, 3, 5 if max(len(c.lines) for c in cards) < 6 else 4)


def _slots(channel: str, n: int | None, helper: bool) -> str:
    word = tr(
        "能帮 " if helper else "需要 ", ""
    )  # too long in English, and the card's head says which it is
    return f"{marked(channel)} {word}" + (
        tr("不限", "no limit") if n is None else "□" * n if 0 < n <= 6 else str(n)
    )


def running_cards(m: Material) -> Deck:
    """units with the needs of the rules, helpers with their capacity."""
    from toolkit.pairing import needed_channels
    from toolkit.rules import default_rules

    pairs, rules = at_work(m), default_rules()
    needs: Places = {u: {} for u in on_table(m, running_pairs(m.county, m.day))}
    for r, c in zip(pairs["recipient_id"], pairs["channel"]):
        needs.setdefault(str(r), {})[str(c)] = 1
    judged = m.nature != "public_official"
    for id in listed(m) if judged else ():
        if id in needs:
            needs[id] |= {c: int(rules[f"pair.need.{c}"]) for c in needed_channels(rules)}
    load = pairing.load(m.county, m.day)
    places: Places = {}
    for h, c, cap in load.loc[
        load["helper_id"].isin(pairs["helper_id"]), ["helper_id", "channel", "capacity"]
    ].itertuples(index=False):
        places.setdefault(str(h), {})[str(c)] = None if pd.isna(cap) else int(cap)
    if not needs:
        raise NotHere(
            tr(
                "这一天没有结对，也没有待帮的单位，无卡可制。",
                "no pair runs and nobody is to be helped: no cards",
            )
        )
    return unit_cards(m, needs, places)


def drawing_sheet(m: Material) -> Ruled:
    """helpers at the left, helped at the right, the room between for the lines."""
    pairs = at_work(m)
    helpers = [
        h
        for c in CHANNELS
        for h in sorted(pairs.loc[pairs["channel"] == c, "helper_id"].astype(str).unique())
    ]
    units = on_table(m, running_pairs(m.county, m.day))
    if not units:
        raise NotHere(tr("没有可画的单位。", "there is no unit to draw"))
    left, n = list(dict.fromkeys(helpers)), max(len(set(helpers)), len(units))
    rows = [
        (m.who(left[i]) if i < len(left) else "", "", m.who(units[i]) if i < len(units) else "")
        for i in range(n)
    ]
    note = tr(
        "左边帮扶方，右边受助方：每有一对连一条线，线上画它的记号。",
        "Helpers left, helped right: a line for each pair, with the mark of its channel.",
    )
    note += "　" + "　".join(marked(c) for c in CHANNELS if (pairs["channel"] == c).any())
    tall = min(max(440 / n, 15.0), 30.0)
    return Ruled(
        tr("画图纸", "Drawing sheet"),
        [heading("helper_id"), "", heading("recipient_id")],
        rows,
        (4, 6, 4),
        note,
        tall,
        wide=True,
        bare=1,
    )


def tally(m: Material) -> Ruled:
    """one row a unit, one column a channel, to be ticked by hand."""
    pairs = at_work(m)
    used = [c for c in CHANNELS if (pairs["channel"] == c).any()]
    units = on_table(m, running_pairs(m.county, m.day))
    if not units:
        raise NotHere(tr("没有可数的单位。", "there is no unit to count"))
    rows = [(m.who(u), *[""] * len(used), "", "") for u in units]
    heads = [
        heading("recipient_id"),
        *(marked(c) for c in used),
        tr("几家帮", "helpers"),
        tr("缺什么", "lacks"),
    ]
    note = tr(
        "每有一对，在相应的格里画一笔；数完再看：谁一家也没有，谁有几家。",
        "One stroke a pair; then see who has nobody and who has several.",
    )
    return Ruled(
        tr("点数表", "Tally"),
        heads,
        rows,
        (4.2, *[1.7] * len(used), 1.2, 2),
        note,
        tall=24,
        wide=len(used) > 3,
    )
