"""A lesson's pack: everything to teach it with, on the shipped data or on any county's, with or
without computers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolkit.terms import use_lang
from workshop.lessons import Lesson


def pack(
    lesson: int,
    source: Any = None,
    folder: str | Path = "out",
    *,
    lang: str | None = None,
    names: bool = False,
) -> list[Path]:
    """Write the pack of a lesson: plans for 90 and 180 minutes, handout, answer book, figures on
    paper (Word), slides, workbook, cards.

    Parameters
    ----------
    lesson : int
        Its number.
    source : County, path, optional
        As for `Lesson`: data to teach with in place of the shipped ones.
    folder : path
        Where the files go; made when missing.
    lang : str, optional
        ``"zh"`` or ``"en"``; the language in force when left out.
    names : bool
        Show the names of user-supplied organisations (default: their codes).

    Returns
    -------
    list of Path
        The files written. What the data do not allow is left out, and the plans say why.

    Raises
    ------
    ValueError
        There is no such lesson, or the data lack what it needs.
    """
    with use_lang(lang):
        from workshop.packs.making import make  # figures and documents load only now

        return make(Lesson(lesson, source), Path(folder), names)
