"""A table as a class sees it: headings and words in the reader's language, organisations by name
beside their id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from toolkit.terms import channel_label, heading, label, table_title, tables, tr, values, word

_CHANNELS = ("channel", "other")
_ORGANISATIONS = ("org_id", "helper_id", "recipient_id", "cure")
#: columns whose words are labels of a table's column
_LABELS = {
    "sector": "organisation",
    "level": "organisation",
    "grade": "rating",
    "status": "pairing",
    "category": "award",
    "source_kind": "lead",
    "outcome": "case_text",
}
_GOALS = values("goal")
_MODES = {
    "quota": ("比例倒排", "quota"),
    "threshold": ("标准认定", "standard"),
    "floor_quota": ("比例托底", "standard, and at least a quota"),
}
_DUE = ("review", "rectification", "return_visit", "lookback")


def shown(
    frame: pd.DataFrame | pd.Series | Mapping[str, Any],
    county: Any = None,
    digits: int = 3,
    **headings: str,
) -> pd.DataFrame:
    """A table for the projector.

    Parameters
    ----------
    frame : DataFrame, Series or mapping
        A result of the toolkit, a table of a county, or a few numbers by name: one a row, the goals
        of a plan in words.
    county : County, optional
        Organisations are then named beside their ids; not on a user's own data, where a screen
        shows codes.
    digits : int
        Decimals of numbers that are not whole.
    **headings
        Column → its heading, where the usual one does not fit here.

    Returns
    -------
    DataFrame
        A new one, for reading only; its rows are numbered from 1, its columns stand left, its
        sentences are whole.

    Examples
    --------
    >>> import pandas as pd
    >>> import workshop
    >>> list(workshop.shown(pd.DataFrame({"helper_id": ["A"], "pairs": [2]})))
    ['帮扶方', '结对数']
    """
    if not isinstance(frame, pd.DataFrame):
        named = [(headings.get(str(key), str(key)), value) for key, value in frame.items()]
        frame = pd.DataFrame(named, columns=["item", "value"], dtype=object)
    names, words = _names(county), _words()
    out = frame.copy()
    if isinstance(out.index.name, str):
        out = out.reset_index()
    for column in out.columns:
        numbers = [v for v in out[column] if isinstance(v, float) and not pd.isna(v)]
        whole = bool(numbers) and all(v.is_integer() for v in numbers)
        name, places = str(column), 0 if whole else digits
        said = [
            words[name](v)
            if name in words and isinstance(v, str)
            else _word(name, v, names, places)
            for v in out[column]
        ]
        counts = any(isinstance(v, int | np.integer) for v in said) and any(
            isinstance(v, float) for v in said
        )
        out[column] = pd.Series(
            said, out.index, dtype=object if counts else None
        )  # beside fractions, counts stay whole
    out.index = pd.RangeIndex(1, len(out) + 1)
    return _Left(out.rename(columns=lambda c: headings.get(c) or _headed(str(c))))


def _headed(column: str) -> str:
    """A column's heading; in English its name in plain words."""
    said = heading(column)
    return said if said != column else column.removesuffix("_id").replace("_", " ")


class _Left(pd.DataFrame):
    """A table whose columns stand left and whose texts are not cut."""

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            table = self.to_html(justify="left", border=0, classes="left", notebook=True)
        return f"<style>.left td, .left th {{text-align: left !important}}</style>{table}"


class Link:
    """A file that was written, as a link in a notebook.

    Parameters
    ----------
    path : path
        Relative to the notebook.
    """

    def __init__(self, path: Any) -> None:
        self.path = Path(path)

    def __repr__(self) -> str:
        return tr(f"已写好：{self.path.as_posix()}", f"written: {self.path.as_posix()}")

    def _repr_html_(self) -> str:
        told = tr("已写好，点开：", "Written, open: ")
        address = quote(self.path.as_posix())
        return f'{told}<a href="{address}" target="_blank">{escape(self.path.name)}</a>'


def _word(column: str, value: Any, names: dict[Any, str], digits: int) -> Any:
    """One cell for the reader; what is a plain text or number already stays as it is."""
    if isinstance(value, bool | np.bool_):
        return tr("是", "yes") if value else tr("否", "no")
    if pd.isna(value):
        return tr("不限", "unlimited") if column == "capacity" else ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return round(value, digits) if digits else int(value)
    if column in _CHANNELS:
        return tr("合计", "all") if value == "all" else channel_label(value)
    if column in _ORGANISATIONS:
        return f"{value} {names[value]}" if value in names else value
    if column in _LABELS and isinstance(value, str):
        return label(_LABELS[column], column, value)
    if column == "evidence":
        from toolkit import cases, reports

        return reports.evidence_name(value) if value in cases.EVIDENCE else value
    return table_title(value) if column == "table" and value in tables() else value


def _words() -> dict[str, Callable[[str], str]]:
    """Column → how its words are said, where a room has words for them."""
    import toolkit as kit  # a room is loaded when a table has its words

    def practices(codes: str) -> str:
        names = kit.cases.default_codebook().labels
        return tr("；", "; ").join(names.get(c, c) for c in codes.split(";"))

    return {
        "code": practices,
        "codes": practices,
        "item": lambda v: _goal(v) if v in _GOALS else heading(v),
        "goal": lambda v: _goal(v) if v in _GOALS else v,
        "part": heading,
        "kind": lambda v: kit.register.due_word(v) if v in _DUE else v,
        "machine": lambda v: kit.register.machine_word(v),
        "event": lambda v: kit.register.event_word(v),
        "state": lambda v: kit.register.state_word("exemplar", v),
        "to_state": lambda v: kit.register.state_word("exemplar", v),
        "mode": lambda v: tr(*_MODES[v]) if v in _MODES else v,
        "how": lambda v: {
            "replayed": tr("逐步重放", "replayed"),
            "entered": tr("直接接入", "entered"),
        }.get(v, v),
        "method": lambda v: kit.spread.method_label(v) if v in kit.spread.METHODS else v,
    }


def _goal(goal: str) -> str:
    return word("goal", goal) + (tr("（米）", " (m)") if goal == "distance" else "")


def _names(county: Any) -> dict[Any, str]:
    if county is None or county.nature in ("user_supplied", "mixed"):
        return {}
    organisations = county["organisation"]
    return {
        i: str(name).removesuffix("（虚构）")
        for i, name in zip(organisations["org_id"], organisations["name"])
    }
