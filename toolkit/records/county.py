"""A county: its tables, checked, with fixed columns and dtypes. Tables are the truth; everything
else is a view."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records.cells import matches
from toolkit.records.checking import read_and_check
from toolkit.records.coerce import empty_table
from toolkit.records.csv_reading import ARMED, Remark
from toolkit.records.files import free_name, is_held, say_elsewhere, writing
from toolkit.records.headings import table_called
from toolkit.records.problems import RecordError
from toolkit.records.sheets import Sheet, write_book
from toolkit.records.sources import RawTable, read_source
from toolkit.terms import heading, label, lang, table_title, tables, tr


class County:
    """A county's records.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        English table name → records; headings and labels in English or Chinese. Only
        ``organisation`` is required.

    Raises
    ------
    RecordError
        With ``.problems``: every error at once (rows count as in a sheet: the first record is row
        2).

    Examples
    --------
    >>> import pandas as pd
    >>> import toolkit
    >>> county = toolkit.County({"organisation": pd.DataFrame({
    ...     "org_id": ["A", "B"], "name": ["甲村（虚构）", "乙村（虚构）"], "level": "branch",
    ...     "sector": "rural", "data_nature": "fictitious"})})
    >>> county.nature, len(county["organisation"]), len(county["pairing"])
    ('fictitious', 2, 0)
    """

    _rows: Mapping[str, np.ndarray] = MappingProxyType({})

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        raws, remarks = [], []
        for name, frame in tables.items():
            if name not in _all():
                remarks.append(Remark(str(name), tr("没有这张表", "there is no such table")))
                continue
            cells = frame.reset_index(drop=True).set_axis(range(frame.shape[1]), axis=1)
            if len(frame) or name == "organisation":
                raws.append(
                    RawTable(name, name, list(frame.columns), cells, np.arange(2, len(frame) + 2))
                )
        self._tables, self._rows, self._warnings = _accepted(raws, remarks)
        self.source: str | None = None

    @classmethod
    def load(cls, source: str | os.PathLike[str]) -> County:
        """Read a folder (one CSV or Parquet for each table) or an ``.xlsx`` (one sheet for each
        table).

        Headings and labels in Chinese or English; UTF-8, UTF-16 or GB18030. Raises `RecordError`
        with ``.problems``.
        """
        county = cls.__new__(cls)
        county._tables, county._rows, county._warnings = _accepted(*read_source(Path(source)))
        county.source = Path(source).name
        return county

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The table as a DataFrame; an absent one is empty, with its columns."""
        if table not in _all():
            raise KeyError(
                tr(f"没有这张表：{table}", f"there is no table {table!r}; see toolkit schema")
            )
        return self._tables[table].copy(deep=False) if table in self._tables else empty_table(table)

    def rows(self, table: str) -> np.ndarray:
        """The row of each record in the sheet it was read from (the first below one heading line
        is 2)."""
        return self._rows.get(table, np.array([], dtype=np.int64))

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __contains__(self, table: object) -> bool:
        return table in self.tables

    @property
    def tables(self) -> list[str]:
        """Names of the tables that hold records, in the order of the domain."""
        return [t for t in _all() if t in self._tables and len(self._tables[t])]

    @property
    def warnings(self) -> pd.DataFrame:
        """What `toolkit.check` would say of the source: warnings only, since a county with errors
        is not loaded."""
        return self._warnings.copy(deep=False)

    @property
    def nature(self) -> str:
        """``fictitious``, ``public_official``, ``user_supplied`` or ``mixed``."""
        natures = self._tables["organisation"]["data_nature"].dropna().unique().tolist()
        return natures[0] if len(natures) == 1 else "mixed" if natures else "user_supplied"

    @property
    def name(self) -> str:
        """Name of its highest organisation (the only one without a superior among the highest),
        else the source's."""
        orgs = self._tables["organisation"]
        top = orgs[orgs["parent_id"].isna()]
        return (
            str(top["name"].iloc[0]) if len(top) == 1 else (self.source or tr("未命名", "unnamed"))
        )

    def replace(self, changes: Mapping[str, pd.DataFrame]) -> County:
        """A County with some tables exchanged (an empty frame takes one out), checked again."""
        county = County({**self._tables, **changes})
        county.source = self.source
        return county

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, County):
            return NotImplemented
        return self.tables == other.tables and all(
            self._tables[t].equals(other._tables[t]) for t in self.tables
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        sizes = ", ".join(f"{t} {len(self._tables[t])}" for t in self.tables)
        return f"County({self.name}; {self.nature}; {sizes})"

    def save(
        self, target: str | os.PathLike[str], format: str = "csv", lang: str | None = None
    ) -> Path:
        """Write the tables; ``County.load`` of the result equals this county.

        Parameters
        ----------
        target : path
            An ``.xlsx`` (Chinese sheet names, headings and labels unless the language is English)
            or a folder.
        format : {"csv", "parquet"}
            For a folder: UTF-8 CSV with a byte-order mark, or Parquet; English names.
        lang : {"zh", "en"}, optional
            Language of a workbook.

        Returns
        -------
        Path
            What was written: the next free name (with a `SavedElsewhere` warning) when the target
            is open elsewhere.
        """
        path = Path(target)
        if path.suffix.lower() == ".xlsx":
            return write_book(path, [workbook_sheet(t, self._tables[t], lang) for t in self.tables])
        if format not in ("csv", "parquet"):
            raise ValueError(f"format must be 'csv' or 'parquet', not {format!r}")
        if path.suffix or (path.exists() and not path.is_dir()):
            raise ValueError(
                tr(
                    f"请给出文件夹或 .xlsx，而不是 {path.name}",
                    f"give a folder or an .xlsx, not {path.name}",
                )
            )
        return self._save_folder(path, format)

    def _save_folder(self, path: Path, format: str) -> Path:
        files = {t: f"{t}.{format}" for t in _all()}
        if any(is_held(path / f) for f in files.values()):
            asked, path = path, free_name(path)
            say_elsewhere(asked, path)
        path.mkdir(parents=True, exist_ok=True)
        present = [f.name for f in path.iterdir() if f.suffix.lower() in (".csv", ".parquet")]
        clash = [f for f in present if (table := table_called(Path(f).stem)) and f != files[table]]
        if clash:
            raise ValueError(
                tr(
                    f"文件夹里已有 {', '.join(clash)}：请换一个文件夹",
                    f"the folder already holds {', '.join(clash)}: choose another folder",
                )
            )
        for table, file in files.items():
            if table in self.tables or (path / file).exists():
                with writing(path / file) as draft:
                    (_write_csv if format == "csv" else _write_parquet)(self[table], draft.path)
        return path


def _all() -> list[str]:
    return list(tables())


def _accepted(
    raws: list[RawTable], remarks: list[Remark]
) -> tuple[dict[str, pd.DataFrame], dict[str, np.ndarray], pd.DataFrame]:
    typed, problems = read_and_check(raws, remarks)
    if (problems["severity"] == "error").any():
        raise RecordError(problems)
    there = [t for t in _all() if t in typed]
    return {t: typed[t].frame for t in there}, {t: typed[t].raw.rows for t in there}, problems


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    out = frame.copy()
    for c in out.columns:
        if isinstance(out[c].dtype, pd.StringDtype):
            out[c] = disarm(out[c])
        elif pd.api.types.is_datetime64_any_dtype(out[c].dtype):
            out[c] = out[c].dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_bool_dtype(out[c].dtype):
            out[c] = out[c].map({True: "true", False: "false"})
    out.columns = disarm(pd.Series(out.columns, dtype="string")).tolist()
    out.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def disarm(text: pd.Series) -> pd.Series:
    """Text for CSV: what a spreadsheet would run as a formula gets a leading apostrophe, which
    loading takes off."""
    return text.mask(matches(text, ARMED), "'" + text)


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)


def workbook_sheet(
    table: str, frame: pd.DataFrame, language: str | None = None, **more: Any
) -> Sheet:
    """A table as a sheet in the reader's language: sheet name, headings, labels and dropdowns."""
    language = language or lang()
    shown = frame.copy()
    heads, choices = {str(c): str(c) for c in frame.columns}, {}
    for c in tables()[table].columns:
        heads[c.name] = heading(c.name, table, language)
        if not c.choices:
            continue
        words = {
            v: (label(table, c.name, v, language) if language == "zh" else v) for v in c.choices
        }
        shown[c.name] = (
            shown[c.name]
            .map(
                lambda cell, words=words: ";".join(words.get(v, v) for v in cell.split(";")),
                na_action="ignore",
            )
            .astype("string")
        )
        if c.kind != "list":
            choices[c.name] = list(words.values())
    return Sheet(table_title(table, language), shown, headings=heads, choices=choices, **more)
