"""Judging fictitious counties whose verified measure is known: bias, coverage and false positives
of each estimate.

    python benchmarks/evaluation.py [--seeds 20] [--organisations 500] [--out benchmarks/out]
    [--table benchmarks/results/evaluation.md]

Every county is made with a known effect of help (zero, modest, negative, heterogeneous);
`demo_truth` says what help really added to each unit and year. The estimates see the verified
measure (``verified``) or only the composite of the assessments (``reported``). The truth of an
estimate is the mean of what help added to the unit-years that it averages over. Coverage: share of
95 % intervals that hold it. With zero effect, wrong = share of intervals without zero.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit import demo_county, demo_truth, evaluation

EFFECTS = ("zero", "modest", "negative", "heterogeneous")
READING = (
    "What it shows. Naive readings find an effect of nothing in every county (two-way fixed "
    "effects in two of three). On the verified",
    "measure the first year among the listed and the rise less the expected one are within a few "
    "tenths of the truth. Means over all",
    "years among the listed lean low (controls that stay without help are those who recovered; "
    "worst with never-treated controls).",
    "By the reported measure nothing recovers the verified effect in the first year: listed units "
    "are scored more boldly, and the",
    "helped and the unhelped are not listed equally long. Clustering changes little here, where "
    "helpers bring no shocks of their own.",
)
NAMES = ("outcome", "org_id", "time", "cohort")


def estimates(
    panel: pd.DataFrame, truth: pd.DataFrame
) -> Iterator[tuple[str, float, float, float, float]]:
    """Name, estimate, interval and truth of each way to judge one county."""
    table = panel.merge(truth[["org_id", "time", "effect"]], on=["org_id", "time"])
    treated = table[table["cohort"] > 0]
    after, first = (
        treated[treated["time"] >= treated["cohort"]],
        treated[treated["time"] == treated["cohort"]],
    )
    simple, onset = float(after["effect"].mean()), float(first["effect"].mean())
    rise = evaluation.regression_to_mean(panel, cluster="helpers").table.set_index("quantity")
    for name, row in (
        ("rise of the helped (naive)", "observed"),
        ("rise less expected", "remainder"),
        ("helped less unpaired", "difference"),
    ):
        r = rise.loc[row]
        yield name, r["estimate"], r["low"], r["high"], onset
    for name, among, control, cluster in (
        ("ATT, all controls (naive)", None, "never", "helpers"),
        ("ATT among the listed, never", "newly_listed", "never", "helpers"),
        ("ATT among the listed, not yet", "newly_listed", "not_yet", "helpers"),
        ("ATT among the listed, not yet, unclustered", "newly_listed", "not_yet", None),
    ):
        found = evaluation.att_gt(panel, *NAMES, cluster=cluster, control=control, among=among)
        yield name, found.simple["att"], *found.interval, simple
        if among and control == "not_yet":
            e = found.dynamic[found.dynamic["event_time"] == 0].iloc[0]
            yield name.replace("ATT", "first year"), e["att"], e["low"], e["high"], onset
        elif not among:
            near = 1.96 * found.twfe["se"]
            yield (
                "two-way fixed effects (naive)",
                found.twfe["att"],
                found.twfe["att"] - near,
                found.twfe["att"] + near,
                simple,
            )


def one(seed: int, effect: str, organisations: int) -> pd.DataFrame:
    """All estimates of one county."""
    county = demo_county(organisations, seed=seed, effect=effect)
    truth = demo_truth(county).assign(time=lambda d: d["period"].astype(int))
    rows = []
    for outcome, panel in (
        ("verified", evaluation.panel(county, truth)),
        ("reported", evaluation.panel(county)),
    ):
        rows += [(effect, seed, outcome, *row) for row in estimates(panel, truth)]
    return pd.DataFrame(
        rows, columns=["effect", "seed", "outcome", "estimate", "value", "low", "high", "truth"]
    )


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Bias, spread, coverage and false positives by effect, outcome and estimate."""
    found = found.assign(
        bias=found["value"] - found["truth"],
        covers=(found["low"] <= found["truth"]) & (found["truth"] <= found["high"]),
        wrong=((found["low"] > 0) | (found["high"] < 0)).where(found["effect"] == "zero"),
        width=found["high"] - found["low"],
    )
    by = found.groupby(["outcome", "estimate", "effect"], sort=False)
    out = by.agg(
        truth=("truth", "mean"),
        bias=("bias", "mean"),
        spread=("bias", "std"),
        width=("width", "mean"),
        coverage=("covers", "mean"),
    )
    out["wrong"] = by["wrong"].apply(lambda s: s.astype(float).mean())
    return out.reset_index()


def markdown(table: pd.DataFrame, seeds: int, organisations: int) -> str:
    """The summary as a page."""
    head = [
        "# Judging counties whose truth is known",
        "",
        f"`python benchmarks/evaluation.py --seeds {seeds} --organisations {organisations}`: "
        f"{seeds} fictitious counties for each effect.",
        "Points of the measure. `wrong`: share of 95 % intervals without zero where the effect is "
        "zero. Monte Carlo error of a",
        f"coverage of 0.95: ±{np.sqrt(0.95 * 0.05 / seeds):.2f}. `reported` is judged against the "
        f"effect on the verified measure.",
    ]
    head += ["", *READING]
    columns = ["estimate", "effect", "truth", "bias", "spread", "width", "coverage", "wrong"]
    for outcome, part in table.groupby("outcome", sort=False):
        head += [
            "",
            f"## Outcome: {outcome}",
            "",
            "| " + " | ".join(columns) + " |",
            "|" + "---|" * len(columns),
        ]
        for row in part[columns].itertuples(index=False):
            head.append(
                "| "
                + " | ".join(
                    v if isinstance(v, str) else "" if np.isnan(v) else f"{v:.2f}" for v in row
                )
                + " |"
            )
    return "\n".join([*head, ""])


def main() -> None:
    """Run the study."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--organisations", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("out"))
    parser.add_argument("--table", type=Path, help="also write the summary as a page of markdown")
    args = parser.parse_args()
    found = pd.concat(
        [one(seed, effect, args.organisations) for effect in EFFECTS for seed in range(args.seeds)]
    )
    args.out.mkdir(parents=True, exist_ok=True)
    found.to_csv(args.out / "evaluation.csv", index=False)
    table = summary(found)
    table.to_csv(args.out / "evaluation_summary.csv", index=False)
    print(table.round(2).to_string(index=False))
    if args.table:
        args.table.write_text(markdown(table, args.seeds, args.organisations), encoding="utf-8")


if __name__ == "__main__":
    main()
