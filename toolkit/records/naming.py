"""What a unit is called wherever people read of it: number, name, both, or the number alone."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd

from toolkit.records.county import County
from toolkit.terms import label, tr

_COLUMNS = ("name", "township", "parent_id", "level", "sector")
_SUFFIXES = ("（虚构）", "(虚构)")
#: natures of data whose units other people know: a ranking by merit then shows numbers only
_KNOWN_TO_OTHERS = ("user_supplied", "mixed")
#: columns of a line that the name of a source may take in a caption; a wide character takes two
_SOURCE_WIDTH = 60


def bare(name: str) -> str:
    """A name without the mark 虚构, which every page carries.

    Examples
    --------
    >>> bare("石汀村党支部（虚构）")
    '石汀村党支部'
    """
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


class Names:
    """How a county's organisations are called: decided here once, for figures, reports, packs and
    lessons.

    Invented and published units show their names. Units that a user supplied show number and name,
    since nobody can read a page of numbers; only in a ranking by merit or need they show their
    numbers alone, unless names are asked for.

    Parameters
    ----------
    county : toolkit.County, optional
        Without one, units show their numbers and the data count as user-supplied.
    ranking : bool
        Units stand in an order of merit or need.
    asked : bool, optional
        True shows names all the same, False shows numbers.
    pairs : DataFrame, optional
        What is drawn; of public data `note` names the ``source`` of these rows.

    Attributes
    ----------
    nature : str
        As `toolkit.County.nature`.
    masked : bool
        Whether numbers stand alone.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import records
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> names = records.Names(county)
    >>> names.nature, names.masked
    ('fictitious', False)
    """

    def __init__(
        self,
        county: County | None,
        ranking: bool = False,
        asked: bool | None = None,
        pairs: pd.DataFrame | None = None,
    ):
        self.nature = str(county.nature) if county is not None else "user_supplied"
        known = self.nature in _KNOWN_TO_OTHERS
        self.masked = not asked if asked is not None else ranking and known
        self._with_number = known
        table = (
            county["organisation"]
            if county is not None
            else pd.DataFrame(columns=["org_id", *_COLUMNS])
        )
        self._names, self.township, self._parent, self._level, self._sector = (
            {i: v for i, v in zip(table["org_id"], table[c]) if pd.notna(v)} for c in _COLUMNS
        )
        public = self.nature == "public_official" and pairs is not None
        counts = pairs["source"].dropna().value_counts(sort=False) if public else []  # type: ignore[index]
        self._sources = list(counts.index) if public else []  # type: ignore

    def name(self, org_id: object) -> str:
        """The name without the mark 虚构; the number of a unit without one."""
        return bare(str(self._names.get(org_id, org_id)))

    def both(self, org_id: object) -> str:
        """Number and name."""
        return f"{org_id} {self.name(org_id)}" if org_id in self._names else str(org_id)

    def full(self, org_id: object) -> str:
        """The unit as readers of these data are to read it."""
        if self.masked:
            return str(org_id)
        return self.both(org_id) if self._with_number else self.name(org_id)

    def column(self, ids: pd.Series) -> pd.Series:
        """`full` of every cell, with the mark 虚构, for a table that may leave its page; empty
        cells stay empty."""
        return ids.astype(object).map(self._whole, na_action="ignore")

    def _whole(self, org_id: object) -> str:
        if self.masked or org_id not in self._names:
            return str(org_id)
        name = str(self._names[org_id])
        return f"{org_id} {name}" if self._with_number else name

    def group(self, org_id: str) -> str:
        """Where a unit belongs: its township, else its province, else its superior, else its
        sector."""
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
        sector = self._sector.get(org_id)
        return label("organisation", "sector", sector) if sector else ""

    def above(self, org_id: str, level: str | None) -> str | None:
        """The unit itself, or its superior of a level; None where there is none."""
        at: str | None = org_id
        for _ in range(64):
            if level is None or at is None or self._level.get(at) == level:
                return at
            at = self._parent.get(at)
        return None

    def note(self) -> str:
        """What a caption adds about names and sources."""
        if self.nature == "fictitious":
            return tr("单位均为虚构。", " All units are fictitious.")
        if self._sources:
            n = len(self._sources)
            more = tr(f"等 {n} 份文件", f" and {n - 1} more") if n > 1 else ""
            return tr("来源：", " Source: ") + cut(self._sources[0]) + more + tr("。", ".")
        return tr("显示编号，不显示名称。", " Codes are shown, not names.") if self.masked else ""


def cut(text: Any, width: int = _SOURCE_WIDTH) -> str:
    """The beginning of a line that would be wider than `width` columns, with …."""
    text, taken = str(text), 0
    for i, char in enumerate(text):
        taken += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if taken > width:
            return text[: i - 1] + "…"
    return text
