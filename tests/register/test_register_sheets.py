"""A county filled in by hand in the template alone, every number worked out by hand; imported again
and again; decisions on sheets; and any county, in any order of rows."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from toolkit import County, check
from toolkit import register as room
from toolkit.cli import main
from toolkit.records import template
from toolkit.register import Register

#: sheet → rows under its headings, as an office would type them
COUNTY: dict[str, list[list[Any]]] = {
    "组织": [
        ["XX", "柳河县委（虚构）", "县级", "地方政府", None],
        ["Q1", "东坝村党支部（虚构）", "党支部", "农村", "XX"],
        ["Q2", "西坝村党支部（虚构）", "党支部", "农村", "XX"],
        ["Q3", "纺织厂党支部（虚构）", "党支部", "企业", "XX"],
    ],
    "典型": [
        ["D1", "示范点", "Q1", "东坝示范点（虚构）", None, "2006年7月1日", "old", "已命名"],
        ["D2", "示范点", "Q2", "西坝示范点（虚构）", None, "2007-07-01", "old", "降档整改"],
        ["D3", "示范点", "Q3", "纺织厂先锋岗（虚构）", None, "2006-07-01", "old", "撤销"],
        ["D4", "示范点", "Q2", "西坝茶园（虚构）", None, None, "new", "培育"],
        ["D5", "示范点", "Q1", "东坝果园（虚构）", None, "2008-07-01", "new", "已命名"],
    ],
    "典型事件": [
        ["D5", 1, "2008-01-10", "列入培育", "线索", "培育", "组织科", "推荐"],
        ["D5", 2, "2008-03-10", "submit", "cultivating", "评审", "组织科", "成熟"],
        ["D5", 3, "2008-06-01", "进入公示", "评审", "公示", "组织科", "通过"],
        ["D5", 4, "2008-07-01", "命名", "公示", "已命名", "组织科", "无异议"],
    ],
    "复核": [
        ["D1", 2008, 80, 80, 0.9, "继续保留", "好"],
        ["D1", 2009, 55, 80, 0.9, "继续保留", "再看一年"],
        ["D2", 2009, 50, 80, 0.9, "降档整改", "带动少"],
        ["D3", 2008, 50, 50, 0.5, "降档整改", "问题多"],
        ["D3", 2009, 30, 30, 0.4, "撤销", "材料虚假"],
    ],
    "回访": [["D1", "2008-10-08", "是", "骨干外出", "谈心", "2009-10-08"]],
    "整顿": [["Z1", "Q2", "2009-02-01", "标准认定", "整顿", None, None]],
    "整顿问题": [
        ["Z1", 1, "班子", "2009-06-01", "2009-05-20"],
        ["Z1", 2, "经济", "2009-09-01", None],
    ],
    "承诺": [
        ["C1", "Q1", "党组织", "修路", "群众", 1, "2009-08-31", "公开晒诺", "践诺", None],
        ["C2", "Q1", "党组织", "植树", "群众", 1, "2009-08-31", "公开晒诺", "报结", None],
    ],
    "结对": [["J1", "先进带后进", "Q1", "Q2", "2006-03-01", "2009-03-01", None, None, None, None,
              None, "帮扶中"]],
}  # fmt: skip
NATURE = 15  # the column 数据性质 of 组织


def filled(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """The template with rows typed into it."""
    made = template(path, all_tables=True)
    book = openpyxl.load_workbook(made)
    for name, rows in sheets.items():
        for i, row in enumerate(rows, start=2):
            for j, value in enumerate(row, start=1):
                book[name].cell(i, j, value)
            if name == "组织":
                book[name].cell(i, NATURE, "虚构")
    book.save(made)
    return made


@pytest.fixture(scope="module")
def book_of_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("县") / "柳河县.xlsx", COUNTY)


@pytest.fixture(scope="module")
def county(book_of_county: Path) -> County:
    return County.load(book_of_county)


def test_check_names_the_rule_below_which_an_exemplar_was_kept(book_of_county: Path) -> None:
    found = check(book_of_county)
    assert found[["table", "row", "column", "severity"]].values.tolist() == [
        ["review", 3, "role_score", "warning"]
    ]
    assert "site.role_min" in found["reason"].iloc[0]


def test_the_template_offers_the_words_of_events_and_states(book_of_county: Path) -> None:
    sheet = openpyxl.load_workbook(book_of_county)["典型事件"]
    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation}
    assert "D2" in lists and "E2" in lists and "F2" in lists
    assert "列入培育" in str(lists["D2"]) or "_choices" in str(lists["D2"])


def test_every_state_and_every_due_date_by_hand(county: County, book: Register) -> None:
    report = book.import_county(county, on="2009-10-31")
    assert report["refused"].sum() == 0 and book.verify() == []
    states = book.state("exemplar").set_index("subject_id")
    assert states["state"].to_dict() == {
        "D1": "named", "D2": "rectifying", "D3": "revoked", "D4": "cultivating", "D5": "named"
    }  # fmt: skip
    assert str(states.loc["D3", "since"].date()) == "2009-01-01" and pd.isna(
        states.loc["D4", "since"]
    )
    notes = report.set_index("subject_id")["note"]
    assert "site.role_min" in notes["D1"] and "何时开始没有填" in notes["D4"]
    found = book.due("2009-10-31")
    told = {(r.subject_id, r.kind): (str(r.due_on.date()), r.days_over) for r in found.itertuples()}
    assert told == {
        ("J1", "pairing"): ("2009-03-01", 244),  # past its planned end
        ("D5", "review"): ("2009-07-01", 122),  # a year after naming
        ("D5", "return_visit"): ("2009-07-01", 122),
        ("D2", "rectification"): ("2009-07-01", 122),  # half a year after the review of 2009
        ("C1", "commitment"): ("2009-08-31", 61),  # C2 is reported
        ("Z1", "problem_item"): ("2009-09-01", 60),  # the first was done in time
        ("D1", "return_visit"): ("2009-10-08", 23),  # the day agreed at the last visit
    }
    assert found["days_over"].is_monotonic_decreasing and found["name"].notna().all()
    ahead = book.due("2009-10-31", within=120)
    assert set(ahead["subject_id"]) - set(found["subject_id"]) == set()
    assert ahead.loc[
        ahead["days_over"] < 0, ["subject_id", "kind", "days_over"]
    ].values.tolist() == [
        ["D1", "review", -62],  # the review of 2009 counts from 1 January
        ["Z1", "rectification", -93],  # a year after its listing
    ]
    assert ahead["time_left"].iloc[-1] == "还有 93 天"


def test_a_revoked_exemplar_ends_in_the_survival(county: County, book: Register) -> None:
    book.import_county(county, on="2009-10-31")
    lives = room.lifetimes(book, county, "2009-10-31").set_index("subject_id")
    # D3 was named on 2006-07-01 and left with the review of 2009: 915 days
    assert lives["ended"].to_dict() == {"D1": False, "D2": False, "D3": True, "D5": False}
    assert round(lives.loc["D3", "years"] * 365.25) == 915
    curve = room.kaplan_meier(lives.reset_index())
    # at 2.5 years D1 (3.3) and D3 itself were still seen; D2 (2.33) and D5 (1.33) no longer
    assert curve["at_risk"].tolist() == [2] and curve["survival"].tolist() == [0.5]


def test_imported_again_nothing_is_new_and_a_corrected_cell_is_a_correction(
    county: County, book: Register
) -> None:
    first = book.import_county(county, on="2009-10-31")
    again = book.import_county(county, on="2009-12-31")
    assert first["new"].sum() == again["same"].sum() > 20 and again["new"].sum() == 0
    log = len(book.history())
    review = county["review"].copy()
    review.loc[1, "role_score"] = 75.0
    mended = book.import_county(county.replace({"review": review}), on="2009-12-31")
    assert mended["corrected"].sum() == 1 and mended["new"].sum() == 0
    assert len(book.history()) == log + 1 and book.verify() == []
    # a review decided otherwise changes the steps after it, and the log tells both
    review.loc[4, ["role_score", "value_score", "satisfaction", "decision"]] = [
        80,
        80,
        0.9,
        "retain",
    ]
    exemplar = county["exemplar"].copy()
    exemplar.loc[2, "status"] = "named"
    other = book.import_county(
        county.replace({"review": review, "exemplar": exemplar}), on="2009-12-31"
    )
    assert other["refused"].sum() == 0 and book.verify() == []
    assert book.state("exemplar").set_index("subject_id").loc["D3", "state"] == "named"
    known = book.state("exemplar", known=book.history()["at"].iloc[log - 1].to_pydatetime())
    assert known.set_index("subject_id").loc["D3", "state"] == "revoked"


def test_next_years_sheets_add_what_is_new_and_a_forgotten_review_finds_its_place(
    county: County, book: Register
) -> None:
    review = county["review"]
    book.import_county(county.replace({"review": review.drop(index=0)}), on="2009-10-31")
    later = pd.concat(
        [review, review.iloc[[0]].assign(year=2010, role_score=90.0)], ignore_index=True
    )
    report = book.import_county(county.replace({"review": later}), on="2010-12-31")
    assert report.set_index("subject_id")["new"].to_dict()["D1"] == 4  # called and decided, twice
    told = book.export(county.replace({"review": later}))["review"]
    assert told.equals(later.sort_values(["ex_id", "year"], ignore_index=True))
    assert book.verify() == []


def test_decisions_filled_in_become_events_all_or_nothing(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    county.save("县")
    main(["register", "init", "库.db"])
    main(["register", "import", "库.db", "县", "--on", "2009-10-31"])
    due = ["register", "due", "库.db", "--on", "2009-10-31", "--within", "70", "--out", "到期.xlsx"]
    assert main(due) == 0
    common = {"决定日期": "2009-11-02", "办理岗位": "组织科", "理由": "会议研究"}
    decided = {
        "复核": ("D1", {"决定": "继续保留", "典型作用分": 59, "培育价值分": "80", "满意度": "93%"}),
        "整改": ("D2", {"决定": "整改合格"}),
        "回访": ("D1", {"决定": "回访", "是否定期": "是", "下次回访": "2010-11-02"}),
        "整顿问题": ("Z1", {"决定": "已完成"}),
        "承诺": ("C1", {"决定": "报结完成"}),
        "结对": ("J1", {"决定": "到期"}),
    }
    sheet = openpyxl.load_workbook("到期.xlsx")
    assert set(decided) < set(sheet.sheetnames)
    for name, (subject, cells) in decided.items():
        _fill(sheet[name], subject, cells | common)
    sheet.save("到期.xlsx")
    with Register("库.db") as register:
        before = register.history()
    capsys.readouterr()
    assert main(["register", "record", "库.db", "到期.xlsx"]) == 1
    assert "site.role_min" in capsys.readouterr().out
    sheet = openpyxl.load_workbook("到期.xlsx")
    assert "site.role_min" in _cell(sheet["复核"], "D1", "未登记的原因").value
    assert _cell(sheet["结对"], "J1", "未登记的原因").value is None
    with Register("库.db") as register:
        assert register.history().equals(before)
    _fill(sheet["复核"], "D1", {"典型作用分": 70})
    sheet.save("到期.xlsx")
    assert main(["register", "record", "库.db", "到期.xlsx"]) == 0
    with Register("库.db") as register:
        states = {m: register.lives(m) for m in ("exemplar", "commitment", "pairing")}
        assert states["exemplar"]["D2"].state == "named"
        assert str(states["exemplar"]["D1"].reviewed_on) == "2009-11-02"
        assert states["commitment"]["C1"].state == "reported"
        assert states["pairing"]["J1"].state == "completed"
        left = register.due("2009-11-02")
        # named again and never visited since 2007, so D2 waits for its visit
        assert set(left["subject_id"]) == {"D2", "D5"} and register.verify() == []
        log = len(register.history())
    assert main(["register", "record", "库.db", "到期.xlsx"]) == 2, "nothing is recorded twice"
    assert "没有填新的决定" in capsys.readouterr().err
    with Register("库.db") as register:
        assert len(register.history()) == log


def _cell(sheet: Any, subject: str, heading: str) -> Any:
    top = next(r for r in range(1, 10) if sheet.cell(r, 1).value == "对象编号")
    column = next(c.column for c in sheet[top] if c.value == heading)
    row = next(r for r in range(top + 1, 60) if sheet.cell(r, 1).value == subject)
    return sheet.cell(row, column)


def _fill(sheet: Any, subject: str, cells: dict[str, Any]) -> None:
    for heading, value in cells.items():
        _cell(sheet, subject, heading).value = value


# ---- any county

DAYS = st.dates(date(2004, 1, 1), date(2011, 12, 31))
DECISIONS = st.sampled_from(["retain", "promote", "downgrade", "revoke"])
STATES = ("cultivating", "named", "rectifying", "suspended", "revoked", "archived")


@st.composite
def counties(draw: Any) -> dict[str, pd.DataFrame]:
    """Sheets of a county as anybody may fill them in, sense or not."""
    organisation = pd.DataFrame(
        {"org_id": ["A", "B"], "name": ["甲（虚构）", "乙（虚构）"], "level": "branch",
         "sector": "rural", "data_nature": "fictitious"}
    )  # fmt: skip
    exemplar, review, visit = [], [], []
    for n in range(draw(st.integers(1, 3))):
        ex = f"X{n}"
        named = draw(st.none() | DAYS)
        exemplar.append((ex, "site", "A", f"{ex}（虚构）", named, draw(st.sampled_from(STATES))))
        for year in draw(st.sets(st.integers(2004, 2011), max_size=3)):
            scores = [draw(st.sampled_from([40, 60, 90, None])) for _ in range(2)]
            review.append((ex, year, *scores, draw(st.sampled_from([0.5, 0.9])), draw(DECISIONS)))
        for day in draw(st.sets(DAYS, max_size=2)):
            visit.append((ex, day, True, draw(st.none() | st.just(day + timedelta(days=200)))))
    commitment = [
        (f"C{n}", "B", "organisation", "board", draw(st.sampled_from(["published", "reported"])),
         draw(st.none() | DAYS))
        for n in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    columns = {
        "exemplar": ["ex_id", "kind", "org_id", "title", "named_on", "status"],
        "review": ["ex_id", "year", "role_score", "value_score", "satisfaction", "decision"],
        "return_visit": ["ex_id", "date", "planned", "next_on"],
        "commitment": ["commit_id", "org_id", "subject", "publication", "status", "due"],
    }
    rows = (exemplar, review, visit, commitment)
    frames = {t: pd.DataFrame(r, columns=c) for (t, c), r in zip(columns.items(), rows)}
    for frame in frames.values():
        for c in ("named_on", "date", "next_on", "due"):
            if c in frame:
                frame[c] = pd.to_datetime(frame[c])
    return {"organisation": organisation, **{t: f for t, f in frames.items() if len(f)}}


@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(sheets=counties(), seed=st.integers(0, 1000))
def test_any_county_reaches_the_states_of_its_sheets_once(
    sheets: dict[str, pd.DataFrame], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    # through workbooks, as an office has them, the second with its rows in another order
    County(sheets).save(folder / "a.xlsx")
    County({t: f.sample(frac=1, random_state=seed) for t, f in sheets.items()}).save(
        folder / "b.xlsx"
    )
    county, mixed = County.load(folder / "a.xlsx"), County.load(folder / "b.xlsx")
    with Register(folder / "a.db") as one, Register(folder / "b.db") as two:
        report = one.import_county(county, on="2012-01-31")
        log = len(one.history())
        wanted = county["exemplar"].set_index("ex_id")["status"].to_dict()
        assert one.state("exemplar").set_index("subject_id")["state"].to_dict() == wanted
        if "commitment" in county:
            promised = county["commitment"].set_index("commit_id")["status"].to_dict()
            reached = one.state("commitment").set_index("subject_id")["state"].to_dict()
            assert reached == promised
        for r in report[(report["refused"] > 0).to_numpy(dtype=bool)].itertuples():
            assert r.sheet in ("复核", "回访") and r.row >= 2 and r.note
        again = one.import_county(county, on="2012-01-31")
        assert len(one.history()) == log and again["new"].sum() == again["corrected"].sum() == 0
        two.import_county(mixed, on="2012-01-31")
        for machine in ("exemplar", "commitment"):
            assert one.lives(machine) == two.lives(machine)
        assert one.due("2012-01-31").equals(two.due("2012-01-31"))
        assert two.import_county(county, on="2012-01-31")["new"].sum() == 0
        assert one.verify() == two.verify() == []
