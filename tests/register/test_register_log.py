"""The log: all or nothing, both clocks, corrections, tampering, due dates."""

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from toolkit.register import GuardError, Register, StoreError
from toolkit.register import places as store_module
from toolkit.register.histories import effective
from toolkit.rules import Rules
from toolkit.terms import machines

COLUMNS = ["machine", "subject_id", "event", "valid_on", "actor", "reason", "data"]
NAMED = {"notice_from": "2010-03-01", "objections_upheld": 0}


def rows(*given: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [(*r, *["办理人", "理由", None][len(r) - 4 :]) if len(r) < 7 else r for r in given],
        columns=COLUMNS,
    )


def pair(*steps: tuple[str, str], subject: str = "P1") -> pd.DataFrame:
    return rows(*(("pairing", subject, event, day) for event, day in steps))


def test_many_events_in_one_transaction(register: Register) -> None:
    frame = rows(
        ("exemplar", "X1", "accept", "2010-01-04"),
        ("pairing", "P1", "confirm", date(2010, 1, 5)),
        ("exemplar", "X1", "submit", "2010-02-01"),
    )
    assert register.append_many(frame) == [1, 2, 3]
    assert register.append_many(frame.iloc[:0]) == []
    typed = pair(("activate", "2010-02-01")).assign(
        valid_on=pd.to_datetime(["2010-02-01"]), data=[float("nan")]
    )
    assert register.append_many(typed) == [4]
    assert (
        register.state("exemplar")["state"].tolist() == ["under_review"] and register.verify() == []
    )
    assert register.state("exemplar").dtypes.astype(str).tolist() == [
        "string",
        "string",
        "datetime64[us]",
    ]


def test_one_bad_row_keeps_all_out_and_every_bad_row_is_listed(register: Register) -> None:
    register.append("pairing", "P0", "confirm", "2010-01-01", "办理人", "理由")
    frame = rows(
        ("pairing", "P1", "confirm", "2010-01-05"),
        ("pairing", "P1", "pause", "2010-01-06"),
        ("pairing", "P0", "activate", "2009-12-31"),
        ("pairing", "P1", "activate", "没有"),
        ("pairing", "P1", "activate", "2010-01-07", " "),
        ("exemplar", "X1", "accept", "2010-01-07"),
    )
    before = register.history()
    with pytest.raises(GuardError, match="4 行被拒绝") as error:
        register.append_many(frame)
    assert [i for i, _ in error.value.problems] == [1, 2, 3, 4]
    assert (
        register.history().equals(before)
        and register.state("exemplar").empty
        and register.verify() == []
    )
    with pytest.raises(GuardError, match="缺少列：actor"):
        register.append_many(frame.drop(columns="actor"))


def test_a_batch_beyond_one_piece_is_still_all_or_nothing(register: Register) -> None:
    many = pd.concat(
        [pair(("confirm", "2010-01-01")).assign(subject_id=f"P{i}") for i in range(3)] * 1,
        ignore_index=True,
    )
    many = (
        many.loc[many.index.repeat(8_000)]
        .reset_index(drop=True)
        .assign(subject_id=lambda f: [f"P{i:05d}" for i in f.index])
    )
    bad = pd.concat([many, pair(("pause", "2010-01-01"))], ignore_index=True)
    with pytest.raises(GuardError) as error:
        register.append_many(bad)
    assert error.value.problems[0][0] == 24_000 and register.history().empty
    assert len(register.append_many(many)) == 24_000
    assert len(register.state("pairing")) == 24_000 and register.verify() == []


def test_reopened_with_other_rules_the_past_stays_as_it_was_judged(url: str, clock: Any) -> None:
    good = {"role_score": 62, "value_score": 62, "satisfaction": 0.8}
    low = good | {"role_score": 50, "problem": "带动少", "due": "2011-06-01"}
    with Register(url, clock=clock) as first:
        for event, day, data in (
            ("accept", "2010-01-04", None),
            ("submit", "2010-02-01", None),
            ("shortlist", "2010-03-01", None),
            ("name", "2010-03-08", NAMED),
            ("review_due", "2011-03-01", None),
            ("retain", "2011-03-02", good),
            ("review_due", "2011-04-01", None),
            ("downgrade", "2011-04-02", low),
            ("extend", "2011-05-01", None),
        ):
            first.append("exemplar", "X1", event, day, "复核组", "理由", data)
        lives = first.lives("exemplar")
    with Register(
        url, rules=Rules({"site.role_min": 90, "site.rectify_months": 12}), clock=clock
    ) as second:
        assert second.verify() == [] and second.lives("exemplar") == lives
        second.append(
            "exemplar",
            "X1",
            "correct",
            "2011-05-02",
            "复核组",
            "日期写错",
            {"seq": 9, "replacement": {"valid_on": "2011-05-03"}},
        )
        assert second.verify() == [] and second.lives("exemplar")["X1"].due == date(2011, 12, 1)
        with pytest.raises(GuardError, match=r"site\.role_min"):
            second.append(
                "exemplar",
                "X1",
                "correct",
                "2011-05-02",
                "复核组",
                "改判",
                {"seq": 6, "replacement": {"reason": "重议"}},
            )


def test_corrections_change_the_story_and_keep_the_old_one(register: Register, clock: Any) -> None:
    seqs = register.append_many(
        pair(("confirm", "2010-01-05"), ("activate", "2010-02-01"), ("pause", "2010-03-01"))
    )
    told = clock.now
    clock.now = datetime(2011, 6, 1)
    with pytest.raises(GuardError, match="不能"):  # without being activated it cannot be paused
        register.append(
            "pairing",
            "P1",
            "correct",
            "2011-06-01",
            "办理人",
            "误录",
            {"seq": seqs[1], "replacement": None},
        )
    register.append(
        "pairing",
        "P1",
        "correct",
        "2011-06-01",
        "办理人",
        "误录",
        {"seq": seqs[2], "replacement": None},
    )
    register.append(
        "pairing",
        "P1",
        "correct",
        "2011-06-01",
        "办理人",
        "日期写错",
        {"seq": seqs[1], "replacement": {"valid_on": "2010-02-15"}},
    )
    assert register.state("pairing").values.tolist() == [
        ["P1", "active", pd.Timestamp("2010-02-15")]
    ]
    assert register.state("pairing", on="2010-02-10")["state"].tolist() == ["confirmed"]
    assert register.state("pairing", known=told)["state"].tolist() == ["paused"]
    assert register.state("pairing", on="2010-02-10", known=told)["state"].tolist() == ["active"]
    assert register.state("pairing", known="2011-01-01")["state"].tolist() == ["paused"], (
        "a plain day counts to its end"
    )
    assert register.state("pairing", known=told - timedelta(days=1)).empty
    assert register.state(
        "pairing", known=pd.Timestamp(told, tz="UTC").tz_convert("Asia/Shanghai")
    )["state"].tolist() == ["paused"]
    with pytest.raises(GuardError, match="作废"):
        register.append(
            "pairing",
            "P1",
            "correct",
            "2011-06-02",
            "办理人",
            "再改",
            {"seq": seqs[2], "replacement": {"reason": "x"}},
        )
    for data, words in (
        ({"seq": 99, "replacement": None}, "99"),
        ({"seq": seqs[0]}, "replacement"),
        ({"seq": seqs[0], "replacement": {}}, "replacement"),
        ({"seq": seqs[0], "replacement": {"subject_id": "P2"}}, "replacement"),
        ({"seq": seqs[0], "replacement": {"actor": " "}}, "办理人"),
        ({"seq": seqs[0], "replacement": {"event": "correct"}}, "不能"),
    ):
        with pytest.raises(GuardError, match=words):
            register.append("pairing", "P1", "correct", "2011-06-02", "办理人", "理由", data)
    assert register.history("pairing", "P1")["event"].tolist() == [
        "confirm",
        "activate",
        "pause",
        "correct",
        "correct",
    ]
    assert register.verify() == []


def test_a_subject_whose_every_event_was_voided_is_unknown_again(register: Register) -> None:
    seq = register.append("pairing", "P1", "confirm", "2010-01-05", "办理人", "理由")
    register.append(
        "pairing",
        "P1",
        "correct",
        "2010-01-06",
        "办理人",
        "录错对象",
        {"seq": seq, "replacement": None},
    )
    assert (
        register.state("pairing").empty
        and register.state("pairing", on="2011-01-01").empty
        and register.lives("pairing") == {}
    )
    register.append("pairing", "P1", "reject", "2010-01-01", "办理人", "理由")
    assert register.state("pairing")["state"].tolist() == ["rejected"] and register.verify() == []


def test_both_clocks_against_a_model_that_walks_everything(register: Register, clock: Any) -> None:
    """Random histories with corrections; the state on any day, as known at any time, from the raw
    log."""
    rng = random.Random(7)
    possible: dict[str, list[str]] = {}
    for a, e, _ in machines()["pairing"]["transitions"]:
        possible.setdefault(a, []).append(e)
    for n in range(120):
        clock.now = datetime(2011, 1, 1) + timedelta(days=n)
        subject = f"P{rng.randrange(8)}"
        life = register.lives("pairing").get(subject)
        events = possible.get(life.state if life else "proposed", [])
        own = register.history("pairing", subject)
        own = own[own["event"] != "correct"]
        try:
            if len(own) and (not events or rng.random() < 0.4):
                change = rng.choice(
                    [
                        None,
                        {"valid_on": str(date(2010, 1, 1) + timedelta(days=rng.randrange(200)))},
                        {"event": rng.choice(["pause", "report", "adjust"])},
                    ]
                )
                data = {"seq": int(rng.choice(own["seq"].tolist())), "replacement": change}
                register.append("pairing", subject, "correct", "2011-01-01", "办理人", "更正", data)
            elif events:
                day = (life.last if life and life.last else date(2010, 1, 1)) + timedelta(
                    days=rng.randrange(20)
                )
                register.append("pairing", subject, rng.choice(events), day, "办理人", "理由")
        except GuardError:
            continue
    log = register.history("pairing").astype(object).to_dict("records")
    assert sum(e["event"] == "correct" for e in log) > 5 and register.verify() == []
    table = {(a, e): b for a, e, b in machines()["pairing"]["transitions"]}
    for on in (None, *pd.date_range("2010-01-01", "2011-01-01", freq="61D")):
        for known in (None, *pd.date_range("2010-12-31", "2011-05-02", freq="37D")):
            wanted = {}
            for subject in {e["subject_id"] for e in log}:
                told = [
                    e | {"valid_on": str(e["valid_on"].date())}
                    for e in log
                    if e["subject_id"] == subject and (known is None or e["at"] <= known)
                ]
                kept = [
                    e for e in effective(told) if on is None or pd.Timestamp(e["valid_on"]) <= on
                ]
                at, since = "proposed", None
                for e in kept:
                    to = table[at, e["event"]]
                    at, since = to, e["valid_on"] if to != at or since is None else since
                if kept:
                    wanted[subject] = (at, pd.Timestamp(since))
            known_time = None if known is None else known.to_pydatetime()
            found = register.state("pairing", on=on, known=known_time).set_index("subject_id")
            assert {
                s: (r.state, r.since) for s, r in zip(found.index, found.itertuples(index=False))
            } == wanted, (on, known)


def test_a_clock_set_back_does_not_reorder_what_was_known(book: Register, clock: Any) -> None:
    book.append_many(pair(("confirm", "2010-01-05")))
    clock.now = datetime(2009, 1, 1)
    book.append_many(pair(("activate", "2010-01-06")))
    assert (
        book.history()["at"].is_monotonic_increasing
        and book.state("pairing", known="2010-12-31").empty
    )


TAMPERING = {
    "reason": ("UPDATE event SET reason = '改过' WHERE seq = 2", "2 的哈希链断裂"),
    "data": ("UPDATE event SET data = '{\"x\": 1}' WHERE seq = 1", "1 的哈希链断裂"),
    "recording time": (
        "UPDATE event SET at = '2001-01-01T00:00:00.000000' WHERE seq = 3",
        "3 的哈希链断裂",
    ),
    "row gone": ("DELETE FROM event WHERE seq = 2", "序号 2 缺失"),
    "end cut off": ("DELETE FROM event WHERE seq = 3", "链尾与日志不符"),
    "state": ("UPDATE life SET state = 'dissolved' WHERE subject_id = 'P1'", "P1 的状态与重放不符"),
    "facts": (
        "UPDATE life SET facts = '{\"state\": \"paused\"}' WHERE subject_id = 'P1'",
        "P1 的状态与重放不符",
    ),
    "life gone": ("DELETE FROM life WHERE subject_id = 'P1'", "P1 的状态与重放不符"),
    "life invented": (
        "INSERT INTO life VALUES ('pairing', 'P9', 'active', '2010-01-01', '{}')",
        "P9 有状态却没有事件",
    ),
    "event": ("UPDATE event SET event = 'dissolve' WHERE seq = 2", "P1 无法重放"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found(register: Register, name: str) -> None:
    register.append_many(
        pair(("confirm", "2010-01-05"), ("activate", "2010-02-01"), ("pause", "2010-03-01"))
    )
    assert register.verify() == []
    statement, words = TAMPERING[name]
    with register._engine.begin() as c:
        c.execute(sa.text(statement.replace(": 1", "\\: 1").replace('": "', '"\\: "')))
    assert words in "\n".join(register.verify())


def test_a_log_rewritten_as_a_whole_does_not_meet_the_seal(tmp_path: Path, clock: Any) -> None:
    seals = []
    for name, reason in (("a.db", "原来的"), ("b.db", "改写的")):
        with Register(tmp_path / name, clock=clock) as book:
            assert book.verify(book.seal()) == []
            book.append("pairing", "P1", "confirm", "2010-01-05", "办理人", reason)
            seals.append(book.seal())
            book.append("pairing", "P1", "activate", "2010-02-05", "办理人", "理由")
            assert book.verify(seals[-1]) == [] and book.verify() == []
    with Register(tmp_path / "b.db") as forged:
        assert forged.verify(seals[0]) == ["日志中没有所记的封印：整条链可能被重写"]


def test_due_lists_what_a_person_has_to_look_at(book: Register) -> None:
    def go(machine: str, subject: str, *steps: tuple[str, str, Any]) -> None:
        for event, day, data in steps:
            book.append(machine, subject, event, day, "组织部门", "理由", data)

    first = [
        ("accept", "2010-01-04", None),
        ("submit", "2010-02-01", None),
        ("shortlist", "2010-03-01", None),
        ("name", "2010-03-08", NAMED),
    ]
    go("exemplar", "X1", *first)
    go("exemplar", "X2", *first, ("visit", "2010-09-08", None))
    low = {
        "role_score": 1,
        "value_score": 1,
        "satisfaction": 0.1,
        "problem": "带动少",
        "due": "2011-06-30",
    }
    go(
        "exemplar",
        "X3",
        *first,
        ("review_due", "2011-02-01", None),
        ("downgrade", "2011-02-02", low),
    )
    go("exemplar", "X4", *first, ("suspend", "2010-06-01", None), ("clear", "2010-08-01", None))
    go(
        "turnaround",
        "T1",
        ("identify", "2010-01-04", None),
        ("file_plan", "2010-02-01", None),
        ("start", "2010-02-28", None),
    )
    go(
        "turnaround",
        "T2",
        ("identify", "2010-01-04", None),
        ("file_plan", "2010-02-01", None),
        ("start", "2010-03-01", None),
        ("apply", "2010-08-01", None),
        ("pass", "2010-08-31", {"score": 80, "dissatisfied": 0}),
    )
    go("commended_person", "B1", ("visit", "2010-08-01", None))
    assert book.due("2011-02-27").values.tolist() == []
    found = book.due("2011-09-08")
    assert found[["subject_id", "kind", "days_over"]].values.tolist() == [
        ["T1", "rectification", 192],
        ["T2", "lookback", 192],
        ["X1", "return_visit", 184],
        ["X1", "review", 184],
        ["X2", "review", 184],
        ["X4", "return_visit", 184],
        ["X4", "review", 184],
        ["X3", "rectification", 70],
        ["B1", "return_visit", 38],
        ["X2", "return_visit", 0],
    ]
    assert found.loc[0, "due_on"] == pd.Timestamp("2011-02-28"), (
        "twelve months after the last of February"
    )
    go("exemplar", "X1", ("visit", "2011-09-08", None))
    assert "return_visit" not in book.due("2011-09-08").query("subject_id == 'X1'")["kind"].tolist()


def test_enter_takes_over_a_life_with_what_binds_its_later_steps(book: Register) -> None:
    book.append(
        "exemplar",
        "X1",
        "enter",
        "2010-05-01",
        "登记员",
        "接续",
        {"state": "revoked", "revoked_on": "2009-06-01"},
    )
    book.append("exemplar", "X1", "archive", "2010-06-01", "县委", "归档")
    with pytest.raises(GuardError, match="2011-06-01"):
        book.append("exemplar", "X1", "readmit", "2011-05-31", "县委", "重来")
    book.append(
        "exemplar",
        "X2",
        "enter",
        "2010-05-01",
        "登记员",
        "接续",
        {"state": "named", "visited_on": "2010-02-01", "named_on": "2009-01-01"},
    )
    assert book.due("2011-02-01")[["kind", "due_on"]].values.tolist() == [
        ["return_visit", pd.Timestamp("2011-02-01")]
    ]


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = f"server:/share {tmp_path} nfs4 rw 0 0"
    monkeypatch.setattr(store_module, "_mounts", lambda: ["/dev/sda1 / ext4 rw 0 0", share])
    with pytest.raises(StoreError, match="网络共享"):
        Register(tmp_path / "r.db")
    assert list(tmp_path.iterdir()) == []
    local = f"/dev/sdb1 {tmp_path}/local\\040disk ext4 rw 0 0"
    monkeypatch.setattr(store_module, "_mounts", lambda: [share, local])
    (tmp_path / "local disk").mkdir()
    Register(tmp_path / "local disk" / "r.db").close()
    for path in ("\\\\server\\share\\r.db", "//server/share/r.db"):
        assert store_module.on_network(Path(path) if path[0] == "\\" else path)  # type: ignore[arg-type]


def test_places_where_no_register_can_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="文件夹不存在"):
        Register(tmp_path / "none" / "r.db")
    with pytest.raises(StoreError, match="postgresql"):
        Register("mysql://localhost/x")
    (tmp_path / "text.db").write_text("这不是数据库" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="不是登记库"):
        Register(tmp_path / "text.db")
    with pytest.raises(StoreError, match="打不开"):
        Register(f"postgresql://test@/none?host={tmp_path}")


def test_history_reads_back_what_was_said(register: Register) -> None:
    register.append(
        "pairing",
        " P1 ",
        "confirm",
        pd.Timestamp("2010-01-05"),
        "组织部门",
        "喆🚩“引号”\n换行",
        {"注": ["甲", 1.5, None]},
    )
    found = register.history().iloc[0]
    assert (
        found["subject_id"] == "P1"
        and found["reason"] == "喆🚩“引号”\n换行"
        and json.loads(found["data"]) == {"注": ["甲", 1.5, None]}
    )
    assert found["at"] == pd.Timestamp("2011-01-01 08:00:01") and found["valid_on"] == pd.Timestamp(
        "2010-01-05"
    )


def test_a_damaged_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with Register(tmp_path / "r.db") as register:
        register.append_many(
            pd.DataFrame(
                [
                    ("pairing", f"P{i}", "confirm", "2011-01-01", "办", "由" * 400)
                    for i in range(100)
                ],
                columns=["machine", "subject_id", "event", "valid_on", "actor", "reason"],
            )
        )
    damaged = tmp_path / "damaged.db"
    whole = (tmp_path / "r.db").read_bytes()
    damaged.write_bytes(whole[:40960] + b"\xaa" * (len(whole) - 40960))
    with pytest.raises(StoreError, match="备份"), Register(damaged) as register:
        register.verify()
