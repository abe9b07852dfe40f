"""What meets a class: lessons with exercises that check themselves, printable packs, structured discussion, the pairing board
and the county sandbox."""

from toolkit.classroom.lessons.exercise import Checker, NotHere, Verdict
from toolkit.classroom.lessons.lesson import Lesson
from toolkit.classroom.lessons.shelf import dataset

__all__ = ["Checker", "Lesson", "NotHere", "Verdict", "dataset"]
