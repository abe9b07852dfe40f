"""What meets a class: lessons with exercises that check themselves, printable packs, structured
discussion, the pairing board
and the county sandbox."""

from workshop.board.factory import board
from workshop.lessons.exercise import Checker, NotHere, Verdict
from workshop.lessons.lesson import Lesson
from workshop.lessons.showing import shown
from workshop.packs.pack import pack
from workshop.sandbox.county import Sandbox, SandboxError
from workshop.talk.answers import read_answers
from workshop.talk.casepack import case_pack
from workshop.talk.forms import discussion_forms
from workshop.talk.material import TalkError
from workshop.talk.minutes import minutes
from workshop.talk.questions import case_questions
from workshop.talk.sheets import discussion_sheets, merged_sheet
from workshop.talk.tallying import suggest_clusters, tally

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
