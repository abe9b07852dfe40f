"""Groups' sheets into the table ``answer``: every problem of every sheet at once, many groups together, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.classroom.talk.material import TalkError
from toolkit.records import FileProblem, RecordError
from toolkit.records.cells import is_blank
from toolkit.records.check import read_and_check
from toolkit.records.coerce import Typed, empty_table
from toolkit.records.headings import OWN_SHEETS, SEARCHED_ROWS, column_called, guess_table, heading_row, plain, table_called
from toolkit.records.problems import Problems
from toolkit.records.sheets import read_book
from toolkit.records.sources import RawTable, Remark, read_csv
from toolkit.rules import default_rules
from toolkit.terms import heading, tables, tr

TABLE = "answer"
KEY = ["session", "group", "question", "seq"]
#: what people fill in; the rest of a row is printed on the sheet, so a row without these is an empty line
_BY_HAND = ("text", "cluster", "votes")


def read_answers(sources: str | Path | Iterable[str | Path], *, rules: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Read groups' sheets, or a merged one, into one table.

    Parameters
    ----------
    sources : path, or several
        ``.xlsx`` (every sheet that holds the table) and ``.csv`` (UTF-8, GBK); a folder stands for all of them in it.
    rules : Rules, optional
        ``talk.answer_characters``: the longest answer.

    Returns
    -------
    DataFrame
        ``session, group, question, seq, text, cluster, votes`` as in the table ``answer``, in the order of the files.
        Lines without answer, cluster and votes are left out, everything else is kept.

    Raises
    ------
    RecordError
        With ``.problems`` (``table, row, column, value, reason, severity, sheet, heading, cell``): headings that are missing,
        numbers that are none, answers given twice, too long or in merged cells, personal data, files that cannot be read.
    """
    limit = (rules or default_rules())["talk.answer_characters"]
    found: list[Typed] = []
    blocks: list[pd.DataFrame] = []
    for path in _paths(sources):
        raws, problems = _raws(path)
        blocks.append(problems.frame())
        for raw, merged in raws:
            typed, said = read_and_check([raw], [])
            blocks.append(said[said["table"] == TABLE])  # a discussion has no table of organisations
            found.append(typed[TABLE])
            blocks.append(_more(typed[TABLE], merged, limit))
    blocks.append(_twice(found))
    problems = pd.concat([b for b in blocks if len(b)], ignore_index=True) if any(map(len, blocks)) else Problems().frame()
    if (problems["severity"] == "error").any():
        raise RecordError(problems)
    columns = [c.name for c in tables()[TABLE].columns]
    out = pd.concat([t.frame[columns] for t in found if len(t.frame)] or [empty_table(TABLE)], ignore_index=True)
    out["cluster"] = out["cluster"].str.strip()
    return out


def _paths(sources: str | Path | Iterable[str | Path]) -> list[Path]:
    given = [sources] if isinstance(sources, (str, Path)) else list(sources)
    out: list[Path] = []
    for path in map(Path, given):
        inside = sorted(p for p in path.iterdir() if p.suffix.lower() in (".xlsx", ".xlsm", ".csv")) if path.is_dir() else [path]
        out += [p for p in inside if not p.name.startswith(("~$", "."))]
    if not out:
        raise TalkError(tr("没有研讨单：请给出 .xlsx、.csv 或放着它们的文件夹。", "No sheet: give .xlsx or .csv files, or their folder."))
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
                raise FileProblem(tr("打不开：没有这个文件", "cannot be opened: there is no such file"))
            read = read_csv(path, TABLE)
            if read is None:
                raise FileProblem(lost)
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
    written = [j for j, head in enumerate(headings) if column_called(TABLE, head) in _BY_HAND] or list(range(len(headings)))
    broken = {int(re.sub(r"\D", "", address)) for address in formulas}  # a formula that was never computed reads as empty
    kept = [r in broken or not all(map(is_blank, line)) for r, line in zip(rows, body.iloc[:, written].to_numpy().tolist())]
    return RawTable(TABLE, place, headings, body[kept].reset_index(drop=True), rows[kept], top + 1, formulas)


def _more(t: Typed, merged: list[str], limit: int) -> pd.DataFrame:
    """What the schema does not know: answers too long to be one thing, and cells that were merged where each line counts."""
    problems = Problems()
    long = t.frame["text"].str.len().gt(limit).fillna(False).to_numpy(dtype=bool)
    t.say(problems, "text", long, tr(f"超过 {limit} 字：一条只说一件事，请拆开", f"over {limit} characters: one thing a line, split it"))
    for block in merged:
        letters, first, last = re.match(r"([A-Z]+)(\d+):[A-Z]+(\d+)", block).groups()  # type: ignore[union-attr]
        position = sum((ord(c) - 64) * 26**k for k, c in enumerate(reversed(letters))) - 1
        column = next((c for c, j in t.position.items() if j == position), "")
        if column in (*_BY_HAND, "seq"):
            inside = (t.raw.rows >= int(first)) & (t.raw.rows <= int(last))
            t.say(problems, column, inside, tr(f"{block} 是合并单元格：请拆开，一行一条", f"{block} is merged: split it, one a line"))
    return problems.frame()


def _twice(found: list[Typed]) -> pd.DataFrame:
    """The same line of the same group in two sheets."""
    problems = Problems()
    seen: dict[tuple[Any, ...], tuple[str, int]] = {}
    for t in found:
        places = t.frame[KEY].astype(object).itertuples(index=False, name=None)
        for i, key in enumerate(places):
            first = seen.setdefault(key, (t.raw.place, t.raw.rows[i]))
            if first[0] != t.raw.place and not any(map(pd.isna, key)):
                reason = tr(f"与 {first[0]} 第 {first[1]} 行重复：同一组交了两份？", f"repeats {first[0]}, row {first[1]}: given twice?")
                t.say(problems, "seq", np.array([i]), reason)
    return problems.frame()
