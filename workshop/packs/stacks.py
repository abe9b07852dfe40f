"""Cards and ruled sheets of the lessons that are not on pairing: figures, waves, scores, lives,
cases."""

from __future__ import annotations

import pandas as pd

from toolkit import pairing
from toolkit.figures import LANES
from toolkit.records import bare
from toolkit.terms import Column, heading, label, table_title, tables, tr
from workshop.lessons import NotHere
from workshop.packs.cards import Card, Deck, Ruled
from workshop.packs.decks import at_work
from workshop.packs.material import Material

# ---- lessons 4, 5, 6


def wave_cards(m: Material) -> Deck:
    """Lesson 4: one card a helper and wave (or year, where there are no waves); the class lays the
    years beside each other."""
    table = m.table("pairing").sort_values(["start", "helper_id"], kind="stable")
    if (chosen := m.data.prog_id) is not None:
        waves = table[(table["prog_id"] == chosen) & table["wave"].notna()]
        parts = [
            (str(start.year), rows)
            for (start, _), rows in waves.groupby(["start", "wave"], sort=True)
        ]
    else:
        table = table[table["recipient_id"].isin(at_work(m)["recipient_id"])]
        parts = [
            (day[:4], table[pairing.running(table, day, m.county["organisation"])])
            for day in m.data.days
        ]
    cards = []
    for year, rows in parts:
        for helper, helped in rows.groupby("helper_id", sort=True)["recipient_id"]:
            names = [m.called.get(str(r), str(r)) for r in helped]
            cards.append(
                Card(m.called.get(str(helper), str(helper)), year, "", [tr("、", ", ").join(names)])
            )
    if not cards:
        raise NotHere(tr("没有结对可印成批次卡。", "there are no pairs for wave cards"))
    return Deck(
        tr(
            "批次卡：帮扶方→受助方，右上是年份",
            "Wave cards: helper → helped, the year at the right",
        ),
        cards[:112],
        4,
        7,
    )


def score_cards(m: Material) -> Deck:
    """Lesson 5: what the class lists by above the fold, what came out below it."""
    if m.nature == "public_official":
        raise NotHere(
            tr("公开资料不排名，不制得分卡。", "published facts are not ranked: no score cards")
        )
    data, cards = m.data, []
    heads = data.heads | {"score_after": tr("上报·次年", "reported, next year")}
    verified = [] if data.cards["verified"].isna().any() else ["verified"]
    for row in data.cards.itertuples():
        front = [f"{heads[c]} {getattr(row, c):.1f}" for c in ("score", "satisfaction")]
        shown = [*verified, "score_after", *(["verified_after"] if verified else [])]
        back = [f"{heads[c]} {getattr(row, c):.1f}" for c in shown]
        name = m.called.get(str(row.org_id), str(row.org_id))
        cards.append(Card(str(row.card), data.period, name, [*front, "---", *back]))
    return Deck(
        tr("得分卡：下半张向后折，先不看", "Score cards: fold the lower half back"), cards, 4, 5
    )


def dice_form(m: Material) -> Ruled:
    """Lesson 5: what each of the class throws, and who is listed."""
    heads = (
        ("谁", "who"),
        ("第一次", "first"),
        ("列入", "listed"),
        ("第二次", "second"),
        ("升降", "change"),
    )
    note = tr(
        "每人两颗骰子，写点数之和。第一次最低的四五个人打勾，算是“列入”；他们第二次平均掷了几点？",
        "Two dice each; write the sum. Tick the four or five lowest as listed: what do they "
        "average the second time?",
    )
    rows = [(str(i), "", "", "", "") for i in range(1, 25)]
    title = tr("掷骰子记录单", "Dice: what we threw")
    return Ruled(title, [tr(*h) for h in heads], rows, (2, 1, 1, 1, 1), note, tall=28)


def life_cards(m: Material) -> Deck:
    """Lesson 6: what happened to each exemplar, event by event."""
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
    """Lesson 6: a row a decision, with the six parts that the register asks for."""
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


# ---- lessons 1, 8, 9


def figure_cards(m: Material) -> Deck:
    """Lesson 1: each figure of the report in its sentence, to be sorted into ground, input and
    outcome."""
    report = m.data.report
    found = report.figures[["raw", "start", "end"]].drop_duplicates("start").head(30)
    if found.empty:
        raise NotHere(tr("这份报告没有数字，不制数字卡。", "this report gives no figure: no cards"))
    spans = list(zip(report.sentences["start"], report.sentences["end"]))
    cards = []
    names = [tr(*name) for _, name, _ in LANES]
    boxes = [f"□ {name}" for name in names]
    for i, (raw, a, b) in enumerate(found.itertuples(index=False), 1):
        s, e = next(((s, e) for s, e in spans if s <= a < e), (max(a - 30, 0), b + 30))
        cards.append(Card(str(raw), str(i), "", [_around(report.text[s:e], a - s, b - s), *boxes]))
    sorts = tr("、", ", ").join(names)
    return Deck(
        tr(f"数字卡：分一分，哪些是{sorts}", f"Figure cards: which are {sorts}?"), cards, 3, 5
    )


def form_columns(table: str) -> list[Column]:
    """Columns of a table that a report can fill: no identifiers of other tables, no coordinates, no
    marks of the toolkit."""
    left_out = {
        "lon",
        "lat",
        "valid_from",
        "valid_to",
        "data_nature",
        "parent_id",
        "burden_hours",
        "prog_id",
    }
    return [c for c in tables()[table].columns if c.name not in left_out][:8]


def table_form(_: Material, table: str) -> Ruled:
    """Lesson 1: an empty table to fill in from the report."""
    columns = form_columns(table)
    note = tr(
        "每行一条，写明在报告第几段；报告没有写的留空，不照常理补。",
        "One record a row, with its paragraph; what the report does not say stays empty.",
    )
    heads = [heading(c.name, table) for c in columns]
    return Ruled(
        tr(f"空表：{table_title(table)}", f"Form: {table}"),
        heads,
        [("",) * len(heads)] * 14,
        (1,) * len(heads),
        note,
        tall=29,
        wide=True,
    )


def _around(sentence: str, a: int, b: int, most: int = 58) -> str:
    """The part of a sentence around one of its figures."""
    sentence = " ".join(sentence.split(" "))
    if len(sentence) <= most:
        return sentence
    start = max(min(a - most // 2, len(sentence) - most), 0)
    cut = sentence[start : max(start + most, b)]
    return ("…" if start else "") + cut + ("…" if start + most < len(sentence) else "")


def case_cards(m: Material) -> Deck:
    """Lessons 8 and 9: the gist of each report, every line cut from it; the outcome is not on the
    card."""
    from toolkit import cases

    cards = []
    for case, report in list(m.texts.items())[:24]:
        told = cases.summarise({case: report}, 170).sort_values("start")
        cards.append(
            Card(
                case,
                tr("案例", "case"),
                bare(str(report.title)),
                [str(t).strip() for t in told["text"]],
            )
        )
    return Deck(
        tr(
            "案例卡：每行摘自报告原文，结果不在卡上",
            "Case cards: every line is cut from the report, the outcome is not on it",
        ),
        cards,
        2,
        4,
    )


def condition_cards(m: Material) -> Deck:
    """Lesson 9: which practices each case has, its outcome below the fold."""
    practices, score = m.data.practices, m.data.score
    cards = []
    for case, row in practices[practices.index.isin(score.index)].head(40).iterrows():
        lines = [f"{'●' if there else '○'} {name}" for name, there in row.items()]
        lines += ["---", f"□ {heading('verified_score')} {m.said(float(score[case]))}"]
        cards.append(Card(str(case), tr("案例", "case"), "", lines))
    title = tr(
        "条件卡：● 有 ○ 没提；先按条件分堆，再翻看结果",
        "Condition cards: ● there, ○ not mentioned; sort first, then turn to the outcome",
    )
    return Deck(title, cards, 4, 4)


def truth_form(m: Material) -> Ruled:
    """Lesson 9: the rows of the truth table, for the cases to be put in."""
    names = m.data.conditions
    signs = [
        ["●" if i >> (len(names) - 1 - k) & 1 else "○" for k in range(len(names))]
        for i in range(2 ** len(names))
    ]
    heads = [
        "",
        *names,
        tr("哪些案例", "which cases"),
        tr("好", "good"),
        tr("不好", "not"),
        tr("判为", "taken as"),
    ]
    rows = [(str(i), *marks, "", "", "", "") for i, marks in enumerate(signs, 1)]
    note = tr(
        "● 有 ○ 没有。把条件卡放进各行，再翻看结果；没有卡的行是余项：不知道。",
        "● there, ○ not. Lay the cards in their rows, then turn them; rows without cards are "
        "remainders: unknown.",
    )
    return Ruled(
        tr("真值表（空）", "Truth table, empty"),
        heads,
        rows,
        (0.6, *[1.3] * len(names), 5, 0.8, 0.9, 1),
        note,
        tall=26,
        wide=True,
    )
