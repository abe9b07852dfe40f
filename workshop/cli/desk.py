"""``toolkit desk``: the coding desk as a page in the browser, or in JupyterLab; on this machine
only, offline."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from toolkit.cli import describe, option
from toolkit.terms import tr
from workshop.cli.pages import add_options, open_page

_NOTEBOOK = """from workshop import Desk

desk = Desk(
    {reports!r},
    {coder!r},
    {codebook!r},
    save={save!r},
    blind={blind!r},
    show_people={show_people!r},
    at={at!r},
)
desk"""


def add(add_command: Any) -> None:
    """Add ``desk``."""
    told = ("编码台：逐句编码、对照、归纳并核对（不联网）", "code reports by hand, compare, check")
    p = add_command("desk", help=tr(*told))
    describe(
        p,
        [
            option(
                "reports",
                "报告（.txt、.docx）或文件夹",
                "reports (.txt, .docx) or folders",
                nargs="+",
                metavar="REPORT",
            ),
            option("--coder", "谁来编", "who codes", default=tr("甲", "A"), metavar="NAME"),
            option(
                "--codebook",
                "自己的编码表（.yaml、.xlsx、.qdc）",
                "a codebook of your own (.yaml, .xlsx, .qdc)",
                metavar="FILE",
            ),
            option(
                "--save",
                "存在哪个文件（默认 编码台.json）",
                "file that keeps every step",
                default="编码台.json",
                metavar="FILE.json",
            ),
            option(
                "--blind",
                "盲编：第一遍编完以前，不显示机器建议和别人的编码",
                "hide suggestions and other people's codes until the first pass is done",
                action="store_true",
            ),
            option(
                "--show-people",
                "显示人名（默认只留姓，页面和导出都一样）",
                "show names of persons (by default only the surname, on the page and in exports)",
                action="store_true",
            ),
            option(
                "--at",
                "打开第一份报告的第几句",
                "open this sentence of the first report",
                type=int,
                metavar="N",
            ),
        ],
    )
    add_options(p)
    p.set_defaults(run=run, serves=True, command_name="desk")


def settings(args: argparse.Namespace) -> dict[str, Any]:
    """What the desk is asked for, with whole paths: a kernel does not start where the command was
    typed."""
    paths = [Path(name) for name in (*args.reports, *filter(None, [args.codebook]))]
    for path in paths:
        if not path.exists():
            raise ValueError(tr(f"没有这个文件：{path}", f"no such file: {path}"))
    return {
        "reports": [str(Path(name).resolve()) for name in args.reports],
        "coder": args.coder,
        "codebook": str(Path(args.codebook).resolve()) if args.codebook else None,
        "save": str(Path(args.save).resolve()),
        "blind": args.blind,
        "show_people": args.show_people,
        "at": args.at,
    }


def run(args: argparse.Namespace) -> int:
    """Serve the desk until it is stopped."""
    asked = settings(args)
    # what cannot be read is said here, before a browser opens
    from toolkit.reports import DESK_PORT
    from workshop.desk import CodingSession
    from workshop.desk.view import Shown

    reports = [Path(path) for path in asked["reports"]]
    Shown(CodingSession(reports, asked["coder"], asked["codebook"])).turn_to(args.at)
    return open_page(args, "workshop.desk:desk_page", asked, _NOTEBOOK.format(**asked), DESK_PORT)
