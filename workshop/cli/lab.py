"""``toolkit lab``: JupyterLab in the notebooks' folder, in Chinese, asking the network for
nothing."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from toolkit.cli import describe, option
from toolkit.progress import waiting
from toolkit.terms import tr

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = Path(__file__).parent / "lab_settings"
STARTUP = Path(__file__).parents[1] / "lessons" / "startup.py"
#: the page opened first, where the folder has it
CONTENTS = "00_目录.md"
PORT = 8888
#: on a good day: news of the server, notebooks that nobody has run yet, kernels that talk within
#: this machine
_USUAL = re.compile(
    r"^\[I |^\[C .*Shutting down|is not trusted$|TCP without encryption|websocket_ping_timeout|"
    r"DeprecationWarning: "
)
#: what a class does not need to see in the list of files: solutions, the trainer's notes, how the
#: notebooks are made
HIDDEN = ("*.teacher.ipynb", "*.py", "out", "__pycache__")


def command(
    folder: Path,
    browser: bool = True,
    port: int | None = None,
    teacher: bool = False,
    page: str = "",
) -> list[str]:
    """The command line that opens JupyterLab; a class sees its own notebooks, a `teacher` all of
    them.

    ``page`` is the file opened first, where it is not the folder's contents.
    ``overrides.json`` sets the language and switches news and update checks off in the page; the
    options below keep the server from asking on its own: no news address, no version check, no list
    of extensions from a package index.
    """
    options = {
        "ServerApp.root_dir": str(folder),
        "LabApp.app_settings_dir": str(SETTINGS),
        "LabApp.news_url": "",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
        # else it asks Node, npm and R at each start which helpers of programmers they have
        "LanguageServerManager.autodetect": "False",
        "ServerApp.log_level": "WARN",
        "LabApp.log_level": "WARN",
        "ServerApp.answer_yes": "True",  # one Ctrl+C is enough
    }
    first = page or (CONTENTS if (folder / CONTENTS).is_file() else "")
    if first:
        options["LabApp.default_url"] = f"/lab/tree/{quote(first)}"
    line = [
        sys.executable,
        "-m",
        "workshop.ending",
        "jupyterlab",
        *(f"--{name}={value}" for name, value in options.items()),
    ]
    hidden = [] if teacher else [f"--ContentsManager.hide_globs={pattern}" for pattern in HIDDEN]
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [
        *line,
        *hidden,
        *as_root,
        *([] if browser else ["--no-browser"]),
        *([f"--port={port}"] if port else []),
    ]


def notebooks() -> Path:
    """The course's notebooks: those of the checkout, or a copy of the package's in the folder where
    one stands, which a class may change; what is there is never overwritten."""
    if (PROJECT / "pyproject.toml").is_file():
        return PROJECT / "notebooks"
    copy = Path(tr("典型工具箱课堂", "exemplar-toolkit-lessons"))
    for source in sorted((Path(__file__).parents[1] / "notebooks").iterdir()):
        target = copy / source.name
        if source.suffix in (".ipynb", ".md") and not target.exists():
            copy.mkdir(exist_ok=True)
            shutil.copyfile(source, target)
    return copy


def run(args: argparse.Namespace) -> int:
    """Open JupyterLab and stay until it is closed."""
    if find_spec("jupyterlab") is None:
        raise ValueError(
            tr(
                "没有安装 JupyterLab：请用 python start.py lab 启动。",
                "JupyterLab is not installed: use python start.py lab.",
            )
        )
    folder = Path(args.folder) if args.folder else notebooks()
    if not folder.is_dir():
        raise ValueError(tr(f"没有这个文件夹：{folder}", f"no such folder: {folder}"))
    print(
        tr(
            "仅在本机处理；涉密、工作秘密数据请勿导入。",
            "Everything stays on this machine; never load classified or internal-secret data.",
        )
    )
    # notebooks speak the class's language even where the system's is another
    return serve(
        folder.resolve(),
        os.environ.get("TOOLKIT_LANG", "zh"),
        not args.no_browser,
        args.port,
        teacher=args.teacher,
    )


def serve(folder: Path, language: str, browser: bool, port: int | None, **more: Any) -> int:
    """Say where JupyterLab opens and how it ends, and stay until it does (``more`` as in
    `command`)."""
    port = port_for(port, PORT)
    ours = {"TOOLKIT_LANG": language, "PYTHONSTARTUP": str(STARTUP)}
    env = {"JUPYTER_TOKEN": secrets.token_urlsafe(18), **os.environ, **ours}
    address = f"http://localhost:{port}/?token={env['JUPYTER_TOKEN']}"
    print(
        tr(
            f"JupyterLab 在 {address} （按 Ctrl+C 结束）",
            f"JupyterLab is at {address} (Ctrl+C ends it)",
        ),
        flush=True,
    )
    line = command(folder, browser, port, **more)
    # the server stops by itself when its standard input closes: however this process ends
    with subprocess.Popen(
        line,
        env=env,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as server:
        threading.Thread(target=_pass_on, args=(server.stderr,), daemon=True).start()
        try:
            with waiting(tr("启动 JupyterLab", "starting JupyterLab")):
                while server.poll() is None and not answers(port):
                    time.sleep(0.25)
        except KeyboardInterrupt:
            server.stdin.close()  # type: ignore[union-attr]
        while True:
            try:
                return server.wait()
            except KeyboardInterrupt:  # a server that has it too saves and stops by itself
                server.stdin.close()  # type: ignore[union-attr]


def _pass_on(lines: Iterable[str]) -> None:
    """What the server and its kernels say, but for what they say on a good day; indented lines go
    with the one before."""
    usual = False
    for line in lines:
        usual = bool(_USUAL.search(line)) or (usual and line[:1].isspace())
        if not usual:
            print(line, end="", file=sys.stderr, flush=True)


def answers(port: int) -> bool:
    """Whether a server on this machine takes calls at this port."""
    with socket.socket() as knock:
        knock.settimeout(1)
        return knock.connect_ex(("127.0.0.1", port)) == 0


def port_for(asked: int | None, first: int = 0) -> int:
    """The port asked for, which must be free; none asked for, `first` or else any free one."""
    for port in (asked,) if asked else (first, 0):
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(free.getsockname()[1])
    told = (
        f"端口 {asked} 已被占用：请换一个，或不写 --port。",
        f"port {asked} is taken: choose another, or leave --port out",
    )
    raise ValueError(tr(*told))


def add(add_command: Any) -> None:
    """Add ``lab``."""
    lab = add_command(
        "lab",
        help=tr(
            "打开 JupyterLab 课堂笔记本（中文，不联网）",
            "open the notebooks in JupyterLab (Chinese, offline)",
        ),
    )
    describe(
        lab,
        [
            option(
                "folder",
                "笔记本所在文件夹（默认 notebooks）",
                "folder of notebooks (default: notebooks)",
                nargs="?",
            ),
            option(
                "--no-browser", "不自动打开浏览器", "do not open a browser", action="store_true"
            ),
            option(
                "--teacher",
                "连同带答案的教师版",
                "with the teacher's notebooks, solutions and notes in them",
                action="store_true",
            ),
            option("--port", "端口", "port", type=int),
        ],
    )
    lab.set_defaults(run=run, serves=True)
