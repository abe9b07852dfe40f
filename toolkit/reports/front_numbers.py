"""The numbers of page one, each counted once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from toolkit import pairing
from toolkit.register import late_commitments
from toolkit.reports.context import Context
from toolkit.reports.decisions import AHEAD, tasks


@dataclass(frozen=True)
class News:
    """The numbers of page one, each counted once.

    ``changes``: kept, added, dropped since a year before (None where the records are younger);
    ``late``: task kind → how many are overdue; ``soon``: how many fall due within a month.
    """

    population: pairing.Population
    load: pd.DataFrame
    critical: pd.DataFrame
    changes: dict[str, int] | None
    reviews: dict[str, int]
    review_year: int | None
    late: dict[str, int]
    soon: int
    due: pd.DataFrame = field(repr=False)


def news(ctx: Context) -> News:
    """Count what page one says, of invented or user-supplied data."""
    due = tasks(ctx)
    over = due[due["days_over"] > 0]
    late = {str(kind): int(n) for kind, n in over["kind"].value_counts().items()}
    late["past_end"] = len(ctx.population.past_end)
    late["commitment"] = len(late_commitments(ctx.county, ctx.on))
    review = ctx.county["review"]
    review = review[(review["year"] <= ctx.on.year).fillna(False).to_numpy(dtype=bool)]
    year = int(review["year"].max()) if len(review) else None
    decided = review.loc[(review["year"] == year).to_numpy(dtype=bool), "decision"]
    return News(
        population=ctx.population,
        load=pairing.load(ctx.county, ctx.on),
        critical=pairing.critical_helpers(ctx.helped_only, ctx.on),
        changes=_changes(ctx),
        reviews={str(k): int(n) for k, n in decided.value_counts().items()},
        review_year=year,
        late=late,
        # who waits for a helper has no date ahead
        soon=int((due["days_over"].between(-AHEAD, 0) & due["kind"].ne("unhelped")).sum()),
        due=due,
    )


def _changes(ctx: Context) -> dict[str, int] | None:
    own = ctx.county["pairing"]
    before = ctx.on - pd.DateOffset(years=1)
    if own.empty or not own["start"].min() <= before:
        return None
    step = pairing.retention(ctx.county, [before, ctx.on]).iloc[-1]
    return {key: int(step[key]) for key in ("kept", "added", "dropped")}
