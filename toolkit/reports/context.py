"""What every section function works with: the county, the day, who may be named, and a way to draw
that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit.pairing import Population, helping, period_end, population
from toolkit.records import Names, read_date
from toolkit.reports.model import Drawing
from toolkit.rules import Rules, default_rules
from toolkit.terms import label, tables, tr, word

#: dates that lie ahead by intention, or say when something was looked up: they do not date the data
_NOT_EVENTS = {"end_plan", "due", "next_on", "valid_to", "notice_to", "accessed", "end"}

#: pairs that a short table tells as well as a picture
_FEW = 12


class Seen:
    """A county with some tables seen otherwise; nothing is copied or checked again."""

    def __init__(self, county: Any, changed: Mapping[str, pd.DataFrame]):
        self._county, self._changed = county, dict(changed)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._changed[table] if table in self._changed else self._county[table]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._county, name)


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
    full : bool
        Every section and longer tables, instead of five pages.
    masked : bool
        Numbers alone everywhere, for the projector.
    listed : tuple of str, optional
        Units to be helped where the source itself says so (a ledger).
    read_as : str
        A sentence on how the source was read, where that is no matter of course.
    """

    county: Any
    source: str
    on: pd.Timestamp
    on_reason: str
    names: bool = False
    warnings: pd.DataFrame = field(default_factory=pd.DataFrame)
    rules: Rules = field(default_factory=default_rules)
    full: bool = False
    masked: bool = False
    listed: tuple[str, ...] | None = None
    read_as: str = ""

    @cached_property
    def population(self) -> Population:
        """Who is counted on the day, the same in every section."""
        return population(self.county, self.on, rules=self.rules, listed=self.listed)

    @cached_property
    def helped_only(self) -> Any:
        """The county with nothing but the help that units to be helped get: whose leaving leaves
        one of them alone is asked of these pairs, so that it agrees with who has no helper."""
        pairs = self.county["pairing"]
        keep = pairs["recipient_id"].isin(self.population.to_help) & helping(pairs)
        return Seen(self._drawn, {"pairing": pairs[keep.to_numpy(dtype=bool)]})

    @property
    def real(self) -> bool:
        """Published facts about real places: described, never judged, never mapped."""
        return self.county.nature in ("public_official", "mixed")

    @property
    def coded(self) -> bool:
        """Whether rankings by merit show numbers instead of names."""
        user = self.county.nature not in ("fictitious", "public_official")
        return self.masked or (user and not self.names)

    @property
    def few(self) -> bool:
        """So few pairs that five pages would be half empty: two pages of tables, one drawing."""
        return not self.full and not self.real and len(self.population.running) <= _FEW

    @property
    def day(self) -> str:
        """The reference day as text."""
        return self.on.strftime("%Y-%m-%d")

    def who(self, ids: pd.Series) -> pd.Series:
        """Number and name of units, the name of published places, the number alone on masked
        pages."""
        return self._called(ids, Names(self.county, asked=False if self.masked else None))

    def ranked(self, ids: pd.Series) -> pd.Series:
        """As `who`, but in an order by merit: user-supplied units as numbers unless names are asked
        for."""
        asked = False if self.masked else self.names or None
        return self._called(ids, Names(self.county, True, asked))

    def _called(self, ids: pd.Series, names: Names) -> pd.Series:
        if names.masked or self.real:
            return names.column(ids)
        # in an office's own ledger the name stands for the number, too
        return ids.astype(object).map(
            lambda i: i if names.name(i) == i else names.both(i), na_action="ignore"
        )

    @cached_property
    def _drawn(self) -> Any:
        """The county as figures see it: on masked pages its units bear their numbers as names."""
        if not self.masked:
            return self.county
        mark = "（虚构）" if self.county.nature == "fictitious" else ""
        organisation = self.county["organisation"]
        return Seen(
            self.county, {"organisation": organisation.assign(name=organisation["org_id"] + mark)}
        )

    def missing(self, *names: str) -> list[str]:
        """Those of the tables that hold no rows."""
        return [n for n in names if self.county[n].empty]

    def draw(self, figure: str, limits: list[str], **options: Any) -> list[Drawing]:
        """A list with that figure of `toolkit.figures`, or an empty one and its reason among the
        `limits`."""
        return self.draw_with(figure, limits, self._drawn, **options)

    def draw_with(
        self, figure: str, limits: list[str], *given: Any, **options: Any
    ) -> list[Drawing]:
        """As `draw`, of other things than the county.

        A figure that fails is named in its place: one picture less must not cost the report.
        """
        from toolkit import figures

        try:
            return [getattr(figures, figure)(*given, **options)]
        except figures.NothingToDraw as reason:
            limits.append(tr("未绘图：", "No figure: ") + str(reason))
        except Exception as error:
            limits.append(
                tr(
                    f"图“{word('figure', figure)}”没有画成（{type(error).__name__}：{error}），"
                    f"其余照写。",
                    f"The figure on {word('figure', figure)} could not be drawn "
                    f"({type(error).__name__}: {error}); the rest stands.",
                )
            )
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


def named_dates(days: pd.Series) -> tuple[str, str]:
    """First and last day of a column as text."""
    known = days.dropna()
    if known.empty:
        return tr("（不详）", "(unknown)"), tr("（不详）", "(unknown)")
    return f"{known.min():%Y-%m-%d}", f"{known.max():%Y-%m-%d}"


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

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> day, why = toolkit.reports.reference_day(county)
    >>> day
    Timestamp('2012-03-20 00:00:00')
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
    # a rating of 2015 without its day holds from the end of that year
    rating = county["rating"]
    held = rating["decided_on"].fillna(period_end(rating["period"])).max()
    if pd.notna(held):
        last = max(last, min(held, today))
    if today - last > pd.Timedelta(days=365):
        return last.normalize(), tr(
            "数据止于一年以前，故以数据中最后的日期为基准日。",
            "The data end over a year ago, so the reference day is the last date in them.",
        )
    return today, tr("基准日为今天。", "The reference day is today.")
