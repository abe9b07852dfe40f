"""Both engines behind one fixture: a file of SQLite, and a throw-away PostgreSQL cluster that the
tests start themselves."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from toolkit.register import Register


def programs() -> Path | None:
    """Where Debian keeps the newest PostgreSQL."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda p: int(p.parts[-3].split(".")[0]),
    )
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return Path(other).parent if other else None


class Cluster:
    """PostgreSQL on a Unix socket in its own folder; it refuses to run as root, so root hands it to
    the user postgres."""

    def __init__(self, bin_folder: Path, shared_buffers: str = "16MB"):
        self.bin, self.folder, self.shared_buffers = (
            bin_folder,
            Path(tempfile.mkdtemp(prefix="pg")),
            shared_buffers,
        )
        self.user: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": []}
            if os.geteuid() == 0
            else {}
        )
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        self._do(
            "initdb",
            "-D",
            self.data,
            "-U",
            "test",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        self.start()

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def _do(self, program: str, *args: str) -> None:
        done = subprocess.run(
            [str(self.bin / program), *args],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            **self.user,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        options = (
            f"-k {self.folder} -c listen_addresses='' -c shared_buffers={self.shared_buffers} -c "
            f"max_connections=20"
        )
        command = [
            str(self.bin / "pg_ctl"),
            "-D",
            self.data,
            "-w",
            "-t",
            "50",
            "-l",
            str(self.folder / "log"),
            "-o",
            options,
            "start",
        ]
        for _ in range(100):  # after a kill, until the last backend has let go of the shared memory
            done = subprocess.run(
                command,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=60,
                **self.user,
            )
            if done.returncode == 0:
                return
            time.sleep(0.2)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """kill -9 of the server; its backends notice and go."""
        first = Path(self.data, "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
        os.kill(int(first), signal.SIGKILL)

    def database(self) -> str:
        """Emptied rather than made: a database is 300 files, and tests are many."""
        import psycopg

        with psycopg.connect(f"host={self.folder} user=test dbname=postgres", autocommit=True) as c:
            c.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return f"postgresql://test@/postgres?host={self.folder}"

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(needed: Callable[[object, str], None]) -> Iterator[Cluster]:
    found = programs()
    needed(found, "PostgreSQL's programs (Debian: postgresql) are not installed")
    assert found
    running = Cluster(found)
    yield running
    running.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a new register, on either engine."""
    if request.param == "sqlite":
        folder = tmp_path / "新建 文件夹"
        folder.mkdir()
        return str(folder / "登记 100%.db")
    return str(request.getfixturevalue("cluster").database())


class Clock:
    """The time of recording, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2011, 1, 1, 8)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(url: str, clock: Clock) -> Iterator[Register]:
    with Register(url, clock=clock) as made:
        yield made


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Register]:
    """A register on SQLite, for what no engine changes."""
    with Register(tmp_path / "register.db", clock=clock) as made:
        yield made
