"""From a county's tables: exposure, adoption, the likeness check and the command."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit import spread
from toolkit.cli import main
from toolkit.spread import SpreadError
from toolkit.terms import use_lang

ON = "2011-07-01"


@cache
def county(organisations: int = 300) -> toolkit.County:
    return toolkit.demo_county(organisations)


def test_edges_come_from_their_records() -> None:
    edges = spread.exposure(county(), ON)
    assert list(edges.columns) == ["source", "target", "kind", "p", "contacts", "distance_km"]
    assert (
        edges["p"].between(0, 1).all() and not edges.duplicated(["source", "target", "kind"]).any()
    )
    assert (edges["source"] != edges["target"]).all()
    pairs = toolkit.pairing.graph(county(), on=ON)
    told = {(h, r, d["channel"]) for h, r, d in pairs.edges(data=True)}
    by_pairs = edges[edges["kind"].isin(list(toolkit.terms.CHANNELS))]
    assert set(by_pairs[["source", "target", "kind"]].itertuples(index=False, name=None)) == told
    visits = county()["visit"].merge(county()["exemplar"][["ex_id", "org_id"]], on="ex_id")
    visits = visits[
        (visits["date"] > pd.Timestamp(ON) - pd.Timedelta(days=365.25 * 3)) & (visits["date"] <= ON)
    ]
    counts = visits.groupby(["org_id", "from_org"]).size()
    got = edges[edges["kind"] == "visit"].set_index(["source", "target"])
    assert got["contacts"].astype(int).to_dict() == counts.to_dict()
    assert np.allclose(got["p"], 1 - 0.8 ** got["contacts"].astype(float))
    near = edges[edges["kind"] == "distance"]
    assert (
        np.allclose(near["p"], 0.05 * 0.5 ** (near["distance_km"] / 5))
        and near.groupby("target").size().max() <= 5
    )


def test_assumptions_are_marked_and_can_be_changed() -> None:
    assert (spread.assumptions()["origin"] == "assumed").all()
    mine = spread.assumptions({"visit": 0.5}).set_index("kind").loc["visit"]
    assert (mine["p"], mine["origin"]) == (0.5, "given")
    only = spread.exposure(county(), ON, ["hierarchy"], {"hierarchy": 0.4})
    assert set(only["kind"]) == {"hierarchy"} and (only["p"] == 0.4).all()
    for wrong in (
        {"kinds": ["gossip"]},
        {"probabilities": {"gossip": 0.1}},
        {"probabilities": {"visit": 2}},
        {"years": 0},
    ):
        with pytest.raises(SpreadError):
            spread.exposure(county(), ON, **wrong)
    with pytest.raises(SpreadError):
        spread.exposure(county(), "1990-01-01", ["visit"])


def test_without_coordinates_the_township_stands_in() -> None:
    bare = county().replace(
        {"organisation": county()["organisation"].assign(lon=np.nan, lat=np.nan)}
    )
    edges = spread.exposure(bare, ON, ["distance", "township"])
    town = bare["organisation"].set_index("org_id")["township"]
    assert set(edges["kind"]) == {"township"}
    assert (edges["source"].map(town) == edges["target"].map(town)).all()


def test_the_panel_looks_only_backwards() -> None:
    panel = spread.adoption_panel(county())
    visits = county()["visit"]
    first = visits[visits["adopted"].fillna(False)].groupby("from_org")["date"].min().dt.year
    table = panel.table
    adopted = table[table["adopted"]].set_index("org_id")["year"]
    assert adopted.to_dict() == first.to_dict()
    assert (
        table["year"] <= table["org_id"].map(first).fillna(9999)
    ).all()  # at risk until the first adoption
    some = table[(table["year"] == 2009)].iloc[0]
    early = visits[(visits["from_org"] == some["org_id"]) & (visits["date"] < "2009-01-01")]
    assert some["visits_before"] == len(early)
    sources = panel.ids[panel.ties[2009][0][panel.ids[panel.ties[2009][1]] == some["org_id"]]]
    assert some["ties"] == len(sources) and some["peers"] == sum(
        first.get(s, 9999) < 2009 for s in sources
    )


def made_up(effect: float, seed: int, n: int = 600) -> spread.Panel:
    """Units in strata of ten with stable ties, in which adopting peers raise the hazard by `effect`
    each."""
    rng = np.random.default_rng(seed)
    target = np.repeat(np.arange(n), 4)
    source = (target // 20 * 20 + rng.integers(0, 20, len(target))) % n
    source, target = source[source != target], target[source != target]
    first = np.full(n, 9999)
    rows = []
    for year in range(2005, 2011):
        peers = np.bincount(target, weights=first[source] < year, minlength=n)
        hazard = 1 - np.exp(-np.exp(-2.4 + effect * peers))
        risk = np.flatnonzero(first == 9999)
        now = risk[rng.random(len(risk)) < hazard[risk]]
        first[now] = year
        rows.append(
            pd.DataFrame(
                {
                    "unit": risk,
                    "year": year,
                    "adopted": np.isin(risk, now),
                    "peers": peers[risk].astype(int),
                }
            )
        )
    table = pd.concat(rows, ignore_index=True).assign(
        ties=4, visits_before=0, studied_before=0, items_before=0, sector="rural"
    )
    table = table.assign(
        township=(table["unit"] // 20).astype(str), org_id=table["unit"].astype(str)
    )
    return spread.Panel(
        table, np.arange(n).astype(str), dict.fromkeys(range(2005, 2011), (source, target)), first
    )


def test_the_hazard_finds_a_planted_effect() -> None:
    found = spread.hazard(made_up(0.7, 1))
    row = found.table.set_index("term").loc["peers"]
    assert not found.descriptive and row["low"] < 0.7 < row["high"] and row["low"] > 0
    assert np.isclose(row["ratio"], np.exp(row["estimate"]))
    assert list(found.table["term"]) == ["peers"]  # the others never vary


def test_hazard_equals_statsmodels_by_hand() -> None:
    import statsmodels.formula.api as smf

    table = made_up(0.7, 2).table.assign(adopted=lambda t: t["adopted"].astype(float))
    ours = spread.hazard(table, ["peers"], link="logit", cluster="township").table.iloc[0]
    fitted = smf.logit("adopted ~ peers + C(year)", table).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": table["township"].astype(int)}
    )
    assert ours["estimate"] == pytest.approx(fitted.params["peers"], abs=1e-6)
    assert ours["se"] == pytest.approx(fitted.bse["peers"], rel=0.02)


def test_likeness_tells_influence_from_chance() -> None:
    assert spread.likeness(made_up(0.7, 3), 1, runs=59).p_value <= 0.02
    quiet = [spread.likeness(made_up(0.0, s, 300), 1, runs=39).p_value for s in range(12)]
    assert (
        sum(p <= 0.05 for p in quiet) <= 3 and np.mean(quiet) > 0.3
    )  # four or more of 12 by chance: 0.002
    one, two = (spread.likeness(made_up(0.7, 3, 300), 1, runs=19) for _ in range(2))
    assert np.array_equal(one.permuted, two.permuted)


def test_few_events_are_only_described() -> None:
    panel = spread.adoption_panel(toolkit.demo_county(60))
    with use_lang("zh"):
        found = spread.hazard(panel)
    assert found.descriptive and found.table.empty and "只作描述" in found.sentence
    assert found.rates["unit_years"].sum() == len(panel.table)
    nothing = county().replace({"visit": county()["visit"].iloc[:0]})
    with pytest.raises(SpreadError):
        spread.adoption_panel(nothing)
    with pytest.raises(SpreadError):
        spread.likeness(
            spread.Panel(panel.table.assign(adopted=False), panel.ids, panel.ties, panel.first)
        )


def test_the_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    from toolkit.records import read_book

    source = tmp_path / "新建 文件夹"
    county().save(source)
    book = tmp_path / "选点.xlsx"
    words = [
        "spread",
        str(source),
        "--sites",
        "5",
        "--on",
        ON,
        "--runs",
        "50",
        "--cap-township",
        "1",
        "--out",
        str(book),
    ]
    assert main(["--lang", "zh", *words]) == 0
    said = capsys.readouterr().out
    assert "随机" in said and "联系最多" in said and "概率是假定的" in said and "所在乡镇" in said
    sheets = {s.name: s for s in read_book(book)}
    assert list(sheets) == ["所选", "比较", "各法选点", "逐轮", "限制的代价", "假定"]
    assert main(["--lang", "zh", *words[:2], "--sites", "5000", "--on", ON]) == 2
    assert "最多只能选" in capsys.readouterr().err
