"""What the pack of lesson 6 holds."""

import pandas as pd

from toolkit.records import bare
from toolkit.reports import Table
from toolkit.terms import heading, label, tr
from workshop.lessons import NotHere
from workshop.packs import Kit, Material, county_figure
from workshop.packs.cards import Card, Deck, Ruled


def standing(m: Material) -> Table:
    """The named exemplars with the day of naming or of the last review."""
    return Table(
        tr("在册的典型", "Named exemplars"), _exemplars(m, m.data.standing), of="exemplar_event"
    )


def reviews(m: Material) -> Table:
    """The review sheets, to be held against the rules."""
    return Table(tr("复核单", "Review sheets"), _exemplars(m, m.data.sheets), of="review")


def _exemplars(m: Material, frame: pd.DataFrame) -> pd.DataFrame:
    """Numbered rows on exemplars, by title or by code."""
    shown = frame.drop(columns="subject_id").astype({"number": str})
    if m.coded:
        shown["title"] = frame["subject_id"]
    return shown.rename(columns=m.data.heads)


def life_cards(m: Material) -> Deck:
    """What happened to each exemplar, event by event."""
    found, events = m.table("exemplar"), m.table("exemplar_event")
    found = found[found["kind"] != "commended_person"] if len(found) else found
    if found.empty or events.empty:
        raise NotHere(
            tr(
                "数据里没有典型的事件，不制典型卡。",
                "the data hold no events of exemplars: no cards",
            )
        )
    busiest = (
        events.groupby("ex_id")
        .size()
        .reindex(found["ex_id"])
        .fillna(0)
        .sort_values(ascending=False, kind="stable")
        .index[:12]
    )
    cards = []
    for row in found[found["ex_id"].isin(busiest)].itertuples(index=False):
        own = events[events["ex_id"] == row.ex_id].sort_values("seq")
        lines = [
            f"{d:%Y-%m} {label('exemplar', 'status', s)}"
            for d, s in zip(own["date"], own["to_state"])
            if pd.notna(d)
        ]
        title = "" if m.coded or pd.isna(row.title) else bare(str(row.title))
        cards.append(Card(str(row.ex_id), label("exemplar", "kind", row.kind), title, lines))
    return Deck(
        tr("典型卡：一张是一个典型走过的路", "Exemplar cards: the course of one exemplar each"),
        cards,
        3,
        3,
    )


def decision_form(m: Material) -> Ruled:
    """A row a decision, with the six parts that the register asks for."""
    heads = [heading(c) for c in ("decision", "decided_on", "actor_role", "reason", "problem")]
    note = tr(
        "一行一个决定，六样齐。岗位不写姓名；理由写明哪一项、多少分；整改期限在半年之内。",
        "A decision a row, with six parts. A post and no name; the reason names the score; the "
        "term lies within half a year.",
    )
    columns = [tr("典型", "exemplar"), *heads, tr("整改期限", "term")]
    rows = [("",) * len(columns)] * 6
    widths = (2.4, 1.2, 1.4, 1.4, 3.2, 3.2, 1.4)
    return Ruled(tr("决定单", "Decisions"), columns, rows, widths, note, tall=70, wide=True)


KIT = Kit(
    "qinglan_60",
    figures=(county_figure("exemplar_flow"),),
    tables=(standing, reviews),
    pages=(life_cards, decision_form),
)
