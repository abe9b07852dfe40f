"""The tables of the log, and how records get in and out: SQLite and PostgreSQL through SQLAlchemy
Core."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from toolkit.terms import tr

#: bookkeeping of the register itself in the chain (exports), told as events of this machine
BOOK = "register"
#: of these tables
VERSION = 2
#: tables of version 1 (0.1.0), which had no number
FIRST_TABLES = {"event", "life", "head", "exported"}
metadata = sa.MetaData()

_EVENT = (
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
event_table = sa.Table("event", metadata, *_EVENT)
_LIFE = (
    sa.Column("machine", sa.String(32), primary_key=True),
    sa.Column("subject_id", sa.Text, primary_key=True),
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("since", sa.String(10), nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
)
#: derived, and rebuildable by replay: the latest life of each subject
life_table = sa.Table("life", metadata, *_LIFE)
#: one row: the end of the hash chain and the version of these tables; writers queue for it
head_table = sa.Table(
    "head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="2"),
)


class StoreError(ValueError):
    """A place where a register cannot be kept."""


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


def to_version(c: sa.Connection, upgrade: Callable[[sa.Connection], None]) -> None:
    """The table of exports stays as it was; what it says goes into the chain."""
    c.exec_driver_sql("ALTER TABLE head ADD COLUMN version INTEGER NOT NULL DEFAULT 2")
    upgrade(c)


def whole(c: sa.Connection) -> None:
    """A table, a column or the head of the chain that is missing is damage, never made again."""
    found = sa.inspect(c)
    there = set(found.get_table_names())
    missing = [name for name in metadata.tables if name not in there]
    missing += [
        f"{name}.{column.name}"
        for name, table in metadata.tables.items()
        if name in there
        for column in table.columns
        if column.name not in {k["name"] for k in found.get_columns(name)}
    ]
    if not missing and c.execute(sa.select(head_table.c.id)).first() is None:
        missing = [tr("链尾", "the end of the chain")]
    if missing:
        raise StoreError(
            tr(
                f"登记库已损坏，缺少 {'、'.join(missing)}：请用备份恢复",
                f"the register is damaged, missing {', '.join(missing)}: restore a backup",
            )
        )
