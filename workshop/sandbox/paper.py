"""Groups that play on paper: their decision sheets taken over, and the slips they get back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.terms import tr
from workshop.sandbox.county import SandboxError
from workshop.sandbox.course import play, seen
from workshop.sandbox.entries import Group
from workshop.sandbox.session import SandboxSession
from workshop.sandbox.store import spelling
from workshop.sandbox.truth import table


def take(session: SandboxSession, typed: Mapping[str, Group]) -> list[str]:
    """Take over groups from a decision sheet: all or nothing; rounds accepted before must be the
    same. Returns sentences."""
    if problems := _against(session, typed):
        raise SandboxError(problems)
    teams = {t["name"]: t for t in session.store.teams()}
    for name, g in typed.items():
        team_id = teams[name]["team_id"] if name in teams else session.join(name, paper=True)[0]
        for r, d in enumerate(g.decisions, 1):
            session.store.enter(team_id, r, "decide", d.entered())
        for r, b in g.beliefs.items():
            session.store.enter(team_id, r, "believe", b.entered())
        session.groups[team_id] = g
    return [
        tr(f"{name}：已收 {len(g.decisions)} 轮。", f"{name}: {len(g.decisions)} rounds taken.")
        for name, g in typed.items()
    ]


def _against(session: SandboxSession, typed: Mapping[str, Group]) -> list[str]:
    """What speaks against taking these groups."""
    teams = {t["name"]: t for t in session.store.teams()}
    problems, spelt = list[str](), {spelling(name): name for name in teams}
    for name, g in typed.items():
        if (other := spelt.setdefault(spelling(name), name)) != name:
            problems.append(
                tr(
                    f"“{name}”和“{other}”会被当成一个组：请写成一样。",
                    f"{name} and {other} are one: write them alike.",
                )
            )
        kept = session.groups[teams[name]["team_id"]] if name in teams else Group()
        if name in teams and not teams[name]["paper"]:
            zh = f"{name} 在用设备玩，不能再由决策表录入；纸面上的组请用别的组名。"
            problems.append(tr(zh, f"{name} plays on a device; give the paper group another name."))
        elif (
            g.decisions[: len(kept.decisions)] != kept.decisions
            or {r: g.beliefs.get(r) for r in kept.beliefs} != kept.beliefs
        ):
            problems.append(
                tr(
                    f"{name}：已收下的轮次与表中不同，不能改。",
                    f"{name}: rounds accepted before differ and stay.",
                )
            )
        late = [r for r in g.beliefs if r > len(g.decisions)]
        problems += [
            tr(
                f"{name}：第 {r} 轮有判断而没有决策。",
                f"{name}: round {r} has a belief but no decision.",
            )
            for r in late
        ]
    if len(teams.keys() | typed.keys()) > session.sandbox.limits.groups:
        problems.append(
            tr(
                f"一场最多 {session.sandbox.limits.groups} 个组。",
                f"{session.sandbox.limits.groups} groups at most.",
            )
        )
    if session.store.get("revealed"):
        problems.append(tr("已经揭晓，不再收决策。", "the truth is open: nothing more is taken."))
    return problems


def slip(session: SandboxSession, name: str) -> dict[str, Any]:
    """What a paper group has seen so far, as a table to print."""
    team_id = session.called(name)
    g = session.groups[team_id]
    told = seen(play(session.sandbox, g.decisions), len(g.decisions))
    last = told[told["round"] == len(g.decisions)]
    last = last.rename(
        columns={"unit": "unit_code", "helped": "with_helper", "case": "in_case"}
    ).drop(columns=["round", "visited"])
    view = session.view(team_id)
    return {
        "group": name,
        "round": len(g.decisions),
        "table": table(last),
        "adopted": view["adopted"],
    }
