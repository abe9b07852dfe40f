"""The pairing board, a widget."""

from workshop.board.factory import asked_day, board
from workshop.board.page import serve

__all__ = [
    "asked_day",
    "board",
    "serve",
]
