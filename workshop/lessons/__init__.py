"""The lessons: their texts as data, their exercises as computations."""

from workshop.lessons.days import NEAREST, planning_day
from workshop.lessons.exercise import Checker, NotHere, Verdict
from workshop.lessons.lesson import Lesson, folders, lettered, numbers, part, say, texts
from workshop.lessons.showing import shown
from workshop.lessons.words import reading_minutes

__all__ = [
    "NEAREST",
    "Checker",
    "Lesson",
    "NotHere",
    "Verdict",
    "folders",
    "lettered",
    "numbers",
    "part",
    "planning_day",
    "reading_minutes",
    "say",
    "shown",
    "texts",
]
