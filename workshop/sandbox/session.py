"""One session: the county, its groups, which rounds are open, and what each may see."""

from __future__ import annotations

import hmac
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit.demo import YEARS
from toolkit.terms import channel_label, label, tr
from workshop.sandbox import sheets
from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.course import play, seen
from workshop.sandbox.decisions import believe, decide
from workshop.sandbox.entries import Group
from workshop.sandbox.guide import guide
from workshop.sandbox.store import SessionFile
from workshop.sandbox.truth import Truth
from workshop.sandbox.wording import watermark


class SandboxSession:
    """What the server asks; every answer is plain data for JSON."""

    def __init__(self, sandbox: Sandbox, store: SessionFile):
        self.sandbox, self.store = sandbox, store
        self.groups: dict[int, Group] = {
            t["team_id"]: store.group(sandbox, t["team_id"]) for t in store.teams()
        }
        self.truth = Truth(sandbox)

    # ---- groups

    def join(self, name: str, paper: bool = False) -> tuple[int, str]:
        """A new group, as `SessionFile.add_team`; nobody joins once the truth is open.

        After the first decision of the room it must be let in: luck is the same for all, and a
        second browser of a group could try out what its own decisions would bring.
        """
        if self.store.get("revealed"):
            raise SandboxError(
                [tr("已经揭晓，本场不再收新组。", "the truth is open: no new groups.")]
            )
        team_id, code = self.store.add_team(name, self.sandbox.limits.groups, paper)
        self.groups[team_id] = Group()
        return team_id, code

    def remove(self, name: str) -> None:
        """Take out a group that came in by mistake, or to fill a place, and has entered nothing."""
        team_id = self.called(name)
        self.store.remove_team(team_id)
        del self.groups[team_id]

    def let_in(self, name: str) -> None:
        """Let in a group that came after the beginning."""
        self.store.let_in(self.called(name))

    def called(self, name: str) -> int:
        """The number of the group of this name."""
        for t in self.store.teams():
            if t["name"] == name:
                return int(t["team_id"])
        raise SandboxError([tr("没有这个组。", "there is no such group.")])

    def team(self, team_id: int) -> dict[str, Any]:
        """A group's row."""
        return next(t for t in self.store.teams() if t["team_id"] == team_id)

    def find(self, code: str) -> int | None:
        """The group that a code belongs to; every code is compared, so that time tells nothing."""
        found = None
        for t in self.store.teams():
            if hmac.compare_digest(
                t["code"].encode(), code.strip().upper().encode("utf-8", "replace")
            ):
                found = t["team_id"]
        return found

    def step(self, team_id: int) -> tuple[str, int]:
        """What a group does next, and the round: ``ask`` to come in, ``decide``, ``believe``,
        ``wait``, ``done``, then as `Truth.step`."""
        if self.team(team_id)["asking"]:
            return "ask", 1
        g, rounds = self.groups[team_id], self.sandbox.limits.rounds
        if self.store.get("revealed"):
            return self.truth.step(team_id), rounds
        made = len(g.decisions)
        if made and made not in g.beliefs:
            return "believe", made
        if made == rounds:
            return "done", rounds
        return ("decide" if made < self.store.get("open") else "wait"), made + 1

    def decide(self, team_id: int, round_: Any, entered: Any) -> None:
        """Accept a decision and keep it."""
        self._in_turn(team_id, "decide", round_)
        g = self.groups[team_id]
        decision = decide(self.sandbox, entered, g.decisions[: round_ - 1])
        if not self.store.enter(team_id, round_, "decide", decision.entered()):
            g.decisions.append(decision)

    def believe(self, team_id: int, round_: Any, entered: Any) -> None:
        """Accept a belief and keep it."""
        self._in_turn(team_id, "believe", round_)
        belief = believe(self.sandbox, entered)
        self.store.enter(team_id, round_, "believe", belief.entered())
        self.groups[team_id].beliefs[round_] = belief

    def _in_turn(self, team_id: int, step: str, round_: Any) -> None:
        """Refuse what comes too early; what was accepted before may come again (the store refuses a
        change)."""
        whole = isinstance(round_, int) and not isinstance(round_, bool)
        if not whole or not 1 <= round_ <= self.sandbox.limits.rounds:
            raise SandboxError([tr("没有这一轮。", "there is no such round.")])
        if self.store.get("revealed"):
            raise SandboxError(
                [tr("已经揭晓，不再收决策和判断。", "the truth is open: nothing more is taken.")]
            )
        g, now = self.groups[team_id], self.step(team_id)
        before = round_ <= len(g.decisions) if step == "decide" else round_ in g.beliefs
        if not before and now != (step, round_):
            zh = "这一步还没轮到：讲师还没开放这一轮，或上一步还没交。请刷新页面。"
            raise SandboxError(
                [
                    tr(
                        zh,
                        "not yet: the round is not open, or the step before is missing. Reload "
                        "the page.",
                    )
                ]
            )

    def named(self, team_id: int | None = None) -> dict[str, int]:
        """Names of all groups that play, or of one, with their numbers."""
        return {
            t["name"]: t["team_id"]
            for t in self.store.teams()
            if team_id in (None, t["team_id"]) and not t["asking"]
        }

    # ---- what a group sees

    def view(self, team_id: int) -> dict[str, Any]:
        """Everything a group's page shows; of the verified measure only what its own visits found,
        until the debrief."""
        g, (step, round_), team = self.groups[team_id], self.step(team_id), self.team(team_id)
        played = play(self.sandbox, g.decisions)
        shown = played.adopted.to_dict("records")
        adopted = [
            {k: shown[r][k] for k in ("round", "ever", *(("practising",) if d.check else ()))}
            for r, d in enumerate(g.decisions, 1)
        ]
        out = {
            "group": team["name"],
            "code": team["code"],
            "step": step,
            "round": round_,
            "units": self._units(seen(played, len(g.decisions))),
            "decisions": [d.entered() for d in g.decisions],
            "beliefs": {r: b.entered() for r, b in g.beliefs.items()},
            "adopted": adopted,
        }
        return out | (
            {"debrief": self.truth.shown(team_id, len(g.decisions))} if step == "debrief" else {}
        )

    def _units(self, told: pd.DataFrame) -> list[dict[str, Any]]:
        rounds: dict[str, list[dict[str, Any]]] = {code: [] for code in self.sandbox.units["code"]}
        for r in told[told["round"] > 0].to_dict("records"):
            kept = (
                "round",
                "reported",
                "listed",
                "case",
                "helped",
                *(("verified",) if r["visited"] else ()),
            )
            rounds[r["unit"]].append({k: r[k] for k in kept})
        return [{"code": code, "rounds": found} for code, found in rounds.items()]

    @cached_property
    def county(self) -> dict[str, Any]:
        """What every group knows before the first round."""
        box = self.sandbox
        fits = sheets.fit_sheet(box).set_index("unit_code")
        history = box.past.reported[box.rows].round(1)
        units = [
            {
                "code": u.code,
                "name": u.name,
                "place": f"{u.township}·{label('organisation', 'sector', u.sector)}",
                "needs": [box.need_label(n) for n in u.needs],
                "history": history[k].tolist(),
                "fits": fits.loc[u.code].to_dict(),
            }
            for k, u in enumerate(box.units.itertuples(index=False))
        ]
        helpers = [
            {
                "code": h.code,
                "name": h.name,
                "channel": channel_label(h.channel),
                "capacity": h.capacity,
            }
            | {"offers": [box.need_label(o) for o in h.offers]}
            for h in box.helpers.itertuples(index=False)
        ]
        reach = {s: box.reach(s) for s in box.sites["code"]}
        sites = [
            {
                "code": s.code,
                "name": s.name,
                "place": f"{s.township}·{label('organisation', 'sector', s.sector)}",
                "reported": s.reported,
                "reach": len(reach[s.code]),
                "alike": box.alike(s.code),
                "shared": {o: len(reach[s.code] & reach[o]) for o in reach if o != s.code},
            }
            for s in box.sites.itertuples(index=False)
        ]
        known = {
            k: v for k, v in vars(box.limits).items() if k not in ("lapse", "helpers", "observers")
        }
        return {
            "name": box.name,
            "watermark": watermark(),
            "years": [*YEARS, *(box.year(r) for r in range(1, box.limits.rounds + 1))],
            "limits": known,
            "units": units,
            "helpers": helpers,
            "sites": sites,
            "rules": guide(box)["rules"],
        }

    # ---- the debrief and the facilitator

    def progress(self) -> dict[str, Any]:
        """The facilitator's view of the room; the truth only once it is open and worked out."""
        came = self.store.teams()
        teams = [
            {k: t[k] for k in ("name", "code", "paper")}
            | dict(zip(("step", "round"), self.step(t["team_id"])))
            for t in came
        ]
        opened, revealed = self.store.get("open"), self.store.get("revealed")
        out = {
            "teams": teams,
            "open": opened,
            "revealed": revealed,
            "rounds": self.sandbox.limits.rounds,
            "county": self.sandbox.name,
        }
        return out | (self.truth.together(self.named()) if self.truth.over else {})

    def open_round(self, round_: Any) -> None:
        """Open rounds up to this one."""
        if (
            not isinstance(round_, int)
            or isinstance(round_, bool)
            or not 1 <= round_ <= self.sandbox.limits.rounds
        ):
            raise SandboxError([tr("没有这一轮。", "there is no such round.")])
        self.store.set("open", max(round_, self.store.get("open")))

    def reveal(self) -> None:
        """Open the truth to everyone, on the running event loop; no more decisions are taken, who
        only asked is sent away."""
        for name in [t["name"] for t in self.store.teams() if t["asking"]]:
            self.remove(name)
        self.store.set("revealed", True)
        self.go_on()

    def go_on(self) -> None:
        """After a start: work out again what was open before."""
        if self.store.get("revealed"):
            self.truth.reveal(self.groups)
