"""What the pack of lesson 6 holds."""

from toolkit import figures
from workshop.lessons.lesson_05_ranking_and_regression.tasks import SEATS
from workshop.packs import Kit, county_figure, lists, stacks

KIT = Kit(
    "qinglan_60",
    figures=(county_figure("stars"),),
    answers=(
        lambda m: figures.seats(m.data.seats, SEATS, m.masked),
        lambda m: figures.before_after(m.data.rise, m.nature),
    ),
    tables=(lists.scores,),
    pages=(stacks.score_cards,),
)
