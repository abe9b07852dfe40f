"""Every problem of a source at once: table, row, column, value, reason, severity, and where to
click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records.cells import is_blank, shown
from toolkit.records.csv_reading import Remark
from toolkit.records.sources import RawTable
from toolkit.terms import tr

COLUMNS = ("table", "row", "column", "value", "reason", "severity", "sheet", "heading", "cell")


class RecordError(ValueError):
    """A source with errors; ``.problems`` lists every one (columns as `toolkit.check` gives
    them)."""

    def __init__(self, problems: pd.DataFrame):
        self.problems = problems
        errors = problems[problems["severity"] == "error"]
        first = "\n".join(sentence(p) for p in errors.head(5).to_dict("records"))
        more = (
            tr(f"……共 {len(errors)} 处错误", f"… {len(errors)} errors in all")
            if len(errors) > 5
            else ""
        )
        super().__init__(
            "\n".join(
                filter(
                    None,
                    [
                        tr("记录有误，未载入：", "the records have errors and were not loaded:"),
                        first,
                        more,
                    ],
                )
            )
        )


def sentence(problem: dict[Any, Any]) -> str:
    """One problem as a line: sheet, cell, value, reason.

    Examples
    --------
    >>> from toolkit import records
    >>> found = {"table": "pairing", "sheet": "结对", "row": 2, "cell": "C2", "heading": "start",
    ...          "value": "x", "reason": "不是日期"}
    >>> records.sentence(found)
    '结对 C2 start “x”: 不是日期'
    """
    where = " ".join(str(x) for x in (problem["sheet"], problem["cell"], problem["heading"]) if x)
    value = f" “{str(problem['value'])[:60]}”" if problem["value"] else ""
    return f"{where}{value}: {problem['reason']}"


def column_letters(number: int) -> str:
    """A column by letters, from 0: A, B … Z, AA."""
    out = ""
    while number >= 0:
        out = chr(65 + number % 26) + out
        number = number // 26 - 1
    return out


class Problems:
    """Collects problems in blocks of one reason each, so that a million bad cells cost no loop.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from toolkit import records
    >>> cells, rows = pd.DataFrame([["A"], [""]]), np.array([2, 3])
    >>> raw = records.RawTable("pairing", "结对", ["帮扶方"], cells, rows)
    >>> problems = records.Problems()
    >>> problems.at(raw, "helper_id", np.array([False, True]), "缺少帮扶方", position=0)
    >>> problems.frame()[["table", "row", "reason"]].values.tolist()
    [['pairing', 3, '缺少帮扶方']]
    """

    def __init__(self) -> None:
        self._blocks: list[dict[str, Any]] = []

    def at(
        self,
        raw: RawTable,
        column: str | None,
        which: np.ndarray,
        reason: str,
        severity: str = "error",
        position: int | None = None,
        values: Sequence[Any] | None = None,
    ) -> None:
        """Add a problem for every record in `which` (mask or positions) in `column`, with its cell
        as printed."""
        places = (
            np.flatnonzero(which)
            if getattr(which, "dtype", None) == np.bool_
            else np.asarray(which, dtype=np.int64)
        )
        if not len(places):
            return
        if values is None:
            values = (
                [shown(v) for v in raw.cells.iloc[places, position]]
                if position is not None
                else [""] * len(places)
            )
        rows = raw.rows[places]
        letter = column_letters(position) if position is not None else ""
        self._blocks.append(
            {
                "table": raw.table,
                "row": rows,
                "column": column or "",
                "value": list(values),
                "reason": reason,
                "severity": severity,
                "sheet": raw.place,
                "heading": str(raw.headings[position]) if position is not None else "",
                "cell": [f"{letter}{r}" for r in rows] if letter else "",
            }
        )

    def heading(
        self,
        raw: RawTable,
        column: str,
        reason: str,
        severity: str = "error",
        position: int | None = None,
    ) -> None:
        """Add a problem of a whole column, at its heading."""
        written = raw.headings[position] if position is not None else None
        head = "" if is_blank(written) else str(written)
        cell = f"{column_letters(position)}{raw.head_row}" if position is not None else ""
        self._blocks.append(
            {
                "table": raw.table,
                "row": [raw.head_row],
                "column": column,
                "value": [head],
                "reason": reason,
                "severity": severity,
                "sheet": raw.place,
                "heading": head,
                "cell": cell,
            }
        )

    def file(self, remark: Remark, table: str = "") -> None:
        """Add a remark about a whole file or sheet."""
        row = [remark.row] if remark.row else [pd.NA]
        self._blocks.append(
            {
                "table": table,
                "row": row,
                "column": "",
                "value": [""],
                "reason": remark.reason,
                "severity": remark.severity,
                "sheet": remark.place,
                "heading": "",
                "cell": "",
            }
        )

    def frame(self) -> pd.DataFrame:
        """All problems, errors and warnings, in the order of table and row."""
        if not self._blocks:
            empty = {c: pd.array([], dtype="Int64" if c == "row" else "string") for c in COLUMNS}
            return pd.DataFrame(empty)
        out = pd.concat([pd.DataFrame(b)[list(COLUMNS)] for b in self._blocks], ignore_index=True)
        out["row"] = pd.array(out["row"], dtype="Int64")
        out = out.astype({c: "string" for c in COLUMNS if c != "row"})
        order = {t: i for i, t in enumerate(dict.fromkeys(out["table"]))}
        return out.sort_values(
            ["table", "row"],
            key=lambda s: s.map(order) if s.name == "table" else s,
            kind="stable",
            ignore_index=True,
            na_position="first",
        )


def lost_end() -> str:
    """What is said of a long number that a sheet kept as a value."""
    return tr(
        "15 位以上的数字被当作数值，末位可能已丢失：请设为文本格式",
        "a number of over 15 digits lost its end: format the column as text",
    )


def all_zeros() -> str:
    """What is said of a number of 18 digits whose last three are zeros."""
    return tr(
        "15 位以后全是 0，像是被表格改过：请与原编号核对",
        "nothing but zeros after 15 digits, as a sheet leaves them: compare with the number meant",
    )


def became_day() -> str:
    """What is said of a number or name that a sheet took for a day."""
    return tr(
        "编号或名称被表格改成了日期：请设为文本格式后重填",
        "the sheet made a date of a number or name: format the column as text and type it again",
    )
