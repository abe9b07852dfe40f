"""The way in: a board of a county, ready to be shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from toolkit.classroom.board.store import BoardError
from toolkit.pairing import GOALS
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.classroom.board.widget import Board
    from toolkit.records import County
    from toolkit.rules import Rules


def board(
    county: County,
    on: Any = None,
    rules: Rules | None = None,
    *,
    goals: Sequence[str] = GOALS,
    names: bool | None = None,
    group: str = "",
    save: str | os.PathLike[str] | None = "结对板.json",
    nearest: int = 1000,
    full: bool = False,
) -> Board:
    """The pairing board: people pair units by clicking, then see the plan beside theirs.

    Needs, capacities and eligibility are those of `pairing.prepare` and `pairing.plan`; a pair that breaks a rule is
    refused with the reason. Every move is saved at once, and a new board goes on from the file.

    Parameters
    ----------
    county : County
        Fictitious or user-supplied.
    on : str, date or Timestamp, optional
        The day paired for; today when left out.
    rules : Rules, optional
    goals : sequence of str
        As in `pairing.plan`, most important first.
    names : bool, optional
        True shows the names of user-supplied units; they appear as codes otherwise. Fictitious units have names.
    group : str
        Who plays; shown on the board and in its workbook.
    save : path or None
        The file that keeps every move; written first at the first move. A file of other data is never written over.
    nearest : int
        Helpers looked at for each unit and channel.
    full : bool
        Whether the board fills the window, as on its own page.

    Returns
    -------
    Board
        An anywidget with ``.frame`` (the pairs as a DataFrame) and ``.session`` (every move as a method: ``pair``,
        ``unpair``, ``undo``, ``differences``, ``keep``, ``export``, ``read`` …).

    Raises
    ------
    ValueError
        Real, named organisations (they are described, not planned for), nobody to be helped, or anywidget is missing.
    """
    if find_spec("anywidget") is None:
        raise BoardError(tr("没有安装 anywidget：请运行 python start.py setup。", "anywidget is missing: run python start.py setup."))
    from toolkit.classroom.board.session import Session
    from toolkit.classroom.board.widget import Board

    return Board(Session(county, on, rules, goals=goals, names=names, group=group, save=save, nearest=nearest), full)
