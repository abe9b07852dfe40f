"""The pairing board without a browser: rules, undo, prices, files that people edit, and what is
kept when all else dies."""

import argparse
import itertools
import json
import os
import re
import socket
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import workshop
from toolkit import County, pairing
from toolkit.records import read_ledger
from toolkit.rules import default_rules
from toolkit.terms import CHANNELS, channel_label, heading, use_lang
from workshop.board import BoardError, board_page
from workshop.board.clicks import Clicks
from workshop.board.session import BoardSession
from workshop.board.words import marks, words
from workshop.cli import board as command
from workshop.cli import lab
from workshop.web import serving as page

ROOT = Path(__file__).resolve().parents[2]
ON = "2012-07-01"
A, D, E = CHANNELS[:3]
KEY = ["helper_id", "recipient_id", "channel"]


@pytest.fixture(scope="module")
def county() -> County:
    return County.load(ROOT / "datasets" / "qinglan_60")


@pytest.fixture
def session(county: County) -> BoardSession:
    return BoardSession(county, ON)


def full(session: BoardSession) -> BoardSession:
    """A session with a greedy pairing on the board: legal, and not the plan."""
    p = session.prepared
    pairs, _ = pairing.greedy(p.recipients, p.helpers, p.candidates, p.running)
    for row in pairs[KEY].itertuples(index=False, name=None):
        session.pair(*row)
    return session


# ---- the rules


def test_what_the_rules_forbid_is_refused_with_the_reason_and_changes_nothing(
    county: County,
) -> None:
    session = BoardSession(county, ON, nearest=1000)  # everyone within reach
    h, other = session.plan.problem.helpers[
        session.plan.problem.row_helper[session.plan.problem.row_channel == 0]
    ][:2]
    a, b = session.plan.problem.recipients[:2]
    session.pair(h, a, A)
    before = session.state
    for pair, word in {
        (h, a, A): "已经在板上",
        (h, b, A): "先进带后进名额已满：共 1 个",
        (other, a, A): "先进带后进已满：只需 1 对",
        (other, b, D): r"不承担.+[^。]。$",
        (a, b, A): f"{a} 不在帮扶方名单里",
        (h, "nobody", A): "nobody 不在受助单位名单里",
    }.items():
        with pytest.raises(BoardError, match=word):
            session.pair(*pair)
    assert session.state == before and isinstance(BoardError(""), ValueError)


def test_reasons_of_pairs_that_may_not_be_are_those_of_the_records(county: County) -> None:
    h, r = pairing.prepare(county, ON).candidates.iloc[0][["helper_id", "recipient_id"]]
    barred = pd.DataFrame(
        {
            "helper_id": [h],
            "recipient_id": [r],
            "reason": ["利益回避"],
            "data_nature": ["fictitious"],
        }
    )
    session = BoardSession(county.replace({"ineligible": barred}), ON)
    assert session.refusal(h, r, A) == f"不能结对：{h} → {r}：利益回避。"


def test_who_is_no_candidate_hears_one_cause(county: County) -> None:
    """Too far, or too low a level: never both in one breath."""
    organisation = county["organisation"].copy()
    unit = str(pairing.prepare(county, ON).recipients["recipient_id"].iloc[0])
    organisation.loc[organisation["org_id"] == unit, "level"] = "township"
    raised = county.replace({"organisation": organisation})
    for session, cause in (
        (BoardSession(county, ON, nearest=3), "太远：它附近有更近的帮扶方。"),
        (BoardSession(raised, ON, nearest=1000), "层级低于受助单位。"),
    ):
        p, told = session.plan.problem, set()
        serving = p.row_helper[p.row_channel == p.channels.index(A)]
        for i, j in itertools.product(serving, range(len(p.recipients))):
            said = session.refusal(p.helpers[i], p.recipients[j], A)
            assert (said == "") is p.candidate(int(i), j)
            told |= {said.split("：", 2)[2]} if said else set()
        assert told == {cause}


def test_rules_that_change_change_the_board(county: County) -> None:
    session = BoardSession(
        county, ON, default_rules().replace({"pair.need.enterprise_ties_backward": 1})
    )
    assert len(session.plan.problem.channels) == 3 and session.needs == 30


def test_levels_and_frame_are_those_of_the_plan_when_its_pairs_are_made(
    session: BoardSession,
) -> None:
    for pair in session.plan.pairs[KEY].itertuples(index=False, name=None):
        session.pair(*pair)
    assert session.levels == session.plan.levels and session.differences.empty
    pd.testing.assert_frame_equal(session.frame.drop(columns="reason"), session.plan.pairs)
    assert session.frame["reason"].isna().all()


def test_running_pairs_come_as_far_as_they_may(session: BoardSession) -> None:
    assert session.bring_running() == len(session.pairs) > 0
    assert session.frame["kept"].all() and pairing.rule_problems(session.plan, session.frame).empty
    assert session.bring_running() == 0


def test_public_data_and_data_without_needs_are_refused(county: County) -> None:
    with pytest.raises(ValueError, match="涉及评价"):
        BoardSession(County.load(ROOT / "datasets" / "counterpart_assistance"))
    none = county.replace({t: county[t].iloc[:0] for t in ("rating", "turnaround_case", "pairing")})
    with pytest.raises(ValueError, match="没有需要帮扶"):
        BoardSession(none, ON)


# ---- undo


def test_undo_and_redo_go_through_every_move(session: BoardSession) -> None:
    with pytest.raises(BoardError, match="没有可撤销"):
        session.undo()
    states = [session.state]
    for pair in session.plan.pairs[KEY].head(4).itertuples(index=False, name=None):
        session.pair(*pair)
        states.append(session.state)
    session.unpair(*session.pairs[1])
    session.clear()
    while session.can["undo"]:
        session.undo()
    assert session.state == states[0]
    for state in states[1:]:
        session.redo()
        assert session.state == state
    session.pair(*session.plan.pairs[KEY].iloc[6])
    assert not session.can["redo"]


# ---- beside the plan


def test_each_difference_has_the_price_that_planning_again_shows(session: BoardSession) -> None:
    full(session)
    d, t = session.differences, session.plan.problem.tables
    assert set(d["side"]) == {"ours", "plan"}
    for side, h, r, c in d.head(6).itertuples(index=False, name=None):
        hand = pd.DataFrame(
            {
                "helper_id": [h],
                "recipient_id": [r],
                "channel": [c],
                "action": ["pin" if side == "ours" else "ban"],
            }
        )
        again = pairing.plan(
            *(t[n] for n in ("recipients", "helpers", "candidates", "running")), overrides=hand
        )
        told = session.explain(h, r, c)
        assert told and told.price == {
            g: again.levels[g] - session.plan.levels[g] for g in again.levels
        }


def test_an_own_choice_needs_a_reason_and_shows_its_price(session: BoardSession) -> None:
    full(session)
    ours = tuple(session.differences.query("side == 'ours'").iloc[0][KEY])
    theirs = tuple(session.differences.query("side == 'plan'").iloc[-1][KEY])
    for reason, word in (("  \n ", "理由"), ("长" * 501, "500 字以内")):
        with pytest.raises(BoardError, match=word):
            session.keep(*ours, reason)
    with pytest.raises(BoardError, match="没有差别"):
        session.keep("x", "y", A, "因为")
    session.keep(*ours, " 同一行业，\n互相熟悉 ")
    session.keep(*theirs, "路太远")
    assert [choice.action for choice in session.state.choices] == ["pin", "ban"]
    pairs = set(session.chosen.pairs[KEY].itertuples(index=False, name=None))
    assert ours in pairs and theirs not in pairs
    assert session.frame.set_index(KEY).loc[ours, "reason"] == "同一行业， 互相熟悉"
    session.adopt()
    assert set(session.pairs) == pairs and session.levels == session.chosen.levels
    session.unpair(*ours)
    assert [c.pair for c in session.state.choices] == [theirs]
    session.undo()
    assert len(session.state.choices) == 2
    session.forget(*theirs)
    assert len(session.state.choices) == 1


# ---- files


def test_the_workbook_comes_back_with_choices_and_is_priced_by_check_plan(
    session: BoardSession, county: County, tmp_path: Path
) -> None:
    full(session)
    ours = tuple(session.differences.query("side == 'ours'").iloc[0][KEY])
    session.keep(*ours, "=cmd|' /C calc'!A0 也只是文字")
    book = session.export(tmp_path / "我们 的.xlsx")
    again = BoardSession(county, ON)
    assert again.read(book).empty
    assert set(again.pairs) == set(session.pairs) and again.state.choices == session.state.choices
    assert pairing.check_plan(book).problems.empty
    shown = pd.read_excel(book, sheet_name=0, dtype="string", engine="openpyxl")
    ids = shown[[heading(key) for key in KEY[:2]]]
    near = session.prepared.candidates.set_index(KEY[:2])["township"]
    alike = [bool(near.loc[tuple(map(str, pair))]) for pair in ids.to_numpy()]
    assert {*alike} == {True, False} and len(alike) == len(session.pairs)
    assert shown[heading("because")].str.contains("同镇").tolist() == alike, "reasons of each pair"
    cells = [c for sheet in openpyxl.load_workbook(book) for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert any("虚构" in str(c.value) for c in cells)


def test_paper_cards_are_typed_in_by_code_or_name(session: BoardSession, tmp_path: Path) -> None:
    one, two = (tuple(session.plan.pairs.iloc[i][KEY]) for i in (0, 2))
    rows = [
        (f" {one[0].lower()} ", session.names.full(one[1]), channel_label(A, "zh")),
        (two[0], two[1], None),
    ]
    rows += [
        (one[0], two[1], channel_label(A, "zh")),
        ("没有", two[1], channel_label(A, "zh")),
        (None, two[1], None),
    ]
    book = session.export(tmp_path / "空.xlsx")
    edited = openpyxl.load_workbook(book)
    sheet = edited.worksheets[0]
    columns = {c.value: c.column for row in sheet.iter_rows() for c in row}
    for row in rows:
        sheet.append({columns[heading(key)]: value for key, value in zip(KEY, row)})
    edited.save(book)
    refused = session.read(book)
    assert set(session.pairs) == {one, two}
    assert (
        len(refused) == 3
        and refused["problem"]
        .str.contains("名额已满|已满：只需|已到上限|没有 不在帮扶方名单里|空着")
        .all()
    )
    session.undo()
    assert not session.pairs


@pytest.mark.parametrize("kind", ["text", "empty", "other", "many", "strangers", "cut"])
def test_workbooks_that_cannot_be_read_lose_nothing(
    session: BoardSession, tmp_path: Path, kind: str
) -> None:
    full(session)
    good, bad = session.export(tmp_path / "good.xlsx"), tmp_path / "bad.xlsx"
    before = session.state
    if kind in ("text", "empty"):
        bad.write_bytes(b"PK not a workbook" if kind == "text" else b"")
    elif kind == "cut":
        bad.write_bytes(good.read_bytes()[:3000])
    elif kind == "other":
        openpyxl.Workbook().save(bad)
    else:
        edited = openpyxl.load_workbook(good)
        sheet = edited.worksheets[0]
        sheet.delete_rows(2, sheet.max_row)
        for i in range(200 if kind == "many" else 3):
            sheet.append([f"<b>{i}</b>", "=1+1" if kind == "many" else "谁", "先进带后进"])
        edited.save(bad)
    with pytest.raises(ValueError):
        session.read(bad)
    assert session.state == before


# ---- what survives


def test_a_killed_kernel_loses_no_pairing(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "新建 文件夹" / "板.json"
    session = BoardSession(county, ON, save=file)
    assert not file.exists()
    full(session)
    session.keep(*session.differences.query("side == 'ours'").iloc[0][KEY], "我们熟悉")
    again = BoardSession(county, ON, save=file)
    assert again.state == session.state and "接着上次" in again.said
    kept = file.read_bytes()

    def dies(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as m:
        m.setattr(os, "replace", dies)
        with pytest.raises(BoardError, match="power cut"):
            again.clear()
    assert again.state == session.state, "what could not be saved was not done"
    assert file.read_bytes() == kept and not [p for p in file.parent.iterdir() if p != file]


def test_two_windows_on_one_file_do_not_write_over_each_other(
    county: County, tmp_path: Path
) -> None:
    one, two = (BoardSession(county, ON, save=tmp_path / "板.json") for _ in range(2))
    first, second = (tuple(one.plan.pairs.iloc[i][KEY]) for i in (0, 2))
    one.pair(*first)
    with pytest.raises(BoardError, match="另一个窗口"):
        two.pair(*second)
    two.pair(*second)
    assert (
        set(two.pairs)
        == {first, second}
        == set(BoardSession(county, ON, save=tmp_path / "板.json").pairs)
    )


@pytest.mark.parametrize(
    "held", ["{}", "[" * 100_000, "not json", '{"format": "toolkit-board-1", "whose": "others"}']
)
def test_a_file_of_other_data_is_never_written_over(
    county: County, tmp_path: Path, held: str
) -> None:
    file = tmp_path / "板.json"
    file.write_text(held, encoding="utf-8")
    session = full(BoardSession(county, ON, save=file))
    assert file.read_text(encoding="utf-8") == held and "原样未动" in session.said
    assert len(json.loads((tmp_path / "板(2).json").read_text(encoding="utf-8"))["pairs"]) == len(
        session.pairs
    )


def test_what_breaks_todays_rules_stays_in_the_old_file(county: County, tmp_path: Path) -> None:
    file = tmp_path / "板.json"
    full(BoardSession(county, ON, save=file))
    kept = file.read_bytes()
    again = BoardSession(
        county, ON, default_rules().replace({"pair.need.department_links_backward": 0}), save=file
    )
    assert {c for _, _, c in again.pairs} == {A} and "不合规则" in again.said
    again.clear()
    assert file.read_bytes() == kept and (tmp_path / "板(2).json").exists()


def test_choices_that_cannot_all_be_had_are_not_taken_over(county: County, tmp_path: Path) -> None:
    rules, file = (
        default_rules().replace({"pair.need.enterprise_ties_backward": 1}),
        tmp_path / "板.json",
    )
    session = BoardSession(county, ON, rules, goals=("coverage", "fit"), save=file)
    offers = set(
        session.plan.problem.tables["helpers"][["helper_id", "channel"]].itertuples(
            index=False, name=None
        )
    )
    ties = session.plan.pairs.query("channel == @E")[KEY[:2]].itertuples(index=False, name=None)
    h, r = next(
        (h, r) for h, r in ties if (h, A) in offers
    )  # an advanced enterprise serves in two channels
    session.pair(h, r, A)
    session.keep(h, r, A, "同行")
    before = session.state
    with pytest.raises(ValueError, match="手工指定"):
        session.keep(h, r, E, "不要")
    assert session.state == before
    held = json.loads(file.read_text(encoding="utf-8"))
    held["choices"].append([h, r, E, "ban", "不要"])
    file.write_text(json.dumps(held), encoding="utf-8")
    kept = file.read_bytes()
    again = BoardSession(county, ON, rules, goals=("coverage", "fit"), save=file)
    assert again.pairs == ((h, r, A),) and not again.state.choices and again.chosen is again.plan
    again.clear()
    assert file.read_bytes() == kept and (tmp_path / "板(2).json").exists()


# ---- what is shown


def clicks(desk: Clicks, *messages: dict) -> str:
    for message in messages:
        desk.do(message)
    return desk.said[0]


def test_clicks_pair_in_either_order_and_say_so(county: County) -> None:
    session = BoardSession(county, ON, nearest=1000)  # everyone within reach
    desk = Clicks(session)
    h, a, b = desk.view()["helpers"][0]["id"], *(u["id"] for u in desk.view()["units"][:2])
    assert clicks(desk, {"do": "helper", "helper": h, "channel": A}) == "info" and desk.view()[
        "units"
    ][0]["tip"].startswith("匹配")
    assert clicks(desk, {"do": "unit", "unit": a}) == "ok" and session.pairs == ((h, a, A),)
    assert clicks(desk, {"do": "slot", "unit": b, "channel": D}) == "info"
    shown = desk.view()["helpers"]
    offered = [x for x in shown if not x["off"]]
    assert offered and shown[: len(offered)] == offered, "what would be refused comes last"
    fits = [int(x["tip"].split()[1]) for x in offered]
    assert {x["channel"] for x in shown} == {D} and fits == sorted(fits, reverse=True)
    assert (
        clicks(desk, {"do": "helper", "helper": shown[0]["id"], "channel": D}) == "ok"
        and len(session.pairs) == 2
    )
    assert (
        clicks(desk, {"do": "helper", "helper": h, "channel": A}, {"do": "unit", "unit": b})
        == "refused"
    )
    assert session.names.full(h) in desk.said[1] and "名额已满" in desk.said[1]
    assert (
        clicks(desk, {"do": "slot", "unit": b, "channel": D}) == "refused"
        and "这里要的是部门联后进" in desk.said[1]
    )
    assert (
        clicks(desk, {"do": "escape"}, {"do": "undo"}, {"do": "redo"}) == "ok"
        and len(session.pairs) == 2
    )


@pytest.mark.parametrize(
    "message",
    [
        *(
            None,
            7,
            {},
            {"do": 3},
            {"do": "__init__"},
            {"do": "view"},
            {"do": "undo", "x": 1},
            {"do": "unit"},
            {"do": "unit", "unit": ["a"]},
            {"do": "show", "search": 7, "tab": {}, "township": None, "channel": "x"},
            {"do": "slot", "unit": "u", "channel": "c"},
        ),
        {"do": "read", "name": "../../x", "size": 1},
        {"do": "keep", "helper": "h", "unit": "u", "channel": "c", "reason": "x"},
    ],
)
def test_whatever_a_page_sends_the_worst_is_a_sentence(
    session: BoardSession, message: object
) -> None:
    desk = Clicks(session)
    assert (
        desk.do(message) is None
        and desk.do({"do": "unit", "unit": 0.5}) is None
        and not session.pairs
    )
    json.dumps(desk.view())


def test_a_large_county_is_shown_in_parts() -> None:
    desk = Clicks(BoardSession(County.load(ROOT / "datasets" / "qinglan"), ON))
    view = desk.view()
    assert (
        len(view["units"]) <= 24 and len(view["helpers"]) == 24 and "还有" in view["more_helpers"]
    )
    assert view["township"] and {desk.session.names.group(u["id"]) for u in view["units"]} == {
        view["township"]
    }
    last = sorted(desk.session.plan.problem.helpers)[-1]
    assert clicks(desk, {"do": "show", "search": last.lower()}) and [
        x["id"] for x in desk.view()["helpers"]
    ] == [last]
    desk.do({"do": "show", "tab": "plan"})
    assert 0 < len(desk.view()["differences"]) <= 24


def test_user_supplied_units_show_codes_unless_asked(county: County) -> None:
    organisation = county["organisation"].assign(data_nature="user_supplied")
    mine = county.replace({"organisation": organisation})
    name = BoardSession(county, ON).names.full(
        pairing.prepare(county, ON).recipients["recipient_id"].iloc[0]
    )
    coded, named = (
        json.dumps(Clicks(BoardSession(mine, ON, names=asked)).view(), ensure_ascii=False)
        for asked in (None, True)
    )
    assert name not in coded and name in named and "内部教学" in coded


def test_words_are_there_in_both_languages_and_marks_for_every_channel(
    session: BoardSession,
) -> None:
    zh = words()
    with use_lang("en"):
        en, view = words(), Clicks(session).view()
    assert set(zh) == set(en) and not [k for k in zh if zh[k] == en[k]]
    assert (
        set(marks()["channels"]) == set(CHANNELS)
        and view["lang"] == "en"
        and view["title"] == "Pairing board"
    )


def test_board_and_lesson_4_show_the_same_plan(county: County, needed) -> None:  # type: ignore[no-untyped-def]
    from importlib.util import find_spec

    needed(find_spec("anywidget"), "anywidget is not installed")
    lesson = workshop.Lesson(3).data
    by_call = workshop.Board(county, save=None).session
    by_command = board_page(str(ROOT / "datasets" / "qinglan_60"), save=None).session
    assert lesson.day == ON
    for session in (by_call, by_command):
        assert session.plan.levels == lesson.plan.levels
        pd.testing.assert_frame_equal(session.prepared.candidates, lesson.prepared.candidates)
    with use_lang("zh"):
        row = next(r for r in Clicks(by_call).view()["totals"] if r["goal"] == "distance")
        assert row["ours"] == "0.0 公里"


def test_the_widget_answers_clicks_and_hands_out_the_workbook(
    county: County, tmp_path: Path, needed
) -> None:  # type: ignore[no-untyped-def]
    from importlib.util import find_spec

    needed(find_spec("anywidget"), "anywidget is not installed")
    board = workshop.Board(county, ON, save=tmp_path / "板.json")
    sent: list[tuple] = []
    board.send = lambda message, buffers=None: sent.append((message, buffers))  # type: ignore[method-assign]
    pair = tuple(board.session.plan.pairs.iloc[0][KEY])
    board.session.pair(*pair)
    board.refresh()
    assert repr(board) == "<结对板 已结 1 / 20>"
    assert (
        board.view["totals"][0]["ours"] == "1 / 20"
        and len(board.frame) == 1
        and "font-face" in board.font
    )
    board._clicked(board, {"do": "export"}, [])
    assert sent[0][0]["file"].endswith(".xlsx")
    board._clicked(board, {"do": "clear"}, [])
    board._clicked(board, {"do": "read", "name": "a.xlsx", "size": 1}, [memoryview(sent[0][1][0])])
    assert board.session.pairs == (pair,) and board.view["said"]["kind"] == "ok"
    board._clicked(board, {"do": "read", "name": "a.xlsx", "size": 9_000_000}, [])
    assert "太大" in board.view["said"]["text"] and board.session.pairs == (pair,)


# ---- the command


def asked(*words: str) -> argparse.Namespace:
    top = argparse.ArgumentParser()
    command.add(top.add_subparsers().add_parser)
    return top.parse_args(["board", *words])


def test_the_command_asks_for_whole_paths_and_a_file_for_each_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain, group = (
        command.settings(asked()),
        command.settings(asked("--group", "第三组/../x", "--names", "--on", "2011-07-01")),
    )
    assert (
        Path(plain["source"]).name == "qinglan_60"
        and Path(plain["save"]) == tmp_path / "结对板.json"
    )
    assert Path(group["save"]) == tmp_path / "结对板-第三组____x.json" and (
        group["names"],
        group["on"],
    ) == (True, "2011-07-01")
    with pytest.raises(ValueError, match="没有这个文件夹"):
        command.settings(asked("没有"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ValueError, match="已被占用"):
            lab.port_for(taken.getsockname()[1])


def test_the_page_is_for_this_machine_and_says_what_cannot_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = page.options(8899, "word")["Voila"]
    assert (server["ip"], server["port"], server["token"]) == ("127.0.0.1", 8899, "word")
    shown: list = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    for source, told_so in (("counterpart_assistance", "涉及评价"), ("<b>没有</b>", "&lt;b&gt;")):
        told = page.environment(
            {"maker": "workshop.board:board_page", "source": str(ROOT / "datasets" / source)}
        )
        monkeypatch.setenv(page.SETTINGS, told[page.SETTINGS])
        page.show()
        assert "打不开：" in shown[-1].data and told_so in shown[-1].data


def test_what_the_page_is_made_of_holds_no_outside_address() -> None:
    folder = page.SITE.parent
    for path in [*folder.glob("*.*s"), *page.SITE.rglob("*.*")]:
        if path.is_file():
            assert not re.search(
                r"https?://(?!www.w3.org/2000/svg)|//cdn", path.read_text(encoding="utf-8")
            ), path


def test_a_way_that_nobody_helps_in_is_said_and_not_opened_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [["县直单位包村台账"], ["帮扶单位", "受帮扶村"], ["县水利局", "前川村"]]
    for row in [*rows, ["县财政局", "后川村"]]:
        book.active.append(row)
    book.save(tmp_path / "台账.xlsx")
    desk = Clicks(BoardSession(read_ledger(tmp_path / "台账.xlsx").county(), ON))
    first = desk.view()
    assert first["helpers"] and "--names" in first["nature"]
    empty = next(lane["channel"] for lane in first["lanes"] if not lane["on"])
    desk.do({"do": "show", "channel": empty})
    assert desk.view()["helpers"] == [] and "没有帮扶方" in desk.view()["more_helpers"]
