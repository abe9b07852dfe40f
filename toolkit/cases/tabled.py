"""Figures in the rows of a table: what their column is called, and the unit that its heading
gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.cases.figures import Figure
from toolkit.cases.lexicon import words
from toolkit.cases.numerals import value_of

__all__ = ["bare_numbers", "with_headings"]

_UNIT = "|".join(sorted(words("units"), key=len, reverse=True))
#: 收入（万元）, 增幅（%）, 增幅%, 户数
_HEAD_UNIT = re.compile(rf"（(?:单位：)?(?P<scale>[百千万亿]{{0,2}})(?P<unit>{_UNIT}|[%％‰])）\Z")
_PERCENT_LAST = re.compile(r"[%％]\Z")
_NUMBER_OF = re.compile(r"(?P<unit>人次|[户人名件次个亩座台项篇])数\Z")
_NUMBER = re.compile(r"\d{1,12}(?:,\d{3})*(?:\.\d+)?")
#: columns of numbers that count nothing, and headings that do not say what is counted
_NO_COUNT = re.compile(
    r".*(?:序号|编号|编码|代码|年份|年度|月份|时间|日期|名次|排名|位次|电话|手机|邮编|年龄)"
    r"|年|月|日|号|no\.?|id",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.\d{1,2})?")
_SAYS_NOTHING = re.compile(
    r"|数量|数值|数|情况|结果|合计|总计|小计|备注|实绩|完成|\d{2,4}年[底初末度]?|[上本今去前当]年.{0,2}"
)


@dataclass(frozen=True)
class _Cell:
    """One cell of a row: ``folded[start:end]``; `head` is empty in a table without headings, `row`
    is what the row is about, `after` what stands in the cell before, and `astray` says that nobody
    can tell which of the headings stands above."""

    start: int
    end: int
    head: str
    row: str
    after: str
    astray: bool


def _cells(line: str, at: int) -> list[tuple[int, int]]:
    """Where the cells of a line lie, without the blanks around them."""
    spans = []
    for part in line.split("\t"):
        stripped = part.strip()
        start = at + (part.find(stripped) if stripped else 0)
        spans.append((start, start + len(stripped)))
        at += len(part) + 1
    return spans


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text)) and not _SAYS_NOTHING.fullmatch(text)


def _above(texts: list[str], heads: list[str], numeric: set[int]) -> list[str] | None:
    """The headings above the cells of a row. A row that is shorter, since cells are merged, has
    those at the right where numbers and words then stand as in the rows above; else None."""
    short = len(heads) - len(texts)
    if short < 0 or not heads:
        return None
    same = {j + short for j, text in enumerate(texts) if _is_number(text)} == numeric
    return heads[short:] if short == 0 or same else None


def _rows(folded: str) -> Iterator[_Cell]:
    """The cells of every table but its headings and first column: lines one below the other that
    have cells; the first, where it holds no number, has the headings."""
    heads: list[str] = []
    numeric: set[int] = set()
    headed = False
    at = 0
    for line in folded.splitlines(keepends=True):
        whole = line.rstrip("\r\n")
        cells = _cells(whole, at) if "\t" in whole else []
        at += len(line)
        texts = [folded[a:b] for a, b in cells]
        numbers = {j for j, text in enumerate(texts) if _is_number(text)}
        if not cells:
            heads, numeric, headed = [], set(), False
        elif not numbers and len(texts) != len(heads):
            if not (numeric and len(texts) < len(heads)):  # a remark within the table
                heads, numeric, headed = texts, set(), True
        else:
            above = _above(texts, heads, numeric)
            if len(texts) == len(heads):
                numeric = numbers or numeric
            name = texts[1] if _NUMBER.fullmatch(texts[0]) else texts[0]
            yield from (
                _Cell(a, b, above[j] if above else "", name, texts[j - 1], headed and not above)
                for j, (a, b) in enumerate(cells)
                if j and a < b
            )


def _unit_of(head: str) -> tuple[str, str]:
    """The unit that a heading gives (空 where it gives none), and what scales the numbers."""
    if m := _HEAD_UNIT.search(head):
        return m["unit"].replace("％", "%"), m["scale"]
    if _PERCENT_LAST.search(head):
        return "%", ""
    m = _NUMBER_OF.search(head)
    return (m["unit"], "") if m else ("", "")


def _named(cell: _Cell) -> str:
    """What a column counts, else what the row is about."""
    name = _PERCENT_LAST.sub("", _HEAD_UNIT.sub("", cell.head)).strip()
    return cell.row if _SAYS_NOTHING.fullmatch(name) else name


def with_headings(folded: str, figures: list[Figure]) -> list[Figure]:
    """The same figures, those that begin a cell with what its column is called, and bare numbers
    below a heading that gives their unit."""
    if "\t" not in folded:
        return figures
    by_start = {f.start: i for i, f in enumerate(figures)}
    found = list(figures)
    for cell in _rows(folded):
        if (at := by_start.get(cell.start)) is not None:
            if cell.head or _NUMBER.match(cell.after):  # a number is not what another one counts
                found[at] = replace(figures[at], what=_named(cell)[:12])
        elif figure := _from_heading(folded, cell):
            found.append(figure)
    return sorted(found, key=lambda f: f.start)


def _from_heading(folded: str, cell: _Cell) -> Figure | None:
    """A bare number as a figure where the heading gives its unit."""
    text = folded[cell.start : cell.end]
    unit, scale = _unit_of(cell.head)
    if not unit or not _NUMBER.fullmatch(text):
        return None
    value = value_of(text + scale)
    if value is None:
        return None
    kind = "percent" if unit in ("%", "‰") else "count"
    return Figure(
        start=cell.start,
        end=cell.end,
        value=value,
        upper=None,
        unit=unit,
        what=_named(cell)[:12],
        kind=kind,
    )


def bare_numbers(folded: str) -> list[str]:
    """Numbers of tables that are read as no figures: neither they nor their headings give a unit,
    or merged cells leave in doubt which heading is theirs."""
    if "\t" not in folded:
        return []
    asked = [
        folded[c.start : c.end]
        for c in _rows(folded)
        if c.astray or (c.head and not _unit_of(c.head)[0] and not _NO_COUNT.fullmatch(c.head))
    ]
    return [text for text in asked if _NUMBER.fullmatch(text) and not _YEAR.fullmatch(text)]
