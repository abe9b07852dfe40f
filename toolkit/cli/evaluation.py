"""``toolkit evaluate``: did pairing change anything, and what may be said about it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from toolkit.cli.options import describe, option
from toolkit.terms import tr


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``evaluate``."""
    p = add_command(
        "evaluate",
        help=tr(
            "结对有没有成效：估计、检验与能说什么",
            "did pairing change anything: estimates, tests, what may be said",
        ),
    )
    describe(
        p,
        [
            option(
                "source",
                "数据文件夹或 .xlsx",
                "folder or .xlsx of records",
                type=Path,
                metavar="SOURCE",
            ),
            option(
                "--truth",
                "核验口径（org_id, period, verified），与上报口径并列评价",
                "verified measure (org_id, period, verified), judged beside the reported",
                type=Path,
                metavar="FILE.csv",
            ),
            option("--out", "写成工作簿", "write a workbook", type=Path, metavar="FILE.xlsx"),
        ],
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the study by the reported measure, and by the verified one where it is given."""
    from toolkit import County, evaluation
    from toolkit.records import as_numbers, read_columns, write_book

    county = County.load(args.source)
    studies = {tr("上报口径", "reported"): evaluation.study(county)}
    if args.truth:
        needed = ["org_id", "period", "verified"]
        truth = read_columns(args.truth, dict.fromkeys(needed, ()), needed)
        truth["verified"] = as_numbers(truth, "verified", args.truth.name)
        studies[tr("核验口径", "verified")] = evaluation.study(county, truth)
    for name, found in studies.items():
        print(f"# {name}\n\n{found.text()}\n")
    if args.out:
        # one sheet a measure and question; Excel keeps 31 characters
        from dataclasses import replace

        sheets = [
            replace(s, name=f"{name} {s.name}"[:31])
            for name, found in studies.items()
            for s in found.sheets()
        ]
        print(tr("已写出", "written:"), write_book(args.out, sheets))
    return 0
