"""The desk as a widget: the way in for notebooks, and for its own page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd

from workshop.desk.clicks import DeskClicks
from workshop.desk.session import CodingSession
from workshop.web import PageWidget, files_of


class Desk(PageWidget):
    """The coding desk: people code reports sentence by sentence, or word by word, with the keyboard
    or the mouse.

    Every step is saved at once, and a new desk goes on from the file. What a machine suggests
    stands beside, with the words that decided, to be taken or declined: nothing is coded by itself.

    Parameters
    ----------
    reports : Report, path, sequence of these, or mapping of Report
        A folder stands for all reports in it.
    coder : str
        Who codes; a second person takes over on the page.
    codebook : Codebook, DataFrame or path, optional
        The shipped one when left out.
    save : path or None
        The file that keeps every step; a file of other reports is never written over.
    blind : bool
        Hide suggestions and other people's codes until the coder's first pass is done.
    show_people : bool
        Persons stand as surname and 某 unless asked otherwise, on the page and in exports.
    at : int, optional
        The sentence of the first report at which the desk opens.
    full : bool
        Whether the desk fills the window, as on its own page.

    Attributes
    ----------
    session : CodingSession
        The coding, and every step as a method: ``code``, ``note``, ``undo``, ``differences``,
        ``agreement``, ``check`` …

    Raises
    ------
    ValueError
        No report, one that cannot be read, no such sentence, or anywidget is missing.

    Examples
    --------
    >>> desk = Desk("群众满意度明显提高。", save=None)
    >>> _ = desk.session.code("R001", 0, 10, "SERVE")
    >>> desk.frame[["case", "code", "text"]].values.tolist()
    [['R001', 'SERVE', '群众满意度明显提高。']]
    """

    _esm, _css = files_of(Path(__file__).parent, "desk")

    def __init__(
        self,
        reports: Any,
        coder: str = "甲",
        codebook: Any = None,
        *,
        save: str | os.PathLike[str] | None = "编码台.json",
        blind: bool = False,
        show_people: bool = False,
        at: int | None = None,
        full: bool = False,
    ):
        self.session = CodingSession(reports, coder, codebook, save, blind, show_people)
        shown = DeskClicks(self.session)
        shown.turn_to(at)
        super().__init__(shown, full)

    @property
    def frame(self) -> pd.DataFrame:
        """The coding table: ``case, code, start, end, text, coder, confidence, evidence, memo``."""
        return self.session.frame


def desk_page(reports: list[str], **more: Any) -> Desk:
    """The desk on its own page, as `toolkit desk` asks for it."""
    return Desk(reports, full=True, **more)
