"""What a unit is called on a figure: its name, shortened, or its code where names would point at
someone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from toolkit.figures.base import day, plural
from toolkit.figures.style import BODY, SMALL, shorten, width
from toolkit.terms import label, tr

_COLUMNS = ["org_id", "name", "township", "parent_id", "level", "sector"]
_SUFFIXES = ("（虚构）", "(虚构)")


def running_pairs(county: Any, on: Any = None, prog_id: str | None = None) -> pd.DataFrame:
    """``helper_id, recipient_id, channel, source`` of the pairs that run on a day, each once."""
    from toolkit import pairing

    net = pairing.graph(county, on=day(on), prog_id=prog_id)
    found = [(h, r, d["channel"], d["source"]) for h, r, d in net.edges(data=True)]
    keys = ["helper_id", "recipient_id", "channel"]
    return pd.DataFrame(found, columns=[*keys, "source"]).drop_duplicates(keys, ignore_index=True)


def bare(name: str) -> str:
    """A name without the mark 虚构, which every page carries."""
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


class Names:
    """Names of a county's organisations, as its figures print them.

    Parameters
    ----------
    county : toolkit.County, optional
        Without one, units show their codes and the data count as user-supplied.
    ranking : bool
        The figure puts units in an order of merit or need: user-supplied units then show their
        codes.
    asked : bool, optional
        True shows names all the same, False shows codes.
    pairs : DataFrame, optional
        What is drawn; of public data the caption names the ``source`` of these rows.
    """

    def __init__(
        self,
        county: Any,
        ranking: bool = False,
        asked: bool | None = None,
        pairs: pd.DataFrame | None = None,
    ):
        organisations = (
            county["organisation"] if county is not None else pd.DataFrame(columns=_COLUMNS)
        )
        self.nature: str = str(county.nature) if county is not None else "user_supplied"
        self.coded = (
            not asked
            if asked is not None
            else ranking and self.nature in ("user_supplied", "mixed")
        )
        self._names, self.township, self._parent, self._level, self._sector = (
            {i: v for i, v in zip(organisations["org_id"], organisations[c]) if pd.notna(v)}
            for c in _COLUMNS[1:]
        )
        public = self.nature == "public_official" and pairs is not None
        self._sources = (
            list(pairs["source"].dropna().value_counts(sort=False).index) if public else []
        )  # type: ignore[index]

    def full(self, org_id: str) -> str:
        """The name (or the code), without the mark 虚构 that the watermark carries."""
        return bare(str(org_id) if self.coded else str(self._names.get(org_id, org_id)))

    def short(
        self, org_id: str, points: float = 10 * BODY, size: float = BODY, beside: str = ""
    ) -> str:
        """The name within a width; what stands `beside` it (its township) is left out in front."""
        name = self.full(org_id)
        if beside and name.startswith(beside) and len(name) > len(beside) + 1:
            name = name[len(beside) :]
        return shorten(name, points, size)

    def listed(self, ids: Sequence[str], points: float, size: float = SMALL) -> str:
        """As many whole names as fit a width; how many there are where not all do."""
        for n in range(len(ids), 0, -1):
            rest = "" if n == len(ids) else tr(f"等 {len(ids)} 个", f" … {len(ids)} in all")
            told = tr("、", ", ").join(self.full(i) for i in ids[:n]) + rest
            if width(told, size) <= points:
                return told
        return tr(f"{len(ids)} 个", plural(len(ids), "unit"))

    def group(self, org_id: str) -> str:
        """Where a unit belongs on a figure: its township, else its province, else its superior,
        else its sector."""
        if org_id in self.township:
            return self.township[org_id]
        at, seen = org_id, set()
        while at not in seen:
            seen.add(at)
            if self._level.get(at) in ("region", "province"):
                return self.full(at)
            at = self._parent.get(at, at)
        if org_id in self._parent:
            return self.full(self._parent[org_id])
        return (
            label("organisation", "sector", self._sector[org_id]) if org_id in self._sector else ""
        )

    def above(self, org_id: str, level: str | None) -> str | None:
        """The unit itself, or its superior of a level; None where there is none."""
        at: str | None = org_id
        for _ in range(64):
            if level is None or at is None or self._level.get(at) == level:
                return at
            at = self._parent.get(at)
        return None

    def note(self) -> str:
        """What the caption adds about names and sources."""
        if self.nature == "fictitious":
            return tr("单位均为虚构。", " All units are fictitious.")
        if self._sources:
            more = (
                tr(f"等 {len(self._sources)} 份文件", f" and {len(self._sources) - 1} more")
                if len(self._sources) > 1
                else ""
            )
            return (
                tr("来源：", " Source: ")
                + shorten(self._sources[0], 30 * SMALL, SMALL)
                + more
                + tr("。", ".")
            )
        return tr("显示编号，不显示名称。", " Codes are shown, not names.") if self.coded else ""
