"""``toolkit lab``: JupyterLab comes up in Chinese and neither the page nor its settings ask the
network for anything."""

import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from workshop.cli import lab

OVERRIDES = json.loads((lab.SETTINGS / "overrides.json").read_text(encoding="utf-8"))


def test_every_override_is_a_setting_that_jupyterlab_knows() -> None:
    from jupyterlab.commands import get_app_dir

    schemas = Path(get_app_dir()) / "schemas"
    for plugin, settings in OVERRIDES.items():
        package, name = plugin.split(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        assert set(settings) <= set(schema["properties"]), plugin
    assert metadata.version("jupyterlab-language-pack-zh-CN")


def test_news_updates_and_package_lists_are_off() -> None:
    line = lab.command(Path("x"), browser=False, port=1)
    assert {
        "--LabApp.news_url=",
        "--LanguageServerManager.autodetect=False",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    } <= set(line)
    assert {"--LabApp.extension_manager=readonly", "--no-browser", "--port=1"} <= set(line)
    assert "--no-browser" not in lab.command(Path("x"))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    from toolkit.cli import main

    assert main(["lab", str(tmp_path / "没有")]) == 2


def test_the_terminal_shows_what_goes_wrong_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = [
        "[W 2026-11-22 22:24:52.340 ServerApp] 404 GET /nothing\n",
        "[E 2026-11-22 22:24:52.340 ServerApp] Uncaught exception\n",
        "    Traceback (most recent call last):\n",
        "Traceback (most recent call last):\n",
        '  File "x.py", line 1\n',
    ]
    usual = [
        "[I 2026-11-22 22:24:47.280 LabApp] Build is up to date\n",
        "    with a second line\n",
        "[W 2026-11-22 22:25:22.611 ServerApp] Notebook 01.ipynb is not trusted\n",
        "x.py:1904: DeprecationWarning: gone soon\n",
        "  return 1\n",
    ]
    lab._pass_on([*usual[:2], *wrong[:3], *usual[2:], *wrong[3:]])
    assert capsys.readouterr().err == "".join(wrong)


def test_an_error_of_the_server_reaches_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    said = "import sys; print('[I quiet', file=sys.stderr); sys.exit('坏了')"
    monkeypatch.setattr(lab, "command", lambda *_, **__: [sys.executable, "-c", said])
    assert lab.serve(tmp_path, "zh", False, None) == 1
    out, err = capfd.readouterr()
    assert (
        err == "坏了\n"
        and re.search(r"http://localhost:\d+/\?token=\S+", out)
        and len(out.splitlines()) == 1
    )


@pytest.fixture
def server(
    tmp_path: Path, jupyterlab: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[str]:
    """The address of a running ``toolkit lab`` whose settings are those of a user who never opened
    it."""
    folder = tmp_path / "课 堂"
    folder.mkdir()
    (folder / "一课.md").write_text("# 你好", encoding="utf-8")
    with jupyterlab(folder) as address:
        yield address


def test_the_page_is_chinese_and_asks_nobody_outside(server: str, browser: Any) -> None:
    outside: list[str] = []

    def only_here(route: Any) -> None:
        if re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page = browser.new_page(locale="en-US")
    page.route("**/*", only_here)
    page.goto(f"{server}/lab?token=lesson")
    page.wait_for_selector(".jp-DirListing-item:has-text('一课.md')", timeout=90_000)
    menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    page.wait_for_timeout(3000)  # the question about news would come up by now
    notices = page.locator(".Toastify__toast").count()
    page.context.close()
    assert "文件" in menus and "File" not in menus
    assert notices == 0
    assert outside == []


# Ctrl+C reaches all that the terminal started; a signal may reach the command alone
@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL", "SIGINT", "Ctrl+C"])
def test_whatever_ends_the_command_ends_the_server_and_its_kernels(
    tmp_path: Path, how: str, jupyterlab: Callable[..., AbstractContextManager[str]]
) -> None:
    import psutil

    folder = tmp_path / "课"
    folder.mkdir()
    with jupyterlab(folder, ends=True) as address:
        headers = {"Authorization": "token lesson"}
        asked = urllib.request.Request(f"{address}/api/kernels", b"{}", headers, method="POST")
        urllib.request.urlopen(asked, timeout=60).close()
        port = address.rsplit(":", 1)[1]
        command = next(
            p
            for p in psutil.Process().children()
            if f"--port={port}" in p.cmdline() and "toolkit" in p.cmdline()
        )
        started = command.children(recursive=True)
        # the server asks npm where it stands, too, where there is one
        assert len([p for p in started if "python" in p.name()]) >= 2, "the server and a kernel"
        if how == "Ctrl+C":
            os.killpg(command.pid, signal.SIGINT)
        else:
            command.send_signal(getattr(signal, how, signal.SIGTERM))
        _, left = psutil.wait_procs(started, timeout=30)
        assert not left


_SERVE = """
import sys
from pathlib import Path
from workshop.cli import lab

def command(folder, browser, port, **_):
    return [sys.executable, "-m", "workshop.ending", "http.server", str(port), "-b", "127.0.0.1"]

lab.command = command
sys.exit(lab.serve(Path("."), "zh", False, None))
"""


@pytest.mark.skipif(os.name == "nt", reason="groups of processes as a terminal has them")
@pytest.mark.parametrize("whole", [True, False], ids=["Ctrl+C", "the command alone"])
def test_an_interrupt_ends_the_server_and_says_nothing(tmp_path: Path, whole: bool) -> None:
    import psutil

    line = [sys.executable, "-c", _SERVE]
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        line,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(lab.PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard,
    ) as running:
        assert running.stdout and running.stderr
        port = int(re.findall(r":(\d+)/", running.stdout.readline())[0])
        for _ in range(240):
            if lab.answers(port):
                break
            time.sleep(0.25)
        started = psutil.Process(running.pid).children(recursive=True)
        (os.killpg if whole else os.kill)(running.pid, signal.SIGINT)
        running.wait(30)
        _, left = psutil.wait_procs(started, timeout=30)
        assert started and not left
        assert "Fatal" not in running.stderr.read()
