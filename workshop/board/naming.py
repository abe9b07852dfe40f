"""Names of units in the sentences of the board."""

from __future__ import annotations

import re

from toolkit.terms import tr
from workshop.board.session import BoardSession


def named(session: BoardSession, text: str) -> str:
    """A sentence with codes of units replaced by their names and codes, where names are shown."""
    if session.names.masked:
        return text
    return _codes(session).sub(lambda m: _title(session, m[0]), text)


def _codes(session: BoardSession) -> re.Pattern[str]:
    p = session.plan.problem
    ids = sorted({*map(str, p.helpers), *map(str, p.recipients)}, key=len, reverse=True)
    # an id such as 7 also is a number: only ids with a letter are told from the rest of a sentence
    told = [re.escape(i) for i in ids if re.search(r"[^\d.,]", i) and len(i) > 1] or [r"(?!)"]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(told)})(?![\w-])")


def _title(session: BoardSession, unit: str) -> str:
    name = session.names.full(unit)
    return name if name == unit else tr(f"{name}（{unit}）", f"{name} ({unit})")
