"""What people enter at the desk: reports to code, rows with their codes; what is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit import cases
from toolkit.cases import EVIDENCE, MACHINES, Report
from toolkit.terms import tr
from workshop.web import PageError

COLUMNS = ("case", "code", "start", "end", "coder", "evidence", "memo")
LONGEST_MEMO, LONGEST_SUMMARY, LONGEST_NAME = 2000, 10_000, 40


class DeskError(PageError):
    """A step that the desk refuses; the message says why."""


@dataclass(frozen=True)
class Row:
    """A selection with a code; an empty code says that the coder saw the sentence and found
    nothing there. Offsets are code points of the report."""

    case: str
    code: str
    start: int
    end: int
    coder: str
    evidence: str = ""
    memo: str = ""

    @property
    def key(self) -> tuple[str, str, int, int, str]:
        """What makes it this row: all but grade and memo."""
        return self.case, self.code, self.start, self.end, self.coder


@dataclass(frozen=True)
class DeskState:
    """What undo goes back to."""

    rows: tuple[Row, ...] = ()
    #: suggestions that a coder declined: case, code, start, end, coder
    declined: tuple[tuple[str, str, int, int, str], ...] = ()
    #: cases that a coder has gone through: case, coder
    passed: tuple[tuple[str, str], ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""


def reports_of(given: Any) -> dict[str, Report]:
    """Reports by case, however they are given.

    Raises
    ------
    DeskError
        There is none.
    """
    if isinstance(given, Report):
        given = [given]
    if isinstance(given, Mapping):
        found = cases.as_cases(given)
    else:
        listed = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
        found = {}
        for one in listed:
            folder = (
                isinstance(one, (str, os.PathLike)) and len(str(one)) < 1000 and Path(one).is_dir()
            )
            more = (
                cases.from_folder(one)[0]
                if folder
                else cases.as_cases([one if isinstance(one, Report) else cases.read(one)])
            )
            for name, report in more.items():
                found[name if name not in found else f"{name}-{len(found) + 1}"] = report
    if not found:
        raise DeskError(tr("这里没有报告可编。", "There is no report to code."))
    return found


def coder_name(coder: Any) -> str:
    """A coder's name as it is kept.

    Raises
    ------
    DeskError
        None, a machine's, or one that is too long.
    """
    name = " ".join("".join(c for c in str(coder) if c.isprintable() or c.isspace()).split())
    if len(name) > LONGEST_NAME:
        raise DeskError(
            tr(
                f"编码员的代号请写在 {LONGEST_NAME} 字以内。",
                f"Keep the coder's name within {LONGEST_NAME} characters.",
            )
        )
    if not name or name in MACHINES:
        raise DeskError(
            tr(
                "请给出编码员的代号，不能用机器的名字。",
                "Give the coder a name of their own, not a machine's.",
            )
        )
    return name


def graded(evidence: str) -> str:
    if evidence and evidence not in EVIDENCE:
        raise DeskError(tr(f"没有这一级证据：{evidence}", f"no such grade of evidence: {evidence}"))
    return evidence


def kept_short(text: str, most: int) -> str:
    if len(text) > most:
        raise DeskError(tr(f"请写在 {most} 字以内。", f"Keep it within {most} characters."))
    return text.strip() if most != LONGEST_SUMMARY else text
