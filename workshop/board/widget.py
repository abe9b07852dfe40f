"""The board as a widget: one class, one script, one style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from toolkit.figures import webfont_css
from toolkit.terms import lang, use_lang
from workshop.board.desk import Desk
from workshop.board.session import Session

HERE = Path(__file__).parent


class Board(anywidget.AnyWidget):
    """A pairing board in JupyterLab or Voila; see `workshop.board`.

    Attributes
    ----------
    session : Session
        Its pairs, choices and plan, and every move as a method.
    """

    _esm = HERE / "board.js"
    _css = HERE / "board.css"
    view = traitlets.Dict().tag(sync=True)
    font = traitlets.Unicode().tag(sync=True)
    full = traitlets.Bool(False).tag(sync=True)

    def __init__(self, session: Session, full: bool = False):
        self.session, self.desk, self._lang, self._letters = (
            session,
            Desk(session),
            lang(),
            frozenset[str](),
        )
        super().__init__(full=full)
        self.on_msg(self._clicked)
        self.refresh()

    @property
    def frame(self) -> pd.DataFrame:
        """The pairs on the board: ``helper_id, recipient_id, channel, fit, distance_km, kept,
        reason``."""
        return self.session.frame

    def __repr__(self) -> str:
        return f"<{self.view['title']} {self.view['done']}>"

    def refresh(self) -> None:
        """Show the session as it is now (after moves made from a cell)."""
        with use_lang(self._lang):
            view = self.desk.view()
        letters = frozenset(str(view))
        if not letters <= self._letters:
            # every glyph shown so far, so that the font only grows
            self._letters |= letters
            self.font = webfont_css("".join(sorted(self._letters)))
        self.view = view

    def _clicked(self, _: Any, message: Any, buffers: list[Any]) -> None:
        with use_lang(self._lang):
            file = self.desk.do(message, bytes(buffers[0]) if buffers else None)
        self.refresh()
        if file:
            self.send({"file": file[0]}, [file[1]])
