"""Names of units within a width, and the pairs that a figure draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from toolkit.figures.base import day
from toolkit.figures.style import BODY, SMALL, shorten, width
from toolkit.records import Names
from toolkit.terms import plural, tr


def running_pairs(county: Any, on: Any = None, prog_id: str | None = None) -> pd.DataFrame:
    """``helper_id, recipient_id, channel, source, paused`` of the pairs that run on a day, each
    once.

    A paused pair still holds its place; it is drawn apart from those at work.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> len(toolkit.figures.running_pairs(county, "2011-06-30"))
    17
    """
    from toolkit import pairing

    net = pairing.graph(county, on=day(on), prog_id=prog_id)
    found = [
        (h, r, d["channel"], d["source"], d["status"] == "paused")
        for h, r, d in net.edges(data=True)
    ]
    keys = ["helper_id", "recipient_id", "channel"]
    pairs = pd.DataFrame(found, columns=[*keys, "source", "paused"])
    # the same pair twice, once paused and once at work, is at work
    pairs["paused"] = pairs.groupby(keys, observed=True)["paused"].transform("min").astype(bool)
    return pairs.drop_duplicates(keys, ignore_index=True)


def paused_note(pairs: pd.DataFrame, drawn: bool = False) -> str:
    """How many of the pairs counted in a figure are paused (`drawn`: as dotted lines); empty when
    none is."""
    n, (zh, en) = int(pairs["paused"].sum()), ("（点线）", " (dotted)") if drawn else ("", "")
    return tr(f"其中暂停 {n} 对{zh}。", f" {n} paused{en}.") if n else ""


def short(
    names: Names, org_id: str, points: float = 10 * BODY, size: float = BODY, beside: str = ""
) -> str:
    """A unit within a width; what stands `beside` it (its township) is left out in front."""
    name = names.full(org_id)
    if beside and name.startswith(beside) and len(name) > len(beside) + 1:
        name = name[len(beside) :]
    return shorten(name, points, size)


def listed(names: Names, ids: Sequence[str], points: float, size: float = SMALL) -> str:
    """As many whole names as fit a width; how many there are where not all do."""
    for n in range(len(ids), 0, -1):
        rest = "" if n == len(ids) else tr(f"等 {len(ids)} 个", f" … {len(ids)} in all")
        told = tr("、", ", ").join(names.full(i) for i in ids[:n]) + rest
        if width(told, size) <= points:
            return told
    return tr(f"{len(ids)} 个", plural(len(ids), "unit"))


def in_names(sentence: str, ids: list[str], names: Names) -> str:
    """A sentence with the units' codes put into names."""
    for i in sorted(map(str, ids), key=len, reverse=True):
        full = names.full(i)
        # where the sentence has code and name, the name is said once
        sentence = sentence.replace(i, full).replace(f"{full} {full}（虚构）", full)
    return sentence
