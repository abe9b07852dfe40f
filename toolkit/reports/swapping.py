"""A folder of results that is built beside the old one and swapped in when it is whole."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolkit.terms import tr


@dataclass
class Built:
    """Where to write now, and where it lies once the block is left."""

    folder: Path
    final: Path


@contextmanager
def swapped(out: str | Path, ours: Collection[str]) -> Iterator[Built]:
    """Build a folder beside `out` and swap it in at the end of the block.

    Nothing of an earlier run stays, and an interrupted one leaves the earlier as it was. In a
    folder that also holds other things only `ours` are replaced. When something of the old folder
    is open elsewhere, the new one gets the next free name and a sentence says so.

    Parameters
    ----------
    out : path
    ours : collection of str
        Names of the files and folders that a run writes.

    Yields
    ------
    Built
        ``folder`` to write into; ``final`` is right after the block.
    """
    out = Path(os.path.abspath(out))
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, tr("同名文件", "a file of that name"), str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    built = Built(out.parent / f".{out.name}.{os.getpid()}", out)
    shutil.rmtree(built.folder, ignore_errors=True)
    built.folder.mkdir()
    try:
        yield built
        built.final = _into_place(built.folder, out, ours)
    finally:
        shutil.rmtree(built.folder, ignore_errors=True)


def _into_place(new: Path, out: Path, ours: Collection[str]) -> Path:
    old = new.with_name(new.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    try:
        if not out.exists():
            new.rename(out)
        elif all(entry.name in ours for entry in out.iterdir()):
            out.rename(old)
            try:
                new.rename(out)
            except OSError:
                old.rename(out)  # what was there stays there
                raise
        else:
            _entries(new, out, old, ours)
    except PermissionError:
        others = (out.with_name(f"{out.name}({n})") for n in range(2, 1000))
        free = next(p for p in others if not p.exists())
        new.rename(free)
        warnings.warn(
            tr(
                f"{out.name} 里有文件正被别的程序打开，这次的结果写在 {free.name}。",
                f"something in {out.name} is open elsewhere; this run is in {free.name}.",
            ),
            UserWarning,
            stacklevel=4,
        )
        return free
    finally:
        shutil.rmtree(old, ignore_errors=True)
    return out


def _entries(new: Path, out: Path, old: Path, ours: Collection[str]) -> None:
    """Replace our own entries of a folder that holds other things too; all of them or none."""
    old.mkdir()
    moved: list[str] = []
    try:
        for name in ours:
            if (out / name).exists():
                (out / name).rename(old / name)
                moved.append(name)
    except OSError:
        for name in moved:
            (old / name).rename(out / name)
        raise
    for entry in list(new.iterdir()):
        entry.rename(out / entry.name)
