"""What meets a class: lessons with exercises that check themselves, printable packs, structured
discussion, the pairing board
and the county sandbox."""

from workshop.board import board
from workshop.lessons import Checker, Lesson, NotHere, Verdict, shown
from workshop.packs import pack
from workshop.sandbox import Sandbox, SandboxError
from workshop.talk import (
    TalkError,
    case_pack,
    case_questions,
    discussion_forms,
    discussion_sheets,
    merged_sheet,
    minutes,
    read_answers,
    suggest_clusters,
    tally,
)

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
