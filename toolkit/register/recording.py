"""Decisions filled in on sheets become events: all or nothing, and what is refused is written into
its row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records import is_blank, must_end, read_book, read_date, writing
from toolkit.register.decisions import ANSWERED, FILLED, KINDS, Kind, decision_word, headings
from toolkit.register.life import ITEM, GuardError, Life, born, steps
from toolkit.register.register import Register
from toolkit.terms import labels, spellings, tr, use_lang

_NUMBERS = (
    "role_score",
    "value_score",
    "satisfaction",
    "score",
    "dissatisfied",
    "respondent_share",
    "third_party",
    "objections_upheld",
)
_DATES = ("due", "notice_from", "next_on")
_FLAGS = ("planned", "false_evidence")
_YES_NO = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}
#: steps that a decision implies: a review that is decided was begun, a promise kept was under way
_IMPLIED = ("review_due", "start")
_SEARCHED = 30


@dataclass
class _Row:
    """One filled row: where it stands, the events it asks for, and why it is refused."""

    sheet: str
    number: int
    subject: str
    events: list[tuple[Any, ...]] = field(default_factory=list)
    refusal: str = ""
    recorded: str = ""


@dataclass
class _Page:
    """A sheet of decisions: its kind, where its columns stand, its cells."""

    name: str
    kind: Kind
    place: dict[str, int]
    top: int
    cells: pd.DataFrame


def record(register: Register, path: str | os.PathLike[str]) -> pd.DataFrame:
    """Record the decisions filled in on the sheets of a workbook, as `due` and `review` write them.

    All or nothing: when one row is refused, none is recorded, and each reason stands in its row of
    the file, coloured. When all are recorded, each row gets the number of its event, and reading
    the file again records nothing twice.

    Returns
    -------
    DataFrame
        ``sheet, row, subject_id, recorded_as, refusal``: one row for each filled in; ``attrs``:
        ``path``, where the answers were written.

    Raises
    ------
    GuardError
        No sheet of decisions, or nothing filled in.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import records, register
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         _ = book.import_county(county)
    ...         (visits, *_) = register.due_sheets(book.due("2012-01-01"), book)
    ...         first = visits.frame.index[0]
    ...         visits.frame.loc[first, ["decision", "decided_on"]] = "回访", "2011-12-20"
    ...         visits.frame.loc[first, ["actor_role", "reason", "planned"]] = "科", "约定", "是"
    ...         _ = records.write_book(folder + "/到期.xlsx", [visits])
    ...         done = register.record(book, folder + "/到期.xlsx")
    >>> done[["row", "subject_id", "refusal"]].values.tolist()
    [[3, 'X0008', '']]
    """
    file = Path(path)
    must_end(file, ".xlsx")
    pages = list(_pages(file))
    if not pages:
        raise GuardError(
            tr(
                f"{file.name} 里没有可登记的工作表：请用 due --out 或 review --out 写出的表",
                f"{file.name} holds no sheet of decisions: use what due --out or review --out "
                f"wrote",
            )
        )
    lives = {m: dict(register.lives(m)) for m in {p.kind.machine for p in pages}}
    people = register.lives("commended_person")
    rows = [row for page in pages for row in _rows(page, lives, people)]
    if not rows:
        raise GuardError(tr("没有填新的决定", "no new decision is filled in"))
    if not any(r.refusal for r in rows):
        _write(register, rows)
    final = _answer(file, pages, rows)
    out = pd.DataFrame(
        [(r.sheet, r.number, r.subject, r.recorded, r.refusal) for r in rows],
        columns=["sheet", "row", "subject_id", "recorded_as", "refusal"],
    ).astype({"row": "Int64"})
    out.attrs["path"] = str(final)
    return out


def _write(register: Register, rows: list[_Row]) -> None:
    events = [(row, event) for row in rows for event in row.events]
    # one subject's steps in the order of their days, whatever the order of the rows
    events.sort(key=lambda e: str(e[1][3]))
    try:
        made = register._record([e for _, e in events], len(events))
    except GuardError as error:
        for i, why in error.problems:
            row = events[i][0]
            row.refusal = row.refusal or why
        return
    for (row, _), seq in zip(events, made):
        row.recorded = str(seq)


# ---- reading


def _pages(file: Path) -> Iterator[_Page]:
    titles = {t: kind for kind in KINDS.values() for t in kind.title}
    for sheet in read_book(file):
        kind = titles.get(sheet.name.strip())
        if kind is None or sheet.hidden:
            continue
        names = {h: c for g in ("zh", "en") for c, h in headings(kind, g).items()}
        names |= {c: c for c in kind.columns}
        for top in range(min(_SEARCHED, len(sheet.cells))):
            line = sheet.cells.iloc[top].tolist()
            place = {
                names[v.strip()]: j
                for j, v in enumerate(line)
                if isinstance(v, str) and v.strip() in names
            }
            if {"subject_id", "decision"} <= set(place):
                yield _Page(sheet.name, kind, place, top, sheet.cells)
                break


def _rows(
    page: _Page, lives: dict[str, dict[str, Life]], people: dict[str, Life]
) -> Iterator[_Row]:
    asked = [c for c in (*FILLED, *page.kind.data) if c in page.place]
    for i in range(page.top + 1, len(page.cells)):
        cells = {c: page.cells.iat[i, j] for c, j in page.place.items()}
        if all(is_blank(cells[c]) for c in asked) or not is_blank(cells.get("recorded_as")):
            continue
        row = _Row(page.name, i + 1, _text(cells.get("subject_id")))
        try:
            _decide(page.kind, row, cells, lives[page.kind.machine], people)
        except GuardError as error:
            row.refusal = str(error)
        yield row


def _decide(
    kind: Kind,
    row: _Row,
    cells: dict[str, Any],
    lives: dict[str, Life],
    people: dict[str, Life],
) -> None:
    """Turn one row into events; every reason against it is collected before it is refused."""
    machine = kind.machine
    if kind.title[1] == "visits" and row.subject in people:
        machine, lives = "commended_person", people
    reasons = []
    word = _text(cells.get("decision"))
    event = _events(kind).get(word.lower())
    if not row.subject:
        reasons.append(tr("没有对象编号", "the subject is missing"))
    elif row.subject not in lives and kind.title[1] != "leads":
        reasons.append(tr("登记库里没有这个对象", "the register does not know this subject"))
    if event is None:
        may = "、".join(decision_word(e) for e in kind.events)
        reasons.append(
            tr(
                f"“{word}”不是这里的决定，可选：{may}" if word else f"没有填决定，可选：{may}",
                f"{word or 'no decision'}: choose one of {may}",
            )
        )
    day = _day(cells.get("decided_on"))
    if day is None:
        reasons.append(tr("决定日期没有填，或读不懂", "the day is missing or cannot be read"))
    who, why = _text(cells.get("actor_role")), _text(cells.get("reason"))
    if not who or not why:
        reasons.append(tr("办理岗位和理由都要填", "post and reason are both needed"))
    data, wrong = _data(kind, cells)
    if reasons or wrong:
        raise GuardError("；".join([*reasons, *wrong]))
    if event == ITEM:
        number = _text(cells.get("item")).removesuffix(".0")
        if number not in (lives[row.subject].items or {}):
            raise GuardError(tr(f"没有问题 {number}", f"there is no problem {number}"))
        data = {"item": number, "done_on": day}
    for step in _path(machine, lives.get(row.subject) or born(machine), str(event)):
        own = data if step == event else {}
        row.events.append((machine, row.subject, step, day, who, why, own))
        # a second row on the same subject goes on from here
        life = lives.get(row.subject) or born(machine)
        target = steps(machine).get((life.state, step), life.state)
        lives[row.subject] = life._replace(state=target)


def _path(machine: str, life: Life, event: str) -> list[str]:
    """The decision, after a step that it implies."""
    if event == ITEM or (life.state, event) in steps(machine):
        return [event]
    for implied in _IMPLIED:
        target = steps(machine).get((life.state, implied))
        if target and (target, event) in steps(machine):
            return [implied, event]
    return [event]


def _events(kind: Kind) -> dict[str, str]:
    known = {e: e for e in kind.events}
    for lang in ("zh", "en"):
        with use_lang(lang):
            known |= {decision_word(e).lower(): e for e in kind.events}
    return known


def _data(kind: Kind, cells: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What the guards need, and what of it cannot be read."""
    data: dict[str, Any] = {}
    wrong = []
    for column in kind.data:
        cell = cells.get(column)
        if is_blank(cell):
            continue
        value: Any = _text(cell)
        if column in _NUMBERS:
            value = _number(cell)
        elif column in _DATES:
            value = _day(cell)
        elif column in _FLAGS:
            value = _YES_NO.get(value.lower())
        elif column == "result":
            value = spellings("commitment", "result").get(value.lower())
        if value is None:
            words = "、".join(labels()["commitment", "result"].values())
            hint = tr(f"，可选：{words}", "") if column == "result" else ""
            wrong.append(
                tr(
                    f"“{headings(kind)[column]}”里的“{_text(cell)}”读不懂{hint}",
                    f"{headings(kind)[column]}: {_text(cell)!r} cannot be read",
                )
            )
        else:
            data[column] = value
    return data, wrong


def _text(cell: Any) -> str:
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def _day(cell: Any) -> str | None:
    if is_blank(cell):
        return None
    days, bad, how = read_date(pd.Series([cell], dtype=object))
    if bad[0] or pd.isna(days.iloc[0]) or (how is not None and how.iloc[0] not in ("day", None)):
        return None  # a month is no day to decide on
    return str(days.iloc[0].date())


def _number(cell: Any) -> float | None:
    text = _text(cell).replace("％", "%").replace(",", "")
    try:
        return float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


# ---- answering


def _answer(file: Path, pages: list[_Page], rows: list[_Row]) -> Path:
    """Write refusals, or the numbers of events, into the rows of the file itself (its next free
    name where it is open elsewhere)."""
    import openpyxl
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(file)
    colour = PatternFill("solid", fgColor="FFC7A3")
    for page in pages:
        sheet = book[page.name]
        place = {c: page.place.get(c) for c in ANSWERED}
        for name in ANSWERED:  # a column that was deleted is put back at the end
            if place[name] is None:
                place[name] = sheet.max_column
                sheet.cell(page.top + 1, sheet.max_column + 1, headings(page.kind)[name])
        for row in (r for r in rows if r.sheet == page.name):
            for name, value in (("refusal", row.refusal), ("recorded_as", row.recorded)):
                cell = sheet.cell(row.number, int(place[name] or 0) + 1)
                cell.value = value or None
                if value:
                    cell.data_type = "s"
                cell.fill = colour if name == "refusal" and value else PatternFill()
    with writing(file) as draft:
        book.save(draft.path)
    return draft.final
