"""Cards and ruled sheets of the lessons that are not on pairing: figures, waves, scores, lives,
cases."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from toolkit import pairing
from toolkit.cases import EVIDENCE, default_codebook
from toolkit.records import bare
from toolkit.reports import evidence_name
from toolkit.terms import heading, label, tr
from workshop.lessons import NotHere, say
from workshop.packs.cards import Card, Deck, Ruled
from workshop.packs.material import Material
from workshop.packs.pair_sheets import at_work

#: what a claim of each grade of evidence rests on, in the order of the grades
_RESTS_ON = (
    ("审计、统计、随机问来的：外人说的数。", "audited or asked at random: an outsider says so"),
    ("和没有这样做的单位比过。", "beside units that did not do so"),
    ("同一个数，以前多少、以后多少，都写了。", "the same figure before and after"),
    ("写了从多少里来：几个里的几个、占百分之几。", "out of how many"),
    ("只有一个数，没有以前，也没有别处。", "a single figure"),
    ("数的是开了几次、办了几件，不是变了什么。", "counts what was done, not what changed"),
    ("一个数也没有，只有评价。", "praise without a figure"),
)

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
    """Lesson 1: each figure of the report in its sentence, to be sorted into the classes of the
    exercise."""
    report = m.data.report
    found = report.figures[["raw", "start", "end"]].drop_duplicates("start").head(30)
    if found.empty:
        raise NotHere(tr("这份报告没有数字，不制数字卡。", "this report gives no figure: no cards"))
    spans = list(zip(report.sentences["start"], report.sentences["end"]))
    cards = []
    names = list(m.words.values())
    boxes = ["　".join(f"□ {name}" for name in names[i : i + 2]) for i in range(0, len(names), 2)]
    for raw, a, b in found.itertuples(index=False):
        s, e = next(((s, e) for s, e in spans if s <= a < e), (max(a - 30, 0), b + 30))
        said = _around(report.text[s:e], a - s, b - s)
        cards.append(Card(str(raw), numbered(report.sentence_number(int(a))), "", [said, *boxes]))
    sorts = tr("、", ", ").join(names)
    return Deck(
        tr(f"数字卡：分一分，哪些是{sorts}", f"Figure cards: which are {sorts}?"), cards, 3, 5
    )


def numbered(n: int) -> str:
    """A sentence by its number, as the exercises name it."""
    return tr(f"第 {n} 句", f"sentence {n}")


def blank_form(
    _: Material,
    title: tuple[str, str],
    heads: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, str]] | int,
    widths: Sequence[float],
    note: tuple[str, str],
) -> Ruled:
    """A sheet to write on: rows are named in their first column, or counted."""
    if isinstance(rows, int):
        rows = [(str(i),) * 2 for i in range(1, rows + 1)]
    lines = [(tr(*name), *[""] * (len(heads) - 1)) for name in rows]
    tall = min(660 / len(lines), 90.0)
    return Ruled(tr(*title), [tr(*h) for h in heads], lines, widths, tr(*note), tall)


#: characters of a card's sentence around its figure
_AROUND = 58


def _around(sentence: str, a: int, b: int) -> str:
    """The part of a sentence around one of its figures."""
    sentence = " ".join(sentence.split(" "))
    if len(sentence) <= _AROUND:
        return sentence
    start = max(min(a - _AROUND // 2, len(sentence) - _AROUND), 0)
    cut = sentence[start : max(start + _AROUND, b)]
    return ("…" if start else "") + cut + ("…" if start + _AROUND < len(sentence) else "")


def case_cards(m: Material, group: str = "", title: tuple[str, str] = ("", "")) -> Deck:
    """Lessons 7 to 9: the gist of each report, every line cut from it with its number; of one
    `group` of lesson 8 where named."""
    from toolkit import cases

    chosen = m.data.groups[group] if group else list(m.texts)[:24]
    cards = []
    for case in chosen:
        report = m.texts[case]
        told = cases.summarise({case: report}, 170).sort_values("start")
        lines = [
            f"{numbered(report.sentence_number(int(a)))}　{str(t).strip()}"
            for a, t in zip(told["start"], told["text"])
        ]
        cards.append(Card(case, tr("案例", "case"), bare(str(report.title)), lines))
    every = tr(
        "案例卡：每行摘自报告原文，结果不在卡上",
        "Case cards: every line is cut from the report, the outcome is not on it",
    )
    return Deck(tr(*title) or every, cards, 2, 4)


def items_of(m: Material, exercise: str) -> list[str]:
    """The numbered or lettered lines of an exercise's prompt, without their marks."""
    told = say(m.lesson.texts_of(exercise)["prompt"]).splitlines()
    found = (re.match(r"(?:- )?(?:\d+|[A-Z])\. (.+)", line) for line in told)
    return [match[1] for match in found if match]


def rival_cards(m: Material) -> Deck:
    """Lesson 8: one card a rival explanation, for one group each."""
    write = tr("判断：□ 排除　□ 减轻　□ 没排除", "□ ruled out  □ weakened  □ open")
    lines = [write, tr("凭第＿＿＿句，原话：", "by sentence ___, which says:"), "　", "　"]
    cards = [
        Card(str(i), tr("别的解释", "rival"), "", [item, *lines])
        for i, item in enumerate(items_of(m, "rivals"), 1)
    ]
    return Deck(tr("解释卡：一组领一张", "Rival explanations: one a group"), cards, 1, 5)


def evidence_cards(_: Material) -> Deck:
    """Lessons 7 and 8: the grades of evidence, strongest first, to be laid beside a claim."""
    cards = [
        Card(
            tr(f"{i} 级", f"grade {i}"), tr("证据", "evidence"), evidence_name(grade), [tr(*means)]
        )
        for i, (grade, means) in enumerate(zip(EVIDENCE, _RESTS_ON, strict=True), 1)
    ]
    return Deck(
        tr("证据等级卡：1 级最硬，放在一条成效旁边", "Grades of evidence: 1 is the firmest"),
        cards,
        2,
        4,
    )


def code_strips(_: Material) -> Deck:
    """Lessons 7 and 8: a strip for every practice of the codebook, with its definition."""
    book = default_codebook()
    told = book.frame[["code", "definition"]].itertuples(index=False, name=None)
    cards = [Card(book.labels[c], "", "", [str(d)]) for c, d in told]
    return Deck(tr("做法条：放在原文那一句旁边", "Strips of practices"), cards, 2, 7)


def squared_paper(_: Material) -> Ruled:
    """Lesson 8: ten squares a line, fifteen lines, and room for the source of each line."""
    heads = [*[""] * 10, tr("出处", "source")]
    note = tr(
        "一格一字，标点也占一格，出处写在右边，不占格。写完交邻座逐句翻原文对。",
        "A square a character; the sources at the right. A neighbour looks up every line.",
    )
    title = tr("方格纸：一百五十字", "Squared paper")
    return Ruled(title, heads, [("",) * 11] * 15, [1] * 10 + [2], note, 44)


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
