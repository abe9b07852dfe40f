"""What the pack of lesson 6 holds."""

from workshop.packs import Kit, county_figure, lists, stacks

KIT = Kit(
    "qinglan_60",
    figures=(county_figure("exemplar_flow"),),
    tables=(lists.standing, lists.reviews),
    pages=(stacks.life_cards, stacks.decision_form),
)
