"""What was learned from labelled sentences: made from what lies beside it, every suggestion with
the words that decided, and rules that still have their say."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import cases
from toolkit.cases.learned import Learned, learned, pieces

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "learn.py"))
RESULTS = runpy.run_path(str(ROOT / "scripts" / "learn_results.py"))
PROGRAMMES = runpy.run_path(str(ROOT / "scripts" / "learn_programmes.py"))


@pytest.mark.parametrize("name", ["practices", "results", "programmes"])
def test_it_was_learned_from_the_sentences_that_lie_here(name):
    path = ROOT / "toolkit" / "cases" / "data" / f"learned_{name}.npz"
    with np.load(path) as held:
        scripts = {"practices": SCRIPT, "results": RESULTS, "programmes": PROGRAMMES}
        files = scripts[name]["files_of"](name)
        assert str(held["source"]) == SCRIPT["source_of"](files)


def test_no_report_that_is_only_scored_was_learned_from():
    scored = {*range(40, 59, 2), *range(60, 67, 2)}
    assert not scored & {*SCRIPT["READ"], *PROGRAMMES["READ"]}


def test_labelled_programmes_stand_in_their_passages():
    table = pd.read_csv(
        ROOT / "datasets" / "sentences" / "programmes.csv", dtype=str, keep_default_na=False
    )
    own = table[table["text"] != ""]
    assert set(own["author"]) == {"PA", "PB", "PC", "PD"} and len(own) == 261
    for text, names in zip(own["text"], own["programmes"]):
        assert all(name in text for name in names.split(";"))
    assert not table.duplicated(["author", "passage"]).any()


def test_what_nobody_decided_on_is_not_learned_from():
    text = "某村小结\n开展“甲乙丙”活动，办起“丁戊课堂”，推行“己庚辛”制度。\n"
    given = PROGRAMMES["of_text"]("x", "1", text, "己庚辛", "甲乙丙;丁戊课堂")
    assert [(e.candidate.words, e.named) for e in given] == [("己庚辛", True)]


def test_the_sentences_are_labelled_with_known_codes_and_name_nobody():
    table = pd.read_csv(ROOT / "datasets" / "sentences" / "practices.csv", keep_default_na=False)
    known = {c.code for c in cases.default_codebook()}
    assert {c for codes in table["codes"] for c in codes.split(";") if c} == known
    assert set(table["effect"]) == {"", "better", "worse", "same", "mixed"}
    assert not table.duplicated(["author", "report", "sentence"]).any()
    assert not (table["codes"].ne("") & table["note"].isin(["lacking", "planned"])).any()


TOLD = "老人家里的重活，轮到谁那一段谁去干，支部每月在墙上画一回红勾。"


def test_a_practice_in_words_that_no_rule_knows_shows_the_words_that_decided():
    report = cases.read(f"某村小结\n{TOLD}\n村里去年修了路。\n")
    judge = learned("practices")
    for row in cases.code([report]).itertuples():
        assert row.trigger and row.trigger in row.text
    start, end = judge.decisive(TOLD, "SERVE")
    assert 0 <= start < end <= len(TOLD) and "，" not in TOLD[start:end]


@given(st.text(alphabet="党员村民结对帮，。a1 ", max_size=40))
def test_any_sentence_has_chances_and_words_that_lie_within_it(text):
    judge = learned("practices")
    said = np.zeros((1, len(judge.labels), 3))
    chances = judge.chances([text], said)
    assert ((chances >= 0) & (chances <= 1)).all()
    start, end = judge.decisive(text, "PLEDGE")
    assert 0 <= start <= end <= len(text)


def test_a_clear_case_is_learned_and_a_word_s_weight_tells():
    words = [f"{w}{i % 7}" for i, w in enumerate(["结对帮扶", "天气晴好"] * 30)]
    none = np.zeros((1, 3))
    example = SCRIPT["Example"]
    examples = [
        example("甲", str(i), w, none, frozenset({"A"} if "结" in w else ()), frozenset({"A"}))
        for i, w in enumerate(words)
    ]
    found = SCRIPT["fit"](examples, ["A"], 0.5)
    assert isinstance(found, Learned) and set(pieces("结对")) == {"结", "对", "结对"}
    chances = found.chances(["结对帮扶", "天气晴好"], np.zeros((2, 1, 3)))[:, 0]
    assert chances[0] > 0.8 and chances[1] < 0.2
    assert found.decisive("今天结对帮扶", "A")[0] == 2


def test_what_a_rule_has_a_reason_against_counts_only_where_it_is_very_likely():
    report = cases.read(
        "某乡党建工作情况\n后备力量不足。有人提出给每个支部评星，乡党委没有采纳。\n完。"
    )
    coded = cases.code([report])
    assert {"lacking", "dropped"} & set(coded["reason"])
    assert cases.accepted(coded).empty


def test_a_code_of_one_s_own_goes_by_its_definition_and_the_shipped_ones_as_before():
    book = cases.default_codebook()
    own = cases.Codebook(
        (*book.codes, cases.Code("TEA", "培育", "种茶制茶技术", "茶园修剪、采茶、炒茶技术传授"))
    )
    text = "某村\n师傅手把手传授茶园修剪、采茶、炒茶技术。\n党员公开承诺办好12件实事。\n"
    found = cases.accepted(cases.code([cases.read(text)], own))
    assert {"TEA", "PLEDGE"} <= set(found["code"])


def test_in_a_sentence_longer_than_those_learned_from_firm_rules_stand():
    """As committees write: five practices in a hundred characters."""
    text = "县委开展“三级联创”活动，建起党建示范村32个，党员公开承诺践诺，对支部评星授旗，"
    text += "县直部门与后进村结对，整顿软弱涣散党组织14个，建立典型人才信息库，实行一年一评一复核。"
    found = set(cases.accepted(cases.code([cases.read(f"某县经验\n{text}\n完。")]))["code"])
    wanted = {"CO_CREATE", "DEMO_SITE", "PLEDGE", "FLAG_STAR", "DEPT_LINK", "RECTIFY", "INFO_BASE"}
    assert len(found & wanted) >= 5, found


def test_half_width_signs_between_chinese_words_part_clauses_as_full_ones_do():
    told = "某村小结\n村里没有人签承诺书,党员戴徽亮身份;收入1,234元,早上8:30开会。\n"
    full = told.replace("书,", "书，").replace("份;", "份；").replace("元,", "元，")
    by = [cases.code([cases.read(t)])[["code", "start", "reason"]] for t in (told, full)]
    pd.testing.assert_frame_equal(*by)
    assert cases.read(told).folded == full


def test_a_shipped_code_without_labelled_sentences_goes_by_its_rules(monkeypatch):
    book = cases.default_codebook()
    tea = cases.Code("TEA", "培育", "种茶制茶技术", "传授种茶", rules=((0.9, "制茶技术"),))
    longer = cases.Codebook((*book.codes, tea))
    monkeypatch.setattr("toolkit.cases.coders.default_codebook", lambda: longer)
    report = cases.read("某村\n师傅手把手传授制茶技术。\n党员公开承诺办好12件实事。\n")
    assert {"TEA", "PLEDGE"} <= set(cases.accepted(cases.code([report], longer))["code"])


def test_outcomes_are_known_for_every_report_of_the_labelled_sentences():
    folder = ROOT / "datasets" / "sentences"
    ends = pd.read_csv(folder / "outcomes.csv")
    told = pd.concat(pd.read_csv(folder / f"{n}.csv", dtype=str) for n in ("practices", "results"))
    assert {*zip(ends["author"], ends["report"])} == {*zip(told["author"], told["report"])}
    assert {*ends["outcome"]} == {"improved", "worse", "unchanged", "mixed", "not_stated"}


HEAD = "某街道党建情况（虚构）\n全街道有党员四百余人，分二十一个支部。\n"
PLAIN = {
    "worse": "门口的垃圾又堆回来了，来开会的人一回比一回少。",
    "better": "来听课的人多了，路也通了，老人说日子比以前顺当。",
    "same": "一年下来，跟没搞一样，差距还是那么大。",
}


@pytest.mark.parametrize(("way", "words"), PLAIN.items())
def test_an_effect_in_plain_speech_has_a_direction_and_bears_the_outcome(way, words):
    report = cases.read(f"{HEAD}{words}\n")
    ends = {"worse": "worse", "better": "improved", "same": "unchanged"}
    assert report.outcome == ends[way]
    start, end = report.outcome_sentence
    effects = report.effects.set_index("start")
    assert effects.loc[start, "direction"] == way and effects.loc[start, "end"] == end


@given(st.lists(st.sampled_from([*PLAIN.values(), TOLD, "明年力争扭亏。", "。", "1"]), max_size=6))
def test_whatever_is_pasted_has_an_outcome_whose_sentence_is_an_effect(sentences):
    report = cases.Report("\n".join(["某村小结", *sentences]))
    span = report.outcome_sentence
    assert (span is None) == (report.outcome == "not_stated")
    assert span is None or span[0] in report.effects["start"].to_list()
