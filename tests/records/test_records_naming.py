"""Number, name or both: decided once."""

import pandas as pd
import pytest

import toolkit
from toolkit.records import Names


def county(nature: str) -> toolkit.County:
    name = "石汀村党支部（虚构）" if nature == "fictitious" else "石汀村党支部"
    row = {"org_id": "A1", "name": name, "level": "branch", "sector": "rural"}
    row |= {"township": "石汀镇", "data_nature": nature}
    return toolkit.County({"organisation": pd.DataFrame([row])})


@pytest.mark.parametrize(
    ("nature", "ranking", "asked", "shown"),
    [
        ("fictitious", False, None, "石汀村党支部"),
        ("fictitious", True, None, "石汀村党支部"),
        ("fictitious", True, False, "A1"),
        ("user_supplied", False, None, "A1 石汀村党支部"),
        ("user_supplied", True, None, "A1"),
        ("user_supplied", True, True, "A1 石汀村党支部"),
        ("user_supplied", False, False, "A1"),
    ],
)
def test_what_a_unit_is_called(nature: str, ranking: bool, asked: bool | None, shown: str) -> None:
    names = Names(county(nature), ranking, asked)
    assert names.full("A1") == shown and names.masked == (shown == "A1")
    assert names.name("A1") == "石汀村党支部" and names.both("A1") == "A1 石汀村党支部"
    assert names.full("B9") == "B9" and names.group("A1") == "石汀镇"


def test_a_table_keeps_the_mark_of_invented_names_and_its_empty_cells() -> None:
    cells = Names(county("fictitious")).column(pd.Series(["A1", None, "B9"], dtype="string"))
    assert cells.iloc[0] == "石汀村党支部（虚构）" and pd.isna(cells.iloc[1])
    assert cells.iloc[2] == "B9"


def test_without_a_county_units_show_their_numbers() -> None:
    assert Names(None).full("A1") == "A1" and Names(None).nature == "user_supplied"
