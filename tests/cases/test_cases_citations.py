"""A person's summary held against its sources: every planted error is found, no true claim is
refused."""

import re
from pathlib import Path

import pandas as pd
import pytest

from toolkit import cases, dataset
from toolkit.records import County
from toolkit.terms import use_lang

COUNTY = County.load(dataset("cases"))
REPORTS = cases.from_county(COUNTY)
TABLE = COUNTY["case_text"]
OUTCOMES = dict(zip(TABLE["case_id"], TABLE["outcome"]))
TRUE = [
    "石泉村先请群众推选7名代表，把十年的收支逐项核对（C02，第9句）",
    "清账当年，到乡上访由19起降到3起（C02，第10句）",
    "上访一年减少了16起（C02，第10句）",
    "到会率从41%提高到88%，提高了47个百分点（C02，第21句）",
    "第三方入户调查，96户里83户满意，约86%（C02，第22句）",
    "满意的有83户，占受访户的86.5%〔C02 第22句〕",
    "双河村派出5名能手手把手教剪枝（C02第13句）",
    "支部没有急着派项目，先用两个月逐户谈话（C02，第5句）",
    "半坡村三年后的集体收入与从前持平（C10〈与三年前持平〉）",
    "柳溪村整顿之后又滑了坡，到会率由85%降到37%（C07〈到会率由〉）",
    "“联盟是他们的，灰是我们的”，村民代表这样说（C12，第12句）",
    "联盟两年只开过3次联席会议，其中两次为了迎接检查（C12，第6句）",
    "在厂务工的只由132人变为129人，降尘量基本持平（C12，第11句）",
    "水质由劣五类先升为四类，再升为三类，集体收入由23万元增加到118万元（C24〈由劣五类升〉）",
    "盈利有多少来自党建，公司自己也说不准（C05〈说不准〉）",
    "学校打算由自愿的15名教师每人联系2名学生（C22〈准备缩小〉）",
    "摔伤先由13起减少到4起，后来又回升到每年11起（C21〈由上年的13起〉；C21〈摔伤回升〉）",
    "司机年流失率由34%下降到15%，事故率降到0.7起（C23〈司机年流失率〉）",
    "两个村都由双河村帮带，结果却不同（C02，第13句；C10，第2句）",
    "认得挂牌党员的有55户，说得出一件事的只有9户（C20〈55户〉）",
    "村民增收3100元（C05〈同期增收〉）",
    "没加入的村增收1200元左右（C05〈同期增收〉）",
]
PLANTED = [
    ("figure", "清账当年，到乡上访由19起降到6起（C02，第10句）"),
    ("figure", "双河村派出8名能手手把手教剪枝（C02，第13句）"),
    ("figure", "到会率从41%提高到98%（C02，第21句）"),
    ("figure", "联盟两年开过8次联席会议（C12，第6句）"),
    ("figure", "2009年，石泉村集体收入增加到9.6万元（C02，第21句）"),
    ("case", "双河村派出5名能手手把手教剪枝（C12，第13句）"),
    ("case", "石泉村请群众推选代表，逐项核对收支（C07，第9句）"),
    ("case", "三年承诺31件，办成28件（C10，第10句）"),
    ("case", "半坡村先清账，再定规矩（C02，第11句）"),
    ("plan", "学校由自愿的15名教师每人联系2名学生（C22〈准备缩小〉）"),
    ("plan", "青澜县围绕“学什么、怎么学”组织了大讨论（C01〈组织大讨论〉）"),
    ("rise", "到会率从41%下降到88%（C02，第21句）"),
    ("rise", "整顿以后，柳溪村的到会率升到了37%（C07〈到会率由〉）"),
    ("rise", "司机年流失率上升到15%（C23〈司机年流失率〉）"),
    ("rise", "人均产量提高8%（C17〈低8%〉）"),
    ("rise", "联盟成立后，厂区周边的降尘量明显减少（C12，第11句）"),
    ("quote", "村民代表说：“联盟是大家的，灰也少了”（C12，第12句）"),
    ("quote", "书记说：“先清账，后种茶，这是我们的法宝”（C02，第8句）"),
    ("lack", "龙尾村划定了哪户党员管哪一片（C20〈没有划定〉）"),
    ("nowhere", "石泉村请来了剧团（C02，第99句）"),
    ("nowhere", "石泉村请来了剧团（C99，第1句）"),
    ("topic", "村里建起了光伏电站（C02，第19句）"),
]


def numbered(text):
    """C07〈到会率由〉 stands for the sentence of C07 that holds these words."""

    def number(m):
        report = REPORTS[m[1]]
        return f"{m[1]}，第{report.sentence_number(report.text.index(m[2]))}句"

    return re.sub(r"(C\d\d)〈([^〉]+)〉", number, text)


def check(text):
    text = numbered(text)
    return cases.check_citations(text, REPORTS, OUTCOMES)


@pytest.mark.parametrize("claim", TRUE)
def test_no_true_claim_is_refused(claim):
    found = check(claim + "。")
    assert set(found["verdict"]) == {"supported"}, found["reason"].tolist()


@pytest.mark.parametrize(("kind", "claim"), PLANTED, ids=lambda v: v[:12])
def test_every_planted_error_is_found(kind, claim):
    found = check(claim + "。")
    wanted = {"nowhere": "not_found"}.get(kind, "not_supported")
    assert set(found["verdict"]) == {wanted}, (kind, found["cited"].tolist())
    assert found["reason"].str.len().min() > 4


def test_a_summary_is_taken_apart_claim_by_claim():
    text = (
        "经验小结\n一、先清账\n石泉村先清账（C02，第8句），再定规矩（C02，第11句）。"
        "这两步花了很长时间。上访由19起降到3起。（C02，第10句）\n"
    )
    found = check(text)
    assert found["claim"].tolist() == [
        "石泉村先清账",
        "再定规矩",
        "这两步花了很长时间。",
        "上访由19起降到3起。",
    ]
    assert found["verdict"].tolist() == ["supported", "supported", "no_source", "supported"]
    assert found["sentence"].fillna(0).tolist() == [8, 11, 0, 10]
    assert [text[a:b].strip() for a, b in zip(found["start"], found["end"])] == found[
        "claim"
    ].tolist()


def test_an_early_success_of_a_case_that_failed_is_remarked():
    found = check("第一次评估时，老人满意度95%，摔伤减少到4起（C21，第8句）。")
    assert found["verdict"].tolist() == ["supported"] and "变差" in found.loc[0, "reason"]


def test_marks_in_english_and_empty_texts():
    found = check("Visits fell from 19 to 3 [C02, sentence 10].")
    assert found[["case", "sentence"]].values.tolist() == [["C02", 10]]
    assert list(check("").columns[:5]) == ["claim", "case", "sentence", "verdict", "reason"]
    with use_lang("en"):
        assert "no figure" in check("上访降到6起（C02，第10句）").loc[0, "reason"]


SAID = pd.read_csv(Path(__file__).parent / "data" / "citations.csv")


def verdicts(rows):
    """The verdicts of each sentence, and whether it passed without a word."""
    for said in rows:
        found = cases.check_citations(said, REPORTS, OUTCOMES)
        assert len(found), said
        supported = (found["verdict"] == "supported").all()
        assert supported or found["reason"].str.len().gt(4).any(), said
        passed = (found["verdict"] == "supported").all() and not found["reason"].str.len().any()
        yield said, set(found["verdict"]), passed


def test_the_two_rates():
    """True claims refused, planted errors missed, over sentences in spellings that people use."""
    table = SAID[SAID["scored"].isin(["first", "second"])]
    true = (table["kind"] == "true").to_numpy()
    assert true.sum() >= 40 and (~true).sum() >= 40
    refused, missed = [], []
    for (said, told, _), ought in zip(verdicts(table["summary"]), true):
        if (told == {"supported"}) != ought:
            (refused if ought else missed).append(said)
    assert (refused, missed) == ([], [])


@pytest.mark.parametrize("scored", ["third", "fourth", "fifth", "sixth", "seventh"])
def test_free_wording_is_never_refused_when_true_nor_agreed_to_when_not(scored):
    """Summaries in people's own words: what rules cannot decide is said to be for a person."""
    table = SAID[SAID["scored"] == scored]
    true = (table["kind"] == "true").to_numpy()
    refused, passed, found = [], [], 0
    for (said, told, _), ought in zip(verdicts(table["summary"]), true):
        wrong = bool(told & {"not_supported", "not_found", "no_source"})
        if ought and wrong:
            refused.append(said)
        if not ought and told == {"supported"}:
            passed.append(said)
        found += not ought and wrong
    assert (refused, passed) == ([], [])
    # found outright, not only left to a person
    least = {"third": 1.0, "fourth": 0.55, "fifth": 0.7, "sixth": 0.7, "seventh": 0.45}
    assert found >= least[scored] * (~true).sum()


def test_a_short_claim_without_a_source_is_listed():
    found = check("清账当年，到乡上访由19起降到3起（C02，第10句）。职工很满意。")
    assert found["verdict"].tolist() == ["supported", "no_source"]


@pytest.mark.parametrize("long", ["1" * 100_000, "一" * 100_000, "从1增" * 30_000])
def test_what_is_too_long_is_left_to_a_person_at_once(long):
    report = cases.Report(f"甲村小结\n{long}\n村里先清账。\n", "C01")
    for said in ("收入由3万元增加到5万元（C01，第2句）。", f"{long[:9000]}（C01，第3句）。"):
        found = cases.check_citations(said, [report])
        assert set(found["verdict"]) == {"unsettled"} and "3000" in found.loc[0, "reason"]


def test_what_is_not_settled_says_so():
    said = "先锋班组解散前，工会的建议厂部都采纳了（C17〈未予答复〉）。"
    found = check(said)
    assert found["verdict"].tolist() == ["unsettled"] and "请人看" in found.loc[0, "reason"]
    with use_lang("en"):
        assert "a person has to look" in check(said).loc[0, "reason"]


def test_a_short_mark_names_a_case_that_is_there():
    # a year, a range or a note in brackets is no source
    for note in ("（2015-3）", "（1-3）", "（见附件2）", "（第一次，3人）", "（虚构）"):
        found = check(f"上访由19起降到3起{note}。")
        assert found["verdict"].tolist() == ["no_source"], note
    for mark in ("（C02-10）", "（C02，10）", "[c02:10]", "（Ｃ０２－１０）", "（案例C02 10）"):
        found = check(f"上访由19起降到3起{mark}。")
        assert found[["case", "sentence"]].values.tolist() == [["C02", 10]], mark


def _verdict(claim: str, source: str, title: str = "青禾镇工作小结") -> str:
    """The verdict on a claim that cites the only sentence of a report."""
    report = cases.Report(f"{title}\n{source}\n全镇有白石村、松塘村、河口村三个村。\n", "C01")
    (verdict,) = set(cases.check_citations(f"{claim}（C01，第2句）。", [report])["verdict"])
    return verdict


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("省委组织部总结了这个做法", "这个做法被市委组织部总结成材料。"),  # another office
        ("区政府派人住到了村里", "县政府派人住到村里两个月。"),
        ("党员每周上门看望老人", "党员每月上门看望老人。"),  # another period
        ("每月由农户回访一件", "每季度由农户回访一件，连续两次不满意的退回。"),
        ("白石村有47户领到工钱", "松塘村有47户从白石村的加工点领到工钱。"),  # another place
        ("河口村退出多占的宅基地5处", "松塘村退出多占的宅基地5处，账目上了墙。"),
        ("12个支部转化了一半", "12个软弱涣散支部全部转化。"),  # a part for the whole
        ("参加的人由18名增加到60名", "参加的人原有60名，如今只剩18名。"),  # before for after
        ("纠纷由51起降到22起", "去年纠纷22起，今年已经是51起。"),
    ],
)
def test_what_stands_in_the_place_of_another_is_refused(claim, source):
    assert _verdict(claim, source) == "not_supported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("积分每季清零一次", "邻县早已实行积分每季清零，我们没有学过来。"),  # a neighbour's deed
        ("松塘村拿出40万元修水池", "公司与松塘村签订协议，又拿出40万元，帮村里修了水池。"),
    ],
)
def test_what_others_did_is_left_to_a_person(claim, source):
    assert _verdict(claim, source) in ("unsettled", "not_supported")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("市委组织部总结了这个做法", "这个做法被市委组织部总结成材料。"),
        ("每年回访两次", "每半年回访一次。"),
        ("松塘村有47户领到工钱", "松塘村有47户从白石村的加工点领到工钱。"),
        ("青禾镇松塘村退出宅基地5处", "松塘村退出多占的宅基地5处，账目上了墙。"),
        ("参加的人由60名减少到18名", "参加的人原有60名，如今只剩18名。"),
        ("投诉同比下降三成多", "今年上半年，投诉电话比去年同期少了34%。"),  # 多: and a bit
        ("满意度两年跌了12个百分点", "满意度由前年的82%降到今年的70%。"),  # 前年 to now
        ("商场答应的钱到现在还没有出", "商场本来答应拿钱修管道，到现在分文未出。"),
        ("有三个村的档案是临时补出来的", "8个示范村中，3个村的档案是突击补造的。"),
        ("结成30对师徒", "30名骨干和30名新教师结成对子，一起备课。"),
        ("52项里有4项没有兑现", "三年揭榜52项，兑现48项，没兑现的4项也贴了出来。"),
        ("公司没有学邻市的红色工牌", "邻市企业搞的红色工牌，听着新鲜，我们还没学。"),
        ("空白村没有减少", "集体经济空白村开头是6个，现在还是6个。"),
        ("验收之后示范点再没人去看", "示范点验收之后，再没有人回去看过。"),
        ("理清了十多年的账", "股室轮着进村，把十六年的旧账一笔笔翻清。"),
        ("收入翻了一倍多", "人均收入1.8万元，是结对以前的2.4倍。"),
        ("急诊支部不再落后", "急诊支部也摘掉了落后帽子。"),
        ("企业嫌路远，没有谈成", "有人问为什么不请企业来，企业来看过，嫌路远，没有谈成。"),
        ("后备库还没有建", "想建后备干部库，还没动手。"),
        ("六名骨干当上了负责人", "实施“雏鹰”计划，选派20名骨干挂职，其中6人走上负责人岗位。"),
        ("星级评定前年停了", "原来搞过的星级评定，因流于形式前年就取消了。"),
        ("收缴率提高了34个百分点", "收缴率由52%提高到86%，再没有人投诉；只有3个楼院有起色。"),
        ("受帮带的楼院大多没有起色", "受帮带的楼院中，只有3个有起色，其余评分下降。"),
        ("居委会没有通过评奖的提议", "有居民提出评奖，居委会讨论后没有通过。"),
        ("仍有七成党员年过六十", "党员老龄化的问题还没有解决，60岁以上的仍占七成。"),
    ],
)
def test_what_is_true_in_other_words_is_never_refused(claim, source):
    assert _verdict(claim, source) in ("supported", "unsettled")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("48项没有兑现", "三年揭榜52项，兑现48项，没兑现的4项也贴了出来。"),
        ("商场出钱修好了管道", "商场本来答应拿钱修管道，到现在分文未出。"),
        ("松塘村请电视台拍了片子", "隔壁的村请电视台拍了片子，松塘村没有请。"),
        ("公开承诺在村里推开了", "至于公开承诺、评星，“乡里提过，我们还没顾上”。"),
        ("支部被市委授予先进称号", "支部被县委授予先进称号，一人获“全市最美护士”。"),
        ("结对村增长快于未结对村", "结对村收入三年增长18%，未结对村同期增长21%。"),
        ("等候时间由52分钟缩短到38分钟", "等候时间不减反增，平均从38分钟延长到52分钟。"),
        ("平桥医院派出专家17批次", "与条件薄弱的平桥医院结对，派出专家17批次坐诊。"),
        ("公司学了邻市的红色工牌", "邻市企业搞的红色工牌，听着新鲜，我们还没学。"),
    ],
)
def test_what_is_turned_round_is_still_refused_or_left(claim, source):
    assert _verdict(claim, source) in ("not_supported", "unsettled")


#: sentences over reports that nobody had seen, and how many planted errors of a set rules still
#: agree to (a wish as fulfilled, a part as the whole, a figure put to another thing)
OVER_UNSEEN = pd.read_csv(Path(__file__).parent / "data" / "claims.csv")
AGREED = {"a": 1, "b": 0, "c": 0, "d": 1, "e": 1, "f": 0, "g": 1}


@pytest.mark.parametrize("name", AGREED)
def test_claims_over_reports_that_nobody_had_seen(name):
    table = OVER_UNSEEN[OVER_UNSEEN["set"] == name]
    named = sorted({n for claim in table["claim"] for n in re.findall(r"（(\d+)，", claim)})
    unseen = Path(__file__).parent / "data" / "unseen"
    reports = {n: cases.read(unseen / f"{n}.txt") for n in named}
    refused, agreed, found = [], [], 0
    for row in table.itertuples():
        told = set(cases.check_citations(row.claim, reports)["verdict"])
        wrong = bool(told - {"supported", "unsettled"})
        if row.kind == "true" and wrong:
            refused.append(row.claim)
        if row.kind != "true" and told == {"supported"}:
            agreed.append(row.claim)
        found += row.kind != "true" and wrong
    assert refused == [] and len(agreed) <= AGREED[name], (refused, agreed)
    assert found >= 9  # of twenty outright
