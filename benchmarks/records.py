"""Checking and loading records beside a schema library and a pure-Python workbook reader.

    python benchmarks/records.py [--rows 10000 100000 1000000] [--repeats 3]

Two thirds pairings, one third organisations. ``check`` and ``load`` read CSV and apply every rule
of the domain; the peers do less: pandera validates the same two frames (types, allowed values,
uniqueness) once pandas has read them, openpyxl only reads the same cells from a workbook. Reported
are seconds of ours and the peers' ratio to them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import toolkit
from toolkit.records.sheets import read_book

CHANNELS = ["advanced_helps_backward", "department_links_backward", "co_building"]


def tables(rows: int, seed: int = 2011) -> dict[str, pd.DataFrame]:
    """A county of `rows` records without errors."""
    rng, n = np.random.default_rng(seed), rows // 3
    m = rows - n
    ids = np.array([f"{i:018d}" for i in range(n)])
    names = [f"第{i}支部（虚构）" for i in range(n)]
    sector = rng.choice(["rural", "enterprise", "school"], n)
    orgs = {
        "org_id": ids,
        "name": names,
        "level": "branch",
        "sector": sector,
        "members_n": rng.integers(3, 60, n),
        "data_nature": "fictitious",
    }
    helper = rng.integers(0, n, m)
    recipient = (helper + rng.integers(1, n, m)) % n
    start = (
        pd.Timestamp("2008-01-01") + pd.to_timedelta(rng.integers(0, 1500, m), unit="D")
    ).strftime("%Y-%m-%d")
    pairs = {
        "pair_id": [f"P{i:09d}" for i in range(m)],
        "channel": rng.choice(CHANNELS, m),
        "helper_id": ids[helper],
    }
    pairs |= {"recipient_id": ids[recipient], "start": start, "status": "active"}
    return {"organisation": pd.DataFrame(orgs), "pairing": pd.DataFrame(pairs)}


def with_pandera(folder: Path) -> None:
    """Read with pandas, validate with pandera: types, allowed values, unique keys, references."""
    import pandera.pandas as pa

    orgs = pd.read_csv(folder / "organisation.csv", dtype={"org_id": str})
    pairs = pd.read_csv(
        folder / "pairing.csv", dtype={"helper_id": str, "recipient_id": str}, parse_dates=["start"]
    )
    text = lambda **kw: pa.Column(str, **kw)  # noqa: E731
    org_columns = {
        "org_id": text(unique=True),
        "name": text(checks=pa.Check.str_endswith("（虚构）")),
        "sector": text(checks=pa.Check.isin(["rural", "enterprise", "school"])),
    }
    pa.DataFrameSchema(org_columns | {"members_n": pa.Column(int, pa.Check.ge(0))}).validate(
        orgs, lazy=True
    )
    known = set(orgs["org_id"])
    refers = {c: text(checks=pa.Check.isin(known)) for c in ("helper_id", "recipient_id")}
    pa.DataFrameSchema(
        {"pair_id": text(unique=True), "channel": text(checks=pa.Check.isin(CHANNELS)), **refers}
    ).validate(pairs, lazy=True)


def with_openpyxl(book: Path) -> None:
    """Every cell once."""
    import openpyxl

    for sheet in openpyxl.load_workbook(book, read_only=True):
        for _ in sheet.iter_rows(values_only=True):
            pass


def seconds(call: object, *args: object) -> float:
    start = perf_counter()
    call(*args)  # type: ignore[operator]
    return perf_counter() - start


def main() -> None:
    """Run and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--largest-book", type=int, default=100_000, help="rows up to which a workbook is compared"
    )
    options = parser.parse_args()
    print(
        "| rows | check s | load s | pandera / check | workbook: ours s | openpyxl / ours "
        "|\n|---|---|---|---|---|---|"
    )
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as place:
            folder = toolkit.County(tables(rows)).save(Path(place, "county"))
            runs = [
                (
                    seconds(toolkit.check, folder),
                    seconds(toolkit.County.load, folder),
                    seconds(with_pandera, folder),
                )
                for _ in range(options.repeats)
            ]
            check, load, ratio = (median(r) for r in zip(*[(c, ld, p / c) for c, ld, p in runs]))
            book_s = book_ratio = float("nan")
            if rows <= options.largest_book:
                book = toolkit.County.load(folder).save(Path(place, "county.xlsx"))
                pairs = [
                    (seconds(read_book, book), seconds(with_openpyxl, book))
                    for _ in range(options.repeats)
                ]
                book_s, book_ratio = median(a for a, _ in pairs), median(b / a for a, b in pairs)
            print(
                f"| {rows:,} | {check:.2f} | {load:.2f} | {ratio:.2f} | {book_s:.2f} | "
                f"{book_ratio:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
