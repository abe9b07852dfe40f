"""Freeze what must not change unseen: public names, both shipped reports, the plan, the lessons'
answers.

    python start.py scripts/freeze.py                 all of it, into tests/golden/
    python start.py scripts/freeze.py names reports   only these

`tests/test_golden.py` compares what the code does with these files. Who changes shipped data,
reports or lessons on purpose freezes them anew in a commit of its own that says why.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "golden"
REPORTS = ("qinglan", "counterpart_assistance")


def digest(frame: pd.DataFrame) -> str:
    """A short fingerprint of a table: numbers to six digits, everything else as text."""
    lines = []
    for row in frame.itertuples(index=False):
        cells = [f"{v:.6g}" if isinstance(v, (float, np.floating)) else str(v) for v in row]
        lines.append("\t".join(cells))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def names() -> dict[str, Any]:
    """Public names, room by room."""
    import toolkit
    import workshop

    found: dict[str, Any] = {"toolkit": sorted(toolkit.__all__)}
    for room in toolkit._ROOMS:
        found[f"toolkit.{room}"] = sorted(getattr(toolkit, room).__all__)
    found["workshop"] = sorted(workshop.__all__)
    return found


def reports() -> dict[str, Any]:
    """Every table of both shipped reports: title, columns, rows, fingerprint."""
    from toolkit import County
    from toolkit.reports import county_report

    found = {}
    for name in REPORTS:
        report = county_report(County.load(ROOT / "datasets" / name), source=name)
        found[name] = {
            f"{section.key}/{table.title}": [
                len(table.frame),
                *table.frame.columns,
                digest(table.frame),
            ]
            for section in report.sections
            for table in section.tables
        }
    return found


def plan() -> dict[str, Any]:
    """The plan of the 60 shipped organisations: what each goal attained, and who helps whom."""
    from toolkit import County, pairing

    made = pairing.prepare(County.load(ROOT / "datasets" / "qinglan_60"), "2011-07-01").plan()
    pairs = made.pairs.sort_values(["helper_id", "recipient_id", "channel"])
    return {
        "levels": {goal: int(value) for goal, value in made.levels.items()},
        "pairs": len(pairs),
        "certificate": bool(made.certificate.holds),
        "digest": digest(pairs[["helper_id", "recipient_id", "channel", "fit", "kept"]]),
    }


def lessons() -> dict[str, Any]:
    """The answer to every exercise of every lesson on its shipped data."""
    import workshop
    from workshop.lessons.lesson import numbers

    return {
        f"{lesson.number:02} {id}": _plain(lesson.exercise(id).solve())
        for lesson in map(workshop.Lesson, numbers())
        for id in lesson.exercises
    }


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return digest(value)
    if isinstance(value, pd.Series):
        return digest(value.reset_index())
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in sorted(value.items(), key=str)}
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.6g}")
    return str(value)


SUBJECTS = {"names": names, "reports": reports, "plan": plan, "lessons": lessons}


def main(argv: list[str]) -> int:
    """Write the files asked for."""
    os.environ["TOOLKIT_LANG"] = "zh"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for subject in argv or SUBJECTS:
        text = json.dumps(SUBJECTS[subject](), ensure_ascii=False, indent=1, sort_keys=True)
        (FOLDER / f"{subject}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        print(f"frozen: {subject}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
