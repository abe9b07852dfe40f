"""The mapping kept beside a ledger for next year: JSON that a person can read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.records.files import writing
from toolkit.records.ledgers.refusals import LedgerRefused


def mapping_path(ledger: str | os.PathLike[str]) -> Path:
    """Where a ledger's mapping is kept: beside it, under its name.

    Examples
    --------
    >>> from toolkit import records
    >>> records.mapping_path("台账.xlsx").name
    '台账.mapping.json'
    """
    path = Path(ledger)
    return path.with_name(f"{path.stem}.mapping.json")


def mapping_beside(ledger: str | os.PathLike[str]) -> dict[str, Any] | None:
    """The mapping kept beside a ledger; None where there is none."""
    path = mapping_path(ledger)
    return load_mapping(path) if path.is_file() else None


def load_mapping(path: str | os.PathLike[str]) -> dict[str, Any]:
    """A mapping from its file.

    Raises
    ------
    LedgerRefused
        The file is no mapping.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     mapping = records.read_ledger(folder + "/台账.xlsx").mapping
    ...     records.load_mapping(records.save_mapping(mapping, folder + "/m.json")) == mapping
    True
    """
    try:
        with open(path, encoding="utf-8") as f:
            found = json.load(f)
    except (OSError, ValueError) as error:
        raise LedgerRefused(
            f"读法文件 {Path(path).name} 读不出来：请换一个，或删去它重新读台账。",
            f"the mapping {Path(path).name} cannot be read: use another, or delete it.",
        ) from error
    answers = found.get("answers") if isinstance(found, dict) else None
    if not isinstance(answers, dict):
        raise LedgerRefused(
            f"{Path(path).name} 不是台账的读法文件：请换一个，或删去它重新读台账。",
            f"{Path(path).name} is no mapping of a ledger: use another, or delete it.",
        )
    return found


def save_mapping(mapping: Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Write a mapping whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     mapping = records.read_ledger(folder + "/台账.xlsx").mapping
    ...     path = records.save_mapping(mapping, records.mapping_path(folder + "/台账.xlsx"))
    ...     path.name, records.load_mapping(path) == mapping
    ('台账.mapping.json', True)
    """
    with writing(path) as draft:
        draft.path.write_text(
            json.dumps(mapping, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return draft.final
