"""Groups' sheets into the table ``answer``: every problem of every sheet at once, many groups
together, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records import (
    OWN_SHEETS,
    SEARCHED_ROWS,
    FileProblem,
    Problems,
    RawTable,
    RecordError,
    Remark,
    Typed,
    column_called,
    empty_table,
    guess_table,
    heading_row,
    is_blank,
    plain,
    read_and_check,
    read_book,
    read_csv,
    table_called,
)
from toolkit.rules import default_rules
from toolkit.terms import heading, tables, tr
from workshop.talk.checks import BY_HAND, TABLE, more, one_spelling, too_many_votes, twice
from workshop.talk.material import TalkError


def read_answers(
    sources: str | Path | Iterable[str | Path], *, rules: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Read groups' sheets, or a merged one, into one table.

    Parameters
    ----------
    sources : path, or several
        ``.xlsx`` (every sheet that holds the table) and ``.csv`` (UTF-8, GBK); a folder stands for
        all of them in it.
    rules : Rules, optional
        ``talk.answer_characters``: the longest answer; ``talk.group_most``, ``talk.votes_each``:
        how many votes there can be.

    Returns
    -------
    DataFrame
        ``session, group, question, seq, text, cluster, votes`` as in the table ``answer``, in the
        order of the files. Lines without answer, cluster and votes are left out, everything else is
        kept; groups, questions and clusters that differ in width, case or white space only are
        written as they first came, so that no votes are split between them.

    Raises
    ------
    RecordError
        With ``.problems`` (``table, row, column, value, reason, severity, sheet, heading, cell``):
        headings that are missing, numbers that are none, more votes than there can be, answers
        given twice, too long or in merged cells, personal data, files that cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> import workshop
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = folder + "/answers.csv"
    ...     with open(path, "w", encoding="utf-8") as file:
    ...         _ = file.write("session,group,question,seq,text,cluster,votes\\n")
    ...         _ = file.write("一班,一组,怎样帮？,1,修路,,3\\n")
    ...     workshop.read_answers(path)[["group", "text", "votes"]].values.tolist()
    [['一组', '修路', 3]]
    """
    rules = rules or default_rules()
    found: list[Typed] = []
    blocks: list[pd.DataFrame] = []
    for path in _paths(sources):
        raws, problems = _raws(path)
        blocks.append(problems.frame())
        for raw, merged in raws:
            typed, said = read_and_check([raw], [])
            blocks.append(
                said[said["table"] == TABLE]
            )  # a discussion has no table of organisations
            found.append(typed[TABLE])
            blocks.append(more(typed[TABLE], merged, rules["talk.answer_characters"]))
    one_spelling([t.frame for t in found])
    blocks += [too_many_votes(t, rules) for t in found]
    blocks.append(twice(found))
    problems = (
        pd.concat([b for b in blocks if len(b)], ignore_index=True)
        if any(map(len, blocks))
        else Problems().frame()
    )
    if (problems["severity"] == "error").any():
        raise RecordError(problems)
    columns = [c.name for c in tables()[TABLE].columns]
    return pd.concat(
        [t.frame[columns] for t in found if len(t.frame)] or [empty_table(TABLE)], ignore_index=True
    )


def _paths(sources: str | Path | Iterable[str | Path]) -> list[Path]:
    given = [sources] if isinstance(sources, (str, Path)) else list(sources)
    out: list[Path] = []
    for path in map(Path, given):
        inside = (
            sorted(p for p in path.iterdir() if p.suffix.lower() in (".xlsx", ".xlsm", ".csv"))
            if path.is_dir()
            else [path]
        )
        out += [p for p in inside if not p.name.startswith(("~$", "."))]
    if not out:
        raise TalkError(
            tr(
                "没有研讨单：请给出 .xlsx、.csv 或放着它们的文件夹。",
                "No sheet: give .xlsx or .csv files, or their folder.",
            )
        )
    return out


def _raws(path: Path) -> tuple[list[tuple[RawTable, list[str]]], Problems]:
    """Tables of a file, each with its merged blocks; what cannot be read becomes a problem."""
    problems = Problems()
    raws: list[tuple[RawTable, list[str]]] = []
    names = "、".join(heading(c.name, TABLE) for c in tables()[TABLE].columns if c.required)
    lost = tr(f"没有找到列标题：{names}", f"no headings were found: {names}")
    try:
        if path.suffix.lower() == ".csv":
            if not path.is_file():
                raise FileProblem(
                    tr("打不开：没有这个文件", "cannot be opened: there is no such file")
                )
            remarks: list[Remark] = []
            read = read_csv(path, TABLE, remarks)
            if read is None:
                raise FileProblem(lost)
            for remark in remarks:  # a damaged place is marked; the rest is read
                problems.file(remark, TABLE)
            raws.append((_raw(path.name, read[0], read[1], []), []))
        else:
            for sheet in read_book(path):
                cells = sheet.cells
                if cells.empty or plain(sheet.name) in OWN_SHEETS or sheet.hidden:
                    continue
                top = heading_row(cells.head(SEARCHED_ROWS).to_numpy().tolist(), TABLE)
                named = table_called(sheet.name) == TABLE
                place = f"{path.name} › {sheet.name}"
                if top is None and named:
                    problems.file(Remark(place, lost, row=1), TABLE)
                elif top is not None and (named or guess_table(cells.iloc[top].tolist()) == TABLE):
                    raws.append((_raw(place, cells, top, sheet.empty_formulas), sheet.filled))
            if not raws and problems.frame().empty:
                raise FileProblem(lost)
    except (FileProblem, OSError, ValueError) as error:
        problems.file(Remark(path.name, str(error), row=1), TABLE)
    return raws, problems


def _raw(place: str, cells: pd.DataFrame, top: int, formulas: list[str]) -> RawTable:
    headings, body = cells.iloc[top].tolist(), cells.iloc[top + 1 :]
    rows = np.arange(top + 2, top + 2 + len(body))
    written = [
        j for j, head in enumerate(headings) if column_called(TABLE, head) in BY_HAND
    ] or list(range(len(headings)))
    broken = {
        int(re.sub(r"\D", "", address)) for address in formulas
    }  # a formula that was never computed reads as empty
    kept = np.array(
        [
            r in broken or not all(map(is_blank, line))
            for r, line in zip(rows, body.iloc[:, written].to_numpy().tolist())
        ],
        dtype=bool,
    )
    return RawTable(
        TABLE,
        place,
        headings,
        body[kept].reset_index(drop=True),
        rows[kept],
        head_row=top + 1,
        empty_formulas=formulas,
    )
