"""Plans as workbooks that people can edit."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.pairing.attainment import in_order
from toolkit.pairing.tables import IDS, texts
from toolkit.records import Sheet
from toolkit.terms import CHANNELS, channel_label, heading, label, tr

if TYPE_CHECKING:
    from toolkit.pairing.plans import Plan

#: sheet of each table; a workbook is read in either language
SHEETS = {
    "pairs": ("结对方案", "plan"),
    "shortages": ("缺口", "shortages"),
    "levels": ("目标与证明", "goals and proof"),
    "ineligible": ("不能继续的结对", "pairs that cannot go on"),
    "overrides": ("手工调整", "changes by hand"),
    "recipients": ("受助方", "recipients"),
    "helpers": ("帮扶方", "helpers"),
    "candidates": ("候选", "candidates"),
    "running": ("现有结对", "running pairs"),
}
INPUTS = {
    "recipients": ["recipient_id", *CHANNELS, "most"],
    "helpers": ["helper_id", "channel", "capacity"],
    "candidates": [*IDS, "fit", "distance_km", "distance_basis"],
    "running": IDS,
    "overrides": [*IDS, "action", "channel", "reason", "sentence"],
}
#: the column of a unit's name, beside its number
NAMES = {"helper_id": "helper_name", "recipient_id": "recipient_name"}
#: widths in letters, so that a landscape page of A4 keeps its type readable
_WIDTHS = {
    "helper_name": 24,
    "recipient_name": 24,
    "distance_km": 9,
    "because": 30,
    "remark": 14,
    "recipient": 30,
    "helper": 30,
    "sentence": 44,
    "cure": 12,
    "reason": 40,
}
_WRAPPED = ("helper_name", "recipient_name", "because", "recipient", "helper", "sentence", "reason")
_BASES = {
    "coordinates": ("按坐标", "coordinates"),
    "township_centre": ("按乡镇中心", "township's centre"),
    "unknown": ("未填坐标", "no coordinates"),
}
#: what people may write beside a pair
_APPROVALS = (("同意", "agreed"), ("不同意", "not agreed"), ("再议", "to discuss"))
#: headings of shortages are those of the lists and numbers they hold
_SHORTAGES = {
    "recipients": "recipient",
    "helpers": "helper",
    "needs": "needs_total",
    "places": "places_in_reach",
}


def sheet_title(table: str) -> str:
    """The sheet of a plan's workbook that holds a table.

    Examples
    --------
    >>> from toolkit import pairing
    >>> pairing.sheet_title("pairs")
    '结对方案'
    """
    return tr(*SHEETS[table])


def sheet_heading(column: str) -> str:
    """What stands over a column of a plan's workbook."""
    told = channel_label(column) if column in CHANNELS else heading(column)
    return told.replace("_", " ")


#: what people write in the sheet of manual changes, with a dropdown
ACTIONS = {"pin": ("指定", "pin"), "ban": ("不用", "ban")}


def _told(frame: pd.DataFrame, called: Callable[[object], str] = str) -> pd.DataFrame:
    """Channels by their names, lists joined."""
    out = frame.copy()
    for c in ("recipients", "helpers"):
        if c in out.columns:
            out[c] = pd.array([tr("；", "; ").join(map(called, x)) for x in out[c]], dtype="string")
    if "channel" in out.columns:
        most = {"most": heading("most")}
        out["channel"] = pd.array(
            [most.get(c) or channel_label(c) if pd.notna(c) else None for c in out["channel"]],
            dtype="string",
        )
    return out


def _levels(plan: Plan) -> pd.DataFrame:
    yes = (tr("否", "no"), tr("是", "yes"))
    rows: list[tuple] = [
        (heading(f"goal_{g}"), v, yes[bool(plan.certificate.goals.get(g))])
        for g, v in plan.levels.items()
    ]
    rows.append((plan.certificate.sentence, None, yes[bool(plan.certificate.holds)]))
    out = pd.DataFrame(rows, columns=["goal", "attained", "proved"])
    return out.astype({"goal": "string", "attained": "Int64", "proved": "string"})


def _named(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The frame with each unit's name beside its number."""
    out = frame
    for id, name in NAMES.items():
        if names and id in out.columns:
            told = pd.array([names.get(str(x)) for x in out[id]], dtype="string")
            out = out.assign(**{name: told})
            order = [c for c in out.columns if c != name]
            at = order.index(id) + 1
            out = out[[*order[:at], name, *order[at:]]]
    return out


def _pairs_sheet(plan: Plan) -> pd.DataFrame:
    """The pairs as people decide on them: why each was chosen, how far, and room for their word."""
    p = plan.problem
    # of the pairs that stand here: a board writes its own beside the goals of a plan
    rows = p.candidates.iloc[p.arc_candidate[in_order(p, p.among(plan.pairs))]]
    empty = pd.array([None] * len(plan.pairs), dtype="string")
    out = plan.pairs.assign(distance_km=plan.pairs["distance_km"].round(1))
    if "distance_basis" in rows:
        out["distance_basis"] = rows["distance_basis"].array
    return out.assign(because=_reasons(plan, rows), approval=empty, remark=empty)


def _reasons(plan: Plan, rows: pd.DataFrame) -> list[str | None]:
    """Why each pair: what the helper can give of what is needed, nearness, kept, fit."""
    words = plan.problem.tables["units"]
    offers, needs = (
        dict(zip(texts(words["org_id"]), words[c])) if c in words else {}
        for c in ("offers", "needs")
    )
    out = []
    for pair, row in zip(plan.pairs.itertuples(index=False), rows.to_dict("records")):
        given = _split(offers.get(pair.helper_id))
        gives = [w for w in _split(needs.get(pair.recipient_id)) if w in given]
        parts = [tr("已在结对", "already paired")] if pair.kept else []
        if gives:
            told = tr("、", " and ").join(label("organisation", "offers", w) for w in gives)
            parts.append(tr(f"能给{told}", f"can give {told}"))
        parts += [tr("同镇或同一上级", "same township or superior")] if row.get("township") else []
        parts += [tr("领域相近", "a like sector")] if row.get("sector") else []
        parts += [tr(f"匹配 {pair.fit}", f"fit {pair.fit}")] if pd.notna(pair.fit) else []
        reason = tr("，", ", ").join(parts)
        out.append(tr(f"因：{reason}", reason[:1].upper() + reason[1:]) if parts else None)
    return out


def _split(text: object) -> list[str]:
    return [] if pd.isna(text) else [w.strip() for w in str(text).split(";") if w.strip()]


def _based(frame: pd.DataFrame) -> pd.DataFrame:
    """What distances rest on, in words."""
    if "distance_basis" not in frame.columns:
        return frame
    told = [tr(*_BASES.get(str(b), (str(b),) * 2)) for b in frame["distance_basis"].fillna("")]
    return frame.assign(distance_basis=pd.array(told, dtype="string"))


def to_excel(plan: Plan, path: str | os.PathLike[str], more: Sequence[Sheet] = ()) -> Path:
    """Write a plan, and `more` sheets behind its own; see `Plan.to_excel`.

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
    ...     path = pairing.to_excel(plan, folder + "/plan.xlsx")
    ...     len(pairing.read_plan(path)) == len(plan.pairs)
    True
    """
    from toolkit.records import MAX_ROWS, Sheet, write_book

    t = plan.problem.tables
    frames = {
        "pairs": _pairs_sheet(plan),
        "shortages": _told(plan.shortages, plan.problem.called).rename(columns=_SHORTAGES),
        "levels": _levels(plan),
        "ineligible": plan.ineligible,
    }
    frames |= {
        name: t[name][[c for c in columns if c in t[name].columns]]
        for name, columns in INPUTS.items()
    }
    sheets = []
    for name in SHEETS:
        frame = frames[name]
        if (
            len(frame) > MAX_ROWS
        ):  # then the plan can be read and edited, but not checked again from this file alone
            continue
        choices = {"channel": [channel_label(c) for c in plan.problem.channels]}
        if name == "overrides":
            choices["action"] = [tr(*words) for words in ACTIONS.values()]
            frame = frame.assign(action=[tr(*ACTIONS[a]) for a in frame["action"]])
        if name == "pairs":
            choices["approval"] = [tr(*words) for words in _APPROVALS]
        frame = _based(_named(frame, plan.problem.names))
        by_hand = name in ("pairs", "overrides")
        headings = {str(c): sheet_heading(str(c)) for c in frame.columns}
        sheets.append(
            Sheet(
                sheet_title(name),
                _told(frame),
                headings,
                choices=choices if by_hand else None,
                spare_rows=200 if by_hand else 0,
                widths={c: w for c, w in _WIDTHS.items() if c in frame.columns},
                tall=[c for c in _WRAPPED if c in frame.columns],
            )
        )
    return write_book(path, [*sheets, *more])
