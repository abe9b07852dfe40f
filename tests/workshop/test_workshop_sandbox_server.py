"""The sandbox's server with real HTTP: bad input, lock-outs, groups kept apart, nothing lost by a
kill."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sandbox_players import Client, Running

from toolkit.cli import main
from workshop.sandbox import access, truth
from workshop.sandbox.county import Sandbox, SandboxError
from workshop.sandbox.decisions import Decision, believe, decide
from workshop.sandbox.entries import Group, entered_rows
from workshop.sandbox.room import Room
from workshop.sandbox.session import SandboxSession
from workshop.sandbox.store import SessionFile

ROOT = Path(__file__).resolve().parents[2]
WORD = "春风化雨"


@pytest.fixture(scope="module")
def box() -> Sandbox:
    return Sandbox(150, seed=3)


@pytest.fixture
def room(box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(
        "workshop.sandbox.room._font", lambda _: ""
    )  # the browser's tests look at the font
    store = SessionFile(tmp_path / "s.sqlite", box.settings)
    yield Room(SandboxSession(box, store), WORD)
    store.close()


@pytest.fixture
def running(room: Room) -> Iterator[Running]:
    found = Running(room)
    found.room = room  # type: ignore[attr-defined]
    yield found
    found.stop()


@pytest.fixture
def device(running: Running) -> Client:
    out = Client(running.port)
    assert out.join("第一组", WORD)[0] == 200
    return out


def lead(running: Running) -> Client:
    out = Client(running.port)
    assert out.ask("/api/lead/enter", {"key": running.room.session.store.get("lead")})[0] == 200  # type: ignore[attr-defined]
    return out


def test_pages_and_their_headers(running: Running) -> None:
    c = Client(running.port)
    for path in (
        "/",
        "/lead",
        "/common.js",
        "/group.js",
        "/lead.js",
        "/page.css",
        "/font.css",
        "/api/words",
    ):
        status, text = c.ask(path)
        assert status == 200
        assert (
            "default-src 'none'" in c.headers["Content-Security-Policy"]
            and "unsafe" not in c.headers["Content-Security-Policy"]
        )
        assert c.headers["X-Content-Type-Options"] == "nosniff" and not c.headers["Server"]
        if path != "/api/words":
            assert not re.search(
                rb"(https?:)?//(?!www\.w3\.org/2000/svg)[\w.]+\.\w|@import|innerHTML|eval\(", text
            )
    assert c.ask("/nothing")[0] == 404 and c.ask("/../../setup")[0] == 404


def test_coming_in_and_coming_back(running: Running, device: Client) -> None:
    code = device.ask("/api/view")[1]["code"]
    Client.join(device, "第二组", WORD)
    assert {"HttpOnly", "SameSite=Strict"} <= set(re.split("; ?", device.headers["Set-Cookie"]))
    again = Client(running.port)
    assert again.ask("/api/view")[0] == 401
    assert again.ask("/api/join", {"word": WORD, "code": code.lower()})[0] == 200
    assert again.ask("/api/view")[1]["group"] == "第一组"
    assert again.ask("/api/leave", {})[0] == 200 and again.ask("/api/view")[0] == 401
    again.cookies["group"] = code  # who kept the cookie, or noted the code: it is over
    assert again.ask("/api/view")[0] == 401
    assert again.ask("/api/join", {"word": WORD, "code": code})[0] == 403


def test_two_groups_with_one_name(running: Running, device: Client) -> None:
    for name in ("第一组", " 第一组 ", "第一 组", "第\u200b一组"):
        status, said = Client(running.port).join(name, WORD)
        assert status == 400 and "已经有一个组叫" in said["problems"][0]


def test_a_ninth_group_is_refused_with_a_sentence(running: Running) -> None:
    assert [Client(running.port).join(f"组{k}", WORD)[0] for k in range(8)] == [200] * 8
    assert "最多 8 个组" in Client(running.port).join("组九", WORD)[1]["problems"][0]


def test_a_clumsy_device_waits_and_the_class_does_not(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(access.time, "monotonic", lambda: now[0])
    clumsy, other = Client(running.port), Client(running.port)
    assert (
        clumsy.ask("/api/words")[0] == other.ask("/api/words")[0] == 200
        and clumsy.cookies != other.cookies
    )
    for _ in range(5):
        status, said = clumsy.join("甲", "春风")
        assert status == 403 and "口令不对" in said["problems"][0]
    status, said = clumsy.join("甲", WORD)
    assert status == 429 and "请 20 秒后再试" in said["problems"][0]
    for _ in range(100):  # it keeps trying for half an hour, and takes nothing from the others
        now[0] += 20
        assert clumsy.join("甲", "春风")[0] == 403 and clumsy.join("甲", "春风")[0] == 429
    assert other.join("乙", WORD)[0] == 200
    now[0] += 21
    assert clumsy.join("甲", WORD)[0] == 200


def test_guessing_is_slow_with_cookies_thrown_away_too(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(access.time, "monotonic", lambda: now[0])

    def guesses(device: Any, seconds: int) -> int:
        """Words that are looked at, of one guess a second."""
        taken = 0
        for k in range(seconds):
            now[0] += 1
            c = Client(running.port)
            c.cookies = device(k)
            taken += c.join("甲", f"猜{k}")[0] == 403
        return taken

    assert guesses(lambda _: {}, 100) <= 5 + 5  # without a cookie all are one device
    now[0] += 3600
    early = Client(running.port)
    assert early.ask("/api/words")[0] == 200
    assert guesses(lambda k: {"device": str(k)}, 200) <= 5 + 10  # made up: one device as well

    def fresh(_: int) -> dict[str, str]:
        asking = Client(running.port)
        asking.ask("/api/words")
        return asking.cookies

    now[0] += 3600
    assert 60 <= guesses(fresh, 300) <= 60 + 30 + 100 + 15
    assert early.join("早来的组", WORD)[0] == 200, "others behind the address do not shut it out"
    bucket = access.Bucket(1, 1)
    for k in range(3000):  # what is kept does not grow with who comes
        bucket.take(str(k))
    assert len(bucket.level) <= 1000 and bucket.wait("2999") > 0


def test_words_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(access.hmac, "compare_digest", lambda a, b: asked.append((a, b)) or a == b)
    assert access.same(" ＡＢＣ ", "ABC") and not access.same("", "ABC") and len(asked) == 2


@pytest.mark.parametrize(
    "headers",
    [{"Origin": None}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"X-Sandbox": None}],
)
def test_other_sites_cannot_send(running: Running, device: Client, headers: dict[str, str]) -> None:
    assert device.ask("/api/decide", {"round": 1}, headers)[0] == 403
    assert device.ask("/api/view")[1]["decisions"] == []


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1:1", "127.0.0.2", "[::1]", "a b", ""]
)
def test_other_hosts_are_refused(running: Running, host: str) -> None:
    status, _ = Client(running.port).ask("/", headers={"Host": host})
    assert status in (400, 421)
    assert access.host_is_ours("localhost:80", ("127.0.0.1", 80)) and access.host_is_ours(
        "192.168.1.5:80", ("192.168.1.5", 80)
    )
    assert not access.host_is_ours("localhost:80", ("192.168.1.5", 80))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"round": 1e999}',
        b"[" * 9000,
        b"\xff\xfe",
        b'{"round": "1"}',
        b'{"round": true}',
        b'{"round": 1, "x": 1}',
        b'{"round": 1, "\\ud800": 1}',
        b'{"round": 1, "visits": ["\\ud800"]}',
    ],
)
def test_malformed_bodies_get_a_sentence(running: Running, device: Client, raw: bytes) -> None:
    status, said = device.ask("/api/decide", raw=raw)
    assert status == 400 and said["problems"] and "Traceback" not in str(said)


@pytest.mark.parametrize("path", ["pulse", "view", "results.xlsx"])
def test_only_what_is_named_is_done(running: Running, device: Client, path: str) -> None:
    assert device.ask("/api/decide", {"round": 1})[0] == 200
    assert device.ask(f"/api/{path}", {"round": 1, "effect": 1})[0] == 405
    assert device.ask("/api/view")[1]["beliefs"] == {}
    trainer = lead(running)
    for name in ("state", "guide", "slip", "sheet.xlsx"):
        assert trainer.ask(f"/api/lead/{name}", {})[0] == 405
    assert not trainer.ask("/api/lead/state")[1]["revealed"]


def test_a_group_that_fills_a_place_can_be_taken_out(running: Running, device: Client) -> None:
    trainer, other = lead(running), Client(running.port)
    for k in range(7):
        assert (other := Client(running.port)).join(f"占位{k}", WORD)[0] == 200
    assert Client(running.port).join("来晚了", WORD)[0] == 400
    assert device.ask("/api/decide", {"round": 1})[0] == 200
    assert device.ask("/api/lead/remove", {"name": "占位6"})[0] == 401
    assert (
        trainer.ask("/api/lead/remove", {"name": "第一组"})[0]
        == trainer.ask("/api/lead/remove", {"name": "无"})[0]
        == 400
    )
    assert len(trainer.ask("/api/lead/remove", {"name": "占位6"})[1]["teams"]) == 7
    assert other.ask("/api/pulse")[0] == 401 and device.ask("/api/pulse")[1] == ["believe", 1]
    late = Client(running.port)
    assert late.join("来晚了", WORD)[0] == 200 and late.ask("/api/pulse")[1] == ["ask", 1]


def test_who_comes_after_the_beginning_must_be_let_in(running: Running, device: Client) -> None:
    """A second browser as a spy group learns nothing and decides nothing before the facilitator
    agrees."""
    trainer, early, late, spy = lead(running), *(Client(running.port) for _ in range(3))
    assert early.join("早到组", WORD)[0] == 200 and early.ask("/api/pulse")[1] == ["decide", 1]
    assert device.ask("/api/decide", {"round": 1, "visits": ["U1"]})[0] == 200
    assert late.join("来晚了", WORD)[0] == spy.join("第三只眼", WORD)[0] == 200
    again = Client(running.port)  # another device of a group that plays: its code is enough
    assert (
        again.ask("/api/join", {"word": WORD, "code": device.ask("/api/view")[1]["code"]})[0] == 200
    )
    assert again.ask("/api/pulse")[1] == ["believe", 1]
    assert spy.ask("/api/decide", {"round": 1})[0] == spy.ask("/api/results.xlsx")[0] == 400
    view = spy.ask("/api/view")[1]
    assert (
        view["step"] == "ask"
        and not any(u["rounds"] for u in view["units"])
        and view["adopted"] == []
    )
    assert device.ask("/api/lead/admit", {"name": "来晚了"})[0] == 401
    state = trainer.ask("/api/lead/admit", {"name": "来晚了"})[1]
    assert [t["step"] for t in state["teams"]] == ["believe", "decide", "decide", "ask"]
    assert (
        late.ask("/api/decide", {"round": 1})[0] == 200
        and trainer.ask("/api/lead/admit", {"name": "没来的"})[0] == 400
    )
    running.room.session.store.close()  # type: ignore[attr-defined]
    room = running.room  # type: ignore[attr-defined]
    room.session = SandboxSession(
        room.session.sandbox, SessionFile(room.session.store.path)
    )  # who asks still asks after a new start
    assert spy.ask("/api/pulse")[1] == ["ask", 1]
    assert (
        len(trainer.ask("/api/lead/reveal", {})[1]["teams"]) == 3
        and spy.ask("/api/pulse")[0] == 401
    )


def test_clicks_of_others_do_not_stop_the_facilitator(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = lead(running)
    monkeypatch.setattr(access.time, "monotonic", lambda: 1e9)  # however slow this machine is
    most = access.CLICKS[0]
    assert Client(running.port).ask("/api/words")[0] == 200
    assert {Client(running.port).ask("/api/words")[0] for _ in range(most + 2)} == {200, 429}
    assert trainer.ask("/api/lead/open", {"round": 2})[0] == 200


def test_long_bodies_are_refused(running: Running, device: Client) -> None:
    assert device.ask("/api/decide", raw=b" " * 20_000)[0] == 413
    try:
        status = Client(running.port).ask("/api/join", raw=b" " * 3_000_000)[0]
    except OSError:  # the connection is closed before all of it is read
        status = 413
    assert status in (400, 413)


def test_all_problems_of_a_decision_come_at_once(running: Running, device: Client) -> None:
    status, said = device.ask(
        "/api/decide",
        {
            "round": 1,
            "pairs": [["U99", "H1"]],
            "sites": ["S9"],
            "visits": [f"U{k}" for k in range(1, 7)],
        },
    )
    assert status == 400 and len(said["problems"]) >= 3


def test_hostile_text_stays_text(running: Running) -> None:
    evil = "<img src=x>\u202e"
    c = Client(running.port)
    assert c.join(evil, WORD)[0] == 200
    assert c.ask("/api/view")[1]["group"] == "<img src=x>"
    assert (
        c.headers["Content-Type"].startswith("application/json")
        and c.headers["X-Content-Type-Options"] == "nosniff"
    )
    c.ask("/api/decide", {"round": 1})
    assert (
        c.ask(
            "/api/believe",
            {
                "round": 1,
                "effect": 1,
                "note": "</script><script>alert(1)</script>=cmd|' /C calc'!A0",
            },
        )[0]
        == 200
    )
    c.ask("/api/view")
    assert "=cmd" in str(c.ask("/api/view")[1]["beliefs"])
    for bad in ("", " ", "\u200b\u200b", "组" * 17, None, 7, ["甲"]):
        assert Client(running.port).ask("/api/join", {"name": bad, "word": WORD})[0] == 400


def test_rounds_go_in_turn_and_stay(running: Running, device: Client) -> None:
    said = {"round": 1, "visits": ["U1"]}
    assert device.ask("/api/believe", {"round": 1, "effect": 1})[0] == 400
    assert device.ask("/api/decide", {"round": 2})[0] == 400
    assert device.ask("/api/decide", said)[0] == 200
    assert device.ask("/api/decide", said)[0] == 200  # the answer got lost and it came again
    status, refusal = device.ask("/api/decide", {"round": 1, "visits": ["U2"]})
    assert status == 400 and "已经交过" in refusal["problems"][0]
    assert device.ask("/api/believe", {"round": 1, "effect": 1})[0] == 200
    assert device.ask("/api/decide", {"round": 2})[0] == 400  # not open yet
    trainer = lead(running)
    assert trainer.ask("/api/lead/open", {"round": 2})[0] == 200
    assert device.ask("/api/pulse")[1] == ["decide", 2]
    assert device.ask("/api/decide", {"round": 2})[0] == 200


def test_a_hundred_clicks_a_second(running: Running, device: Client) -> None:
    """One decision is kept, the flood is told to wait, and another group is served all the
    while."""
    other = Client(running.port)
    assert other.join("第二组", WORD)[0] == 200

    def click(k: int) -> int:
        c = Client(running.port)
        c.cookies = device.cookies
        return c.ask("/api/decide", {"round": 1, "visits": [f"U{k % 3 + 1}"]})[0]

    with ThreadPoolExecutor(10) as many:
        flood = [many.submit(click, k) for k in range(100)]
        assert other.ask("/api/view")[0] == 200
        found = [f.result() for f in flood]
    assert set(found) == {200, 400, 429} or set(found) == {200, 400}
    room = running.room  # type: ignore[attr-defined]
    assert len(room.session.groups[1].decisions) == 1
    clicks = access.Bucket(*access.CLICKS)
    assert sum(clicks.over("a") for _ in range(100)) >= 55 and not clicks.over("b")


def test_nothing_of_one_group_reaches_another(running: Running, device: Client) -> None:
    other = Client(running.port)
    other.join("第二组", WORD)
    device.ask("/api/decide", {"round": 1, "pairs": [["U1", "H1"]], "visits": ["U3"]})
    device.ask("/api/believe", {"round": 1, "effect": 7.25, "note": "只有我们知道"})
    secret = device.ask("/api/view")[1]["code"]
    for path in ("/api/view", "/api/pulse", "/api/words", "/api/view?team=1", "/api/view?group=1"):
        status, told = other.ask(path)
        assert status == 200
        for part in ("第一组", "只有我们知道", secret, "7.25"):
            assert part not in str(told)
    assert other.ask("/api/view")[1]["decisions"] == []
    for path in ("state", "results.xlsx", "sheet.xlsx", "guide", "slip?name=x"):
        assert other.ask(f"/api/lead/{path}")[0] == 401
    for path in ("open", "reveal", "import"):
        assert other.ask(f"/api/lead/{path}", {"round": 5})[0] == 401
    stolen = Client(running.port)
    stolen.cookies = {"group": "1", "lead": ""}
    assert stolen.ask("/api/view")[0] == 401 and stolen.ask("/api/lead/state")[0] == 401
    assert other.ask("/api/results.xlsx")[0] == 400  # not before the debrief


def test_the_facilitators_secret(running: Running) -> None:
    c = Client(running.port)
    assert c.ask("/api/lead/enter", {"key": "guess"})[0] == 403
    trainer = lead(running)
    state = trainer.ask("/api/lead/state")[1]
    assert state["open"] == 1 and "together" not in state
    assert trainer.ask("/api/lead/open", {"round": 99})[0] == 400
    assert trainer.ask("/api/lead/guide")[1]["steps"]


def opened(trainer: Client) -> dict:
    """The facilitator's view once the debriefs are worked out."""
    end = time.monotonic() + 60
    while "together" not in (state := trainer.ask("/api/lead/state")[1]) and time.monotonic() < end:
        time.sleep(0.1)
    return state


def test_everyone_is_answered_while_the_truth_is_worked_out(
    running: Running,
    device: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other, trainer, go, real = Client(running.port), lead(running), threading.Event(), truth.debrief
    other.join("第二组", WORD)

    def slow(sandbox, decisions, beliefs):  # type: ignore[no-untyped-def]
        assert go.wait(60)
        if decisions:
            raise ZeroDivisionError("一个组算不出来")
        return real(sandbox, decisions, beliefs)

    device.ask("/api/decide", {"round": 1})
    monkeypatch.setattr(truth, "debrief", slow)
    assert [t["step"] for t in trainer.ask("/api/lead/reveal", {})[1]["teams"]] == [
        "opening",
        "opening",
    ]
    assert (
        device.ask("/api/pulse")[1] == ["opening", 5] and "debrief" not in other.ask("/api/view")[1]
    )
    assert (
        device.ask("/api/believe", {"round": 1, "effect": 1})[0] == 400
    )  # nothing more is taken meanwhile
    go.set()
    assert [t["step"] for t in opened(trainer)["teams"]] == ["failed", "debrief"]
    assert "一个组算不出来" in caplog.text and other.ask("/api/view")[1]["debrief"]["chart"]
    made = len(caplog.records)
    assert (
        trainer.ask("/api/lead/reveal", {})[0] == 200 and len(caplog.records) == made
    )  # once for a session


def test_the_debrief_opens_for_all_and_closes_the_play(running: Running, device: Client) -> None:
    device.ask("/api/decide", {"round": 1, "pairs": [["U1", "H1"], ["U2", "H2"]]})
    trainer = lead(running)
    assert trainer.ask("/api/lead/reveal", {})[1]["revealed"]
    assert opened(trainer)["together"]["rows"][0][0] == "第一组"
    view = device.ask("/api/view")[1]
    assert (
        view["step"] == "debrief"
        and len(view["debrief"]["chart"]) == 16
        and "本组交了 1 轮" in view["debrief"]["lines"][0]
    )
    assert device.ask("/api/believe", {"round": 1, "effect": 1})[0] == 400
    assert Client(running.port).join("迟到组", WORD)[0] == 400
    status, book = device.ask("/api/results.xlsx")
    assert status == 200 and book[:2] == b"PK"


def test_the_truth_is_worked_out_again_after_a_new_start(running: Running, device: Client) -> None:
    device.ask("/api/decide", {"round": 1, "pairs": [["U1", "H1"]]})
    room, trainer = running.room, lead(running)  # type: ignore[attr-defined]
    assert trainer.ask("/api/lead/reveal", {})[0] == 200
    running.stop()  # in the middle of it
    room.session.store.close()
    store = SessionFile(room.session.store.path)
    again = Running(Room(SandboxSession(room.session.sandbox, store), WORD))
    try:
        trainer.port = device.port = again.port
        assert device.ask("/api/results.xlsx")[0] == 200  # it waits for the work
        assert len(opened(trainer)["together"]["rows"]) == 1 and device.ask("/api/pulse")[1] == [
            "debrief",
            5,
        ]
    finally:
        again.stop()
        store.close()


def test_a_paper_group_is_typed_in(
    running: Running, device: Client, box: Sandbox, tmp_path: Path
) -> None:
    from toolkit.records import Sheet, write_book

    def sheet(groups: dict[str, Group]) -> bytes:
        return write_book(tmp_path / "d.xlsx", [Sheet("决策", entered_rows(groups))]).read_bytes()

    trainer, kind = lead(running), {"Content-Type": "application/octet-stream"}
    first = Group(
        [decide(box, {"pairs": [["U1", "H1"]], "visits": ["U4"]})], {1: believe(box, {"effect": 2})}
    )
    assert (
        "已收 1 轮"
        in trainer.ask("/api/lead/import", raw=sheet({"纸面组": first}), headers=kind)[1]["said"][0]
    )
    slip = trainer.ask("/api/lead/slip?name=%E7%BA%B8%E9%9D%A2%E7%BB%84")[1]
    verified = slip["table"]["heads"].index("核验口径")
    assert [r[0] for r in slip["table"]["rows"] if r[verified] != "—"] == ["U4"]
    changed = Group([Decision()], first.beliefs)
    for bad in (sheet({"纸面组": changed}), sheet({"第一组": first}), b"PK no workbook", b""):
        status, said = trainer.ask("/api/lead/import", raw=bad, headers=kind)
        assert status == 400 and said["problems"], bad[:20]
    alike = sheet({"新来的": first, "第 一 组": first})  # refused as a whole: nobody new came in
    status, said = trainer.ask("/api/lead/import", raw=alike, headers=kind)
    assert (
        status == 400
        and "第 一 组" in said["problems"][0]
        and len(trainer.ask("/api/lead/state")[1]["teams"]) == 2
    )
    both = Group([*first.decisions, decide(box, {"sites": ["S1"]}, first.decisions)], first.beliefs)
    assert trainer.ask("/api/lead/import", raw=sheet({"纸面组": both}), headers=kind)[0] == 200
    state = trainer.ask("/api/lead/state")[1]
    assert [(t["name"], t["paper"]) for t in state["teams"]] == [("第一组", 0), ("纸面组", 1)]


# ---- the process itself


def start(session: Path, *more: str) -> tuple[subprocess.Popen, int, str]:
    line = [
        sys.executable,
        "-m",
        "toolkit",
        "sandbox",
        "--session",
        str(session),
        "--port",
        "0",
        *more,
    ]
    running = subprocess.Popen(
        line,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert running.stdout
    port, key = 0, ""
    for text in running.stdout:
        port = int(m[1]) if (m := re.search(r"127\.0\.0\.1:(\d+)/$", text.strip())) else port
        if found := re.search(r"/lead#(\S+)", text):
            key = found[1]
            break
    return running, port, key


def test_a_killed_server_loses_nothing_and_groups_resume(tmp_path: Path) -> None:
    session = tmp_path / "课 堂" / "沙盘.sqlite"
    running, port, key = start(session, "--seed", "3", "--organisations", "150")
    try:
        devices = [Client(port) for _ in range(3)]
        assert [c.join(f"组{k}")[0] for k, c in enumerate(devices)] == [200] * 3
        for k, c in enumerate(devices):
            assert (
                c.ask(
                    "/api/decide",
                    {"round": 1, "pairs": [[f"U{k + 1}", "H1"]], "visits": [f"U{k + 1}"]},
                )[0]
                == 200
            )
        assert (
            devices[0].ask("/api/believe", {"round": 1, "effect": 2.5, "turned": ["U1"]})[0] == 200
        )
        before = [c.ask("/api/view")[1] for c in devices]
        running.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        running.wait(20)
        running, port, again = start(session)
        assert again == key
        for c, old in zip(devices, before):
            c.port = port
            assert c.ask("/api/view")[1] == old
        assert [v["step"] for v in before] == ["wait", "believe", "believe"]
        back = Client(port)
        assert back.ask("/api/join", {"code": before[1]["code"]})[0] == 200
        assert back.ask("/api/believe", {"round": 1, "effect": 0})[0] == 200
    finally:
        running.kill()
        running.wait(20)


def test_what_the_command_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], box: Sandbox
) -> None:
    session = ["--session", str(tmp_path / "s.sqlite")]
    assert main(["sandbox", *session, "--open"]) == 2 and "--word" in capsys.readouterr().err
    SessionFile(tmp_path / "s.sqlite", box.settings).close()
    assert main(["sandbox", *session, "--seed", "4"]) == 2 and "另一个县" in capsys.readouterr().err
    (tmp_path / "no.sqlite").write_text("不是数据库" * 100, encoding="utf-8")
    assert (
        main(["sandbox", "--session", str(tmp_path / "no.sqlite")]) == 2
        and "不是沙盘的存档" in capsys.readouterr().err
    )
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "organisation.csv").write_text(
        "org_id,name,level,sector,data_nature\nA1,某村,branch,rural,user_supplied\n",
        encoding="utf-8",
    )
    assert main(["sandbox", str(folder), "--session", str(tmp_path / "x.sqlite")]) == 2
    assert "虚构县" in capsys.readouterr().err and not (tmp_path / "x.sqlite").exists()


def test_paper_sheets_from_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = [
        "sandbox",
        "--session",
        str(tmp_path / "s.sqlite"),
        "--seed",
        "3",
        "--organisations",
        "150",
        "--paper",
        str(tmp_path / "纸"),
    ]
    assert main(line) == 0
    assert sorted(p.name for p in (tmp_path / "纸").iterdir()) == sorted(
        ["沙盘_决策表.xlsx", "沙盘_决策单.docx", "沙盘_小组.docx", "沙盘_讲师.docx"]
    )


def test_a_session_file_refuses_another_word_for_a_round(box: Sandbox, tmp_path: Path) -> None:
    store = SessionFile(tmp_path / "s.sqlite", box.settings)
    team, _ = store.add_team("甲", 8)
    assert (
        store.enter(team, 1, "decide", {"a": 1}) is False
        and store.enter(team, 1, "decide", {"a": 1}) is True
    )
    with pytest.raises(SandboxError):
        store.enter(team, 1, "decide", {"a": 2})
    assert (
        store.db.execute("pragma journal_mode").fetchone()[0] == "delete"
        and store.db.execute("pragma synchronous").fetchone()[0] == 2
    )
    store.close()


def test_a_session_file_is_held_whole_and_where_it_cannot_be_it_says_so(
    box: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "s.sqlite"
    held = SessionFile(path, box.settings)
    held.enter(held.add_team("甲", 8)[0], 1, "decide", {"a": 1})
    code = f"from workshop.sandbox import SessionFile; SessionFile({str(path)!r})"
    second = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert "s.sqlite 正被另一个沙盘使用" in second.stderr
    copy = Path(shutil.copy(path, tmp_path / "copy.sqlite"))
    held.close()
    again = SessionFile(copy)
    assert [t["name"] for t in again.teams()] == ["甲"] and again.begun
    again.close()
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("create table theirs (a)")
    other.close()
    before = (tmp_path / "other.sqlite").read_bytes()
    for name, told in (
        ("folder", "是一个文件夹"),
        ("file/s.sqlite", "这里不能写"),
        ("other.sqlite", "不是沙盘的存档"),
    ):
        with pytest.raises(SandboxError, match=told):
            SessionFile(tmp_path / name, box.settings)
    assert (tmp_path / "other.sqlite").read_bytes() == before
