"""Plans as workbooks that people can edit, and edited ones read again: re-validated, each edit with
its price."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.pairing.problem import GOALS
from toolkit.pairing.tables import IDS, KEY, PlanError, channel_names, texts
from toolkit.terms import CHANNELS, channel_label, heading, tr, use_lang

if TYPE_CHECKING:
    from toolkit.pairing.explain import Explanation
    from toolkit.pairing.plan import Plan
    from toolkit.records import Sheet

#: sheet of each table, in Chinese whatever the reader's language, as the words of the rulebook are
SHEETS = {
    "pairs": "结对方案",
    "shortages": "缺口",
    "levels": "目标与证明",
    "ineligible": "不能继续的结对",
    "overrides": "手工调整",
    "recipients": "受助方",
    "helpers": "帮扶方",
    "candidates": "候选",
    "running": "现有结对",
}
_INPUTS = {
    "recipients": ["recipient_id", *CHANNELS, "most"],
    "helpers": ["helper_id", "channel", "capacity"],
    "candidates": [*IDS, "fit", "distance_km"],
    "running": IDS,
    "overrides": [*IDS, "action", "channel", "reason", "sentence"],
}
#: headings of shortages are those of the lists and numbers they hold
_SHORTAGES = {
    "recipients": "recipient",
    "helpers": "helper",
    "needs": "needs_total",
    "places": "places_in_reach",
}


def _heading(column: str) -> str:
    return channel_label(column, "zh") if column in CHANNELS else heading(column, lang="zh")


#: what people write in the sheet of manual changes, with a dropdown
_ACTIONS = {"pin": "指定", "ban": "不用"}


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """Channels by their Chinese names, lists joined."""
    out = frame.copy()
    for c in ("recipients", "helpers"):
        if c in out.columns:
            out[c] = pd.array(["; ".join(map(str, x)) for x in out[c]], dtype="string")
    if "channel" in out.columns:
        most = {"most": heading("most", lang="zh")}
        out["channel"] = pd.array(
            [
                most.get(c) or channel_label(c, "zh") if pd.notna(c) else None
                for c in out["channel"]
            ],
            dtype="string",
        )
    return out


def _levels(plan: Plan) -> pd.DataFrame:
    rows: list[tuple] = [
        (heading(f"goal_{g}", lang="zh"), g, v, "是" if plan.certificate.goals.get(g) else "否")
        for g, v in plan.levels.items()
    ]
    with use_lang("zh"):
        rows.append(
            (plan.certificate.sentence, None, None, "是" if plan.certificate.holds else "否")
        )
    out = pd.DataFrame(rows, columns=["goal", "goal_name", "attained", "proved"])
    return out.astype(
        {"goal": "string", "goal_name": "string", "attained": "Int64", "proved": "string"}
    )


def to_excel(plan: Plan, path: str | os.PathLike[str], more: Sequence[Sheet] = ()) -> Path:
    """Write a plan, and `more` sheets behind its own; see `Plan.to_excel`."""
    from toolkit.records import MAX_ROWS, Sheet, write_book

    t = plan.problem.tables
    frames = {
        "pairs": plan.pairs,
        "shortages": _told(plan.shortages).rename(columns=_SHORTAGES),
        "levels": _levels(plan),
        "ineligible": plan.ineligible,
    }
    frames |= {
        name: t[name][[c for c in columns if c in t[name].columns]]
        for name, columns in _INPUTS.items()
    }
    sheets = []
    for name, title in SHEETS.items():
        frame = frames[name]
        if (
            len(frame) > MAX_ROWS
        ):  # then the plan can be read and edited, but not checked again from this file alone
            continue
        choices = {"channel": [channel_label(c, "zh") for c in plan.problem.channels]}
        if name == "overrides":
            choices["action"] = list(_ACTIONS.values())
            frame = frame.assign(action=frame["action"].map(_ACTIONS))
        by_hand = name in ("pairs", "overrides")
        headings = {str(c): _heading(str(c)) for c in frame.columns}
        sheets.append(
            Sheet(
                title,
                _told(frame),
                headings,
                choices if by_hand else None,
                spare_rows=200 if by_hand else 0,
            )
        )
    return write_book(path, [*sheets, *more])


def _read(path: str | os.PathLike[str], *only: str) -> dict[str, pd.DataFrame]:
    from toolkit.records import read_book, table_from

    columns = {
        "pairs": [*KEY, "fit", "distance_km", "kept"],
        "levels": ["goal", "goal_name", "attained", "proved"],
        **_INPUTS,
    }
    names = {
        title: name
        for name, title in SHEETS.items()
        if name in columns and (not only or name in only)
    }
    out = {}
    for sheet in read_book(path):
        if sheet.name in names:
            out[names[sheet.name]] = table_from(
                sheet, {c: _heading(c) for c in columns[names[sheet.name]]}
            )
    if "pairs" not in out:
        raise PlanError(
            tr(
                f"{Path(path).name} 里没有“{SHEETS['pairs']}”表",
                f"{Path(path).name} has no sheet {SHEETS['pairs']}",
            )
        )
    return out


def read_plan(path: str | os.PathLike[str]) -> pd.DataFrame:
    """The pairs of a plan's workbook, edited or not, ready to be given to `plan` as ``running``.

    Returns
    -------
    DataFrame
        ``helper_id, recipient_id, channel``: ids as text, channels by their English names.

    Raises
    ------
    PlanError
        The workbook has no sheet 结对方案.
    """
    return _pairs(_read(path, "pairs")["pairs"])


def _pairs(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.reindex(columns=KEY)  # an id that people type in may come back as a number
    return pd.DataFrame(
        {c: texts(out[c]) for c in IDS} | {"channel": channel_names(out["channel"])}, dtype="string"
    )


def _by_hand(frame: pd.DataFrame) -> pd.DataFrame:
    meant = {word: action for action, word in _ACTIONS.items()}
    return frame.assign(action=frame["action"].map(lambda a: meant.get(str(a).strip(), a)))


def read_overrides(path: str | os.PathLike[str]) -> pd.DataFrame:
    """What a plan's workbook sets by hand: ``helper_id, recipient_id, channel, action, reason``,
    all as text.

    ``action`` is ``pin`` or ``ban`` where people wrote 指定 or 不用, else what they wrote; no rows
    without such a sheet.
    """
    frame = _by_hand(
        _read(path, "pairs", "overrides").get("overrides", pd.DataFrame({"action": []}))
    )
    told = {c: texts(frame[c]) if c in frame else [None] * len(frame) for c in ("action", "reason")}
    return pd.concat([_pairs(frame), pd.DataFrame(told, dtype="string")], axis=1)


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
    """

    edits: pd.DataFrame
    problems: pd.DataFrame
    levels: Mapping[str, int]
    planned: Mapping[str, int]
    needs: int = 0

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
        words = {
            "coverage": ("需求满足", "needs met"),
            "fairness": ("空缺平方和", "squared gaps"),
            "keep": ("保留现有结对", "pairs kept"),
            "fit": ("匹配分", "fit"),
            "distance": ("路程", "distance"),
        }

        def amount(goal: str, level: int) -> str:
            return (
                tr(f"{level / 1000:.1f} 公里", f"{level / 1000:.1f} km")
                if goal == "distance"
                else str(level)
            )

        told = []
        for goal in (g for g in words if g in self.levels):
            ours, plan = amount(goal, self.levels[goal]), amount(goal, self.planned[goal])
            ours += f" / {self.needs}" if goal == "coverage" and self.needs else ""
            told.append(
                tr(
                    f"{words[goal][0]} {ours}（方案 {plan}）",
                    f"{words[goal][1]} {ours} (plan {plan})",
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
    """
    from toolkit.pairing.plan import plan

    t = _read(path)
    missing = ", ".join(SHEETS[n] for n in ("recipients", "helpers", "candidates") if n not in t)
    if missing:
        raise PlanError(tr(f"缺少工作表：{missing}", f"missing sheets: {missing}"))
    goals = tuple(t["levels"]["goal_name"].dropna()) if "levels" in t else GOALS
    by_hand = _by_hand(t["overrides"]) if "overrides" in t else None
    base = plan(
        t["recipients"], t["helpers"], t["candidates"], t.get("running"), goals, overrides=by_hand
    )
    edited = _pairs(t["pairs"])
    problems = rule_problems(base, edited)
    return Edits(
        _edits(base, edited, problems),
        problems,
        base.attained(edited),
        base.levels,
        int(base.problem.need.sum()),
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
    no plan can have it."""
    arcs = _arcs(plan, helper_id, recipient_id, channel)
    return plan.exchanges.explained(arcs[0]) if arcs else None


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
    """
    p, edited, rows = plan.problem, pairs[KEY], []
    for h, r, c in edited[edited.duplicated(KEY)].itertuples(index=False, name=None):
        rows.append((h, r, c, tr("重复", "listed twice")))
    distinct = edited.drop_duplicates()
    for h, r, c in distinct.itertuples(index=False, name=None):
        if pd.isna(h) or pd.isna(r) or pd.isna(c):
            rows.append((h, r, c, tr("编号或结对方式空着", "an id or the channel is empty")))
        elif not _arcs(plan, h, r, c):
            rows.append(
                (
                    h,
                    r,
                    c,
                    tr(
                        "不在候选之列，或该方式下无此需要或名额行",
                        "no candidate, or that channel is not needed or not served",
                    ),
                )
            )
    places = {
        (p.helpers[h], p.channels[c]): int(n)
        for h, c, n in zip(p.row_helper, p.row_channel, p.capacity)
    }
    for (h, c), n in distinct.groupby(["helper_id", "channel"]).size().items():
        if (h, c) in places and n > (most := places[h, c]):
            told = tr(
                f"名额不够：排了 {n} 对，名额只有 {most} 个",
                f"over capacity: {n} pairs, {most} places",
            )
            rows.append((h, None, c, told))
    at = {r: i for i, r in enumerate(p.recipients)}
    for (r, c), n in distinct.groupby(["recipient_id", "channel"]).size().items():
        if r in at and c in p.channels and n > (need := p.need[at[r], p.channels.index(c)]):
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
