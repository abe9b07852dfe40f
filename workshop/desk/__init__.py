"""The coding desk: people read a report, code it, compare with a second coder, and hold what they
write against its sources."""

from workshop.desk.entered import DeskError
from workshop.desk.files import read_back, write_project, write_workbook
from workshop.desk.session import CodingSession
from workshop.desk.widget import Desk, desk_page

__all__ = [
    "CodingSession",
    "Desk",
    "DeskError",
    "desk_page",
    "read_back",
    "write_project",
    "write_workbook",
]
