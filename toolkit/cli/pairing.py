"""``toolkit plan``: from a county's records to a workbook that says who should help whom; and back,
when people have edited it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cli.options import describe, option
from toolkit.terms import channel_label, tr

if TYPE_CHECKING:
    from toolkit.pairing import Plan, Prepared
    from toolkit.records import Source

#: edits told one by one; the prices of all are in `check_plan`
_TOLD = 10
_OPTIONS = (
    option(
        "source",
        "数据文件夹或 .xlsx",
        "folder or .xlsx of records",
        metavar="SOURCE",
        type=Path,
        nargs="?",
    ),
    option("--out", "写出的工作簿", "workbook to write", metavar="plan.xlsx", type=Path),
    option(
        "--check",
        "核对改过的方案，逐处说明代价",
        "check an edited plan and price each edit",
        metavar="plan.xlsx",
        type=Path,
    ),
    option(
        "--on",
        "为哪一天排（默认今天）",
        "the day planned for (default: today)",
        metavar="2011-07-01",
    ),
    option(
        "--goals",
        "目标，按先后",
        "goals in order",
        metavar="coverage,fairness,keep,fit,distance",
    ),
    option(
        "--nearest",
        "每个单位、每种方式看多少个最近的帮扶方",
        "nearest helpers looked at for each unit and channel",
        type=int,
        default=32,
    ),
    option(
        "--weights",
        "权重各变动 25%% 再排，看多少结对不变",
        "plan again with each weight 25 %% off: how many pairs stand",
        action="store_true",
    ),
    option(
        "--leave",
        "这些单位退出后再排一次，方案变多少（编号或名称，逗号隔开）",
        "plan again without these units (numbers or names): how much changes",
        metavar="A,B",
    ),
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``plan``."""
    p = add_command(
        "plan",
        help=tr(
            "排结对方案，写成可以改的工作簿", "plan pairings into a workbook that people can edit"
        ),
    )
    describe(p, _OPTIONS)
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan, or check an edited plan."""
    if args.check:
        return _check(args.check)
    if not args.source:
        raise ValueError(
            tr(
                "请给出数据文件夹或 .xlsx，或用 --check 给出方案。",
                "give a folder or .xlsx of records, or a plan with --check",
            )
        )
    return _plan(args)


def _plan(args: argparse.Namespace) -> int:
    from toolkit import pairing
    from toolkit.records import free_name, keep_source, must_end, open_source

    if args.out:
        must_end(args.out, ".xlsx")  # said before the work, not after it
    opened = open_source(args.source)
    for line in opened.says:
        print(line)
    if opened.ledger is not None:
        _say_lacking(opened, args.out or Path("plan.xlsx"))
    prepared = pairing.prepare(opened.county, args.on, nearest=args.nearest)
    settings: dict[str, Any] = (
        {"goals": tuple(g.strip() for g in args.goals.replace("，", ",").split(","))}
        if args.goals
        else {}
    )
    plan = prepared.plan(**settings)
    needs = int(prepared.recipients.drop(columns="recipient_id").to_numpy(dtype=int).sum())
    units, pairs, kept = len(prepared.recipients), len(plan.pairs), int(plan.pairs["kept"].sum())
    print(
        tr(
            f"{units} 个单位需要 {needs} 个帮扶名额，已安排 {pairs} 对，其中保留现有 {kept} 对。",
            f"{units} units need {needs} helpers; {pairs} pairs planned, {kept} of them kept.",
        )
    )
    _say_short(prepared, plan, args.nearest)
    print(plan.certificate.sentence)
    if args.weights:
        stands = pairing.weight_sensitivity(prepared, **settings).iloc[-1]
        print(
            tr(
                f"权重变动 25%，{stands['kept']}/{stands['pairs']} 对不变。",
                f"Weights 25 % off: {stands['kept']} of {stands['pairs']} pairs stand.",
            )
        )
    if args.leave:
        plan = _without(plan, args.leave)
    if args.out:
        keep_source(args.source, args.out)
        # an earlier plan may hold somebody's edits: it is never replaced
        written = plan.to_excel(free_name(Path(args.out)))
        print(tr(f"已写出 {written}", f"written: {written}"))
    return 0


def _say_short(prepared: Prepared, plan: Plan, nearest: int) -> None:
    """What is still short, and what cannot go on."""
    for note in prepared.notes:
        print(note)
    for sentence, times in plan.shortages["sentence"].value_counts(sort=False).items():
        alike = tr(f"（同样的共 {times} 处）", f" ({times} alike)") if times > 1 else ""
        print(f"- {sentence}{alike}")
    if len(plan.shortages) and nearest < prepared.helpers.groupby("channel").size().max():
        print(
            tr(
                "缺口也可能因为只看了最近的帮扶方：可加大 --nearest 再排。",
                "Only the nearest helpers were looked at: a larger --nearest may help.",
            )
        )
    if len(plan.ineligible):
        print(
            tr(
                f"{len(plan.ineligible)} 对现有结对不能继续，见工作簿。",
                f"{len(plan.ineligible)} running pairs cannot go on: see the workbook.",
            )
        )


def _without(plan: Plan, leaving: str) -> Plan:
    """The plan made again once some units leave, after a word on what changes."""
    from toolkit import pairing

    known = plan.problem.names
    gone = []
    for name in (n.strip() for n in leaving.replace("，", ",").split(",")):
        alike = [i for i, full in known.items() if name in (full, full.removesuffix("（虚构）"))]
        if len(alike) > 1 and name not in known:
            told = tr("名称不止一个，请写编号", "several units of that name, write the number")
            raise ValueError(f"{name}: {told} {', '.join(alike)}")
        gone += [name] if name in known or not alike else alike
    again = plan.replan({"leave": gone})
    changes = pairing.compare(plan, again)
    marks = changes["change"].map({"added": "+", "dropped": "-"}).dropna()
    left = plan.levels["coverage"] - again.levels["coverage"]
    who = tr("、", ", ").join(map(plan.problem.called, gone))
    new, lost = (int((marks == mark).sum()) for mark in "+-")
    print(
        tr(
            f"{who} 退出后再排：取消 {lost} 对，新排 {new} 对，少满足 {left} 个需求。",
            f"Without {who}: {lost} pairs dropped, {new} added, needs no longer covered: {left}.",
        )
    )
    for i, mark in marks.head(_TOLD).items():
        print(mark, " → ".join(plan.problem.called(changes.at[i, c]) for c in changes.columns[:2]))
    if len(marks) > _TOLD:
        print(tr(f"…另有 {len(marks) - _TOLD} 对", f"… and {len(marks) - _TOLD} more pairs"))
    print(again.sentence)
    names = tr("先保留再覆盖,先覆盖再保留,最后保留", "kept first,after coverage,kept last").split(
        ","
    )
    for name, row in zip(names, again.choices.to_dict("records")) if again.below_keep_min else ():
        price = pairing.priced({g: int(row[g]) - again.levels[g] for g in again.levels})
        print(f"- {name}{tr('：', ': ')}{row['kept_share']:.0%}", price)
    return again


def _say_lacking(opened: Source, out: Path) -> None:
    """What a plan needs that a ledger does not say, what stands in for it, and the workbook to
    fill."""
    from toolkit.records import free_name, write_county

    for line in opened.lacking():
        print(f"- {line}")
    assert opened.ledger is not None
    target = free_name(out.with_name(f"{out.stem}-{tr('补填', 'fill')}.xlsx"))
    book = write_county(opened.ledger, opened.county, target)
    print(
        tr(
            f"请在 {book} 的“组织”“定级”表补填后，用它再排一次。",
            f"Fill in sheets 组织 and 定级 of {book}, then plan from it.",
        )
    )


def _check(path: Path) -> int:
    import pandas as pd

    from toolkit import pairing
    from toolkit.pairing import priced

    found = pairing.check_plan(path)
    print(found.sentence)
    columns = ["helper_id", "recipient_id", "channel", "problem"]
    untouched = (
        len(found.edits)
        and (found.edits["action"] == "drop").all()
        and pairing.read_plan(path).empty
    )
    if untouched:  # a worksheet nobody has filled in: each planned pair would be told as dropped
        print(tr("“结对方案”表里还一对也没有填。", "No pair has been entered yet (sheet plan)."))
    edits = found.edits.iloc[: 0 if untouched else _TOLD]
    for row in edits.itertuples(index=False):
        price = {g: int(getattr(row, g)) for g in found.levels if not pd.isna(getattr(row, g))}
        told = (
            row.problem
            if not pd.isna(row.problem)
            else priced(price) or tr("各目标不变", "no goal changes")
        )
        mark = "+" if row.action == "add" else "-"
        print(
            f"{mark} {found.called(row.helper_id)} → {found.called(row.recipient_id)}"
            + tr(f"（{channel_label(row.channel)}）", f" ({channel_label(row.channel)})"),
            told,
        )
    if len(edits) and len(found.edits) > _TOLD:
        print(
            tr(
                f"…另有 {len(found.edits) - _TOLD} 处改动",
                f"… and {len(found.edits) - _TOLD} more edits",
            )
        )
    if len(edits):
        told = (
            "每处改动的数，是只改这一处、其余重新排到最好时，各目标的变化。",
            "Each edit is priced alone, the rest rearranged at best.",
        )
        print(tr(*told))
    for helper, recipient, channel, problem in (
        found.problems[columns].fillna("").itertuples(index=False)
    ):
        who = [found.called(unit) for unit in (helper, recipient) if unit]
        print("!", *who, *([channel_label(channel)] if channel else []), problem)
    for row in found.remarks.itertuples(index=False):
        said = " ".join(x for x in (row.approval, row.remark) if not pd.isna(x))
        print(f"· {found.called(row.helper_id)} → {found.called(row.recipient_id)} {said}")
    return int(len(found.problems) > 0)
