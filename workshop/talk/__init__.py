"""Structured discussion and case teaching."""

from workshop.talk.answers import read_answers
from workshop.talk.casepack import case_pack
from workshop.talk.forms import discussion_forms
from workshop.talk.material import TalkError
from workshop.talk.protocol import minutes
from workshop.talk.questions import case_questions
from workshop.talk.sheets import discussion_sheets, merged_sheet
from workshop.talk.tallying import suggest_clusters, tally

__all__ = [
    "TalkError",
    "case_pack",
    "case_questions",
    "discussion_forms",
    "discussion_sheets",
    "merged_sheet",
    "minutes",
    "read_answers",
    "suggest_clusters",
    "tally",
]
