"""The sandbox as a game: equal luck, consequences from the county's equations, a truth that stays
hidden, sheets."""

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sandbox_players import by_fit

from toolkit.demo import Settings, demo_county
from toolkit.demo.course import run_course
from toolkit.demo.organisations import places
from toolkit.rules import Rules
from toolkit.terms import use_lang
from workshop.sandbox import entries, sheets
from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.course import play, seen
from workshop.sandbox.debriefing import debrief, together
from workshop.sandbox.decisions import Decision, believe, decide
from workshop.sandbox.entries import Group, read_decisions
from workshop.sandbox.guide import form_report, guide, guide_report, paper_report
from workshop.sandbox.session import SandboxSession
from workshop.sandbox.sheets import decision_book
from workshop.sandbox.store import SessionFile


@pytest.fixture(scope="module")
def box() -> Sandbox:
    return Sandbox(seed=3)


def test_same_seed_same_county_and_luck(box: Sandbox) -> None:
    again, other = Sandbox(seed=3), Sandbox(seed=4)
    decision = by_fit(box, 1)
    pd.testing.assert_frame_equal(box.units, again.units)
    pd.testing.assert_frame_equal(
        play(box, [decision] * 5).table(), play(again, [decision] * 5).table()
    )
    assert not box.units.equals(other.units)


def test_it_goes_on_from_the_demo_county(box: Sandbox) -> None:
    settings = Settings.checked(260, 3, "modest", "QL", "青澜县")
    past = run_course(settings, places(settings))
    played = play(box, [])
    assert np.array_equal(played.verified[:, 0], past.verified[:, -1])
    lowest = np.sort(
        past.reported[played.sandbox.places.rated & (played.sandbox.places.needs > 0), -1]
    )[:16]
    assert sorted(played.reported[box.rows, 0]) == lowest.tolist()


def test_one_years_help_adds_what_the_equations_say(box: Sandbox) -> None:
    unit, helper = box.fit.stack().idxmax()
    alone, helped = play(box, []), play(box, [decide(box, {"pairs": [[unit, helper]]})])
    row = box.rows[list(box.units["code"]).index(unit)]
    added = (helped.verified - alone.verified)[row]
    gain = 1 + 4 * box.fit.loc[unit, helper]
    assert added == pytest.approx([0, *(gain * 0.6**k for k in range(5))], abs=0.011)


def test_a_decision_changes_only_what_it_should(box: Sandbox) -> None:
    unit, helper = box.fit.stack().idxmax()
    alone = play(box, [])
    other = play(
        box,
        [
            decide(box, {"pairs": [[unit, helper]], "visits": ["U2"], "check": True}),
            Decision(),
            decide(box, {"sites": ["S1"]}),
        ],
    )
    own = box.rows[list(box.units["code"]).index(unit)]
    rest = np.delete(np.arange(260), own)
    assert np.array_equal(other.verified[rest], alone.verified[rest])
    # another unit's report moves only through the list, which goes by rank: never by other luck
    same_case = (other.case == alone.case)[rest]
    assert np.array_equal(other.reported[rest][same_case], alone.reported[rest][same_case])
    assert np.abs(other.reported - alone.reported)[rest].max() < 8
    # what is paid for at sites touches no verified score, and visits touch nothing at all
    sites = play(box, [decide(box, {"sites": ["S1", "S5"]})])
    assert np.array_equal(sites.verified, alone.verified) and sites.adopted["ever"].iloc[-1] > 0
    visits = play(box, [decide(box, {"visits": ["U1", "U2"]})])
    assert np.array_equal(visits.reported, alone.reported) and visits.adopted.equals(alone.adopted)


@pytest.mark.parametrize("seed", [3, 11, 2011])
def test_a_better_policy_beats_a_worse_one_on_the_verified_measure(seed: int) -> None:
    box = Sandbox(seed=seed)
    best, worst, none = (
        play(box, [d] * 5).verified[box.rows, -1].mean()
        for d in (by_fit(box, 1), by_fit(box, -1), Decision())
    )
    assert best > worst + 2 > none + 2


def test_the_reported_measure_misleads_as_intended() -> None:
    """Without any effect of help the listed rise, more in the reports than in truth, and a naive
    reading credits help."""
    naive, careful = [], []
    for seed in (3, 11, 2011):
        box = Sandbox(150, seed, effect="zero")
        d = debrief(box, [by_fit(box, 1)] * 5)
        assert d.totals["due_to_help"] == 0 and d.totals["true_effect"] == 0
        means = d.rounds.set_index("round")
        assert (
            means["reported"][1] - means["reported"][0]
            > means["verified"][1] - means["verified"][0] + 4
        )
        found = d.estimates.set_index(["measured_by", "quantity"])["estimate"]
        naive.append(found["reported", "observed"])
        careful.append(found["verified", "difference"])
    assert min(naive) > 4 and abs(np.mean(careful)) < np.mean(naive) / 3


def test_adoption_spreads_by_the_cascade_and_lapses(box: Sandbox) -> None:
    both = play(box, [decide(box, {"sites": ["S1"]}), decide(box, {"sites": ["S5"]})]).adopted
    one = play(box, [decide(box, {"sites": ["S1"]})]).adopted
    assert (both["ever"] >= one["ever"]).all() and (both["practising"] <= both["ever"]).all()
    assert both["ever"].is_monotonic_increasing and both["ever"].iloc[0] == 0
    steadfast = Sandbox(seed=3, rules=Rules({"sandbox.lapse": 0}))
    kept = play(steadfast, [decide(steadfast, {"sites": ["S1"]})]).adopted
    assert kept["ever"].equals(kept["practising"]) and kept["ever"].equals(one["ever"])


def test_adoption_is_what_spread_makes_of_it(box: Sandbox) -> None:
    """One opening round: the same first run that `spread.cascade` makes from that seed."""
    from toolkit import spread

    org = box.sites.set_index("code")["org_id"]
    found = spread.cascade(
        box.edges, [org["S1"], org["S5"]], runs=2, rng=3, rounds=5, nodes=box.places.ids
    )
    ours = Sandbox(seed=3, rules=Rules({"sandbox.lapse": 0}))
    table = play(ours, [decide(ours, {"sites": ["S1", "S5"]})]).adopted
    assert (found.runs[0, :5] - 2).tolist() == table["ever"].tolist()[
        1:
    ]  # the sites themselves do not count


def test_sites_are_judged_over_many_lucks_beside_other_choices(box: Sandbox) -> None:
    from toolkit import spread

    d = debrief(box, [decide(box, {"sites": ["S1"]}), decide(box, {"sites": ["S7"]})])
    found = d.sites.set_index("method")["mean"]
    org = box.sites.set_index("code")["org_id"]
    own = (
        spread.cascade(
            box.edges, [org["S1"], org["S7"]], runs=200, rng=3, rounds=5, nodes=box.places.ids
        ).final["mean"]
        - 2
    )
    assert found.iloc[0] == pytest.approx(own, abs=0.06)
    assert (
        found[spread.method_label("celf")] >= found[spread.method_label("random")]
        and debrief(box, []).sites.empty
    )


def test_visitors_of_the_same_sector_take_up_more(box: Sandbox) -> None:
    sector = box.places.frame.set_index("org_id")["sector"]
    visits = box.edges[box.edges["kind"] == "visit"]
    same = sector[visits["source"]].to_numpy() == sector[visits["target"]].to_numpy()
    assert set(visits["p"][same]) == {0.35} and set(visits["p"][~same]) == {0.15}
    assert (
        len(visits) == 8 * 12
        and box.alike("S7") >= same[visits["source"] == box.sites["org_id"][6]].sum()
    )


# ---- what is hidden


def numbers(thing: object) -> list[float]:
    if isinstance(thing, dict):
        return [n for v in thing.values() for n in numbers(v)]
    if isinstance(thing, (list, tuple)):
        return [n for v in thing for n in numbers(v)]
    return [float(thing)] if isinstance(thing, (int, float)) and not isinstance(thing, bool) else []


def test_nothing_that_a_group_sees_holds_unverified_truth(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every verified value and effect is marked; a mark that comes through anywhere but at a visit
    is a leak."""
    from workshop.sandbox import session as place

    session = SandboxSession(box, SessionFile(tmp_path / "s.sqlite", box.settings))
    team, _ = session.join("甲")
    session.decide(team, 1, {"pairs": [["U1", "H5"]], "sites": ["S1"], "visits": ["U2", "U7"]})
    real = place.seen

    def marked(played, rounds):  # type: ignore[no-untyped-def]
        fake = dataclasses.replace(
            played, verified=played.verified * 0 + 7e6, effect=played.effect * 0 + 7e6
        )
        return real(fake, rounds)

    monkeypatch.setattr(place, "seen", marked)
    for _ in range(2):
        view = session.view(team)
        told = {u["code"]: u for u in view["units"]}
        assert {c for c, u in told.items() if 7e6 in numbers(u)} == {"U2", "U7"}
        del view["units"]
        shown = json.dumps(
            [view, session.county, session.progress()], ensure_ascii=False, default=str
        )
        assert "7000000" not in shown and "modest" not in shown
        assert "practising" not in shown and "debrief" not in view
        if "belief" in session.step(team)[0] or session.step(team)[0] == "believe":
            session.believe(team, 1, {"turned": ["U1"], "effect": 3})


def test_seen_reveals_only_the_year_of_the_visit(box: Sandbox) -> None:
    told = seen(play(box, [decide(box, {"visits": ["U3"]}), Decision()]), 2)
    known = told[told["verified"].notna()]
    assert known[["unit", "round"]].to_numpy().tolist() == [["U3", 1]] and "effect" not in told


# ---- decisions and beliefs


def test_every_problem_of_a_decision_is_said_at_once(box: Sandbox) -> None:
    full = [[u, "H7"] for u in ("U1", "U2")]
    entered = {
        "pairs": [*full, ["U1", "H1"], ["U99", "H1"]],
        "sites": ["S1", "S1", "S2", "S3"],
        "visits": [f"U{k}" for k in range(1, 7)],
    }
    with use_lang("zh"), pytest.raises(SandboxError) as caught:
        decide(box, entered, [decide(box, {"sites": ["S2"]})])
    said = "\n".join(caught.value.problems)
    for part in (
        "U99",
        "S1 填了 2 次",
        "S2 已经建了",
        "U1 填了 2 个帮扶方",
        "H7 最多帮 1 个",
        "经费超出：要 12 份",
        "走访超出：要 6 次",
    ):
        assert part in said, (part, said)


@pytest.mark.parametrize(
    "entered",
    [
        None,
        [],
        "x",
        {"pairs": "U1"},
        {"pairs": [["U1"]]},
        {"pairs": [[1, 2]]},
        {"visits": {"U1": 1}},
        {"visits": ["U1"] * 1000},
        {"check": "yes"},
        {"sites": [None]},
        {"__class__": 1},
        {"pairs": [[["U1"], "H1"]]},
    ],
)
def test_what_is_malformed_is_refused(box: Sandbox, entered: object) -> None:
    with pytest.raises(SandboxError):
        decide(box, entered)


@pytest.mark.parametrize("effect", [None, "3", True, float("nan"), float("inf"), 31, -1e300, [1]])
def test_a_belief_needs_a_number_in_range(box: Sandbox, effect: object) -> None:
    with pytest.raises(SandboxError):
        believe(box, {"effect": effect})


def test_hidden_characters_leave_a_reason(box: Sandbox) -> None:
    assert believe(box, {"effect": 0, "note": "甲\u202e\x00\ud800<b>乙"}).note == "甲<b>乙"
    with pytest.raises(SandboxError):
        believe(box, {"effect": 0, "note": "长" * 201})


def test_pairs_that_the_county_bans_are_refused() -> None:
    box = Sandbox(130, 2)  # a county with a ban among those in play
    banned = box.fit.isna().stack()
    assert banned.any()
    with pytest.raises(SandboxError, match=r"回避|must not"):
        decide(box, {"pairs": [list(banned.idxmax())]})


# ---- which counties


def test_only_fictitious_counties_are_played() -> None:
    county = demo_county(150, 5)
    assert Sandbox.of(county).units.equals(Sandbox(150, 5).units)
    foreign = county.replace({"provenance": county["provenance"].iloc[:0]})
    with pytest.raises(SandboxError):
        Sandbox.of(foreign)
    with pytest.raises(SandboxError):
        Sandbox(organisations=60)


def test_rules_set_the_limits() -> None:
    box = Sandbox(
        seed=3, rules=Rules({"sandbox.units": 8, "sandbox.rounds": 2, "sandbox.money": 2})
    )
    assert len(box.units) == 8 and play(box, []).verified.shape == (260, 3)
    with pytest.raises(SandboxError):
        decide(box, {"sites": ["S1"]})


# ---- debrief


def test_the_debrief_adds_up(box: Sandbox) -> None:
    decisions = [by_fit(box, 1, 6)] * 5
    beliefs = {r: believe(box, {"turned": ["U1", "U5"], "effect": 4}) for r in range(1, 6)}
    d = debrief(box, decisions, beliefs)
    played, alone = play(box, decisions), play(box, [])
    rows = box.rows
    assert d.totals["due_to_help"] == pytest.approx(
        (played.verified - alone.verified)[rows, -1].mean(), abs=0.02
    )
    assert d.totals["verified_change"] == pytest.approx(
        d.totals["alone_change"] + d.totals["due_to_help"], abs=0.02
    )
    truly = d.units.set_index("unit_code")["verified_turned"]
    assert d.totals["hits"] == truly[["U1", "U5"]].sum() and d.totals["believed_turned"] == 2
    helped = d.units["years_helped"] > 0
    assert helped.sum() == 6 and (d.units.loc[~helped, "due_to_help"] == 0).all()
    truth = d.estimates["truth"].dropna().unique()
    first = (played.verified - alone.verified)[rows, 1][helped.to_numpy()].mean()
    assert truth == pytest.approx([first], abs=0.01)
    table = together({"甲": d, "乙": debrief(box, [])})
    assert table["team"].tolist() == ["甲", "乙"] and table["due_to_help"].tolist()[1] == 0


def test_a_group_that_helped_nobody_gets_a_reason_instead_of_an_estimate(box: Sandbox) -> None:
    d = debrief(box, [])
    assert (
        d.estimates.empty
        and np.isnan(d.totals["true_effect"])
        and any("帮扶" in line for line in d.evidence)
    )


# ---- paper


@pytest.fixture
def groups(box: Sandbox) -> dict[str, Group]:
    first = decide(box, {"pairs": [["U2", "H5"]], "visits": ["U2"], "check": True})
    second = decide(box, {"sites": ["S1"]}, [first])
    said = believe(box, {"turned": ["U1", "U3"], "effect": -1.5, "note": "=1+1 <b>走访</b>"})
    return {"纸面一组": Group([first, second], {1: said}), "B": Group([Decision()])}


def test_a_decision_sheet_reads_back(
    box: Sandbox, groups: dict[str, Group], tmp_path: Path
) -> None:
    for lang in ("zh", "en"):
        with use_lang(lang):
            decision_book(box, tmp_path / "empty.xlsx")
            with pytest.raises(SandboxError):
                entries.read_decisions(box, tmp_path / "empty.xlsx")
            sheets.results_book(box, groups, tmp_path / f"{lang}.xlsx", {})
    assert read_decisions(box, tmp_path / "zh.xlsx") == groups
    assert entries.read_decisions(box, tmp_path / "en.xlsx") == groups


def test_every_problem_of_a_sheet_is_said_at_once_with_its_row(
    box: Sandbox, groups: dict[str, Group], tmp_path: Path
) -> None:
    from toolkit.records import Sheet, write_book

    rows = entries.entered_rows(groups)
    rows.loc[0, "helper_code"] = "H99"
    rows.loc[1, "round"] = 9
    rows.loc[2, "move"] = "送钱"
    rows.loc[6, "entry"] = "很多"
    rows.loc[8, "team"] = "组" * 30
    write_book(tmp_path / "bad.xlsx", [Sheet("x", rows, notes=["虚构"])])
    with use_lang("zh"), pytest.raises(SandboxError) as caught:
        entries.read_decisions(box, tmp_path / "bad.xlsx")
    said = "\n".join(caught.value.problems)
    for part in ("第 4 行：轮次", "第 5 行：事项", "第 9 行：效果估计", "第 11 行：组名", "H99"):
        assert part in said, (part, said)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("甲", "0015", "走访", "U1")], "第 2 行：轮次"),
        ([("甲", "9" * 40, "走访", "U1")], "第 2 行：轮次"),
        ([("甲", "1", "结对", "U1", None)], "第 2 行：“结对”要填帮扶方编号"),
        ([("甲", "1", "走访", "U1"), ("甲", "1", "不作安排")], "请去掉一样"),
        (
            [
                ("甲", "1", "不作安排"),
                *(("甲", "1", "效果估计", None, None, None, v) for v in ("3", "9")),
            ],
            "只能留一个",
        ),
        ([("甲", "1", "走访", "U1")] * 5001, "最多 5000 行"),
    ],
)
def test_a_sheet_is_never_read_as_something_else(
    box: Sandbox, tmp_path: Path, rows: list[tuple], said: str
) -> None:
    from toolkit.records import Sheet, write_book

    frame = pd.DataFrame(
        [dict(zip(entries.COLUMNS, row)) for row in rows], columns=list(entries.COLUMNS)
    )
    write_book(tmp_path / "d.xlsx", [Sheet("x", frame)])
    with use_lang("zh"), pytest.raises(SandboxError) as caught:
        read_decisions(box, tmp_path / "d.xlsx")
    assert len(caught.value.problems) == 1 and said in caught.value.problems[0]


def test_codes_are_read_as_people_type_them(box: Sandbox, tmp_path: Path) -> None:
    from toolkit.records import Sheet, write_book

    rows = pd.DataFrame(
        [("甲", "1", "走访", "Ｕ1"), ("甲", "1", "走访", "u2")], columns=list(entries.COLUMNS[:4])
    )
    rows = rows.reindex(columns=list(entries.COLUMNS))
    with use_lang("zh"):
        assert read_decisions(box, write_book(tmp_path / "d.xlsx", [Sheet("x", rows)]))[
            "甲"
        ].decisions[0].visits == ("U1", "U2")


def test_the_results_book_holds_the_truth_only_once_opened(
    box: Sandbox, groups: dict[str, Group], tmp_path: Path
) -> None:
    from toolkit.records import read_book

    hidden, opened = (
        sheets.results_book(box, groups, tmp_path / "False.xlsx", {}),
        sheets.results_book(
            box,
            groups,
            tmp_path / "True.xlsx",
            {team: debrief(box, g.decisions, g.beliefs) for team, g in groups.items()},
        ),
    )
    names = {path is opened: [s.name for s in read_book(path)] for path in (hidden, opened)}
    assert names[False] == ["决策", "各组所见"] and {
        "并排",
        "逐单位",
        "逐轮",
        "估计与真实",
        "能说什么",
    } < set(names[True])
    told = [str(v) for s in read_book(tmp_path / "True.xlsx") for v in s.cells.to_numpy().ravel()]
    assert any("虚构" in t for t in told) and any("=1+1 <b>" in t for t in told)


def test_guide_and_paper_render_in_both_languages(box: Sandbox, tmp_path: Path) -> None:
    from toolkit.reports import html_page, word_page

    for lang in ("zh", "en"):
        with use_lang(lang):
            assert len(guide(box)["steps"]) == 6 and len(guide(box)["questions"]) >= 5
            word_page(guide_report(box), tmp_path / f"guide.{lang}.docx")
            word_page(form_report(box), tmp_path / f"form.{lang}.docx")
            page = html_page(paper_report(box), tmp_path / f"paper.{lang}.html").read_text(
                encoding="utf-8"
            )
        assert (
            "U16" in page
            and "S8" in page
            and ("虚构数据" if lang == "zh" else "Fictitious data") in page
        )
        assert "modest" not in re.sub("data:[^)]+", "", page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reported_and_verified_never_share_a_word(lang: str) -> None:
    from workshop.sandbox.wording import words

    with use_lang(lang):
        said = words()
    pairs = [("reported", "verified"), *((f"mark_{k}", "mark_reported") for k in ("start", "end"))]
    for one, other in pairs:
        a, b = (
            (set(said[k]) if lang == "zh" else set(said[k].lower().split())) for k in (one, other)
        )
        assert a and b and not a & b, (said[one], said[other])
