"""What a case lesson is made from: the case's paragraphs, and the part that is held back so that the class must find it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Union

from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.cases import Report

#: words that announce a conclusion wherever they stand (the outline knows only sections called so)
_CONCLUDES = re.compile(r"启示|体会|教训是|由此可见|告诉我们|实践证明|经验表明|归根结底")


#: what a case is taken from: reports, one report, a file or a folder
Source = Union["Mapping[str, Report]", "Sequence[Report]", "Report", str, Path]


class TalkError(ValueError):
    """A case or a discussion that cannot be prepared; the message says what to do."""


def gathered(source: Source) -> tuple[dict[str, Report], dict[str, str] | None, str]:
    """Reports by case, their outcomes where known, and what the data are, from reports, a file or a folder."""
    from toolkit import cases

    if isinstance(source, (str, Path)):
        path = Path(source)
        if path.is_dir():
            return cases.from_folder(path)
        if not path.is_file():
            raise TalkError(tr(f"找不到 {path}：请给出 .txt、.docx 或文件夹。", f"{path} is missing: give a .txt, a .docx or a folder."))
        source = [cases.read(path)]
    reports = cases.as_cases(source)
    return reports, None, cases.nature_of(reports)


def paragraphs(report: Report) -> list[tuple[int, int]]:
    """``(start, end)`` of every line with words in it; the title is left out."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"\S[^\r\n]*", report.text)]
    return [(a, a + len(report.text[a:b].rstrip())) for a, b in spans if report.text[a:b].strip() != report.title]


def paragraph_number(report: Report, at: int) -> int:
    """Which paragraph of the class's copy an offset lies in, from 1 (0: in the title)."""
    return sum(start <= at for start, _ in paragraphs(report))


def held_back(report: Report) -> list[tuple[int, int]]:
    """``(start, end)`` of the sentences that draw the conclusions, in order: for the teacher's copy only."""
    concluding = [
        (int(r.start), int(r.end))
        for r in report.statements.itertuples(index=False)
        if r.slot == "insight" or (r.slot != "effect" and _CONCLUDES.search(report.folded[r.start : r.end]))
    ]
    heads = [(h.at, h.end) for h in report.headings if _CONCLUDES.search(report.folded[h.start : h.end])]
    return sorted({*concluding, *heads})
