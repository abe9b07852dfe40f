"""What the pack of lesson 9 holds."""

from toolkit import figures
from toolkit.reports import Section, Table
from toolkit.terms import heading, tr
from workshop.lessons.lesson_09_comparing_cases.tasks import TWO
from workshop.packs import TALK, Kit, Material, lists, practices
from workshop.packs.cards import Card, Deck, Ruled


def conditions(m: Material) -> Table:
    """Practices and verified score of each case."""
    frame = m.data.practices.map(lambda there: "●" if there else "○").join(
        m.data.score.rename("verified_score")
    )
    return Table(
        tr("各案例的做法与核验得分", "Practices and verified score of each case"),
        frame.rename_axis("case").reset_index(),
    )


def two_texts(m: Material) -> Section | None:
    """The two cases of one row to read, sentences numbered; None on other cases."""
    if not set(TWO) <= set(m.texts):
        return None
    title = tr("、", ", ").join(TWO)
    return lists.reading(m, title, {case: m.texts[case] for case in TWO})


def condition_cards(m: Material) -> Deck:
    """Which practices each case has, its outcome below the fold."""
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
    """The rows of the truth table, for the cases to be put in."""
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


KIT = Kit(
    "cases",
    answers=(
        practices,
        lambda m: figures.configurations(m.data.solution, names=m.data.called(), nature=m.nature),
    ),
    tables=(conditions,),
    pages=(condition_cards, truth_form),
    files=(TALK,),
    reading=two_texts,
)
