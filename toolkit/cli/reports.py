"""``toolkit report``: the main job, from a county's records to HTML, Word, a workbook and
figures."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.terms import tr

#: what is reported on when no SOURCE is given: folder below ``datasets/`` and its title
_SHIPPED = {
    "qinglan": (
        "青澜县（虚构）结对与典型工作数据报告",
        "Qinglan County (fictitious): pairings and exemplars",
    ),
    "counterpart_assistance": (
        "公布的区域间结对安排：数据报告",
        "Published inter-regional pairings: a data report",
    ),
}


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``report``."""
    command = add_command(
        "report",
        help=tr(
            "写出报告：网页、Word、表格、图", "write the report: HTML, Word, workbook, figures"
        ),
    )
    command.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help=tr(
            "文件夹或 .xlsx；不填则用自带的两份数据",
            "folder or .xlsx; both shipped data sets when left out",
        ),
    )
    command.add_argument(
        "--out",
        default="out",
        metavar="DIR",
        help=tr("写到哪个文件夹（默认 out）", "folder to write to (default: out)"),
    )
    command.add_argument(
        "--on",
        metavar="DATE",
        help=tr("基准日，如 2016-12-31", "reference day, such as 2016-12-31"),
    )
    command.add_argument(
        "--names",
        action="store_true",
        help=tr(
            "名单和排名显示名称（使用者数据默认显示编号）",
            "show names of user-supplied units (default: codes)",
        ),
    )
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.source is not None:
        return _report(Path(args.source), Path(args.out), args)
    codes = [
        _report(folder, Path(args.out) / folder.name, args, tr(*_SHIPPED[folder.name]))
        for folder in _shipped()
    ]
    return max(codes)


def _shipped() -> list[Path]:
    roots = [
        Path.cwd(),
        *Path(__file__).resolve().parents[2:0:-1],
    ]  # a checkout, then what the wheel brings
    for root in roots:
        found = [
            root / "datasets" / name for name in _SHIPPED if (root / "datasets" / name).is_dir()
        ]
        if found:
            return found
    raise ValueError(
        tr(
            "没有找到自带的数据（datasets 文件夹）：请写明数据所在，如 toolkit report "
            "我的数据.xlsx --out 报告。",
            "the shipped data (folder datasets) were not found: name a source, as in toolkit "
            "report mine.xlsx --out report",
        )
    )


def _report(source: Path, out: Path, args: argparse.Namespace, title: str = "") -> int:
    from toolkit.cli.records import listing
    from toolkit.records import County, RecordError
    from toolkit.reports import county_report, write_report

    try:
        county = County.load(source)
    except RecordError as error:
        print(listing(error.problems))
        print(
            tr(
                "有错误，没有写报告；改正后再来（toolkit check --mark 可标出出错的单元格）。",
                "There are errors, so no report was written; toolkit check --mark colours the "
                "cells.",
            )
        )
        return 1
    if county.nature not in ("fictitious", "public_official"):
        print(
            tr(
                "仅在本机处理；涉密、工作秘密数据请勿导入。",
                "Handled on this machine only; do not load classified or internal data.",
            ),
            file=sys.stderr,
        )
    report = county_report(
        county,
        source=source.name,
        on=args.on,
        names=args.names,
        warnings=county.warnings,
        title=title,
    )
    for path in write_report(report, out)[:3]:
        print(path)
    return 0
