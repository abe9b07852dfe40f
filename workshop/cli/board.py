"""``toolkit board``: the pairing board as a page in the browser, or in JupyterLab; on this machine
only, offline."""

from __future__ import annotations

import argparse
import secrets
import socket
import threading
import time
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from toolkit.terms import lang, tr

_NOTEBOOK = """import workshop
from toolkit import County

workshop.Board(County.load({source!r}), {on!r}, names={names!r}, group={group!r}, save={save!r})"""


def add(add_command: Any) -> None:
    """Add ``board``."""
    about = (
        "打开结对板：点选结对，再对照方案（不联网）",
        "open the pairing board: pair by clicking, then see the plan",
    )
    p = add_command("board", help=tr(*about))

    def option(name: str, zh: str, en: str, **kw: Any) -> None:
        p.add_argument(name, help=tr(zh, en), **kw)

    source = (
        "数据文件夹或 .xlsx（默认自带的 60 个单位）",
        "folder or .xlsx of records (default: the shipped 60 units)",
    )
    option("source", *source, nargs="?", metavar="SOURCE")
    option(
        "--on",
        "为哪一天结对（默认与第 4 课同一天）",
        "the day paired for (default: that of lesson 4)",
        metavar="2011-07-01",
    )
    option("--group", "哪一组，如 第三组", "which group plays", default="", metavar="NAME")
    option(
        "--save",
        "存在哪个文件（默认 结对板.json）",
        "file that keeps every move",
        metavar="FILE.json",
    )
    option(
        "--names",
        "显示名称（使用者数据默认显示编号）",
        "show names of user-supplied units (default: codes)",
        action="store_true",
    )
    option("--lab", "在 JupyterLab 里打开", "open it in JupyterLab", action="store_true")
    option("--no-browser", "不自动打开浏览器", "do not open a browser", action="store_true")
    option("--port", "端口", "port", type=int)
    p.set_defaults(run=run)


def settings(args: argparse.Namespace) -> dict[str, Any]:
    """What the board is asked for, with whole paths: a kernel does not start where the command was
    typed."""
    source = Path(args.source) if args.source else _shipped()
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


def _shipped() -> Path:
    for root in (Path.cwd(), Path(__file__).resolve().parents[2]):
        if (root / "datasets" / "qinglan_60").is_dir():
            return root / "datasets" / "qinglan_60"
    raise ValueError(
        tr(
            "没有找到自带的数据：请写明数据所在，如 toolkit board 我的数据.xlsx。",
            "the shipped data were not found: name a source",
        )
    )


def run(args: argparse.Namespace) -> int:
    """Serve the board until it is stopped."""
    missing = [
        name
        for name in ("anywidget", "jupyterlab" if args.lab else "voila")
        if find_spec(name) is None
    ]
    if missing:
        names = ", ".join(missing)
        raise ValueError(
            tr(
                f"没有安装 {names}：请用 python start.py board 启动。",
                f"{names} not installed: use python start.py board.",
            )
        )
    asked = settings(args)
    print(
        tr(
            "仅在本机处理；涉密、工作秘密数据请勿导入。",
            "Everything stays on this machine; never load classified or internal data.",
        )
    )
    print(tr(f"每一步都存在 {asked['save']}", f"every move is kept in {asked['save']}"))
    return _lab(args, asked) if args.lab else _page(args, asked)


def _page(args: argparse.Namespace, asked: dict[str, Any]) -> int:
    from workshop.cli.lab import port_for
    from workshop.web import serve

    port, token = port_for(args.port), secrets.token_urlsafe(18)
    address = f"http://127.0.0.1:{port}/?token={token}"
    print(
        tr(f"结对板在 {address} （按 Ctrl+C 结束）", f"the board is at {address} (Ctrl+C ends it)"),
        flush=True,
    )
    if not args.no_browser:
        threading.Thread(target=_open, args=(address, port), daemon=True).start()
    serve({"maker": "workshop.board:board_page", **asked}, port, token)
    return 0


def _open(address: str, port: int) -> None:
    """Open the browser as soon as the server answers."""
    for _ in range(240):
        with socket.socket() as knock:
            knock.settimeout(1)
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(0.25)


def _lab(args: argparse.Namespace, asked: dict[str, Any]) -> int:
    """JupyterLab with a notebook of one cell, written beside the saved board (an earlier one stays
    as people left it)."""
    import nbformat

    from toolkit.records import County
    from workshop.board import asked_day
    from workshop.cli import lab

    on = asked_day(County.load(asked["source"]), asked["on"]).date().isoformat()
    book = Path(asked["save"]).with_suffix(".ipynb")
    if not book.exists():
        cell = nbformat.v4.new_code_cell(_NOTEBOOK.format(**{**asked, "on": on}))
        kernel = {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        }  # else JupyterLab asks
        nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), book)
    print(
        tr(
            f"笔记本是 {book.name}：打开后按 Shift+Enter。",
            f"the notebook is {book.name}: press Shift+Enter in it.",
        )
    )
    return lab.serve(book.parent, lang(), not args.no_browser, args.port, page=book.name)
