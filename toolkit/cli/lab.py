"""``toolkit lab``: JupyterLab in the notebooks' folder, in Chinese, asking the network for nothing."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from toolkit.terms import tr

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = Path(__file__).parent / "lab_settings"
#: the page opened first, where the folder has it
CONTENTS = "目录.md"
#: what a class does not need to see in the list of files: solutions, the trainer's notes, how the notebooks are made
HIDDEN = ("*.executed.ipynb", "*.teacher.ipynb", "*.py", "src", "out", "__pycache__")


def command(folder: Path, browser: bool = True, port: int | None = None, teacher: bool = False) -> list[str]:
    """The command line that opens JupyterLab; a class sees its own notebooks, a `teacher` all of them.

    ``overrides.json`` sets the language and switches news and update checks off in the page; the options below keep the
    server from asking on its own: no news address, no version check, no list of extensions from a package index.
    """
    options = {
        "ServerApp.root_dir": str(folder),
        "LabApp.app_settings_dir": str(SETTINGS),
        "LabApp.news_url": "",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
    }
    if (folder / CONTENTS).is_file():
        options["LabApp.default_url"] = f"/lab/tree/{quote(CONTENTS)}"
    line = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    hidden = [] if teacher else [f"--ContentsManager.hide_globs={pattern}" for pattern in HIDDEN]
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [*line, *hidden, *as_root, *([] if browser else ["--no-browser"]), *([f"--port={port}"] if port else [])]


def run(args: argparse.Namespace) -> int:
    """Open JupyterLab and stay until it is closed."""
    if find_spec("jupyterlab") is None:
        raise ValueError(
            tr("没有安装 JupyterLab：请用 python start.py lab 启动。", "JupyterLab is not installed: use python start.py lab.")
        )
    folder = Path(args.folder) if args.folder else PROJECT / "notebooks"
    if not folder.is_dir():
        raise ValueError(tr(f"没有这个文件夹：{folder}", f"no such folder: {folder}"))
    print(
        tr("仅在本机处理；涉密、工作秘密数据请勿导入。", "Everything stays on this machine; never load classified or internal-secret data.")
    )
    # notebooks speak the class's language even where the system's is another
    env = {"TOOLKIT_LANG": "zh", **os.environ}
    return subprocess.call(command(folder.resolve(), not args.no_browser, args.port, args.teacher), env=env)


def add(add_command: Any) -> None:
    """Add ``lab``."""
    lab = add_command("lab", help=tr("打开 JupyterLab 课堂笔记本（中文，不联网）", "open the notebooks in JupyterLab (Chinese, offline)"))
    lab.add_argument("folder", nargs="?", help=tr("笔记本所在文件夹（默认 notebooks）", "folder of notebooks (default: notebooks)"))
    lab.add_argument("--no-browser", action="store_true", help=tr("不自动打开浏览器", "do not open a browser"))
    lab.add_argument("--teacher", action="store_true", help=tr("连同教师版和带答案的笔记本", "with the teacher's and the solved notebooks"))
    lab.add_argument("--port", type=int, help=tr("端口", "port"))
    lab.set_defaults(run=run)
