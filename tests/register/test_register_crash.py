"""Two writers at once, writers killed, the server killed: what was acknowledged is there, nothing
is half written."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from toolkit.register import Register, StoreError

ROOT = Path(__file__).resolve().parents[2]
WRITER = Path(__file__).with_name("register_writer.py")


def start(url: str, name: str, batches: int) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, str(WRITER), url, name, str(batches)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=env,
    )


def numbers(lines: str) -> list[int]:
    """Acknowledged numbers; a line that the kill cut short was not acknowledged."""
    whole = lines[: lines.rfind("\n") + 1]
    return [int(n) for line in whole.splitlines() if line != "ready" for n in line.split()]


def sound(url: str, acknowledged: list[int]) -> None:
    with Register(url) as register:
        assert register.verify() == []
        log = register.history()
        assert set(acknowledged) <= set(log["seq"])
        assert (log.groupby("subject_id").size() == 3).all(), (
            "a batch is there as a whole or not at all"
        )
        assert (register.state("pairing")["state"] == "active").all()


def test_two_writers_that_start_at_once_lose_nothing(url: str) -> None:
    writers = [start(url, name, 40) for name in ("甲", "乙")]  # both find no tables yet
    said = [w.communicate(timeout=120) for w in writers]
    assert [w.returncode for w in writers] == [0, 0], said
    got = sorted(n for out, _ in said for n in numbers(out))
    assert got == list(range(1, 241))
    sound(url, got)


def _killed(url: str, name: str, after: int) -> list[int]:
    writer = start(url, name, 100_000)
    assert writer.stdout
    lines = [writer.stdout.readline() for _ in range(after)]
    time.sleep(0.003 * after)
    writer.kill()
    rest, _ = writer.communicate(timeout=60)
    return numbers("".join(lines) + rest)


def test_a_killed_writer_leaves_what_it_acknowledged(url: str) -> None:
    acknowledged: list[int] = []
    for n, after in enumerate((1, 5, 14)):
        acknowledged += _killed(url, f"W{n}", after)
        sound(url, acknowledged)
    assert len(acknowledged) > 45


def test_a_killed_server_leaves_what_it_acknowledged(cluster: Any) -> None:
    url = cluster.database()
    acknowledged: list[int] = []
    with Register(url) as before:
        for n in range(2):
            writer = start(url, f"S{n}", 100_000)
            assert writer.stdout
            lines = [writer.stdout.readline() for _ in range(6 + 5 * n)]
            cluster.kill()
            rest, errors = writer.communicate(timeout=60)
            assert writer.returncode == 1 and "StoreError" in errors
            acknowledged += numbers("".join(lines) + rest)
            cluster.start()
            sound(url, acknowledged)
            assert set(acknowledged) <= set(before.history()["seq"]), (
                "a register that was open goes on with the server"
            )
    assert len(acknowledged) > 30


def test_a_locked_register_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    with Register(tmp_path / "r.db") as register:
        other = sqlite3.connect(tmp_path / "r.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with register._engine.connect() as c:
            c.exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(StoreError, match="没有写入"):
            register.append("pairing", "P1", "confirm", "2010-01-05", "办理人", "理由")
        assert register.history().empty, "reading goes on while another writes"
        other.close()
