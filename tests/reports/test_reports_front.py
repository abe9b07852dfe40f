"""Page one: three sentences, one figure, the units that need a decision; every number is counted
again here with plain loops, and one word has one number in the whole report."""

import re

import pandas as pd
import pytest
from matplotlib.text import Text
from reports_samples import report_of, section, small_tables

import toolkit
from toolkit import pairing, reports
from toolkit.records import open_source
from toolkit.register import late_commitments
from toolkit.terms import use_lang

DAY = pd.Timestamp("2015-06-30")
HELPS = {"advanced_helps_backward", "department_links_backward", "enterprise_ties_backward"}


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


def tables() -> dict[str, pd.DataFrame]:
    """The small county with a case, co-building, an end that has passed, reviews and visits."""
    found = small_tables()
    pairing = found["pairing"]
    pairing["end_plan"] = None
    pairing.loc[pairing["recipient_id"] == "009", "end_plan"] = "2015-05-01"
    pairing.loc[pairing["recipient_id"] == "010", "end_plan"] = "2015-07-10"
    built = pd.DataFrame(
        [("PX", "003", "006", "2014-05-01", None, "active", "co_building", None)],
        columns=[
            "pair_id",
            "helper_id",
            "recipient_id",
            "start",
            "end_actual",
            "status",
            "channel",
            "end_plan",
        ],
    )
    found["pairing"] = pd.concat([pairing, built], ignore_index=True)
    found["turnaround_case"] = pd.DataFrame(
        {
            "case_id": ["T1", "T2"],
            "org_id": ["005", "006"],
            "listed_on": ["2015-02-01", "2014-01-05"],
            "basis": "threshold",
            "status": "rectifying",
        }
    )
    found["problem_item"] = pd.DataFrame(
        {
            "case_id": ["T1", "T1"],
            "item_no": [1, 2],
            "problem_type": "team",
            "due": ["2015-06-01", "2015-06-01"],
            "done_on": ["2015-05-20", None],
        }
    )
    found["exemplar"]["named_on"] = ["2013-01-01", None]
    found["review"] = pd.DataFrame(
        {"ex_id": ["E1"], "year": [2013], "decision": ["downgrade"], "role_score": [50.0]}
    )
    found["return_visit"] = pd.DataFrame(
        {"ex_id": ["E1"], "date": ["2014-03-01"], "planned": [True], "next_on": ["2015-03-01"]}
    )
    return found


@pytest.fixture(scope="module")
def county():
    return toolkit.County(tables())


@pytest.fixture(scope="module")
def report(county):
    with use_lang("zh"):
        return report_of(county)


def numbers(text: str) -> list[int]:
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


def counted(county) -> dict[str, set[str]]:
    """Who is to be helped, helped, without, by plain loops over the tables."""
    listed = set()
    for row in county["rating"].itertuples():
        if row.grade == "backward":
            listed.add(row.org_id)
    for row in county["turnaround_case"].itertuples():
        listed.add(row.org_id)
    helped = set()
    for row in county["pairing"].itertuples():
        runs = row.start <= DAY and (pd.isna(row.end_actual) or row.end_actual > DAY)
        if runs and row.channel in HELPS and row.recipient_id in listed:
            helped.add(row.recipient_id)
    return {"listed": listed, "helped": helped, "unhelped": listed - helped}


def test_the_first_sentence_counts_who_has_a_helper(county, report):
    found, front = counted(county), section(report, "front")
    wanted = [len(found[k]) for k in ("listed", "helped", "unhelped")]
    assert wanted == [7, 5, 2] and numbers(front.paragraphs[0])[:3] == wanted
    # few of them are named: co-building is no help, a case on the list is
    assert "（005 村5党支部、006 村6党支部）" in front.paragraphs[0]
    assert (
        "1 个帮扶方超出能力，超得最多的是 001 村1党支部，一种方式中有 4 对，能力 3 对"
        in (front.paragraphs[0])
    )
    # 008 has two helpers, so 001 alone keeps 009, 010 and 011
    assert "若 001 村1党支部退出，又有 3 个待帮单位无人帮" in front.paragraphs[0]


def test_the_second_sentence_says_what_changed_and_how_reviews_ended(report):
    # 000–006 ended before 2014-06-30: nothing was added or dropped since
    assert section(report, "front").paragraphs[1] == (
        "与一年前（2014-06-30）相比，结对保留 7 对、新增 0 对、解除 0 对；"
        "2013 年复核典型 1 个，其中整改 1 个、退出 0 个。"
    )


def test_the_third_sentence_counts_what_is_overdue_and_what_comes(report):
    # the review of 2013 counts from its first day, as in the register; a pair ends within ten days
    assert section(report, "front").paragraphs[2] == (
        "过期未办：结对过期 1 对、承诺过期 1 件、复核逾期 1 个、回访逾期 1 个、整顿问题逾期 1 项"
        "；此后一个月内还有 1 项到期。"
    )


def test_the_decisions_stand_in_the_order_of_their_dates(report):
    frame = section(report, "front").tables[0].frame
    assert frame["unit"].tolist() == [
        "000 =cmd|' /C calc'!A0",
        "006 村6党支部",
        "005 村5党支部",
        "009 村9党支部",
        "010 村10党支部",
    ]
    assert frame["why_now"].tolist() == [
        "典型该复核；典型该回访",
        "无人帮",
        "无人帮；整顿问题到期",
        "结对到期：续、换或结束",
        "结对到期：续、换或结束",
    ]
    days = [(DAY - pd.Timestamp(d)).days for d in ("2014-01-01", "2014-06-01", "2015-02-01")]
    # 006 was listed in January 2014 and helped until June: nobody set a date for its next helper
    assert frame["task_state"].tolist() == [
        f"逾期 {days[0]} 天",
        f"已等 {days[1] / 365.25:.1f} 年",
        f"已等 {days[2]} 天",
        "逾期 60 天",
        "将到期：还有 10 天",
    ]
    assert frame["since"].iloc[1] == pd.Timestamp("2014-06-01")
    assert section(report, "front").tables[0].tones == ["late"] * 4 + ["soon"]
    planned = frame["plan_gives"].tolist()
    assert all("党支部" in planned[i] for i in (1, 2)) and pd.isna(planned[0])


def test_at_most_twelve_units_are_on_paper_and_all_in_the_workbook():
    data = small_tables()
    data["pairing"] = data["pairing"].iloc[:0]
    many = pd.concat([data["organisation"]] * 3, ignore_index=True)
    many["org_id"] = [f"{i:03d}" for i in range(len(many))]
    data["organisation"], data["rating"] = (
        many,
        pd.DataFrame({"org_id": many["org_id"], "period": "2014", "grade": "backward"}),
    )
    for name in ("commitment", "flag", "exemplar"):
        del data[name]
    table = section(report_of(toolkit.County(data)), "front").tables[0]
    assert len(table.frame) == 36 and len(list(table.rows())) == 12 and "24 行" in table.rest


def test_one_word_has_one_number_in_every_section_figure_and_table(county, report):
    """Whole report, read as a reader would."""
    found = counted(county)
    told = []
    for s in report.sections:
        told += [s.finding, *s.paragraphs, *s.closing]
        for figure in s.figures:
            told += [figure.title, figure.caption, figure.alt]
    text = "\n".join(told)
    patterns = {
        r"(\d+) 个待帮单位[，中]": len(found["listed"]),
        r"待帮单位 (\d+) 个": len(found["listed"]),
        r"(\d+) 个无人帮": len(found["unhelped"]),
        r"无人帮 (\d+) 个": len(found["unhelped"]),
        r"(\d+) 个已结对[，；。]": len(found["helped"]),
        r"(\d+) 个(?:帮扶方)?超出能力": 1,
        r"结对过期 (\d+) 对": 1,
        r"承诺过期(?:（[^）]*）)? ?(\d+) 件": 1,
    }
    for pattern, number in patterns.items():
        said = [int(n) for n in re.findall(pattern, text)]
        assert said, pattern
        assert set(said) == {number}, (pattern, said)
    coverage = section(report, "coverage").tables[0].frame
    assert set(coverage["recipients"]) == {len(found["listed"])}
    places = section(report, "front").figures[0].data
    assert (places["helped"].sum(), places["unhelped"].sum()) == (5, 2)
    assert len(re.findall("无人帮|已结对", text)) > 6
    assert section(report, "load").tables[0].frame["over"].gt(0).sum() == 1


def test_one_word_has_one_number_in_the_whole_report_of_a_larger_county():
    county = toolkit.demo_county(200)
    pairs = county["pairing"]
    held = pairs.index.isin(pairs.index[pairing.running(pairs, "2012-01-01")][:3])
    changed = pairs.assign(
        status=pairs["status"].mask(held, "paused"),
        end_plan=pairs["end_plan"].mask(held, pd.Timestamp("2011-12-01")),
    )
    county = county.replace({"pairing": changed})
    report = reports.county_report(county, full=True, on="2012-01-01")
    people = pairing.population(county, "2012-01-01")
    told = "\n".join(
        text
        for s in report.sections
        for text in (
            *(s.finding, *s.paragraphs, *s.closing),
            *(t for f in s.figures for t in (f.title, f.caption, f.alt)),
        )
    )
    for pattern, least, number in (
        (r"([\d,]+) 个待帮单位中", 3, len(people.to_help)),
        (r"待帮单位 ([\d,]+) 个", 1, len(people.to_help)),
        (r"([\d,]+) 个已结对|：已结对 ([\d,]+) 个", 2, len(people.helped)),
        (r"([\d,]+) 个无人帮|无人帮 ([\d,]+) 个", 4, len(people.unhelped)),
        (r"([\d,]+) 个(?:帮扶方)?超出能力", 5, len(people.over_capacity)),
        (r"结对过期 ([\d,]+) 对", 2, len(people.past_end)),
        (r"暂停 ([\d,]+) 对", 4, len(people.paused)),
        (r"承诺过期(?:（[^）]*）)? ?([\d,]+) 件", 2, len(late_commitments(county, "2012-01-01"))),
        (r"回访逾期 ([\d,]+) 个", 2, None),
    ):
        said = [int("".join(m.groups("")).replace(",", "")) for m in re.finditer(pattern, told)]
        assert len(said) >= least and len(set(said)) == 1, (pattern, said)
        assert number is None or set(said) == {number}, (pattern, said, number)
    # thousands are set apart; years, days and the numbers of units are not
    assert not re.findall(r"(?<![\dA-Z.,-])(?!(?:19|20)\d\d(?!\d))\d{4,}", told)
    # 过期 never stands without what is past its end
    assert not re.findall("(?<!结对)(?<!承诺)(?<!没有)过期(?!未办)", told)


def test_a_county_without_a_list_says_that_nobody_knows_who_is_to_be_helped():
    data = small_tables()
    del data["rating"]
    first = section(report_of(toolkit.County(data)), "front").paragraphs[0]
    assert first.startswith("数据中没有定级，也没有整顿，谁待帮无从得知：曾受助的 6 个单位中，5 个")


def test_a_source_that_lists_the_units_itself_is_believed_and_said():
    data = small_tables("user_supplied")
    del data["rating"]
    report = report_of(
        toolkit.County(data), listed=["006", "007", "004"], read_as="按台账读入，方式未注明。"
    )
    front = section(report, "front")
    assert front.paragraphs[0].startswith(
        "3 个待帮单位中，1 个已结对，2 个无人帮（004 村4党支部、006"
    )
    assert front.closing[0].startswith("按台账读入，方式未注明。读入")


@pytest.fixture(scope="module")
def of_ledger(tmp_path_factory):
    """Fourteen villages without a helper and two with one, as an office writes them."""
    rows = [["青岭县2024年挂钩帮扶村台账"], ["序号", "乡镇", "挂钩村", "挂钩单位"]]
    for i in range(16):
        village = f"白石镇{'东西南北上下前后'[i % 8]}{'溪坪'[i // 8]}村"
        rows.append([str(i + 1), "白石镇", village, "" if i < 14 else "县财政局"])
    path = tmp_path_factory.mktemp("ledger") / "挂钩.csv"
    path.write_text("\n".join(",".join(r) for r in rows), encoding="utf-8-sig")
    return open_source(path)


def test_a_ledger_names_every_unit_without_a_helper_on_page_one(of_ledger):
    assert len(of_ledger.ledger.unpaired) == 14
    front = section(reports.county_report(of_ledger.county), "front")
    assert front.paragraphs[0].startswith("16 个待帮单位中，2 个已结对，14 个无人帮")
    closing = "".join(front.closing)
    assert closing.startswith("数据由台账（不是按模板填的县级记录）按稳妥的读法读入。")
    assert all(name in closing for name in of_ledger.ledger.unpaired)
    # nobody wrote down since when, so nothing is called due
    assert set(front.tables[0].frame["task_state"]) == {"不知自何日起"}
    assert front.paragraphs[2] == "没有过期的事项，此后一个月内也没有到期的。"


@pytest.mark.parametrize("name", ["qinglan_60", "counterpart_assistance"])
def test_nothing_that_people_typed_stands_on_masked_pages(name):
    """A programme, a source, a reason may name a unit: of every such cell nothing is shown."""
    typed = ["name", "title", "reason", "note", "source", "goal", "measure", "evidence", "topic"]
    typed += ["object", "problem", "help", "learned", "content", "reference", "veto"]
    shipped, changed = toolkit.County.load(toolkit.dataset(name)), {}
    for table in set(shipped) - {"indicator"}:
        frame = shipped[table].copy()
        for column in set(typed) & set(frame.columns):
            secret = frame[column].where(frame[column].isna(), "秘密村党支部（虚构）")
            frame[column] = secret.astype(frame[column].dtype)
        changed[table] = frame
    made = reports.county_report(shipped.replace(changed), full=True, masked=True)
    for part in made.sections:
        drawn = [t.get_text() for f in part.figures for t in f.figure.findobj(Text)]
        words = [part.heading, part.finding, *part.paragraphs, *part.closing, *part.limits, *drawn]
        words += [x for f in part.figures for x in (f.title, f.caption, f.alt)]
        words += [t.title + t.note + t.rest + t.frame.to_csv() for t in part.tables]
        assert not [w for w in words if "秘密村" in w], part.key
    assert any("只显示编号" in limit for s in made.sections for limit in s.limits)


def test_a_ledger_on_masked_pages_names_nobody(of_ledger):
    front = section(reports.county_report(of_ledger.county, masked=True), "front")
    told = "".join(front.paragraphs + front.closing)
    assert "台账" in told and not any(name in told for name in of_ledger.ledger.unpaired)


def test_the_second_party_of_a_co_building_ledger_is_nobody_s_to_help():
    data = small_tables("user_supplied")
    del data["rating"]
    data["pairing"] = data["pairing"].assign(channel="co_building")
    side = data["organisation"]["org_id"].isin(data["pairing"]["recipient_id"])
    data["organisation"]["ledger_side"] = side.map({True: "受助方", False: None})
    first = section(report_of(toolkit.County(data)), "front").paragraphs[0]
    assert "谁待帮无从得知" in first


def test_helpers_that_tie_are_counted_in_the_figure_too():
    data = small_tables()
    rows = [("003", "010"), ("004", "011")]  # with 001 → 009: three helpers with one unit each
    pairing = data["pairing"]
    pairing = pairing[~pairing["recipient_id"].isin(["010", "011", "007"])]
    more = pd.DataFrame(rows, columns=["helper_id", "recipient_id"]).assign(
        pair_id=["Q1", "Q2"],
        channel="department_links_backward",
        start="2014-05-01",
        status="active",
    )
    data["pairing"] = pd.concat([pairing, more], ignore_index=True)
    front = section(report_of(toolkit.County(data)), "front")
    # nobody is singled out where others stand the same
    assert "若 3 个帮扶方中任何一个退出，又有 1 个待帮单位无人帮" in front.paragraphs[0]
    texts = [
        t.get_text().replace("\n", "") for ax in front.figures[0].figure.axes for t in ax.texts
    ]
    at = texts.index("个待帮单位只有一个帮扶方，涉及 3 个帮扶方")
    assert texts[at - 1] == "3"


@pytest.mark.parametrize(
    ("units", "words"),
    [
        (["001"], "1 个帮扶方超出能力，超得最多的是 001 村1党支部，"),
        (["001", "003"], "2 个帮扶方超出能力，各超 2 对"),
        (["001", "003", "004"], "3 个帮扶方超出能力，超得最多的 2 个各超 2 对"),
    ],
)
def test_nobody_is_furthest_over_capacity_where_others_stand_the_same(units, words):
    data = small_tables()
    reached = {"001": 3, "003": 3, "004": 2}  # each may help one unit
    rows = [
        {"helper_id": h, "recipient_id": f"{r:03}"} for h in units for r in range(5, 5 + reached[h])
    ]
    data["pairing"] = pd.DataFrame(rows).assign(
        pair_id=[f"Q{i}" for i in range(len(rows))],
        channel="advanced_helps_backward",
        start="2013-05-01",
        status="active",
    )
    organisation = data["organisation"]
    data["organisation"] = organisation.drop(columns="capacity", errors="ignore")
    assert words in section(report_of(toolkit.County(data)), "front").paragraphs[0]


def test_real_places_are_counted_and_not_judged(public, public_report):
    front = section(public_report, "front")
    assert numbers(front.paragraphs[0])[0] == len(public["pairing"])
    assert [t.title for t in front.tables] == ["各批次"]
    assert front.tables[0].frame["pairs"].sum() == len(public["pairing"])
    assert "不作评价" in front.paragraphs[2] and "无人帮" not in "".join(front.paragraphs)


def test_english_is_natural(county):
    with use_lang("en"):
        front = section(report_of(county), "front")
    assert front.paragraphs[0].startswith(
        "Of 7 units to be helped, 5 have a helper and 2 have none (005 村5党支部, 006 村6党支部); "
        "1 helper is over capacity"
    )
    assert front.paragraphs[2].startswith("Overdue: 1 pairing past its planned end, 1 commitment")


def test_no_raw_word_of_ours_is_printed(report, tmp_path):
    reports.write_report(report, tmp_path / "r")
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.S)
    assert not re.search(r"pair\.(cap|need)|site\.|\bchannel\b|--on|\{\"|None|NaN|<NA>|nan", text)
    assert text.index("个待帮单位中") < text.index("读入“小县”")


def test_alternative_texts_are_short(report):
    for s in report.sections:
        for figure in s.figures:
            assert 20 < len(figure.alt) < 200, figure.alt


def test_few_pairs_make_two_pages_with_the_drawing_on_the_first():
    with use_lang("zh"):
        report = reports.county_report(toolkit.County(tables()), on="2015-06-30")
    assert "pairing" in section(report, "front").figures[0].name
    assert not any(s.figures for s in report.sections[1:]) or section(report, "changes").figures
    assert not report.sections[1].new_page
    # what no picture tells stands in a table
    assert section(report, "load").tables[0].show and section(report, "coverage").tables[-1].show


def test_every_large_number_of_the_figure_is_counted_again(county, report):
    capacity = {
        "advanced_helps_backward": 1,
        "department_links_backward": 3,
        "enterprise_ties_backward": 1,
    }
    own = dict(zip(county["organisation"]["org_id"], county["organisation"]["capacity"]))
    pairs, helpers = {}, {}
    for row in county["pairing"].itertuples():
        if row.start <= DAY and (pd.isna(row.end_actual) or row.end_actual > DAY):
            key = (row.helper_id, row.channel)
            pairs[key] = pairs.get(key, 0) + 1
            if row.channel in HELPS and row.recipient_id in counted(county)["listed"]:
                helpers.setdefault(row.recipient_id, set()).add(row.helper_id)
    over = {
        h
        for (h, c), n in pairs.items()
        if c in capacity and n > (capacity[c] if pd.isna(own.get(h)) else own[h])
    }
    alone = [next(iter(h)) for h in helpers.values() if len(h) == 1]
    texts = [
        t.get_text() for ax in section(report, "front").figures[0].figure.axes for t in ax.texts
    ]
    # over capacity, left alone, added / dropped, overdue, commitments, rectified / revoked
    large = [str(len(over)), str(len(alone)), "0 / 0", "4", "1", "1 / 0"]
    at = [i for i, t in enumerate(texts) if t in ("0 / 0", "1 / 0")]
    assert texts[at[0] - 4 : at[1] + 1 : 2] == large
