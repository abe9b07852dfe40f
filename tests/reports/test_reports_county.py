"""What the county report says: the right numbers, what is absent, who is named, nothing judged."""

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.text import Text
from reports_samples import report_of, section, small_tables

import toolkit
from toolkit import reports
from toolkit.reports.context import reference_day
from toolkit.terms import tables, use_lang


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


def frame(report, key, which=0):
    return section(report, key).tables[which].frame


def test_absent_sections_share_one_line():
    county = toolkit.County({"organisation": small_tables()["organisation"]})
    report = report_of(county)
    assert [s.key for s in report.sections] == ["front", "organisations", "read", "sources"]
    line = report.sections[0].closing[0]
    for part in ("结对", "覆盖", "负荷", "承诺", "星级与红旗", "典型", "宣传"):
        assert part in line.split("因此从缺的部分：")[1].rstrip("。").split("、")
    assert "没有内容的表" in line and "、结对、" in line


def test_absent_sections_in_english():
    with use_lang("en"):
        report = report_of(toolkit.County({"organisation": small_tables()["organisation"]}))
    line = report.sections[0].closing[0]
    assert "Sections left out for want of them: Pairing; Coverage; Load; " in line
    assert "turnaround case" in line and "_" not in line


def test_what_lacks_no_table_is_not_said_to_be_left_out_for_one(small, public):
    # of invented data no wave is published; of real places nobody is called critical
    for report in (report_of(small, full=False), report_of(public, full=False)):
        assert "因此从缺" not in "".join(report.sections[0].closing)


def test_five_pages_are_the_pairing_and_the_full_report_is_all(small, small_report):
    brief = [s.key for s in report_of(small, full=False).sections]
    full = [s.key for s in small_report.sections]
    # of few pairs the drawing of who helps whom stands on page one
    assert brief == ["front", "coverage", "load", "critical", "changes", "sources"]
    assert "两列示意图，非地图" in report_of(small, full=False).sections[0].closing[-1]
    assert set(brief) < set(full) and {"organisations", "commitments", "read"} <= set(full)


def test_counts(small_report):
    report = small_report
    assert (
        "12 个组织" in section(report, "organisations").finding
        and "待提升 6" in section(report, "organisations").finding
    )
    assert "6 对结对：3 个帮扶方，5 个受助方" in section(report, "pairing").finding
    assert "部门联后进 5/6" in section(report, "coverage").finding
    assert frame(report, "coverage", 1)["recipient"].tolist() == ["006 村6党支部"]
    load = frame(report, "load").iloc[0]
    assert (load["pairs"], load["capacity"], load["over"]) == (4, 3, 1)
    critical = frame(report, "critical").set_index("helper")["left_alone"].to_dict()
    assert critical == {"001 村1党支部": 3, "000 =cmd|' /C calc'!A0": 1}
    last = frame(report, "changes").iloc[0]
    assert (last["kept"], last["added"], last["dropped"]) == (1, 5, 1)
    assert "3 件承诺，已评诺 2 件，其中兑现 1 件" in section(report, "commitments").finding
    assert "2 个典型，其中已命名 1 个" in section(report, "exemplars").finding


def test_every_section_with_figures_or_tables_has_limits(small_report, public_report):
    for report in (small_report, public_report):
        for s in report.sections:
            assert s.front or s.limits or not (s.figures or s.tables), s.key


def test_reference_day():
    old = toolkit.County(small_tables())
    day, why = reference_day(old)
    # the last date is 2014-06-01, and the ratings of 2014 hold from the end of that year
    assert day == pd.Timestamp("2014-12-31") and "最后的日期" in why
    fresh = small_tables()
    fresh["pairing"]["start"] = pd.Timestamp.today().strftime("%Y-%m-%d")
    fresh["pairing"][["end_actual", "status"]] = [None, "active"]
    assert reference_day(toolkit.County(fresh))[0] == pd.Timestamp.today().normalize()
    assert reference_day(old, "2012-02-03")[0] == pd.Timestamp("2012-02-03")
    with pytest.raises(ValueError, match="2016-12-31"):
        reference_day(old, "昨天")


def test_units_bear_number_and_name_and_numbers_alone_when_masked():
    for nature in ("user_supplied", "fictitious"):
        county = toolkit.County(small_tables(nature))
        for masked in (False, True):
            report = report_of(county, masked=masked)
            cells = {
                str(v)
                for s in report.sections
                for t in s.tables
                for v in t.frame.to_numpy().ravel()
            }
            assert ("001 村1党支部" in cells) is not masked and ("001" in cells) is masked
            told = "".join(p for s in report.sections for p in (s.finding, *s.paragraphs))
            drawn = "".join(f.title + f.alt for s in report.sections for f in s.figures)
            assert ("党支部" in told + drawn) is not masked
            if nature == "user_supplied":
                assert report.watermark == "内部教学" and "内部教学" in report.nature


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_masked_files_name_no_unit_anywhere(lang, tmp_path):
    """Page, Word, workbook, drawings, alternative texts, titles, names of files: numbers alone,
    even where the file that was read is called after its unit."""
    data = small_tables()
    named = [f"槐荫{c}党支部（虚构）" for c in "甲乙丙丁戊己庚辛壬癸子丑"]
    data["organisation"]["name"] = named
    county = toolkit.County(data)
    with use_lang(lang):
        for masked in (False, True):
            folder = tmp_path / str(masked)
            report = reports.county_report(county, source=f"{named[0]}.xlsx", masked=masked)
            reports.write_report(report, folder)
            told = ""
            for file in filter(Path.is_file, folder.rglob("*")):
                told += file.name
                if zipfile.is_zipfile(file):
                    with zipfile.ZipFile(file) as z:
                        told += "".join(z.read(n).decode("utf-8", "ignore") for n in z.namelist())
                else:
                    told += file.read_bytes().decode("utf-8", "ignore")
            told += re.sub("<[^>]+>", "", told)
            drawn = [f for s in report.sections for f in s.figures]
            told += "".join(
                t.get_text().replace("\n", "") for f in drawn for t in f.figure.findobj(Text)
            )
            assert ("槐荫" in told) is not masked


def test_small_counts_of_members_are_held_back():
    data = small_tables("user_supplied")
    data["organisation"]["township"] = ["甲镇"] + ["乙镇"] * 11
    town = section(report_of(toolkit.County(data)), "organisations").tables[3]
    assert pd.isna(town.frame.set_index("township")["members_n"]["甲镇"]) and "5" in town.note


def test_waves_are_compared_within_a_programme_at_one_grain(public_report):
    kept = section(public_report, "waves").tables[1].frame
    steps = kept.set_index(["programme", "grain", "from", "to"])["jaccard"].round(3).to_dict()
    assert steps == {
        ("协作", "按公布", "1996", "2010"): 0.5,
        ("协作", "两端归并到省", "1996", "2010"): 0.5,
        ("协作", "两端归并到省", "2010", "2016"): 1.0,
        ("支援", "按公布", "0207", "0210"): 0.25,
    }


def test_replaced_arrangement_is_described(public_report):
    text = "".join(section(public_report, "waves").paragraphs)
    assert "保留 1 对，新增 2 对，解除 1 对。只作描述，不作评价" in text


def test_real_places_are_not_judged(public_report):
    report = public_report
    assert report.watermark == "" and "不作评价" in report.nature
    assert not {"critical", "changes"} & {s.key for s in report.sections}
    assert "待提升" not in "".join(s.finding for s in report.sections)
    assert all("map" not in type(f).__name__.lower() for f in section(report, "pairing").figures)
    assert "evidence" in section(report, "waves").tables[-1].frame


def test_sources_cite_rules_with_grade(small_report):
    rules = frame(small_report, "sources").set_index("meaning")
    assert rules.loc["每个部门联系单位数", "grade"] == "B"
    assert "S52" in frame(small_report, "sources", 1)["sources"].tolist()


def test_every_heading_is_known(small_report, public_report):
    """A column without an entry in the glossary would show its English name to a Chinese reader."""
    for report in (small_report, public_report):
        for s in report.sections:
            for t in s.tables:
                assert all(any("一" <= c <= "鿿" for c in h) for h in t.columns), (s.key, t.columns)


def test_every_domain_table_is_listed_as_read_or_empty(small_report):
    read = section(small_report, "read")
    listed = len(read.tables[0].frame) + read.paragraphs[1].count("、") + 1
    assert listed == len(tables())


def test_ordinals():
    from toolkit.reports.wording import ordinal

    assert [ordinal(n) for n in (1, 9, 10, 11, 20, 21)] == [
        "一、",
        "九、",
        "十、",
        "十一、",
        "二十、",
        "二十一、",
    ]


def test_a_rating_without_its_day_counts_in_the_report_that_ends_its_year():
    """An office fills in 待提升 for 2015 and nothing later: on the last day of the pairs, in June,
    nobody would be in need of help."""
    tables = small_tables()
    tables = {name: tables[name] for name in ("organisation", "pairing")}
    in_need = str(tables["pairing"]["recipient_id"].iloc[0])
    tables["pairing"] = tables["pairing"].assign(
        start=pd.Timestamp("2015-06-01"), end_plan=pd.NaT, end_actual=pd.NaT, status="active"
    )
    tables["rating"] = pd.DataFrame({"org_id": [in_need], "period": "2015", "grade": "backward"})
    county = toolkit.County(tables)
    day, why = reports.reference_day(county)
    assert day == pd.Timestamp("2015-12-31") and "最后的日期" in why
    assert reports.county_report(county).sections[0].paragraphs[0].startswith("1 个待帮单位中")
