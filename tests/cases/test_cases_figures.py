"""Figures: what is one, what it is worth, and sentences in which nothing is one."""

import pytest

from toolkit import cases

FOUND = [
    ("全县共有党组织312个。", [("312个", 312, "个")]),
    ("慰问老党员46名，困难户27户。", [("46名", 46, "名"), ("27户", 27, "户")]),
    ("筹措资金23.5万元。", [("23.5万元", 235_000, "元")]),
    ("争取项目资金1,200万元。", [("1,200万元", 12_000_000, "元")]),
    ("产值突破1.2亿元。", [("1.2亿元", 120_000_000, "元")]),
    ("总投资1亿2000万元。", [("1亿2000万元", 120_000_000, "元")]),
    ("流转土地3.2万余亩。", [("3.2万余亩", 32_000, "亩")]),
    ("培训党员1.5万人次。", [("1.5万人次", 15_000, "人次")]),
    ("惠及群众3000多人。", [("3000多人", 3000, "人")]),
    ("近300名群众到场。", [("近300名", 300, "名")]),
    ("吸引了超过40家企业。", [("超过40家", 40, "家")]),
    ("上千人次参加。", [("上千人次", 1000, "人次")]),
    ("带动百余户增收。", [("百余户", 100, "户")]),
    ("三十二名党员报了名。", [("三十二名", 32, "名")]),
    ("二十余户搬进新居。", [("二十余户", 20, "户")]),
    ("镇里引进三家企业。", [("三家", 3, "家")]),
    ("负债十余万元。", [("十余万元", 100_000, "元")]),
    ("总额一亿二千万元。", [("一亿二千万元", 120_000_000, "元")]),
    ("补助一千二百元。", [("一千二百元", 1200, "元")]),
    ("满意度为96.5%。", [("96.5%", 96.5, "%")]),
    ("百分之三十五的党员参加。", [("百分之三十五", 35, "%")]),
    ("增幅12个百分点。", [("12个百分点", 12, "个百分点")]),
    ("老人占七成。", [("七成", 7, "成")]),
    ("收入是原来的2.5倍。", [("2.5倍", 2.5, "倍")]),
    ("三分之二的户用上了自来水。", [("三分之二", 0.6667, "")]),
    ("办结时限由15天缩短为5天。", [("15天", 15, "天"), ("5天", 5, "天")]),
    ("人均纯收入从3260元增加到8900元。", [("3260元", 3260, "元"), ("8900元", 8900, "元")]),
    ("党员由12人到8人。", [("12人", 12, "人"), ("8人", 8, "人")]),
    ("走访居民2 860户，发卡3000张。", [("2 860户", 2860, "户"), ("3000张", 3000, "张")]),
    ("建党89周年之际。", [("89周年", 89, "周年")]),
    ("硬化道路7.5公里，新建水池4口。", [("7.5公里", 7.5, "公里"), ("4口", 4, "口")]),
    ("结对帮扶68对。", [("68对", 68, "对")]),
    ("共投入120万元，其中财政80万元。", [("120万元", 1_200_000, "元"), ("80万元", 800_000, "元")]),
    ("５６名党员领了岗。", [("５６名", 56, "名")]),
    ("全乡 12 个支部全部覆盖。", [("12 个", 12, "个")]),
    ("發放補貼35.6萬元，惠及1,200餘戶。", [("35.6萬元", 356_000, "元"), ("1,200餘戶", 1200, "户")]),
]
RANGES = [
    ("每户增收3000—5000元。", (3000, 5000, "元")),
    ("每组3至5名。", (3, 5, "名")),
    ("贷款10-15万元。", (100_000, 150_000, "元")),
    ("占30%至50%。", (30, 50, "%")),
    ("联系5~8户。", (5, 8, "户")),
    ("补助2万元到3万元。", (20_000, 30_000, "元")),
]
NONE = [
    "开展三级联创活动。",
    "驻守在10连的战士。",
    "沿国道213线两侧。",
    "2011年7月1日上午召开。",
    "见县发〔2011〕26号文件。",
    "派出第一书记驻村。",
    "坚持三会一课制度。",
    "村两委班子团结。",
    "一个支部一个堡垒。",
    "打造X个样板。",
    "抓好三个方面的工作。",
    "做到四个到位。",
    "争创五个好。",
    "百名书记讲党课。",
    "名列全县第3名。",
    "进入前10名。",
    "拨打12345热线。",
    "推行1+3+N模式。",
    "20世纪90年代建成。",
    "二〇一一年七月起施行。",
    "村民3组的群众。",
    "评为5A级景区。",
    "手机用上了4G网络。",
    "近三年来面貌一新。",
    "八小时之外的监督。",
    "走进千家万户。",
    "2011-07-04 08:57:09 点击率:827",
    "住在3号楼2单元。",
    "十分满意。",
    "想方设法，千方百计。",
    "“十二五”规划开局。",
    "五保户的房子修好了。",
    "每月8日过组织生活。",
    "2009年至2011年连续达标。",
    "一、二组的群众先搬。",
    "两手抓、两手硬。",
]


def test_report_of_the_genre_counts_what_it_counts():
    for sentence, wanted in FOUND:
        got = cases.read(sentence).figures
        assert [
            (r, pytest.approx(v), u) for r, v, u in zip(got["raw"], got["value"], got["unit"])
        ] == wanted, sentence
        assert got["upper"].isna().all()


def test_ranges_have_both_ends():
    for sentence, (low, high, unit) in RANGES:
        got = cases.read(sentence).figures
        assert got[["value", "upper"]].to_numpy().tolist() == [[low, high]], sentence
        assert got["unit"].tolist() == [unit]


def test_what_only_looks_like_a_figure_is_none():
    for sentence in NONE:
        assert cases.read(sentence).figures.empty, (
            sentence,
            cases.read(sentence).figures["raw"].tolist(),
        )


def test_what_is_counted_stands_before_or_after():
    got = cases.read("新建团组织929个，9002名党员，投入资金30万元。").figures
    assert got["what"].tolist() == ["团组织", "党员", "资金"]


def test_dates_are_kept_as_dates():
    got = cases.read("2011年7月1日到会，20世纪90年代建村，8月份完工，共12人。")
    assert got.dates["text"].tolist() == ["2011年7月1日", "20世纪90年代", "8月份"]
    assert got.figures["raw"].tolist() == ["12人"]


def test_a_total_says_that_it_is_one():
    assert cases.read("共计投入80万元，县里出30万元。").figures["kind"].tolist() == [
        "total",
        "count",
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("培训3，200人次。", [(3200, "人次")]),
        ("发放资金1，200，000元。", [(1_200_000, "元")]),
        ("投资1，200万元。", [(12_000_000, "元")]),
        ("全县３，２００名党员。", [(3200, "名")]),
        ("带动数十户增收，帮扶几十户，走访几百人。", []),
        ("建成1.5万㎡广场，铺设管网12km，建房2000m²，收鲜果8000kg。",
         [(15000, "㎡"), (12, "km"), (2000, "m²"), (8000, "kg")]),
        ("投入30万（元）。", [(300_000, "元")]),
        ("收入2万元/年，流转600亩/年。", [(20000, "元/年"), (600, "亩/年")]),
        ("产值近亿元。", [(100_000_000, "元")]),  # as the key of report 15 counts it
    ],
)  # fmt: skip
def test_wide_commas_tens_of_and_latin_units(text, right):
    found = cases.read(text).figures
    assert list(zip(found["value"], found["unit"])) == right


@pytest.mark.parametrize(
    ("word", "value"), [("三百五", 350), ("五万八", 58000), ("二千三", 2300), ("二十五", 25)]
)
def test_a_last_digit_counts_in_the_place_below(word, value):
    from toolkit.cases.numerals import value_of

    assert value_of(word) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("帮扶5-3户。", []),  # a slip: which end is wrong nobody can say
        ("帮扶3-5户。", [("3-5户", 3, 5, "户")]),
        ("从12人减到8人。", [("12人", 12, None, "人"), ("8人", 8, None, "人")]),
        ("补助20元/人/天。", [("20元/人/天", 20, None, "元/人/天")]),
    ],
)
def test_a_range_that_falls_is_no_figure_and_a_unit_is_whole(text, told):
    found = cases.read(f"某村小结\n{text}\n").figures.astype(object)
    rows = found.where(found.notna(), None)[["raw", "value", "upper", "unit"]]
    assert [tuple(r) for r in rows.itertuples(index=False)] == told


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("修路8KM", 8, "km"),
        ("铺沙2.5km2", 2.5, "km2"),
        ("库容1.5万m3", 15000, "m3"),
        ("建广场800M²", 800, "m²"),
        ("收粮300KG", 300, "kg"),
        ("集体收入12.6（万元）", 126000, "元"),
        ("修路3（公里）", 3, "公里"),
        ("筹资2.5亿(元)", 250_000_000, "元"),
        ("各组分别为3，200，150人", 150, "人"),
        ("培训3，200多人次", 3200, "人次"),
        ("受益户数10户", 10, "户"),
        ("受益户数 36户", 36, "户"),
    ],
)
def test_units_in_brackets_and_capitals_and_lists(words, value, unit):
    got = cases.read(f"某村小结\n一、情况\n今年{words}。\n").figures
    assert got[["value", "unit"]].to_numpy().tolist() == [[value, unit]]
    assert got["raw"].iloc[0] in words


@pytest.mark.parametrize(
    "words",
    [
        "支出2，5万元",  # a decimal comma, or two numbers: nobody can tell
        "培训党员4\ufffd\ufffd12人次",  # bytes lost within a number
        "结对党员2\n36名",
        "纠纷下降17.\n\n5%",
        "第 3 页 共 3 页",
        "修建G318线和B2楼",
        "带动数10户",
        "带动几10户",
        "走访几 十 户",
        "走访数\n十户",
        "走访百十户",
    ],
)
def test_what_may_be_half_a_number_is_none(words):
    assert cases.read(f"某村小结\n一、情况\n今年{words}。\n").figures.empty


TABLE = """某村小结
村名\t结对户数\t收入（万元）\t增幅%
柳河村\t36\t12\t15
桥西村\t41户\t15.5万元\t8.2
以上为各村情况。
指标\t2009年\t2010年
集体收入\t8万元\t31万元
"""


def test_a_tables_numbers_have_the_unit_and_the_name_of_their_column():
    report = cases.read(TABLE)
    got = report.figures[["raw", "value", "unit", "what"]].to_numpy().tolist()
    assert got == [
        ["36", 36, "户", "结对户数"],
        ["12", 120000, "元", "收入"],
        ["15", 15, "%", "增幅"],
        ["41户", 41, "户", "结对户数"],
        ["15.5万元", 155000, "元", "收入"],
        ["8.2", 8.2, "%", "增幅"],
        ["8万元", 80000, "元", "集体收入"],
        ["31万元", 310000, "元", "集体收入"],
    ]
    places = zip(report.figures["start"], report.figures["end"], report.figures["raw"])
    assert all(report.text[a:b] == raw for a, b, raw in places)
    assert report.notes == []


def test_a_number_is_not_what_the_next_cell_of_a_row_counts():
    text = "某村小结\n柳河村\t36户\t12万元\n2\t桥西村\t41户\t15.5万元\n安装路灯\t40\t盏\n"
    report = cases.read(text)
    assert report.figures["what"].tolist() == ["柳河村", "柳河村", "桥西村", "桥西村", "安装路灯"]
    assert report.notes == []


def test_numbers_of_a_table_without_a_unit_are_said_and_its_rows_are_no_pdf():
    rows = "".join(f"{i}\t第{i}村委会\t{30 + i}\t2010\n" for i in range(1, 9))
    report = cases.read(f"某村小结\n序号\t村名\t结对\t年份\n{rows}")
    assert len(report.notes) == 1 and "8 个数没有单位或对不上列标题（如 31）" in report.notes[0]
    assert report.figures.empty


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("投入 30 万元", ("30 万元", 300_000, "元", "投入")),
        ("投入 30 万 元", ("30 万 元", 300_000, "元", "投入")),
        ("联系党员 236 名", ("236 名", 236, "名", "联系党员")),
        ("总产值 1.2 亿元", ("1.2 亿元", 120_000_000, "元", "总产值")),
        ("走访农户 30 余 户", ("30 余 户", 30, "户", "农户")),
        ("新建面积\u00a02 000\u00a0平米", ("2 000\u00a0平米", 2000, "平米", "面积")),
        ("投入￥30万", ("30万", 300_000, "元", "投入")),
        ("投入¥300,000", ("300,000", 300_000, "元", "投入")),
        ("流量3.5m³/s", ("3.5m³/s", 3.5, "m³/s", "流量")),
        ("用电300千瓦·时", ("300千瓦·时", 300, "千瓦时", "用电")),
    ],
)
def test_blanks_around_numbers_part_nothing(words, right):
    report = cases.read(f"某村小结\n一、情况\n今年，{words}。\n")
    got = report.figures[["raw", "value", "unit", "what"]].to_numpy().tolist()
    assert got == [list(right)]
    start, end = report.figures[["start", "end"]].to_numpy().tolist()[0]
    assert report.text[start:end] == right[0]


@pytest.mark.parametrize("words", ["3 6户", "第 3 户", "村民 2 组", "2011 年 3 月", "5 、6"])
def test_blanks_that_part_numbers_or_dates_make_none(words):
    assert cases.read(f"某村小结\n一、情况\n今年有{words}。\n").figures.empty


def test_a_claim_finds_the_figure_that_its_source_has_with_blanks():
    source = cases.Report("某村小结\n集体收入由 6 万元增加到 27 万元。\n", "C01")
    found = cases.check_citations("集体收入增加到27万元（C01，第2句）。", {"C01": source})
    assert found["verdict"].tolist() == ["supported"]


def test_rows_of_merged_cells_have_the_headings_at_the_right_or_are_said():
    rows = "石桥镇\t柳河村\t36\t12\n桥西村\t41\t15.5\n备注\t无\n合计\t77\t27.5\n"
    report = cases.read("某村小结\n镇\t村\t结对户数\t收入（万元）\n" + rows)
    got = report.figures[["value", "unit", "what"]].to_numpy().tolist()
    assert got[2:] == [
        [41, "户", "结对户数"],
        [155_000, "元", "收入"],
        [77, "户", "结对户数"],
        [275_000, "元", "收入"],
    ]
    assert report.notes == []


@pytest.mark.parametrize(
    "table",
    [
        "镇\t村\t结对户数\t收入（万元）\n石桥镇\t柳河村\t36\t12\n石桥镇\t桥西村\t41\n",
        "村\t结对\t收入（万元）\n户数\t人数\t去年\t今年\n柳河村\t36\t120\t12\t41\n",  # two heads
    ],
)
def test_numbers_below_nobody_knows_which_heading_are_said(table):
    report = cases.read("某村小结\n" + table)
    assert 41 not in report.figures["value"].tolist()
    assert len(report.notes) == 1 and "没有单位" in report.notes[0]
