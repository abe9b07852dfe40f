"""Figures: one look for every drawing, Chinese glyphs included. Each function answers one question
for a room: the title says the answer, the caption what was counted, on which day, and the limit.
Each returns a `Figure` with its
data, its alternative text, and ``save``; nothing touches pyplot."""

from toolkit.figures.base import Figure, NothingToDraw, drawing
from toolkit.figures.bottlenecks import shortage
from toolkit.figures.ceilings import nca
from toolkit.figures.channel_overlap import overlap
from toolkit.figures.claim_cards import claims
from toolkit.figures.comparing import configurations, xy
from toolkit.figures.coverage_by_channel import coverage
from toolkit.figures.discussing import NOT_CLUSTERED, fishbone, leading, votes
from toolkit.figures.evaluating import event_study, survival
from toolkit.figures.exchanges import exchange
from toolkit.figures.exemplar_counts import exemplar_flow, exemplars
from toolkit.figures.front_page import headline
from toolkit.figures.helper_load import critical_helpers, load
from toolkit.figures.lasting_curve import lasting
from toolkit.figures.marks import bar_list, end_labels
from toolkit.figures.names import running_pairs
from toolkit.figures.overview import organisations
from toolkit.figures.pair_changes import changes
from toolkit.figures.pairs import pairing
from toolkit.figures.places import township_map
from toolkit.figures.plans import plan_change
from toolkit.figures.practice_counts import practices
from toolkit.figures.promises import commitments
from toolkit.figures.published_waves import waves
from toolkit.figures.ranking import seats
from toolkit.figures.slopes import before_after, reported_verified
from toolkit.figures.spreading import sites, spread
from toolkit.figures.stars_and_flags import flags, stars
from toolkit.figures.style import (
    BLUE,
    BODY,
    CHANNEL_STYLE,
    GREY,
    HEIGHT,
    HOLLOW,
    ORANGE,
    SMALL,
    WIDTH,
    Slide,
    look,
    shorten,
    width,
    wrap,
)
from toolkit.figures.webfont import webfont_css

__all__ = [
    "BLUE",
    "BODY",
    "CHANNEL_STYLE",
    "GREY",
    "HEIGHT",
    "HOLLOW",
    "NOT_CLUSTERED",
    "ORANGE",
    "SMALL",
    "WIDTH",
    "Figure",
    "NothingToDraw",
    "Slide",
    "bar_list",
    "before_after",
    "changes",
    "claims",
    "commitments",
    "configurations",
    "coverage",
    "critical_helpers",
    "drawing",
    "end_labels",
    "event_study",
    "exchange",
    "exemplar_flow",
    "exemplars",
    "fishbone",
    "flags",
    "headline",
    "lasting",
    "leading",
    "load",
    "look",
    "nca",
    "organisations",
    "overlap",
    "pairing",
    "plan_change",
    "practices",
    "reported_verified",
    "running_pairs",
    "seats",
    "shortage",
    "shorten",
    "sites",
    "spread",
    "stars",
    "survival",
    "township_map",
    "votes",
    "waves",
    "webfont_css",
    "width",
    "wrap",
    "xy",
]
