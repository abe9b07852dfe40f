"""What the pack of lesson 8 holds: two sessions without a computer."""

from functools import partial

from toolkit import figures
from toolkit.reports import Section, Table
from toolkit.terms import tr
from workshop.lessons.lesson_08_experience_and_one_case.tasks import CASE as DEEP
from workshop.packs import CASE, CODING, TALK, Kit, Material, lists, practices, stacks


def beside(m: Material) -> Table:
    """How many cases of each group write of a few practices."""
    return Table(tr("几项做法，各有几份写到", "How many reports write of it"), m.data.beside)


def chosen(m: Material) -> str:
    """The case in depth; the longest where that one is not among them."""
    return DEEP if DEEP in m.texts else m.data.deep.case


def read(m: Material) -> Section:
    """The case in depth, sentences numbered."""
    return lists.reading(m, chosen(m), {chosen(m): m.texts[chosen(m)]})


IMPROVED = partial(
    stacks.case_cards,
    group="improved",
    title=("案例卡甲：后来改善的，先发", "Case cards, the improved: hand out first"),
)
NOT_IMPROVED = partial(
    stacks.case_cards,
    group="not_improved",
    title=("案例卡乙：后来没改善的，后发", "Case cards, the others: hand out later"),
)
DOABLE = partial(
    stacks.blank_form,
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
    stacks.blank_form,
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
        stacks.rival_cards,
        stacks.evidence_cards,
        stacks.code_strips,
        IMPROVED,
        NOT_IMPROVED,
        TALLY,
        stacks.squared_paper,
    ),
    files=(CODING, CASE, TALK),
    reading=read,
)
