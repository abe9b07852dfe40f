"""A line that moves for anything that may take over two seconds; silent below that and in pipes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
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
    of which nobody knows how much is left. What is printed meanwhile has lines of its own."""
    moves = _terminal()
    out = redirect_stdout(_Apart(sys.stdout)) if moves else nullcontext()
    err = redirect_stderr(_Apart(sys.stderr)) if moves else nullcontext()
    with _moving(desc=what, bar_format="{desc} {elapsed}", disable=not moves), out, err:
        yield


class _Apart:
    """A stream before whose words the moving line is taken away; it comes back by itself."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.begun = stream, False

    def write(self, text: str) -> int:
        for bar in _shown:
            if not self.begun and bar.format_dict["elapsed"] >= _SILENT:
                bar.clear()
        self.begun = bool(text) and not text.endswith("\n")
        return int(self.stream.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _terminal() -> bool:
    return bool(sys.stderr and sys.stderr.isatty())


@contextmanager
def _moving(**options: Any) -> Iterator[Any]:
    """A bar whose seconds go on while one long step lasts; nothing is left of it at the end."""
    from tqdm import tqdm

    # one line for all: a bar within a step stands in its place until it ends
    screen: Any = sys.stderr
    while isinstance(screen, _Apart):
        screen = screen.stream
    bar = tqdm(**options, delay=_SILENT, leave=False, position=0, file=screen)
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
        _shown[:] = [shown for shown in _shown if shown is not bar]  # bars compare as equal
        bar.close()
