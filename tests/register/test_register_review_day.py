"""The register and the report say one day for the next review."""

from datetime import date

import pandas as pd
import pytest

from toolkit import County, register
from toolkit.register import GuardError, Register
from toolkit.reports.context import Context
from toolkit.reports.decisions import tasks
from toolkit.terms import use_lang

UNIT = "001"


def county(years, named="2007-07-01"):
    return County(
        {
            "organisation": pd.DataFrame(
                {
                    "org_id": [UNIT],
                    "name": ["东村党支部（虚构）"],
                    "level": ["branch"],
                    "sector": ["rural"],
                    "data_nature": ["虚构"],
                }
            ),
            "exemplar": pd.DataFrame(
                {
                    "ex_id": ["X1"],
                    "kind": ["site"],
                    "org_id": [UNIT],
                    "title": ["东村（虚构）"],
                    "status": ["named"],
                    "named_on": [named],
                }
            ),
            "review": pd.DataFrame(
                {
                    "ex_id": "X1",
                    "year": list(years),
                    "decision": "retain",
                    "role_score": 80.0,
                    "value_score": 80.0,
                    "satisfaction": 0.9,
                }
            ),
        }
    )


@pytest.mark.parametrize(
    ("years", "due"),
    [
        ([2008, 2010], "2011-01-01"),  # a year alone is its first day
        ([2007], "2008-07-01"),  # but never before the naming in it
        ([], "2008-07-01"),
    ],
)
def test_a_review_dated_by_its_year_is_due_on_one_day_everywhere(tmp_path, years, due):
    made, on = county(years), pd.Timestamp(2011, 6, 30)
    with use_lang("zh"):
        found = tasks(Context(made, "", on, ""))
        found = found.loc[found["kind"] == "review", "due_on"]
        with register.Register(tmp_path / "a.db") as book:
            book.import_county(made, on=date(2011, 6, 30))
            listed = book.due(date(2011, 6, 30))
    listed = listed.loc[listed["kind"] == "review", "due_on"]
    assert [str(d.date()) for d in listed] == [str(d.date()) for d in found] == [due]


def test_a_day_that_is_a_slip_of_the_year_is_refused(tmp_path) -> None:
    with Register(tmp_path / "r.db") as book:
        for on in ("9999-12-31", "2202-01-01", "1011-01-01"):
            with pytest.raises(GuardError, match="太早或太远"):
                book.due(on)
