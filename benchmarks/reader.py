"""The reader beside the keys of reports by other hands: seven measures, what still goes wrong.

Organisations and people once with the names' model and once by rules alone.

    python benchmarks/reader.py
"""

from __future__ import annotations

import argparse
import runpy
from collections import Counter
from pathlib import Path

import pandas as pd

from toolkit import cases
from toolkit.cases import naming

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "cases" / "data" / "unseen"
NAMES = ("organisations", "people")
TIMES = ("年", "月", "天", "小时", "分钟", "周")


def halves(told: dict) -> dict[str, list[str]]:
    """The later sets by what they served for; the first is in benchmarks/cases.py."""
    fourth = told["FOURTH"]
    return {
        "15-28, read": told["SECOND"],
        "29-38, read": told["THIRD"],
        "39-58, read": [n for n in fourth if int(n) % 2],
        "39-58, scored": [n for n in fourth if int(n) % 2 == 0],
        "59-66, read": told["FIFTH"][::2],
        "59-66, scored": told["FIFTH"][1::2],
        "67-82, read": told["SIXTH"],
        "83-98, outcomes read": told["SEVENTH"],
        "99-108, outcomes read": told["EIGHTH"],
        "109-120, scored": told["NINTH"],
        "121-136, programmes read": told["TENTH"],
        "137-150, programmes read": told["ELEVENTH"],
        "151-178, outlines read": told["TWELFTH"],
        "179-206, scored": told["THIRTEENTH"],
        "207-234, scored once": told["FOURTEENTH"],
    }


def measures(told: dict, parts: dict[str, list[str]]) -> pd.DataFrame:
    """F1 of every measure; names once more by rules alone."""
    rows: dict[str, dict[str, float]] = {}
    model = naming._model
    for part, names in parts.items():
        for kind, (_, _, f1) in told["score"](names).items():
            rows.setdefault(kind, {})[part] = f1
        naming._model = lambda: None  # type: ignore[assignment]
        for kind, (_, _, f1) in told["score"](names).items():
            if kind in NAMES:
                rows.setdefault(f"{kind}, rules alone", {})[part] = f1
        naming._model = model
    return pd.DataFrame(rows).T.rename_axis("F1").reset_index()


def why(kind: str, item: object, missed: bool, coded: pd.DataFrame) -> str:
    """The kind of one fault, told by what the reader itself knows of it."""
    if kind == "practices":
        of = coded[coded["code"] == item]
        if not missed:
            return "coded, though only named, told of others or not meant"
        reasons = sorted(set(of["reason"]) - {""})
        return f"withheld: {reasons[0]}" if reasons else "told in words that no rule knows"
    if kind == "figures":
        unit = item[2]  # type: ignore[index]
        if missed:
            return "a time that lasted" if unit in TIMES else "a figure not taken for one"
        return "a number that counts nothing"
    return "not found" if missed else "found, and none (or cut otherwise)"


def wrong(told: dict, parts: dict[str, list[str]]) -> pd.DataFrame:
    """Kinds of fault in the reports that were read, counted, with their share of all.

    The halves only scored are left out: of them nothing but their scores is ever looked at.
    """
    names = [n for part, some in parts.items() if part.endswith(", read") for n in some]
    found = told["found"](names)
    reports = {n: cases.read(FOLDER / f"{n}.txt") for n in names}
    coded = cases.code(reports)
    counts: Counter[tuple[str, str]] = Counter()
    for kind, by_report in found.items():
        for name in names:
            said, key = by_report[name], told["keyed"](name)[kind]
            mine = coded[coded["case"] == name]
            for missed, items in ((True, key - said), (False, said - key)):
                for item in items.elements():
                    if kind == "outcome" and not missed:
                        continue  # one fault, counted as the missed one
                    counts[kind, why(kind, item, missed, mine)] += 1
    rows = [(kind, what, n, n / counts.total()) for (kind, what), n in counts.most_common()]
    return pd.DataFrame(rows, columns=["measure", "what went wrong", "times", "share"])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--most", type=int, help="reports of each set (default: all)")
    most = arguments.parse_args().most
    told = runpy.run_path(str(FOLDER / "score.py"))
    parts = {part: names[:most] for part, names in halves(told).items()}
    for title, table in (
        (
            "Seven measures: reports that rules were improved with, the halves only scored",
            measures(told, parts),
        ),
        ("What still goes wrong in the reports that were read", wrong(told, parts)),
    ):
        print(f"\n{title}\n{table.round(3).to_string(index=False)}")


if __name__ == "__main__":
    main()
