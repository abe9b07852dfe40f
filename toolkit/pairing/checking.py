"""Edited plans read again: what the edits break, what each of them costs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from unicodedata import normalize

import numpy as np
import pandas as pd

from toolkit.pairing.explain import Explanation
from toolkit.pairing.planning import Plan, plan
from toolkit.pairing.problem_reading import GOALS
from toolkit.pairing.sheet_rows import incomplete, unknown_running
from toolkit.pairing.tables import IDS, KEY, PlanError, texts
from toolkit.pairing.workbook import (
    SHEETS,
    by_hand_words,
    in_words,
    pairs_in,
    read_tables,
    remarks_in,
    units_in,
)
from toolkit.terms import channel_label, tr, word


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
    missing = ", ".join(SHEETS[n] for n in ("recipients", "helpers", "candidates") if n not in t)
    if missing:
        raise PlanError(tr(f"缺少工作表：{missing}", f"missing sheets: {missing}"))
    goals = tuple(t["levels"]["goal_name"].dropna()) if "levels" in t else GOALS
    by_hand = by_hand_words(t["overrides"]) if "overrides" in t else None
    try:
        base = plan(
            t["recipients"],
            t["helpers"],
            t["candidates"],
            t.get("running"),
            goals,
            overrides=by_hand,
            units=units_in(t),
        )
    except PlanError as error:
        raise PlanError([in_words(p) for p in error.problems]) from None

    def meant(column: str, written: str) -> str:
        p = base.problem
        return _meant(base, written, p.helpers if column == "helper_id" else p.recipients)

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


def _arcs(base: Plan, h: object, r: object, c: object) -> list[int]:
    p = base.problem
    a, b = p.helpers.get_indexer([str(h)])[0], p.recipients.get_indexer([str(r)])[0]
    return (
        []
        if a < 0 or b < 0
        else [int(k) for k in p.find(a, b) if p.channels[p.need_channel[p.arc_need[k]]] == c]
    )


def exchange(
    plan: Plan, helper_id: object, recipient_id: object, channel: object
) -> Explanation | None:
    """The exchange that brings a pair into a plan in this channel, or does without it; None where
    no plan can have it.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> pairing.exchange(plan, "X", "A", "hook_up_help").price
    {'coverage': -1, 'fairness': 1, 'keep': 0, 'fit': 2, 'distance': -4000}
    """
    p = plan.problem
    arcs = [
        k
        for k in _arcs(plan, helper_id, recipient_id, channel)
        if p.capacity[p.arc_row[k]] > 0 and p.most[p.arc_recipient[k]] > 0
    ]
    return plan.exchanges.explained(arcs[0]) if arcs else None


def _plain(written: str) -> str:
    """Letters and digits alone decide: width, case and spaces aside."""
    return "".join(normalize("NFKC", written).casefold().split())


def _meant(plan: Plan, written: str, known: pd.Index) -> str:
    """Which number a written one may stand for: the unit of that name, else the most similar."""
    p = plan.problem
    by_name = {name: id for id, name in p.names.items() if id in known}
    plain = {_plain(n): n for n in [*by_name, *map(str, known)]}
    same = plain.get(_plain(written))
    if same is not None:
        return tr(
            f"是否想填 {p.called(by_name.get(same, same))}？",
            f"Is {p.called(by_name.get(same, same))} meant?",
        )
    near = get_close_matches(written, [*map(str, known), *by_name], n=1, cutoff=0.5)
    found = by_name.get(written) or next((by_name.get(n, n) for n in near), None)
    if found is None:
        return ""
    return tr(f"是否想填 {p.called(found)}？", f"Is {p.called(found)} meant?")


def _cause(plan: Plan, h: str, r: str, c: str) -> str | None:
    """Why a pair can be in no plan: the first rule that it breaks, and the nearest way out."""
    p = plan.problem
    name, a, b = (
        channel_label(c),
        p.helpers.get_indexer([h])[0],
        p.recipients.get_indexer([r])[0],
    )
    for at, written, known, side in (
        (a, h, p.helpers, tr("帮扶方", "helpers")),
        (b, r, p.recipients, tr("受助方", "recipients")),
    ):
        if at < 0:
            told = tr(f"{side}里没有编号“{written}”。", f"No number {written!r} among the {side}. ")
            return (told + _meant(plan, written, known)).strip()
    if c not in p.channels:
        known_channels = tr("、", ", ").join(map(channel_label, p.channels))
        return tr(
            f"没有这种结对方式；可填：{known_channels}。", f"no such channel: {known_channels}"
        )
    mine = p.row_helper == a
    row = np.flatnonzero(mine & (p.row_channel == p.channels.index(c)))
    if not len(row):
        others = tr("、", ", ").join(channel_label(p.channels[k]) for k in p.row_channel[mine])
        return tr(
            f"{p.called(h)} 不承担{name}；它承担：{others}。",
            f"{p.called(h)} does not serve in {name}; it serves in: {others}.",
        )
    if not p.capacity[row[0]]:
        return tr(
            f"{p.called(h)} 在{name}没有名额（名额为 0）；"
            f"要用它，先在“{SHEETS['helpers']}”表里给名额。",
            f"{p.called(h)} has no place in {name} (0 places): give it one in the sheet "
            f"{SHEETS['helpers']} first.",
        )
    if not p.need[b, p.channels.index(c)]:
        return tr(f"{p.called(r)} 不需要{name}。", f"{p.called(r)} needs no {name}.")
    if not p.candidate(int(a), int(b)):
        return tr(
            f"{p.called(h)} 不是 {p.called(r)} 的候选帮扶方；"
            f"要用它，先在“{SHEETS['candidates']}”表里加上。",
            f"{p.called(h)} is no candidate for {p.called(r)}: add the pair to the sheet "
            f"{SHEETS['candidates']} first.",
        )
    return None


def rule_problems(plan: Plan, pairs: pd.DataFrame) -> pd.DataFrame:
    """Where pairs that people made break the rules of a plan.

    Parameters
    ----------
    plan : Plan
        For its needs, capacities and candidates.
    pairs : DataFrame
        ``helper_id, recipient_id, channel``, ids as text.

    Returns
    -------
    DataFrame
        ``helper_id, recipient_id, channel, problem``: pairs that could be in no plan, and totals
        over a need, a capacity or a ``most`` (then only what is overdrawn is named). Empty when all
        is well.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> made = pd.DataFrame({"helper_id": ["Y"], "recipient_id": ["B"], "channel": "hook_up_help"})
    >>> pairing.rule_problems(plan, made)["problem"].tolist()
    ['Y 不是 B 的候选帮扶方；要用它，先在“候选”表里加上。']
    """
    p, edited, rows = plan.problem, pairs[KEY], []
    for h, r, c in edited[edited.duplicated(KEY)].itertuples(index=False, name=None):
        rows.append((h, r, c, tr("重复", "listed twice")))
    distinct = edited.drop_duplicates()
    for h, r, c in distinct.itertuples(index=False, name=None):
        if pd.isna(h) or pd.isna(r) or pd.isna(c):
            rows.append((h, r, c, tr("编号或结对方式空着", "an id or the channel is empty")))
        elif (cause := _cause(plan, h, r, c)) is not None:
            rows.append((h, r, c, cause))
    places = {
        (p.helpers[h], p.channels[c]): int(n)
        for h, c, n in zip(p.row_helper, p.row_channel, p.capacity)
    }
    for (h, c), n in distinct.groupby(["helper_id", "channel"]).size().items():
        if n > (most := places.get((h, c), n)) > 0:  # without places each pair has its cause
            told = tr(
                f"名额不够：排了 {n} 对，名额只有 {most} 个",
                f"over capacity: {n} pairs, {most} places",
            )
            rows.append((h, None, c, told))
    at = {r: i for i, r in enumerate(p.recipients)}
    for (r, c), n in distinct.groupby(["recipient_id", "channel"]).size().items():
        need = p.need[at[r], p.channels.index(c)] if r in at and c in p.channels else 0
        if n > need > 0:
            rows.append(
                (
                    None,
                    r,
                    c,
                    tr(
                        f"超出需要：排了 {n} 对，只需 {need} 对",
                        f"beyond the need: {n} pairs, {need} needed",
                    ),
                )
            )
    for r, n in distinct.groupby("recipient_id").size().items():
        if r in at and n > (most := p.most[at[r]]):
            told = tr(
                f"超出结对上限：排了 {n} 对，至多 {most} 对",
                f"beyond the most: {n} pairs, {most} at most",
            )
            rows.append((None, r, None, told))
    return pd.DataFrame(rows, columns=[*KEY, "problem"]).astype("string")


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
