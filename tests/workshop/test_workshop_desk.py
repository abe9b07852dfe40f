"""The coding desk without a screen: exact places, nothing coded by itself, undo, blind passes,
files there and back, everything kept."""

import json
from pathlib import Path

import pandas as pd
import pytest

import workshop
from toolkit import cases, dataset
from toolkit.terms import heading
from workshop.desk import CodingSession, DeskError
from workshop.desk.clicks import DeskClicks
from workshop.desk.entered import Row

TEXT = """示范村经验（虚构）
一、公开承诺
村党支部组织党员公开承诺𠮷事三件。全村办成实事12件。
二、结对帮扶
先进支部与后进支部结对，每月走访一次。"""


@pytest.fixture
def session(tmp_path: Path) -> CodingSession:
    return CodingSession({"C01": cases.Report(TEXT, "C01")}, "甲", save=tmp_path / "编码台.json")


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def send(desk: DeskClicks, do: str, data: bytes | None = None, **more: object) -> object:
    return desk.do({"do": do, **more}, data)


def test_words_and_sentences_are_coded_at_their_exact_places(session: CodingSession) -> None:
    session.code("C01", *place("承诺𠮷事"), "PLEDGE", evidence="number", memo="三件，未写哪三件")
    session.code("C01", *place("先进支部与后进支部结对，每月走访一次。"), "ADV_BACK")
    frame = session.frame
    assert list(frame["text"]) == ["承诺𠮷事", "先进支部与后进支部结对，每月走访一次。"]
    assert list(frame["code"]) == ["PLEDGE", "ADV_BACK"]
    assert frame.loc[0, ["coder", "evidence", "memo"]].tolist() == [
        "甲",
        "number",
        "三件，未写哪三件",
    ]
    assert session.by_sentence["text"].tolist()[0] == "村党支部组织党员公开承诺𠮷事三件。"
    assert cases.matrix(frame).loc["C01", "PLEDGE"]


@pytest.mark.parametrize(
    ("start", "end", "code", "told"),
    [
        (5, 5, "PLEDGE", "先选中"),
        (-1, 3, "PLEDGE", "先选中"),
        (0, 9999, "PLEDGE", "先选中"),
        (0, 3, "NOSUCH", "NOSUCH"),
    ],
)
def test_what_cannot_be_coded_is_refused_and_nothing_changes(
    session: CodingSession, start: int, end: int, code: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        session.code("C01", start, end, code)
    assert session.frame.empty and not session.can["undo"]


def test_every_step_is_kept_and_can_be_taken_back(session: CodingSession, tmp_path: Path) -> None:
    row = session.code("C01", *place("公开承诺𠮷事"), "PLEDGE")
    with pytest.raises(DeskError, match="已经编过"):
        session.code("C01", row.start, row.end, "PLEDGE")
    session.note(row, evidence="activity")
    session.note(row, memo="问一问")
    session.define("PLEDGE", "只算写明了事项的承诺")
    session.write("有承诺（C01，第3句）。")
    again = CodingSession(session.reports, "甲", save=tmp_path / "编码台.json")
    assert again.state == session.state and "接着上次" in again.said
    for _ in range(5):
        session.undo()
    assert (
        session.frame.empty
        and session.codebook["PLEDGE"].definition == session.book["PLEDGE"].definition
    )
    with pytest.raises(DeskError, match="没有可撤销"):
        session.undo()
    for _ in range(5):
        session.redo()
    assert session.state == again.state
    with pytest.raises(DeskError, match="另一个窗口"):
        again.code("C01", 0, 4, "SERVE")
    assert again.state == session.state, "what the other window saved is here now"


def test_taking_back_never_writes_over_another_window(
    session: CodingSession, tmp_path: Path
) -> None:
    session.code("C01", 0, 4, "SERVE")
    again = CodingSession(session.reports, "乙", save=tmp_path / "编码台.json")
    again.code("C01", 0, 4, "PLEDGE")
    with pytest.raises(DeskError, match="另一个窗口"):
        session.undo()
    kept = CodingSession(session.reports, save=tmp_path / "编码台.json").state
    assert session.state == again.state == kept
    session.undo()
    assert [r.code for r in session.state.rows] == ["SERVE"], "what stood in this window"


def test_a_file_of_other_reports_is_never_written_over(
    session: CodingSession, tmp_path: Path
) -> None:
    session.code("C01", 0, 4, "SERVE")
    kept = (tmp_path / "编码台.json").read_text(encoding="utf-8")
    other = CodingSession("另一份报告。", save=tmp_path / "编码台.json")
    other.code("R001", 0, 3, "SERVE")
    assert (tmp_path / "编码台.json").read_text(encoding="utf-8") == kept
    assert (tmp_path / "编码台(2).json").is_file() and "别的数据" in other.said


def test_suggestions_have_triggers_and_code_nothing_by_themselves(session: CodingSession) -> None:
    found = session.suggestions("C01")
    assert {"PLEDGE", "ADV_BACK"} & set(found["code"]) and session.frame.empty
    assert found["trigger"].str.len().gt(0).all()
    first, rest = found.iloc[0], len(found)
    session.decline("C01", first["code"], int(first["start"]), int(first["end"]))
    assert len(session.suggestions("C01")) == rest - 1 and session.frame.empty
    session.turn_to("乙")
    assert len(session.suggestions("C01")) == rest, "each person decides alone"
    session.code("C01", int(first["start"]), int(first["end"]), first["code"])
    assert len(session.suggestions("C01")) == rest - 1


def test_blind_passes_hide_and_their_agreement_is_that_of_the_coding(tmp_path: Path) -> None:
    report = cases.Report(TEXT, "C01")
    session = CodingSession({"C01": report}, "甲", blind=True)
    desk = DeskClicks(session)
    session.code("C01", *place("公开承诺𠮷事"), "PLEDGE")
    session.code("C01", *place("先进支部与后进支部结对，每月走访一次。"), "ADV_BACK")
    assert session.suggestions("C01").empty and desk.view()["hidden"]
    session.finish("C01")
    assert not session.suggestions("C01").empty
    session.turn_to("乙")
    assert session.suggestions("C01").empty and session.differences().empty
    assert not any(s["chips"] for s in desk.view()["sentences"]), "the first coder's work is hidden"
    send(desk, "show", tab="differ")
    assert "盲编还没完" in desk.view()["why"]
    session.code("C01", *place("村党支部组织党员公开承诺𠮷事三件。"), "PLEDGE")
    session.finish("C01")
    (difference,) = session.differences().to_dict("records")
    assert (difference["code"], difference["yes"], difference["no"]) == ("ADV_BACK", "甲", "乙")
    measured = session.agreement()
    assert measured.loc["PLEDGE", "kappa"] == 1.0, "words and their sentence are one unit"
    assert measured.loc["ADV_BACK", "percent"] == pytest.approx(5 / 6)
    (shown,) = desk.view()["differences"]
    assert shown["n"] == 6 and shown["definition"]
    send(desk, "define", code="ADV_BACK", definition="先进支部与待提升支部结成对子")
    assert desk.view()["differences"][0]["definition"] == "先进支部与待提升支部结成对子"


def test_only_who_coded_changes_it(session: CodingSession) -> None:
    row = session.code("C01", 0, 4, "SERVE")
    session.turn_to("乙")
    with pytest.raises(DeskError, match="只有本人"):
        session.remove(row)
    session.turn_to("甲")
    session.remove(row)
    assert session.frame.empty
    for name in ("", "combined", "\0", "甲" * 41):
        with pytest.raises(DeskError, match="代号"):
            session.turn_to(name)


def test_nothing_here_is_said_and_taken_back_by_a_code(session: CodingSession) -> None:
    sentence = place("全村办成实事12件。")
    session.code("C01", *sentence, "")
    assert (
        session.frame["code"].tolist() == [""] and not cases.matrix(session.frame).to_numpy().any()
    )
    session.code("C01", *place("实事12件"), "SERVE")
    assert session.frame["code"].tolist() == ["SERVE"]


@pytest.mark.parametrize("kind", ["xlsx", "qdpx"])
def test_the_coding_goes_out_and_comes_back_with_equal_offsets(
    session: CodingSession, kind: str
) -> None:
    session.code("C01", *place("承诺𠮷事"), "PLEDGE", evidence="before_after", memo="=1+1，核对")
    session.turn_to("乙")
    session.code("C01", *place("全村办成实事12件。"), "SERVE")
    session.define("SERVE", "为群众办的实事，有件数")
    name, data = DeskClicks(session).do({"do": "export", "kind": kind})  # type: ignore[misc]
    other = DeskClicks(CodingSession(session.reports, "丙"))
    send(other, "read", data, name=name, size=len(data))
    assert other.said[0] == "ok", other.said
    pd.testing.assert_frame_equal(other.session.frame, session.frame)
    if kind == "qdpx":
        assert other.session.codebook["SERVE"].definition == "为群众办的实事，有件数"
    send(other, "read", data, name=name, size=len(data))
    assert "新增 0 处" in other.said[1]
    send(other, "undo")
    assert other.session.frame.empty, "reading in is one step"


def test_the_sheet_for_excel_comes_back_as_another_coder(
    session: CodingSession, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    path = cases.coding_sheet(session.reports, tmp_path / "乙.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    (words,) = (c for row in sheet.iter_rows() for c in row if "全村办成" in str(c.value))
    (head,) = (c for row in sheet.iter_rows() for c in row if c.value == heading("code_1"))
    sheet.cell(words.row, head.column).value = "SERVE"
    book.save(path)
    desk = DeskClicks(session)
    send(desk, "read", path.read_bytes(), name="乙.xlsx", size=path.stat().st_size)
    assert session.frame[["coder", "code", "text"]].to_numpy().tolist() == [
        ["乙", "SERVE", "全村办成实事12件。"]
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [("坏.qdpx", b"PK"), ("坏.xlsx", b"no workbook"), ("a.docx", b""), ("big.qdpx", b"")],
)
def test_a_file_that_cannot_be_read_changes_nothing(
    session: CodingSession, name: str, data: bytes
) -> None:
    desk = DeskClicks(session)
    size = 9_000_000 if name.startswith("big") else len(data)
    send(desk, "read", data, name=name, size=size)
    assert desk.said[0] == "refused" and session.frame.empty and not session.can["undo"]


@pytest.mark.parametrize(
    "message",
    [
        {"do": "code", "start": "x", "end": 3, "code": "SERVE"},
        {"do": "code", "start": 1},
        {"do": "open", "key": "nothing"},
        {"do": "grade", "key": "C01|SERVE|0|4|甲", "evidence": "best"},
        {"do": "_said"},
        {"do": "define", "code": "SERVE", "definition": " "},
        {"do": "turn", "coder": " "},
        {"do": "export", "kind": "exe"},
        ["code"],
        None,
    ],
)
def test_whatever_a_page_sends_the_worst_is_a_sentence(
    session: CodingSession, message: object
) -> None:
    session.code("C01", 0, 4, "SERVE")
    desk, before = DeskClicks(session), session.state
    desk.do(message)
    assert session.state == before and json.dumps(desk.view())


def test_a_summary_is_held_against_its_sources(session: CodingSession) -> None:
    desk = DeskClicks(session)
    send(desk, "show", tab="write")
    send(desk, "write", summary="全村办成实事12件（C01，第4句）。全村办成实事21件（C01，第4句）。")
    good = [(row["good"], row["source"]) for row in desk.view()["checked"]]
    assert good == [(True, "C01 第4句"), (False, "C01 第4句")]


def test_the_palette_has_a_digit_for_each_stage_and_a_letter_for_each_code() -> None:
    palette = DeskClicks(CodingSession(TEXT)).palette()
    codes = [c["code"] for p in palette for c in p["codes"]]
    assert [p["key"] for p in palette] == list("12345")
    assert sorted(codes) == sorted(c.code for c in cases.default_codebook())
    assert all(
        [c["key"] for c in p["codes"]] == list("abcdefghijklmnopqrstuvwxyz")[: len(p["codes"])]
        for p in palette
    )


def test_a_codebook_of_many_codes_loses_none() -> None:
    names = [cases.Code(f"K{n}", "" if n < 30 else f"第{n}段", f"做法{n}", "") for n in range(45)]
    palette = DeskClicks(CodingSession(TEXT, codebook=cases.Codebook(tuple(names)))).palette()
    assert sorted(c["code"] for p in palette for c in p["codes"]) == sorted(c.code for c in names)
    keys = [p["key"] for p in palette]
    assert keys[:9] == list("123456789") and len(set(keys)) == len(palette) == 16
    assert [c["key"] for c in palette[0]["codes"]][25:] == ["z", "", "", "", ""]
    assert all(p["stage"] for p in palette)


@pytest.mark.parametrize("text", ["", " \n", "\n一句"])
def test_a_report_without_text_can_be_looked_at(text: str) -> None:
    desk = DeskClicks(CodingSession({"R": cases.Report(text, "R")}, "甲", blind=True))
    assert bool(desk.view()["notes"]) == (not text.strip())
    for coder in ("甲", "乙"):
        send(desk, "turn", coder=coder)
        send(desk, "finish")
        for tab in ("differ", "write", "code"):
            send(desk, "show", tab=tab)
            assert json.dumps(desk.view())


def test_a_report_that_one_person_coded_is_not_said_to_be_alike(session: CodingSession) -> None:
    both = CodingSession({"C01": cases.Report(TEXT), "C02": cases.Report(TEXT)}, "甲")
    for coder, seen in (("甲", ["C01", "C02"]), ("乙", ["C01"])):
        both.turn_to(coder)
        for case in seen:
            both.code(case, *place("公开承诺𠮷事"), "PLEDGE")
    desk = DeskClicks(both)
    send(desk, "show", case="C02", tab="differ")
    assert "还只有一个人编过" in desk.view()["why"] and not desk.view()["agreement"]
    send(desk, "show", case="C01")
    why = desk.view()["why"]
    assert "两人没有不同" in why and "乙、甲 还没点" in why
    both.finish("C02")  # who went through a report and coded nothing has said so
    assert len(both.differences("C02")) == 1


def test_agreement_tells_nothing_of_reports_that_are_still_blind() -> None:
    texts = {case: cases.Report(TEXT) for case in ("C01", "C02")}
    blind = CodingSession(texts, "甲", blind=True)
    for coder in ("甲", "乙"):
        blind.turn_to(coder)
        blind.code("C01", *place("公开承诺𠮷事"), "PLEDGE")
        blind.code("C02", *place("公开承诺𠮷事"), "SERVE")
        blind.finish("C01")
    assert blind.agreement().index.tolist() == ["PLEDGE"]


def test_a_selection_over_sentences_counts_in_each(session: CodingSession) -> None:
    start, end = place("村党支部组织党员公开承诺𠮷事三件。全村办成实事12件。")
    session.code("C01", start, end, "PLEDGE")
    assert session.by_sentence["text"].tolist() == [
        "村党支部组织党员公开承诺𠮷事三件。",
        "全村办成实事12件。",
    ]


def test_the_widget_shows_a_folder_and_hands_out_files(tmp_path: Path) -> None:
    desk = workshop.Desk(dataset("cases"), save=tmp_path / "k.json")
    assert len(desk.session.reports) == 24 and "font-face" in desk.font
    sent: list[tuple] = []
    desk.send = lambda message, buffers=None: sent.append((message, buffers))  # type: ignore[method-assign]
    desk._clicked(desk, {"do": "code", "start": 0, "end": 4, "code": "SERVE"}, [])
    desk._clicked(desk, {"do": "export", "kind": "qdpx"}, [])
    assert sent[0][0]["file"] == "编码.qdpx" and len(desk.frame) == 1
    assert Row(*desk.session.state.rows[0].key) == desk.session.state.rows[0]


def test_the_command_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    import argparse

    from workshop.cli import desk as command

    top = argparse.ArgumentParser()
    command.add(top.add_subparsers().add_parser)
    with pytest.raises(ValueError, match="没有这个文件"):
        command.settings(top.parse_args(["desk", str(tmp_path / "没有.txt")]))
    (tmp_path / "报告 一.txt").write_text(TEXT, encoding="utf-8")
    asked = command.settings(top.parse_args(["desk", str(tmp_path / "报告 一.txt"), "--blind"]))
    assert Path(asked["reports"][0]).is_absolute() and asked["blind"] and asked["coder"] == "甲"


def test_the_desk_opens_at_a_sentence_and_says_where_there_is_none(session: CodingSession) -> None:
    desk = DeskClicks(session)
    assert desk.view()["at"] == 0
    for n in range(1, len(session.sentences("C01")) + 1):
        send(desk, "at", case="C01", sentence=str(n))
        assert (desk.view()["at"], desk.view()["case"], desk.view()["tab"]) == (n, "C01", "code")
    for case, n, told in (("C20", 1, "没有报告 C20"), ("C01", 0, "没有第 0 句"), ("C01", 99, "99")):
        send(desk, "at", case=case, sentence=str(n))
        kind, said = desk.said
        assert kind == "refused" and told in said and desk.view()["case"] == "C01"
    assert workshop.Desk(session.reports, save=None, at=3).view["at"] == 3
    with pytest.raises(DeskError, match="没有第 99 句"):
        workshop.Desk(session.reports, save=None, at=99)
