"""Precision, recall and F1 of the reader on the reports of this folder, counted over all reports
together."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path

from toolkit import cases
from toolkit.cases.script import fold

FOLDER = Path(__file__).parent
REPORTS = [f"{i:02}" for i in range(1, 15)]
#: a second set, keyed with organisations, people and outcome as well
SECOND = [f"{i:02}" for i in range(15, 29)]
#: a third set, by a hand that had not seen the reader
THIRD = [f"{i:02}" for i in range(29, 39)]
#: a fourth set, by yet another hand; its even half was never opened and is only scored, the first
#: three sets and its odd half were read while rules were improved
FOURTH = [f"{i:02}" for i in range(39, 59)]
#: a fifth set, by a hand of its own; its odd half was read, its even half only scored
FIFTH = [f"{i:02}" for i in range(59, 67)]
#: four authors more, two by two: the first two were read; of the next two only outcomes and names
SIXTH = [f"{i}" for i in range(67, 83)]
SEVENTH = [f"{i}" for i in range(83, 99)]
#: two authors more, keyed for practices and outcome (the second for names, too)
EIGHTH = [f"{i}" for i in range(99, 109)]
NINTH = [f"{i}" for i in range(109, 121)]
#: two authors more, keyed for programmes, practices and outcome
TENTH = [f"{i}" for i in range(121, 137)]
ELEVENTH = [f"{i}" for i in range(137, 151)]
#: four authors more: of the first two outlines were read; the next two were only scored, more than
#: once; then two authors more, scored once, when all was done
TWELFTH = [f"{i}" for i in range(151, 179)]
THIRTEENTH = [f"{i}" for i in range(179, 207)]
FOURTEENTH = [f"{i}" for i in range(207, 235)]
KINDS = ("outline", "programmes", "figures", "practices", "organisations", "people", "outcome")
#: the half that rules were improved with; the other half was only scored
TUNED = REPORTS[::2]


def _unit(word: str) -> str:
    word = fold(str(word or "")).strip().lstrip("多余来").rstrip("多余")
    return {"百分点": "个百分点", "个月": "月", "个小时": "小时"}.get(word, word)


def _number(value: float | None) -> float | None:
    return None if value is None or value != value else round(float(value), 6)


def _heading(words: str) -> str:
    return re.sub(r"[\s。：:；;，,]+$", "", words.strip())


def found(names: Iterable[str]) -> dict[str, dict[str, Counter[Hashable]]]:
    """Kind → report → what the reader finds; programmes and practices once a report."""
    reports = {name: cases.read(FOLDER / f"{name}.txt") for name in names}
    coded = cases.accepted(cases.code(reports))
    out: dict[str, dict[str, Counter[Hashable]]] = {k: {} for k in KINDS}
    for name, report in reports.items():
        figures = report.figures
        out["outline"][name] = Counter(map(_heading, report.outline["heading"]))
        out["programmes"][name] = Counter(set(report.programmes["name"]))
        out["figures"][name] = Counter(
            (_number(v), _number(u), _unit(x))
            for v, u, x in zip(figures["value"], figures["upper"], figures["unit"])
        )
        out["practices"][name] = Counter(set(coded.loc[coded["case"] == name, "code"]))
        out["organisations"][name] = Counter(set(report.organisations))
        out["people"][name] = Counter(set(report.people))
        out["outcome"][name] = Counter([report.outcome])
    return out


def keyed(name: str) -> dict[str, Counter[Hashable]]:
    """Kind → what the author's key holds for one report."""
    key = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    counted = {
        "outline": lambda headings: Counter(_heading(h) for _, _, h in headings),
        "programmes": lambda names: Counter(set(names)),
        "figures": lambda rows: Counter((_number(v), _number(u), _unit(x)) for v, u, x in rows),
        "practices": lambda codes: Counter(set(codes)),
        "organisations": Counter,
        "people": Counter,
        "outcome": lambda outcome: Counter([outcome]),
    }
    return {kind: count(key[kind]) for kind, count in counted.items() if kind in key}


def score(names: Iterable[str] = REPORTS) -> dict[str, tuple[float, float, float]]:
    """Kind → precision, recall, F1."""
    names = list(names)
    said, keys = found(names), {name: keyed(name) for name in names}
    out = {}
    for kind, by_report in said.items():
        if any(kind not in key for key in keys.values()):
            continue  # some sets' keys do not hold every kind
        hits = sum((by_report[n] & keys[n][kind]).total() for n in names)
        given, wanted = (
            sum(by_report[n].total() for n in names),
            sum(keys[n][kind].total() for n in names),
        )
        out[kind] = (hits / max(given, 1), hits / max(wanted, 1), 2 * hits / max(given + wanted, 1))
    return out
