"""Figures: one look for every drawing, Chinese glyphs included. Each function answers one question for a room:
the title says the answer, the caption what was counted, on which day, and the limit. Each returns a `Figure` with its
data, its alternative text, and ``save``; nothing touches pyplot."""

from toolkit.figures.base import Figure, NothingToDraw
from toolkit.figures.changes import changes, waves
from toolkit.figures.measures import coverage, critical_helpers, load
from toolkit.figures.overlap import overlap
from toolkit.figures.pairs import two_sided
from toolkit.figures.webfont import webfont_css

__all__ = [
    "Figure",
    "NothingToDraw",
    "changes",
    "coverage",
    "critical_helpers",
    "load",
    "overlap",
    "two_sided",
    "waves",
    "webfont_css",
]
