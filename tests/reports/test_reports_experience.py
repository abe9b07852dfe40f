"""The experience page and its annex: what stands where, and what is said of every count."""

import re

import pandas as pd
import pytest

from toolkit import cases, reports
from toolkit.reports.aftermath import remedies
from toolkit.reports.counting import firm, nearest
from toolkit.reports.framing import by_letters, not_shown
from toolkit.reports.gains import gains_section
from toolkit.reports.manner import manner_section
from toolkit.reports.overlap import counted_twice, linked
from toolkit.reports.quoting import measured_by
from toolkit.reports.two_ways import prizes
from toolkit.terms import use_lang

FILL = "村里有农户300户，住在山脚下的两条沟里。村里先开了会，再分头去做，大家都出了力。\n"
JUDGED = "年底请村民打分，没办成的要说明原因。"
MARKED = "年底验收，镇里打分95分，授了红旗。"
GAIN, SAME = "集体收入由3万元增至9万元。", "集体收入与三年前持平，仍是2万元。"
OUTCOMES = dict(zip("甲乙丙丁", ["improved", "improved", "unchanged", "unchanged"]))


def _made(lang: str = "zh", coders: tuple[str, ...] = ("key", "second")):
    texts = {c: f"{c}村（虚构）\n{FILL}{JUDGED}\n{GAIN}\n" for c in "甲乙"}
    texts |= {c: f"{c}村（虚构）\n{FILL}{MARKED}\n{SAME}\n镇里改由村民打分。\n" for c in "丙丁"}
    read = {case: cases.Report(text, case) for case, text in texts.items()}
    with use_lang(lang):
        machine = cases.accepted(cases.code(read))
        coded = pd.concat([machine.assign(coder=who) for who in coders], ignore_index=True)
        summary = cases.summarise(read, 300, coded=coded, outcomes=OUTCOMES)
        return reports.summary_report(read, summary, coded, OUTCOMES, nature="fictitious")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_comes_first_and_the_annex_on_a_page_of_its_own(lang):
    made = _made(lang)
    annex = [s.annex for s in made.sections]
    assert annex == sorted(annex), "nothing of the page stands behind the annex"
    keys = [s.key for s in made.sections if not s.annex]
    assert keys[:3] == ["basis", "gains", "manner"] and keys[-1] == "not_shown"
    (head,) = [s for s in made.sections if s.key == "annex"]
    assert head.new_page and made.heading_of(0, head) == head.heading
    slots = ["background", "practice", "effect", "insight", "problem"]
    assert [s.key for s in made.sections if s.annex and s.key in slots] == slots


def test_a_count_by_words_is_at_least_and_every_case_counted_has_a_sentence():
    manner = next(s for s in _made().sections if s.key == "manner")
    (counted,) = [p for p in manner.paragraphs if p.startswith("谁来评、评什么：")]
    assert "至少 2 个写做了" in counted and "至少 2 个写没做到" in counted
    after = " ".join(manner.paragraphs[manner.paragraphs.index(counted) :])
    for case in "甲乙丙丁":
        assert re.search(rf"{case} 第\d+句", after), case
    assert any("不靠编码" in p for p in manner.paragraphs)


def test_what_was_changed_afterwards_stands_apart_with_its_result_unknown():
    after = next(s for s in _made().sections if s.key == "aftermath")
    assert not after.annex and "结果未知" in after.heading
    assert "2 个改的是谁来评（丙、丁）" in after.paragraphs[0]
    assert "镇里改由村民打分。〔丙 " in after.paragraphs[1]


def test_what_is_learnt_or_said_is_no_remedy():
    text = f"丙村（虚构）\n{FILL}{SAME}\n教训是：检查的人决定了做给谁看。\n"
    text += "书记说：“今后要改由村民打分。”\n"
    read = {"丙": cases.Report(text, "丙")}
    assert remedies(read, "丙", "unchanged") == [] == remedies(read, "丙", "improved")


def test_coders_are_letters_and_their_names_stand_once():
    made = _made()
    text = "\n".join(p for s in made.sections for p in [s.finding, *s.paragraphs])
    assert text.count("second") == 1
    assert "编码员甲：在编码表里写作 key；编码员乙：在编码表里写作 second。" in text
    assert "编码由人所作（编码员甲、编码员乙）" in made.sections[0].finding
    coded = pd.DataFrame({"coder": ["rules", "combined"]})
    assert by_letters(coded)[1] == "" and by_letters(coded)[0]["coder"].tolist() == [
        "rules",
        "combined",
    ]


def test_what_is_in_doubt_is_never_nearest():
    rows = [("A", 4, 0, 0.67, 0.06, 0.06), ("B", 5, 1, 0.63, 0.08, 0.45)]
    columns = ["codes", "improved", "not_improved", "difference", "chance", "sure_chance"]
    found = pd.DataFrame(rows, columns=columns).assign(group="few")
    assert nearest(found)["codes"].tolist() == ["A"]


def test_every_case_has_its_best_grounded_sentence_with_grade_and_measurer():
    frame = _made().sections[-1].tables[0].frame
    assert (frame["sentence_no"] != "—").all()
    assert (frame["rater"] == "未说明").all() and (frame["best"] != "").all()


def test_what_stands_firm_without_doubt_is_named_apart():
    rows = [("A", "parts", 0.01, 0.03), ("B", "parts", 0.01, 0.2), ("C", "few", 0.5, 0.01)]
    columns = ["codes", "group", "chance", "sure_chance"]
    assert firm(pd.DataFrame(rows, columns=columns))["codes"].tolist() == ["A"]


def test_every_improved_case_has_its_result_who_measured_and_its_own_doubt():
    gains = next(s for s in _made().sections if s.key == "gains")
    rows = [*gains.tables[0].rows()]
    assert [row[0][0] for row in rows] == ["甲", "乙"]
    assert all(GAIN in row[1] and "前后对比" in row[2] and row[3] for row in rows)


def test_totals_in_the_text_and_in_the_tables_are_of_the_same_count():
    made = _made(coders=("key", "second"))
    claims = int(re.findall(r"(\d+) 处成效陈述", made.sections[0].finding)[0])
    assert claims == made.sections[-1].tables[0].frame["claims"].sum()


def test_one_hand_that_coded_twice_is_not_two_people():
    coded = pd.DataFrame({"coder": ["key", "second_same_hand", "third"]})
    letters, who = by_letters(coded)
    assert letters["coder"].tolist() == ["编码员甲", "编码员甲第二次", "编码员乙"]
    assert "同一人第二次编码" in who and "same_hand" not in who


def test_what_counts_twice_and_who_is_of_one_story_is_said():
    texts = {"甲": "石泉村小结\n双河村来帮。\n", "乙": "双河村小结\n种茶。\n", "丙": "北山村小结\n"}
    read = {case: cases.Report(text, case) for case, text in texts.items()}
    assert linked(read).startswith("甲、乙的报告") and linked({"丙": read["丙"]}) == ""
    twice = counted_twice({("甲", 6): ["judged", "answered"], ("乙", 6): ["judged"]}, read, 6)
    assert "甲 第2句" in twice and "乙" not in twice


def test_prizes_that_were_not_given_are_none():
    assert prizes("每月通报排名。") and prizes("周周有榜。")
    assert not prizes("成绩不与奖金挂钩。") and not prizes("每周开会。")


def test_the_parts_of_a_sentence_are_graded_apart():
    words = "上报口径显示居民满意率98.6%；区民政局随机拨打400个电话核验，说得出服务的只有61户。"
    report = cases.Report(f"甲村小结\n{words}\n", "甲")
    start = report.text.index("上报")
    told = measured_by(report, start, start + len(words))
    own, office = told.split("第2分句")
    assert "报告自评" in own and "第三方" not in own and "上级或政府部门" in office


WANTED = "书记一个人撑着，头一年亏了6万元，帮扶队一走就没有人会做，账目从未公开过。"


def _quoted_nowhere(read: dict[str, cases.Report], made: reports.WrittenReport) -> list[str]:
    """Sentences that a page says it quoted above and that stand nowhere on it."""
    told = [p for s in made.sections for p in [s.finding, *s.paragraphs]]
    shown = [s for s in made.sections if s.key != "cases"]  # there stands what was copied
    told += [cell for s in shown for t in s.tables for row in t.rows() for cell in row]
    page = "".join("".join(told).split())
    missing = []
    for listed in re.findall(r"(?:前面已引[：〔]|又见 )([^。〕]*)", "\n".join(told)):
        for case, numbers in re.findall(r"([甲乙丙丁]) 第([\d、]+)句", listed):
            for n in map(int, numbers.split("、")):
                start, end = map(int, read[case].sentences.iloc[n - 1])
                if read[case].text[start:end].strip() not in page:
                    missing.append(f"{case} {n}")
    return missing


def test_what_is_said_to_be_quoted_above_is_quoted():
    texts = {c: f"{c}村（虚构）\n{FILL}{JUDGED}村里的收支每月张榜公布。\n{GAIN}\n" for c in "甲乙"}
    texts |= {c: f"{c}村（虚构）\n{FILL}{MARKED}{WANTED}\n{SAME}\n" for c in "丙丁"}
    read = {case: cases.Report(text, case) for case, text in texts.items()}
    coded = cases.code(read)
    summary = cases.summarise(read, 300, coded=coded, outcomes=OUTCOMES)
    made = reports.summary_report(read, summary, coded, OUTCOMES)
    assert "前面已引" in "".join(p for s in made.sections for p in s.paragraphs)
    assert _quoted_nowhere(read, made) == []


def test_both_sides_are_counted_both_ways_with_those_that_say_nothing():
    texts = {"甲": JUDGED, "乙": "大家都出了力。", "丙": MARKED, "丁": JUDGED}
    ends = {"甲": GAIN, "乙": GAIN, "丙": SAME, "丁": SAME}
    read = {c: cases.Report(f"{c}村（虚构）\n{FILL}{t}\n{ends[c]}\n", c) for c, t in texts.items()}
    section, _ = manner_section(read, OUTCOMES, set())
    (counted,) = [p for p in section.paragraphs if p.startswith("谁来评、评什么：")]
    assert "改善的 2 个里至少 1 个写做了，0 个写没做到，1 个没写" in counted
    assert "未改善的 2 个里至少 1 个写没做到或做反了，1 个写做了，0 个没写" in counted
    with use_lang("en"):
        section, _ = manner_section(read, OUTCOMES, set())
    assert any("of 2 others at least 1 that they did not" in p for p in section.paragraphs)


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        (
            "帮的人在时样样代办，社员在一旁看，人一走就没有人会干。",
            "局里换了领导，一年只来过两次。",
        ),
        ("师傅包办，学徒只在旁边看，师傅离开后没人会修。", "2013年秋换了领导，联系人只来过1次。"),
    ],
)
def test_the_sentence_that_says_it_most_plainly_stands_for_its_case(plain, other):
    left = "收支每月张榜公布，请后备人选跟班学习。"
    texts = {"甲": f"{left}\n{GAIN}", "丙": f"{other}{plain}\n{SAME}"}
    read = {c: cases.Report(f"{c}村（虚构）\n{FILL}{t}\n", c) for c, t in texts.items()}
    section, _ = manner_section(read, {"甲": "improved", "丙": "unchanged"}, set())
    lines = [p for p in section.paragraphs if p.startswith("未改善的：")]
    assert any(plain in line for line in lines) and not any(other in line for line in lines)


@pytest.mark.parametrize(
    "words",
    [
        "镇里已把账目建档，逐季公示。",
        "街道已安排两名社工驻点，逐笔核对。",
        "新书记上任后，先开了三次恳谈会。",
    ],
)
def test_a_remedy_is_found_however_it_is_told(words):
    read = {"丙": cases.Report(f"丙村（虚构）\n{FILL}{SAME}\n{words}\n", "丙")}
    assert [e.text for e in remedies(read, "丙", "unchanged")] == [words]


def test_a_check_of_the_figures_stands_beside_the_result():
    checked = "省里的评估组抽查后认为，这些数字与银行记录一致。"
    texts = {"甲": f"{JUDGED}\n{GAIN}{checked}", "丙": f"{MARKED}\n{SAME}"}
    read = {c: cases.Report(f"{c}村（虚构）\n{FILL}{t}\n", c) for c, t in texts.items()}
    known = {"甲": "improved", "丙": "unchanged"}
    section = gains_section(read, cases.code(read), known, set())
    better, others = (t.frame for t in section.tables)
    assert GAIN in better["result"][0] and checked in better["result"][0]
    assert "有人核对过" in better["measured"][0] and checked not in others["result"][0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_has_a_width_for_each_of_its_columns(lang):
    for section in _made(lang).sections:
        for table in section.tables:
            assert len(table.widths) in (0, len(table.frame.columns)), table.title


def _page(texts: dict[str, str], outcomes: dict[str, str] | None, lang: str = "zh"):
    read = {case: cases.Report(text, case) for case, text in texts.items()}
    with use_lang(lang):
        coded = cases.code(read)
        summary = cases.summarise(read, 300, coded=coded, outcomes=outcomes)
        return reports.summary_report(read, summary, coded, outcomes)


def _words(made: reports.WrittenReport) -> str:
    return "\n".join(p for s in made.sections for p in [s.finding, *s.paragraphs] if not s.annex)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("outcome", ["improved", "unchanged", "worse", "mixed", "not_stated"])
def test_one_side_alone_is_never_compared(outcome, lang):
    texts = {
        c: f"{c}村（虚构）\n{FILL}{JUDGED}党员公开承诺办好{n}件实事。\n"
        for n, c in enumerate("甲乙丙", 3)
    }
    made = _page(texts, dict.fromkeys(texts, outcome), lang)
    said = _words(made)
    assert "Fisher" not in said + "".join(t.note for s in made.sections for t in s.tables)
    assert not any("by_chance" in t.frame for s in made.sections for t in s.tables if not s.annex)
    alone = ("只有一边的案例", "cases of one side only")
    unclear = ("没有一个案例的结果是明确的", "No case has a clear outcome")
    clear = outcome in ("improved", "unchanged", "worse")
    assert (alone if clear else unclear)[lang == "en"] in said
    assert all(len(t.frame) for s in made.sections for t in s.tables)


def test_what_got_better_and_worse_is_neither_side():
    texts = {c: f"{c}村（虚构）\n{FILL}{GAIN if c in '甲乙' else SAME}\n" for c in "甲乙丙"}
    made = _page(texts, {"甲": "improved", "乙": "mixed", "丙": "unchanged"})
    gains = next(s for s in made.sections if s.key == "gains")
    told = {t.title: [row[0][0] for row in t.rows()] for t in gains.tables}
    assert told == {
        "改善的案例": ["甲"],
        "未改善的案例": ["丙"],
        "有好有坏的案例（不参加比较）": ["乙"],
    }


def test_a_report_that_cannot_be_read_is_said_so():
    texts = {"甲": f"甲村（虚构）\n{FILL}{GAIN}\n", "E": "Willow Creek\nIncome rose from 3 to 5.\n"}
    (note,) = cases.read(texts["E"]).notes
    assert note
    made = _page(texts, None)
    assert "E 没有汉字，读不出做法、成效和结果" in _words(made)
    assert "写得多不等于有结果" not in _words(made)
    read = {"E": cases.read(texts["E"])}
    said = not_shown(read, cases.code(read), {"E": "not_stated"}, "").paragraphs[0]
    assert f"读报告时注意到：E：{note}" in said


def test_nobody_checked_what_a_machine_coded():
    by_machine = {c: f"{c}村\n{FILL}党员公开承诺办好12件实事。\n{GAIN}\n" for c in "甲乙戊己"}
    by_machine |= {c: f"{c}村\n{FILL}{MARKED}\n{SAME}\n" for c in "丙丁庚辛"}
    known = {c: "improved" if c in "甲乙戊己" else "unchanged" for c in by_machine}
    said = _words(_page(by_machine, known))
    assert "编码没有人核对过，先去核对的：公开承诺" in said and "站得住" not in said


@pytest.mark.parametrize(
    "words",
    [
        "信写得不周到，请领导原谅。",
        "我们不是说干部不好，换了谁都不容易。",
        "一位老支书回忆，三十年前没有日记本，谁家缺盐都知道。",
        "有人提议再搞一次授旗，支部没有采纳。",
        "隔壁的麻塘村请电视台拍了片子，我们没有请。",
        "妇联曾推行巧手工程，因缺乏订单未能延续，村里吸取教训先找订单。",
    ],
)
def test_courtesy_memory_and_what_was_rightly_left_undone_are_no_wants(words):
    text = f"丙村（虚构）\n{FILL}{MARKED}{words}\n{SAME}\n"
    said = cases.shortfalls([cases.Report(text, "丙")], {"丙": "unchanged"})["text"]
    assert words not in said.tolist()
    better = f"甲村（虚构）\n{FILL}{JUDGED}{words}\n{GAIN}\n"
    told = cases.admitted(cases.Report(better, "甲"), "甲")
    assert told is None or told.text != words


@pytest.mark.parametrize(
    "words",
    [
        "后来书记换了三茬，没有一个干满两年。",
        "挂牌以后没有再派人回头看过，邻县早已实行一年一复核。",
        "同期开始的长陂镇，由机关单位包联，后进支部已减少到2个。",
        "天黑了，他重新锁上门，看着铜牌：“日子得自己过。”",
    ],
)
def test_what_was_not_done_is_no_remedy(words):
    text = f"丙村（虚构）\n{FILL}{SAME}\n{words}\n"
    assert (
        remedies(cases.Report(text, "丙") and {"丙": cases.Report(text, "丙")}, "丙", "worse") == []
    )


def test_a_heading_that_bears_a_code_tells_not_how():
    text = f"甲村（虚构）\n{FILL}一、党员公开承诺\n党员公开承诺办好12件实事。\n{GAIN}\n"
    report = cases.Report(text, "甲")
    coded = pd.DataFrame(
        [("甲", "PLEDGE", text.index(w), "一") for w in ("一、党员", "党员公开承诺办")],
        columns=["case", "code", "start", "coder"],
    )
    lines = cases.line_by_case({"甲": report}, coded, {"甲": "improved"})
    said = lines.loc[lines["slot"] == "practice", "text"].tolist()
    assert said == ["党员公开承诺办好12件实事。"]


def test_a_want_that_was_met_is_no_doubt_of_the_case():
    met = "村里因补偿款闹了多年矛盾，支部先后11次上门，把拖欠的38万元发到93户手中。"
    text = f"甲村（虚构）\n{FILL}{JUDGED}{met}\n{GAIN}\n"
    assert cases.admitted(cases.Report(text, "甲"), "甲") is None
