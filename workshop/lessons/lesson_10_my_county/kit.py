"""What the pack of lesson 10 holds."""

from toolkit.terms import heading, tr
from workshop.lessons.lesson_02_pairing_graphs.kit import ledger, open_questions
from workshop.lessons.lesson_10_my_county.tasks import model_case, model_statement
from workshop.packs import Kit, Material, county_figure, lists
from workshop.packs.cards import Ruled
from workshop.packs.plan_sheets import candidate_list, plan_form, planning_cards


def case_form(_: Material) -> Ruled:
    """Who did what, when, what shows it: one case, and room for a second."""
    note = tr(
        "写单位和岗位，不写人名；每一栏别人都能去核对。",
        "Units and posts, no names of people; every field can be checked by somebody else.",
    )
    return _form(tr("我的案例", "My case"), list(model_case()) * 2, note, 62)


def statement_form(_: Material) -> Ruled:
    """The evidence statement."""
    note = tr(
        "写完交邻组，专挑“多说了的话”。",
        "Hand it to the next group, who look for what says too much.",
    )
    return _form(tr("证据说明", "Evidence statement"), list(model_statement()), note, 88)


def _form(title: str, fields: list[str], note: str, tall: float) -> Ruled:
    heads = [heading("item"), tr("写在这里", "write here")]
    return Ruled(title, heads, [(field, "") for field in fields], (2, 9), note, tall)


KIT = Kit(
    "qinglan_60",
    answers=(county_figure("pairing"),),
    tables=(ledger, open_questions),
    papers=(lists.needs, lists.places),
    pages=(planning_cards, candidate_list, plan_form, case_form, statement_form),
    forms=lists.planning_forms,
)
