"""What is a register and what is not: created whole, opened only as one, upgraded with a copy kept,
backed up, read where nothing can be written."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toolkit import register as room
from toolkit.cli import main
from toolkit.register import GuardError, Register, StoreError, places, register_file, store

OLD = Path(__file__).with_name("data") / "register_0_1_0.sql"


def old_register(path: Path) -> None:
    """A file as version 0.1.0 wrote it."""
    with closing(sqlite3.connect(path)) as c:
        c.executescript(OLD.read_text(encoding="utf-8"))


def header(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:100]
    return int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big")


def test_a_new_register_carries_its_marks_from_the_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "登记.db"
    with Register(path) as register:
        assert header(path) == (register_file.APPLICATION, store.VERSION)
        register.append("pairing", "P1", "confirm", "2011-01-05", "组织科", "同意")
    assert [p.name for p in tmp_path.iterdir()] == ["登记.db"], "the file alone is whole"


def test_only_init_makes_a_register_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for action in ("due", "verify", "show"):
        assert main(["register", action, "无.db"]) == 2
        assert "register init" in capsys.readouterr().err
    with pytest.raises(StoreError, match="register init"):
        Register("无.db", create=False)
    assert not list(tmp_path.iterdir())


def test_what_is_no_register_is_refused_and_left_untouched(tmp_path: Path) -> None:
    made = tmp_path / "made.db"
    with Register(made) as register:
        for n in range(300):
            register.append("pairing", f"P{n}", "confirm", "2011-01-05", "组织科", "理由" * 40)
    whole = made.read_bytes()
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as c:
        c.execute("CREATE TABLE event (id INTEGER, note TEXT)")
        c.commit()
    cases = {
        "空文件": b"",
        "截断": whole[: len(whole) // 2],
        "不是登记库": b"PK\3\4 something else" * 20,
        "别的数据库": foreign.read_bytes(),
    }
    for words, content in cases.items():
        path = tmp_path / f"{words}.db"
        path.write_bytes(content)
        with pytest.raises(StoreError, match=words):
            Register(path)
        assert path.read_bytes() == content
        assert not Path(f"{path}-wal").exists()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DROP TABLE life", "life"),
        ("ALTER TABLE event DROP COLUMN reason", "event.reason"),
        ("DELETE FROM head", "链尾"),
    ],
)
def test_a_missing_table_or_column_is_damage(tmp_path: Path, damage: str, words: str) -> None:
    path = tmp_path / "r.db"
    with Register(path) as register:
        register.append("pairing", "P1", "confirm", "2011-01-05", "组织科", "同意")
    with closing(sqlite3.connect(path)) as c:
        c.execute(damage)
        c.commit()
    with pytest.raises(StoreError, match=words):
        Register(path)


def test_a_register_of_version_0_1_0_is_upgraded_and_a_copy_kept(
    tmp_path: Path, clock: Any
) -> None:
    path = tmp_path / "旧库.db"
    old_register(path)
    before = path.read_bytes()
    with pytest.warns(UserWarning, match="0.1.0"):
        register = Register(path, clock=clock)
    with register:
        assert register.verify() == []
        assert (
            register.verify("16:99054A30EC57 AA4243A267f4a51aa8acfa346f3bf654952867c40f6814e24b5 2")
            == []
        )
        lives = register.lives("exemplar")
        assert lives["X1"].state == "named" and str(lives["X1"].next_on) == "2010-09-01"
        assert lives["X2"].state == "rectifying" and lives["X2"].downgraded_by == "复核组"
        log = room.exports(register)
        assert log["purpose"].tolist() == ["年度报送"] and log["what"].tolist() == ["pairing 1×1"]
        assert log["at"].iloc[0] == pd.Timestamp("2011-01-01 08:00:17")
        kinds = register.due("2011-06-30").set_index("subject_id")["kind"]
        assert kinds["X2"] == "rectification" and kinds["Z1"] == "rectification"
    kept = tmp_path / "旧库（0.1.0 版备份）.db"
    assert header(path) == (register_file.APPLICATION, store.VERSION) and header(kept) == (0, 0)
    assert kept.exists() and len(before) == len(kept.read_bytes())
    with Register(path) as again:  # once is enough
        assert len(room.exports(again)) == 1


def test_an_export_taken_out_of_the_log_is_seen(tmp_path: Path) -> None:
    with Register(tmp_path / "r.db") as register:
        register.append("pairing", "P1", "confirm", "2011-01-05", "组织科", "同意")
        room.log_export(register, "组织科", "年度报送", {"pairing": pd.DataFrame({"a": [1]})})
        assert register.verify() == [] and len(room.exports(register)) == 1
    with closing(sqlite3.connect(tmp_path / "r.db")) as c:
        c.execute("DELETE FROM event WHERE machine = 'register'")
        c.commit()
    with Register(tmp_path / "r.db") as register:
        assert any("链尾" in p for p in register.verify())


def test_a_backup_is_whole_sound_and_overwrites_nothing(tmp_path: Path) -> None:
    with Register(tmp_path / "r.db") as register:
        register.append("pairing", "P1", "confirm", "2011-01-05", "组织科", "同意")
        copy = register.backup(tmp_path / "备份.db")
        with Register(copy, create=False) as other:
            assert other.verify(register.seal()) == []
        with pytest.raises(StoreError, match="不覆盖"):
            register.backup(copy)
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_register_that_cannot_be_written_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Register(tmp_path / "r.db") as register:
        register.append("pairing", "P1", "confirm", "2011-01-05", "组织科", "同意")
        seal = register.seal()
    monkeypatch.setattr(register_file, "_writable", lambda path: False)
    with Register(tmp_path / "r.db") as register:
        assert register.verify(seal) == [] and len(register.state("pairing")) == 1
        with pytest.raises(StoreError, match="只读"):
            register.append("pairing", "P1", "activate", "2011-01-06", "组织科", "同意")
    assert [p.name for p in tmp_path.iterdir()] == ["r.db"]


#: a folder mounted read-only for one process alone, then what that process does in it
_MOUNTED = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
_READ = """
import sys
from toolkit.register import Register, StoreError
with Register(sys.argv[1]) as register:
    assert register.verify(sys.argv[2]) == [] and len(register.state("pairing")) == 1
    assert len(register.history()) == 1 and register.due("2011-12-31") is not None
    try:
        register.append("pairing", "P1", "activate", "2011-01-06", "组织科", "同意")
    except StoreError as error:
        print(error)
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no name spaces here")
def test_a_register_on_a_medium_that_is_really_read_only(tmp_path: Path) -> None:
    folder = tmp_path / "光盘"
    folder.mkdir()
    with Register(folder / "r.db") as register:
        register.append("pairing", "P1", "confirm", "2011-01-05", "组织科", "同意")
        seal = register.seal()
    mounted = ["unshare", "-rm", "sh", "-c", _MOUNTED, "sh", str(folder)]
    if subprocess.run([*mounted, "true"], capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")
    assert subprocess.run([*mounted, "touch", str(folder / "x")], capture_output=True).returncode
    read = [sys.executable, "-c", _READ, str(folder / "r.db"), seal]
    found = subprocess.run([*mounted, *read], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert "只读" in found.stdout and [p.name for p in folder.iterdir()] == ["r.db"]
    told = [sys.executable, "-m", "toolkit", "register", "verify", str(folder / "r.db")]
    found = subprocess.run([*mounted, *told], capture_output=True, text=True)
    assert found.returncode == 0 and not found.stderr, found.stderr


def test_a_network_folder_is_recognised_through_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "共享").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "共享", target_is_directory=True)
    mounts = ["/dev/sda1 / ext4 rw 0 0", f"host:/x {tmp_path / '共享'} vboxsf rw 0 0"]
    monkeypatch.setattr(places, "_mounts", lambda: mounts)
    for folder in ("共享", "link"):
        with pytest.raises(StoreError, match="网络共享"):
            Register(tmp_path / folder / "r.db")


def test_dates_texts_and_data_that_cannot_be_are_refused_in_a_sentence(book: Register) -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for day, who, data, words in (
        ("9999-01-01", "a", None, "写错了年份"),
        ("2202-01-01", "a", None, "写错了年份"),
        ("1011-01-01", "a", None, "写错了年份"),
        ("2011-01-05", "a\ud800", None, "不能存储"),
        ("2011-01-05", "a", deep, "太深"),
        ("2011-01-05", "a", {"note": "长" * 200_000}, "附件"),
        ("2011-01-05", "a", "[" * 200_000, "JSON"),
        ("2011-01-05", "a", {"due": "9999-12-31"}, "写错了年份"),
    ):
        with pytest.raises(GuardError, match=words):
            book.append("pairing", "P1", "confirm", day, who, "理由", data)
    with pytest.raises(GuardError, match="不能存储"):
        book.append("pairing", "P\ud800", "confirm", "2011-01-05", "a", "理由")
    assert book.history().empty and book.verify() == []


def test_one_odd_subject_never_stops_due_for_the_others(book: Register) -> None:
    for subject in ("X1", "X2"):
        data = {"state": "named", "about": {"name": f"{subject}示范点（虚构）"}}
        book.append("exemplar", subject, "enter", "2009-07-01", "登记员", "接续", data)
    with book._engine.connect().execution_options(writing=True) as c, c.begin():
        c.exec_driver_sql(
            'UPDATE life SET facts = replace(facts, \'"reviewed_on": "2009-07-01"\', '
            "'\"reviewed_on\": \"9999-07-01\"') WHERE subject_id = 'X1'"
        )
    found = book.due("2011-06-30")
    assert found["subject_id"].unique().tolist() == ["X2"]
    assert len(found.attrs["notes"]) == 1 and "X1示范点" in found.attrs["notes"][0]


def test_known_is_the_day_of_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        # 07:30 in Beijing on 6 March is 23:30 of the 5th in UTC
        with Register(tmp_path / "r.db", clock=lambda: datetime(2011, 3, 5, 23, 30)) as register:
            register.append("pairing", "P1", "confirm", "2011-03-01", "组织科", "同意")
            assert register.state("pairing", known="2011-03-05").empty
            assert len(register.state("pairing", known="2011-03-06")) == 1
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_interrupted_start_leaves_no_half_register(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    with Register(path) as register:
        register.append("pairing", "P1", "confirm", "2011-01-05", "组织科", "同意")
        shutil.copy(path, tmp_path / "copied.db")  # a copy of the file alone, while it is open
        shutil.copy(f"{path}-wal", tmp_path / "copied.db-wal")
    with Register(tmp_path / "copied.db") as register:
        assert register.verify() == [] and len(register.history()) == 1
