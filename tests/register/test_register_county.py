"""Seven years of the fictitious county through the register, the year's steps, how long exemplars
last, the command line."""

from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import County, demo_county, figures
from toolkit import register as room
from toolkit.cli import main
from toolkit.records import read_book
from toolkit.register import GuardError, Register
from toolkit.rules import Rules
from toolkit.terms import use_lang


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(300)


@pytest.fixture(scope="module")
def taken(
    county: County, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Register, pd.DataFrame]:
    register = Register(tmp_path_factory.mktemp("register") / "r.db")
    return register, register.import_county(county)


def test_seven_years_replay_under_the_guards(
    taken: tuple[Register, pd.DataFrame], county: County
) -> None:
    register, report = taken
    how = report.groupby("machine")["how"].unique().map(set).to_dict()
    assert how["exemplar"] == how["commended_person"] == {"replayed"} and how["turnaround"] == {
        "entered"
    }
    assert set(report["subject_id"][report["machine"] == "commitment"]) == set(
        county["commitment"]["commit_id"]
    )
    assert register.verify() == []


def test_export_gives_the_county_back(taken: tuple[Register, pd.DataFrame], county: County) -> None:
    out = taken[0].export(county)
    assert [t for t in county.tables if not out[t].equals(county[t])] == []


def test_stock_and_flow_from_the_log_are_the_countys(
    taken: tuple[Register, pd.DataFrame], county: County
) -> None:
    register = taken[0]
    flow = figures.exemplar_flow(register.export(county)).data
    for r in flow.itertuples():
        state = register.state("exemplar", on=f"{r.year}-12-31")["state"]
        assert int(state.isin(["named", "review_pending"]).sum()) == r.named
    assert flow["joined"].sum() - flow["left"].sum() == flow[["named", "doubtful"]].iloc[-1].sum()


def test_what_happens_next_comes_back_into_the_tables(county: County, tmp_path: Path) -> None:
    with Register(tmp_path / "r.db") as register:
        register.import_county(county, on="2011-12-31")
        lives = register.lives("exemplar")
        ex = next(s for s, x in lives.items() if x.state == "named")
        visit = {"planned": True, "problem": "骨干外出", "next_on": "2013-01-05"}
        register.append("exemplar", ex, "visit", "2012-01-05", "回访组", "定期", visit)
        register.append("exemplar", ex, "review_due", "2012-09-01", "组织部门", "一年一复核")
        good = {"role_score": 80, "value_score": 81, "satisfaction": 0.9}
        seq = register.append("exemplar", ex, "retain", "2012-09-20", "复核组", "达标", good)
        register.append(
            "exemplar",
            ex,
            "correct",
            "2012-09-21",
            "复核组",
            "笔误",
            {"seq": seq, "replacement": {"data": good | {"role_score": 85}}},
        )
        pair = next(s for s, x in register.lives("pairing").items() if x.state == "active")
        register.append("pairing", pair, "expire", "2012-03-01", "组织部门", "到期")
        case = next(
            s for s, x in register.lives("turnaround").items() if x.state == "consolidating"
        )
        register.append("turnaround", case, "lookback_pass", "2012-06-01", "验收组", "回头看通过")
        register.append("exemplar", "X9999", "accept", "2012-01-05", "组织部门", "新线索")
        with pytest.warns(UserWarning, match="X9999"):
            out = register.export(county)
        assert register.verify() == []
    review = out["review"].query("ex_id == @ex and year == 2012").iloc[0]
    assert (review["role_score"], review["decision"]) == (85, "retain")
    back = out["return_visit"].query("ex_id == @ex").iloc[-1]
    assert (
        back["date"] == pd.Timestamp("2012-01-05")
        and back["problem"] == "骨干外出"
        and back["next_on"] == pd.Timestamp("2013-01-05")
    )
    events = out["exemplar_event"].query("ex_id == @ex")
    assert events["event"].tolist()[-3:] == ["visit", "review_due", "retain"] and events[
        "seq"
    ].tolist() == list(range(1, len(events) + 1))
    assert out["pairing"].set_index("pair_id").loc[pair, ["status", "end_reason"]].tolist() == [
        "completed",
        "expired",
    ]
    assert out["turnaround_case"].set_index("case_id").loc[case, "closed_on"] == pd.Timestamp(
        "2012-06-01"
    )


def test_what_cannot_be_replayed_is_entered_with_the_reason(county: County, book: Register) -> None:
    scores = county["review"].assign(role_score=np.nan)
    no_steps = county["exemplar_event"]["ex_id"] == "X0001"
    changed = county.replace(
        {
            "review": scores,
            "exemplar_event": county["exemplar_event"][~no_steps],
            "commitment": county["commitment"].head(1),
        }
    )
    report = book.import_county(changed).set_index("subject_id")
    assert (
        report.loc["X0001", "how"] == "entered"
        and "没有记录" not in report.loc["X0001", "note"]
        and report.loc["X0001", "note"]
    )
    assert "role_score" in " ".join(report.loc[report["machine"] == "exemplar", "note"])
    known = book.state("exemplar").set_index("subject_id")["state"]
    wanted = changed["exemplar"].query("kind != 'commended_person'").set_index("ex_id")["status"]
    assert known.to_dict() == wanted.to_dict() and book.verify() == []
    assert book.export(changed)["exemplar"].equals(changed["exemplar"])


def test_every_row_that_cannot_be_used_is_named_and_the_rest_is_taken_over(
    county: County, book: Register
) -> None:
    ex = county["exemplar"]
    wrong = ex.index[ex["status"] == "named"][:2]
    broken = county.replace(
        {"exemplar": ex.assign(status=ex["status"].mask(ex.index.isin(wrong), "suspended"))}
    )
    book.append("pairing", "P00002", "reject", "2006-01-01", "办理人", "理由")
    report = book.import_county(broken)
    refused = report[report["how"] == "refused"]
    assert refused["sheet"].tolist() == ["典型", "典型", "结对"]
    assert refused["row"].tolist() == [*(wrong + 2), 3]
    assert refused["subject_id"].tolist() == [*ex.loc[wrong, "ex_id"], "P00002"]
    assert "暂缓" in refused["note"].iloc[0] and "不一致" in refused["note"].iloc[2]
    known = set(book.state("exemplar")["subject_id"])
    people = set(ex.loc[(ex["kind"] == "commended_person").to_numpy(dtype=bool), "ex_id"])
    assert known == set(ex["ex_id"]) - people - set(ex.loc[wrong, "ex_id"])
    assert book.state("pairing").set_index("subject_id").loc["P00002", "state"] == "rejected"
    assert book.verify() == []


def test_a_year_walked_step_by_step(county: County, tmp_path: Path) -> None:
    leads = county["lead"]
    fresh = leads.assign(
        decision=leads["decision"].mask(leads.index >= len(leads) - 2), reason=None
    )
    county = county.replace({"lead": fresh})
    with Register(tmp_path / "r.db") as register:
        register.import_county(county, on="2011-12-31")
        day, seen = pd.Timestamp("2012-10-01"), []
        for step in chain(
            room.selection(register, county, day), room.review(register, county, day)
        ):
            seen.append(step.state)
            if step.state == "lead":
                waiting = step.table["subject_id"].tolist()
                assert waiting == fresh["lead_id"].tail(2).tolist() and step.choices == (
                    "accept",
                    "decline",
                )
                register.append_many(
                    step.decide(dict(zip(waiting, ["accept", "decline"])), "组织部门", "会议研究")
                )
            if step.state == "cultivating":
                assert waiting[0] in set(step.table["subject_id"]), (
                    "a step is looked up after the one before was recorded"
                )
                with pytest.raises(GuardError, match="nobody"):
                    step.decide({"nobody": "submit"}, "a", "b")
                with pytest.raises(GuardError, match="submit"):
                    step.decide({waiting[0]: "visit"}, "a", "b")
                with pytest.raises(GuardError, match="办理人"):
                    step.decide({waiting[0]: "submit"}, "组织部门")
            if step.state == "named":
                assert set(step.table["subject_id"]) == set(
                    register.due(day).query("kind == 'review'")["subject_id"]
                )
                register.append_many(
                    step.decide(
                        dict.fromkeys(step.table["subject_id"], "review_due"),
                        "组织部门",
                        "一年一复核",
                    )
                )
                called = set(step.table["subject_id"])
            if step.state == "review_pending":
                assert (
                    set(step.table["subject_id"]) == called
                    and step.table["last_role_score"].notna().any()
                )
            if step.state == "rectifying" and len(step.table):
                assert (step.table["not_by"] == "复核组").all() and step.table[
                    "due_on"
                ].notna().all()
        assert seen == [
            "lead",
            "cultivating",
            "under_review",
            "public_notice",
            "named",
            "review_pending",
            "rectifying",
            "suspended",
            "revoked",
        ]
        assert register.verify() == []


@pytest.mark.parametrize(
    ("start", "over"),
    [("2011-03-07", "2011-03-12"), ("2011-03-05", "2011-03-12"), ("2012-02-23", "2012-03-01")],
)
def test_the_end_of_a_notice_is_the_first_day_that_the_guard_lets_through(
    book: Register, start: str, over: str
) -> None:
    day = room.notice_over(start, 5)
    assert day == pd.Timestamp(over)
    for event, on in (
        ("accept", "2010-01-04"),
        ("submit", "2010-02-01"),
        ("shortlist", "2010-03-01"),
    ):
        book.append("exemplar", "X1", event, on, "a", "b")
    data = {"notice_from": start, "objections_upheld": 0}
    with pytest.raises(GuardError, match=r"site\.notice_days"):
        book.append("exemplar", "X1", "name", day - pd.Timedelta(days=1), "a", "b", data)
    book.append("exemplar", "X1", "name", day, "a", "b", data)


def test_leads_sites_visits_and_study(county: County) -> None:
    found = room.discovery(county)
    assert (
        found["leads"].sum() == len(county["lead"])
        and found["accepted"].sum() == (county["lead"]["decision"] == "accepted").sum()
    )
    far = room.remote_coverage(county)
    assert far["units"].tolist() == [75] * 4 and far["leads"].sum() == len(county["lead"])
    sites = room.sites(
        county, rules=Rules({"site.cap_share": 0.01, "site.creator_level": "province"})
    )
    assert (
        sites["named"].sum() == sites.attrs["named"] > 3
        and sites.attrs["over"]
        and len(sites.attrs["creators"]) == len(county["programme"])
    )
    assert (
        room.sites(county).attrs["creators"] == []
        and "site.cap_share (未核实; S13)" in sites.attrs["cited"]
    )
    visits = room.visits(county, "2011-12-31")
    assert int(visits["scheduled"].sum() + visits["unplanned"].sum()) == len(county["return_visit"])
    events, leads = county["study_event"], county["lead"]
    followed, not_yet, last = 0, 0, pd.Timestamp("2011-12-31")
    study = room.study(county, on=last)
    for e in events.itertuples():
        if e.date + pd.Timedelta(days=365) > last:
            not_yet += 1
            continue
        later = leads[
            (leads["org_id"] == e.org_id)
            & (leads["date"] > e.date)
            & (leads["date"] <= e.date + pd.Timedelta(days=365))
        ]
        followed += len(later) > 0
    assert int(study["followed"].sum()) == followed
    assert int(study["not_yet"].sum()) == not_yet > 0
    assert 0 < study.attrs["base"] < 0.2


def lives(rng: np.random.Generator, n: int, ratio: float) -> pd.DataFrame:
    kind = np.where(np.arange(n) % 2, "site", "organisation")
    years = rng.exponential(4 / np.where(kind == "site", ratio, 1))
    cut = rng.uniform(1, 8, n)
    frame = pd.DataFrame(
        {
            "subject_id": np.arange(n).astype(str),
            "kind": kind,
            "cohort": "2005",
            "years": np.minimum(years, cut),
        }
    )
    return frame.assign(ended=years <= cut, first_year_visits=0)


def test_kaplan_meier_by_hand_and_cox_on_known_hazards() -> None:
    small = pd.DataFrame({"years": [1.0, 2, 2, 3, 5], "ended": [True, True, False, False, True]})
    out = room.kaplan_meier(small)
    assert out["survival"].round(6).tolist() == [0.8, 0.6, 0.0] and out["at_risk"].tolist() == [
        5,
        4,
        1,
    ]
    # by hand: Greenwood at year 1 is 1 / (5 · 4); the log–log interval of survfit(conf.type =
    # "log-log")
    assert out.loc[0, ["low", "high"]].astype(float).round(4).tolist() == [0.2038, 0.9692]
    many = lives(np.random.default_rng(5), 4000, 2.0)
    cox = room.cox(many, ("kind",))
    assert cox["term"].tolist() in (["kind=site"], ["kind=organisation"])
    ratio = (
        cox["hazard_ratio"].iloc[0]
        if "site" in cox["term"].iloc[0]
        else 1 / cox["hazard_ratio"].iloc[0]
    )
    assert (
        1.8 < ratio < 2.2 and cox["low"].iloc[0] < cox["hazard_ratio"].iloc[0] < cox["high"].iloc[0]
    )
    with pytest.raises(GuardError, match="不足以"):
        room.cox(many.head(10).assign(ended=False), ("kind",))
    with use_lang("en"):
        assert "neither why they leave" in room.kaplan_meier(many).attrs["sentence"]


def test_lifetimes_from_the_log_with_corrections_in_force(book: Register, county: County) -> None:
    good = {"role_score": 90, "value_score": 90, "satisfaction": 0.9}
    for event, on, data in (
        ("accept", "2010-01-04", None),
        ("submit", "2010-02-01", None),
        ("shortlist", "2010-03-01", None),
        ("name", "2010-03-10", {"notice_from": "2010-03-01", "objections_upheld": 0}),
        ("visit", "2010-09-01", None),
        ("review_due", "2011-03-01", None),
        ("retain", "2011-03-10", good),
        ("visit", "2011-09-01", None),
        ("withdraw", "2012-03-10", None),
    ):
        book.append("exemplar", "X0001", event, on, "a", "b", data)
    found = room.lifetimes(book, county).iloc[0]
    assert (round(found["years"], 2), found["ended"], found["first_year_visits"]) == (2.0, True, 1)
    assert room.lifetimes(book, county, "2011-03-10").iloc[0][["ended"]].tolist() == [False]
    book.append(
        "exemplar", "X0001", "correct", "2012-03-11", "a", "b", {"seq": 9, "replacement": None}
    )
    assert not room.lifetimes(book, county, "2012-03-11").iloc[0]["ended"]


def test_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    county = demo_county(60)
    county.save("县")
    assert (
        main(["register", "due", "登记.db"]) == 2
        and "toolkit register init" in capsys.readouterr().err
    )
    assert main(["register", "init", "登记.db"]) == 0
    assert main(["register", "import", "登记.db", "县", "--on", "2011-12-31"]) == 0
    assert "典型：" in capsys.readouterr().out
    assert main(["register", "import", "登记.db", "县"]) == 0
    assert "新增 0" in capsys.readouterr().out
    assert main(["register", "due", "登记.db", "--on", "2012-12-31", "--out", "到期.xlsx"]) == 0
    sheet = read_book(tmp_path / "到期.xlsx")[0].cells
    assert sheet.iloc[0].tolist()[:4] == ["对象编号", "名称", "应办事项", "应办日期"]
    assert (
        main(["register", "review", "登记.db", "县", "--on", "2012-10-01", "--out", "年度.xlsx"])
        == 0
    )
    # one sheet for each kind of decision that waits, each with its dropdown
    sheets = [sheet.name for sheet in read_book(tmp_path / "年度.xlsx")]
    assert {"线索", "复核"} <= set(sheets) and len(sheets) == len(set(sheets))
    assert "■ 已命名" in capsys.readouterr().out
    assert (
        main(["register", "show", "登记.db", "X0001", "--lang", "en"]) == 0
        and "shortlist" in capsys.readouterr().out
    )
    assert main(["register", "show", "登记.db", "--machine", "pairing", "--on", "2008-01-01"]) == 0
    capsys.readouterr()
    assert main(["register", "verify", "登记.db", "--lang", "zh"]) == 0
    seal = capsys.readouterr().out.split()[-1]
    assert main(["register", "verify", "登记.db", "--seal", seal]) == 0
    assert main(["register", "verify", "登记.db", "--seal", "1:0"]) == 1
    out = ["--actor", "组织部门", "--purpose", "教学"]
    assert main(["register", "export", "登记.db", "县", "--out", "明", *out]) == 0
    assert County.load("明")["exemplar"].equals(county["exemplar"])
    assert (
        main(["register", "export", "登记.db", "县", "--out", "暗", *out, "--key", "钥匙.txt"]) == 0
    )
    hidden = County.load("暗")
    assert len(hidden["pairing"]) == len(county["pairing"])
    told = "".join(p.read_text(encoding="utf-8-sig") for p in Path("暗").iterdir())
    secrets = [
        *county["organisation"]["org_id"],
        *county["organisation"]["name"],
        *county["exemplar"]["title"],
        *county["organisation"]["township"],
    ]
    assert [s for s in set(secrets) if isinstance(s, str) and s in told] == []
    with Register("登记.db") as register:
        log = room.exports(register)
        assert (
            log["actor"].tolist() == ["组织部门"] * 2
            and f"pairing {len(county['pairing'])}×" in log["what"].iloc[1]
        )
        assert not any(s in log.to_string() for s in county["organisation"]["org_id"])
