"""What a staggered comparison says: what was compared, under which assumptions, and what it may not
be read as."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.evaluation.clusters import Clusters
from toolkit.evaluation.design import Design
from toolkit.evaluation.evidence import Evidence, Words

#: below it the test of the pre-periods makes a result descriptive (the level of the 95 % intervals)
_DOUBT = 0.05


_AMONG: dict[str, Words] = {
    "newly_listed": ("新列入", "newly listed"),
    "listed": ("列入", "listed"),
    "advanced": ("先进", "graded advanced"),
}


_TIED: dict[str, Words] = {
    "unit": (
        "标准误按单位计算（有共同帮扶方时须聚类）",
        "errors by unit (cluster where units share a helper)",
    ),
    "oneway": ("标准误按聚类列 {} 计算", "errors clustered at {}"),
    "multiway": (
        "单位有多个帮扶方，标准误多向聚类",
        "units with several helpers: multiway clustered errors",
    ),
    "component": (
        "标准误按结对网络的连通块聚类",
        "errors clustered at connected components of the pairing graph",
    ),
}


_LATER: Words = (
    "首年之后，仍未受助的对照多是自行好转的，其后各年的估计偏低；首年最可靠。",
    "After the first year, controls still without help are those who recovered: later years lean "
    "low; trust the first.",
)


_SELECTED: Words = (
    "若受助单位正因当时偏低而被选，回升会被算成成效：须限定在同样被列入的单位之内（among）。",
    "Where units were selected for being low, their rebound counts as effect: compare among the "
    "listed only (among=).",
)


_UNTOUCHED: Words = (
    "若无帮扶，两组变化会相同；受助前无预期反应；单位之间互不影响。",
    "Parallel changes without help; no anticipation; no interference.",
)
_NONE: Words = (
    "在上述前提下，数据与没有影响相容。",
    "Under these assumptions the data are compatible with no effect.",
)
_SOME: Words = (
    "在上述前提下，平均影响的 95% 区间不含零。",
    "Under these assumptions the 95 % interval of the mean effect leaves out zero.",
)
_NEVER: Words = (
    "某一家是因帮扶而变好或没变好；别处也会如此；没有发现影响就等于没有影响。",
    "That help made one unit better; that it would elsewhere; that no effect found "
    "means no effect.",
)


def staggered_evidence(
    d: Design,
    table: pd.DataFrame,
    control: str,
    among: str | None,
    tied: Clusters,
    interval: tuple[float, float],
    pretest: float,
) -> Evidence:
    """What was compared, how many there were, and what the result may and may not say."""
    treated, controls = int(np.isfinite(d.cohort).sum()), int(np.isinf(d.cohort).sum())
    tied_zh, tied_en = (
        w.format("" if d.labels is None else d.labels.name) for w in _TIED[tied.kind]
    )
    used = int(table.drop_duplicates("cohort")["treated"].sum())
    who = (
        ("从未受助的单位", "never-treated units")
        if control == "never"
        else ("当时尚未受助的单位", "units not treated by then")
    )
    known = _AMONG.get(among or "", (among or "", among or ""))
    within: Words = (
        (
            f"，都限于此前一期“{known[0]}”的单位",
            f", both only among units {known[1]} the period before",
        )
        if among
        else ("", "")
    )
    zero = interval[0] <= 0 <= interval[1]
    broken: list[Words] = []
    if pretest < _DOUBT:
        broken.append(
            (
                f"受助前各期已有差别（p = {pretest:.2g}）：变化相同的前提站不住，"
                f"所得不能读作影响。",
                f"Differences before treatment already (p = {pretest:.2g}): parallel changes do "
                f"not hold, so this is no effect.",
            )
        )
    return Evidence(
        compared=[
            (
                f"受助单位受助前后的变化，对比{who[0]}同期的变化{within[0]}。",
                f"Change of treated units against {who[1]}{within[1]}.",
            )
        ],
        counts=[
            (
                f"受助 {used} 个（面板中共 {treated} 个），从未受助 {controls} 个，{len(d.times)} "
                f"期；{tied_zh}。",
                f"{used} treated used (of {treated}), {controls} never treated, {len(d.times)} "
                f"periods; {tied_en}.",
            )
        ],
        assumptions=[_UNTOUCHED, _LATER if among else _SELECTED],
        may=[_NONE if zero else _SOME],
        may_not=[_NEVER],
        descriptive=bool(broken),
        notes=[*d.notes, *_thin(table), *broken],
    )


def _thin(table: pd.DataFrame) -> list[Words]:
    alone = table.drop_duplicates("cohort")
    few = int((alone[["treated", "controls"]].min(axis=1) < 2).sum())
    if not few:
        return []
    return [
        (
            f"有 {few} 个批次一侧只有一个单位，其不确定性无从得知，区间偏窄。",
            f"Cohorts with one unit on a side: {few}; their uncertainty is unknown, so the "
            f"interval is too narrow.",
        )
    ]
