"""Edited plans read again: what the edits break, what each of them costs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from toolkit.pairing.breaches import rule_problems, unit_meant
from toolkit.pairing.explain import exchange
from toolkit.pairing.planning import plan
from toolkit.pairing.plans import Plan
from toolkit.pairing.problem_reading import GOALS
from toolkit.pairing.sheet_rows import incomplete, unknown_running
from toolkit.pairing.tables import IDS, KEY, PlanError, texts
from toolkit.pairing.workbook import sheet_title
from toolkit.pairing.workbook_reading import (
    by_hand_words,
    goals_in,
    in_words,
    pairs_in,
    read_tables,
    remarks_in,
    units_in,
)
from toolkit.terms import tr, word


@dataclass(frozen=True)
class Edits:
    """What people changed in a plan's workbook.

    Attributes
    ----------
    edits : DataFrame
        ``action`` (add, drop), ``helper_id, recipient_id, channel, problem, sentence`` and, for
        each goal, how its level changes by that edit alone, the rest rearranged at best;
        ``problem`` is empty where the rules allow it.
    problems : DataFrame
        ``helper_id, recipient_id, channel, problem``: rows that break a rule, and totals over a
        need or a capacity.
    levels, planned : dict of str to int
        What the edited pairs attain, and what the plan attained.
    needs : int
        Needs in all, met or not.
    remarks : DataFrame
        ``helper_id, recipient_id, channel, approval, remark``: what people wrote beside pairs.
    names : dict of str to str
        Id → name, as the workbook has them.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edits = pairing.check_plan(plan.to_excel(folder + "/plan.xlsx"))
    >>> edits.levels == edits.planned, edits.needs
    (True, 2)
    """

    edits: pd.DataFrame
    problems: pd.DataFrame
    levels: Mapping[str, int]
    planned: Mapping[str, int]
    needs: int = 0
    remarks: pd.DataFrame = field(default_factory=pd.DataFrame)
    names: Mapping[str, str] = field(default_factory=dict)

    def called(self, id: object) -> str:
        """A unit's number and, where the workbook has it, its name."""
        return " ".join(filter(None, (str(id), self.names.get(str(id)))))

    @property
    def sentence(self) -> str:
        """What the pairs attain beside the plan, needs left open that the plan meets, how many
        edits, how many problems."""
        n, bad = len(self.edits), len(self.problems)
        told = [tr("；", "; ").join(self._totals()) + tr("。", ".")] if self.levels else []
        left = self.planned.get("coverage", 0) - self.levels.get("coverage", 0)
        if left > 0:
            told.append(
                tr(
                    f"还有 {left} 个需求没有安排，而方案能满足。",
                    f"{left} needs that the plan meets are left open.",
                )
            )
        told.append(
            tr(
                f"改动 {n} 处，其中不合规则的问题 {bad} 个。",
                f"{n} edits, {bad} problems with the rules.",
            )
        )
        return tr("", " ").join(told)

    def _totals(self) -> list[str]:
        def amount(goal: str, level: int) -> str:
            return (
                tr(f"{level / 1000:.1f} 公里", f"{level / 1000:.1f} km")
                if goal == "distance"
                else str(level)
            )

        told = []
        for goal in (g for g in GOALS if g in self.levels):
            ours, plan = amount(goal, self.levels[goal]), amount(goal, self.planned[goal])
            ours += f" / {self.needs}" if goal == "coverage" and self.needs else ""
            told.append(
                tr(
                    f"{word('goal', goal)} {ours}（方案 {plan}）",
                    f"{word('goal', goal)} {ours} (plan {plan})",
                )
            )
        return told


def check_plan(path: str | os.PathLike[str]) -> Edits:
    """Re-validate an edited workbook of `Plan.to_excel`, and price each edit.

    The plan is made again from the workbook's own input sheets, so the prices are exact for those.

    Raises
    ------
    PlanError
        Sheets are missing, or the input sheets no longer make sense.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edits = pairing.check_plan(plan.to_excel(folder + "/plan.xlsx"))
    >>> len(edits.edits), len(edits.problems)
    (0, 0)
    """
    t = read_tables(path)
    lost = (n for n in ("recipients", "helpers", "candidates") if n not in t)
    missing = tr("、", ", ").join(map(sheet_title, lost))
    if missing:
        raise PlanError(tr(f"缺少工作表：{missing}", f"missing sheets: {missing}"))
    goals = goals_in(t["levels"]) if "levels" in t else ()
    by_hand = by_hand_words(t["overrides"]) if "overrides" in t else None
    try:
        base = plan(
            t["recipients"],
            t["helpers"],
            t["candidates"],
            t.get("running"),
            goals or GOALS,
            overrides=by_hand,
            units=units_in(t),
        )
    except PlanError as error:
        raise PlanError([in_words(p) for p in error.problems]) from None

    def meant(column: str, written: str) -> str:
        p = base.problem
        return unit_meant(base, written, p.helpers if column == "helper_id" else p.recipients)

    whole, problems = incomplete(t["pairs"], meant)
    edited = pairs_in(t["pairs"])[whole]
    problems = pd.concat([problems, rule_problems(base, edited)], ignore_index=True)
    if "running" in t and len(t["running"]):
        stopped = t.get("ineligible", pd.DataFrame()).reindex(columns=IDS)
        known = {
            c: {*map(str, of), *filter(None, texts(stopped[c]))}
            for c, of in zip(IDS, (base.problem.helpers, base.problem.recipients))
        }
        problems = pd.concat(
            [problems, unknown_running(t["running"], known, meant)], ignore_index=True
        )
    return Edits(
        edits=_edits(base, edited, problems),
        problems=problems,
        levels=base.attained(edited),
        planned=base.levels,
        needs=int(base.problem.need.sum()),
        remarks=remarks_in(t["pairs"]),
        names=base.problem.names,
    )


def _edits(base: Plan, edited: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    both = base.pairs[KEY].merge(edited.drop_duplicates(), how="outer", on=KEY, indicator="action")
    both = both[both["action"] != "both"].dropna(subset=KEY)
    why = {
        tuple(k): text
        for *k, text in problems.dropna(subset=KEY).itertuples(index=False, name=None)
    }
    rows = []
    for h, r, c, side in both.itertuples(index=False, name=None):
        told, added = exchange(base, h, r, c), side == "right_only"
        row = [
            "add" if added else "drop",
            h,
            r,
            c,
            why.get((h, r, c)),
            told.sentence if told else None,
        ]
        rows.append([*row, *((told.price if told else {}).get(g) for g in base.levels)])
    out = pd.DataFrame(rows, columns=["action", *KEY, "problem", "sentence", *base.levels])
    return out.astype(
        dict.fromkeys(["action", *KEY, "problem", "sentence"], "string")
        | dict.fromkeys(base.levels, "Int64")
    )
