"""The outline: every marker system, headings without marker, headings run into the paragraph; and
lines that are none."""

import docx
import pytest

from toolkit import cases

BODY = "村党支部把这件事放在心上，隔三差五到户里坐一坐，听听大家怎么说，再回来合计办法。"


def outline(text):
    got = cases.read(text).outline
    return list(zip(got["level"], got["marker"], got["heading"]))


def test_markers_of_every_system_with_their_levels():
    text = f"""某镇工作总结
一、主要做法
（一）建强班子。{BODY}
1.选好书记。{BODY}
（1）严把入口。{BODY}
（2）畅通出口。{BODY}
2、管好委员。{BODY}
（二）抓实产业
{BODY}一是统一供苗。{BODY}二是统一销售。{BODY}
二、几点体会
首先，要抓人。{BODY}其次，要抓事。{BODY}最后，要抓常。{BODY}
"""
    assert outline(text) == [
        (1, "一、", "主要做法"),
        (2, "（一）", "建强班子"),
        (3, "1.", "选好书记"),
        (4, "（1）", "严把入口"),
        (4, "（2）", "畅通出口"),
        (3, "2、", "管好委员"),
        (2, "（二）", "抓实产业"),
        (3, "一是", "统一供苗"),
        (3, "二是", "统一销售"),
        (1, "二、", "几点体会"),
        (2, "首先", "要抓人"),
        (2, "其次", "要抓事"),
        (2, "最后", "要抓常"),
    ]


ROWS = [
    ("第一，调班子。", "第二，理旧账。", [("第一", "调班子"), ("第二", "理旧账")]),
    ("其一，定责任。", "其二，定时限。", [("其一", "定责任"), ("其二", "定时限")]),
    ("①上门听。", "②当场办。", [("①", "上门听"), ("②", "当场办")]),
    ("一要学理论。", "二要强作风。", [("一要", "学理论"), ("二要", "强作风")]),
    ("（1）统一供苗。", "（2）统一销售。", [("（1）", "统一供苗"), ("（2）", "统一销售")]),
    (
        "一是强班子，选派干部12名。",
        "二是强队伍，培训党员300人次。",
        [("一是", "强班子"), ("二是", "强队伍")],
    ),
    (
        "一是立足实际，定好目标。",
        "二是因地制宜，选好路子。",
        [("一是", "立足实际，定好目标"), ("二是", "因地制宜，选好路子")],
    ),
    ("一是抓学习：", "二是抓服务：", [("一是", "抓学习"), ("二是", "抓服务")]),
    ("一靠支部引领。", "二靠党员示范。", [("一靠", "支部引领"), ("二靠", "党员示范")]),
    ("(1)定人。", "(2)定责。", [("(1)", "定人"), ("(2)", "定责")]),
    ("一是領導帶頭。", "二是黨員跟上。", [("一是", "領導帶頭"), ("二是", "黨員跟上")]),
]


@pytest.mark.parametrize(("first", "second", "wanted"), ROWS)
def test_rows_inside_a_paragraph(first, second, wanted):
    assert [
        (m, h) for _, m, h in outline(f"某村的做法\n{BODY}{first}{BODY}{second}{BODY}\n")
    ] == wanted


LINES = [
    ("一、抓班子", "二、抓产业"),
    ("（一）抓班子", "（二）抓产业"),
    ("1.抓班子", "2.抓产业"),
    ("1、抓班子", "2、抓产业"),
    ("1．抓班子", "2．抓产业"),
    ("（1）抓班子", "（2）抓产业"),
    ("1）抓班子", "2）抓产业"),
    ("①抓班子", "②抓产业"),
    ("壹、抓班子", "贰、抓产业"),
    ("第一部分 抓班子", "第二部分 抓产业"),
    ("做法一：抓班子", "做法二：抓产业"),
    ("——抓班子", "——抓产业"),
    ("●抓班子", "●抓产业"),
    ("㈠抓班子", "㈡抓产业"),
    ("抓班子", "抓产业"),
    ("    一、抓班子", "　　二、抓产业"),
]


@pytest.mark.parametrize(("first", "second"), LINES)
def test_headings_on_their_own_line(first, second):
    got = outline(f"某村的经验\n{first}\n{BODY}\n{second}\n{BODY}\n")
    assert [h for _, _, h in got] == ["抓班子", "抓产业"]
    assert {level for level, _, _ in got} == {1}


def test_headings_run_into_the_paragraph():
    text = (
        f"某校的经验\n建强队伍，夯实根基。{BODY}\n创新载体，激发活力。{BODY}\n完善机制，保障长效。"
        f"{BODY}\n"
    )
    assert [h for _, m, h in outline(text) if m == ""] == [
        "建强队伍，夯实根基",
        "创新载体，激发活力",
        "完善机制，保障长效",
    ]


def test_topic_sentences_of_a_story_are_no_headings():
    text = f"一个村的故事\n起初没有人信。{BODY}\n后来有人信了。{BODY}\n如今大家都来了。{BODY}\n"
    assert outline(text) == []


NOTHING = [
    "一是一，二是二，村里的账不能含糊。",
    "第一书记到村的第一时间就走访，第一届理事会也成立了。",
    "一、二组的群众先搬，三、四组随后。",
    "首先要说的是，成绩属于大家。",
    "参见办法（二）款的规定。",
    "3.5万元经费足额到位。",
    "问题是一方面缺人，一方面缺钱。",
    "2011年，全村脱了贫。",
    "一看材料，就知道下了功夫。",
    "他家排行第二，大哥在外。",
]


@pytest.mark.parametrize("line", NOTHING)
def test_what_only_looks_like_a_marker_is_none(line):
    assert outline(f"某村纪事\n{BODY}{line}{BODY}\n") == []
    assert outline(f"某村纪事\n{line}{BODY}\n") == []


def test_lines_of_source_and_signature_are_no_headings():
    text = (
        f"某社区党委经验材料\n作者：某某\n2019年6月\n（某县组织部）"
        f"\n{BODY}\n\n某社区党委\n2019年6月10日\n"
    )
    assert outline(text) == []
    assert cases.read(text).title == "某社区党委经验材料"


@pytest.mark.parametrize(
    "line",
    [
        "杉川融媒体中心记者 冯小棠",
        "柏沅大学社会学系学生　方言可",
        "正信社会评估中心",
        "〔本期要目〕门诊有新招　小病不远走",
    ],
)
def test_who_wrote_it_and_what_an_issue_holds_are_no_headings(line):
    assert outline(f"某村一年间\n{line}\n\n{BODY}\n") == []


def test_a_bulletin_s_printer_without_a_date_stands_above_the_title():
    report = cases.read(f"党建工作简报\n第7期\n某县供水公司党委办公室编\n村企结对一年间\n{BODY}\n")
    assert report.title == "村企结对一年间" and report.outline.empty


LISTS = [
    "（一）三个乡镇都订了整顿方案，开了动员会。\n（二）八名县级领导各自联系一个重点村庄。\n",
    "（1）月底前补签党员承诺书并上墙公示。（2）给标兵建成长档案，每学期回访1次。\n",
    "一是建立技能人才库；二是组织标兵宣讲；三是把安全列为一票否决项。\n",
]


@pytest.mark.parametrize("entries", LISTS)
def test_entries_of_a_list_are_no_headings(entries):
    text = f"某村自查\n一、整改措施\n{entries}二、打算\n{BODY}\n"
    assert [h for _, _, h in outline(text)] == ["整改措施", "打算"]


def test_a_subtitle_after_the_title_is_no_heading():
    assert outline(f"让红旗飘起来\n——某镇党建纪实\n{BODY}\n") == []


def test_bold_print_of_a_word_file(tmp_path):
    document = docx.Document()
    document.add_heading("某局机关支部", 0)
    document.add_heading("做法", 1)
    for lead in ("走下去听真话。", "坐下来办实事。"):
        paragraph = document.add_paragraph()
        paragraph.add_run(lead).bold = True
        paragraph.add_run(BODY)
    document.save(str(tmp_path / "报告.docx"))
    report = cases.read(tmp_path / "报告.docx")
    assert report.name == "报告"
    assert report.title == "某局机关支部"
    assert report.outline["heading"].tolist() == ["做法", "走下去听真话", "坐下来办实事"]
    assert report.text == f"某局机关支部\n做法\n走下去听真话。{BODY}\n坐下来办实事。{BODY}"


@pytest.mark.parametrize(
    "marks",
    [
        ("一·", "二·", "三·"),
        ("一，", "二，", "三，"),
        ("一：", "二：", "三："),
        ("一)", "二)", "三)"),
        ("一。", "二。", "三。"),
        ("一 ", "二 ", "三 "),
        ("一、", "二 、", "三、"),
        ("一﹑", "二﹑", "三﹑"),
        ("Ⅰ.", "Ⅱ.", "Ⅲ."),
        ("（一）.", "（二）.", "（三）."),
        ("【一】", "【二】", "【三】"),
        ("[1]", "[2]", "[3]"),
        ("A.", "B.", "C."),
        ("1.1", "1.2", "1.3"),
        ("1：", "2：", "3："),
    ],
)
def test_headings_run_into_their_paragraphs_behind_any_sign_that_counts(marks):
    text = "石桥镇材料（虚构）\n"
    words = ["健全组织，选好头雁", "结对帮扶，办好实事", "完善制度，长效管理"]
    for mark, heading in zip(marks, words):
        text += f"{mark}{heading}。镇党委坚持把支部建在产业链上，逐户建立台账，年底兑现。\n"
    outline = cases.read(text).outline
    assert outline["heading"].tolist() == words and set(outline["level"]) == {1}
    assert [mark.startswith(m) for mark, m in zip(marks, outline["marker"])] == [True] * 3


def test_a_sign_behind_a_numeral_that_counts_nothing_is_no_marker():
    text = "石桥镇材料（虚构）\n一，镇党委坚持把支部建在产业链上。\n三，逐户建立台账。\n"
    assert cases.read(text).outline.empty
