"""What the pack of lesson 8 holds: two sessions without a computer."""

import re
from functools import partial

from toolkit import cases, figures
from toolkit.records import bare
from toolkit.reports import Section, Table
from toolkit.terms import tr
from workshop.lessons import say
from workshop.lessons.lesson_08_experience_and_one_case.tasks import CASE as DEEP
from workshop.packs import CASE, CODING, TALK, Kit, Material, lists, practices
from workshop.packs.cards import Card, Deck, Ruled
from workshop.packs.shared_sheets import blank_form, code_strips, evidence_cards, numbered


def beside(m: Material) -> Table:
    """How many cases of each group write of a few practices."""
    return Table(tr("几项做法，各有几份写到", "How many reports write of it"), m.data.beside)


def chosen(m: Material) -> str:
    """The case in depth; the longest where that one is not among them."""
    return DEEP if DEEP in m.texts else m.data.deep.case


def read(m: Material) -> Section:
    """The case in depth, sentences numbered."""
    return lists.reading(m, chosen(m), {chosen(m): m.texts[chosen(m)]})


def case_cards(m: Material, group: str, title: tuple[str, str]) -> Deck:
    """The gist of each report of a group, every line cut from it with its number."""
    cards = []
    for case in m.data.groups[group]:
        report = m.texts[case]
        told = cases.summarise({case: report}, 170).sort_values("start")
        lines = [
            f"{numbered(report.sentence_number(int(a)))}　{str(t).strip()}"
            for a, t in zip(told["start"], told["text"])
        ]
        cards.append(Card(case, tr("案例", "case"), bare(str(report.title)), lines))
    return Deck(tr(*title), cards, 2, 4)


def items_of(m: Material, exercise: str) -> list[str]:
    """The numbered or lettered lines of an exercise's prompt, without their marks."""
    told = say(m.lesson.texts_of(exercise)["prompt"]).splitlines()
    found = (re.match(r"(?:- )?(?:\d+|[A-Z])\. (.+)", line) for line in told)
    return [match[1] for match in found if match]


def rival_cards(m: Material) -> Deck:
    """One card a rival explanation, for one group each."""
    write = tr("判断：□ 排除　□ 减轻　□ 没排除", "□ ruled out  □ weakened  □ open")
    lines = [write, tr("凭第＿＿＿句，原话：", "by sentence ___, which says:"), "　", "　"]
    cards = [
        Card(str(i), tr("别的解释", "rival"), "", [item, *lines])
        for i, item in enumerate(items_of(m, "rivals"), 1)
    ]
    return Deck(tr("解释卡：一组领一张", "Rival explanations: one a group"), cards, 1, 5)


def squared_paper(_: Material) -> Ruled:
    """Ten squares a line, fifteen lines, and room for the source of each line."""
    heads = [*[""] * 10, tr("出处", "source")]
    note = tr(
        "一格一字，标点也占一格，出处写在右边，不占格。写完交邻座逐句翻原文对。",
        "A square a character; the sources at the right. A neighbour looks up every line.",
    )
    title = tr("方格纸：一百五十字", "Squared paper")
    return Ruled(title, heads, [("",) * 11] * 15, [1] * 10 + [2], note, 44)


IMPROVED = partial(
    case_cards,
    group="improved",
    title=("案例卡甲：后来改善的，先发", "Case cards, the improved: hand out first"),
)
NOT_IMPROVED = partial(
    case_cards,
    group="not_improved",
    title=("案例卡乙：后来没改善的，后发", "Case cards, the others: hand out later"),
)
DOABLE = partial(
    blank_form,
    title=("学得去吗", "Can it be followed?"),
    heads=[
        ("第几句", "sentence"),
        ("谁", "who"),
        ("做什么", "does what"),
        ("多久一次", "how often"),
        ("学得去", "follow"),
    ],
    rows=[(f"第 {n} 句", f"sentence {n}") for n in (5, 6, 8, 10, 13, 21)],
    widths=(1.4, 3, 4, 2, 1.2),
    note=("照原文写，缺哪样就空着；三样都有才打勾。", "From the text; tick where all three stand."),
)
TALLY = partial(
    blank_form,
    title=(
        "是共性，还是写材料都这么写",
        "Common to the improved, or what every report says",
    ),
    heads=[
        ("我们写的“共同经验”", "our common lesson"),
        ("改善的写了几份", "improved"),
        ("没改善的写了几份", "not improved"),
        ("留还是划掉", "keep or strike"),
    ],
    rows=8,
    widths=(5, 2, 2, 2),
    note=(
        "先只看甲卡写三条共同经验，再翻乙卡逐条数；两边差不多的划掉，只有一边多的留下。",
        "Three lessons from the improved, then count the others; strike out what both write.",
    ),
)

KIT = Kit(
    "cases",
    answers=(practices, lambda m: figures.claims(m.texts[chosen(m)], nature=m.nature)),
    tables=(beside,),
    pages=(
        DOABLE,
        rival_cards,
        evidence_cards,
        code_strips,
        IMPROVED,
        NOT_IMPROVED,
        TALLY,
        squared_paper,
    ),
    files=(CODING, CASE, TALK),
    reading=read,
)
