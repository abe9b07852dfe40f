"""Read an office's own spreadsheet: which sheets and tables hold what, in which order, and what is
refused."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.records.ledgers.aliases import listed_in
from toolkit.records.ledgers.blanks import EMPTY
from toolkit.records.ledgers.channels import title_channel
from toolkit.records.ledgers.dates import title_year
from toolkit.records.ledgers.grid import Grid, over_all, read_grids
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.heads import lies_sideways
from toolkit.records.ledgers.layout import Table, find_tables
from toolkit.records.ledgers.ledger import Ledger
from toolkit.records.ledgers.matrix import is_matrix, read_matrix
from toolkit.records.ledgers.named_after import names_in_heading
from toolkit.records.ledgers.outcome import to_ledger
from toolkit.records.ledgers.pairs import PairTable
from toolkit.records.ledgers.persons import holds_person, names_file
from toolkit.records.ledgers.questions import ask_about, ask_direction, ask_role
from toolkit.records.ledgers.refusals import (
    HOUSEHOLD,
    LedgerRefused,
    no_marks,
    no_pairing,
    persons_only,
    sideways,
)
from toolkit.records.ledgers.roles import Role, roles_of
from toolkit.records.ledgers.rosters import read_roster
from toolkit.records.ledgers.sections import listed_units
from toolkit.records.ledgers.standing import is_template
from toolkit.records.ledgers.state import WHOLE, Key, Reading
from toolkit.records.ledgers.survey import explain, survey
from toolkit.records.ledgers.wording import HELPER, LEAVE, NEITHER, READ, RECIPIENT
from toolkit.records.ledgers.words import is_generic, kind_of
from toolkit.records.problems import column_letters
from toolkit.terms import tr, use_lang

_GUIDE = re.compile(
    r"填表说明|填报说明|使用说明|填写说明|^说明$|示例|样表|字典|模板|目录|封面|^readme", re.I
)
_SUMMARY = re.compile(r"汇总|总表|总览|合计|一览总|全部|总名单|总台账")
_TURNAROUND = re.compile(r"整顿|软弱涣散|后进")
#: words of a title or heading by which a table pairs units at all
_LINKED = re.compile(
    r"结对|结成|帮|联(?!系(?:人|电话|方式)|络)|包|挂|共建|支援|援|对口|报到|下沉|驻|协作|协议|互助|带"
    r"|托管|手拉手|携手|甲方|集团化|医共体|联盟"
)
_SAYS_SIDE = frozenset(["helper", "recipient", "either", "side_a", "side_b"])
_PAID = re.compile(r"拨付|报销|党费|收支|预算|决算|工资|津贴")
#: how the part of an unclear column in a pairing is asked about
_LIKE = {"unclear": "一方", "support": "帮扶方"}


def read_ledger(path: str | os.PathLike[str], mapping: Mapping[str, Any] | None = None) -> Ledger:
    """Read an office's own ledger of pairings or another of its rosters.

    Parameters
    ----------
    path : path
        ``.xlsx``, ``.xls``, ``.csv`` (UTF-8, UTF-16 or GB18030), ``.et``, or a ``.docx`` with
        tables.
    mapping : dict, optional
        What was decided before (``Ledger.mapping``, with answers under ``answers``): nothing that
        it answers is asked again, and `Ledger.changes` says what is new, gone or renewed.

    Returns
    -------
    Ledger
        Organisations, pairings, other rosters, roles of columns, rows left out with reasons,
        places of origin, and questions. No value of a person's column is in any of them.

    Raises
    ------
    LedgerRefused
        The file holds neither pairing nor roster; one Chinese sentence says what it is and what to
        do.

    Examples
    --------
    >>> from toolkit import records
    >>> ledger = records.read_ledger("整顿台账.xlsx")  # doctest: +SKIP
    >>> ledger.county()  # doctest: +SKIP
    """
    what = tr("读台账", "reading the ledger")
    with use_lang("zh"):
        source = Path(os.fsdecode(path))
        grids = read_grids(source)
        if is_template(grids, source.stem):
            raise LedgerRefused(
                "这是按模板填写的县级记录工作簿，不是台账：请用 toolkit check 或 County.load 读。",
                "this workbook holds records on the template, no ledger: use toolkit check.",
            )
        known = dict(mapping or {})
        reading = Reading(known.get("answers", {}), what)
        _read(reading, grids)
        name = f"台账{source.suffix}" if names_file(source.stem) else source.name
        return to_ledger(reading, known, name)


def _read(reading: Reading, grids: list[Grid]) -> None:
    tables = _tables(reading, grids)
    survey(reading.names, [table for table, _ in tables])
    # a summary comes last: what it repeats is already known
    order = sorted(tables, key=lambda found: _is_summary(found[0].grid, grids))
    said: list[str] = []
    persons = units = 0
    found = False
    for table, title in order:
        roles = roles_of(table, _answered(reading))
        summary = _is_summary(table.grid, grids)
        found |= _read_table(reading, table, roles, title, summary)
        _note_columns(reading, table, roles)
        said += [title, *(r.shown for r in roles)]
        persons += sum(r.role == "person" for r in roles)
        units += sum(r.units > 0 for r in roles)
        reading.skipped += [(table.grid.name, row, why) for row, why in table.skipped]
    if reading.pairs:
        reading.kinds.add("pairing")
    rosters = [t for t, rows in reading.records.items() if rows and t != "turnaround_case"]
    if reading.pairs or rosters:
        return
    if reading.matrices_without_marks:
        raise no_marks()
    if not said:
        said = [t for g in grids for row in g.texts[:5] for t in row]
    if not tables and any(map(lies_sideways, grids)):
        raise sideways()
    if found and reading.persons_help:
        raise persons_only(said, persons, units)
    if found and reading.recipients:
        reading.kinds.add("pairing")  # nobody has a helper yet: that is news, too
        return
    raise no_pairing(said, persons, units)


def _tables(reading: Reading, grids: list[Grid]) -> list[tuple[Table, str]]:
    """Tables of the sheets that are read, with their titles."""
    out: list[tuple[Table, str]] = []
    for grid in grids:
        if not any(map(any, grid.texts)):
            continue
        if grid.hidden and reading.ask(ask_about("hidden", grid.name)) != READ:
            answered = reading.answers.get(f"hidden:{grid.name}") == LEAVE
            reading.skipped.append(
                (
                    grid.name,
                    WHOLE,
                    "隐藏的工作表，按回答不读" if answered else "隐藏的工作表，没有读",
                )
            )
            continue
        reading.unseen[grid.name] = grid.unseen
        tables, loose = find_tables(grid)
        if _is_guide(grid, tables) and _paired_beside(grid, grids):
            reading.skipped.append((grid.name, WHOLE, "说明或示例，不是台账"))
            continue
        if not tables and (listed := listed_units(grid)):
            out.append((listed, " ".join([*listed.titles, grid.name])))
            continue
        if not tables:
            reading.skipped.append((grid.name, WHOLE, "没有找到表头"))
            explain(reading.names, loose)
            continue
        over, near = over_all([t.titles for t in tables])
        for number, table in enumerate(tables):
            table.above = [*grid.above, *(over if number else [])]
            table.near = [*grid.near, *(near if number else [])]
            heads = [*grid.above, *(tables[0].titles if number else [])]
            out.append((table, _title(table, heads)))
    return out


def _is_guide(grid: Grid, tables: list[Table]) -> bool:
    """Whether a sheet explains how to fill in the others: what stands in its tables are examples,
    unless they explain short names."""
    return bool(_GUIDE.search(grid.name)) and not any(any(listed_in(t)) for t in tables)


def _paired_beside(grid: Grid, grids: list[Grid]) -> bool:
    """Whether another sheet than a guide holds a side of pairings: 模板 alone may be filled in."""
    others = [g for g in grids if g is not grid and not g.hidden and not _GUIDE.search(g.name)]
    return any(
        t.records and any(heading_role(c.full).role in _SAYS_SIDE for c in t.columns)
        for other in others
        for t in find_tables(other)[0]
    )


def _title(table: Table, heads: list[str]) -> str:
    """Titles of a table, those above where its own say less, and the sheet's name."""
    own, above = (" ".join(t for t in lines if len(t) <= 60) for lines in (table.titles, heads))
    if own and title_channel(own):
        year = title_year(above)
        above = f"{year}年" if year else ""
    return " ".join(filter(None, (own, above, table.grid.name)))


def _is_summary(grid: Grid, grids: list[Grid]) -> bool:
    others = [g for g in grids if g is not grid and not g.hidden]
    return bool(_SUMMARY.search(grid.name)) and len(others) >= 1


def _answered(reading: Reading) -> dict[str, str]:
    """Heading → role, as answered."""
    roles = {HELPER: "helper", RECIPIENT: "recipient", NEITHER: "other"}
    return {
        key.removeprefix("role:"): roles[answer]
        for key, answer in reading.answers.items()
        if key.startswith("role:") and answer in roles
    }


def _read_table(
    reading: Reading, table: Table, roles: list[Role], title: str, summary: bool
) -> bool:
    """Read one table as what it is; whether it was one of pairings."""
    before, known = len(reading.pairs), set(reading.recipients)
    if is_matrix(roles):
        read_matrix(reading, table, roles, title)
        _list_cases(reading, table, title, before, known)
        return False
    kinds = {r.role for r in roles}
    sides = [r for r in roles if r.role in ("side_a", "side_b")]
    said = " ".join((title, *(r.column.full for r in roles)))
    listed = all(r.weak for r in sides) and (kinds & {"award", "decision"} or not _links(said))
    if {"side_a", "side_b"} <= kinds and not listed:
        _direct(reading, roles)
        kinds = {r.role for r in roles}
    helpers = [r for r in roles if r.role == "helper"]
    if "person" in kinds and any(HOUSEHOLD.search(r.column.leaf) for r in roles):
        reading.skipped.append((table.grid.name, table.head[0], "个人与农户的结对，没有读"))
        return False
    if "recipient" in kinds and helpers and not _is_roster(roles, said):
        for role in roles:
            if role.role in _LIKE and role.units and not _repeats(table, role, helpers):
                reading.ask(ask_role(table.grid.name, role.shown, _LIKE[role.role]))
        PairTable(reading, table, roles, title, summary).read()
        _list_cases(reading, table, title, before, known)
        return True
    if not any(listed_in(table)) and not read_roster(reading, table, roles, title):
        reading.skipped.append((table.grid.name, table.head[0], "这张表里没有结对"))
        reading.persons_help += "recipient" in kinds and "person" in kinds
        return "recipient" in kinds and "person" in kinds
    return False


def _repeats(table: Table, role: Role, helpers: list[Role]) -> bool:
    """Whether a column says nothing that the helpers' own columns do not say in every row."""
    own = [table.column_texts(h.column) for h in helpers]
    return all(
        text in EMPTY or not text or text in beside
        for text, *beside in zip(table.column_texts(role.column), *own)
    )


def _list_cases(reading: Reading, table: Table, title: str, before: int, known: set[Key]) -> None:
    """Recipients of a table that the office titled 整顿, 软弱涣散 or 后进 are its cases of
    turnaround."""
    if not _TURNAROUND.search(title):
        return
    keys = [k for k in reading.recipients if k not in known]
    keys += [pair.recipient for pair in reading.pairs[before:]]
    said = title
    if holds_person(title):  # 填报人 below the title does not take the title itself away
        lines = [t for t in table.titles if len(t) <= 60 and not holds_person(t)]
        said = " ".join(lines) or "（标题含个人信息）"
    year = title_year(title)
    rows = [
        {"org": key, "listed_on": year or reading.starts.get(key) or None, "source": said}
        for key in dict.fromkeys(keys)
    ]
    reading.records.setdefault("turnaround_case", []).extend(rows)


def _is_roster(roles: list[Role], said: str) -> bool:
    """A list of commitments, decisions, awards or money whose columns of units only look like
    sides: no heading says who helps; `said`: title and headings."""
    kinds = {r.role for r in roles}
    if any(r.role == "helper" and not r.weak for r in roles):
        return False
    plain = not any(r.role == "recipient" and not r.weak for r in roles)
    return bool(kinds & {"item", "decision", "award"}) or (plain and not _links(said))


def _links(said: str) -> bool:
    """Whether titles or headings speak of pairings at all, and not of money paid out."""
    return bool(_LINKED.search(said) or title_channel(said)) and not _PAID.search(said)


def _direct(reading: Reading, roles: list[Role]) -> None:
    """Which of two sides helps: asked; the first one until it is answered."""
    a = next(r for r in roles if r.role == "side_a")
    b = next(r for r in roles if r.role == "side_b")
    names = [_side_name(a, "甲方"), _side_name(b, "乙方")]
    if names[0] == names[1]:
        names = ["左边一列", "右边一列"]
    question = ask_direction(*names)
    turned = reading.ask(question) == question.choices[1]
    for role in roles:
        if role.role in ("side_a", "side_b"):
            role.role = "helper" if (role.role == "side_b") == turned else "recipient"


def _side_name(role: Role, word: str) -> str:
    return word if word in role.shown else role.shown


def _note_columns(reading: Reading, table: Table, roles: list[Role]) -> None:
    for shift in table.shifts:
        for role in roles:
            reading.columns.append(
                {
                    "sheet": table.grid.name,
                    "column": column_letters(role.column.index + shift),
                    "heading": _heading(role),
                    "role": role.role,
                    "head": table.head[0] + 1,
                }
            )


def _heading(role: Role) -> str:
    """A heading as it may be shown: not where it may name a person beside its words."""
    words = all(map(is_generic, role.shown.split()))
    if role.role == "person" and names_in_heading(role.shown):
        return "（含个人信息）"
    plain = words or role.role == "person" or role.marked or kind_of(role.shown)
    # 万元 under 收入 reads as a name, but is a word of headings
    said = [p for p in re.split(r"[^\u3400-\u9fff0-9]+", role.shown) if not is_generic(p)]
    return role.shown if plain or not holds_person(" ".join(said)) else "（含个人信息）"
