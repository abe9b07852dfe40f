"""Figures: one look for every drawing, Chinese glyphs included. Each function answers one question for a room:
the title says the answer, the caption what was counted, on which day, and the limit. Each returns a `Figure` with its
data, its alternative text, and ``save``; nothing touches pyplot."""

from toolkit.figures.base import Figure, NothingToDraw
from toolkit.figures.measures import coverage
from toolkit.figures.webfont import webfont_css

__all__ = ["Figure", "NothingToDraw", "coverage", "webfont_css"]
