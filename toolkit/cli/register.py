"""``toolkit register init|import|due|show|review|record|verify|backup|export``: the information
base from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cli.options import actions, option
from toolkit.terms import heading, machines, tr

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.records import Sheet
    from toolkit.register import Register

_MACHINES = tuple(machines())


_EXPORT = (
    option(
        "--out", "文件夹或 .xlsx", "folder or .xlsx", metavar="TARGET", type=Path, required=True
    ),
    option("--actor", "由哪个岗位导出", "who exports (a role)", required=True),
    option("--purpose", "用途", "what for", required=True),
    option(
        "--key",
        "密钥文件：编号换成假名，名称去掉",
        "key file: pseudonyms for identifiers, no names",
        metavar="FILE",
        type=Path,
    ),
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``register`` and what it can do."""
    p = add_command(
        "register",
        help=tr(
            "信息库：只增不改的登记、到期提醒、复核",
            "the information base: append-only events, due dates, reviews",
        ),
    )
    action = actions(
        p,
        [
            option(
                "register",
                "登记库文件，或 postgresql:// 地址",
                "a file, or a postgresql:// URL",
                metavar="REGISTER",
            )
        ],
    )
    out = option("--out", metavar="FILE.xlsx", type=Path)
    action("init", _init, "新建登记库", "make a register")
    _looking(action, out)
    _keeping(action, out)


_Action = Callable[..., Any]
_SOURCE = option("source", metavar="SOURCE", type=Path)


def _looking(action: _Action, out: Any) -> None:
    """What reads the register."""
    today = option("--on", metavar="DATE", default=str(date.today()))
    within = ("提前多少天提醒", "remind so many days ahead")
    action(
        "due",
        _due,
        "到期要办的事，并写出可以填办理结果的表",
        "what is due, and sheets to fill in",
        [today, option("--within", *within, metavar="DAYS", type=int, default=0), out],
    )
    action(
        "show",
        _show,
        "各对象的状态，或一个对象的全部事件",
        "states, or every event of one subject",
        [
            option("subject", nargs="?", metavar="SUBJECT"),
            option("--machine", choices=_MACHINES, default="exemplar"),
            option("--on", "到哪一天为止发生的", "what had happened by then", metavar="DATE"),
            option(
                "--known", "到哪一天为止登记的", "what had been recorded by then", metavar="DATE"
            ),
            out,
        ],
    )
    action(
        "review",
        _review,
        "年度遴选与复核：每一步要人决定什么",
        "the year's steps: what people have to decide",
        [_SOURCE, today, out],
    )
    seal = option("--seal", "以前抄下的封印", "a seal noted earlier", metavar="NUMBER:HASH")
    action(
        "verify",
        _verify,
        "核对哈希链和重放结果",
        "check the chain of hashes and the replay",
        [seal],
    )


def _keeping(action: _Action, out: Any) -> None:
    """What writes into the register, copies it or hands it on."""
    action(
        "import",
        _import,
        "接续一个县的记录；可以反复导入，只加新的",
        "take over a county's records, again and again: only what is new is added",
        [_SOURCE, option("--on", "接续日期", "the day of taking over", metavar="DATE"), out],
    )
    action(
        "record",
        _record,
        "把 due、review 写出的表上填好的决定登记，全部成功或全部不写",
        "record the decisions filled in on the sheets of due and review, all or nothing",
        [option("file", metavar="FILE.xlsx", type=Path)],
    )
    copy = option("file", metavar="FILE", type=Path)
    action("backup", _backup, "备份登记库", "write a whole copy of the register", [copy])
    action(
        "export",
        _export,
        "把状态写回县的表，留下导出记录",
        "write the states into the county's tables; the export is logged",
        [_SOURCE, *_EXPORT],
    )


def _open(args: argparse.Namespace) -> Register:
    from toolkit.register import Register

    return Register(args.register, create=args.run is _init)


def _init(args: argparse.Namespace) -> int:
    with _open(args) as register:
        print(
            tr(
                f"登记库就绪，封印 {register.seal()}",
                f"the register is ready, seal {register.seal()}",
            )
        )
    return 0


def _import(args: argparse.Namespace) -> int:
    from toolkit.records import County
    from toolkit.register import machine_word

    with _open(args) as register:
        taken = register.import_county(County.load(args.source), args.on)
    counts = taken.groupby("machine")[["new", "same", "corrected", "refused"]].sum()
    for machine, n in counts.iterrows():
        print(
            f"{machine_word(str(machine))}"
            + tr("：", ": ")
            + tr(
                f"新增 {n['new']}，已有 {n['same']}，更正 {n['corrected']}，拒绝 {n['refused']}",
                f"{n['new']} new, {n['same']} same, {n['corrected']} corrected, "
                f"{n['refused']} refused",
            )
        )
    refused = taken[(taken["refused"] > 0).to_numpy(dtype=bool)]
    for r in refused.itertuples():
        print(
            tr(
                f"{r.sheet}第 {r.row} 行 {r.subject_id}：{r.note}",
                f"{r.sheet} row {r.row}, {r.subject_id}: {r.note}",
            )
        )
    kept = taken[taken["note"].str.contains("规则|rule").to_numpy(dtype=bool)]
    if len(kept):
        print(
            tr(
                f"{len(kept)} 个对象有低于标准的决定，照记录接续，理由见“说明”列："
                f"{'、'.join(kept['subject_id'].head(10))}",
                f"{len(kept)} subjects hold decisions below their thresholds, taken over as they "
                f"were: {', '.join(kept['subject_id'].head(10))}",
            )
        )
    how = {"replayed": tr("逐步重放", "replayed"), "entered": tr("按现状接续", "entered")}
    shown = taken.assign(
        machine=taken["machine"].map(machine_word),
        how=taken["how"].map(how | {"refused": tr("未接续", "refused")}),
    )
    _write(args.out, {tr("接续", "taken over"): shown})
    return int(len(refused) > 0)


_DUE_COLUMNS = (
    "subject_id",
    "subject_name",
    "kind_name",
    "due_on",
    "days_over",
    "time_left",
    "item",
    "remark",
)


def _due(args: argparse.Namespace) -> int:
    from toolkit.register import due_sheets

    with _open(args) as register:
        found = register.due(args.on, args.within)
        sheets = due_sheets(found, register) if args.out else []
    shown = found.rename(columns={"name": "subject_name"})[list(_DUE_COLUMNS)]
    _print(shown, tr("没有到期的事。", "Nothing is due."))
    print(*found.attrs["notes"], sep="\n")
    _write(args.out, {tr("到期", "due"): shown}, sheets)
    return 0


def _record(args: argparse.Namespace) -> int:
    from toolkit.register import record

    with _open(args) as register:
        found = record(register, args.file)
        seal = register.seal()
    refused = found[(found["refusal"] != "").to_numpy(dtype=bool)]
    for r in refused.itertuples():
        print(
            tr(
                f"{r.sheet}第 {r.row} 行 {r.subject_id}：{r.refusal}",
                f"{r.sheet} row {r.row}, {r.subject_id}: {r.refusal}",
            )
        )
    if len(refused):
        print(
            tr(
                f"{len(refused)} 行不能登记，全部未写入；原因已写在 {found.attrs['path']} 的各行里",
                f"{len(refused)} rows refused, nothing recorded; the reasons stand in the rows of "
                f"{found.attrs['path']}",
            )
        )
        return 1
    print(tr(f"登记了 {len(found)} 行。封印 {seal}", f"{len(found)} rows recorded. Seal {seal}"))
    return 0


def _backup(args: argparse.Namespace) -> int:
    with _open(args) as register:
        print(register.backup(args.file), tr("封印", "seal"), register.seal())
    return 0


def _show(args: argparse.Namespace) -> int:
    from toolkit.register import event_word, state_word

    with _open(args) as register:
        if args.subject:
            found = register.history(args.machine, args.subject)
            names = {
                c: found[c].map(lambda s: state_word(args.machine, s))
                for c in ("from_state", "to_state")
            }
            found = (
                found.assign(event=found["event"].map(event_word), **names)
                .drop(columns=["machine", "subject_id"])
                .rename(columns={"actor": "actor_role"})
            )
        else:
            found = register.state(args.machine, args.on, args.known)
            found = found.assign(state=found["state"].map(lambda s: state_word(args.machine, s)))
    _print(found, tr("没有登记。", "Nothing is recorded."))
    _write(args.out, {tr("事件", "events") if args.subject else tr("状态", "states"): found})
    return 0


def _review(args: argparse.Namespace) -> int:
    from toolkit.records import County
    from toolkit.register import event_word, review, selection, state_word, waiting_sheets

    with _open(args) as register:
        county = County.load(args.source)
        for step in (*selection(register, county, args.on), *review(register, county, args.on)):
            name = state_word("exemplar", step.state)
            print(
                f"\n■ {name}（{len(step.table)}）{step.question}\n  "
                + " / ".join(f"{event_word(c)} {c}" for c in step.choices)
            )
            if len(step.table):
                _print(step.table[["subject_id", "title", "since"]])
        sheets = waiting_sheets(register, county, date.fromisoformat(args.on)) if args.out else []
    _write(args.out, {}, sheets)
    return 0


def _verify(args: argparse.Namespace) -> int:
    with _open(args) as register:
        problems = register.verify(args.seal)
        print(*problems, sep="\n") if problems else print(
            tr(f"完好。封印 {register.seal()}", f"Sound. Seal {register.seal()}")
        )
    return int(bool(problems))


def _export(args: argparse.Namespace) -> int:
    from toolkit.records import County
    from toolkit.register import key_from, log_export, without_names

    county = County.load(args.source)
    with _open(args) as register:
        out = register.export(county)
        frames = {t: out[t] for t in out.tables}
        if args.key:
            key = key_from(args.key, args.out if args.out.suffix == "" else args.out.parent)
            frames = {
                t: without_names(t, f, key)
                for t, f in frames.items()
                if t not in ("provenance", "case_text")
            }
        log_export(register, args.actor, args.purpose, frames)
    print(out.replace(frames).save(args.out) if not args.key else County(frames).save(args.out))
    return 0


def _print(frame: pd.DataFrame, empty: str = "") -> None:
    if frame.empty:
        print(empty)
        return
    with_dates = frame.copy()
    for c in with_dates.columns:
        if str(with_dates[c].dtype).startswith("datetime"):
            with_dates[c] = with_dates[c].dt.strftime("%Y-%m-%d")
    print(with_dates.rename(columns=heading).to_string(index=False, na_rep=""))


def _write(
    path: Path | None, frames: Mapping[str, pd.DataFrame], sheets: Sequence[Sheet] = ()
) -> None:
    if path is None:
        return
    from toolkit.records import Sheet, write_book

    print(write_book(path, [*(Sheet(name, frame) for name, frame in frames.items()), *sheets]))
