"""What people look at on the board."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.board.cards import Pair

#: cards of a column at once: what a room can read; more come by township, by search, or best first
#: for a chosen unit
SHOWN = 24


@dataclass(frozen=True)
class Look:
    """What is looked at: the channel of the helpers, what is chosen, filters, the tab, the
    difference being reasoned."""

    channel: str = ""
    helper: tuple[str, str] | None = None
    unit: str | None = None
    township: str = ""
    search: str = ""
    tab: str = "board"
    reasoning: Pair | None = None
    every: bool = False
