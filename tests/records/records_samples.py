"""A small, well-formed county that the tests break in every way."""

import pandas as pd


def organisation(n: int = 4, **changes: object) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "org_id": [f"00{i}" for i in range(1, n + 1)],
            "name": [f"第{i}支部（虚构）" for i in range(1, n + 1)],
            "level": "branch",
            "sector": "rural",
            "data_nature": "fictitious",
        }
    )
    return frame.assign(**changes)


def pairing(**changes: object) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "pair_id": ["p1", "p2"],
            "channel": ["先进带后进", "department_links_backward"],
            "helper_id": ["001", "002"],
            "recipient_id": ["003", "004"],
            "start": ["2011-01-05", "2011年7月"],
            "end_plan": ["2013-01-05", None],
            "status": ["帮扶中", "active"],
        }
    )
    return frame.assign(**changes)
