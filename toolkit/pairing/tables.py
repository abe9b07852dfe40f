"""Reading the tables of a plan: headings in either language, identifiers as text, everything wrong
said at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from toolkit.terms import CHANNELS, channel_label, heading, spellings, tr

IDS = ["helper_id", "recipient_id"]
KEY = [*IDS, "channel"]

#: needs and capacities above this are typing errors, and totals must stay far from 2^63
_LARGEST = 10**9
_SHOWN = 500


class PlanError(ValueError):
    """Tables that cannot be planned with; ``.problems`` lists everything found, one sentence
    each."""

    def __init__(self, problems: Sequence[str] | str):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(tr("不能排方案：", "cannot plan: ") + "\n".join(self.problems))


def _listed(items: Sequence[object]) -> str:
    shown = ", ".join(str(x) for x in items[:_SHOWN])
    more = len(items) - _SHOWN
    return shown if more <= 0 else shown + tr(f" 等（另有 {more} 个）", f" and {more} more")


def texts(values: np.ndarray | pd.Index | pd.Series) -> list[str | None]:
    """Identifiers as text: 7, 7.0 and "7" are the same one; None where missing."""
    cells = np.asarray(values, dtype=object)  # an arrow-backed index is slow to walk
    if set(map(type, cells)) == {str}:
        return [v or None for v in cells]
    out: list[str | None] = []
    for v in cells:
        if isinstance(v, str):
            out.append(v if v else None)
        elif v is None or v is pd.NA or v != v:
            out.append(None)
        else:
            out.append(
                str(int(v))
                if isinstance(v, (float, np.floating)) and float(v).is_integer()
                else str(v)
            )
    return out


def english(frame: pd.DataFrame, wanted: Sequence[str]) -> pd.DataFrame:
    """The frame with Chinese (or English display) headings turned into the names that `plan`
    uses."""
    frame = pd.DataFrame(frame)
    there = set(frame.columns)
    names = {h: w for w in wanted if w not in there for h in _shown(w) if h in there}
    return frame.rename(columns=names) if names else frame


@cache
def _shown(name: str) -> set[str]:
    """What people may call a column."""
    if name in CHANNELS:
        return {channel_label(name, "zh"), channel_label(name, "en")}
    told = heading(name, lang="en")
    return {heading(name, lang="zh"), told, told.replace("_", " "), heading(name, "pairing", "zh")}


def channel_names(cells: Iterable[object]) -> list[str | None]:
    """Channels by the names that `plan` uses, from a column that people filled in; unknown words
    stay, empty cells are None."""
    known = spellings("pairing", "channel")
    return [None if pd.isna(c) else known.get(str(c).strip().lower(), str(c)) for c in cells]  # type: ignore[call-overload]


def _no_rows(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(np.empty((0, len(columns)), dtype=object), columns=list(columns))


class Reader:
    """Reads columns and collects what is wrong with them, so that everything is said at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def say(self, zh: str, en: str, items: Sequence[object] = ()) -> None:
        """Note one problem, with the offenders behind it."""
        self.problems.append(tr(zh, en) + (tr("：", ": ") + _listed(items) if len(items) else ""))

    def columns(
        self,
        frame: pd.DataFrame | None,
        what: str,
        needed: Sequence[str],
        known: Sequence[str] = (),
    ) -> pd.DataFrame:
        """A frame that has the needed columns (an empty one after a complaint)."""
        if frame is None:
            return _no_rows(*needed)
        frame = english(frame, [*needed, *known])
        missing = [c for c in needed if c not in frame.columns]
        if missing and (len(frame.columns) or len(frame)):
            self.say(f"{what} 缺少列", f"{what} lacks columns", missing)
        return frame if not missing else _no_rows(*needed)

    def ids(self, column: pd.Series, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Identifiers as codes and distinct texts; missing ones are a problem (and code −1)."""
        codes, values = pd.factorize(column, use_na_sentinel=True)
        distinct = texts(values)
        known = dict.fromkeys(distinct)
        known.pop(None, None)
        names = np.array([*known], dtype=object)
        if len(names) < len(distinct):
            place = {t: i for i, t in enumerate(names)}
            codes = np.array([*(place.get(t, -1) for t in distinct), -1], dtype=np.int64)[codes]
        if (codes < 0).any():
            self.say(
                f"{what} 有空的编号，行",
                f"{what} has missing ids in rows",
                list(np.flatnonzero(codes < 0) + 1),
            )
        return codes, names

    def codes(
        self, column: pd.Series, index: pd.Index, what: str, unknown_is_error: bool = True
    ) -> np.ndarray:
        """Positions of identifiers in `index`, −1 where missing or unknown."""
        codes, names = self.ids(column, what)
        place = (
            index.get_indexer(pd.Index(names, dtype=object))
            if len(names)
            else np.empty(0, dtype=np.int64)
        )
        if unknown_is_error and (place < 0).any():
            self.say(
                f"{what} 里有名单之外的编号", f"{what} has unknown ids", list(names[place < 0])
            )
        return np.append(place, -1)[codes].astype(np.int64)

    def counts(
        self,
        column: pd.Series,
        what: str,
        names: Callable[[np.ndarray], Sequence[object]],
        empty_ok: bool = False,
    ) -> np.ndarray:
        """Whole numbers from 0; empty ones become −1 where they are allowed. `names`: what the
        marked rows are called."""
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        given = column.notna().to_numpy(dtype=bool)
        blank = ~given if empty_ok else np.zeros(len(given), dtype=bool)
        for bad, zh, en in (
            (np.isnan(numbers) & ~blank, "缺少或不是数字", "missing or not a number"),
            (numbers < 0, "为负数", "negative"),
            ((numbers != np.floor(numbers)) & np.isfinite(numbers), "不是整数", "not whole"),
            (numbers > _LARGEST, "大得离谱", "too large"),
        ):
            if bad.any():
                self.say(f"{what} {zh}", f"{what} is {en}", names(bad))
        return (
            np.where(blank, -1, np.nan_to_num(numbers, nan=0, posinf=0, neginf=0))
            .clip(-1, _LARGEST)
            .astype(np.int64)
        )

    def done(self) -> None:
        """Raise what was collected."""
        if self.problems:
            raise PlanError(self.problems)
