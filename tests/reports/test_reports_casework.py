"""Pages of case work: every line of a summary in its report where it says, one case in depth, files
by suffix."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from docx import Document

from toolkit import County, cases, reports
from toolkit.cli import main
from toolkit.records import read_book
from toolkit.reports.counting import nearest
from toolkit.reports.experience import experience_sections
from toolkit.reports.gains import gains_section
from toolkit.reports.quoting import cited, quoted
from toolkit.reports.two_ways import uncounted
from toolkit.terms import use_lang

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "cases"


@pytest.fixture(scope="module")
def shipped():
    county = County.load(FOLDER)
    read = cases.from_county(county)
    with use_lang("zh"):
        coded = cases.code(read)
        outcomes = dict(zip(county["case_text"]["case_id"], county["case_text"]["outcome"]))
        return read, coded, outcomes, cases.summarise(read, 500, coded=coded, outcomes=outcomes)


@pytest.fixture(scope="module")
def pages(shipped, tmp_path_factory):
    read, coded, outcomes, summary = shipped
    folder = tmp_path_factory.mktemp("归纳")
    with use_lang("zh"):
        made = reports.summary_report(read, summary, coded, outcomes, nature="fictitious")
        return made, [
            reports.write_casework(made, folder / f"归纳.{suffix}") for suffix in ("docx", "html")
        ]


def test_every_line_stands_in_the_sentence_it_cites(shipped, pages):
    read, _, _, summary = shipped
    words = [p.text for p in Document(str(pages[1][0])).paragraphs]
    found = [m for w in words for m in re.finditer(r"([^〔〕】]+)〔(C\d\d) 第(\d+)句，[^〕]+〕", w)]
    assert len(found) >= len(summary) > 10
    quoted = []
    for m in found:
        spans = read[m[2]].sentences.iloc[int(m[3]) - 1]
        said = " ".join(read[m[2]].text[spans["start"] : spans["end"]].split())
        # the head of a line (怎么做：) stands before its first sentence only
        assert m[1].endswith(said) or m[1].endswith("前面已引"), m[0]
        quoted += [m.group(2, 3)] * m[1].endswith(said)
    assert len(quoted) == len(set(quoted)), "a sentence is quoted once"


def test_slots_stand_in_their_order(pages):
    keys = [s.key for s in pages[0].sections]
    assert keys[0] == "basis" and keys[-1] == "cases"
    order = [k for k in ("background", "practice", "effect", "insight", "problem") if k in keys]
    assert [k for k in keys if k in order] == order and {"practice", "effect"} <= set(order)


def test_pages_say_what_they_rest_on_and_what_the_data_are(shipped, pages):
    document = Document(str(pages[1][0]))
    assert shipped[3].attrs["statement"] in [p.text for p in document.paragraphs]
    assert "虚构" in document.sections[0].header.paragraphs[0].text
    page = pages[1][1].read_text(encoding="utf-8")
    assert "虚构数据" in page and "http" not in re.sub(r"http-equiv|http://www.w3.org", "", page)
    assert page.count("<figure>") == 1


def test_a_sentence_is_counted_as_in_the_coding_sheet():
    report = cases.read("标题一（虚构）\n第一句。第二句。\n")
    second = report.text.index("第二句")
    row = [
        i
        for i, (a, b) in enumerate(zip(report.sentences["start"], report.sentences["end"]), 1)
        if a <= second < b
    ]
    assert [report.sentence_number(second)] == row
    with use_lang("zh"):
        assert cited(report, "C01", second) == f"〔C01 第{row[0]}句〕"


def test_without_outcomes_or_on_winners_only_it_claims_no_causes(shipped):
    read, coded, outcomes, _ = shipped
    winners = {c: read[c] for c, o in outcomes.items() if o == "improved"}
    mine = coded[coded["case"].isin(winners)]
    with use_lang("zh"):
        made = reports.summary_report(
            winners, cases.summarise(winners, 200, coded=mine, outcomes=outcomes), mine, outcomes
        )
        study = cases.in_depth(winners["C05"], winners_only=True)
        depth = reports.study_report(study, winners["C05"], cases.cross_case(winners, outcomes))
    assert "非成因" in made.sections[0].finding
    assert "非成因" in made.sections[-1].figures[0].caption
    assert any("共有做法，非成因" in limit for s in depth.sections for limit in s.limits)
    assert "非成因" in next(s for s in depth.sections if s.key == "cross").finding


def test_copied_wording_is_named():
    same = "村里把二十年来的账本一页一页摊开晒在祠堂门口，谁都可以来翻看。"
    read = {
        "甲": cases.read(f"甲村的账\n{same}\n"),
        "乙": cases.read(f"乙村的账\n到了秋天，{same}\n"),
    }
    coded = cases.code(read)
    with use_lang("zh"):
        made = reports.summary_report(read, cases.summarise(read, 100, coded=coded), coded)
    copied = made.sections[-1]
    assert copied.finding.startswith("1 对")
    assert copied.tables[1].frame["text"].iloc[0].strip() in same


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_case_in_depth(shipped, lang, tmp_path):
    read, _, outcomes, _ = shipped
    with use_lang(lang):
        study = cases.in_depth(read["C05"], "C05", winners_only=False)
        made = reports.study_report(
            study, read["C05"], cases.cross_case(read, outcomes), nature="fictitious"
        )
        path = reports.write_casework(made, tmp_path / "个案.docx")
    claims = next(s for s in made.sections if s.key == "claims").tables[0].frame
    assert len(claims) == len(study.claims) == 2
    assert (claims[["verdict", "reason"]] == "").all(axis=None), "for a person to fill"
    assert claims["rivals"].str.contains("共同趋势" if lang == "zh" else "common trend").all()
    assert len(Document(str(path)).tables) == sum(len(s.tables) for s in made.sections) >= 6
    cross = next(s for s in made.sections if s.key == "cross").tables[0]
    assert (
        len(cross.frame) == 24 and "common_trend" in cross.frame and "one_person" not in cross.frame
    )
    assert not [c for c in cross.columns if "_" in c]


def test_a_report_without_effects_is_laid_out_too(shipped):
    report = shipped[0]["C01"]
    made = reports.study_report(cases.in_depth(report), report)
    claims = next(s for s in made.sections if s.key == "claims")
    assert len(claims.tables) == 1 and claims.finding


def test_nothing_coded_is_said():
    read = {"甲": cases.read("天气很好。")}
    coded = cases.code(read)
    made = reports.summary_report(read, cases.summarise(read, 50, coded=coded), coded)
    assert not made.sections[-1].figures


def test_command_line_writes_by_suffix(tmp_path, capsys):
    for name in ("归纳.html", "归纳.xlsx"):  # the case below is written as .docx
        assert (
            main(
                [
                    "--lang",
                    "zh",
                    "summarise",
                    str(FOLDER),
                    "--budget",
                    "150",
                    "--out",
                    str(tmp_path / name),
                ]
            )
            == 0
        )
        assert (tmp_path / name).stat().st_size > 5000
    text = str(read_book(tmp_path / "归纳.xlsx"))
    assert "成效所凭" in text and "怎么看" in text and "第几句" in text
    capsys.readouterr()
    assert (
        main(
            [
                "--lang",
                "zh",
                "summarise",
                str(FOLDER),
                "--case",
                "C05",
                "--out",
                str(tmp_path / "个案.docx"),
            ]
        )
        == 0
    )
    assert "第三方" in capsys.readouterr().out and (tmp_path / "个案.docx").is_file()
    assert main(["--lang", "zh", "summarise", str(FOLDER), "--case", "C99"]) == 2
    assert main(["--lang", "zh", "summarise", str(FOLDER), "--out", str(tmp_path / "x.pdf")]) == 2


def test_claims_are_judged_in_a_workbook_and_read_back(tmp_path, capsys):
    sheet, page = tmp_path / "检验.xlsx", tmp_path / "C05.html"
    line = ["--lang", "zh", "summarise", str(FOLDER), "--case", "C05", "--verdicts", str(sheet)]
    assert main(line) == 0
    assert f"待填的证据检验表：{sheet}" in capsys.readouterr().out
    book = openpyxl.load_workbook(sheet)
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows()}
    claim = next(row for text, row in rows.items() if str(text).startswith("审计报告显示"))
    assert [claim[3].value, claim[4].value] == ["第三方", "冒烟枪"]
    claim[6].value, claim[7].value = "通过", "查了审计原件"
    book.save(sheet)
    assert main([*line, "--out", str(page)]) == 0
    assert "；判断：通过，查了审计原件]" in capsys.readouterr().out
    written = page.read_text(encoding="utf-8")
    assert ">通过</td>" in written and ">查了审计原件</td>" in written


def test_what_the_page_says_beyond_what_parts_the_sides(shipped, pages):
    """An early gain is marked, the same practice in a case that improved stands beside one that did
    not, and what no code was given to is listed."""
    sections = {s.key: s for s in pages[0].sections}
    pairs = sections["two_ways"].paragraphs[1:]
    assert 3 <= len(pairs) <= 6
    for pair in pairs:
        ends = re.findall(r"C\d\d 第\d+句[，（]([^〕，）]+)(?:〕|，见上）)", pair)
        assert ends[0] == "改善" and ends[1] in ("无明显变化", "变差")
        assert set(ends[2:]) <= {"改善"}, "the other form is shown of improved cases"
    # what no code was given to is quoted there, or further up on the manner of doing things
    left = "\n".join(sections["without_code"].paragraphs + sections["manner"].paragraphs)
    assert "C06 第16句" in sections["without_code"].paragraphs[-1]
    for words in ("再交村民代表会表决", "村民表决、张榜公布", "村民代表投票"):
        assert words in left
    report = shipped[0]["C17"]
    start = report.text.index("先锋班组人均产量高出其他班组34%")
    said = cases.Excerpt("C17", start, report.text.index("\n", start), "")
    with use_lang("zh"):
        (line,) = quoted([said], shipped[0], shipped[2])
    assert line.endswith("【一时的成效，没有保住】")
    # a charter tells what is to be done
    assert not any("联盟章程写得很全" in p for s in pages[0].sections for p in s.paragraphs)


def test_a_gain_that_did_not_last_is_marked_in_depth(shipped):
    read, _, outcomes, _ = shipped
    with use_lang("zh"):
        study = cases.in_depth(read["C17"], "C17")
        made = reports.study_report(study, read["C17"], cases.cross_case(read, outcomes))
    rows = next(s for s in made.sections if s.key == "claims").tables[0].rows()
    claims = [row[1] for row in rows]
    marked = [t for t in claims if "一时的成效，没有保住" in t]
    assert len(marked) == 1 and "高出其他班组34%" in marked[0]
    assert any(t.endswith("【原句说变差】") for t in claims)


def _invented(lang="zh"):
    """Two improved villages, one that fell, one that did not change and a report of deeds only."""
    done = "村党委请回老支书任支部书记，选出两名后备干部跟班学习。"
    texts = {
        "甲": f"甲村（虚构）\n{done}\n{done}\n集体收入由3万元增至9万元。\n",
        "乙": f"乙村（虚构）\n{done}\n{done}\n审计显示，集体收入由2万元增至8万元。\n",
        "丙": "丙村（虚构）\n简报发了5期，电视台报道过三次。\n到会率由85%降到37%。\n"
        "整顿不能只算投入，要算走了以后还剩什么。\n",
        "丁": "丁村（虚构）\n简报发了7期，电视台报道过两次。\n集体收入与三年前持平，仍是2万元。\n",
        "戊": f"戊县（虚构）\n{done}\n",
    }
    outcomes = dict(zip(texts, ["improved", "improved", "worse", "unchanged", "not_stated"]))
    read = {case: cases.Report(text, case) for case, text in texts.items()}
    with use_lang(lang):
        coded = cases.code(read)
        summary = cases.summarise(read, 300, coded=coded, outcomes=outcomes)
        return reports.summary_report(read, summary, coded, outcomes, nature="fictitious")


def test_a_fall_stands_with_its_numbers_at_the_head_of_the_page():
    made = _invented()
    assert made.sections[0].paragraphs[0] == (
        "未改善的里 1 个变差（丙），1 个无变化。到会率由85%降到37%。"
        "〔丙 第3句，变差〕【原句说变差】（证据：前后对比；谁测评的：未说明）"
    )
    effect = next(s for s in made.sections if s.key == "effect")
    gains = next(s for s in made.sections if s.key == "gains")
    assert gains.paragraphs[0].startswith("戊 报了 1 项做法、0 条成效") and not gains.annex
    above = [p for p in effect.paragraphs if p.startswith("前面已引：")]
    assert any("丙 第3句" in p for p in above)


def test_slots_take_a_line_of_every_case_and_name_the_cases_without():
    made = {s.key: s for s in _invented().sections}
    practice = "".join(made["practice"].paragraphs)
    assert "〔甲 " in practice and "〔乙 " in practice and "〔戊 " not in practice
    assert any("〔丙 " in p for p in made["insight"].paragraphs)
    assert made["insight"].paragraphs[-1] == "没有找到：甲、乙、丁。"


def test_nothing_that_parts_is_said_as_such_with_what_comes_nearest():
    made = _invented()
    (told,) = [
        p for p in made.sections[0].paragraphs if p.startswith("按编码，没有一项做法能可靠地")
    ]
    assert "0 项" not in told and "4 个案例说不准" in told
    # a table without a row is not shown
    for table in (t for s in made.sections if s.key == "experience" for t in s.tables):
        assert len(table.frame) and set(table.frame["practice"]) <= {"带头人队伍建设", "宣传推介"}
    ends = next(s for s in made.sections if s.key == "gains").tables
    assert len(ends) == 2
    told = [p for s in made.sections for p in s.paragraphs]
    told += [cell for table in ends for row in table.rows() for cell in row]
    said = {m for p in told for m in re.findall(r"〔(.) 第(\d+)句", p)}
    assert [len(said)] == [int(n) for n in re.findall(r"(\d+) 句", made.subtitle)]


def test_what_the_codebook_lacks_is_listed_whatever_it_is_about():
    pledge, gain = "支部每名党员都公开承诺，一年里办好12件实事。", "集体收入由3万元增至9万元。"
    vote = "凡是花钱的事，先由支部提出方案，再交村民代表会表决。"
    same = "与邻村同时由县医院帮扶，邻村有了变化，本村没有变化。"
    texts = {c: f"{c}村（虚构）\n{pledge}\n{vote}\n{pledge}\n{gain}\n" for c in "甲乙"}
    texts |= {"丙": f"丙村（虚构）\n{pledge}\n{same}\n"}
    read = {case: cases.Report(text, case) for case, text in texts.items()}
    outcomes = {"甲": "improved", "乙": "improved", "丙": "unchanged"}
    with use_lang("zh"):
        coded = cases.code(read)
        coded = coded[coded["code"] == "PLEDGE"]
        front, sections = experience_sections(read, coded, outcomes, set())
    made = {s.key: s for s in sections}
    head, *lines = made["without_code"].paragraphs
    assert "还有 2 句" in head and [vote in line for line in lines] == [True, True]
    (help_,) = [line for line in front if "帮扶一样" in line]
    assert same in help_ and "没有核过" in help_
    assert "它自己说" not in help_


PLEDGE = "支部每名党员都公开承诺，一年里办好12件实事。"
END = "集体收入与三年前持平，仍是2万元。"


def test_what_stands_behind_the_ending_is_told_as_such_and_not_as_unwritten():
    fill = "村里天气很好，路也好走。" * 6
    texts = {c: f"{c}村（虚构）\n{fill}\n{PLEDGE}\n集体收入由3万元增至9万元。\n" for c in "甲乙丙"}
    texts |= {"丁": f"丁村（虚构）\n{fill}\n{END}\n此后{PLEDGE}\n"}
    texts |= {"戊": f"戊村（虚构）\n{fill}\n{END}\n"}
    read = {case: cases.Report(text, case) for case, text in texts.items()}
    outcomes = {case: "unchanged" if case in "丁戊" else "improved" for case in texts}
    with use_lang("zh"):
        _, made = experience_sections(read, cases.code(read), outcomes, set())
    (told,) = [s for s in made if s.heading == "公开承诺践诺"]
    (line,) = [p for p in told.paragraphs if p.startswith("反例")]
    assert "写到过 1 处" in line and "〔丁 " in line and "在结局之后" in line
    (after,) = [s for s in made if s.key == "aftermath"]
    assert any(f"此后{PLEDGE}〔丁 " in p for p in after.paragraphs) and not after.annex


@pytest.mark.parametrize(("lacked_first", "reason"), [(True, "dropped"), (False, "late")])
def test_what_was_wanting_behind_the_ending_is_late(lacked_first, reason):
    lack = "村里的党员没有公开承诺。"
    order = [lack, END] if lacked_first else [END, lack]
    text = "\n".join(["丁村（虚构）", "村里天气很好，路也好走。" * 6, *order, ""])
    read = {"丁": cases.Report(text, "丁")}
    none = cases.accepted(cases.code(read)).iloc[:0]
    told = uncounted(read, none, none, {"丁": "unchanged"})
    assert set(told.loc[told["code"] == "PLEDGE", "reason"]) == {reason}


def test_the_nearest_are_those_that_chance_makes_least_often():
    rows = [("A", 4, 0, 0.67, 0.06), ("B", 5, 1, 0.63, 0.08), ("C", 1, 3, -0.43, 0.24)]
    columns = ["codes", "improved", "not_improved", "difference", "chance"]
    found = pd.DataFrame(rows, columns=columns).assign(group="few")
    assert nearest(found)["codes"].tolist() == ["A", "B"]
    assert nearest(found.iloc[2:])["codes"].tolist() == ["C"]


def test_help_alike_is_followed_by_what_the_case_says_was_wanting():
    same = "与邻村同时由县医院帮扶，邻村有了变化，本村没有变化。"
    want = "送来的药没有人管，锁在柜里，村民背后都有怨言。"
    learnt = "教训是：先有能接的手，再谈伸出的手。"
    text = f"丙村（虚构）\n{same}\n{'村里天气很好，路也好走。' * 4}\n{want}\n{END}\n{learnt}\n"
    read = {"丙": cases.Report(text, "丙")}
    with use_lang("zh"):
        coded, known = cases.code(read), {"丙": "unchanged"}
        front, _ = experience_sections(read, coded, known, set())
        (help_,) = [line for line in front if "帮扶一样" in line]
        made = reports.summary_report(read, cases.summarise(read, 99, coded=coded), coded, known)
    assert help_.index(same) < help_.index("它自己说") < help_.index(want) < help_.index(learnt)
    # quoted at the head, so not missing below
    assert not any(p.startswith("没有找到") for s in made.sections for p in s.paragraphs)


def test_how_large_a_place_is_tells_of_its_start():
    size = "星河社区有居民6300户，商铺多，流动人口多。"
    text = f"星河社区小结（虚构）\n{size}\n{PLEDGE * 4}\n{END}\n"
    read = {"丙": cases.Report(text, "丙")}
    lines = cases.line_by_case(read, cases.code(read), {"丙": "unchanged"})
    assert lines.loc[lines["slot"] == "background", "text"].tolist() == [size]


def test_every_case_shows_what_it_came_to_and_what_somebody_else_measured():
    own = "集体收入由3万元增至9万元。"
    asked = "乡里委托第三方入户调查，受访的96户中有83户对支部表示满意。"
    read = {
        "甲": cases.Report(f"甲村小结（虚构）\n{own}\n{asked}\n", "甲"),
        "乙": cases.Report(f"乙村小结（虚构）\n{END}\n", "乙"),
    }
    with use_lang("zh"):
        outcomes = {"甲": "improved", "乙": "unchanged"}
        section = gains_section(read, cases.code(read), outcomes, set())
    better, others = section.tables
    assert own in better.frame.loc[0, "result"] and asked in better.frame.loc[0, "result"]
    assert "乡里委托第三方" in better.frame.loc[0, "measured"]
    assert END in others.frame.loc[0, "result"] and "own_doubt" not in others.frame
