"""What a session keeps: groups and their accepted rounds in one SQLite file, on the disk before
anyone is told so."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.demo import Settings
from toolkit.terms import tr
from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.decisions import believe, decide, group_name
from workshop.sandbox.entries import Group

#: letters that are not taken for each other when read out
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_TABLES = """
create table if not exists kept (name text primary key, value text not null) strict;
create table if not exists team (
    team_id integer primary key, name text not null unique, spelling text not null unique,
    code text not null, paper integer not null
) strict;
create table if not exists entry (
    team_id integer not null references team, round integer not null, step text not null,
    body text not null,
    primary key (team_id, round, step)
) strict;
create table if not exists asking (team_id integer primary key references team) strict;
"""


def spelling(name: str) -> str:
    """What two names that would be read as one have in common."""
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


def _reason(error: sqlite3.DatabaseError) -> tuple[str, str]:
    """Why a file cannot be used, in both languages."""
    said = str(error)
    if "locked" in said:
        return (
            "正被另一个沙盘使用：请用那一个，或换一个文件名（--session）",
            "is in use by another sandbox: use that one, or name another file (--session)",
        )
    if "readonly" in said or "unable to open" in said or "disk" in said:
        return (
            "存不了：这里不能写，请换一个文件夹",
            "cannot be kept: nothing can be written there, choose another folder",
        )
    return (
        "不是沙盘的存档，请换一个文件名（--session）",
        "is no sandbox session: name another file (--session)",
    )


def _refused(path: Path, zh: str, en: str) -> SandboxError:
    return SandboxError([tr(f"{path.name} {zh}。", f"{path.name} {en}.")])


class SessionFile:
    """One session's file, held by the one server that uses it.

    Every method that writes returns after the write is durable, and the file is whole by itself
    then: it may be copied while the play goes on.

    Parameters
    ----------
    path : path
        Made when missing; an existing session goes on.
    settings : Settings, optional
        The county of a new session.

    Raises
    ------
    SandboxError
        The file is no session, or of another county than `settings`; another server has it; or
        nothing can be written there.
    """

    def __init__(self, path: str | os.PathLike[str], settings: Settings | None = None):
        self.path = Path(path)
        if self.path.is_dir():
            raise _refused(
                self.path, "是一个文件夹，请给出文件名", "is a folder: name a file in it"
            )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(
                self.path, timeout=1, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.OperationalError) as error:
            raise _refused(
                self.path,
                "存不了：这里不能写，请换一个文件夹",
                "cannot be kept: nothing can be written there, choose another folder",
            ) from error
        try:
            self._hold()
            self._settle(settings)
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise _refused(self.path, *_reason(error)) from error
        except SandboxError:
            self.db.close()
            raise

    def _hold(self) -> None:
        """Take the file for this process alone; a file of another program is left as it is."""
        self.db.execute("pragma locking_mode=exclusive")
        tables = {row[0] for row in self.db.execute("select name from sqlite_master")}
        if tables and not {"kept", "team", "entry"} <= tables:
            raise sqlite3.DatabaseError("another program's database")
        # no second file beside it: what was handed in is in the named file
        self.db.execute("pragma journal_mode=delete")
        self.db.execute("pragma synchronous=full")
        self.db.execute("begin exclusive")
        self.db.execute("commit")
        self.db.executescript(_TABLES)

    def _settle(self, settings: Settings | None) -> None:
        kept = self.get("settings")
        if kept is None:
            if settings is None:
                raise SandboxError(
                    [tr(f"没有存档 {self.path.name}。", f"there is no session {self.path.name}.")]
                )
            self.set("settings", settings.written())
            self.set("lead", secrets.token_urlsafe(18))
            self.set("open", 1)
            self.set("revealed", False)
        elif settings is not None and Settings.read(kept) != settings:
            zh = (
                f"存档 {self.path.name} 用的是另一个县：去掉县的参数以接着玩，"
                f"或换一个文件名（--session）。"
            )
            en = (
                f"{self.path.name} is a session of another county: leave the county out to go on, "
                f"or name another file (--session)."
            )
            raise SandboxError([tr(zh, en)])

    @property
    def settings(self) -> Settings:
        """The county of this session."""
        found = Settings.read(str(self.get("settings")))
        assert found is not None
        return found

    def get(self, name: str) -> Any:
        """A kept value, None where there is none."""
        row = self.db.execute("select value from kept where name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def set(self, name: str, value: Any) -> None:
        """Keep a value."""
        text = json.dumps(value, ensure_ascii=False)
        self.db.execute(
            "insert into kept values (?, ?) on conflict (name) do update set value = "
            "excluded.value",
            (name, text),
        )

    @property
    def begun(self) -> bool:
        """Whether a group has handed in something."""
        return self.db.execute("select 1 from entry limit 1").fetchone() is not None

    def add_team(self, name: str, most: int, paper: bool = False) -> tuple[int, str]:
        """A new group: its number and the code with which it comes back; SandboxError when refused.

        Once the play has begun, a group that comes by itself (not on paper) only asks to come in.
        """
        name, code = group_name(name), "".join(secrets.choice(_LETTERS) for _ in range(10))
        with _Writing(self.db):
            if self.db.execute(
                "select 1 from team where spelling = ?", (spelling(name),)
            ).fetchone():
                zh = f"已经有一个组叫“{name}”：请换一个组名；如果就是你们组，请用接续码回来。"
                raise SandboxError(
                    [
                        tr(
                            zh,
                            f"there is a group called {name}: choose another name, or come back "
                            f"with your code.",
                        )
                    ]
                )
            if self.db.execute("select count(*) from team").fetchone()[0] >= most:
                raise SandboxError(
                    [
                        tr(
                            f"一场最多 {most} 个组，已经满了。",
                            f"a session has {most} groups at most, and it is full.",
                        )
                    ]
                )
            row = self.db.execute(
                "insert into team (name, spelling, code, paper) values (?, ?, ?, ?) returning "
                "team_id",
                (name, spelling(name), code, paper),
            ).fetchone()
            if self.begun and not paper:
                self.db.execute("insert into asking values (?)", row)
        return int(row[0]), code

    def end_code(self, team_id: int) -> None:
        """Give a group another code: the one it had lets nobody in any more."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(10))
        self.db.execute("update team set code = ? where team_id = ?", (code, team_id))

    def remove_team(self, team_id: int) -> None:
        """Take out a group that has entered nothing; SandboxError for any other, whose rounds
        stay."""
        with _Writing(self.db):
            if self.db.execute("select 1 from entry where team_id = ?", (team_id,)).fetchone():
                raise SandboxError(
                    [
                        tr(
                            "这个组已经交过，不能移除。",
                            "this group has handed in a round: it stays.",
                        )
                    ]
                )
            self.db.execute("delete from asking where team_id = ?", (team_id,))
            self.db.execute("delete from team where team_id = ?", (team_id,))

    def let_in(self, team_id: int) -> None:
        """The facilitator agrees that this group plays."""
        self.db.execute("delete from asking where team_id = ?", (team_id,))

    def teams(self) -> list[dict[str, Any]]:
        """Groups in the order in which they came: ``team_id, name, code, paper, asking`` (to come
        in)."""
        columns = ("team_id", "name", "code", "paper", "asking")
        rows = self.db.execute(
            f"select {', '.join(columns[:4])}, team_id in (select team_id from asking) from team "
            f"order by team_id"
        )
        return [dict(zip(columns, r)) for r in rows.fetchall()]

    def enter(self, team_id: int, round_: int, step: str, body: Mapping[str, Any]) -> bool:
        """Keep a round's decision or belief; True if the same was kept before.

        Raises
        ------
        SandboxError
            Another one was accepted already.
        """
        text = json.dumps(body, ensure_ascii=False, sort_keys=True)
        with _Writing(self.db):
            kept = self.db.execute(
                "select body from entry where team_id = ? and round = ? and step = ?",
                (team_id, round_, step),
            ).fetchone()
            if kept is None:
                self.db.execute(
                    "insert into entry values (?, ?, ?, ?)", (team_id, round_, step, text)
                )
            elif kept[0] != text:
                zh = f"第 {round_} 轮已经交过，不能再改；页面会显示已保存的内容。"
                raise SandboxError(
                    [tr(zh, f"round {round_} was handed in already and stays as it is.")]
                )
        return kept is not None

    def group(self, sandbox: Sandbox, team_id: int) -> Group:
        """Everything that a group has entered."""
        out = Group()
        rows = self.db.execute(
            "select round, step, body from entry where team_id = ? order by round", (team_id,)
        ).fetchall()
        for round_, step, body in rows:
            if step == "decide":
                out.decisions.append(decide(sandbox, json.loads(body), out.decisions))
            else:
                out.beliefs[round_] = believe(sandbox, json.loads(body))
        return out

    def close(self) -> None:
        """Close the file."""
        self.db.close()


class _Writing:
    """A write transaction that takes its lock at once."""

    def __init__(self, db: sqlite3.Connection):
        self.db = db

    def __enter__(self) -> None:
        self.db.execute("begin immediate")

    def __exit__(self, kind: object, *_: object) -> None:
        self.db.execute("rollback" if kind else "commit")
