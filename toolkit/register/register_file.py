"""A register in a file: made whole at once, read by its header before it is opened, copied, and
opened where nothing can be written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from toolkit.register.places import on_network
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

#: "ExTk" in the header of the file
APPLICATION = 0x4578546B
_MAGIC = b"SQLite format 3\0"


def open_file(
    path: Path, create: bool, upgrade: Callable[[sa.Connection], None]
) -> tuple[sa.Engine, Path | None]:
    """Engine for a register in a file, and the copy kept of one of an older version (StoreError: it
    is none)."""
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
    if not path.exists():
        if not create:
            raise StoreError(
                tr(
                    f"没有登记库 {path.name}：先用 toolkit register init 新建",
                    f"no register {path.name}: make it with toolkit register init",
                )
            )
        _make(path)
    version = _version(path)
    kept = _copy(path) if version < VERSION else None
    engine = _sqlite(path, writable=_writable(path))
    try:
        if version < VERSION:
            with engine.connect().execution_options(writing=True) as c, c.begin():
                to_version(c, upgrade)
                c.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
                c.exec_driver_sql(f"PRAGMA user_version={VERSION}")
        with engine.connect() as c:
            whole(c)
    except sa.exc.DBAPIError as error:
        raise StoreError(_broken(path, str(error.orig))) from error
    return engine, kept


def _make(path: Path) -> None:
    """A whole new register appears at once under its name; of two first starts one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(draft)))
    try:
        # still without a write-ahead log: its marks must stand in the file itself
        with engine.begin() as c:
            metadata.create_all(c)
            c.execute(head_table.insert().values(id=1, seq=0, hash="", version=VERSION))
            c.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
            c.exec_driver_sql(f"PRAGMA user_version={VERSION}")
        engine.dispose()
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                os.replace(draft, path)
    except sa.exc.DBAPIError as error:
        raise StoreError(
            tr(
                f"这里不能新建登记库：{error.orig}，请换一个文件夹",
                f"no register can be made here: {error.orig}; choose another folder",
            )
        ) from error
    finally:
        engine.dispose()
        draft.unlink(missing_ok=True)


def _version(path: Path) -> int:
    """Version of a register's file, read without opening it as a database (StoreError: it is no
    register)."""
    try:
        with open(path, "rb") as file:
            head = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise StoreError(
            tr(f"打不开登记库：{error.strerror}", f"cannot open the register: {error.strerror}")
        ) from error
    pending = Path(f"{path}-wal")
    waiting = pending.exists() and pending.stat().st_size > 0
    if not size and not waiting:
        raise StoreError(
            tr(
                f"{path.name} 是空文件，不是登记库：请用备份恢复；要新建请换一个文件名",
                f"{path.name} is an empty file, no register: restore a backup, or choose another "
                f"name for a new one",
            )
        )
    if size and head[:16] != _MAGIC:
        raise StoreError(
            tr(
                f"{path.name} 不是登记库，未作改动：请核对文件名",
                f"{path.name} is no register and was left as it is: check the name",
            )
        )

    def number(at: int, length: int = 4) -> int:
        return int.from_bytes(head[at : at + length], "big")

    page = {1: 65536}.get(number(16, 2), number(16, 2))
    if not waiting and size < page * number(28):
        raise StoreError(_broken(path, tr("文件被截断", "the file is cut off")))
    if number(68) == APPLICATION:
        if number(60) > VERSION:
            raise StoreError(
                tr(
                    f"{path.name} 由更新的版本写成：请更新典型工具箱",
                    f"{path.name} was written by a newer version: update the toolkit",
                )
            )
        return VERSION
    return _first_version(path)


def _first_version(path: Path) -> int:
    """1 for a register of 0.1.0; anything else without our number is foreign or damaged."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as c:
            names = {r[0] for r in c.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            chained = "event" in names and "hash" in {
                r[1] for r in c.execute("PRAGMA table_info(event)")
            }
    except sqlite3.DatabaseError as error:
        raise StoreError(_broken(path, str(error))) from error
    if names >= FIRST_TABLES:
        return 1
    if chained or len(names & FIRST_TABLES) > 1:
        missing = "、".join(sorted(FIRST_TABLES - names))
        raise StoreError(
            _broken(
                path, tr(f"缺少表 {missing}", f"missing tables {', '.join(FIRST_TABLES - names)}")
            )
        )
    raise StoreError(
        tr(
            f"{path.name} 是别的数据库，不是登记库，未作改动",
            f"{path.name} is another database, no register, and was left as it is",
        )
    )


def _broken(path: Path, why: str) -> str:
    return tr(
        f"登记库 {path.name} 已损坏（{why}），未作改动：请用备份恢复",
        f"the register {path.name} is damaged ({why}) and was left as it is: restore a backup",
    )


def _copy(path: Path) -> Path:
    """A copy of the register as it was, beside it."""
    target, n = path.with_name(f"{path.stem}（0.1.0 版备份）{path.suffix}"), 2
    while target.exists():
        target, n = path.with_name(f"{path.stem}（0.1.0 版备份{n}）{path.suffix}"), n + 1
    copy_database(path, target)
    return target


def copy_database(source: Path, target: Path) -> None:
    """A whole copy of a database that may be in use, by SQLite's own backup.

    Raises
    ------
    StoreError
        The target exists, or cannot be written.
    """
    if target.exists():
        raise StoreError(
            tr(
                f"已有 {target.name}：备份不覆盖任何文件，请换一个名称",
                f"{target.name} exists: a backup overwrites nothing, choose another name",
            )
        )
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(draft)) as new,
        ):
            old.backup(new)
            # the copy is one file, whole by itself
            new.execute("PRAGMA journal_mode=DELETE")
        os.replace(draft, target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            tr(f"备份没有写成：{error}", f"the backup was not written: {error}")
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _writable(path: Path) -> bool:
    """Whether this medium can be written; a register on one that cannot is still read."""
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return False
    try:
        with open(path, "r+b"):
            return True
    except OSError:
        return False


def _sqlite(path: Path, writable: bool) -> sa.Engine:
    settings: tuple[str, ...] = ("busy_timeout=30000", "cache_size=-131072")
    if writable:
        settings = ("journal_mode=WAL", "synchronous=FULL", *settings)
        engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": 30}
        )
    else:
        # immutable: nothing is locked and no file is made beside it
        engine = sa.create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1",
                uri=True,
                check_same_thread=False,
            ),
            poolclass=sa.pool.QueuePool,
        )

    @sa.event.listens_for(engine, "connect")
    def _settings(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy, not the driver, begins transactions
        for pragma in settings:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        if writing and not writable:
            raise StoreError(
                tr(
                    "登记库在只读的位置，只能查看和核对；要登记请先复制到可写的文件夹",
                    "the register lies on a read-only medium: it can be read and verified; copy it "
                    "to a folder that can be written",
                )
            )
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
