"""What a comparison with regression to the mean may be used to say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.evaluation.evidence import Evidence


def reversion_evidence(table: pd.DataFrame, slope: float, free: int) -> Evidence:
    """What was compared, how many, and what may be said; `slope` is the reliability, from so many
    pairs of periods without help."""
    rows = table.set_index("quantity")
    e, o = rows.loc["expected", "estimate"], rows.loc["observed", "estimate"]
    n = int(rows.loc["observed", "units"])
    unpaired = int(rows.loc["unpaired", "units"]) if "unpaired" in rows.index else 0
    more = ""
    more_en = ""
    if unpaired:
        u, d = rows.loc["unpaired", "estimate"], rows.loc["difference"]
        span = (
            f"（{d['low']:+.2f} 至 {d['high']:+.2f}）",
            f" ({d['low']:+.2f} to {d['high']:+.2f})",
        )
        if np.isnan(d["se"]):
            span = ("（单位太少，区间无从给出）", " (too few for an interval)")
        more = (
            f"同样被列入而未结对的 {unpaired} 次（一个单位一期算一次）变化 {u:+.2f}，两者相差 "
            f"{d['estimate']:+.2f}{span[0]}。"
        )
        more_en = (
            f"The {unpaired} listed but unpaired unit-periods changed by {u:+.2f}: a difference "
            f"of {d['estimate']:+.2f}{span[1]}."
        )
    return Evidence(
        compared=[
            (
                f"列入并获帮扶的单位实际变化 {o:+.2f}，"
                f"其中光靠均值回归就会有的回升约 {e:+.2f}。{more}",
                (
                    f"The listed and helped changed by {o:+.2f}; about {e:+.2f} was to be "
                    f"expected from regression to the mean alone. {more_en}"
                ).strip(),
            )
        ],
        counts=[
            (
                f"受助 {n} 次（一个单位一期算一次）；"
                f"信度 {slope:.2f}，由 {free} 个未受帮扶的相邻两期算得。",
                f"{n} helped unit-periods; reliability {slope:.2f} from {free} pairs of periods "
                f"without help.",
            )
        ],
        assumptions=[
            (
                "未受帮扶单位的回升规律也适用于被列入者；与未结对者相比时，"
                "谁获帮扶与单位状况无关。",
                "The reversion of units without help holds for the listed too;"
                " against the unpaired: who got help had nothing to do with the unit.",
            )
        ],
        may=[("回升中有多少本来就会发生。", "How much of the rise would have come anyway.")],
        may_not=[
            (
                "把全部回升算作帮扶成效；余下部分一定是帮扶所致。",
                "That the whole rise is due to help; that the remainder must be.",
            )
        ],
        descriptive=not unpaired,
    )
