"""Where the log lives: SQLite in one file by default, PostgreSQL by its URL, through SQLAlchemy
Core."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from toolkit.terms import tr

_NETWORK = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "fuse.glusterfs",
    "ncpfs",
)
metadata = sa.MetaData()

event_table = sa.Table(
    "event",
    metadata,
    sa.Column(
        "seq",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("machine", sa.String(32), nullable=False),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("event", sa.String(32), nullable=False),
    sa.Column("from_state", sa.String(32), nullable=False),
    sa.Column("to_state", sa.String(32), nullable=False),
    sa.Column("valid_on", sa.String(10), nullable=False),
    sa.Column("at", sa.String(26), nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index("event_subject", "machine", "subject_id", "seq"),
)
#: derived, and rebuildable by replay: the latest life of each subject
life_table = sa.Table(
    "life",
    metadata,
    sa.Column("machine", sa.String(32), primary_key=True),
    sa.Column("subject_id", sa.Text, primary_key=True),
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("since", sa.String(10), nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
)
#: one row: the end of the hash chain; writers queue for it
head_table = sa.Table(
    "head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)


#: what left the register, without its content
exported_table = sa.Table(
    "exported",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(26), nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
)


class StoreError(ValueError):
    """A place where a register cannot be kept."""


def open_engine(url: str | os.PathLike[str]) -> sa.Engine:
    """Engine for a path (SQLite) or SQLAlchemy URL; makes the tables when they are missing.

    Raises
    ------
    StoreError
        SQLite on a network share (its locks do not hold there), an unknown kind of database, no
        such folder.
    """
    text = os.fspath(url)
    if "://" not in text:
        engine = _sqlite(Path(text))
    elif text.startswith("sqlite:///"):
        engine = _sqlite(Path(text.removeprefix("sqlite:///")))
    elif text.startswith(("postgresql://", "postgresql+psycopg://")):
        text = text.replace("postgresql://", "postgresql+psycopg://", 1)
        # a durable commit is what `append` promises, whatever the server's default
        engine = sa.create_engine(
            text, pool_pre_ping=True, connect_args={"options": "-c synchronous_commit=on"}
        )
    else:
        raise StoreError(
            tr(
                "只支持本机文件（SQLite）或 postgresql:// 地址",
                "only a local file (SQLite) or a postgresql:// URL is supported",
            )
        )
    try:
        _create(engine)
    except sa.exc.DBAPIError as error:
        raise StoreError(
            tr(f"打不开登记库：{error.orig}", f"cannot open the register: {error.orig}")
        ) from error
    return engine


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection whose queries all see the log of one moment, whatever is written meanwhile.

    Raises
    ------
    StoreError
        The file is damaged, or the server is gone.
    """
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    try:
        with engine.connect().execution_options(**level) as c:
            yield c
    except sa.exc.DBAPIError as error:
        raise StoreError(
            tr(
                f"登记库读不了（文件损坏或服务器断开）：{error.orig}；请用备份恢复",
                f"the register cannot be read (a damaged file, or the server is gone): "
                f"{error.orig}; restore a backup",
            )
        ) from error


def insert_events(c: sa.Connection, rows: list[tuple[Any, ...]]) -> None:
    """Event records in the order of the columns, the quickest way that each engine has."""
    if not rows:
        return
    names = ", ".join(column.name for column in event_table.columns)
    if c.dialect.name == "postgresql" and len(rows) > 1:
        driver: Any = c.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY event ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    mark = "%s" if c.dialect.name == "postgresql" else "?"
    c.exec_driver_sql(
        f"INSERT INTO event ({names}) VALUES ({', '.join([mark] * len(rows[0]))})", rows
    )


def put_lives(c: sa.Connection, rows: list[tuple[str, str, str, str, str]]) -> None:
    """Lives (machine, subject_id, state, since, facts), in place of what stood there."""
    if not rows:
        return
    mark = "%s" if c.dialect.name == "postgresql" else "?"
    c.exec_driver_sql(
        f"INSERT INTO life (machine, subject_id, state, since, facts) VALUES "
        f"({', '.join([mark] * 5)}) "
        "ON CONFLICT (machine, subject_id) DO UPDATE SET state = excluded.state, since = "
        "excluded.since, facts = excluded.facts",
        rows,
    )


def _create(engine: sa.Engine) -> None:
    with engine.connect().execution_options(writing=True) as c, c.begin():
        if engine.dialect.name == "postgresql":
            # two first starts at once would both try to create the tables
            c.execute(sa.text("SELECT pg_advisory_xact_lock(20110704)"))
        metadata.create_all(c)
        if c.execute(sa.select(head_table.c.id)).first() is None:
            c.execute(head_table.insert().values(id=1, seq=0, hash=""))


def _sqlite(path: Path) -> sa.Engine:
    if not path.parent.exists():
        raise StoreError(tr(f"文件夹不存在：{path.parent}", f"no such folder: {path.parent}"))
    if on_network(path):
        raise StoreError(
            tr(
                "登记库不能放在网络共享上（文件锁不可靠）：请放在本机，或改用 PostgreSQL",
                "a register cannot live on a network share (locks do not hold there): use a local "
                "disk or PostgreSQL",
            )
        )
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": 30}
    )

    @sa.event.listens_for(engine, "connect")
    def _settings(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy, not the driver, begins transactions
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=30000",
            "cache_size=-131072",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def on_network(path: Path) -> bool:
    """Whether a path lies on a network share (UNC or mapped drive on Windows, mount type
    elsewhere)."""
    full = Path(os.path.abspath(path))
    if os.fspath(path).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(full.anchor) == 4)
    best = ("", "")
    for line in _mounts():
        _, place, kind, *_ = line.split(" ")
        place = place.replace("\\040", " ")
        if (str(full) == place or str(full).startswith(place.rstrip("/") + "/")) and len(
            place
        ) >= len(best[0]):
            best = (place, kind)
    return best[1] in _NETWORK


def _mounts() -> list[str]:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
