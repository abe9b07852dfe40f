"""Checking and loading records beside a schema library and a pure-Python workbook reader.

    python benchmarks/records.py [--rows 10000 100000 1000000] [--repeats 3] [--ledger 5000]

Two thirds pairings, one third organisations. ``check`` and ``load`` read CSV and apply every rule
of the domain; the peers do less: pandera validates the same two frames (types, allowed values,
uniqueness) once pandas has read them, openpyxl only reads the same cells from a workbook. Reported
are seconds of ours and the peers' ratio to them. Last comes an office's ledger of forty columns,
read into units and pairings (``--rows`` without a number: it alone).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import toolkit
from toolkit.records.book_reading import read_book

_SIGNS = "东西南北上下前后大小新老金银石水云山松竹柏梅兰菊"
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


def ledger_book(path: Path, rows: int, columns: int = 40) -> Path:
    """An invented ledger: a village a row with its unit, a person, and numbers in the rest."""
    import xlsxwriter

    rng = np.random.default_rng(7)
    head = ["序号", "乡镇", "挂钩村", "挂钩单位", "联系人", "联系电话", "签订时间", "备注"]
    head += [f"第{i}季度投入资金（万元）" for i in range(1, columns - len(head) + 1)]
    with xlsxwriter.Workbook(str(path)) as wb:
        ws = wb.add_worksheet("台账")
        ws.write_row(0, 0, ["青岭县2024年挂钩帮扶村台账（虚构）"])
        ws.write_row(1, 0, head)
        for i, money in enumerate(rng.uniform(0, 100, (rows, columns - 8)).round(2)):
            a, b, c = _SIGNS[i % 24], _SIGNS[i // 24 % 24], "溪坪岭湾塘"[i // 576 % 5]
            office = f"县{_SIGNS[i % 20]}{_SIGNS[i // 7 % 20]}局"
            row = [i + 1, f"白{_SIGNS[i // 288 % 24]}镇", f"{a}{b}{c}村", office, "柏松年"]
            row += ["13800000001", f"2024-0{i % 9 + 1}-1{i % 10}", "" if i % 3 else "自2024年3月起"]
            ws.write_row(i + 2, 0, row + money.tolist())
    return path


def ledger_line(rows: int, repeats: int) -> str:
    """Seconds to read an office's ledger, wall and processor, beside openpyxl's for its cells;
    every run in a process of its own, since the reader remembers the words it has seen."""
    with tempfile.TemporaryDirectory() as place:
        path = ledger_book(Path(place, "台账.xlsx"), rows)
        runs = []
        for _ in range(repeats):
            command = [sys.executable, __file__, "--once", str(path)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            runs.append((*map(float, told.split()), seconds(with_openpyxl, path)))
    wall, cpu, peer = (median(r) for r in zip(*runs))
    return (
        f"ledger of 40 columns × {rows:,} rows: {wall:.2f} s ({cpu:.2f} s of processor); "
        f"openpyxl, its cells alone: {peer:.2f} s"
    )


def seconds(call: object, *args: object) -> float:
    start = perf_counter()
    call(*args)  # type: ignore[operator]
    return perf_counter() - start


def main() -> None:
    """Run and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--largest-book", type=int, default=100_000, help="rows up to which a workbook is compared"
    )
    parser.add_argument("--ledger", type=int, default=5000, help="rows of the ledger")
    parser.add_argument("--once", help="read this ledger once and print its two times")
    options = parser.parse_args()
    if options.once:
        cpu = process_time()
        print(seconds(toolkit.records.read_ledger, options.once), process_time() - cpu)
        return
    if options.rows:
        compare(options)
    print(ledger_line(options.ledger, options.repeats))


def compare(options: argparse.Namespace) -> None:
    """Counties beside pandera and openpyxl, a line for each size."""
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
