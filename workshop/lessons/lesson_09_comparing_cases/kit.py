"""What the pack of lesson 9 holds."""

from toolkit import comparison, figures
from workshop.packs import CASE, TALK, Kit, Material, lists, practices, stacks


def solution(m: Material) -> comparison.Solution:
    """The intermediate solution of the lesson's table, every condition expected to help."""
    return comparison.minimise(m.data.table(), "intermediate", dict.fromkeys(m.data.conditions, 1))


KIT = Kit(
    "cases",
    answers=(
        practices,
        lambda m: figures.configurations(solution(m), nature=m.nature),
        lambda m: figures.xy(solution(m), nature=m.nature),
    ),
    tables=(lists.conditions,),
    pages=(stacks.condition_cards, stacks.truth_form),
    files=(CASE, TALK),
)
