"""A small fictitious nation, made once: two provinces of eight counties."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from toolkit.national import Nation, Shards, generate
from toolkit.records import County

SMALL = Nation(organisations=900, counties=16, provinces=2, pairings=5_000, crossing=0.1, seed=7)


@pytest.fixture(scope="session")
def nation() -> Nation:
    return SMALL


def _limit(folder: Path) -> None:
    """Some units are dissolved on the way, some founded late."""
    file = folder / "organisation.parquet"
    table = pd.read_parquet(file)
    table.loc[table.index % 10 == 4, "valid_to"] = pd.Timestamp("2009-12-31")
    table.loc[table.index % 10 == 7, "valid_from"] = pd.Timestamp("2011-01-01")
    table.to_parquet(file, index=False)


@pytest.fixture(scope="session")
def limited() -> Callable[[Path], None]:
    return _limit


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    made = generate(tmp_path_factory.mktemp("nation") / "shards", SMALL, engine="sequential")
    for shard in made:
        _limit(Path(shard.folder))
    return made


@pytest.fixture(scope="session")
def whole(small: Shards) -> County:
    """The whole nation as one county, pairs between counties included."""
    tables = ["organisation", "rating", "turnaround_case"]
    counties = [shard.load() for shard in small]
    frames = {t: pd.concat([c[t] for c in counties], ignore_index=True) for t in tables}
    pairs = pd.concat([pd.read_parquet(f) for f in small.files("pairing")], ignore_index=True)
    frames["pairing"] = pairs.assign(pair_id=[f"Z{i}" for i in range(len(pairs))])
    frames["turnaround_case"]["case_id"] = [f"T{i}" for i in range(len(frames["turnaround_case"]))]
    return County(frames)


@pytest.fixture(scope="session")
def province_of(small: Shards) -> dict[str, str]:
    """Organisation → province."""
    return {
        o: shard.province
        for shard in small
        for o in pd.read_parquet(Path(shard.folder) / "organisation.parquet")["org_id"]
    }
