"""The county sandbox: five rounds of decisions over one fictitious county, on paper or on the
devices of a room."""

from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.course import play
from workshop.sandbox.debriefing import debrief
from workshop.sandbox.decisions import believe, decide
from workshop.sandbox.entries import read_decisions
from workshop.sandbox.guide import form_report, guide_report, paper_report
from workshop.sandbox.room import Room
from workshop.sandbox.server import serve
from workshop.sandbox.session import SandboxSession
from workshop.sandbox.sheets import decision_book, results_book
from workshop.sandbox.store import SessionFile

__all__ = [
    "Room",
    "Sandbox",
    "SandboxError",
    "SandboxSession",
    "SessionFile",
    "believe",
    "debrief",
    "decide",
    "decision_book",
    "form_report",
    "guide_report",
    "paper_report",
    "play",
    "read_decisions",
    "results_book",
    "serve",
]
