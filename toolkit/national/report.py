"""The nation as a report: roll-ups by province and year, the plans added up, and what the run
cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.national.generating import read_nation
from toolkit.national.rollups import roll_up
from toolkit.national.shards import Shards
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.reports import WrittenReport


def national_report(
    source: str | PathLike[str] | Shards,
    years: Sequence[int],
    plans: pd.DataFrame | None = None,
    times: pd.DataFrame | None = None,
    rolled: Mapping[str, pd.DataFrame] | None = None,
) -> WrittenReport:
    """Put the report together, in the language in force; `toolkit.reports.write_report` writes it.

    Parameters
    ----------
    source : path or Shards
    years : sequence of int
        As for `roll_up`; the last is the one that tables by province show.
    plans : DataFrame, optional
        ``Run.table("summary")`` of `plan_county`.
    times : DataFrame, optional
        What `scaling` measured.
    rolled : dict, optional
        What `roll_up` gave, when it has been asked already.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import national
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = national.write_shard(folder, "P01", "C0001", county)
    ...     report = national.national_report(folder, [2010, 2011])
    >>> report.subtitle, [section.key for section in report.sections]
    ('1 省 1 县\\u30002011-12-31', ['coverage', 'load', 'grades', 'retention'])
    """
    # here, so that the processes of a run load no drawing: that takes as long as all the rest
    from toolkit.national.sections import (
        costs_section,
        coverage_section,
        grades_section,
        load_section,
        plans_section,
        retention_section,
    )
    from toolkit.reports import WrittenReport, nature_words

    shards = Shards(source)
    nation = read_nation(shards.root)
    nature = "fictitious" if nation else shards[0].load().nature
    names = {} if nation is None else dict(nation.province(k) for k in range(nation.provinces))
    found = {
        n: t.assign(province=t["province"].map(lambda p: names.get(p, p)))
        for n, t in (rolled or roll_up(shards, years)).items()
    }
    last = max(years)
    sections = [
        coverage_section(found["coverage"], last, nature),
        load_section(found["load"], last),
        grades_section(found["grades"], last),
    ]
    sections.append(retention_section(found["retention"], nature))
    if plans is not None and len(plans):
        sections.append(
            plans_section(plans.assign(province=plans["province"].map(lambda p: names.get(p, p))))
        )
    if times is not None and len(times):
        sections.append(costs_section(times, len(shards), nature))
    line, mark = nature_words(nature)
    title = tr(
        "全国汇总：结对的覆盖、负荷与延续",
        "The nation in sum: pairings, their coverage, loads and duration",
    )
    subtitle = tr(
        f"{len(shards.provinces)} 省 {len(shards)} 县　{last}-12-31",
        f"{len(shards.provinces)} provinces, {len(shards)} counties · {last}-12-31",
    )
    return WrittenReport(title, subtitle, line, sections, mark)


def scaling_file(root: str | PathLike[str]) -> Path:
    """Where the times measured on a folder of shards are kept.

    Examples
    --------
    >>> from toolkit import national
    >>> national.scaling_file("shards").as_posix()
    'shards/results/scaling.csv'
    """
    return Path(root) / "results" / "scaling.csv"
