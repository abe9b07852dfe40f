"""The pairing board: people pair by clicking, then see the plan beside theirs."""

from workshop.board.cards import BoardError
from workshop.board.widget import Board, asked_day, board_page

__all__ = [
    "Board",
    "BoardError",
    "asked_day",
    "board_page",
]
