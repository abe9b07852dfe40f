"""Opening the truth: the debriefs of a session, made beside the event loop, and how the pages show
them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from tornado.log import app_log

from toolkit.terms import heading, tr
from workshop.sandbox import sheets
from workshop.sandbox.county import Sandbox
from workshop.sandbox.debriefing import Debrief, debrief, limits, together
from workshop.sandbox.entries import Group

#: what the chart of a debrief needs of a unit
_CHART = (
    "unit_code",
    "name",
    "reported_end",
    "verified_start",
    "verified_end",
    "verified_alone",
    "believed_turned",
    "verified_turned",
)


class Truth:
    """The debriefs of a session: seconds of work, done in a thread while everyone is answered, and
    kept.

    Nothing of it is on the disk: it follows from what the groups entered, and after a crash it is
    made again.

    Attributes
    ----------
    found : dict
        The debriefs made so far, by group.
    """

    def __init__(self, sandbox: Sandbox):
        self.sandbox = sandbox
        self.found: dict[int, Debrief] = {}
        self._work: asyncio.Task[None] | None = None

    def reveal(self, groups: Mapping[int, Group]) -> None:
        """Begin, on the running event loop; a second call changes nothing."""
        if self._work is None:
            self._work = asyncio.get_running_loop().create_task(self._make(dict(groups)))

    async def _make(self, groups: Mapping[int, Group]) -> None:
        for team_id, g in groups.items():
            try:
                self.found[team_id] = await asyncio.to_thread(
                    debrief, self.sandbox, g.decisions, g.beliefs
                )
            except Exception:  # the others still get theirs
                app_log.exception(
                    tr("有一个组的揭晓没有算出来", "a group's debrief could not be made")
                )

    async def whole(self) -> dict[int, Debrief]:
        """All debriefs, as soon as they are made."""
        if self._work is not None:
            await self._work
        return self.found

    @property
    def over(self) -> bool:
        """Whether the work has been done."""
        return self._work is not None and self._work.done()

    def step(self, team_id: int) -> str:
        """Where a group stands: ``debrief``, ``opening``, or ``failed`` if it could not be made."""
        return "debrief" if team_id in self.found else "failed" if self.over else "opening"

    def shown(self, team_id: int, played: int) -> dict[str, Any]:
        """A group's debrief for its page."""
        d = self.found[team_id]
        parts = {
            name: table(sheets.worded(getattr(d, name)))
            for name in ("units", "rounds", "estimates", "sites")
        }
        short = (
            [tr(f"本组交了 {played} 轮，其余按没有帮扶计。", f"{played} rounds played.")]
            if played < self.sandbox.limits.rounds
            else []
        )
        lines = {"lines": short + d.lines, "evidence": d.evidence, "limits": d.limits}
        return parts | lines | {"chart": d.units[list(_CHART)].to_dict("records")}

    def together(self, names: Mapping[str, int]) -> dict[str, Any]:
        """Groups side by side for the facilitator's page."""
        settings = self.sandbox.settings
        zh = f"生成参数：种子 {settings.seed}，效应 {settings.effect}（同 toolkit demo --effect）"
        return {
            "together": table(
                together({name: self.found[k] for name, k in names.items() if k in self.found})
            ),
            "limits": limits(self.sandbox),
            "settings": tr(zh, f"seed {settings.seed}, effect {settings.effect}"),
        }


def table(frame: pd.DataFrame) -> dict[str, Any]:
    """A frame for a page: headings in the reader's language, cells as text."""

    def cell(v: Any, digits: int) -> str:
        if isinstance(v, (bool, np.bool_)):
            return tr("是", "yes") if v else ""
        if pd.isna(v):
            return "—"
        return f"{v:.{digits}f}" if isinstance(v, (float, int, np.number)) else str(v)

    numeric = [
        bool(pd.api.types.is_numeric_dtype(t) and not pd.api.types.is_bool_dtype(t))
        for t in frame.dtypes
    ]
    digits = [
        int(n and not frame[c].dropna().mod(1).eq(0).all()) for c, n in zip(frame.columns, numeric)
    ]
    rows = [[cell(v, d) for v, d in zip(r, digits)] for r in frame.itertuples(index=False)]
    return {"heads": [heading(str(c)) for c in frame.columns], "rows": rows, "numeric": numeric}
