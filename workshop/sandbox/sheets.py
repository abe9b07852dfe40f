"""The play as workbooks: a decision sheet that a trainer types paper groups into, and the results
of a session."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records import Sheet, write_book
from toolkit.terms import channel_label, heading, label, tr
from workshop.sandbox.county import Sandbox
from workshop.sandbox.course import play, seen
from workshop.sandbox.debriefing import Debrief, limits, together
from workshop.sandbox.entries import COLUMNS, MOVES, Group, entered_rows, move_label
from workshop.sandbox.wording import watermark


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
