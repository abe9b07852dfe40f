"""What is drawn equals what was counted; real places and other people's data are treated as
promised."""

import warnings
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.patches import PathPatch
from matplotlib.text import Text

import toolkit
from toolkit import figures, pairing
from toolkit.terms import use_lang

ON = "2011-07-01"
_BASE = {"level": "branch", "sector": "rural"}


@pytest.fixture(scope="module")
def county() -> toolkit.County:
    return toolkit.demo_county(60)


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def texts(figure: figures.Figure) -> list[str]:
    return [t.get_text() for t in figure.figure.findobj(Text)]


def trial(nature: str, capacity: int | None = None) -> toolkit.County:
    """Two helpers, three units to improve: A and B are helped (A twice), C is not; one pair beyond
    capacity."""
    suffix = "（虚构）" if nature == "fictitious" else ""
    ids = {"H1": "水利局", "H2": "先进村", "A": "东村", "B": "西村", "C": "南村"}
    org = [
        {"org_id": i, "name": n + suffix, "township": "云岭镇", "data_nature": nature, **_BASE}
        for i, n in ids.items()
    ]
    org[0] |= {"sector": "office", "capacity": capacity}
    pairs = [
        ("P1", "department_links_backward", "H1", "A"),
        ("P2", "department_links_backward", "H1", "B"),
    ]
    pairs += [("P3", "advanced_helps_backward", "H2", "A")]
    pair = pd.DataFrame(
        [
            {
                "pair_id": p,
                "channel": c,
                "helper_id": h,
                "recipient_id": r,
                "start": "2011-01-01",
                "status": "active",
            }
            for p, c, h, r in pairs
        ]
    )
    rating = pd.DataFrame(
        [
            {"org_id": i, "period": "2010", "grade": g}
            for i, g in zip(ids, ["ordinary", "advanced", *["backward"] * 3])
        ]
    )
    return toolkit.County({"organisation": pd.DataFrame(org), "pairing": pair, "rating": rating})


def public() -> toolkit.County:
    names = {"P1": "甲省", "P2": "乙省", "R1": "丙省", "R2": "丁省", "C1": "丙省戊市"}
    org = [
        {
            "org_id": i,
            "name": n,
            "level": "prefecture" if i == "C1" else "province",
            "sector": "government",
        }
        for i, n in names.items()
    ]
    org = pd.DataFrame(org).assign(
        data_nature="public_official", parent_id=[None, None, None, None, "R1"]
    )
    rows = [
        ("1", "2000-01-01", "P1", "R1"),
        ("1", "2000-01-01", "P2", "R2"),
        ("2", "2005-01-01", "P1", "C1"),
        ("2", "2005-01-01", "P2", "R1"),
    ]
    pair = pd.DataFrame(rows, columns=["wave", "start", "helper_id", "recipient_id"]).assign(
        pair_id=["a", "b", "c", "d"],
        channel="counterpart_support",
        status="completed",
        prog_id="G",
        source="某文件〔2000〕1号",
    )
    programme = pd.DataFrame([{"prog_id": "G", "name": "对口协作", "owner_level": "national"}])
    return toolkit.County({"organisation": org, "pairing": pair, "programme": programme})


def test_coverage_by_hand() -> None:
    figure = figures.coverage(trial("fictitious"), ON)
    data = figure.data.set_index("channel")
    assert data.loc[
        "department_links_backward", ["recipients", "helped", "uncovered"]
    ].tolist() == [3, 2, 1]
    assert data.loc["advanced_helps_backward", ["recipients", "helped", "uncovered"]].tolist() == [
        3,
        1,
        2,
    ]
    assert figure.title == "按方式覆盖：先进带后进还有 2 个单位无人结对（共 3 个）"
    assert {"2", "1", "67%", "33%"} <= set(texts(figure)) and any(
        "未结对：西村、南村" in t for t in texts(figure)
    )


def test_pairing_by_hand() -> None:
    figure = figures.pairing(trial("fictitious", capacity=1), ON)
    lines = set(
        figure.data[figure.data["state"] == "paired"][
            ["helper_id", "recipient_id", "channel"]
        ].itertuples(index=False, name=None)
    )
    assert lines == {
        ("H1", "A", "department_links_backward"),
        ("H1", "B", "department_links_backward"),
        ("H2", "A", "advanced_helps_backward"),
    }
    gaps = figure.data[figure.data["state"] == "unmet"]
    assert sorted(zip(gaps["recipient_id"], gaps["channel"])) == [
        ("B", "advanced_helps_backward"),
        ("C", "advanced_helps_backward"),
        ("C", "department_links_backward"),
    ]
    assert figure.title == "3 对结对：2 个单位的 3 处需求无人结对，1 个帮扶方超出能力"
    bundled = figures.pairing(trial("fictitious", capacity=1), ON, detail=False)
    assert bundled.data["pairs"].sum() == 3 and bundled.data["unmet"].sum() == 3


def test_load_and_critical_by_hand() -> None:
    load = figures.load(trial("fictitious", capacity=1), ON)
    assert load.data[["helper_id", "pairs", "over"]].to_numpy().tolist() == [
        ["H1", 2, 1],
        ["H2", 1, 0],
    ]
    assert load.title == "负荷：1 个帮扶方超出能力，最多超 1 对（水利局）" and "2 / 1" in texts(
        load
    )
    critical = figures.critical_helpers(trial("fictitious"), ON)
    assert critical.data.to_numpy().tolist() == [["H1", 1]] and critical.title.startswith(
        "关键帮扶方：水利局一旦退出，1 个单位"
    )


def test_overlap_by_hand() -> None:
    data = figures.overlap(trial("fictitious"), ON).data
    assert data.to_numpy().tolist() == [
        ["advanced_helps_backward;department_links_backward", 1],
        ["department_links_backward", 1],
    ]


def test_data_are_the_measures(county: toolkit.County) -> None:
    drawn = figures.coverage(county, ON).data.set_index("channel")
    counted = pairing.coverage(county, ON)
    assert drawn.loc[counted.index, counted.columns].equals(counted)
    stars = figures.stars(county, ON).data
    assert stars["organisations"].sum() <= len(county["organisation"])
    towns = figures.township_map(county, ON).data
    assert (
        towns["listed"].sum() == counted["recipients"].iloc[0]
        and (towns["alone"] <= towns["listed"]).all()
    )
    assert not towns[["column", "row"]].duplicated().any()
    commitments = figures.commitments(county).data
    assert commitments.loc[commitments["column"] == "status", "commitments"].sum() == len(
        county["commitment"]
    )


def test_stock_follows_the_events(county: toolkit.County) -> None:
    flow = figures.exemplar_flow(county, ON).data
    stand = flow["named"] + flow["doubtful"]
    assert (stand.diff().dropna() == (flow["joined"] - flow["left"]).iloc[1:]).all()
    now = figures.exemplars(county, ON).data.set_index("state")["exemplars"]
    assert (
        now.get("named", 0) + now.get("review_pending", 0) == flow["named"].iloc[-1]
        and "recorded" not in now
    )


def test_changes_between_days(county: toolkit.County) -> None:
    data = figures.changes(county, "2010-07-01", ON).data
    before, after = (
        figures.pairing(county, d).data.query("state == 'paired'") for d in ("2010-07-01", ON)
    )
    assert (data["state"] != "added").sum() == len(before) and (
        data["state"] != "dropped"
    ).sum() == len(after)


def test_waves_of_public_data_at_two_grains() -> None:
    published = figures.waves(public(), "G")
    assert published.data["pairs"].sum() == 4 and not published.data[["1", "2"]].all(axis=1).any()
    assert "0 对延续" in published.title and "批次之间粒度不同" in published.caption
    province = figures.waves(public(), "G", grain="province")
    assert (
        province.data["pairs"].sum() == 3
        and "1 对延续到 2005" in province.title
        and "相邻批次交集占并集 0.333" in province.caption
    )
    with pytest.raises(figures.NothingToDraw, match="批次"):
        figures.waves(trial("fictitious"))


def test_real_places_are_described_never_judged_nor_mapped() -> None:
    real = public()
    shown = figures.pairing(real, "2005-01-01")
    assert (
        (shown.data["state"] == "paired").all()
        and "空缺" not in shown.title
        and "某文件〔2000〕1号" in shown.caption
    )
    assert not [t for t in shown.figure.texts if t.get_gid() == "watermark"]
    for name in ("township_map", "critical_helpers", "coverage"):
        with pytest.raises(figures.NothingToDraw):
            getattr(figures, name)(real, "2005-01-01")


def test_user_supplied_rankings_show_codes_unless_asked() -> None:
    own = trial("user_supplied", capacity=1)
    for figure in (figures.load(own, ON), figures.critical_helpers(own, ON)):
        assert "水利局" not in "".join([*texts(figure), figure.alt]) and "H1" in figure.alt
        assert "内部教学" in texts(figure)
    assert "水利局" in figures.load(own, ON, named=True).title
    with pytest.raises(figures.NothingToDraw):
        figures.township_map(own, ON)


def test_names_drop_only_the_mark_that_the_watermark_carries() -> None:
    figure = figures.pairing(trial("fictitious"), ON)
    assert (
        "东村" in texts(figure)
        and not any("（虚构）" in t for t in texts(figure))
        and "单位均为虚构" in figure.caption
    )


SHIPPED = Path(__file__).parents[2] / "datasets" / "counterpart_assistance"


@pytest.mark.skipif(
    not SHIPPED.exists(), reason="the data set of public pairings is not beside the tests"
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_wave_of_the_public_pairings_can_be_read(lang: str, readable) -> None:
    real = toolkit.County.load(SHIPPED)
    with use_lang(lang):
        for _, rows in real["pairing"].groupby("wave"):
            first = rows.iloc[0]
            figure = figures.pairing(real, first["start"], prog_id=first["prog_id"])
            pairs = figure.data["pairs"].sum() if "pairs" in figure.data else len(figure.data)
            assert pairs == len(rows)
            readable(figure)
        readable(figures.load(real, "2020-02-10"))
        for grain in (None, "province"):
            readable(figures.waves(real, "east-west", grain))
        readable(figures.changes(real, "2020-02-07", "2020-02-10"))


def test_paused_pairs_are_drawn_apart_from_those_at_work(readable) -> None:
    whole = trial("fictitious", capacity=1)
    pairs = whole["pairing"]
    paused = whole.replace(
        {"pairing": pairs.assign(status=pairs["status"].where(pairs["pair_id"] != "P2", "paused"))}
    )
    drawn = {}
    for name, county in (("all", whole), ("some", paused)):
        figure = figures.pairing(county, ON, detail=True)
        readable(figure)
        lines = [p for p in figure.figure.findobj(PathPatch) if not p.get_fill()]
        drawn[name] = sum(p.get_linestyle() not in ("-", "solid") for p in lines), len(lines)
        shown = [figure, figures.pairing(county, ON, detail=False)]
        shown += [figures.load(county, ON), figures.overlap(county, ON)]
        said = ["其中暂停 1 对" in " ".join(texts(f)).replace("\n", "") for f in shown]
        assert said == [name == "some"] * 4
    assert drawn == {"all": (0, 3), "some": (1, 3)}
    states = figures.pairing(paused, ON).data.set_index("recipient_id").query("helper_id.notna()")
    assert states.loc["B", "state"] == "paused" and (states.loc["A", "state"] == "paired").all()
    # a paused pair holds its place: every number stays what it was, and the report says so
    assert pairing.load(paused, ON).equals(pairing.load(whole, ON))
    assert pairing.population(paused, ON).paused["pair_id"].tolist() == ["P2"]
    # the same pair both paused and at work is at work
    twice = pd.concat([paused["pairing"], pairs[pairs["pair_id"] == "P2"].assign(pair_id="P4")])
    again = whole.replace({"pairing": twice.reset_index(drop=True)})
    assert not figures.running_pairs(again, ON)["paused"].any()


def test_a_dissolved_unit_is_in_no_population() -> None:
    county = trial("fictitious", capacity=1)
    org = county["organisation"]
    gone = org["org_id"].eq("H1")
    county = county.replace(
        {
            "organisation": org.assign(
                valid_to=org["valid_to"].mask(gone, pd.Timestamp("2011-06-30"))
            )
        }
    )
    found = pairing.population(county, ON)
    assert found.running["pair_id"].tolist() == ["P3"] and found.helped.tolist() == ["A"]
    assert figures.running_pairs(county, ON)["helper_id"].tolist() == ["H2"]
    assert pairing.load(county, ON)["helper_id"].tolist() == ["H2"]
