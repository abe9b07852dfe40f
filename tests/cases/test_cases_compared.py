"""Experience: practices beside the outcome, whole sentences from their reports, remedies apart."""

import pandas as pd
import pytest

from toolkit import cases, dataset
from toolkit.cases.choosing import strongest
from toolkit.cases.compared import GROUPS
from toolkit.cases.evidence import evidence_of
from toolkit.cases.wanting import lacking
from toolkit.records import County, ReadingWarning

COUNTY = County.load(dataset("cases"))
REPORTS = cases.from_county(COUNTY)
TABLE = COUNTY["case_text"]
OUTCOMES = dict(zip(TABLE["case_id"], TABLE["outcome"]))
CODED = cases.county_coding(COUNTY)
CODED = CODED[CODED["coder"] == "key"]


@pytest.fixture(scope="module")
def found():
    return cases.experience(REPORTS, CODED, OUTCOMES)


def test_every_sentence_stands_where_it_says(found):
    said = [e for c in ("how", "evidence", "counter") for row in found[c] for e in row]
    assert len(said) > 60
    for e in said:
        assert REPORTS[e.case].text[e.start : e.end] == e.text
        assert e.text[-1] in "。！？”"


def test_what_parts_the_sides_comes_first_and_is_counted_right(found):
    groups = found["group"].tolist()
    order = list(GROUPS)
    assert [order.index(g) for g in groups] == sorted(order.index(g) for g in groups)
    leaders = found.set_index("codes").loc["LEADERS"]
    assert (leaders["improved"], leaders["group"]) == (9, "parts")
    assert leaders["difference"] == pytest.approx(9 / 12 - leaders["not_improved"] / 11)
    assert found.attrs["improved"] == 12 and found.attrs["left_out"] == ["C01"]


def test_a_remedy_behind_the_end_is_not_counted(found):
    # the textile company's new secretary came after the groups had broken up
    counters = [e for row in found["counter"] for e in row if e.case == "C17"]
    assert not [e for e in counters if "新任支部书记" in e.text]
    assert found.attrs["late"] > 0


def test_a_counter_case_ended_the_other_way(found):
    for r in found[found["group"] == "parts"].itertuples():
        assert {OUTCOMES[e.case] for e in r.counter} <= {"unchanged", "worse"}


def test_winners_only_can_compare_nothing():
    winners = {c: r for c, r in REPORTS.items() if OUTCOMES[c] == "improved"}
    mine = CODED[CODED["case"].isin(winners)]
    found = cases.experience(winners, mine, OUTCOMES)
    assert set(found["group"]) == {"no_comparison"}
    assert found["limits"].str.contains("非成因|not a cause").all()


def test_without_outcomes_the_reports_own_word_is_taken_and_said():
    found = cases.experience(REPORTS, CODED)
    assert "自己的说法" in found.attrs["outcomes"] or "claims" in found.attrs["outcomes"]


def test_a_difference_that_chance_often_makes_parts_nothing(found):
    told = found[found["group"].isin(["parts", "parts_not"])]
    assert len(told) >= 4 and (told["chance"] <= 0.1).all()
    few = found[(found["difference"].abs() >= 0.25) & (found["chance"] > 0.1)]
    assert len(few) and not few["group"].isin(["parts", "parts_not"]).any()


def test_what_the_others_have_more_shows_how_they_ended(found):
    for r in found[found["group"] == "parts_not"].itertuples():
        assert r.evidence and {OUTCOMES[e.case] for e in r.evidence} <= {"unchanged", "worse"}


def test_what_counts_is_the_same_for_the_page_and_its_figure(found):
    counted = cases.in_time(CODED, REPORTS, OUTCOMES)
    assert counted.attrs["late"] == found.attrs["late"] > 0
    held = cases.matrix(counted)["LEADERS"]
    others = [c for c in held.index[held] if OUTCOMES[c] in ("unchanged", "worse")]
    assert len(others) == found.set_index("codes").loc["LEADERS", "not_improved"]


def test_no_slot_that_the_reports_fill_is_empty():
    summary = cases.summarise(REPORTS, 600, coded=CODED)
    assert set(summary["slot"]) == set(cases.SLOTS)
    assert summary["text"].str.len().sum() <= 600


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        (False, "坚持把生产骨干培养成党员、把党员培养成班组长，三年发展党员15名。"),
        (False, "开了11次联席会议，定下三项约定，违约的村扣减分红。"),
        (False, "与市里两所名校签订协议，每年选派8名教师跟岗一个月。"),
        (False, "设置党员先锋岗24个、党员责任区9片。"),
        (False, "2018年培养骨干12名。"),
        (True, "投入96万元建成驿站5处，由党员轮流值守。"),
        (True, "开了3次会，村支书逐户上门说明。"),
        (True, "64名党员每人带2名新司机。"),
        (True, "公司党委在4个枢纽设立流动党支部。"),
        (True, "2018年起，社区党委牵头建立大党委。"),
    ],
)
def test_who_is_acted_on_is_no_subject(says, sentence):
    assert cases.says_who(sentence) is says


def test_how_it_was_done_is_told_by_what_was_done():
    """A survey that happens to visit households is how it ended, not how people were served."""
    survey = "县里做了一次调查，党员走访农户150户，满意的由52%下降到19%。"
    done = "党员每周六上午走访农户，为老人义诊一次。"
    reports = cases.as_cases([cases.Report(f"小结（虚构）\n{survey}\n{done}", "A")])
    found = cases.experience(reports, cases.code(reports), {"A": "improved"})
    (row,) = found[found["codes"] == "SERVE"].itertuples(index=False)
    assert [said.text for said in row.how] == [done]


FILL = "村里开会商量，党员分头去做，大家都出力。" * 6
WANT = "检查的人上午走，下午又回到老样子，12户都这样。"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"小结（虚构）\n{WANT}\n{FILL}\n投诉由年均140起下降到50起。\n", False),
        (f"小结（虚构）\n{WANT}\n{FILL}\n投诉由年均50起上升到140起。\n", True),
        (f"小结（虚构）\n{FILL}\n{WANT}\n投诉由年均140起下降到50起。\n", True),
    ],
)
def test_what_was_wrong_first_is_no_effect(text, kept):
    """Only where the report goes on to measure what got better; at its end it is how it ended."""
    report = cases.Report(text, "A")
    assert (text.index(WANT) in report.effects["start"].to_list()) is kept


def test_the_strongest_line_of_a_case_is_told():
    weak = "家长问卷中，表示放心的占89%。"
    strong = "三年来，第三方测评显示合格率由62%提高到94%。"
    read = cases.Report(f"小结（虚构）\n{strong}\n{weak}\n", "A")
    assert [e.text for e in strongest(read, "A", "improved")] == [strong]
    test = "随机拨打400个电话核验，能说出一项服务的只有61户。"
    same = "投诉量和到会人数都没有明显变化。"
    read = cases.Report(f"小结（虚构）\n{same}\n{test}\n", "B")
    assert strongest(read, "B", "unchanged")[0].text == test
    assert strongest(read, "B", "not_stated") == []


@pytest.mark.parametrize(("written", "group"), [(3, "everyone"), (1, "few")])
def test_what_few_of_one_side_write_is_not_written_by_everyone(written, group):
    pledge, other = "党员公开承诺办好12件实事。", "村里天气很好，路也好走。"
    texts = [pledge] * written + [other] * (3 - written) + [pledge] * 3
    read = [cases.Report(f"小结（虚构）\n{words}\n", f"C{i}") for i, words in enumerate(texts)]
    outcomes = {f"C{i}": "improved" if i < 3 else "unchanged" for i in range(6)}
    rows = cases.experience(read, cases.code(read), outcomes).set_index("codes")
    assert rows.loc["PLEDGE", "group"] == group


def test_a_case_without_the_practice_says_what_it_lacked():
    done = "村党委请回老支书任支部书记，选出两名后备干部跟班学习。"
    want = "书记和主任不和，三年换了三任驻村干部。"
    read = cases.as_cases(
        [cases.Report(f"甲（虚构）\n{done}\n", "甲"), cases.Report(f"乙（虚构）\n{want}\n", "乙")]
    )
    known = {"甲": "improved", "乙": "unchanged"}
    (said,) = lacking("LEADERS", cases.code(read), read, known)
    assert (said.case, said.text) == ("乙", want)


def test_a_share_below_the_one_before_is_before_and_after():
    assert evidence_of("到会率39%，比三年前的40%还低一点。", 2) == "before_after"
    assert evidence_of("满意度由71%跌到28%。", 2) == "before_after"
    assert evidence_of("到会率39%，与全县差不多。", 1) != "before_after"


@pytest.mark.parametrize(
    ("words", "linked"),
    [
        ("市教育局派人到校总结，写成材料印发各校。", False),
        ("厂党委每季度听一次汇报，并请县纪委派人暗访。", False),
        ("支部请县水利局派人驻村指导，修好水渠3公里。", True),
    ],
)
def test_who_only_sums_up_or_inspects_is_no_partner(words, linked):
    coded = cases.accepted(cases.code([cases.Report(f"小结（虚构）\n{words}\n", "A")]))
    assert ("DEPT_LINK" in set(coded["code"])) is linked


def test_practices_of_a_printed_summary_are_those_of_improved_cases():
    summary = cases.summarise(REPORTS, 600, coded=CODED, outcomes=OUTCOMES)
    told = summary.loc[summary["slot"] == "practice", "case"]
    assert len(told) and {OUTCOMES[case] for case in told} == {"improved"}
    assert set(cases.summarise(REPORTS, 600, coded=CODED)["slot"]) >= {"practice", "effect"}


def test_what_the_others_have_more_is_told_by_the_others():
    pledge, other = "党员公开承诺办好12件实事。", "村里天气很好，路也好走。"
    texts = [pledge, other, other, pledge, pledge, other]
    read = [cases.Report(f"小结（虚构）\n{words}\n", f"C{i}") for i, words in enumerate(texts)]
    outcomes = {f"C{i}": "improved" if i < 3 else "unchanged" for i in range(6)}
    row = cases.experience(read, cases.code(read), outcomes).set_index("codes").loc["PLEDGE"]
    assert {said.case for said in row["how"]} == {"C3", "C4"}


def test_coding_of_cases_that_are_not_at_hand_is_left_out_and_said(tmp_path):
    read = {"C01": cases.Report("小结（虚构）\n党员公开承诺办好12件实事。\n", "C01")}
    coded = cases.accepted(cases.code(read)).assign(coder="甲")
    coded = coded[["case", "code", "start", "end", "coder"]]
    both = pd.concat([coded, coded.assign(case="C13")])
    both.to_csv(tmp_path / "甲.csv", index=False)
    with pytest.warns(ReadingWarning, match=rf"{len(coded)}.*C13"):
        assert len(cases.read_people(tmp_path / "甲.csv", read)) == len(coded)
    both[both["case"] == "C13"].to_csv(tmp_path / "乙.csv", index=False)
    with pytest.raises(cases.CaseError, match="C13"):
        cases.read_people(tmp_path / "乙.csv", read)
