"""What the board shows, as plain data that can be looked at without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from toolkit.reports import nature_words
from toolkit.terms import lang, tr
from workshop.board.looking import SHOWN, Look
from workshop.board.naming import named
from workshop.board.plan_tab import plan_tab
from workshop.board.session import BoardSession
from workshop.board.words import marks, signed, words


@dataclass
class Shown:
    """A session as its people look at it; ``view()`` is everything the page shows."""

    session: BoardSession
    look: Look = field(default_factory=Look)
    said: tuple[str, str] = ("info", "")

    def __post_init__(self) -> None:
        s, channels = self.session, self.session.plan.problem.channels
        first = pd.Series(
            [t for t in map(s.names.group, s.plan.problem.recipients) if t], dtype=object
        ).value_counts()
        big = len(s.plan.problem.recipients) > SHOWN and len(first)
        served = set(s.plan.problem.row_channel)
        first_served = next((c for i, c in enumerate(channels) if i in served), channels[0])
        self.look = Look(channel=first_served, township=str(first.index[0]) if big else "")
        self.said = ("info", s.said or words()["begin"])
        self._seen: dict[tuple[str, str], tuple[int, float, bool]] = {}
        t = s.prepared.candidates
        runs = set(s.prepared.running.itertuples(index=False, name=None))
        for h, r, fit, km in zip(t["helper_id"], t["recipient_id"], t["fit"], t["distance_km"]):
            self._seen[h, r] = int(fit), float(km), (h, r) in runs

    def _named(self, text: str) -> str:
        return named(self.session, text)

    def view(self) -> dict[str, Any]:
        """Everything the page shows."""
        s = self.session
        nature, mark = nature_words(s.names.nature)
        if s.names.masked:
            nature += tr(
                "只显示编号，加 --names 显示名称。", " Numbers alone; --names shows names."
            )
        out = {
            "words": words(),
            "lang": lang(),
            "title": tr("结对板", "Pairing board"),
            "group": s.group,
            "nature": nature,
            "mark": mark,
            "said": {"kind": self.said[0], "text": self.said[1]},
            "tab": self.look.tab,
            "can": s.can,
            "totals": self._totals(),
            "townships": self._townships(),
            "township": self.look.township,
            "done": tr(f"已结 {len(s.pairs)} / {s.needs}", f"{len(s.pairs)} of {s.needs} paired"),
        }
        return out | (self._board() if self.look.tab == "board" else plan_tab(s, self.look))

    def _totals(self) -> list[dict[str, str]]:
        s, short = self.session, marks()["goals"]
        with_plan = self.look.tab == "plan"
        rows = []
        for goal, ours in s.levels.items():
            row = {
                "goal": goal,
                "label": short[goal][0],
                "better": short[goal][1],
                "ours": self._amount(goal, ours),
            }
            if with_plan:
                row["plan"] = self._amount(goal, s.plan.levels[goal])
                row["chosen"] = self._amount(goal, s.chosen.levels[goal]) if s.state.choices else ""
            rows.append(row)
        return rows

    def _amount(self, goal: str, value: int) -> str:
        if goal == "coverage":
            return f"{value} / {self.session.needs}"
        return f"{value / 1000:.1f} {tr('公里', 'km')}" if goal == "distance" else str(value)

    def _board(self) -> dict[str, Any]:
        p = self.session.plan.problem
        return {
            "lanes": [{**signed(c), "on": c == self.look.channel} for c in p.channels],
            "search": self.look.search,
            **self._helpers(),
            **self._units(),
        }

    def _townships(self) -> list[dict[str, str]]:
        where = pd.Series(
            [self.session.names.group(r) for r in self.session.plan.problem.recipients],
            dtype=object,
        )
        counts = where[where != ""].value_counts()
        every = {
            "value": "",
            "label": tr(f"全部乡镇（{len(where)}）", f"all townships ({len(where)})"),
        }
        return (
            [
                every,
                *(
                    {"value": str(t), "label": tr(f"{t}（{n}）", f"{t} ({n})")}
                    for t, n in counts.items()
                ),
            ]
            if len(counts) > 1
            else []
        )

    def _tip(self, helper: str, unit: str, channel: str) -> dict[str, Any]:
        """How well two fit, for the card of one while the other is chosen; what would be refused is
        not offered, and says why."""
        found = self._seen.get((helper, unit))
        refused = self.session.refusal(helper, unit, channel)
        if found is None or refused:
            why = refused.partition(tr("：", ": "))[2] or refused
            for code in (helper, unit):  # the card itself says who it is
                why = why.replace(self.session.plan.problem.called(code), "").replace(code, "")
            why = why.partition(tr("；", "; "))[0].strip(" →：:。.")
            told = why or tr("不能结对", "cannot be paired")
            return {"tip": told, "dim": True, "off": True, "rank": (1, 0, 0.0)}
        fit, km, runs = found
        far = "" if pd.isna(km) else f" · {km:.1f} {tr('公里', 'km')}"
        also = tr(" · 现有结对", " · runs today") if runs else ""
        return {
            "tip": tr(f"匹配 {fit}", f"fit {fit}") + far + also,
            "dim": False,
            "off": False,
            "rank": (0, -fit, km),
        }

    def _helpers(self) -> dict[str, Any]:
        s, p, channel = self.session, self.session.plan.problem, self.look.channel
        used = pd.Series([h for h, _, c in s.pairs if c == channel], dtype=object).value_counts()
        wanted, rows = self.look.search.strip().casefold(), []
        for h, c, places in zip(p.row_helper, p.row_channel, p.capacity):
            unit = str(p.helpers[h])
            if p.channels[c] != channel or (
                wanted and wanted not in f"{unit} {s.names.full(unit)}".casefold()
            ):
                continue
            row = {
                "id": unit,
                **self._card(unit),
                "channel": channel,
                "places": int(places),
                "used": int(used.get(unit, 0)),
            }
            if self.look.unit:
                row |= self._tip(unit, self.look.unit, channel)
            else:
                off = bool(used.get(unit, 0) >= places) and self.look.helper != (unit, channel)
                row |= {"rank": (self._away(unit), 0, 0.0), "off": off}
            rows.append(row | {"chosen": self.look.helper == (unit, channel)})
        rows.sort(
            key=lambda row: (
                (not row["chosen"], row.pop("rank"), row["id"])
                if self.look.unit
                else (row.pop("rank"), row["id"])
            )
        )
        none = (
            tr("没有找到。", "Nobody found.")
            if wanted
            else tr(
                "这一方式没有帮扶方：换一种看看，或在组织表“帮扶能力”一列填数。",
                "Nobody helps in this channel: look at another, or fill in the column capacity.",
            )
        )
        told = self._more(len(rows)) if rows else none
        return {"helpers": rows[:SHOWN], "more_helpers": told}

    def _away(self, unit: str) -> int:
        """0 for units of the township looked at, which come first."""
        return int(
            bool(self.look.township) and self.session.names.group(unit) != self.look.township
        )

    def _card(self, unit: str) -> dict[str, str]:
        names = self.session.names
        where = "" if names.masked else unit
        return {
            "name": names.full(unit),
            "where": " · ".join(filter(None, (where, names.group(unit)))),
        }

    def _units(self) -> dict[str, Any]:
        s, p = self.session, self.session.plan.problem
        made: dict[tuple[str, str], list[str]] = {}
        for h, r, c in s.pairs:
            made.setdefault((r, c), []).append(h)
        rows = []
        for at, r in enumerate(map(str, p.recipients)):
            if self.look.township and s.names.group(r) != self.look.township:
                continue
            slots: list[dict[str, Any]] = []
            row = {"id": r, **self._card(r), "chosen": self.look.unit == r, "slots": slots}
            if self.look.helper:
                tip = self._tip(self.look.helper[0], r, self.look.helper[1])
                row |= {k: v for k, v in tip.items() if k != "rank"}
            for i, c in enumerate(p.channels):
                helpers = made.get((r, c), [])
                for place in range(int(p.need[at, i])):
                    who = helpers[place] if place < len(helpers) else None
                    other = self.look.helper is not None and self.look.helper[1] != c
                    slots.append(
                        signed(c)
                        | {"helper": who, "name": s.names.full(who) if who else ""}
                        | {"off": not who and (other or bool(row.get("off")))}
                    )
            rows.append(row)
        return {"units": rows[:SHOWN], "more_units": self._more(len(rows))}

    def _more(self, n: int) -> str:
        return (
            tr(
                f"还有 {n - SHOWN} 个，请选乡镇或查找。",
                f"{n - SHOWN} more: choose a township or search.",
            )
            if n > SHOWN
            else ""
        )
