"""Kinds of fault that somebody listed who read eighteen other reports: each with variants of our
own."""

import pytest

from toolkit import cases

BODY = "各支部每月开一次会，党员轮流讲课，群众当评委，讲得不好的重新来过，到了年底再算总账。\n"


def figures(text):
    found = cases.read(f"柳屏村小结\n{text}\n").figures
    return list(zip(found["value"], found["unit"], found["what"]))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("全年收茶葉1,250KG，曬場擴到600㎡。", [(1250, "kg", "收茶叶"), (600, "㎡", "晒场")]),
        ("噪声由92dB降到71dB。", [(92, "dB", "噪声"), (71, "dB", "噪声")]),
        ("年销售额过亿元。", [(1e8, "元", "年销售额")]),
        ("從前欠債近百萬元。", [(1e6, "元", "从前欠债")]),
        ("工程总投资上亿元。", [(1e8, "元", "工程总投资")]),
        ("楸坪村是有名的亿元村，修到了万家门口。", []),
        (
            "安全奖1200元/季，饭堂收费5元/餐。",
            [(1200, "元/季", "安全奖"), (5, "元/餐", "饭堂收费")],
        ),
        ("请来三位老匠人传授竹编。", [(3, "位", "老匠人")]),
        ("一年里调解纠纷23起。", [(23, "起", "调解纠纷")]),
        ("合格率升到97%，老年人占31%。", [(97, "%", "合格率"), (31, "%", "老年人")]),
        ("到会率由四成提高到九成。", [(4, "成", "到会率"), (9, "成", "到会率")]),
        ("比上年增长12%。", [(12, "%", "")]),
        ("评出“帮带之星”20名。", [(20, "名", "帮带之星")]),
        ("用了两年间的工夫。", [(2, "年", "")]),
    ],
)
def test_figures_with_what_they_count(text, right):
    got = figures(text)
    assert [row[:2] for row in got] == [row[:2] for row in right]
    folded = [cases.read(f"柳屏村小结\n{what}\n").folded.split("\n")[1] for *_, what in got]
    assert folded == [row[2] for row in right]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            f"某乡小结\n首先，选好人。{BODY}其次，把全乡二十三个村的支部书记都请到田间地头来讲一讲怎么做。{BODY}",
            ["选好人", "把全乡二十三个村的支部书记都请到田间地头来讲一讲怎么做"],
        ),
        (
            f"某社区小结\n其一，敲开门。{BODY}其二，把住在同一栋楼里却多年不打招呼的邻居们请到一张桌子上来坐一坐。{BODY}",
            ["敲开门", "把住在同一栋楼里却多年不打招呼的邻居们请到一张桌子上来坐一坐"],
        ),
        (
            f"某校小结\n1 抓课堂里的党员\n{BODY}2 抓课堂外的党员\n{BODY}",
            ["抓课堂里的党员", "抓课堂外的党员"],
        ),
        (f"某村小结\n主要做法\n{BODY}3 名党员登记意见\n4 个小组轮流值班\n{BODY}", ["主要做法"]),
        (f"某村小结\n主要做法\n{BODY}1 张三 组长\n2 李四 组员\n{BODY}", ["主要做法"]),
    ],
)
def test_long_second_points_and_numbers_without_a_mark(text, right):
    assert cases.read(text).outline["heading"].tolist() == right


def slots(text):
    report = cases.read(f"柳屏村小结\n柳屏村有党员46名，分三个小组。\n{text}\n")
    return [report.statements["slot"].tolist()[k] for k in range(1, len(report.statements))]


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("insight", "启示：公开承诺要让群众看得见、评得着，光挂牌子不行。"),
        ("insight", "【启示】干部驻村要住得下来。"),
        ("insight", "由此可见，账明了，人心就齐了。"),
        ("practice", "仍然坚持每周三的党员夜校，课由老师傅轮流讲。"),
        ("practice", "不过，支部没有停在贴账上，又请老党员逐户问。"),
        ("practice", "支部针对账目不清的问题，请代表逐笔核对。"),
        ("practice", "乡里每季度把没有办成的事列出来，逐条督办。"),
        ("problem", "但作业过多的毛病没有改过来，家长仍有意见。"),
        ("problem", "账目不清的问题仍然没有解决。"),
    ],
)
def test_lessons_are_lessons_and_what_is_done_about_a_problem_is_a_practice(slot, text):
    assert slots(text) == [slot]


@pytest.mark.parametrize(
    "text",
    [
        "全厂次品率由1.9%升到4.6%，工伤比上年多了7起。",
        "停办以后，旷课的比上年多了31人次。",
        "滞销的菜由2吨增加到19吨。",
    ],
)
def test_more_of_what_is_bad_is_worse(text):
    effects = cases.read(f"某厂情况\n有职工六百人，党员九十七人。\n{text}\n").effects
    assert effects["direction"].tolist() == ["worse"]


def test_who_goes_where_is_no_organisation_and_no_person():
    report = cases.read(
        "柳屏村小结\n机关干部进社区、企业家进农村、专家进学校。\n车间主任成长快，党员时间都花在一线。\n"
    )
    assert report.organisations == []
    assert report.people == []


def test_a_row_of_a_table_that_counts_is_a_deed():
    report = cases.read(
        "苇川乡工作统计\n以下是全年的数字。\n结对帮扶困难户\t86户\n党员示范岗\t36个\n"
    )
    assert {"HOOKUP", "IDENTITY"} <= set(cases.accepted(cases.code([report]))["code"])


def test_words_that_tell_what_is_lacking_are_no_practice():
    for text in ("村级带头人后继乏人，连着两届选不出书记。", "后备干部断了档。"):
        report = cases.read(f"某乡党建工作情况\n{text}\n以上报告。")
        assert "LEADERS" not in set(cases.accepted(cases.code([report]))["code"])


def coded(text):
    report = cases.read(f"柳屏村抓党建情况小结\n柳屏村地处半山，有党员46名。\n{text}\n以上报告。\n")
    return cases.code([report])


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("SUPPORT", "一位在外的老板给村里捐了一万块钱办重阳宴。"),
        ("SUPPORT", "几位乡贤凑了三万元给村里装路灯。"),
        ("PLEDGE", "商户在店门口贴出假一赔十的承诺。"),
        ("PLEDGE", "党员亮诺牌蒙了灰，说过的话没有人记得。"),
        ("FLAG_STAR", "清晨，操场上升起五星红旗，孩子们站得笔直。"),
        ("SERVE", "理发店的老板每月初一免费给老人理发。"),
        ("LEADERS", "合作社请人来教社员嫁接，办了两期培训班。"),
        ("DISCUSS", "果贩和果农为了两分钱讨论了半个下午。"),
        ("COMMEND", "她家的泡菜在县里的美食节上得了金奖。"),
        ("COMMEND", "堂屋正中挂着孙子的奖状。"),
        ("SUPERVISE", "第三方评估公司抽了两个村，打了分。"),
        ("SERVE", "隔壁楸坪村的党员天天替老人送饭，我们村没有人学。"),
    ],
)
def test_what_is_told_of_others_or_of_another_thing_is_no_practice(code, text):
    found = coded(text)
    assert code not in set(cases.accepted(found)["code"])
    withheld = found[(found["code"] == code) & found["withheld"]]
    assert (withheld["reason"] != "").all()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("SUPPORT", "县财政拨了五十万，农业局派来两个技术员，帮村里把大棚建起来。"),
        ("SUPPORT", "县里的企业给村里投入了十万元，建起了冷库。"),
        ("PLEDGE", "年初每个党员在会上承诺一件自己要办的事，写在墙上，年底当着大家的面对账。"),
        ("FLAG_STAR", "每季评一次，得分最高的支部扛走红旗，挂在村口。"),
        ("SERVE", "党员分头把老人家里的灯修好、药送到，一年下来三百多件。"),
        ("LEADERS", "县委组织部办了四期支书班，把后备人选轮训了一遍。"),
        ("COMMEND", "七一那天，镇党委给十二名好党员披红戴花，发了奖金。"),
        ("ADV_BACK", "乡里让红旗村石渡结对垫底的柿坪，石渡的会计每周过来帮着理账。"),
    ],
)
def test_what_the_unit_itself_does_stays_a_practice(code, text):
    assert code in set(cases.accepted(coded(text))["code"])


@pytest.mark.parametrize(
    "text",
    [
        "镇里要求年底前到会率达到85%，群众满意率达到90%。",
        "力争村集体收入全部超过10万元，上访量减少三成。",
        "职工满意率应在年底达到90%以上。",
    ],
)
def test_a_figure_that_is_asked_for_is_no_effect(text):
    report = cases.read(f"楸坪村半年小结\n上半年，支部开了六次会，帮三户老人修了房。\n{text}\n")
    assert report.outcome == "not_stated"
    assert report.effects["planned"].all()


def test_a_demand_that_was_met_is_an_effect():
    text = "按照镇里的要求，村党支部一户户上门，到会率由41%升到88%。"
    report = cases.read(f"楸坪村小结\n上半年，支部开了六次会，帮三户老人修了房。\n{text}\n")
    assert report.outcome == "improved"
    assert not report.effects["planned"].any()


def test_a_notice_and_a_year_s_plan_only_require():
    texts = (
        "关于在全市农村开展党员亮岗工作的通知\n各县委组织部：\n到今年底，党员知晓率不低于85%，纠纷比上年下降20%。\n各地要督查。\n",
        "石渡镇年度党建计划\n镇党委选派干部驻村，每村建立台账。\n上访量减少三成。\n",
    )
    for text in texts:
        report = cases.read(text)
        assert report.outcome == "not_stated"
        assert cases.accepted(cases.code([report])).empty


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("年轻人进合作社，苇川县农商银行送来贷款。", ["苇川县农商银行"]),
        ("选派机关干部任村党支部书记，教师进修学校来听课。", []),
    ],
)
def test_who_joins_or_leads_what_is_no_name(text, named):
    assert cases.read(f"柳屏村小结\n{text}\n").organisations == named


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("better", "楼道口角由每月九十多起减少到十来起。"),
        ("better", "人均收入由五千八百元增加到一万四千元。"),
        ("worse", "到会的由八十人减少到三十来人。"),
        ("worse", "合作社欠农户的货款涨到了27万元。"),
        ("better", "夜里的险情由9起降到2起。"),
    ],
)
def test_pairs_in_spelt_numbers_and_what_is_counted_in_cases_tell_their_way(way, text):
    effects = cases.read(f"某村小结\n村里有党员三十名，分四个小组。\n{text}\n").effects
    assert effects["direction"].tolist() == [way]
    if "由" in text:
        assert effects["evidence"].tolist() == ["before_after"]
