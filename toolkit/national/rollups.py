"""Roll-ups straight from the shards: coverage, loads, grades and what lasted, by province and year,
with pairs between counties."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.national.shards import BETWEEN, Shards
from toolkit.pairing import NEVER_RAN, OPEN_CASE, period_end
from toolkit.progress import progress
from toolkit.rules import Rules, default_rules
from toolkit.terms import CHANNELS, tr

if TYPE_CHECKING:
    import duckdb

#: of DuckDB; a province is what has to fit, the rest goes to disk
_MEMORY, _THREADS = "700MB", 2
_PAIR = "helper_id, recipient_id, channel, start, end_actual, status, wave"
#: once for the nation: an organisation founded later or dissolved before a day is not there, and a
#: pair may cross a border
_DAYS = """
CREATE TEMP TABLE days AS
    SELECT y AS year, make_date(y, 12, 31) AS d FROM (SELECT unnest({years}) AS y);
CREATE TEMP TABLE gone AS SELECT year, org_id FROM
    (SELECT org_id, valid_from::DATE AS since, valid_to::DATE AS until FROM {organisation})
    JOIN days ON since > d OR until <= d;
"""
_VIEWS = """
CREATE OR REPLACE TEMP TABLE org AS SELECT org_id, capacity FROM read_parquet({organisation});
CREATE OR REPLACE TEMP VIEW every AS SELECT * FROM {inside};
CREATE OR REPLACE TEMP VIEW across AS SELECT * FROM {across};
CREATE OR REPLACE TEMP TABLE runs AS
    SELECT year, helper_id, recipient_id, channel, inside FROM
    (SELECT *, true AS inside FROM every UNION ALL SELECT *, false FROM across
     WHERE recipient_id IN (SELECT org_id FROM org) OR helper_id IN (SELECT org_id FROM org)) p
    JOIN days ON start <= d AND (end_actual IS NULL OR end_actual > d) AND status NOT IN {never}
    AND (coalesce(status, '') <> 'completed' OR end_actual IS NOT NULL OR wave IS NULL
         OR start = d)
    ANTI JOIN gone h ON h.year = days.year AND h.org_id = p.helper_id
    ANTI JOIN gone r ON r.year = days.year AND r.org_id = p.recipient_id;
CREATE OR REPLACE TEMP TABLE rated AS
    SELECT year, org_id, arg_max(grade, (coalesce(decided_on::DATE, ends), ends)) AS grade
    FROM {rating} JOIN periods USING (period) JOIN days ON coalesce(decided_on::DATE, ends) <= d
    WHERE grade IS NOT NULL GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE listed AS SELECT year, org_id FROM
    (SELECT year, org_id FROM rated WHERE grade = 'backward' UNION
     SELECT year, org_id FROM {cases}
     JOIN days ON listed_on <= d AND (closed_on IS NULL OR closed_on > d) WHERE status IN {open})
    ANTI JOIN gone USING (year, org_id);
"""
_ASKED = {
    # everybody who is to be helped that day, in each channel that ran in the province
    "coverage": """
SELECT year, channel, any_value(n) AS recipients, count(DISTINCT recipient_id) AS helped,
    recipients - helped AS uncovered, helped / recipients AS share
FROM (SELECT DISTINCT year, channel FROM runs)
JOIN (SELECT year, count(*) AS n FROM listed GROUP BY year) USING (year)
LEFT JOIN (SELECT year, channel, recipient_id FROM runs JOIN listed USING (year)
           WHERE org_id = recipient_id) h USING (year, channel)
GROUP BY year, channel""",
    "load": """
SELECT year, channel, count(*) AS helpers, sum(pairs)::BIGINT AS pairs, max(pairs) AS most,
    count(*) FILTER (capacity < pairs) AS helpers_over,
    coalesce(sum(pairs - capacity) FILTER (capacity < pairs), 0)::BIGINT AS over
FROM (SELECT year, channel, count(*) AS pairs,
          any_value(coalesce(org.capacity, c.capacity)) AS capacity
      FROM runs JOIN org ON org_id = helper_id LEFT JOIN capacities c USING (channel)
      GROUP BY year, channel, helper_id)
GROUP BY ALL""",
    "grades": """
SELECT *, organisations / sum(organisations) OVER (PARTITION BY year) AS share
FROM (SELECT year, grade, count(*) AS organisations FROM rated GROUP BY ALL)""",
    # a pair is a helper and a recipient, in whatever channel
    "retention": """
WITH pair AS (SELECT DISTINCT year, helper_id, recipient_id, inside
              FROM runs SEMI JOIN org ON org_id = recipient_id)
SELECT b.year AS "from", b.year + 1 AS "to", count(*) AS before, count(a.year) AS kept,
    kept / before AS kept_share, count(*) FILTER (NOT b.inside) AS between_counties
FROM pair b LEFT JOIN pair a ON a.year = b.year + 1
    AND a.helper_id = b.helper_id AND a.recipient_id = b.recipient_id
WHERE b.year + 1 IN (SELECT year FROM days) GROUP BY ALL""",
}


def roll_up(
    source: str | PathLike[str] | Shards, years: Sequence[int], rules: Rules | None = None
) -> dict[str, pd.DataFrame]:
    """Ask DuckDB for the state of every province at the end of each year, one province after the
    other.

    Pairs between counties and provinces count where their recipient is (coverage, retention) and
    where their helper is (load). Memory is bounded by the largest province; DuckDB is held to 700
    MB.

    Parameters
    ----------
    source : path or Shards
    years : sequence of int
        Each stands for its 31 December.
    rules : Rules, optional
        For ``pair.cap.<channel>``, where an organisation has no capacity of its own.

    Returns
    -------
    dict of DataFrame, each with ``province`` and ``year`` in front
        ``coverage``: ``channel, recipients, helped, uncovered, share`` as `pairing.coverage`
        counts, for each channel with pairs that day. ``load``: ``channel, helpers, pairs, most``
        (pairs of the busiest), ``helpers_over, over``. ``grades``: ``grade, organisations, share``
        (of the rated). ``retention``: ``from, to, before, kept, kept_share, between_counties`` (how
        many of ``before`` cross a county border).

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import national
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = national.write_shard(folder, "P01", "C0001", county)
    ...     rolled = national.roll_up(folder, [2011])
    >>> rolled["coverage"][["channel", "recipients", "helped"]].head(1).values.tolist()
    [['advanced_helps_backward', 10, 4]]
    """
    import duckdb

    shards, rules = Shards(source), rules or default_rules()
    capacities = pd.DataFrame(
        {
            "channel": CHANNELS,
            "capacity": pd.array([rules[f"pair.cap.{c}"] for c in CHANNELS], dtype="Int64"),
        }
    )
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in _ASKED}
    with tempfile.TemporaryDirectory() as spill, duckdb.connect(config=_settings(spill)) as db:
        db.register("capacities_frame", capacities)
        db.execute("CREATE TEMP TABLE capacities AS SELECT * FROM capacities_frame")
        everybody = (
            f"read_parquet({shards.files('organisation', between=False)}, union_by_name = true)"
        )
        db.execute(_DAYS.format(years=list(years), organisation=everybody))
        for province in progress(
            shards.provinces, len(shards.provinces), tr("各省汇总", "provinces")
        ):
            for name, frame in _province(db, shards, province):
                frame.insert(0, "province", province)
                found[name].append(frame)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in found.items()}


def _settings(spill: str) -> dict[str, Any]:
    return {
        "memory_limit": _MEMORY,
        "threads": _THREADS,
        "temp_directory": spill,
        "preserve_insertion_order": False,
    }


def _province(
    db: duckdb.DuckDBPyConnection, shards: Shards, province: str
) -> Iterator[tuple[str, pd.DataFrame]]:
    across = [str(f) for f in shards.between([BETWEEN])]
    words = {
        "organisation": shards.files("organisation", province, between=False),
        "inside": _table(shards.files("pairing", province), _PAIR),
        "across": _table(across, _PAIR),
        "rating": _table(
            shards.files("rating", province, between=False), "org_id, period, grade, decided_on"
        ),
        "cases": _table(
            shards.files("turnaround_case", province, between=False),
            "org_id, status, listed_on, closed_on",
        ),
        "never": NEVER_RAN,
        "open": OPEN_CASE,
    }
    # a handful of different periods: read by the function that reads them everywhere else
    periods = (
        db.execute(f"SELECT DISTINCT period FROM {words['rating']}").df()["period"].astype("string")
    )
    db.register("periods", pd.DataFrame({"period": periods, "ends": period_end(periods)}))
    db.execute(_VIEWS.format(**words))
    for name, question in _ASKED.items():
        yield name, db.execute(f"SELECT * FROM ({question}) ORDER BY ALL").df()


def _table(files: list[str], columns: str) -> str:
    """A table that not every county has; nothing of it when none has."""
    if files:
        return f"(SELECT {columns} FROM read_parquet({files}, hive_partitioning = false))"
    dates = {"decided_on", "listed_on", "closed_on", "start", "end_actual"}
    return (
        "(SELECT "
        + ", ".join(
            f"NULL::{'DATE' if c in dates else 'VARCHAR'} AS {c}" for c in columns.split(", ")
        )
        + " WHERE false)"
    )
