"""What a case lesson is made from: the case's paragraphs, and the part that is held back so that
the class must find it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Union

from toolkit.cases import Report
from toolkit.terms import tr

#: words that announce a conclusion (the outline knows only sections called so); believed in the
#: second half of a text only
_CONCLUDES = re.compile(
    r"启示|体会|教训|反思|复盘|由此可见|从这件事|告诉我们|实践证明|经验表明|归根结底|说了.{1,3}条：|也是一种结果"
)
#: what a case is taken from: reports, one report, a file or a folder
Source = Union["Mapping[str, Report]", "Sequence[Report]", "Report", str, Path]


class TalkError(ValueError):
    """A case or a discussion that cannot be prepared; the message says what to do."""


def gathered(source: Source) -> tuple[dict[str, Report], dict[str, str] | None, str]:
    """Reports by case, persons masked, their outcomes where known, and what the data are, from
    reports, a file or a folder."""
    from toolkit import cases

    if isinstance(source, (str, Path)):
        path = Path(source)
        if path.is_dir():
            found, outcomes, nature = cases.from_folder(path)
            return cases.shown_to_others(found, show_people=False), outcomes, nature
        if not path.is_file():
            raise TalkError(
                tr(
                    f"找不到 {path}：请给出 .txt、.docx 或文件夹。",
                    f"{path} is missing: give a .txt, a .docx or a folder.",
                )
            )
        source = [cases.read(path)]
    reports = cases.shown_to_others(cases.as_cases(source), show_people=False)
    return reports, None, cases.nature_of(reports)


def paragraphs(report: Report) -> list[tuple[int, int]]:
    """``(start, end)`` of every line with words in it; the title is left out."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"\S[^\r\n]*", report.text)]
    return [
        (a, a + len(report.text[a:b].rstrip()))
        for a, b in spans
        if report.text[a:b].strip() != report.title
    ]


def paragraph_number(report: Report, at: int) -> int:
    """Which paragraph of the class's copy an offset lies in, from 1 (0: in the title)."""
    return sum(start <= at for start, _ in paragraphs(report))


def held_back(report: Report) -> list[tuple[int, int]]:
    """``(start, end)`` of the sentences that draw the conclusions, in order: for the teacher's copy
    only."""
    late = len(report.text) // 2
    out = set()
    heads = [*report.headings]
    for h, following in zip(heads, [*(h.at for h in heads[1:]), len(report.text)]):
        if (
            h.at >= late
            and h.end - h.start <= 14
            and _CONCLUDES.search(report.folded[h.start : h.end])
        ):
            out |= {(h.at, h.end), *_said(report, h.end, following)}
    slots = {(int(r.start), int(r.end)): r.slot for r in report.statements.itertuples(index=False)}
    for start, end in zip(report.sentences["start"], report.sentences["end"]):
        # a sentence that ends in an enumeration is no statement of its own, but may well announce
        # the lessons drawn
        slot = slots.get((start, end), "")
        if slot == "insight" or (
            slot != "effect" and start >= late and _CONCLUDES.search(report.folded[start:end])
        ):
            out.add((int(start), int(end)))
    return sorted(out)


def _said(report: Report, start: int, end: int) -> list[tuple[int, int]]:
    return [
        (int(a), int(b))
        for a, b in zip(report.statements["start"], report.statements["end"])
        if a >= start and b <= end
    ]
