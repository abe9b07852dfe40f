"""Pages of the workshop in a browser: a running command, and a page that may ask nobody outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servers import answered, free_port

ROOT = Path(__file__).resolve().parents[2]
WAIT = 120_000


@dataclass
class Opened:
    """A running command with the address that it said."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def opened(folder: Path, *line: str) -> Iterator[Opened]:
    """``toolkit board`` or ``desk`` with a page of its own."""
    whole = [sys.executable, "-m", "toolkit", "--lang", "zh", *line, "--no-browser"]
    env = {
        **os.environ,
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        [*whole, f"--port={free_port()}"],
        cwd=folder,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout
        try:
            told, found = "", None
            while not found:
                told += (row := running.stdout.readline())
                assert row, f"the command ended without a page: {told}"
                found = re.search(r"http://\S+token=[\w-]+", row)
            # the login page: the page itself would start a kernel
            answered(found[0].split("?")[0], running)
            yield Opened(found[0], running)
        finally:
            running.send_signal(signal.SIGTERM)


class Page:
    """A page with every request to the outside caught, and with every error of its scripts."""

    def __init__(self, browser: Any, address: str, width: int, height: int):
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.page = browser.new_page(
            viewport={"width": width, "height": height}, accept_downloads=True
        )
        self.page.route("**/*", self._only_here)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(WAIT)
        self.page.goto(address)

    def _only_here(self, route: Any) -> None:
        if re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", route.request.url):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def says(self, words: str) -> None:
        """Wait until the live region says it."""
        self.page.locator(".tkw-said", has_text=words).wait_for()

    def sound(self) -> None:
        """Nothing asked outside, no script failed, nothing hostile ran, no text below 16 px,
        nothing wider than the window."""
        assert (self.outside, self.errors) == ([], [])
        assert self.page.evaluate(
            "window.hacked === undefined && !document.querySelector('.tkw img, .tkw script')"
        )
        small = (
            "[...document.querySelectorAll('.tkw *')].filter(x => x.innerText && "
            "parseFloat(getComputedStyle(x).fontSize) < 16).length"
        )
        assert self.page.evaluate(small) == 0
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        # nor may what the page lies in be scrolled sideways
        wide = (
            "(() => { let x = document.querySelector('.tkw'); "
            "while ((x = x.parentElement)) if (x.scrollWidth > x.clientWidth + 1 && "
            "/auto|scroll/.test(getComputedStyle(x).overflowX)) return x.tagName + x.className; "
            "return ''; })()"
        )
        assert self.page.evaluate(wide) == ""
        assert self.page.evaluate("document.fonts.check('16px \"Noto Sans SC Subset\"', '典')")

    def faults(self) -> list[str]:
        """What axe-core calls serious or critical."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, context=".tkw").response["violations"]
        return [
            f"{v['id']}: {v['nodes'][0]['html']}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
