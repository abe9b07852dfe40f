"""Mastheads in the forms that county papers and offices have: the title is found, and no line
above or below it is taken for a heading."""

import pytest

from toolkit import cases

BODY = "村党支部把这件事放在心上，隔三差五到户里坐一坐，听听大家怎么说，再回来合计办法。"
TITLE = "一口井救活半条街"

#: % stands for the title
MASTHEADS = [
    "党建工作简报\n第9期\n中共青屏县委组织部编　　2022年3月4日\n%",
    "公安政工简报\n第21期\n青屏县公安局政治处编　　　　7月2日\n%",
    "组 工 信 息\n（第12期）\n青屏县委组织部办公室　2020年5月8日\n%",
    "工 作 简 报\n2023年第6期（总第88期）\n青屏县民政局办公室编印\n%",
    "农村党建动态\n〔2021〕第5期\n青屏县委农村工作领导小组办公室编\n%",
    "内部资料　注意保存\n信息快报\n第46期（总第512期）\n%",
    "青屏信息\n增刊\n县政府办公室　2019年10月11日\n%",
    "中共青屏县委组织部文件\n青组发〔2022〕14号\n%",
    "机密★一年\n情况反映\n第三十一期\n中共青屏县委办公室　二〇一八年六月一日\n%",
    "读者来信\n%",
    "群众来信\n%\n\n编辑同志：",
    "【来信照登】\n%\n\n编辑同志：",
    "读者来信选登\n%\n\n《青屏报》编辑部：",
    "记者调查\n%\n本报记者 冯小棠 通讯员 左一鸣",
    "■一线见闻\n%\n本报记者　冯小棠　文/图",
    "新春走基层\n%\n——青屏县石桥镇老街改水记\n本报记者 冯小棠",
    "青屏日报\n2023年9月12日　星期二\n第3版：基层\n%\n本报记者 冯小棠",
    "典型经验\n%\n青屏县石桥镇党委",
    "会议交流材料之三\n%\n石桥镇党委书记　冯小棠",
    "（会议发言材料）\n%\n石桥镇妇联主席　左明慧\n\n各位领导、各位姐妹：",
    "讨论稿\n%\n中共青屏县委党校课题组\n（2021年12月）",
    "%\n青屏县石桥镇党委组织办",
    "%\n石桥镇党政综合办公室",
    "%\n青屏县融媒体中心记者 冯小棠",
    "%\n——石桥街道老街供水改造追踪\n本报记者 冯小棠 实习生 左一鸣",
    "%\n——写在老街改水三周年之际",
    "%\n（口述：左一鸣　整理：冯小棠）",
    "%\n□ 本报通讯员 左一鸣 记者 冯小棠",
    "%\n中共青屏县委组织部\n（2023年11月）",
    "%\n青屏县国资委驻厂工作组\n\n县委国企党建领导小组：",
    "%\n来源：青屏先锋　发布时间：2024-03-05 09:12\n点击：215",
    "乡村振兴专报\n2023年第4期（总第19期）\n青屏县乡村振兴局\n2023年4月6日\n%",
    "青屏政协\n社情民意信息　第8期\n%",
    "百姓故事\n%\n本报通讯员 苗青",
    "%\n□ 苗青",
    "%\n苗　青",
    "%\n文/苗青 图/左岸",
    "【案例】\n%",
    "青屏县委办公室\n青屏县人民政府办公室\n%\n各乡镇党委、政府，县直各单位：",
    "%\n讲述人：石桥村村民　左一鸣\n整理：冯小棠",
]


@pytest.mark.parametrize("form", MASTHEADS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_title_is_found_and_nothing_beside_it_is_a_heading(form, gap):
    text = form.replace("%", TITLE)
    rest = f"{gap}　　{BODY}{gap}老井是怎么挖开的{gap}{BODY}{gap}水费由谁来收{gap}{BODY}\n"
    report = cases.read(text + rest)
    assert report.title == TITLE
    assert report.outline["heading"].tolist() == ["老井是怎么挖开的", "水费由谁来收"]


UNITS = [
    "中共青屏县委党建督查组",
    "青屏县农村商业银行党委",
    "石桥镇人民政府",
    "青屏县供销合作社联合社党总支",
    "青屏县委老干部局",
    "石桥镇卫生院党支部",
    "青屏县水务局机关党委办公室",
    "县委党校评估课题组",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_above_a_title_that_begins_with_about_is_no_title(unit):
    title = "关于“五星堡垒”创建情况的反馈意见"
    text = f"{unit}\n{title}\n\n石桥镇党委：\n{BODY}\n一、基本情况\n{BODY}\n二、建议\n{BODY}\n"
    report = cases.read(text)
    assert report.title == title
    assert report.outline["heading"].tolist() == ["基本情况", "建议"]
    without = cases.read(text.replace("石桥镇党委：\n", ""))
    assert without.title == title and without.outline["heading"].tolist() == ["基本情况", "建议"]


#: a heading right below the title stays one
KEPT = [
    ("石桥镇党建工作总结", "基本情况"),
    ("石桥镇党建工作简报", "主要做法"),
    ("关于老街供水的检查报告\n县委督查组", "基本情况"),
    ("让老街喝上好水\n——石桥街道党建纪实", "怎么起步的"),
    ("老街的水", "建强村党支部"),
    ("老街的水", "组织起来"),
    ("老街的水", "走进村委会"),
    ("老街的水", "第一个找上门的人"),
]


@pytest.mark.parametrize(("above", "first"), KEPT)
def test_a_heading_right_below_the_title_stays_one(above, first):
    text = f"{above}\n{first}\n{BODY}\n水费由谁来收\n{BODY}\n往后怎么办\n{BODY}\n"
    report = cases.read(text)
    assert report.outline["heading"].tolist() == [first, "水费由谁来收", "往后怎么办"]
    assert report.title == above.split("\n")[0]


def test_entries_with_dashes_below_the_title_are_headings():
    text = f"老街的水\n——抓班子\n{BODY}\n——抓产业\n{BODY}\n"
    assert cases.read(text).outline["heading"].tolist() == ["抓班子", "抓产业"]


@pytest.mark.parametrize(
    "close",
    [
        "此致\n敬礼！",
        "此致\n　　敬礼",
        "特此报告。",
        "妥否，请批示。",
        "谢谢大家！",
        "祝编安！",
        "我的发言完了，谢谢大家。",
        "以上报告，请予审阅。",
        "顺颂\n夏安！",
        "（全文完）",
        "专此报告\n\n附：改水账目一份，共三页，请各位代表会后到村部传阅并签名留底备查。",
    ],
)
def test_how_a_letter_closes_is_no_heading(close):
    text = f"关于老街供水的信\n\n县水务局：\n{BODY}\n{close}\n\n石桥村老街住户\n2023年9月1日\n"
    assert cases.read(text).outline.empty
