"""A line that moves for anything that may take over two seconds; silent below that and in pipes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, TypeVar

__all__ = ["progress", "waiting"]

T = TypeVar("T")
#: seconds of silence that nobody wonders about
_SILENT = 2
_shown: list[Any] = []


def progress(items: Iterable[T], total: int | None = None, what: str = "") -> Iterator[T]:
    """Yield `items`, showing a bar on stderr once two seconds have passed (not when stderr is no
    terminal)."""
    quiet = not _terminal() and "ipykernel" not in sys.modules
    with _moving(total=total, desc=what or None, disable=quiet) as bar:
        for item in items:
            yield item
            bar.update()


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Say on a terminal, once two seconds have passed, what is being done and for how long: a step
    of which nobody knows how much is left."""
    with _moving(desc=what, bar_format="{desc} {elapsed}", disable=not _terminal()):
        yield


def _terminal() -> bool:
    return bool(sys.stderr and sys.stderr.isatty())


@contextmanager
def _moving(**options: Any) -> Iterator[Any]:
    """A bar whose seconds go on while one long step lasts; nothing is left of it at the end."""
    from tqdm import tqdm

    # one line for all: a bar within a step stands in its place until it ends
    bar = tqdm(**options, delay=_SILENT, leave=False, position=0, file=sys.stderr)
    if _shown and _terminal():
        _shown[-1].clear()
    _shown.append(bar)
    ended = Event()

    def tick() -> None:
        while not ended.wait(1):
            if _shown[-1] is bar and bar.format_dict["elapsed"] >= _SILENT:
                bar.refresh()

    ticking = Thread(target=tick, daemon=True)
    if not bar.disable and _terminal():
        ticking.start()
    try:
        yield bar
    finally:
        ended.set()
        if ticking.is_alive():
            ticking.join()
            bar.clear()  # closing leaves what was only refreshed
        _shown.remove(bar)
        bar.close()
