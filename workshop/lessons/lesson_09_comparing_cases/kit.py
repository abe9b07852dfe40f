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
    title = tr("、", ", ").join(TWO)
    return lists.reading(m, title, {case: m.texts[case] for case in TWO})


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
