"""A panel as arrays, checked; and the 2 × 2 comparisons that a staggered design consists of."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.evaluation.evidence import Words, refuse

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cell:
    """One 2 × 2: `cohort` at `time`, against its controls, from the period `before` (indices into
    the times)."""

    cohort: float
    time: float
    treated: Mask
    controls: Mask
    now: int
    before: int

    def att(self, y: Floats) -> float:
        """Difference of mean changes."""
        change = y[:, self.now] - y[:, self.before]
        return float(change[self.treated].mean() - change[self.controls].mean())

    def influence(self, y: Floats) -> Floats:
        """Influence of each unit on `att`, divided by the number of units, so that squares add up
        to the variance."""
        change, out = y[:, self.now] - y[:, self.before], np.zeros(len(y))
        for who, sign in ((self.treated, 1.0), (self.controls, -1.0)):
            out[who] = sign * (change[who] - change[who].mean()) / who.sum()
        return out


@dataclass(frozen=True)
class Design:
    """Balanced outcomes (units × times), the cohort of each unit (inf: never) and who was at risk
    when."""

    y: Floats
    cohort: Floats
    times: Floats
    units: pd.Index
    risk: Mask
    labels: pd.Series | None
    notes: list[Words] = field(default_factory=list)

    def cohorts(self) -> Floats:
        """Cohorts with a period before them and one from them on."""
        found = np.unique(self.cohort[np.isfinite(self.cohort)])
        return found[found > self.times[0]]

    def members(self, g: float) -> Mask:
        """Units of a cohort that were at risk in the period before it."""
        return (self.cohort == g) & self.risk[:, self.base(g)]

    def base(self, g: float) -> int:
        """The last period before a cohort starts."""
        return int(np.searchsorted(self.times, g)) - 1

    def cells(
        self, control: str = "never", base: str = "varying", cohort: Floats | None = None
    ) -> list[Cell]:
        """Every 2 × 2 that has both sides."""
        own = (
            self
            if cohort is None
            else Design(self.y, cohort, self.times, self.units, self.risk, self.labels)
        )
        return [cell for g in own.cohorts() for cell in own._cells(float(g), control, base)]

    def _cells(self, g: float, control: str, base: str) -> list[Cell]:
        last, treated, out = self.base(g), self.members(g), []
        for j, t in enumerate(self.times):
            before = last if t >= g or base == "universal" else j - 1
            if before < 0:
                continue
            later = (
                self.cohort > self.times[max(j, before)]
                if control == "not_yet"
                else np.isinf(self.cohort)
            )
            controls = later & (self.cohort != g) & self.risk[:, last]
            if treated.any() and controls.any():
                out.append(Cell(g, float(t), treated, controls, j, before))
        return out


def design(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    cluster: str | None = None,
    among: str | None = None,
) -> Design:
    """The panel as arrays; units with a gap are left out and counted in ``.notes``.

    Raises
    ------
    EvaluationError
        Missing columns, repeated unit–times, cohorts that change within a unit, one period, no or
        one treated unit, everyone treated, no period before any treatment.
    """
    wanted = list(dict.fromkeys(c for c in (outcome, unit, time, cohort, cluster, among) if c))
    if missing := [c for c in wanted if c not in panel.columns]:
        raise refuse(
            f"面板缺少列：{'、'.join(missing)}", f"the panel lacks columns: {', '.join(missing)}"
        )
    table = panel[wanted].copy()
    numbers = list(dict.fromkeys([outcome, time, cohort]))
    table[numbers] = table[numbers].apply(
        lambda s: pd.to_numeric(s, errors="coerce").astype("float64")
    )
    table = table[table[time].notna() & table[unit].notna()]
    if table.duplicated([unit, time]).any():
        raise refuse(
            "同一单位同一时期有两行，请先合并。",
            "a unit has two rows for one period: merge them first",
        )
    table[cohort] = table[cohort].where(table[cohort] > 0, np.inf)
    if (table.groupby(unit)[cohort].nunique() > 1).any():
        raise refuse(
            "同一单位的首次受助期不一致；此列每个单位应只有一个值。",
            "the cohort changes within a unit: it is the first treated period, one value a unit",
        )
    found = _arrays(table, outcome, unit, time=time, cohort=cohort, cluster=cluster, among=among)
    _check(found)
    return found


def _arrays(
    table: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    cluster: str | None,
    among: str | None,
) -> Design:
    wide = table.pivot(index=unit, columns=time, values=outcome)
    full = wide.notna().all(axis=1)
    notes: list[Words] = []
    if gaps := int((~full).sum()):
        notes.append((f"{gaps} 个单位有缺期，未计入。", f"Units with gaps, left out: {gaps}."))
    wide = wide[full]
    times = wide.columns.to_numpy(dtype=float)
    by_unit = table.groupby(unit)
    g = by_unit[cohort].first().reindex(wide.index).to_numpy(dtype=float, copy=True)
    late = np.isfinite(g) & (g > times[-1]) if len(times) else np.zeros(0, dtype=bool)
    g[late] = np.inf
    early = np.isfinite(g) & (g <= times[0]) if len(times) else late
    if early.any():
        notes.append(
            (
                f"{int(early.sum())} 个单位在首期已受助，没有此前状况，未计入。",
                f"Units treated from the first period on, left out: {int(early.sum())}.",
            )
        )
    risk = np.ones(wide.shape, dtype=bool)
    if among:
        risk = (
            table.pivot(index=unit, columns=time, values=among)
            .reindex(wide.index)
            .map(lambda value: pd.notna(value) and value == 1)
            .to_numpy(dtype=bool)
        )
    labels = by_unit[cluster].agg(_joined).reindex(wide.index).rename(cluster) if cluster else None
    keep = ~early
    return Design(
        y=wide.to_numpy()[keep],
        cohort=g[keep],
        times=times,
        units=wide.index[keep],
        risk=risk[keep],
        labels=None if labels is None else labels[keep],
        notes=notes,
    )


def _joined(values: pd.Series) -> str:
    return ";".join(sorted({str(v) for v in values.dropna() if str(v)}))


def _check(d: Design) -> None:
    if len(d.times) < 2:
        raise refuse("至少要有两个时期。", "at least two periods are needed")
    if not len(d.units):
        raise refuse(
            "没有既完整又有受助前时期的单位（首期已受助，或都有缺期）；只能描述。",
            "no unit is complete and has a period before treatment: descriptive only",
        )
    treated = np.isfinite(d.cohort)
    if not treated.any():
        raise refuse(
            "没有在首期之后开始受助的单位：没有受助前时期可比；只能描述。",
            "no unit starts after the first period, so there is no pre-period to compare with: "
            "descriptive only",
        )
    if treated.sum() == 1:
        raise refuse(
            "只有一个受助单位，无法估计；只能描述这个个案。",
            "one treated unit: descriptive only, as a case",
        )
    if treated.all() and len(np.unique(d.cohort)) == 1:
        raise refuse(
            "全部单位同时受助，没有对照；只能描述。",
            "all units are treated at once, there are no controls: descriptive only",
        )
