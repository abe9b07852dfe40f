"""Patterns that are made when first asked: every command loads this room, few read a ledger."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["pattern"]


class _Late:
    def __init__(self, *asked: Any) -> None:
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._asked), name)
        setattr(self, name, found)  # from now on as quick as the pattern itself
        return found


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, once it is used."""
    return _Late(text, flags)  # type: ignore[return-value]
