"""Writing files so that nothing is lost: finished beside the target, then moved into place in one
step."""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolkit.terms import tr


class SavedElsewhere(UserWarning):
    """The target was open in another program, so the file got the next free name."""


@dataclass
class Draft(os.PathLike):
    """Where to write (`path`, a temporary file beside the target) and, once done, where it went
    (`final`)."""

    path: Path
    final: Path

    def __fspath__(self) -> str:
        return str(self.path)


def is_held(path: Path) -> bool:
    """Whether another program has `path` open (an office program's owner file, or no right to write
    to it)."""
    if not path.exists():
        return False
    owners = (
        path.with_name("~$" + path.name),
        path.with_name("~$" + path.name[2:]),
        path.with_name(f".~lock.{path.name}#"),
    )
    if any(o.exists() for o in owners):
        return True
    if path.is_dir():
        return False
    try:
        with open(path, "r+b"):
            return False
    except PermissionError:
        return True


def free_name(path: Path) -> Path:
    """`path`, or the first of ``name(2).ext``, ``name(3).ext`` … that does not exist.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "台账.xlsx").touch()
    ...     records.free_name(Path(folder, "台账.xlsx")).name
    '台账(2).xlsx'
    """
    number, candidate = 2, path
    while candidate.exists():
        candidate = path.with_name(f"{path.stem}({number}){path.suffix}")
        number += 1
    return candidate


def must_end(path: str | os.PathLike[str], *endings: str) -> str:
    """The ending of a file's name in lower case; ValueError where it is none of `endings`.

    Examples
    --------
    >>> from toolkit import records
    >>> records.must_end("结对.XLSX", ".xlsx", ".csv")
    '.xlsx'
    """
    found = Path(path).suffix.lower()
    if found not in endings:
        wanted, name = tr(" 或 ", " or ").join(endings), Path(path).name
        raise ValueError(
            tr(
                f"请给出以 {wanted} 结尾的文件名，而不是 {name}",
                f"name a file that ends in {wanted}, not {name}",
            )
        )
    return found


def keep_source(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Refuse (ValueError) to write a result over the records it was made from.

    Examples
    --------
    >>> from toolkit import records
    >>> records.keep_source("docs", "docs")
    Traceback (most recent call last):
        ...
    ValueError: 结果不能覆盖原始数据 docs：请换一个文件名
    """
    a, b = Path(source), Path(target)
    if b.exists() and a.exists() and os.path.samefile(a, b):
        raise ValueError(
            tr(
                f"结果不能覆盖原始数据 {b.name}：请换一个文件名",
                f"the result would replace its own source {b.name}: choose another name",
            )
        )


def say_elsewhere(asked: Path, final: Path) -> None:
    """Warn, in a sentence, that `asked` was open elsewhere and `final` was written."""
    message = tr(
        f"“{asked.name}”正被其他程序打开，已另存为“{final.name}”。",
        f"{asked.name} is open in another program; saved as {final.name}.",
    )
    warnings.warn(message, SavedElsewhere, stacklevel=4)


@contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[Draft]:
    """Write a file whole or not at all.

    Parameters
    ----------
    path : path
        The target; its folder is made when missing.

    Yields
    ------
    Draft
        ``draft.path`` is a temporary file in the target's folder (same suffix). When the block ends
        well it is flushed to disk and moved onto the target, or, when that is open elsewhere, to
        the next free name with a `SavedElsewhere` warning; ``draft.final`` says which. When the
        block raises, nothing is left behind.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with records.writing(folder + "/甲.txt") as draft:
    ...         size = draft.path.write_text("先清账。", "utf-8")
    ...     [path.name for path in Path(folder).iterdir()]
    ['甲.txt']
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Draft(
        target.with_name(f".{target.stem[:40]}.{secrets.token_hex(4)}{target.suffix}"), target
    )
    try:
        yield draft
        with open(draft.path, "r+b") as f:
            os.fsync(f.fileno())
        draft.final = free_name(target) if is_held(target) else target
        try:
            os.replace(draft.path, draft.final)
        except PermissionError:
            draft.final = free_name(target)
            os.replace(draft.path, draft.final)
        if draft.final != target:
            say_elsewhere(target, draft.final)
    finally:
        draft.path.unlink(missing_ok=True)
