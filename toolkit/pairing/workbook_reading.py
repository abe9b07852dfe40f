"""A plan workbook read back: pairs, changes by hand, remarks, and its input tables."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.pairing.problem_reading import GOALS
from toolkit.pairing.tables import IDS, KEY, PlanError, channel_names, texts
from toolkit.pairing.workbook import (
    ACTIONS,
    INPUTS,
    NAMES,
    SHEETS,
    sheet_heading,
    sheet_title,
)
from toolkit.terms import CHANNELS, channel_label, heading, tr, use_lang

if TYPE_CHECKING:
    pass


def read_tables(path: str | os.PathLike[str], *only: str) -> dict[str, pd.DataFrame]:
    from toolkit.records import read_book, table_from

    columns = {
        "pairs": [*KEY, "fit", "distance_km", "kept", "approval", "remark"],
        "levels": ["goal", "attained", "proved"],
        "ineligible": IDS,
        **INPUTS,
    }
    names = {
        title: (name, lang)
        for name, titles in SHEETS.items()
        if name in columns and (not only or name in only)
        for title, lang in zip(titles, ("zh", "en"))
    }
    out = {}
    for sheet in read_book(path):
        if sheet.name in names:
            name, lang = names[sheet.name]
            with use_lang(lang):
                wanted = {c: sheet_heading(c) for c in (*columns[name], *NAMES.values())}
            table = table_from(sheet, wanted)
            # without any heading that function answers with every column and no row
            cells = {str(v).strip() for v in sheet.cells.head(30).to_numpy().ravel()}
            found = len(table) or cells & {*wanted, *wanted.values()}
            out[name] = table if found else pd.DataFrame()
    if "pairs" not in out:
        raise PlanError(
            tr(
                f"{Path(path).name} 里没有“{sheet_title('pairs')}”表",
                f"{Path(path).name} has no sheet {sheet_title('pairs')!r}",
            )
        )
    _whole(out)
    return out


def _whole(tables: Mapping[str, pd.DataFrame]) -> None:
    """A sheet whose row of headings is gone is refused: it would be read as empty."""
    needed = {"pairs": KEY, "recipients": IDS[1:], "helpers": INPUTS["helpers"], "candidates": IDS}
    for name, columns in needed.items():
        lost = [
            sheet_heading(c) for c in columns if name in tables and c not in tables[name].columns
        ]
        if lost:
            sheet, told = sheet_title(name), tr("、", ", ").join(lost)
            raise PlanError(
                tr(
                    f"“{sheet}”表里找不到表头“{told}”：请把这一行表头补回去",
                    f"sheet {sheet} lacks the headings {told}: put the row of headings back",
                )
            )


def goals_in(frame: pd.DataFrame) -> tuple[str, ...]:
    """The goals that a sheet of goals names, in their order."""
    named = {heading(f"goal_{g}", lang=lang): g for g in GOALS for lang in ("zh", "en")}
    return tuple(named[g] for g in texts(frame["goal"]) if g in named) if "goal" in frame else ()


def in_words(problem: str) -> str:
    """A problem of the tables as the workbook names them: sheet, heading and words."""
    columns = [*CHANNELS, *(c for columns in INPUTS.values() for c in columns)]
    for name in ("recipients", "helpers", "candidates", "overrides", "running"):
        for c in columns:
            told = tr(
                f"“{sheet_title(name)}”表“{sheet_heading(c)}”",
                f"sheet {sheet_title(name)!r}, {sheet_heading(c)},",
            )
            problem = re.sub(rf"\b{name}\.{c}\b", told, problem)
        sheet = sheet_title(name)
        problem = re.sub(rf"^{name} ", tr(f"“{sheet}”表", f"sheet {sheet!r} "), problem)
    for c in CHANNELS:
        problem = problem.replace(f"/{c}", f" {channel_label(c)}")
    for action, meant in ACTIONS.items():
        problem = re.sub(rf"\b{action}\b", tr(*meant), problem)
    return problem


def read_plan(path: str | os.PathLike[str]) -> pd.DataFrame:
    """The pairs of a plan's workbook, edited or not, ready to be given to `plan` as ``running``.

    Returns
    -------
    DataFrame
        ``helper_id, recipient_id, channel``: ids as text, channels by their English names.

    Raises
    ------
    PlanError
        The workbook has no sheet of pairs.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pairing.read_plan(plan.to_excel(folder + "/plan.xlsx")).head(2)
      helper_id recipient_id       channel
    0         Y            A  hook_up_help
    1         X            B  hook_up_help
    """
    return pairs_in(read_tables(path, "pairs")["pairs"])


def pairs_in(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.reindex(columns=KEY)  # an id that people type in may come back as a number
    return pd.DataFrame(
        {c: texts(out[c]) for c in IDS} | {"channel": channel_names(out["channel"])}, dtype="string"
    )


def remarks_in(frame: pd.DataFrame) -> pd.DataFrame:
    """``helper_id, recipient_id, channel, approval, remark``: pairs that people wrote beside."""
    out = pairs_in(frame)
    for c in ("approval", "remark"):
        out[c] = pd.array(texts(frame[c]) if c in frame else [None] * len(frame), dtype="string")
    return out[out[["approval", "remark"]].notna().any(axis=1)].reset_index(drop=True)


def units_in(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """``org_id, name`` of every unit that a workbook's sheets name beside its number."""
    found = [
        pd.DataFrame({"org_id": texts(t[id]), "name": texts(t[name])}, dtype="string")
        # not from the pairs: there people change a number and leave the name beside it
        for t in (tables[n] for n in ("recipients", "helpers") if n in tables)
        for id, name in NAMES.items()
        if {id, name} <= set(t.columns)
    ]
    told = pd.concat([pd.DataFrame({"org_id": [], "name": []}, dtype="string"), *found])
    return told.dropna().drop_duplicates("org_id")


def by_hand_words(frame: pd.DataFrame) -> pd.DataFrame:
    meant = {word: action for action, words in ACTIONS.items() for word in words}
    return frame.assign(action=frame["action"].map(lambda a: meant.get(str(a).strip(), a)))


def read_overrides(path: str | os.PathLike[str]) -> pd.DataFrame:
    """What a plan's workbook sets by hand: ``helper_id, recipient_id, channel, action, reason``,
    all as text.

    ``action`` is ``pin`` or ``ban`` where people wrote 指定 or 不用, else what they wrote; no rows
    without such a sheet.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> pin = pd.DataFrame({"helper_id": ["X"], "recipient_id": ["A"], "action": "pin"})
    >>> plan = pairing.plan(recipients, helpers, candidates, overrides=pin)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     by_hand = pairing.read_overrides(plan.to_excel(folder + "/plan.xlsx"))
    >>> by_hand[["helper_id", "recipient_id", "action"]].values.tolist()
    [['X', 'A', 'pin']]
    """
    frame = by_hand_words(
        read_tables(path, "pairs", "overrides").get("overrides", pd.DataFrame({"action": []}))
    )
    told = {c: texts(frame[c]) if c in frame else [None] * len(frame) for c in ("action", "reason")}
    return pd.concat([pairs_in(frame), pd.DataFrame(told, dtype="string")], axis=1)
