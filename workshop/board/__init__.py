"""The pairing board, a widget."""

from workshop.board.factory import asked_day
from workshop.board.factory import board as Board
from workshop.board.page import serve

__all__ = [
    "Board",
    "asked_day",
    "serve",
]
