"""What every section function works with: the county, the day, who may be named, and a way to draw
that says why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from toolkit.records import Names, read_date
from toolkit.reports.model import Drawing
from toolkit.rules import Rules, default_rules
from toolkit.terms import label, tables, tr

#: dates that lie ahead by intention, or say when something was looked up: they do not date the data
_NOT_EVENTS = {"end_plan", "due", "next_on", "valid_to", "notice_to", "accessed", "end"}


@dataclass
class Context:
    """One county on one day, for one reader.

    Parameters
    ----------
    county : County
    source : str
        The name of what was read (no folder: a report travels).
    on : Timestamp
        The reference day; ``on_reason`` says in a sentence why this one.
    names : bool
        Whether rankings of user-supplied data may show names.
    warnings : DataFrame
        What `toolkit.check` said.
    """

    county: Any
    source: str
    on: pd.Timestamp
    on_reason: str
    names: bool = False
    warnings: pd.DataFrame = field(default_factory=pd.DataFrame)
    rules: Rules = field(default_factory=default_rules)

    @property
    def real(self) -> bool:
        """Published facts about real places: described, never judged, never mapped."""
        return self.county.nature in ("public_official", "mixed")

    @property
    def coded(self) -> bool:
        """Whether rankings show codes instead of names."""
        return self.county.nature not in ("fictitious", "public_official") and not self.names

    @property
    def day(self) -> str:
        """The reference day as text."""
        return self.on.strftime("%Y-%m-%d")

    def who(self, ids: pd.Series, ranking: bool = False) -> pd.Series:
        """A column of identifiers as readers are to read it (see `toolkit.records.Names`); in a
        `ranking` by merit or need user-supplied units show their numbers alone."""
        return Names(self.county, ranking, self.names or None).column(ids)

    def missing(self, *names: str) -> list[str]:
        """Those of the tables that hold no rows."""
        return [n for n in names if self.county[n].empty]

    def draw(self, figure: str, limits: list[str], **options: Any) -> list[Drawing]:
        """A list with that figure of `toolkit.figures`, or an empty one and its reason among the
        `limits`."""
        from toolkit import figures

        try:
            return [getattr(figures, figure)(self.county, **options)]
        except figures.NothingToDraw as reason:
            limits.append(tr("未绘图：", "No figure: ") + str(reason))
            return []


def labelled(column: pd.Series, table: str) -> pd.Series:
    """Values of an enum column as the reader reads them; empty cells stay empty."""
    return column.astype(object).map(
        lambda v: label(table, str(column.name), v), na_action="ignore"
    )


def counted(column: pd.Series, table: str, n: str = "n") -> pd.DataFrame:
    """Counts by value in the order of the domain, with the share of all: columns `<column>`, `n`,
    ``share``."""
    name = str(column.name)
    order = {v: i for i, v in enumerate(tables()[table].column(name).choices)}
    counts = column.dropna().value_counts()
    counts = counts.loc[sorted(counts.index, key=lambda v: order.get(v, len(order)))]
    out = counts.rename(n).rename_axis(name).reset_index()
    out["share"] = out[n] / max(int(out[n].sum()), 1)
    out[name] = labelled(out[name], table)
    return out


def span(county: Any, table: str) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """First and last date of what happened in a table (plans and deadlines left out); None where it
    has no dates."""
    frame = county[table]
    dates = [
        frame[c.name]
        for c in tables()[table].columns
        if c.kind == "date" and c.name not in _NOT_EVENTS
    ]
    seen = pd.concat([d.dropna() for d in dates]) if dates else pd.Series(dtype="datetime64[us]")
    return (seen.min(), seen.max()) if len(seen) else (None, None)


def reference_day(county: Any, on: object = None) -> tuple[pd.Timestamp, str]:
    """The day a report speaks of, and a sentence that says why.

    The day asked for; else today, unless the newest date in the data is over a year old: then that
    date, because on a day long after the records end every measure would say that nothing runs any
    more.
    """
    if on is not None:
        days, unread, _ = read_date(pd.Series([on], dtype=object))
        if unread[0] or pd.isna(days[0]):
            raise ValueError(
                tr(f"“{on}”不是日期，请写成 2016-12-31。", f"{on!r} is no date; write 2016-12-31.")
            )
        return days[0], tr("基准日由使用者指定。", "The reference day was chosen by the user.")
    today = pd.Timestamp.today().normalize()
    last = max(
        (d for t in tables() if t != "provenance" and (d := span(county, t)[1]) is not None),
        default=today,
    )
    if today - last > pd.Timedelta(days=365):
        return last.normalize(), tr(
            "数据止于一年以前，故以数据中最后的日期为基准日（可用 --on 改）。",
            "The data end over a year ago, so the reference day is the last date in them (--on "
            "changes it).",
        )
    return today, tr(
        "基准日为今天（可用 --on 改）。", "The reference day is today (--on changes it)."
    )
