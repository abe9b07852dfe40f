"""What the schema does not know of groups' sheets: votes that nobody can have cast, names that only
look different."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records import Problems, Typed
from toolkit.terms import tr

TABLE = "answer"
KEY = ["session", "group", "question", "seq"]
#: what people fill in; the rest of a row is printed on the sheet, so a row without these is an
#: empty line
BY_HAND = ("text", "cluster", "votes")
#: characters that show nothing, or turn round what follows: they come along when text is pasted
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")


def more(t: Typed, merged: list[str], limit: int) -> pd.DataFrame:
    """Texts too long to be one thing, and cells that were merged where each line counts."""
    problems = Problems()
    for column in ("session", "group", "question", "text", "cluster"):
        if column in t.position:
            long = t.frame[column].str.len().gt(limit).fillna(False).to_numpy(dtype=bool)
            t.say(
                problems,
                column,
                long,
                tr(
                    f"超过 {limit} 字：一条只说一件事，请拆开",
                    f"over {limit} characters: one thing a line, split it",
                ),
            )
    for block in merged:
        letters, first, last = re.match(r"([A-Z]+)(\d+):[A-Z]+(\d+)", block).groups()  # type: ignore[union-attr]
        position = sum((ord(c) - 64) * 26**k for k, c in enumerate(reversed(letters))) - 1
        column = next((c for c, j in t.position.items() if j == position), "")
        if column in (*BY_HAND, "seq"):
            inside = (t.raw.rows >= int(first)) & (t.raw.rows <= int(last))
            t.say(
                problems,
                column,
                inside,
                tr(
                    f"{block} 是合并单元格：请拆开，一行一条",
                    f"{block} is merged: split it, one a line",
                ),
            )
    return problems.frame()


def one_spelling(frames: Iterable[pd.DataFrame]) -> None:
    """Write sessions, groups, questions and clusters that differ in width, case or white space only
    as they first came."""
    first: dict[tuple[str, str], str] = {}
    for frame in frames:
        frame["text"] = frame["text"].str.replace(_UNSEEN, "", regex=True)
        for column in (*KEY[:3], "cluster"):
            seen = frame[column].str.replace(_UNSEEN, "", regex=True).str.strip()
            plain = [
                re.sub(r"\s+", "", unicodedata.normalize("NFKC", v)).casefold()
                for v in seen.fillna("")
            ]
            one = [first.setdefault((column, p), v) if p else None for p, v in zip(plain, seen)]
            frame[column] = pd.array(one, dtype="string")


def votes_over(answers: pd.DataFrame, rules: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Votes that cannot have been cast: ``(position, reason)``.

    For each question there are at most as many as all its groups may have, ``talk.group_most``
    members with ``talk.votes_each`` votes. Whatever makes it too many is named: each line that does
    so alone, else the one where the sum goes over.
    """
    members, each, out = rules["talk.group_most"], rules["talk.votes_each"], []
    votes = answers["votes"].astype("Float64").fillna(0).to_numpy(dtype=float)
    places = pd.Series(np.arange(len(answers)))
    for _, at in places.groupby(answers["question"].fillna("").to_numpy()):
        groups = len(answers.iloc[at][["session", "group"]].drop_duplicates())
        most, own = groups * members * each, votes[at]
        alone = at[own > most].tolist()
        sums = at[np.cumsum(own) > most].tolist()
        zh = (
            f"票数超出：{groups} 个组、每组最多 {members} 人、每人 {each} 票，这个问题合计最多 "
            f"{most} 票，单上合计 {own.sum():.0f} 票"
        )
        en = (
            f"too many votes: {groups} groups of {members} at most with {each} each have {most} "
            f"for this question, not {own.sum():.0f}"
        )
        out += [(int(i), tr(zh, en)) for i in alone or sums[:1]]
    return out


def too_many_votes(t: Typed, rules: Mapping[str, Any]) -> pd.DataFrame:
    """Votes of a sheet that cannot have been cast."""
    problems = Problems()
    for i, reason in votes_over(t.frame, rules):
        t.say(problems, "votes", np.array([i]), reason)
    return problems.frame()


def twice(found: list[Typed]) -> pd.DataFrame:
    """The same line of the same group in two sheets."""
    problems = Problems()
    seen: dict[tuple[Any, ...], tuple[str, int]] = {}
    for t in found:
        places = t.frame[KEY].astype(object).itertuples(index=False, name=None)
        for i, key in enumerate(places):
            first = seen.setdefault(key, (t.raw.place, t.raw.rows[i]))
            if first[0] != t.raw.place and not any(map(pd.isna, key)):
                reason = tr(
                    f"与 {first[0]} 第 {first[1]} 行重复：同一组交了两份？",
                    f"repeats {first[0]}, row {first[1]}: given twice?",
                )
                t.say(problems, "seq", np.array([i]), reason)
    return problems.frame()
