"""Fixtures of the records tests."""

import pandas as pd
import pytest


@pytest.fixture
def folder(tmp_path):
    """Write tables as CSV; returns the folder."""

    def make(encoding: str = "utf-8-sig", **tables: pd.DataFrame | str):
        place = tmp_path / "县 数据"
        place.mkdir(exist_ok=True)
        for name, table in tables.items():
            text = table if isinstance(table, str) else table.to_csv(index=False)
            (place / f"{name}.csv").write_bytes(text.encode(encoding))
        return place

    return make
