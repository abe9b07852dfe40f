"""The board as a widget: the way in for notebooks, and for its own page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records import County, open_source
from toolkit.reports import reference_day
from toolkit.rules import Rules
from workshop.board.clicks import Clicks
from workshop.board.session import BoardSession
from workshop.lessons import NEAREST, NotHere, planning_day
from workshop.web import PageWidget, files_of


class Board(PageWidget):
    """The pairing board: people pair units by clicking, then see the plan beside theirs.

    Needs, capacities and eligibility are those of `pairing.prepare` and `pairing.plan`; a pair that
    breaks a rule is refused with the reason. Every move is saved at once, and a new board goes on
    from the file.

    Parameters
    ----------
    county : County
        Fictitious or user-supplied.
    on : str, date or Timestamp, optional
        The day paired for; when left out that of lesson 3, 1 July of the year after the last in
        which a pairing began.
    rules : Rules, optional
    goals : sequence of str, optional
        As in `pairing.plan`, most important first; those that the records bear when left out.
    names : bool, optional
        True shows the names of user-supplied units; they appear as codes otherwise. Fictitious
        units have names.
    group : str
        Who plays; shown on the board and in its workbook.
    save : path or None
        The file that keeps every move; written first at the first move. A file of other data is
        never written over.
    nearest : int
        Helpers looked at for each unit and channel; as in lesson 3 when left out.
    full : bool
        Whether the board fills the window, as on its own page.

    Attributes
    ----------
    session : BoardSession
        Its pairs, choices and plan, and every move as a method: ``pair``, ``unpair``, ``undo``,
        ``differences``, ``keep``, ``export``, ``read`` …

    Raises
    ------
    ValueError
        Real, named organisations (they are described, not planned for), nobody to be helped, or
        anywidget is missing.

    Examples
    --------
    >>> import toolkit
    >>> from workshop import Board
    >>> board = Board(toolkit.County.load(toolkit.dataset("qinglan_60")), save=None)
    >>> len(board.session.pairs)
    0
    """

    _esm, _css = files_of(Path(__file__).parent, "board")

    def __init__(
        self,
        county: County,
        on: Any = None,
        rules: Rules | None = None,
        *,
        goals: Sequence[str] | None = None,
        names: bool | None = None,
        group: str = "",
        save: str | os.PathLike[str] | None = "结对板.json",
        nearest: int = NEAREST,
        full: bool = False,
    ):
        self.session = BoardSession(
            county,
            asked_day(county, on),
            rules,
            goals=goals,
            names=names,
            group=group,
            save=save,
            nearest=nearest,
        )
        super().__init__(Clicks(self.session), full)

    @property
    def frame(self) -> pd.DataFrame:
        """The pairs on the board: ``helper_id, recipient_id, channel, fit, distance_km, kept,
        reason``."""
        return self.session.frame


def board_page(source: str, on: str | None = None, **more: Any) -> Board:
    """The board on its own page, as `toolkit board` asks for it."""
    return Board(open_source(source).county, on, full=True, **more)


def asked_day(county: County, on: Any = None) -> pd.Timestamp:
    """The day asked for, else lesson 3's, so that both show the same plan; a report's where no
    pairing ever ran.

    Raises
    ------
    ValueError
        `on` is no date.
    """
    if on is None:
        try:
            return pd.Timestamp(planning_day(county))
        except NotHere:
            pass  # such a county can still be planned for
    return reference_day(county, on)[0]
