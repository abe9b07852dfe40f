"""The play as workbooks: a decision sheet that a trainer types paper groups into, and the results
of a session."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records import Sheet, read_book, write_book
from toolkit.terms import channel_label, heading, label, tr
from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.course import play, seen
from workshop.sandbox.debriefing import Debrief, limits, together
from workshop.sandbox.moves import Belief, Decision, believe, decide, group_name
from workshop.sandbox.wording import watermark

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


def unit_sheet(sandbox: Sandbox) -> pd.DataFrame:
    """The list as a group sees it before the first round."""
    units = sandbox.units
    history = pd.DataFrame(
        {
            f"{sandbox.year(k - 2)}": [
                f"{v:.1f}" for v in sandbox.past.reported[sandbox.rows, k - 3]
            ]
            for k in range(3)
        },
        index=units.index,
    )
    needs = ["、".join(map(sandbox.need_label, n)) for n in units["needs"]]
    shown = units[["code", "name", "township"]].assign(
        sector=[label("organisation", "sector", s) for s in units["sector"]], needs=needs
    )
    return pd.concat([shown.rename(columns={"code": "unit_code"}), history], axis=1)


def helper_sheet(sandbox: Sandbox) -> pd.DataFrame:
    """The helpers as a group sees them."""
    h = sandbox.helpers
    out = h[["code", "name"]].rename(columns={"code": "helper_code"})
    offers = ["、".join(map(sandbox.need_label, o)) for o in h["offers"]]
    return out.assign(
        channel=[channel_label(c) for c in h["channel"]], capacity=h["capacity"], offers=offers
    )


def fit_sheet(sandbox: Sandbox) -> pd.DataFrame:
    """Needs that each helper meets, as ``met/needs``; a dash where the pair is not allowed."""
    out = pd.DataFrame({"unit_code": sandbox.units["code"]})
    for h in sandbox.helpers["code"]:
        out[h] = [
            "—" if pd.isna(f) else f"{round(f * len(needs))}/{len(needs)}"
            for f, needs in zip(sandbox.fit[h], sandbox.units["needs"])
        ]
    return out


def site_sheet(sandbox: Sandbox) -> pd.DataFrame:
    """The candidate sites as a group sees them."""
    s = sandbox.sites
    out = s[["code", "name", "township"]].rename(columns={"code": "site_code"})
    sectors = [label("organisation", "sector", x) for x in s["sector"]]
    return out.assign(
        sector=sectors,
        reported=s["reported"].map("{:.1f}".format),
        reach_count=[len(sandbox.reach(c)) for c in s["code"]],
        alike_count=[sandbox.alike(c) for c in s["code"]],
    )


def decision_book(sandbox: Sandbox, path: str | os.PathLike[str]) -> Path:
    """An empty decision sheet with what may stand in it; returns the path written."""
    empty = pd.DataFrame({c: pd.Series(dtype="string") for c in COLUMNS})
    how = [
        tr(
            "一行一件事；结对填单位和帮扶方，走访和认为真好转填单位，",
            "one row a move: a pair takes unit and helper, a visit a unit,",
        ),
        tr(
            "建示范点填示范点，效果估计和理由填最后一列；什么也不做填“不作安排”。",
            "site a site, effect and reason the last column; nothing at all is a row too.",
        ),
    ]
    choices = {
        "move": [move_label(m) for m in MOVES],
        "round": [str(r) for r in range(1, sandbox.limits.rounds + 1)],
        "unit_code": list(sandbox.units["code"]),
        "helper_code": list(sandbox.helpers["code"]),
        "site_code": list(sandbox.sites["code"]),
    }
    sheets = [
        Sheet(
            tr("决策", "decisions"),
            empty,
            choices=choices,
            notes=[watermark(), *how],
            spare_rows=400,
        ),
        Sheet(tr("单位", "units"), unit_sheet(sandbox)),
        Sheet(tr("帮扶方", "helpers"), helper_sheet(sandbox)),
        Sheet(tr("供需匹配", "fit"), fit_sheet(sandbox)),
        Sheet(tr("候选示范点", "sites"), site_sheet(sandbox)),
    ]
    return write_book(path, sheets)


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


def results_book(
    sandbox: Sandbox,
    groups: Mapping[str, Group],
    path: str | os.PathLike[str],
    found: Mapping[str, Debrief],
) -> Path:
    """A session as a workbook; returns the path written.

    Parameters
    ----------
    found : mapping group → Debrief
        The truth; while it is hidden there is none, and the workbook holds what groups entered and
        what they saw.
    """
    sheets = [Sheet(tr("决策", "decisions"), entered_rows(groups), notes=[watermark()])]
    parts = [
        seen(play(sandbox, g.decisions), len(g.decisions)).assign(team=team)
        for team, g in groups.items()
    ]
    if parts:
        told = pd.concat(parts, ignore_index=True).rename(
            columns={"unit": "unit_code", "helped": "with_helper", "case": "in_case"}
        )
        sheets.append(
            Sheet(
                tr("各组所见", "what groups saw"),
                told[["team", *told.columns.drop("team")]],
                notes=[watermark()],
            )
        )
    if found:
        notes = [
            watermark(),
            f"{sandbox.name}（{sandbox.settings.seed}，{sandbox.settings.effect}）",
        ]
        sheets.insert(0, Sheet(tr("并排", "side by side"), together(found), notes=notes))
        sheets.insert(1, _told(found, sandbox))
        for name, part in (
            (("逐单位", "units"), "units"),
            (("逐轮", "rounds"), "rounds"),
            (("估计与真实", "estimates and truth"), "estimates"),
            (("示范点预期", "sites expected"), "sites"),
        ):
            frames = [worded(getattr(d, part)).assign(team=team) for team, d in found.items()]
            frame = pd.concat(frames, ignore_index=True)
            sheets.append(
                Sheet(tr(*name), frame[["team", *frame.columns.drop("team")]], notes=[watermark()])
            )
    return write_book(path, sheets)


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of the debrief with its codes in the reader's words."""
    from toolkit.evaluation import readable

    out = readable(frame)
    return out.assign(measured_by=out["measured_by"].map(heading)) if "measured_by" in out else out


def _told(found: Mapping[str, Any], sandbox: Sandbox) -> Sheet:
    lines = [(team, line) for team, d in found.items() for line in d.lines + d.evidence] + [
        ("", line) for line in limits(sandbox)
    ]
    return Sheet(
        tr("能说什么", "statements"),
        pd.DataFrame(lines, columns=["team", "text"]),
        notes=[watermark()],
    )
