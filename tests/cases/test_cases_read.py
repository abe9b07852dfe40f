"""Reading: offsets over scripts and encodings, names, adversarial texts, and the counts of the 2011
report."""

import itertools
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import cases
from toolkit.cases.script import fold
from toolkit.records import decode

REPORT = Path(__file__).resolve().parents[3] / "shared" / "data" / "report.txt"
PIECES = st.sampled_from(
    [
        "一是抓班子。",
        "（二）",
        "三、",
        "“三级联创”活动",
        "「三級聯創」活動",
        "23.5万元",
        "３０％",
        "《",
        "》",
        "“",
        "”",
        "\n",
        "\r\n",
        "　",
        "😀",
        "𠮷",
        "黨員12名",
        "。",
        "；",
        "：",
        "首先，",
        "其次，",
        "3至5户",
        "书记王大山",
        "first",
        "①",
        "\u2028",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_offset_slices_its_text(text):
    report = cases.Report(text)
    assert len(report.folded) == len(text)
    for frame, column in [
        (report.quotes, "text"),
        (report.programmes, "name"),
        (report.figures, "raw"),
        (report.outline, "heading"),
        (report.dates, "text"),
    ]:
        for start, end, words in zip(frame["start"], frame["end"], frame[column]):
            assert text[start:end] == words != ""
    spans = list(zip(report.sentences["start"], report.sentences["end"]))
    assert all(a < b for a, b in spans) and all(b <= c for (_, b), (c, _) in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert (
        "".join(kept.split()) == "".join(text.replace("\ufeff", "").replace("\u200b", "").split())
        or "\u200b" in text
        or "\ufeff" in text
    )
    assert all(name in text for name in [*report.organisations, *report.people])
    assert set(report.statements["slot"]) <= set(cases.SLOTS)


CHINESE = st.text(
    alphabet="党员支部村，。建设工作群众万户的一是不在人“”（）\n0123456789",
    min_size=12,
    max_size=200,
)


@settings(max_examples=80, deadline=None)
@given(
    CHINESE,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_text_comes_back_from_every_encoding(text, encoding):
    assert decode(text.encode(encoding), "甲") == text


def test_encodings_without_a_mark():
    text = "某镇党委的工作总结\n一是建强班子，二是服务群众，全镇共有党员1200名。\n"
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding), "甲") == text
    traditional = "某鎮黨委的工作總結\n一是建強班子，二是服務群眾，全鎮共有黨員1200名。\n"
    for encoding in ("big5", "utf-16-le", "utf-8"):
        assert decode(traditional.encode(encoding), "甲") == traditional


def test_sources(tmp_path):
    (tmp_path / "甲 村.txt").write_bytes("甲村总结\r\n正文一句。".encode("gb18030"))
    report = cases.read(str(tmp_path / "甲 村.txt"))
    assert (report.name, report.text) == ("甲 村", "甲村总结\r\n正文一句。")
    assert cases.read("没有这个文件.txt").text == "没有这个文件.txt"
    with pytest.raises(cases.CaseError, match="nothere"):
        cases.read(tmp_path / "nothere.txt")
    (tmp_path / "坏.docx").write_bytes(b"no zip at all")
    with pytest.raises(cases.CaseError):
        cases.read(tmp_path / "坏.docx")
    assert cases.read("").sentences.empty and cases.read("").title == ""


def test_traditional_script_is_folded_to_the_same_length():
    assert fold("餘眾黨員幹部後進轉化「顯著」覆蓋") == "余众党员干部后进转化“显著”覆盖"


def test_people_and_organisations_named_in_public():
    text = (
        "学习龚山里、普水兴、沈河等先进事迹，向优秀共产党员刀林祥同志学习。党支部书记王大山说，"
        "青石村党支部与县人民医院党总支结对。"
    )
    report = cases.read(text)
    assert report.people == ["龚山里", "普水兴", "沈河", "刀林祥", "王大山"]
    assert {"青石村党支部", "县人民医院党总支"} <= set(report.organisations)


NOBODY = [
    "学习先进、发现典型、争当标兵等精神。",
    "书记带头讲党课，主任负责联系。",
    "党员高度重视，干部关心群众。",
    "书记向全体党员报告。",
    "学习金融、安全、管理等知识。",
    "主任任组长，成员分别包村。",
]


@pytest.mark.parametrize("sentence", NOBODY)
def test_nobody_is_named(sentence):
    assert cases.read(sentence).people == []


HOSTILE = {
    "opening quotes": "“" * 300_000,
    "quotes in a row": "“先进”、" * 40_000,
    "one long line": "党支部书记" * 100_000,
    "markers": "一是" * 50_000,
    "digits": "1" * 500_000,
    "numerals": "一" * 300_000,
    "ranges": "1到" * 100_000,
    "spaces": " " * 300_000,
    "short lines": "短行\n" * 30_000,
    "surnames": "王一" * 100_000,
    "works": "《" * 300_000,
    "names listed": "王小平、李建国、赵玉兰、" * 40_000,
    "names, none twice": "、".join(
        surname + "".join(given)
        for surname in "王李赵钱孙周吴郑"
        for given in itertools.product("小大建国平玉兰花英明华丽红军强伟芳娜敏静", repeat=2)
        for _ in range(10)
    ),
    "places": "甲村、乙村、" * 80_000,
    "organisations": "柳河村党支部和" * 70_000,
    "changes": "由3万元增至5万元，" * 50_000,
    "changes run together": "从1增" * 100_000,
    "percentages": "1%" * 150_000,
    "commas": "，" * 300_000,
    "a closing line of spaces": "甲村小结\n村里先清账。\n" + "　" * 300_000 + "王小平",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_end(name):
    report = cases.Report(HOSTILE[name], "C01")
    start = time.process_time()
    for part in (
        "sentences",
        "outline",
        "quotes",
        "programmes",
        "figures",
        "dates",
        "organisations",
        "people",
        "statements",
        "effects",
        "outcome",
        "figures_by_slot",
    ):
        getattr(report, part)
    assert len(cases.mask(report)) == len(report.text)
    cases.code([report])
    assert time.process_time() - start < 30  # quadratic work would take minutes


@pytest.mark.skipif(
    not REPORT.is_file(), reason="the 2011 report lies in ../shared/data, which is not here"
)
def test_the_2011_report_is_read_as_the_domain_counts_it():
    report = cases.read(REPORT)
    assert len(report.text) == 2064
    outline = report.outline
    assert outline["level"].tolist() == [1, 1, 2, 2, 2, 2, 1, 2, 2, 2, 1, 2, 2, 2]
    assert outline.loc[outline["level"] == 2, "marker"].tolist() == [
        "一是",
        "二是",
        "三是",
        "四是",
        "一是",
        "二是",
        "三是",
        "一是",
        "二是",
        "三是",
    ]
    assert len(report.quotes) == 19 and len(report.programmes) == 11
    figures = list(zip(report.figures["value"], report.figures["unit"]))
    assert figures == [
        (977, "个"),
        (9002, "名"),
        (11066, "件"),
        (89, "周年"),
        (12, "个"),
        (49, "名"),
        (21, "名"),
    ]
    assert len(report.people) == 7
    assert set(report.statements["evidence"]) <= {"", "slogan", "activity"}


def test_verdicts_that_a_person_filled_in_come_back(tmp_path):
    from openpyxl import load_workbook

    report = cases.read(
        "甲村小结\n2019年起清账。\n信访由18起下降到5起。\n审计显示，债务由64万元降到0.5万元。\n"
    )
    study = cases.in_depth(report)
    path = study.to_excel(tmp_path / "深描 一.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(r for r in rows if {c.value for c in r} & {"判断", "verdict"})
    at = {c.value: c.column for c in head}
    first = head[0].row + 1
    verdict, reason = (
        next(at[w] for w in names if w in at)
        for names in (("判断", "verdict"), ("理由", "原因", "reason"))
    )
    sheet.cell(first, verdict, "通过")
    book.save(path)
    with pytest.raises(cases.CaseError, match=f"第{first}行"):
        study.judged(path)
    sheet.cell(first, reason, "账目上墙")
    book.save(path)
    got = study.judged(path).claims
    assert got["verdict"].tolist() == ["通过"] + [""] * (len(got) - 1)
    assert got["reason"].iloc[0] == "账目上墙"
    sheet.cell(first, verdict, "大概吧")
    book.save(path)
    with pytest.raises(cases.CaseError, match="判断只能是"):
        study.judged(path)
