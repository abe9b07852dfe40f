"""Effects wherever they stand, which way, done or planned; the outcome a report claims."""

import pytest

from toolkit import cases, dataset
from toolkit.cases.direction import direction_of
from toolkit.records import County


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("better", "上访由19起减少到3起。"),
        ("worse", "满意度由71%跌到28%。"),
        ("better", "后进村群众满意度由61%升至72%。"),
        ("better", "后进党组织由14个减少到3个。"),
        ("better", "办理时间由7天缩短为1.5天。"),
        ("worse", "职工流失率由12%升到29%。"),
        ("same", "降尘量与2016年基本持平。"),
        ("same", "在厂务工的人数由132人变为129人。"),
        ("worse", "头一年收入由3万元增加到5万元，但第二年跌到1万元。"),
        ("better", "年收入不足5万元的村由61个减少到9个，书记平均年龄下降到49岁。"),
        ("same", "班子软弱的状况没有得到实质性改变。"),
        ("same", "得了52分，和上一年的52分一分不差。"),
        ("worse", "两村收入不增反降。"),
        ("", "为防止联建走样，支部定了三条。"),
        ("", "同期相邻的两个社区没有明显变化。"),
        ("", "支部开了三次会。"),
    ],
)
def test_which_way(way, sentence):
    assert direction_of(sentence) == way


def test_an_effect_in_the_opening_paragraph_and_a_plan_apart():
    report = cases.read(
        "某社区小结（虚构）\n两年来，物业纠纷由每月18起下降到5起，居民满意率提高23个百分点。\n"
        "一、敲门问需\n网格员每月敲一次门。\n二、下一步打算\n把满意率由91%提高到95%。\n"
    )
    found = report.effects
    assert found[["direction", "planned"]].values.tolist() == [["better", False], ["better", True]]
    assert report.outcome == "improved"
    a, b = report.outcome_sentence
    assert "18起" in report.text[a:b]


def test_nothing_found_is_not_stated():
    report = cases.read("某村小结（虚构）\n召开座谈会3次，发放资料200份。\n")
    assert report.outcome == "not_stated" and report.outcome_sentence is None


def test_the_shipped_cases_end_as_their_table_says():
    county = County.load(dataset("cases"))
    table = county["case_text"]
    reports = cases.from_county(county)
    ends = dict(zip(table["case_id"], table["outcome"]))
    assert {c: r.outcome for c, r in reports.items()} == ends


@pytest.mark.parametrize("who", ["县里", "镇党委", "学校"])
@pytest.mark.parametrize(
    "told",
    [
        "{}已决定对摘帽村实行两年跟踪，每半年回访一次，由未参与帮扶的单位打分。",
        "{}决定从明年起每季度公开一次账目，摘帽后再跟踪两年。",
        "{}还要求工作队进村就写好退出的打算，确保无上访。",
        "{}拟在明年把办法推广到3个村，力争面貌焕然一新。",
        "{}下一步要把结对扩大到12个村。",
    ],
)
def test_what_is_announced_is_not_reached(who, told):
    report = cases.Report(f"某村小结（虚构）\n一、经过\n开了会。\n二、成效\n{told.format(who)}")
    assert report.effects["planned"].all() and report.outcome == "not_stated"
    assert "effect" not in report.statements["slot"].tolist()


@pytest.mark.parametrize("who", ["县里", "镇党委", "学校"])
def test_what_a_decision_brought_is_reached(who):
    told = f"{who}决定实行轮班，一年后投诉由9起下降到2起。"
    report = cases.Report(f"某村小结（虚构）\n{told}")
    assert report.effects[["direction", "planned"]].values.tolist() == [["better", False]]


def test_a_rule_is_no_effect():
    assert cases.Report("小结（虚构）\n签订师徒协议，一年内无事故才算出师。").effects.empty


@pytest.mark.parametrize(("case", "said"), [("C17", "反思有四："), ("C21", "复盘时大家认为，")])
def test_a_lesson_drawn_is_no_effect_even_where_it_says_what_went_wrong(case, said):
    """So the class's copy of a case leaves it out, and what was learnt is read as learnt."""
    report = cases.from_county(County.load(dataset("cases")))[case]
    start = report.text.index(said)
    told = dict(report.statements[["start", "slot"]].itertuples(index=False, name=None))
    assert told[start] == "insight" and start not in set(report.effects["start"])


def test_what_it_became_counts_and_a_later_clause_keeps_its_subject():
    assert direction_of("湖尾村由亏损2万元转为结余7万元。") == "better"
    assert direction_of("2018年事故率为1.9起，2020年降到0.7起。") == "better"
    assert direction_of("石泉村有了变化，半坡村三年下来仍是老样子。") == "same"


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("improved", "一年下来，不良贷款由4,300万元压到2,100万元，客户投诉从每月37件落到11件。"),
        ("improved", "现在村民到镇里办事不用再跑第二趟，上访的人一年没有一个。"),
        ("improved", "到年底，网点评分由全市第27名升到第9名，柜员辞职的只有1人，上年是8人。"),
        ("improved", "从前开会稀稀拉拉，如今通知一发，六十把椅子坐得满满当当。"),
        ("improved", "楼道里的吵架少了，物业费收缴率从61%涨到88%。"),
        ("improved", "拖了六年的三笔旧账全清了，群众说：“这回真变了样。”"),
        ("improved", "今年居民打来的投诉电话是46个，去年同期是131个。"),
        ("improved", "过去要等40分钟，现在8分钟就能办完。"),
        ("improved", "入党申请书收到43份，比前年多了31份；年轻人又愿意来开会了。"),
        ("improved", "夜里巷子亮了，摔跤的没有了，老人敢出门了。"),
        ("improved", "去年结账，村里头一回有了余钱，欠了十一年的电费也还了。"),
        ("improved", "服务评价排到了全行第二，三年前是倒数第二。"),
        ("improved", "回头再看，人心齐了，事情好办了。"),
        ("improved", "十二个空壳村已有十个有了进项。"),
        ("improved", "两年间，存款多了1.7亿元，坏账少了一半。"),
        ("improved", "记者走了五条巷子，问了三十多个人，二十八个说比以前好。"),
        ("improved", "挨家问下来，九成人说日子顺当了。"),
        ("worse", "折腾一年，参会的人由每次31人掉到12人，欠款又添了9万元。"),
        ("worse", "年底一算，信访由14件涨到29件，比没搞之前还多。"),
        ("worse", "半年过去，来的人一回比一回少，最后只剩三个组长。"),
        ("worse", "考评从全县第5名掉到第13名。"),
        ("worse", "事与愿违，干群吵架的多了，告状信比前一年多了19封。"),
        ("worse", "撂荒地没有减少，反而多了240亩，年轻人走了三十多个。"),
        ("worse", "结果账上欠了37万元，合作社散了伙，群众怨气更大。"),
        ("worse", "群众满意率只有52.3%，前一年还有68.1%。"),
        ("worse", "活动越办越冷清，到秋后干脆没有人来了。"),
        ("unchanged", "两年过去，满意率还是81%上下，与当初相差无几。"),
        ("unchanged", "量了三次，候诊时间都在45分钟左右，和上年一个样。"),
        ("unchanged", "与去年相比，各项数字几乎没有动。"),
        ("unchanged", "折腾一圈，又回到老样子：投诉58件，上年57件。"),
        ("mixed", "收入由3万元涨到7万元，可纠纷也由5起多到14起。"),
        ("mixed", "满意度提高了9个百分点，但离职的人由3个增加到11个。"),
        ("not_stated", "效果怎样，眼下还说不上，等明年的测评出来再讲。"),
        ("not_stated", "这些事刚开了头，成与不成，过两年再看。"),
        ("not_stated", "以上只报做了什么，效果没有测过，不敢乱说。"),
        ("not_stated", "是好是坏，要由年底的账来说话。"),
        ("not_stated", "管不管用，现在下结论还早。"),
        ("not_stated", "全年共开会23次，走访412户，印发手册900本。"),
        ("not_stated", "收效如何，没有数据，本文不作评价。"),
    ],
)
def test_an_ending_told_in_plain_words(outcome, told):
    text = (
        "某街道党建工作情况（虚构）\n全街道有党员四百余人，分二十一个支部，其中三个连年垫底。\n"
        "一、把人派下去\n街道干部到支部去，帮着理账、开会，每月两次。\n"
        "二、把事办起来\n党员修了路灯12盏，清运垃圾40车。\n"
    )
    assert cases.read(f"{text}{told}\n").outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("及格率由百分之六十一升到百分之八十四，头一回不再垫底。", "improved"),
        ("去年人均收入达到2.3万元，是结对前的三倍。", "improved"),
        ("到年底一算，合作社亏损31万元，退社的有45户，承诺成了笑话。", "worse"),
        ("两年下来还是老样子，集体账上依旧是零，开会要靠发毛巾才坐得满。", "unchanged"),
        ("总的讲，今年是一半好一半坏：鱼塘赚了钱，编织班却散了。", "mixed"),
        ("总的看，损失率由7%降到了2.1%，但支部的面貌变化不大，三年没有发展一名党员。", "mixed"),
    ],
)
def test_ends_told_in_plain_words_or_in_one_sentence_that_turns(text, outcome):
    head = "某村党建工作情况\n全村共有人口一千余人，党员分三个小组，支部班子五人。"
    report = cases.read(f"{head}\n以下是两年来的情况。\n{text}\n")
    assert report.outcome == outcome
    start, end = report.outcome_sentence
    assert report.text[start:end] == text


def test_no_verdict_is_no_verdict_and_no_effect_seen_is_unchanged():
    head = "某校结对小结\n党员分三个小组，支部班子五人。\n这几件事都做了。\n"
    left = cases.read(head + "效果怎么样，现在下结论为时过早，要等年底大家来评。\n")
    seen = cases.read(head + "效果怎么样？实话说，看不出什么效果，及格率跟上年一样。\n")
    assert (left.outcome, seen.outcome) == ("not_stated", "unchanged")
