"""What commands that open a page share: their options, the page in the browser, or a notebook in
JupyterLab; on this machine only, offline."""

from __future__ import annotations

import argparse
import secrets
import threading
import time
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from toolkit.cli import describe, option
from toolkit.progress import waiting
from toolkit.terms import lang, tr
from workshop.cli import lab


def add_options(command: argparse.ArgumentParser) -> None:
    """Where a page opens."""
    describe(
        command,
        [
            option("--lab", "在 JupyterLab 里打开", "open it in JupyterLab", action="store_true"),
            option(
                "--no-browser", "不自动打开浏览器", "do not open a browser", action="store_true"
            ),
            option("--port", "端口", "port", type=int),
        ],
    )


def open_page(
    args: argparse.Namespace, maker: str, asked: dict[str, Any], cell: str, port: int = 0
) -> int:
    """Serve the widget that `maker` (``module:name``) makes of `asked` until it is stopped, at
    `port` where it is free and no other is asked for; with ``--lab`` a notebook with the one
    `cell`, beside the file ``asked["save"]``."""
    server = "jupyterlab" if args.lab else "voila"
    missing = [name for name in ("anywidget", server) if find_spec(name) is None]
    if missing:
        names, command = ", ".join(missing), args.command_name
        raise ValueError(
            tr(
                f"没有安装 {names}：请用 python start.py {command} 启动。",
                f"{names} not installed: use python start.py {command}.",
            )
        )
    print(
        tr(
            "仅在本机处理；涉密、工作秘密数据请勿导入。",
            "Everything stays on this machine; never load classified or internal data.",
        )
    )
    print(tr(f"每一步都存在 {asked['save']}", f"every step is kept in {asked['save']}"))
    return _lab(args, cell, Path(asked["save"])) if args.lab else _page(args, maker, asked, port)


def _page(args: argparse.Namespace, maker: str, asked: dict[str, Any], first: int) -> int:
    from workshop.web import serve

    port, token = lab.port_for(args.port, first), secrets.token_urlsafe(18)
    address = f"http://127.0.0.1:{port}/?token={token}"
    print(
        tr(f"页面在 {address} （按 Ctrl+C 结束）", f"the page is at {address} (Ctrl+C ends it)"),
        flush=True,
    )
    browser = not args.no_browser
    threading.Thread(target=_open, args=(address, port, browser), daemon=True).start()
    serve({"maker": maker, **asked}, port, token)
    return 0


def _open(address: str, port: int, browser: bool) -> None:
    """Open the browser as soon as the server answers."""
    with waiting(tr("启动页面", "starting the page")):
        for _ in range(240):
            if lab.answers(port):
                break
            time.sleep(0.25)
        else:
            return
    if browser:
        webbrowser.open(address)


def _lab(args: argparse.Namespace, cell: str, save: Path) -> int:
    """JupyterLab with a notebook of one cell, written beside the saved file (an earlier one stays
    as people left it)."""
    import nbformat

    book = save.with_suffix(".ipynb")
    if not book.exists():
        # without a kernel's name JupyterLab asks for one
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        made = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell)], metadata={"kernelspec": kernel}
        )
        nbformat.write(made, book)
    print(
        tr(
            f"笔记本是 {book.name}：打开后按 Shift+Enter。",
            f"the notebook is {book.name}: press Shift+Enter in it.",
        )
    )
    return lab.serve(book.parent, lang(), not args.no_browser, args.port, page=book.name)
