"""What all tests share: the reader's language, Hypothesis without deadlines, no figure windows, no
network."""

import functools
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from servers import answered, free_port

os.environ.setdefault("TOOLKIT_LANG", "zh")
os.environ.setdefault("MPLBACKEND", "Agg")
# commands and kernels start Python two hundred times: one compiles, the others read; and workers
# that share the cores need no further threads for linear algebra
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# a loaded machine must not fail a property; under CI the same examples are drawn each time
settings.register_profile("desk", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: to look through it for garbage, again and again, took
    a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def needed() -> Callable[[object, str], None]:
    """``needed(found, reason)``: skip with the reason where a service is missing, but fail under
    CI, which installs it."""

    def check(found: object, reason: str) -> None:
        if not found and os.environ.get("CI"):
            pytest.fail(f"missing under CI: {reason}")
        if not found:
            pytest.skip(reason)

    return check


@pytest.fixture(scope="session")
def browser(needed: Callable[[object, str], None]) -> Iterator[Any]:
    """One headless Chromium for all tests that look at a page; each opens contexts of its own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    needed(found, "Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture(autouse=True, scope="session")
def offline() -> Iterator[None]:
    """Nothing is fetched at run time: a connection that leaves this machine is an error in every
    test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        inet = self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple)
        if (
            inet
            and str(address[0]) not in ("localhost", "::1", "")
            and not str(address[0]).startswith("127.")
        ):
            raise AssertionError(
                f"a test tried to reach {address}: nothing may be fetched at run time"
            )
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def shipped_once() -> Iterator[None]:
    """A shipped county is read once in a language, since nobody can change one; what a test writes
    is read each time."""
    from toolkit import County
    from toolkit.terms import lang

    read = County.load
    kept = functools.cache(lambda folder, language: read(folder))
    shipped = Path(__file__).parents[1] / "datasets"

    def load(source: Any) -> County:
        folder = Path(os.fsdecode(source)).absolute()
        return kept(folder, lang()) if folder.parent == shipped else read(source)

    County.load = load  # type: ignore[method-assign, assignment]
    yield
    County.load = read  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def jupyterlab() -> Callable[..., AbstractContextManager[str]]:
    """``with jupyterlab(folder) as address``: a running ``toolkit lab`` with the settings of a user
    who never opened it (token lesson)."""
    return _jupyterlab


@contextmanager
def _jupyterlab(folder: Path, ends: bool = False) -> Iterator[str]:
    """``ends``: the test ends it itself."""
    from workshop.cli import lab

    port = free_port()
    home = {
        "HOME": str(folder.parent / "home"),
        "JUPYTER_CONFIG_DIR": str(folder.parent / "config"),
        "JUPYTER_TOKEN": "lesson",
    }
    line = [sys.executable, "-m", "toolkit", "lab", str(folder), "--no-browser", f"--port={port}"]
    running = subprocess.Popen(
        line,
        env={**os.environ, **home},
        cwd=lab.PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # as a terminal starts it: tests in the background of a shell inherit that interrupts are
        # ignored
        start_new_session=True,
        preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        if os.name == "posix"
        else None,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        answered(f"{address}/api", running)
        yield address
    finally:
        if not ends:
            asked = urllib.request.Request(
                f"{address}/api/shutdown", method="POST", headers={"Authorization": "token lesson"}
            )
            urllib.request.urlopen(asked, timeout=10).close()
        running.wait(30)
