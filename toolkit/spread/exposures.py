"""Who is exposed to whom, from a county's tables: pairings, visits, study, material, hierarchy and
nearness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from toolkit import pairing
from toolkit.pairing import day as day_of
from toolkit.records import County, great_circle, on_sphere
from toolkit.spread.edges import SpreadError
from toolkit.terms import CHANNELS, channel, channel_label, read_data, tr, word

_PAIRS_MOST = 20_000_000


@cache
def _known() -> pd.DataFrame:
    columns, known = ["kind", "p", "origin", "note"], [channel(c) for c in CHANNELS]
    of_channels = [(c.name, c.chance, c.chance_origin, c.chance_note) for c in known]
    others = pd.DataFrame(read_data("assumptions.csv", "toolkit.spread"))
    table = pd.concat([pd.DataFrame(of_channels, columns=columns), others], ignore_index=True)
    return table.astype({"p": float}).dropna(subset=["p"], ignore_index=True)


def kind_label(kind: str) -> str:
    """A kind of exposure as the reader reads it.

    Examples
    --------
    >>> from toolkit import spread
    >>> spread.kind_label("hierarchy"), spread.kind_label("visit")
    ('上下级', '参观')
    """
    return channel_label(kind) if kind in CHANNELS else word("exposure", kind)


def _must_be_known(kinds: Iterable[str], table: pd.DataFrame) -> None:
    unknown = sorted(set(kinds) - set(table["kind"]))
    if unknown:
        raise SpreadError(
            tr(
                f"没有这种接触来源：{'、'.join(unknown)}。",
                f"no such kind of exposure: {', '.join(unknown)}",
            )
        )


def assumptions(changes: Mapping[str, float] | None = None) -> pd.DataFrame:
    """The chance that one exposure of each kind wins a unit over in a round: assumed, for want of
    any measurement.

    Parameters
    ----------
    changes : mapping kind → float, optional
        Your own values; they are marked ``given`` instead of ``assumed``.

    Returns
    -------
    DataFrame
        ``kind, p, origin, note``.

    Raises
    ------
    SpreadError
        An unknown kind or a value outside 0–1.

    Examples
    --------
    >>> from toolkit import spread
    >>> spread.assumptions()[["kind", "p", "origin"]].head(2)
                            kind     p   origin
    0    advanced_helps_backward  0.15  assumed
    1  department_links_backward  0.08  assumed
    """
    table, changes = _known().copy(), dict(changes or {})
    _must_be_known(changes, table)
    if not all(0 <= v <= 1 for v in changes.values()):
        raise SpreadError(
            tr(f"概率须在 0 到 1 之间：{changes}", f"probabilities must lie in 0–1: {changes}")
        )
    table["origin"] = [
        "given" if kind in changes else origin
        for kind, origin in zip(table["kind"], table["origin"])
    ]
    table["p"] = [float(changes.get(kind, p)) for kind, p in zip(table["kind"], table["p"])]
    return table


def exposure(
    county: County,
    on: Any = None,
    kinds: Iterable[str] | None = None,
    probabilities: Mapping[str, float] | None = None,
    years: float = 3.0,
    neighbours: int = 5,
    half_km: float = 5.0,
) -> pd.DataFrame:
    """Edges from who shows to who may take up, with an assumed chance for each kind.

    Pairings run on the day, from helper to recipient. Visits, study and distributed material lead
    from the exemplar's organisation to whoever met it in the `years` before the day; repeated ones
    multiply the chance of failing, p = 1 − (1 − p₁)ⁿ. A superior exposes the units directly below
    it. Near units expose each other: the `neighbours` nearest by coordinates with p halved every
    `half_km`, or, where the county has no coordinates, all of a township.

    Parameters
    ----------
    on : day, optional
        Today when left out.
    kinds : list, optional
        Some of ``assumptions()["kind"]``; all when left out.
    probabilities : mapping kind → float, optional
        Instead of the assumed ones.

    Returns
    -------
    DataFrame
        ``source, target, kind, p, contacts, distance_km``; one row for each kind between two units.

    Raises
    ------
    SpreadError
        Unknown kinds, probabilities outside 0–1, or nothing that exposes anyone on that day.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> edges = toolkit.spread.exposure(county, "2011-06-30", kinds=["hierarchy", "hook_up_help"])
    >>> edges["kind"].value_counts().to_dict()
    {'hierarchy': 59, 'hook_up_help': 2}
    """
    table = assumptions(probabilities)
    chosen = list(table["kind"]) if kinds is None else list(kinds)
    _must_be_known(chosen, table)
    if years <= 0 or neighbours < 1 or half_km <= 0:
        raise SpreadError(
            tr(
                "years、neighbours、half_km 须大于 0。",
                "years, neighbours and half_km must be above 0",
            )
        )
    day = day_of(on)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "visit": lambda: _met(county, "visit", "from_org", day, years),
        "study": lambda: _met(county, "study_event", "org_id", day, years),
        "distribution": lambda: _given(county, day, years),
        "hierarchy": lambda: county["organisation"].rename(
            columns={"parent_id": "source", "org_id": "target"}
        )[["source", "target"]],
        "distance": lambda: _near(county["organisation"], neighbours),
        "township": lambda: _township(county["organisation"]),
    }
    parts = [_paired(county, day, chosen)] + [
        make().assign(kind=kind) for kind, make in makers.items() if kind in chosen
    ]
    edges = pd.concat([p for p in parts if len(p)] or [parts[0]], ignore_index=True)
    if edges.empty:
        raise SpreadError(
            tr(
                "这一天没有任何接触记录，构不成网络。",
                "nothing exposes anyone on that day, so there is no network",
            )
        )
    return _weighed(edges, table, half_km)


def _weighed(edges: pd.DataFrame, table: pd.DataFrame, half_km: float) -> pd.DataFrame:
    """One row for each kind between two units, with its probability."""
    ends = ["source", "target", "kind"]
    edges = edges.dropna(subset=["source", "target"])
    edges = edges[edges["source"] != edges["target"]].reindex(columns=[*ends, "distance_km"])
    out = edges.groupby(ends, sort=True, as_index=False).agg(
        contacts=("kind", "size"), distance_km=("distance_km", "min")
    )
    single = out["kind"].map(table.set_index("kind")["p"]).to_numpy(dtype=float)
    single = single * 0.5 ** (out["distance_km"].fillna(0).to_numpy(dtype=float) / half_km)
    p = 1 - (1 - single) ** out["contacts"].to_numpy(dtype=float)
    return out.assign(p=p, contacts=out["contacts"].astype("Int64"))[
        [*ends, "p", "contacts", "distance_km"]
    ]


def _paired(county: County, day: pd.Timestamp, kinds: Iterable[str]) -> pd.DataFrame:
    table = county["pairing"]
    if table.empty or not set(kinds) & set(CHANNELS):
        return pd.DataFrame(columns=["source", "target", "kind"])
    runs = table[
        pairing.running(table, day, county["organisation"]) & table["channel"].isin(list(kinds))
    ]
    pairs = runs[["helper_id", "recipient_id", "channel"]].drop_duplicates()
    return pairs.set_axis(["source", "target", "kind"], axis=1)


def _lately(table: pd.DataFrame, day: pd.Timestamp, years: float) -> pd.DataFrame:
    since = day - pd.Timedelta(days=365.25 * years)
    return table[
        ((table["date"] > since) & (table["date"] <= day)).to_numpy(dtype=bool, na_value=False)
    ]


def _homes(county: County) -> pd.Series:
    """The organisation that stands behind each exemplar (none behind a commended person)."""
    return county["exemplar"].set_index("ex_id")["org_id"].dropna()


def _met(county: County, table: str, who: str, day: pd.Timestamp, years: float) -> pd.DataFrame:
    rows = _lately(county[table], day, years)
    return pd.DataFrame({"source": rows["ex_id"].map(_homes(county)), "target": rows[who]})


def _given(county: County, day: pd.Timestamp, years: float) -> pd.DataFrame:
    items = (
        _lately(county["publicity"], day, years).set_index("item_id")["ex_id"].map(_homes(county))
    )
    given = county["distribution"].drop_duplicates(["item_id", "org_id"])
    return pd.DataFrame({"source": given["item_id"].map(items), "target": given["org_id"]})


def _near(organisation: pd.DataFrame, neighbours: int) -> pd.DataFrame:
    known, point = on_sphere(organisation)
    k = min(neighbours + 1, len(known))
    if k < 2:
        return pd.DataFrame(columns=["source", "target"])
    chord, found = cKDTree(point).query(point, k=k)
    ids = organisation["org_id"].to_numpy(dtype=object)[known]
    # a unit is told about by those near to it: exposure runs from the neighbour
    return pd.DataFrame(
        {
            "source": ids[found.ravel()],
            "target": np.repeat(ids, k),
            "distance_km": great_circle(chord.ravel()),
        }
    )


def _township(organisation: pd.DataFrame) -> pd.DataFrame:
    if len(on_sphere(organisation)[0]):
        return pd.DataFrame(columns=["source", "target"])
    inside = organisation.dropna(subset=["township"])[["org_id", "township"]]
    if int((inside.groupby("township").size() ** 2).sum()) > _PAIRS_MOST:
        raise SpreadError(
            tr(
                "乡镇太大，两两相连边数过多；请提供经纬度，或从 kinds 去掉 township。",
                "townships are too large to join everyone in them; give coordinates, or leave "
                "township out of kinds",
            )
        )
    both = inside.merge(inside, on="township")
    return pd.DataFrame({"source": both["org_id_x"], "target": both["org_id_y"]})
