"""The case-teaching pack: questions come from sentences, conclusions are held back, offsets slice
back to the text."""

import re
from functools import cache
from pathlib import Path

import pytest
from docx import Document

import workshop
from toolkit import cases
from toolkit.cli.entry import main
from toolkit.rules import default_rules
from toolkit.terms import use_lang
from workshop.talk.casepack import class_paragraphs, reading_minutes
from workshop.talk.material import held_back, paragraphs
from workshop.talk.wording import timed

CASES = Path(__file__).resolve().parents[2] / "datasets" / "cases"
STORY = """柳溪村转化记（虚构）
柳溪村过去垫底，班子不和。
一是公开承诺。村党支部公开承诺事项36件，上墙接受监督。
二是结对帮带。先进村与柳溪村结对，师傅上门带着干。
一年下来，党员大会到会率由31%提高到82%。
群众满意率达到95%。
第二年有两个项目停了，至今闲置。
启示是：班子团结才有出路。
"""


@cache
def reports() -> dict[str, cases.Report]:
    return cases.from_folder(CASES)[0]


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


def words(path: Path) -> str:
    """All text of a document, cells included."""
    document = Document(str(path))
    lines = [p.text for p in document.paragraphs] + [
        c.text for t in document.tables for r in t.rows for c in r.cells
    ]
    return "\n".join(lines)


def test_every_question_comes_from_a_sentence_of_the_report() -> None:
    most = default_rules()["talk.small_questions"]
    for case, report in reports().items():
        asked = workshop.case_questions(report)
        large, small = asked[asked["size"] == "large"], asked[asked["size"] == "small"]
        assert 2 <= len(large) <= 5 and 4 <= len(small) <= most, case
        hidden = set(held_back(report))
        for q in asked.itertuples():
            assert (
                q.text == report.text[q.start : q.end] and q.text and (q.start, q.end) not in hidden
            )
            assert report.sentence_number(q.start) == q.sentence_no
            a, b = paragraphs(report)[q.paragraph_no - 1]
            assert a <= q.start < q.end <= b
            if q.kind in (
                "activity_only",
                "no_source",
            ):  # what is quoted in the question stands in its sentence
                quoted = re.findall("“(.*?)”", q.question.split("：")[0])
                assert quoted and all(
                    re.sub("[‘’]", "", w) in re.sub("[“”]", "", q.text) for w in quoted
                ), q.question
        for leads in large["leads"]:
            assert {int(n) for n in leads.split(";") if n} <= set(small["number"])


def test_questions_ask_for_what_this_report_leaves_out() -> None:
    asked = workshop.case_questions(cases.Report(STORY, "柳溪"))
    at = {(q.kind, q.text) for q in asked[asked["size"] == "small"].itertuples()}
    assert ("effect", "一年下来，党员大会到会率由31%提高到82%。") in at
    assert ("no_source", "群众满意率达到95%。") in at
    assert ("activity_only", "村党支部公开承诺事项36件，上墙接受监督。") in at
    assert ("no_number", "先进村与柳溪村结对，师傅上门带着干。") in at
    assert ("doubt", "第二年有两个项目停了，至今闲置。") in at
    assert any(kind == "rival" for kind, _ in at)
    assert "启示是：班子团结才有出路。" not in set(asked["text"])
    believe = asked[(asked["size"] == "large") & (asked["kind"] == "believe")].iloc[0]
    assert "2 处" in believe["question"] and "没有读到与别处的对照" in believe["question"]
    assert "原文依据" in asked["question"].iloc[0] and asked["kind"].iloc[0] == "learn"


def test_two_measures_of_one_thing_are_set_against_each_other() -> None:
    asked = workshop.case_questions(reports()["C08"])
    both = asked[asked["question"].str.contains("两个口径")]
    assert len(both) == 1 and "上报口径" in both["text"].iloc[0] and "核验" in both["text"].iloc[0]


def test_plans_are_not_asked_about_as_if_they_were_done() -> None:
    told = STORY.replace("上墙接受监督。", "计划明年再承诺40件。")
    assert not any("40件" in q for q in workshop.case_questions(cases.Report(told))["question"])


def test_a_source_in_the_sentence_silences_the_question_for_one() -> None:
    told = STORY.replace("群众满意率达到95%", "据镇里台账，群众满意率达到95%")
    asked = workshop.case_questions(cases.Report(told))
    assert not any("95" in t for t in asked.loc[asked["kind"] == "no_source", "text"])


def test_how_many_small_questions_is_a_rule() -> None:
    few = workshop.case_questions(
        reports()["C01"], rules=default_rules().replace({"talk.small_questions": 5})
    )
    assert (few["size"] == "small").sum() == 5


def test_a_case_that_did_not_improve_is_not_held_up_as_a_model() -> None:
    asked = workshop.case_questions(reports()["C10"], outcome="unchanged")
    assert "没有好起来" in asked.loc[asked["kind"] == "practise", "question"].iloc[0]


def test_the_class_gets_the_text_without_its_conclusions() -> None:
    for report in reports().values():
        hidden, given = held_back(report), "\n".join(class_paragraphs(report))
        for a, b in hidden:
            assert report.text[a:b] not in given
        for n, (a, b) in enumerate(paragraphs(report), 1):
            if not any(x < b and y > a for x, y in hidden):
                assert f"〔{n}〕{report.text[a:b]}" in given
        kept = sum(b - a for a, b in paragraphs(report)) - sum(b - a for a, b in hidden)
        bare = re.sub(r"〔\d+〕|（此处略去 \d+ 字，讨论后发）", "", given)
        assert len(bare.replace("\n", "")) == kept
    assert sum(bool(held_back(r)) for r in reports().values()) >= 17


def test_a_conclusion_is_held_back_wherever_it_stands() -> None:
    early = cases.Report(STORY.replace("一是公开", "实践证明，班子团结才有出路。\n一是公开"))
    assert [early.text[a:b] for a, b in held_back(early)] == [
        "实践证明，班子团结才有出路。",
        "启示是：班子团结才有出路。",
    ]


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> dict[str, str]:
    with use_lang("zh"):
        folder = tmp_path_factory.mktemp("案例 包")
        written = workshop.case_pack(CASES, "C13", folder)
    assert [p.name for p in written] == [
        "C13_案例正文.docx",
        "C13_教师手册.docx",
        "C13_大问题与小问题.docx",
        "C13_教师读法.html",
    ]
    return {p.stem.split("_")[1]: words(p) for p in written[:3]} | {"folder": str(folder)}


def test_conclusions_stand_in_the_teachers_copy_only(pack) -> None:
    report = reports()["C13"]
    assert held_back(report)
    for a, b in held_back(report):
        assert report.text[a:b] in pack["教师手册"]
        assert (
            report.text[a:b] not in pack["案例正文"]
            and report.text[a:b] not in pack["大问题与小问题"]
        )
    assert "此处略去" in pack["案例正文"]


def test_offsets_in_the_manual_slice_back_to_the_text(pack) -> None:
    report, found = reports()["C13"], 0
    for line in pack["教师手册"].split("\n"):
        for text, number, a, b in re.findall(r"^(.*)〔第(\d+)句，(\d+)–(\d+)〕$", line):
            assert " ".join(
                report.text[int(a) : int(b)].split()
            ) == text and report.sentence_number(int(a)) == int(number)
            found += 1
    assert found == len(held_back(report)) > 0


def test_the_manual_holds_what_a_trainer_needs_and_no_more(pack) -> None:
    report, manual = reports()["C13"], pack["教师手册"]
    document = Document(str(Path(pack["folder"]) / "C13_教师手册.docx"))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "一、教学目标",
        "二、怎么上",
        "三、板书设计",
        "四、提问与落点",
        "五、扣下的原文",
    ]
    for aim in ("学先进学什么：", "凭什么信：", "还可能是什么：", "践行先进如何践："):
        assert aim in manual
    steps, board, asked = document.tables
    assert [r.cells[0].text for r in steps.rows][1:] == [row[0] for row in timed("class_step")]
    assert len(asked.rows) - 1 == len(workshop.case_questions(report))
    assert len(board.columns) == 4 and all(c.text.strip() for r in board.rows for c in r.cells)
    assert ("报告没有写：" in manual) != ("该写的都读到" in manual)
    for q in workshop.case_questions(report).itertuples():
        assert q.question in manual and q.look in manual and q.question in pack["大问题与小问题"]


def test_each_timing_fills_the_lesson() -> None:
    for kind in ("class_step", "talk_step"):
        rows = timed(kind)
        assert (sum(r[1] for r in rows), sum(r[2] for r in rows)) == (90, 180)


def test_the_same_in_english(tmp_path) -> None:
    with use_lang("en"):
        written = workshop.case_pack(reports(), "C05", tmp_path, nature="fictitious")
    text, manual, questions = (Document(str(p)) for p in written[:3])
    for document in (text, manual, questions):
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headings and not any(re.search("[一-鿿]", h) for h in headings)
        heads = [c.text for t in document.tables for c in t.rows[0].cells]
        assert not any(re.search("[一-鿿]", h) for h in heads)
    assert "Fictitious data" in text.sections[0].header.paragraphs[0].text


def test_english_questions_name_practices_and_no_codes() -> None:
    with use_lang("en"):
        asked = workshop.case_questions(reports()["C13"])
    said = " ".join(asked["question"])
    assert (
        not re.search(r"\b[A-Z]{3,}(_[A-Z]+)?\b", said)
        and "departments paired with villages" in said
    )


def test_reading_time_counts_words_and_characters() -> None:
    assert (
        reading_minutes("字" * 500) == 2
        and reading_minutes("a well-kept library isn't bulk " * 40) == 1
    )
    assert reading_minutes("字" * 250 + " word" * 200 + " 12 30%") == 2


def test_the_manual_says_where_in_the_class_s_copy(pack) -> None:
    report = reports()["C13"]
    for q in workshop.case_questions(report).itertuples():
        assert f"〔{q.paragraph_no}〕第{q.sentence_no}句" in pack["教师手册"]


def test_one_report_without_a_folder(tmp_path) -> None:
    written = workshop.case_pack(cases.Report(STORY, 'a/b:"c'), None, tmp_path)
    assert all(p.exists() and p.parent == tmp_path for p in written)
    assert "班子团结" not in words(written[0]) and "跨案例矩阵" not in words(written[1])


def test_what_cannot_be_made_into_a_lesson_is_said(tmp_path) -> None:
    for source, case in (
        (CASES, None),
        (CASES, "C99"),
        (tmp_path / "没有.txt", None),
        (cases.Report(""), None),
    ):
        with pytest.raises(workshop.TalkError):
            workshop.case_pack(source, case, tmp_path / "out")
    with pytest.raises(ValueError, match="报告"):
        workshop.case_pack(tmp_path, None, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command(tmp_path, capsys) -> None:
    (tmp_path / "柳溪.txt").write_bytes(STORY.encode("gb18030"))
    assert (
        main(
            ["casepack", str(tmp_path / "柳溪.txt"), "--out", str(tmp_path / "out"), "--lang", "zh"]
        )
        == 0
    )
    assert (
        "柳溪_教师手册.docx" in capsys.readouterr().out
        and len(list((tmp_path / "out").iterdir())) == 4
    )
    assert main(["casepack", str(CASES), "--lang", "zh"]) == 2 and "C01" in capsys.readouterr().err
