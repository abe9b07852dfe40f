"""What a class lays or types in lesson 3, read: pairs by hand, and one choice of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.terms import spellings as words_of
from toolkit.terms import tr
from workshop.lessons.answers import read

if TYPE_CHECKING:
    from workshop.lessons.lesson_03_planning_pairings.planning import Planning

KEY = ["helper_id", "recipient_id", "channel"]
ACTIONS = dict.fromkeys(("指定", "要", "wanted"), "pin")
ACTIONS |= dict.fromkeys(("不用", "不要", "set aside", "not wanted"), "ban")


def questions() -> tuple[str, str]:
    """The two questions, as an answer names them."""
    return tr("为什么是他", "why this one"), tr("为什么不是他", "why not that one")


def fields() -> tuple[str, str, str, str]:
    """The fields of a choice: pair, action, reason, the goal hurt first."""
    return (
        tr("哪一对", "the pair"),
        tr("指定还是不用", "wanted or set aside"),
        tr("理由", "the reason"),
        tr("先受损的目标", "the goal hurt first"),
    )


def hand_pairs(answer: Any, data: Planning) -> pd.DataFrame | None:
    """An answer as ``helper_id, recipient_id, channel``: unit → helpers, a frame, or a list of
    pairs; None for anything else."""
    answer = getattr(answer, "frame", answer)  # a board
    if isinstance(answer, Mapping):
        rows = [
            (data.known.get(str(h).strip(), str(h)), data.known.get(str(r).strip(), str(r)))
            for r, helpers in answer.items()
            for h in (_named(helpers, data) if isinstance(helpers, str) else helpers)
        ]
    elif isinstance(answer, pd.DataFrame):
        rows = list(
            answer[[c for c in KEY if c in answer.columns]].itertuples(index=False, name=None)
        )
    elif isinstance(answer, Iterable) and not isinstance(answer, str):
        rows = [tuple(data.known.get(str(x).strip(), x) for x in row) for row in answer]
    else:
        return None
    if not all(len(row) in (2, 3) and all(isinstance(x, str) for x in row) for row in rows):
        return None
    known = words_of("pairing", "channel")
    served = data.prepared.helpers.groupby("helper_id")["channel"].agg(list)
    full = [
        (
            *row[:2],
            known.get(row[2].strip().lower(), row[2]) if row[2:] else _only(served.get(row[0])),
        )
        for row in rows
    ]
    return pd.DataFrame(full, columns=KEY, dtype="string")


def _named(text: str, data: Planning) -> list[str]:
    """The helpers that a text names; what is no unit stays as it was typed."""
    return data.units(text) or [p for p in re.split(r"[、,;，；\s]+", text) if p]


def _only(channels: list[str] | None) -> str | None:
    return channels[0] if channels else None


def written(answer: Any) -> tuple[str, str, str, str]:
    """Pair, action, reason and goal of a choice as it was typed: by field, as a list, in one line;
    each "" where it is not there."""
    told = read(answer, dict.fromkeys(fields(), ""), {})
    said = [str(told.get(f, "")) if isinstance(told, Mapping) else "" for f in fields()]
    pair, action, reason, goal = (unicodedata.normalize("NFKC", s).strip(" 。") for s in said)
    return pair, action, reason, goal


def choice(answer: Any, data: Planning) -> dict[str, str] | None:
    """A choice as `pairing.plan` takes it; None where pair or action cannot be read."""
    pair, said, reason, _ = written(answer)
    ends, action = data.units(pair), ACTIONS.get(said)
    helpers = [i for i in ends if i in set(data.prepared.helpers["helper_id"])]
    units = [i for i in ends if i in set(data.prepared.recipients["recipient_id"])]
    if len(ends) != 2 or len(helpers) != 1 or len(units) != 1 or action is None:
        return None
    ids = dict(zip(KEY, (helpers[0], units[0])))
    return ids | {"action": action, "reason": reason}
