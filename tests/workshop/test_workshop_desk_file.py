"""The desk's file: nothing is lost when reports are added, left out or changed, when a second
window is open, when the desk starts anew, and when it is killed while it saves."""

import os
import signal
import sys
import time
import zipfile
from pathlib import Path

import pytest

from toolkit import cases
from toolkit.records import ReadingWarning
from toolkit.terms import use_lang
from workshop.desk import CodingSession
from workshop.desk.clicks import DeskClicks

FIRST = (
    "示范村经验（虚构）\n党支部公开承诺办实事三件。全村办成实事12件。\n每月走访一次。每月走访一次。"
)
SECOND = "先进村经验（虚构）\n先进支部与后进支部结对，每月走访一次。"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "编码台.json"


def desk(file: Path, coder: str = "甲", **texts: str) -> CodingSession:
    reports = {case: cases.Report(text, case) for case, text in texts.items()}
    return CodingSession(reports, coder, save=file)


def coded(session: CodingSession, case: str, words: str, code: str) -> None:
    at = session.reports[case].text.index(words)
    session.code(case, at, at + len(words), code)


def seen(session: CodingSession) -> list[tuple[str, str, str]]:
    return [tuple(x) for x in session.frame[["case", "code", "text"]].to_numpy().tolist()]


def test_reports_may_be_added_and_left_out(file: Path) -> None:
    coded(desk(file, C01=FIRST), "C01", "公开承诺", "PLEDGE")
    both = desk(file, C01=FIRST, C02=SECOND)
    assert seen(both) == [("C01", "PLEDGE", "公开承诺")], "a second report takes nothing away"
    coded(both, "C02", "结对", "ADV_BACK")
    only = desk(file, C02=SECOND)
    assert seen(only) == [("C02", "ADV_BACK", "结对")] and "另有 1 处" in only.said
    coded(only, "C02", "每月走访一次。", "SERVE")
    assert len(seen(desk(file, C01=FIRST, C02=SECOND))) == 3
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_a_report_that_was_changed_keeps_its_codes_at_their_words(file: Path) -> None:
    session = desk(file, C01=FIRST)
    coded(session, "C01", "公开承诺", "PLEDGE")
    coded(session, "C01", "办成实事12件", "SERVE")
    session.decline("C01", "SERVE", 0, 5)
    mended = FIRST.replace("示范村经验", "青石村示范经验").replace("12件", "13件")
    after = desk(file, C01=mended)
    assert seen(after) == [("C01", "PLEDGE", "公开承诺")], "at its words, not at its old offsets"
    assert "C01 的正文改过" in after.said and "1 处的原词" in after.said
    coded(after, "C01", "三件", "SERVE")
    assert not after.state.declined
    back = desk(file, C01=FIRST)
    assert {text for _, _, text in seen(back)} == {"公开承诺", "办成实事12件", "三件"}


def test_words_that_stand_in_several_places_are_not_guessed(file: Path) -> None:
    session = desk(file, C01=FIRST)
    coded(session, "C01", "公开承诺", "PLEDGE")
    coded(session, "C01", "每月走访一次", "SERVE")
    after = desk(file, C01="新的开头。\n" + FIRST)
    assert seen(after) == [("C01", "PLEDGE", "公开承诺")] and "不止一处" in after.said


def test_another_text_of_the_same_name_starts_a_file_of_its_own(file: Path) -> None:
    session = desk(file, C01=FIRST)
    coded(session, "C01", "公开承诺", "PLEDGE")
    coded(session, "C01", "办成实事12件", "SERVE")
    coded(session, "C01", "三件", "SERVE")
    other = desk(file, C01="另一份报告。村民说起公开承诺。")
    assert seen(other) == [] and "别的数据" in other.said
    other.code("C01", 0, 3, "SERVE")
    assert len(seen(desk(file, C01=FIRST))) == 3


def test_codes_that_the_codebook_lost_wait_in_the_file(file: Path) -> None:
    coded(desk(file, C01=FIRST), "C01", "公开承诺", "PLEDGE")
    book = [c for c in cases.default_codebook() if c.code != "PLEDGE"]
    report = {"C01": cases.Report(FIRST, "C01")}
    less = CodingSession(report, "甲", cases.Codebook(tuple(book)), save=file)
    assert seen(less) == [] and "不在现在的编码表里" in less.said
    less.code("C01", 0, 3, "SERVE")
    assert len(seen(desk(file, C01=FIRST))) == 2


def test_steps_can_be_taken_back_after_a_new_start(file: Path) -> None:
    session = desk(file, C01=FIRST)
    before = [session.state]
    for words, code in (("公开承诺", "PLEDGE"), ("三件", "SERVE")):
        coded(session, "C01", words, code)
        before.append(session.state)
    session.note(session.state.rows[0], memo="哪三件？", evidence="number")
    before.append(session.state)
    session.decline("C01", "SERVE", 3, 9)
    session.define("SERVE", "为群众办的实事")
    session.finish("C01")
    session.remove(session.state.rows[0])
    again = desk(file, C01=FIRST)
    assert again.state == session.state
    for _ in range(4):
        again.undo()
    assert again.state == before.pop()
    third = desk(file, C01=FIRST)
    for state in reversed(before):
        third.undo()
        assert third.state == state
    assert not third.can["undo"] and not desk(file, C01=FIRST + "多一句。").can["undo"]


def test_what_is_typed_on_is_one_step(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    session = desk(file, C01=FIRST)
    coded(session, "C01", "公开承诺", "PLEDGE")
    for words in ("哪", "哪三", "哪三件"):
        session.note(session.state.rows[0], memo=words)
    now[0] += 60
    session.note(session.state.rows[0], memo="哪三件？问过了")
    for left in ("哪三件", ""):
        session.undo()
        assert session.state.rows[0].memo == left


def test_a_second_window_s_steps_are_laid_together(file: Path) -> None:
    one, other = DeskClicks(desk(file, C01=FIRST)), DeskClicks(desk(file, "乙", C01=FIRST))
    one.do({"do": "code", "start": 0, "end": 5, "code": "PLEDGE"})
    other.do({"do": "code", "start": 0, "end": 5, "code": "SERVE"})
    assert other.said[0] == "ok" and "另一个窗口" in other.said[1]
    assert {(r.coder, r.code) for r in other.session.state.rows} == {
        ("甲", "PLEDGE"),
        ("乙", "SERVE"),
    }
    one.do({"do": "write", "summary": "第一稿。"})
    other.do({"do": "write", "summary": "另一稿。"})
    assert other.session.state.summary == "另一稿。" and "撤销" in other.said[1]
    other.do({"do": "undo"})
    assert other.session.state.summary == "第一稿。", "what the other window wrote is not lost"


def test_a_step_that_cannot_be_saved_is_not_made(file: Path) -> None:
    shown = DeskClicks(desk(file.parent / "文件夹" / "编码台.json", C01=FIRST))
    (file.parent / "文件夹").write_text("nobody can write in here", encoding="utf-8")
    before = shown.session.state
    shown.do({"do": "code", "start": 0, "end": 5, "code": "PLEDGE"})
    assert shown.said[0] == "refused" and "存不进" in shown.said[1]
    assert shown.session.state == before and not shown.session.can["undo"]
    (file.parent / "文件夹").unlink()
    shown.do({"do": "code", "start": 0, "end": 5, "code": "PLEDGE"})
    assert shown.said[0] == "ok" and shown.session.can["undo"]


def handed_on(session: CodingSession, folder: Path, kind: str) -> Path:
    name, data = DeskClicks(session).do({"do": "export", "kind": kind})  # type: ignore[misc]
    (folder / name).write_bytes(data)
    return folder / name


def read_in(session: CodingSession, path: Path) -> DeskClicks:
    shown = DeskClicks(session)
    data = path.read_bytes()
    shown.do({"do": "read", "name": path.name, "size": len(data)}, data)
    return shown


@pytest.mark.parametrize("kind", ["xlsx", "qdpx"])
def test_other_commands_read_what_the_desk_hands_out(tmp_path: Path, kind: str) -> None:
    session = CodingSession({"C01": cases.Report("😀" + FIRST, "C01")}, "甲/；|")
    coded(session, "C01", "公开承诺", "PLEDGE")
    session.note(session.state.rows[0], memo="哪三件？", evidence="number")
    path = handed_on(session, tmp_path, kind)
    (row,) = cases.read_people(path, session.reports).to_dict("records")
    assert [row[c] for c in ("code", "coder", "text", "memo", "evidence")] == [
        "PLEDGE",
        "甲/；|",
        "公开承诺",
        "哪三件？",
        "number",
    ]
    assert (row["start"], row["end"]) == session.state.rows[0].key[2:4]


def test_places_are_the_same_in_a_workbook_and_in_a_project(tmp_path: Path) -> None:
    """Signs of two units, joined and composed ones, other scripts, tabs and every line end."""
    text = (
        "😀某村𠮷小结👨‍👩‍👧\r\n一、Latin é e\u0301 ß: 12%.\n承诺办好\t实事🇨🇳。\n\n不足。\u3000完。"
    )
    session = CodingSession({"R": cases.Report(text, "R")}, "甲")
    for start in range(0, len(text) - 7, 3):
        session.code("R", start, start + 1 + start % 7, "PLEDGE")
    columns = ["code", "start", "end"]
    for kind in ("xlsx", "qdpx"):
        back = cases.read_people(handed_on(session, tmp_path, kind), session.reports)
        rows = back.sort_values(["start", "end"])[columns].to_numpy().tolist()
        assert rows == session.frame[columns].to_numpy().tolist(), kind


def test_a_workbook_of_the_other_language_keeps_its_grades(tmp_path: Path) -> None:
    session = CodingSession({"C01": cases.Report(FIRST, "C01")}, "甲")
    coded(session, "C01", "公开承诺", "PLEDGE")
    session.note(session.state.rows[0], memo="哪三件？", evidence="number")
    with use_lang("en"):
        path = handed_on(session, tmp_path, "xlsx")
    other = CodingSession(session.reports, "乙")
    read_in(other, path)
    assert other.state.rows == session.state.rows


def test_a_workbook_of_an_older_text_is_laid_by_its_words(tmp_path: Path) -> None:
    session = CodingSession({"C01": cases.Report(FIRST, "C01")}, "甲")
    coded(session, "C01", "公开承诺", "PLEDGE")
    coded(session, "C01", "办成实事12件", "SERVE")
    path = handed_on(session, tmp_path, "xlsx")
    mended = FIRST.replace("示范村", "青石示范村").replace("12件", "13件")
    other = CodingSession({"C01": cases.Report(mended, "C01")}, "乙")
    shown = read_in(other, path)
    assert seen(other) == [("C01", "PLEDGE", "公开承诺")]
    assert shown.said[0] == "refused" and "C01 的正文在编码以后改过" in shown.said[1]
    with pytest.warns(ReadingWarning, match="1 处的原词"):
        assert len(cases.read_people(path, other.reports)) == 1


def test_codes_of_another_program_are_ours_by_name_alone(tmp_path: Path) -> None:
    report = cases.Report(FIRST, "C01")
    book = cases.Codebook(
        tuple(
            cases.Code(f"C0{n}", "", name, "") for n, name in enumerate(["公开承诺践诺", "夜访"], 1)
        )
    )
    coded_there = CodingSession({"C01": report}, "甲", book)
    coded_there.code("C01", 10, 14, "C01")
    coded_there.code("C01", 10, 14, "C02")
    path = handed_on(coded_there, tmp_path, "qdpx")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:  # as another program: names without our codes
        for name, data in parts.items():
            new.writestr(name, data.replace(b'"C01 ', b'"').replace(b'"C02 ', b'"'))
    ours = CodingSession({"C01": report}, "乙")
    shown = read_in(ours, path)
    assert [r.code for r in ours.state.rows] == ["PLEDGE"] and "夜访" in shown.said[1]
    theirs = tuple(cases.Code(f"C0{n}", "", name, "") for n, name in enumerate(["座谈", "夜访"], 1))
    shown = read_in(CodingSession({"C01": report}, "乙", cases.Codebook(theirs)), path)
    assert [r.code for r in shown.session.state.rows] == ["C02"], "a number is no name"


@pytest.mark.skipif(sys.platform == "win32", reason="a process is forked")
def test_killed_while_it_saves_the_last_whole_step_is_there(file: Path) -> None:
    session = desk(file, C01=FIRST)
    coded(session, "C01", "公开承诺", "PLEDGE")
    for milliseconds in (3, 7, 12, 20, 31):
        child = os.fork()
        if not child:
            many = 0
            while True:
                session.note(session.state.rows[0], memo=f"第{many}次" * 50)
                many += 1
        time.sleep(milliseconds / 1000)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        again = desk(file, C01=FIRST)
        assert seen(again) == [("C01", "PLEDGE", "公开承诺")] and again.file.path == file
        assert again.state.rows[0].memo.count("次") in (0, 50)
        session = again
