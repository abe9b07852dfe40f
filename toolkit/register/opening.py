"""Opening a register: only what is one is opened, what is damaged or foreign is refused and left as
it is, and an old one is brought up to date with a copy kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from toolkit.register.register_file import open_file
from toolkit.register.store import (
    FIRST_TABLES,
    VERSION,
    StoreError,
    head_table,
    metadata,
    to_version,
    whole,
)
from toolkit.terms import tr


def open_engine(
    url: str | os.PathLike[str], create: bool, upgrade: Callable[[sa.Connection], None]
) -> tuple[sa.Engine, Path | None]:
    """Engine for a path (SQLite) or SQLAlchemy URL, and the copy kept of a register of an older
    version.

    Parameters
    ----------
    create : bool
        Make a register where there is nothing at all; otherwise that is an error.
    upgrade : callable
        Rewrites what version 1 told otherwise, in the transaction that changes the tables.

    Raises
    ------
    StoreError
        SQLite on a network share (its locks do not hold there), an unknown kind of database, no
        such folder or register, a file that is empty, cut off, or something else, missing tables.
    """
    text = os.fspath(url)
    if "://" not in text:
        return open_file(Path(text), create, upgrade)
    if text.startswith("sqlite:///"):
        return open_file(Path(text.removeprefix("sqlite:///")), create, upgrade)
    if not text.startswith(("postgresql://", "postgresql+psycopg://")):
        raise StoreError(
            tr(
                "只支持本机文件（SQLite）或 postgresql:// 地址",
                "only a local file (SQLite) or a postgresql:// URL is supported",
            )
        )
    text = text.replace("postgresql://", "postgresql+psycopg://", 1)
    # a durable commit is what `append` promises, whatever the server's default
    engine = sa.create_engine(
        text, pool_pre_ping=True, connect_args={"options": "-c synchronous_commit=on"}
    )
    try:
        _open_server(engine, create, upgrade)
    except sa.exc.DBAPIError as error:
        raise StoreError(
            tr(f"打不开登记库：{error.orig}", f"cannot open the register: {error.orig}")
        ) from error
    return engine, None


def _open_server(engine: sa.Engine, create: bool, upgrade: Callable[[sa.Connection], None]) -> None:
    with engine.connect() as c, c.begin():
        # two first starts at once would both try to create the tables
        c.execute(sa.text("SELECT pg_advisory_xact_lock(20110704)"))
        there = set(sa.inspect(c).get_table_names())
        if not there & set(metadata.tables):
            if not create:
                raise StoreError(
                    tr(
                        "这个数据库里没有登记库：先用 toolkit register init 新建",
                        "no register in this database: make it with toolkit register init",
                    )
                )
            metadata.create_all(c)
            c.execute(head_table.insert().values(id=1, seq=0, hash="", version=VERSION))
        elif there >= FIRST_TABLES and "version" not in {
            k["name"] for k in sa.inspect(c).get_columns("head")
        }:
            to_version(c, upgrade)
        whole(c)
