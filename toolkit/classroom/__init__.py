"""What meets a class: lessons with exercises that check themselves, printable packs, structured discussion, the pairing board
and the county sandbox."""

from toolkit.classroom.board.factory import board
from toolkit.classroom.lessons.exercise import Checker, NotHere, Verdict
from toolkit.classroom.lessons.lesson import Lesson
from toolkit.classroom.lessons.shelf import dataset
from toolkit.classroom.lessons.showing import shown
from toolkit.classroom.packs.pack import pack
from toolkit.classroom.sandbox.county import Sandbox, SandboxError
from toolkit.classroom.talk.answers import read_answers
from toolkit.classroom.talk.casepack import case_pack
from toolkit.classroom.talk.forms import discussion_forms
from toolkit.classroom.talk.material import TalkError
from toolkit.classroom.talk.minutes import minutes
from toolkit.classroom.talk.questions import case_questions
from toolkit.classroom.talk.sheets import discussion_sheets, merged_sheet
from toolkit.classroom.talk.tallying import suggest_clusters, tally

__all__ = [
    "Checker",
    "Lesson",
    "NotHere",
    "Sandbox",
    "SandboxError",
    "TalkError",
    "Verdict",
    "board",
    "case_pack",
    "case_questions",
    "dataset",
    "discussion_forms",
    "discussion_sheets",
    "merged_sheet",
    "minutes",
    "pack",
    "read_answers",
    "shown",
    "suggest_clusters",
    "tally",
]
