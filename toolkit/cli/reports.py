"""``toolkit report``: the main job, from a county's records to HTML, Word, a workbook and
figures."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from toolkit.cli.options import describe, option
from toolkit.progress import waiting
from toolkit.terms import lang, tr

#: what is reported on when no SOURCE is given: folder below ``datasets/``, its title and name
_SHIPPED = {
    "qinglan": (
        (
            "青澜县（虚构）结对与典型工作数据报告",
            "Qinglan County (fictitious): pairings and exemplars",
        ),
        ("青澜县（虚构）", "Qinglan County (fictitious)"),
    ),
    "counterpart_assistance": (
        (
            "公布的区域间结对安排：数据报告",
            "Published inter-regional pairings: a data report",
        ),
        ("对口支援（公开资料）", "Counterpart assistance (published)"),
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
    describe(
        command,
        [
            option(
                "source",
                "文件夹或 .xlsx；不填则用自带的两份数据",
                "folder or .xlsx; both shipped data sets when left out",
                nargs="?",
                metavar="SOURCE",
            ),
            option(
                "--out",
                "写到哪个文件夹（默认 out/zh/数据名，每种语言一个文件夹）",
                "folder to write to (default: out/en/NAME, one folder a language)",
                metavar="DIR",
            ),
            option(
                "--on", "基准日，如 2016-12-31", "reference day, such as 2016-12-31", metavar="DATE"
            ),
            option(
                "--full",
                "写出全部各节（默认五页）",
                "every section (default: five pages)",
                action="store_true",
            ),
            option(
                "--names",
                "按成绩排列的名单也显示名称（使用者数据默认只显示编号）",
                "names in rankings by merit, too (default for your data: numbers)",
                action="store_true",
            ),
            option(
                "--masked",
                "投影用：单位只显示编号",
                "for the projector: numbers instead of names",
                action="store_true",
            ),
            option(
                "--open",
                "写好就在浏览器中打开（两份时打开第一份）",
                "show the (first) report in the browser",
                action="store_true",
            ),
        ],
    )
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    out = Path(args.out or "out") / lang()
    if args.source is not None:
        source = Path(args.source)
        return _report(source, Path(args.out) if args.out else out / source.stem, args)
    folders = _shipped()
    # start.py has one step before these: setting up
    before = int(os.environ.get("TOOLKIT_STEPS_BEFORE", "0"))
    codes = []
    for number, (shipped, folder) in enumerate(folders.items(), before + 1):
        title, name = (tr(*words) for words in _SHIPPED[shipped])
        print(f"{number}/{before + len(folders)} {name}", file=sys.stderr, flush=True)
        codes.append(_report(folder, out / folder.name, args, title, name))
        args.open = False  # one page is enough to look at while the other is written
    return max(codes)


def _shipped() -> dict[str, Path]:
    """Name → folder of what is reported on; a wheel brings the smaller of the invented counties."""
    roots = [
        Path.cwd(),
        *Path(__file__).resolve().parents[2:0:-1],
    ]  # a checkout, then what the wheel brings
    for root in roots:
        found = {
            name: folder
            for name in _SHIPPED
            for folder in (root / "datasets" / f"{name}_60", root / "datasets" / name)
            if folder.is_dir()
        }
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


def _report(
    source: Path, out: Path, args: argparse.Namespace, title: str = "", name: str = ""
) -> int:
    # the first import after an installation takes its time
    with waiting(tr("启动", "starting")):
        from toolkit.cli.records import listing
        from toolkit.records import RecordError, open_source
        from toolkit.reports import county_report, write_report
    try:
        opened = open_source(source)
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
    county = opened.county
    for line in opened.says:
        print(line)
    if county.nature not in ("fictitious", "public_official"):
        print(
            tr(
                "仅在本机处理；涉密、工作秘密数据请勿导入。",
                "Handled on this machine only; do not load classified or internal data.",
            ),
            file=sys.stderr,
        )
    # the shipped folders bear names of ours
    ours = source.name.removesuffix("_60")
    if not title and ours in _SHIPPED and source.resolve().parent.name == "datasets":
        title, name = (tr(*words) for words in _SHIPPED[ours])
    report = county_report(
        county,
        source=name or source.name,
        on=args.on,
        names=args.names,
        warnings=county.warnings,
        title=title,
        full=args.full,
        masked=args.masked,
    )
    written = write_report(report, out)
    for path in written[:3]:
        print(path)
    if args.open:
        # where nothing opens, the lines above say where it lies
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(written[0].resolve().as_uri())
    return 0
