"""Where a page keeps itself: one small file, written whole after every step, never over somebody
else's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.records import writing
from toolkit.terms import tr


class PageFile:
    """The file of one page.

    Parameters
    ----------
    path : Path
        The file asked for. Where it belongs to other data, or cannot be read, the next free name is
        used instead, and ``said`` tells; nothing is ever written over it.
    whose : str, or dict of str
        Fingerprint of the data that the page stands on, or of each part of them.
    kind : str
        ``board`` or ``desk``: a file of another kind is nobody's to write over.
    belongs : callable, optional
        Whether what a file holds is about these data; the same fingerprint when left out.
    """

    def __init__(
        self,
        path: Path,
        whose: str | dict[str, str],
        kind: str,
        belongs: Callable[[dict[str, Any]], bool] | None = None,
    ):
        self.whose, self.said, self._seen = whose, "", ""
        self._belongs = belongs or (lambda held: held.get("whose") == whose)
        self._format = f"toolkit-{kind}-1"
        number, self.path = 2, path
        while self.path.exists() and self._read() is None:
            self.path = path.with_name(f"{path.stem}({number}){path.suffix}")
            number += 1
        if self.path != path:
            self.said = tr(
                f"“{path.name}”是别的数据的，或已读不出来，原样未动；这次存到“{self.path.name}”。",
                f"{path.name} belongs to other data or cannot be read; it is left as it is, and "
                f"this goes to {self.path.name}.",
            )

    def _read(self) -> dict[str, Any] | None:
        """What the file holds, if it is of this kind and stands on these data."""
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        mine = isinstance(held, dict) and held.get("format") == self._format and self._belongs(held)
        return held if mine else None

    def load(self) -> dict[str, Any]:
        """The last state saved (an empty dict when there is none)."""
        held = self._read() or {}
        self._seen = str(held.get("turn", ""))
        return held

    @property
    def changed_elsewhere(self) -> bool:
        """Whether another window has saved since this one last looked."""
        held = self._read()
        return held is not None and str(held.get("turn", "")) != self._seen

    def move(self) -> None:
        """From now on write to a new file; what is in the old one stays there."""
        from toolkit.records import free_name

        self.path = free_name(self.path)

    def save(self, state: dict[str, Any]) -> None:
        """Write the state whole or not at all."""
        turn = secrets.token_hex(8)
        held = {"format": self._format, "whose": self.whose, "turn": turn, **state}
        with writing(self.path) as draft:
            draft.path.write_text(
                json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n"
            )
        self.path, self._seen = draft.final, turn
