"""The lessons: their texts as data, their exercises as computations."""

from workshop.lessons.days import NEAREST, planning_day
from workshop.lessons.exercise import Checker, NotHere, Verdict
from workshop.lessons.lesson import Lesson, lettered, numbers, part, say
from workshop.lessons.showing import shown
from workshop.lessons.words import reading_minutes

__all__ = [
    "NEAREST",
    "Checker",
    "Lesson",
    "NotHere",
    "Verdict",
    "lettered",
    "numbers",
    "part",
    "planning_day",
    "reading_minutes",
    "say",
    "shown",
]
