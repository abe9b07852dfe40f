"""The board without a screen: pairs that people make, held to the rules of a plan, with undo,
prices and a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.pairing import Explanation, exchange, pairs_of
from toolkit.records import County, Names
from toolkit.rules import Rules
from toolkit.terms import tr
from workshop.board.cards import (
    KEY,
    LONGEST_REASON,
    BoardError,
    BoardState,
    Cards,
    Choice,
    Pair,
    overrides_of,
    table,
)
from workshop.board.keeping import fingerprint, read_back, written
from workshop.board.workbook import typed, write
from workshop.lessons import NEAREST
from workshop.web import PageFile, PageSteps


class BoardSession(PageSteps[BoardState]):
    """A group's pairing of one county on one day.

    Parameters
    ----------
    county : County
    on : str, date or Timestamp, optional
        The day paired for; today when left out.
    rules : Rules, optional
    goals : sequence of str, optional
        As in `pairing.plan`; those that the records bear when left out.
    names : bool, optional
        Whether user-supplied units show their names (codes otherwise).
    group : str
        Who plays.
    save : path, optional
        File to keep every move in, and to go on from; none when left out.
    nearest : int
        Helpers looked at for each unit and channel, as in `pairing.prepare`.

    Raises
    ------
    ValueError
        Real, named organisations (described, not planned for), or nobody to be helped.
    """

    refused = BoardError

    def __init__(
        self,
        county: County,
        on: Any = None,
        rules: Rules | None = None,
        *,
        goals: Sequence[str] | None = None,
        names: bool | None = None,
        group: str = "",
        save: str | os.PathLike[str] | None = None,
        nearest: int = NEAREST,
    ):
        self.prepared = pairing.prepare(county, on, rules, nearest)
        self.plan = self.prepared.plan(goals=goals or self.prepared.goals)
        self.names, self.group = Names(county, ranking=True, asked=names or None), str(group)
        if not len(self.prepared.recipients):
            raise BoardError(
                tr(
                    "这份数据里没有需要帮扶的单位，不用结对。",
                    "nobody in these data is to be helped",
                )
            )
        self._told: dict[Pair, Explanation | None] = {}
        self._chosen: tuple[tuple[Choice, ...], pairing.Plan] = ((), self.plan)
        self.cards = Cards(county, self.plan)
        file = PageFile(Path(save), fingerprint(county), "board") if save else None
        super().__init__(BoardState(), file)

    # ---- what stands

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """``(helper_id, recipient_id, channel)`` of each pair made."""
        return self.state.pairs

    @property
    def frame(self) -> pd.DataFrame:
        """The pairs as a DataFrame.

        Returns
        -------
        DataFrame
            ``helper_id, recipient_id, channel, fit, distance_km, kept`` (whether the pair runs
            today) and ``reason``, where it is a choice kept against the plan.
        """
        pinned = {c.pair: c.reason for c in self.state.choices if c.action == "pin"}
        p = self.plan.problem
        out = pairs_of(p, p.among(table(self.pairs)))
        out["reason"] = pd.array(
            [pinned.get(k) for k in out[KEY].itertuples(index=False, name=None)], dtype="string"
        )
        return out

    @property
    def levels(self) -> dict[str, int]:
        """What the pairs attain in each goal of the plan."""
        return self.plan.attained(table(self.pairs))

    @property
    def needs(self) -> int:
        """How many needs there are in all."""
        return int(self.plan.problem.most.sum())

    # ---- moves

    def refusal(self, helper: str, recipient: str, channel: str) -> str:
        """Why this pair cannot be made now, in a sentence; empty when it can."""
        new = (str(helper), str(recipient), str(channel))
        if new in self.pairs:
            return tr("这一对已经在板上了。", "This pair is on the board already.")
        found = pairing.rule_problems(self.plan, table([*self.pairs, new]))
        if found.empty:
            return ""
        # one cause: a rule comes before a place that is taken, which may be free again
        first = next(found.itertuples(index=False, name=None))
        told = self.cards.worded(first).rstrip("。.")
        return tr("不能结对：", "Cannot be paired: ") + told + tr("。", ".")

    def pair(self, helper: str, recipient: str, channel: str) -> None:
        """Make a pair.

        Raises
        ------
        BoardError
            A rule forbids it; the sentence says which.
        """
        reason = self.refusal(helper, recipient, channel)
        if reason:
            raise BoardError(reason)
        self._go(
            replace(self.state, pairs=(*self.pairs, (str(helper), str(recipient), str(channel))))
        )

    def unpair(self, helper: str, recipient: str, channel: str) -> None:
        """Take a pair off the board."""
        if (helper, recipient, channel) not in self.pairs:
            raise BoardError(tr("板上没有这一对。", "This pair is not on the board."))
        self._go(
            replace(
                self.state, pairs=tuple(p for p in self.pairs if p != (helper, recipient, channel))
            )
        )

    def clear(self) -> None:
        """Take every pair off (one move: undo brings them back)."""
        self._go(BoardState())

    def bring_running(self) -> int:
        """Put on the board the pairs that run today and still may; returns how many came."""
        p, rows = self.plan.problem, list(self.pairs)
        running = pairs_of(p, p.running)[KEY].itertuples(index=False, name=None)
        kept, _ = self.cards.legal([*rows, *(k for k in running if k not in rows)])
        self._go(replace(self.state, pairs=tuple(kept)))
        return len(kept) - len(rows)

    def _go(self, state: BoardState, field: object = None) -> None:
        super()._go(state.valid(), field)

    # ---- beside the plan

    @property
    def differences(self) -> pd.DataFrame:
        """Pairs on one side only: ``side`` (``ours`` or ``plan``), ``helper_id, recipient_id,
        channel``, by recipient."""
        planned = list(self.plan.pairs[KEY].itertuples(index=False, name=None))
        rows = [("ours", *p) for p in self.pairs if p not in planned] + [
            ("plan", *p) for p in planned if p not in self.pairs
        ]
        out = pd.DataFrame(rows, columns=["side", *KEY]).astype("string")
        return out.sort_values(["recipient_id", "channel", "side"], ignore_index=True)

    def explain(self, helper: str, recipient: str, channel: str) -> Explanation | None:
        """Why the plan has this pair, or why not: the exchange and its price (None where no plan
        can have it)."""
        key = (helper, recipient, channel)
        if key not in self._told:
            self._told[key] = exchange(self.plan, *key)
        return self._told[key]

    def keep(self, helper: str, recipient: str, channel: str, reason: str) -> None:
        """Keep a difference from the plan, with a reason.

        Raises
        ------
        BoardError
            No reason, or no difference there.
        """
        reason = " ".join(str(reason).split())
        if not reason:
            raise BoardError(
                tr(
                    "请写明理由：由人决定的，要说得出道理。",
                    "Give a reason: what people decide, they can explain.",
                )
            )
        if len(reason) > LONGEST_REASON:
            told = (
                f"理由请在 {LONGEST_REASON} 字以内。",
                f"Keep the reason within {LONGEST_REASON} characters.",
            )
            raise BoardError(tr(*told))
        pair, d = (helper, recipient, channel), self.differences
        side = d.loc[(d[KEY] == pd.Series(pair, index=KEY)).all(axis=1), "side"]
        if side.empty:
            raise BoardError(
                tr("这一处与方案没有差别。", "There is no difference from the plan here.")
            )
        choice = Choice(pair, "pin" if side.iloc[0] == "ours" else "ban", reason)
        choices = (*(c for c in self.state.choices if c.pair != pair), choice)
        self._planned(choices)
        self._go(replace(self.state, choices=choices))

    def forget(self, helper: str, recipient: str, channel: str) -> None:
        """Keep this difference no longer."""
        self._go(
            replace(
                self.state,
                choices=tuple(
                    c for c in self.state.choices if c.pair != (helper, recipient, channel)
                ),
            )
        )

    @property
    def chosen(self) -> pairing.Plan:
        """The best plan that holds every choice kept; its levels beside those of `plan` are the
        price of all together."""
        return self._planned(self.state.choices)

    def _planned(self, choices: tuple[Choice, ...]) -> pairing.Plan:
        """The plan with choices; PlanError where they cannot all be had (one pair wanted and not
        wanted in two channels)."""
        if self._chosen[0] != choices:
            t = self.plan.problem.tables
            inputs = (t["recipients"], t["helpers"], t["candidates"], t["running"])
            made = (
                pairing.plan(*inputs, tuple(self.plan.levels), overrides=overrides_of(choices))
                if choices
                else self.plan
            )
            self._chosen = (choices, made)
        return self._chosen[1]

    def adopt(self) -> None:
        """Put the plan on the board, with every choice kept."""
        self._go(
            replace(
                self.state, pairs=tuple(self.chosen.pairs[KEY].itertuples(index=False, name=None))
            )
        )

    # ---- files

    def export(self, path: str | os.PathLike[str]) -> Path:
        """Write the board as a plan workbook; returns the file written.

        Its first sheet holds these pairs, the sheet of manual changes the choices with their
        reasons; `pairing.check_plan` prices it, `read` and `pairing.read_plan` take it back. The
        last sheet says what the board attains, with names.
        """
        return write(self, path)

    def read(self, path: str | os.PathLike[str]) -> pd.DataFrame:
        """Put the pairs of a plan workbook on the board instead of those there (one move).

        Units may be given by code or by full name, the channel left out where only one is possible.
        What breaks a rule is not taken, and listed.

        Returns
        -------
        DataFrame
            ``helper_id, recipient_id, channel, problem``: rows that were not taken.

        Raises
        ------
        ValueError
            The file cannot be read, is no plan workbook, or none of its rows can be taken; the
            board is as it was.
        """
        pairs, refused, choices = typed(self, path)
        state = BoardState(tuple(pairs), tuple(choices)).valid()
        state = replace(state, choices=tuple(c for c in state.choices if self._differs(c)))
        self._planned(state.choices)
        self._go(state)
        return pd.DataFrame(refused, columns=[*KEY, "problem"]).astype("string")

    def _differs(self, choice: Choice) -> bool:
        planned = set(self.plan.pairs[KEY].itertuples(index=False, name=None))
        return (choice.action == "pin") != (choice.pair in planned) and self.explain(
            *choice.pair
        ) is not None

    def _kept(self) -> dict[str, Any]:
        return {"group": self.group, **written(self.state)}

    def _restored(self, held: dict[str, Any]) -> str:
        """What in the file breaks the rules of today stays in the old file, and a new one is
        begun."""
        rows, choices = read_back(held)
        kept, refused = self.cards.legal(rows)
        self.state = BoardState(tuple(kept), tuple(c for c in choices if self._differs(c))).valid()
        try:
            self._planned(self.state.choices)
        except ValueError:  # a file that somebody wrote in
            self.state = BoardState(tuple(kept))
            refused = [*refused, ()]
        if refused:
            now = self._moved()
            return tr(
                f"上次的结对有 {len(refused)} 对已不合规则，没有放上来；原文件未动，"
                f"这块板存到“{now}”。",
                f"{len(refused)} pairs break the rules by now and were left out; this board goes "
                f"to {now}",
            )
        if not kept:
            return ""
        return tr(
            f"接着上次的结对：{len(kept)} 对。", f"Going on from last time: {len(kept)} pairs."
        )
