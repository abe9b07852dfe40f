"""A progress bar for anything that may take over two seconds; silent below that and in pipes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["progress"]

T = TypeVar("T")


def progress(items: Iterable[T], total: int | None = None, what: str = "") -> Iterator[T]:
    """Yield `items`, showing a bar on stderr once two seconds have passed (not when stderr is no
    terminal)."""
    from tqdm import tqdm

    quiet = not (sys.stderr and sys.stderr.isatty()) and "ipykernel" not in sys.modules
    yield from tqdm(
        items, total=total, desc=what or None, delay=2, disable=quiet, leave=False, file=sys.stderr
    )
