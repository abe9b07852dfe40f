"""What the pack of lesson 9 holds."""

from toolkit import figures
from toolkit.reports import Section
from toolkit.terms import tr
from workshop.lessons.lesson_09_comparing_cases.tasks import TWO
from workshop.packs import TALK, Kit, Material, lists, practices, stacks


def two_texts(m: Material) -> Section | None:
    """The two cases of one row to read, sentences numbered; None on other cases."""
    if not set(TWO) <= set(m.texts):
        return None
    told = []
    for case in TWO:
        sentences = m.data.reading(case).iloc[:, 0]
        told += [case, *(f"{n}. {text}" for n, text in sentences.items())]
    title = tr("要读的两个案例", "The two cases to read")
    return Section("reading", title, paragraphs=told, new_page=True)


KIT = Kit(
    "cases",
    answers=(
        practices,
        lambda m: figures.configurations(m.data.solution, names=m.data.called(), nature=m.nature),
    ),
    tables=(lists.conditions,),
    pages=(stacks.condition_cards, stacks.truth_form),
    files=(TALK,),
    reading=two_texts,
)
