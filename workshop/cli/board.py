"""``toolkit board``: the pairing board as a page in the browser, or in JupyterLab; on this machine
only, offline."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from toolkit import dataset
from toolkit.cli import describe, option
from toolkit.terms import tr
from workshop.cli.pages import add_options, open_page

_NOTEBOOK = """import workshop
from toolkit.records import open_source

county = open_source({source!r}).county
workshop.Board(county, {on!r}, names={names!r}, group={group!r}, save={save!r})"""


def add(add_command: Any) -> None:
    """Add ``board``."""
    about = (
        "打开结对板：点选结对，再对照方案（不联网）",
        "open the pairing board: pair by clicking, then see the plan",
    )
    p = add_command("board", help=tr(*about))

    source = (
        "数据文件夹或 .xlsx（默认自带的 60 个单位）",
        "folder or .xlsx of records (default: the shipped 60 units)",
    )
    describe(
        p,
        [
            option("source", *source, nargs="?", metavar="SOURCE"),
            option(
                "--on",
                "为哪一天结对（默认与第 4 课同一天）",
                "the day paired for (default: that of lesson 4)",
                metavar="2011-07-01",
            ),
            option("--group", "哪一组，如 第三组", "which group plays", default="", metavar="NAME"),
            option(
                "--save",
                "存在哪个文件（默认 结对板.json）",
                "file that keeps every move",
                metavar="FILE.json",
            ),
            option(
                "--names",
                "显示名称（使用者数据默认显示编号）",
                "show names of user-supplied units (default: codes)",
                action="store_true",
            ),
        ],
    )
    add_options(p)
    p.set_defaults(run=run, serves=True, command_name="board")


def settings(args: argparse.Namespace) -> dict[str, Any]:
    """What the board is asked for, with whole paths: a kernel does not start where the command was
    typed."""
    source = Path(args.source) if args.source else dataset("qinglan_60")
    if not source.exists():
        raise ValueError(tr(f"没有这个文件夹或文件：{source}", f"no such folder or file: {source}"))
    save = Path(
        args.save or "-".join(filter(None, (tr("结对板", "board"), _plain(args.group)))) + ".json"
    )
    return {
        "source": str(source.resolve()),
        "on": args.on,
        "names": args.names or None,
        "group": args.group,
        "save": str(save.resolve()),
    }


def _plain(group: str) -> str:
    return "".join(c if c.isalnum() or c in "（）()_-" else "_" for c in group)[:40]


def run(args: argparse.Namespace) -> int:
    """Serve the board until it is stopped."""
    asked = settings(args)
    cell = ""
    if args.lab:
        from toolkit.records import open_source
        from workshop.board import asked_day

        on = asked_day(open_source(asked["source"]).county, asked["on"]).date().isoformat()
        cell = _NOTEBOOK.format(**{**asked, "on": on})
    return open_page(args, "workshop.board:board_page", asked, cell)
