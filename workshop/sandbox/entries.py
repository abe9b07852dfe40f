"""What groups typed into the decision sheets: read, refused with its place, written out again."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from toolkit.records import read_book
from toolkit.terms import heading, tr
from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.decisions import Belief, Decision, believe, decide, group_name

COLUMNS = ("team", "round", "move", "unit_code", "helper_code", "site_code", "entry")
_ROWS_MOST = 5000
MOVES = {
    "pair": ("结对", "pair"),
    "site": ("建示范点", "open a site"),
    "visit": ("走访", "visit"),
    "check": ("采纳抽查", "check adoption"),
    "nothing": ("不作安排", "nothing"),
    "turned": ("认为真好转", "believed turned"),
    "effect": ("效果估计", "effect"),
    "note": ("理由", "reason"),
}
#: codes without which a move says nothing
_NEEDS = {
    "pair": ("unit_code", "helper_code"),
    "site": ("site_code",),
    "visit": ("unit_code",),
    "turned": ("unit_code",),
}
_DECIDES = ("pair", "site", "visit", "check", "nothing")


@dataclass
class Group:
    """What one group has entered: decisions in the order of rounds, beliefs by round."""

    decisions: list[Decision] = field(default_factory=list)
    beliefs: dict[int, Belief] = field(default_factory=dict)


def move_label(move: str) -> str:
    """A kind of move in the reader's words."""
    return tr(*MOVES[move])


def read_decisions(sandbox: Sandbox, path: str | os.PathLike[str]) -> dict[str, Group]:
    """Groups from a decision sheet that was typed in.

    Returns
    -------
    dict
        Group name → `Group`, rounds from the first on.

    Raises
    ------
    SandboxError
        Every problem of the sheet at once, with its row where it has one.
    """
    frame = _typed(path)
    problems: list[str] = []
    entered: dict[str, dict[int, dict[str, list[Any]]]] = {}
    for number, row in zip(frame.index, frame.to_dict("records")):
        said = _row(sandbox, row)
        if isinstance(said, str):
            problems.append(tr(f"第 {number + 1} 行：{said}", f"row {number + 1}: {said}"))
        else:
            team, round_, move, value = said
            entered.setdefault(team, {}).setdefault(round_, {}).setdefault(move, []).append(value)
    groups = {team: _group(sandbox, team, rounds, problems) for team, rounds in entered.items()}
    if not groups and not problems:
        problems.append(
            tr(
                "没有找到任何决策：请用沙盘给出的决策表填写。",
                "no decisions found: use the sandbox's own sheet.",
            )
        )
    if problems:
        raise SandboxError(problems)
    return groups


def _typed(path: str | os.PathLike[str]) -> pd.DataFrame:
    """The typed rows of the first sheet with the right headings; the index counts rows of that
    sheet from 0."""
    wanted = {heading(c, lang=g): c for c in COLUMNS for g in ("zh", "en")}
    for sheet in read_book(path):
        for top, row in enumerate(sheet.cells.head(30).itertuples(index=False)):
            names = {
                j: wanted[v.strip()]
                for j, v in enumerate(row)
                if isinstance(v, str) and v.strip() in wanted
            }
            if {"team", "round", "move"} <= set(names.values()):
                body = sheet.cells.iloc[top + 1 :, list(names)].set_axis(
                    list(names.values()), axis=1
                )
                body = body[body.notna().any(axis=1)]
                if len(body) > _ROWS_MOST:
                    zh = f"决策表有 {len(body)} 行，最多 {_ROWS_MOST} 行：请删去多余的行。"
                    raise SandboxError(
                        [
                            tr(
                                zh,
                                f"the sheet has {len(body)} rows, of {_ROWS_MOST} at most: delete "
                                f"what is not needed.",
                            )
                        ]
                    )
                return body
    return pd.DataFrame(columns=list(COLUMNS))


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    return (
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    )


def _row(sandbox: Sandbox, row: Mapping[str, Any]) -> tuple[str, int, str, Any] | str:
    """(group, round, move, value) of a row, or what is wrong with it."""
    wrong = []
    names = {v: k for k, pair in MOVES.items() for v in (*pair, k)}
    try:
        team = group_name(_text(row["team"]))
    except SandboxError as error:
        team, wrong = "", list(error.problems)
    round_ = _text(row["round"])
    if not (
        round_.isascii()
        and round_.isdigit()
        and len(round_) <= 2
        and 1 <= int(round_) <= sandbox.limits.rounds
    ):
        wrong.append(
            tr(
                f"轮次须为 1 到 {sandbox.limits.rounds}",
                f"the round must be 1 to {sandbox.limits.rounds}",
            )
        )
    move = names.get(_text(row["move"]), "")
    if not move:
        allowed = "、".join(map(move_label, MOVES))
        wrong.append(tr(f"事项须为 {allowed} 之一", f"the move must be one of {allowed}"))
    entry = _text(row.get("entry"))
    given = {
        c: unicodedata.normalize("NFKC", _text(row.get(c))).upper() for c in COLUMNS[3:6]
    }  # codes as people type them
    empty = [heading(c) for c in _NEEDS.get(move, ()) if not given[c]]
    wrong += [tr(f"“{move_label(move)}”要填{c}", f"{move} needs {c}") for c in empty]
    unit, helper, site = given.values()
    value: Any = {
        "pair": [unit, helper],
        "site": site,
        "visit": unit,
        "turned": unit,
        "note": entry,
    }.get(move, True)
    if move == "effect":
        try:
            value = float(entry)
        except ValueError:
            wrong.append(tr("效果估计须为数", "the effect must be a number"))
    return "；".join(w.rstrip("。") for w in wrong) if wrong else (team, int(round_), move, value)


def _group(
    sandbox: Sandbox, team: str, rounds: Mapping[int, Mapping[str, list[Any]]], problems: list[str]
) -> Group:
    out = Group()
    decided = [r for r, moves in rounds.items() if any(m in moves for m in _DECIDES)]
    for r in range(1, max(decided, default=0) + 1):
        moves = rounds.get(r, {})
        if r not in decided:
            zh = f"{team}：缺第 {r} 轮的决策；什么也不做请填“{move_label('nothing')}”。"
            problems.append(
                tr(
                    zh,
                    f"{team}: no decision for round {r}; enter nothing as a row if none is meant.",
                )
            )
        if "nothing" in moves and set(moves) & set(_DECIDES) != {"nothing"}:
            zh = f"{team}：第 {r} 轮既填了“{move_label('nothing')}”，又填了别的安排，请去掉一样。"
            problems.append(
                tr(zh, f"{team}: round {r} says nothing is done, and what is done: delete one.")
            )
        entered = {
            "pairs": moves.get("pair", []),
            "sites": moves.get("site", []),
            "visits": moves.get("visit", []),
            "check": "check" in moves,
        }
        try:
            out.decisions.append(decide(sandbox, entered, out.decisions))
        except SandboxError as error:
            problems += [
                tr(f"{team}第 {r} 轮：{p}", f"{team}, round {r}: {p}") for p in error.problems
            ]
            out.decisions.append(Decision())
    for r, moves in sorted(rounds.items()):
        if not {"turned", "effect", "note"} & set(moves):
            continue
        if len(moves.get("effect", [])) > 1:
            problems.append(
                tr(
                    f"{team}：第 {r} 轮有几个效果估计，只能留一个。",
                    f"{team}: round {r} has several effects; keep one.",
                )
            )
        entered = {
            "turned": moves.get("turned", []),
            "effect": moves.get("effect", [None])[-1],
            "note": "；".join(moves.get("note", [])),
        }
        try:
            out.beliefs[r] = believe(sandbox, entered)
        except SandboxError as error:
            problems += [
                tr(f"{team}第 {r} 轮判断：{p}", f"{team}, belief of round {r}: {p}")
                for p in error.problems
            ]
    return out


def entered_rows(groups: Mapping[str, Group]) -> pd.DataFrame:
    """Everything that groups entered, in the shape of the decision sheet (it can be read again)."""
    rows: list[dict[str, Any]] = []
    for team, g in groups.items():
        for r, d in enumerate(g.decisions, 1):
            made = [("pair", {"unit_code": u, "helper_code": h}) for u, h in d.pairs] + [
                ("site", {"site_code": s}) for s in d.sites
            ]
            made += [("visit", {"unit_code": u}) for u in d.visits] + (
                [("check", {})] if d.check else []
            )
            rows += [
                {"team": team, "round": r, "move": m, **v} for m, v in made or [("nothing", {})]
            ]
        for r, b in g.beliefs.items():
            said: list[tuple[str, dict[str, Any]]] = [
                ("turned", {"unit_code": u}) for u in b.turned
            ]
            said += [("effect", {"entry": f"{b.effect:g}"})] + (
                [("note", {"entry": b.note})] if b.note else []
            )
            rows += [{"team": team, "round": r, "move": m, **v} for m, v in said]
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    return out.assign(move=out["move"].map(move_label))
