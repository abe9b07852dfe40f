"""What leaves the register: pseudonyms by a key kept elsewhere, small cells suppressed, and a note
of each export without its content."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.register.histories import mapping, plain
from toolkit.register.life import GuardError
from toolkit.register.register import Register
from toolkit.register.store import BOOK
from toolkit.register.upgrading import EXPORT
from toolkit.register.writing import Batch
from toolkit.rules import Rules, default_rules
from toolkit.terms import tables, tr

#: free texts, from which a unit could be recognised
_TEXTS = (
    "reason",
    "problem",
    "help",
    "note",
    "learned",
    "goal",
    "measure",
    "source",
    "township",
    "content",
    "evidence",
)


_IDS = {
    "exemplar": "ex_id",
    "turnaround_case": "case_id",
    "pairing": "pair_id",
    "commitment": "commit_id",
}


def key_from(path: str | os.PathLike[str], data: str | os.PathLike[str] | None = None) -> bytes:
    """The secret key in a file (made with 32 random bytes when there is none yet).

    Raises
    ------
    GuardError
        The key would lie in the folder of the data (`data`): whoever gets one then has both. Or it
        is too short.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import register
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = register.key_from(folder + "/key")
    ...     register.key_from(folder + "/key") == key
    True
    """
    file = Path(path)
    if data is not None and Path(os.path.abspath(data)) in Path(os.path.abspath(file)).parents:
        raise GuardError(
            tr("密钥不能与数据放在同一文件夹", "the key must not lie in the folder of the data")
        )
    if not file.exists():
        with open(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as out:
            out.write(secrets.token_hex(32))
    key = file.read_text(encoding="ascii", errors="replace").strip().encode()
    if len(key) < 32:
        raise GuardError(
            tr("密钥太短：至少 32 个字符", "the key is too short: 32 characters at least")
        )
    return key


def pseudonymise(frame: pd.DataFrame, columns: Sequence[str], key: bytes) -> pd.DataFrame:
    """Identifiers replaced by 80 bits of HMAC-SHA-256 (RFC 2104): equal ones stay equal, and only
    the key leads back."""
    if len(key) < 32:
        raise GuardError(
            tr("密钥太短：至少 32 个字符", "the key is too short: 32 characters at least")
        )
    return frame.assign(
        **{
            c: frame[c].map(lambda v: _pseudonym(key, str(v)), na_action="ignore").astype("string")
            for c in columns
        }
    )


def _pseudonym(key: bytes, value: str) -> str:
    # base 32 has neither 0 nor 1, so that no pseudonym looks like a telephone or identity number
    return base64.b32encode(hmac.new(key, value.encode(), hashlib.sha256).digest()[:10]).decode(
        "ascii"
    )


def suppress(counts: pd.DataFrame, rules: Rules | None = None) -> pd.DataFrame:
    """A table of counts with its totals, safe to publish: small cells empty, and others with them
    so that no total gives one back.

    Cells of 1 to ``privacy.k_min`` − 1 are suppressed, totals too. Then, as long as the published
    rest pins such a number down to a range narrower than ``privacy.k_min`` (two linear programs
    each; Fischetti & Salazar 2001, Management Science 47, 1008–1027, solve the choice exactly), the
    smallest number beside it is suppressed as well.

    Parameters
    ----------
    counts : DataFrame
        Whole numbers from 0; groups in the index, groups in the columns, no totals.

    Returns
    -------
    DataFrame
        Int64 with a last row and column ``all``; suppressed numbers are missing. ``attrs``:
        ``primary, secondary``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> counts = pd.DataFrame({"A": [2, 40, 30], "B": [50, 60, 20]}, index=["x", "y", "z"])
    >>> register.suppress(counts)
            A     B   all
    x    <NA>  <NA>  <NA>
    y    <NA>    60   100
    z    <NA>  <NA>    50
    all  <NA>   130   202
    """
    k = (rules or default_rules())["privacy.k_min"]
    values = counts.to_numpy(dtype=np.int64)
    if values.size == 0 or (values < 0).any():
        raise GuardError(
            tr("须为非空的非负计数表", "counts must be whole numbers from 0, at least one")
        )
    full = np.block(
        [
            [values, values.sum(1, keepdims=True)],
            [values.sum(0, keepdims=True), values.sum(keepdims=True)],
        ]
    )
    hidden = (full > 0) & (full < k)
    primary = [tuple(c) for c in np.argwhere(hidden)]
    waiting = list(primary)
    while waiting:
        i, j = waiting[-1]
        if _range(full, hidden, i, j) >= k or not _hide_beside(full, hidden, i, j):
            waiting.pop()
    out = (
        pd.DataFrame(full, [*counts.index, "all"], [*counts.columns, "all"])
        .astype("Int64")
        .mask(hidden)
    )
    out.attrs = {"primary": len(primary), "secondary": int(hidden.sum()) - len(primary)}
    return out


def _hide_beside(full: np.ndarray, hidden: np.ndarray, i: int, j: int) -> bool:
    """Hide one more number: in a line of (i, j) where it stands alone, else on its row or column,
    else anywhere."""
    rows, columns = full.shape
    lines = [[(i, c) for c in range(columns)], [(r, j) for r in range(rows)]]
    lines.sort(key=lambda line: sum(hidden[c] for c in line))
    for cells in (*lines, list(product(range(rows), range(columns)))):
        free = [c for c in cells if not hidden[c] and full[c] > 0]
        if free:
            hidden[min(free, key=lambda c: full[c])] = True
            return True
    return False


def _range(full: np.ndarray, hidden: np.ndarray, i: int, j: int) -> float:
    """How far apart the smallest and the greatest value of a hidden number are that fit everything
    published."""
    from scipy.optimize import linprog

    cells = [tuple(c) for c in np.argwhere(hidden)]
    place = {c: n for n, c in enumerate(cells)}
    left, right = [], []
    rows, columns = full.shape
    lines = [[(r, c) for c in range(columns)] for r in range(rows)] + [
        [(r, c) for r in range(rows)] for c in range(columns)
    ]
    for line in lines:  # parts less total is zero
        row, known = np.zeros(len(cells)), 0
        for n, c in enumerate(line):
            sign = -1 if n == len(line) - 1 else 1
            if c in place:
                row[place[c]] = sign
            else:
                known += sign * int(full[c])
        if row.any():
            left.append(row)
            right.append(-known)
    goal = np.zeros(len(cells))
    goal[place[i, j]] = 1
    ends = [linprog(s * goal, A_eq=np.array(left), b_eq=right, bounds=(0, None)) for s in (1, -1)]
    return float("inf") if ends[1].status == 3 else float(-ends[1].fun - ends[0].fun) + 1e-6


def log_export(
    register: Register, actor: str, purpose: str, tables: dict[str, pd.DataFrame]
) -> None:
    """Note who exported what for which purpose: names and sizes of tables, never a value.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import register
    >>> rating = pd.DataFrame({"stars": [3, 4]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         register.log_export(book, "组织部门", "教学", {"rating": rating})
    ...         len(register.exports(book))
    1
    """
    if not plain(actor) or not plain(purpose):
        raise GuardError(tr("导出须写明办理人和用途", "an export needs a person and a purpose"))
    what = "; ".join(f"{name} {len(f)}×{f.shape[1]}" for name, f in tables.items())
    with register._engine.connect().execution_options(writing=True) as c, c.begin():
        batch = Batch(c, register.rules, register.holidays, register._clock)
        batch.note(EXPORT, register._clock().date(), plain(actor), plain(purpose), {"what": what})
        batch.close()


def exports(register: Register) -> pd.DataFrame:
    """Every export so far: ``at, actor, purpose, what``.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import register
    >>> rating = pd.DataFrame({"stars": [3, 4]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         register.log_export(book, "组织部门", "教学", {"rating": rating})
    ...         register.exports(book)[["actor", "purpose", "what"]].values.tolist()
    [['组织部门', '教学', 'rating 2×1']]
    """
    told = register.history(BOOK)
    told = told[(told["event"] == EXPORT).to_numpy(dtype=bool)]
    data = [mapping(d) for d in told["data"]]
    # an export of version 1 kept the time it was made at, not the time it came into the chain
    at = [d.get("at") or a for d, a in zip(data, told["at"])]
    return pd.DataFrame(
        {
            "at": pd.to_datetime(pd.Series(at, dtype=object), format="ISO8601").astype(
                "datetime64[us]"
            ),
            "actor": told["actor"].to_numpy(),
            "purpose": told["reason"].to_numpy(),
            "what": [d["what"] for d in data],
        }
    )


def without_names(table: str, frame: pd.DataFrame, key: bytes) -> pd.DataFrame:
    """Pseudonyms for every identifier of organisations and subjects; names, places and free texts
    out.

    See `pseudonymise` for the key.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> rating = pd.DataFrame({"org_id": ["A", "A", "B"], "stars": [3, 4, 3]})
    >>> hidden = register.without_names("rating", rating, b"0" * 32)
    >>> hidden["org_id"].nunique(), "A" in set(hidden["org_id"])
    (2, False)
    """
    ids = [
        c.name
        for c in tables()[table].columns
        if c.name in _IDS.values() or c.name == "org_id" or "organisation.org_id" in c.rule
    ]
    out = pseudonymise(frame, ids, key)
    for c in tables()[table].columns:
        if c.name in ("lon", "lat"):
            out[c.name] = None
        elif c.name in ("name", "title") and ids:
            out[c.name] = "U" + out[ids[0]] + "（虚构）"
        elif c.name in _TEXTS:
            out[c.name] = out[c.name].mask(out[c.name].notna(), tr("（已隐去）", "(withheld)"))
    return out[list(frame.columns)]
