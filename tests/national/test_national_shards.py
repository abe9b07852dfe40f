"""Shards: whole or not at all; the fictitious nation: what it promises, the same each time, resumed
after a stop."""

import dataclasses
import shutil

import pandas as pd
import pytest

from toolkit.national import Nation, Shards, generate, write_shard
from toolkit.records import County


def test_the_nation_has_what_was_asked_for(small, whole, nation):
    assert len(small) == nation.counties and len(small.provinces) == nation.provinces
    assert (
        len(whole["organisation"]) == nation.organisations
        and whole["organisation"]["org_id"].is_unique
    )
    # pairs drawn within one county by the lottery between two are left out
    assert 0.98 * nation.pairings <= len(whole["pairing"]) <= nation.pairings
    assert whole.nature == "fictitious"
    assert whole["organisation"]["name"].str.endswith("（虚构）").all()


def test_pairs_between_counties_cross_a_border(small, province_of, nation):
    county_of = {
        o: s.county
        for s in small
        for o in pd.read_parquet(s.folder / "organisation.parquet")["org_id"]
    }
    inside = [
        small.root / f"province={p}" / "county=between" / "pairing.parquet" for p in small.provinces
    ]
    for file in inside:
        pairs, province = pd.read_parquet(file), file.parent.parent.name.removeprefix("province=")
        ends = pairs[["helper_id", "recipient_id"]]
        assert len(pairs) and ends.map(province_of.get).eq(province).all(axis=None)
        assert (ends["helper_id"].map(county_of) != ends["recipient_id"].map(county_of)).all()
    far = pd.read_parquet(small.root / "province=between" / "county=between" / "pairing.parquet")
    assert (
        len(far)
        and (far["helper_id"].map(province_of) != far["recipient_id"].map(province_of)).all()
    )
    share = (sum(len(pd.read_parquet(f)) for f in inside) + len(far)) / nation.pairings
    assert 0.08 < share <= nation.crossing


def test_a_stopped_generation_goes_on_and_makes_the_same(small, tmp_path, nation, limited):
    again = shutil.copytree(small.root, tmp_path / "copy", ignore=shutil.ignore_patterns("results"))
    gone = again / small[3].folder.relative_to(small.root.absolute())
    shutil.rmtree(gone)
    kept = (
        (again / small[0].folder.relative_to(small.root.absolute()) / "pairing.parquet")
        .stat()
        .st_mtime_ns
    )
    made = generate(again, nation, engine="sequential")
    limited(made[3].folder)
    assert made[3].load() == small[3].load()
    assert (made[0].folder / "pairing.parquet").stat().st_mtime_ns == kept
    with pytest.raises(ValueError, match="另一个虚构国"):
        generate(again, dataclasses.replace(nation, seed=8))


def test_a_folder_with_other_things_is_left_alone(tmp_path, nation):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ValueError, match="不是空文件夹"):
        generate(tmp_path, nation)
    with pytest.raises(ValueError, match="没有县"):
        Shards(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [{"provinces": 41}, {"counties": 1}, {"organisations": 100}, {"crossing": 2}, {"pairings": -1}],
)
def test_impossible_nations_are_refused(wrong, nation):
    with pytest.raises(ValueError):
        dataclasses.replace(nation, **wrong)


def test_a_nation_of_few_pairings_is_made(tmp_path):
    few = Nation(organisations=240, counties=2, provinces=1, pairings=60)
    assert all(len(s.load()["pairing"]) for s in generate(tmp_path, few, "threading"))


def test_names_of_counties_differ_and_sizes_add_up():
    nation = Nation()
    assert len({nation.name(k) for k in range(nation.counties)}) == nation.counties
    assert (
        nation.sizes.sum() == 5_250_000
        and nation.sizes.min() >= 8
        and len(set(nation.province_of)) == 31
    )


def test_a_shard_is_there_whole_or_not_at_all(small, tmp_path, monkeypatch):
    county = small[0].load()
    folder = write_shard(tmp_path, "P1", "青澜", county)
    assert Shards(tmp_path)[0].load() == county

    def broken(self, target, format):
        (target / "organisation.parquet").write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(County, "save", broken)
    for code in ("青澜", "new"):
        with pytest.raises(OSError, match="disk full"):
            write_shard(tmp_path, "P1", code, county)
    monkeypatch.undo()
    assert [s.folder for s in Shards(tmp_path)] == [folder.absolute()] and Shards(tmp_path)[
        0
    ].load() == county
    with pytest.raises(ValueError, match="代码"):
        write_shard(tmp_path, "P1", "../x", county)
