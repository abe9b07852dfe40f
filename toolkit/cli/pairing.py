"""``toolkit plan``: from a county's records to a workbook that says who should help whom, and why not more."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.terms import tr


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``plan``."""
    p = add_command("plan", help=tr("排结对方案，写成可以改的工作簿", "plan pairings into a workbook that people can edit"))

    def option(name: str, zh: str, en: str, **kw: object) -> None:
        p.add_argument(name, help=tr(zh, en), **kw)  # type: ignore[arg-type]

    p.add_argument("source", help=tr("数据文件夹或 .xlsx", "folder or .xlsx of records"), metavar="SOURCE", type=Path, nargs="?")
    option(
        "--check",
        "核对改过的方案工作簿，并算出每处改动的代价",
        "re-validate an edited plan and price each edit",
        metavar="plan.xlsx",
        type=Path,
    )
    option("--out", "写出的工作簿", "workbook to write", metavar="plan.xlsx", type=Path)
    option("--on", "为哪一天排（默认今天）", "the day planned for (default: today)", metavar="2011-07-01")
    option("--goals", "目标，按先后", "goals in order", metavar="coverage,fairness,keep,fit,distance")
    option(
        "--nearest", "每个单位、每种方式看多少个最近的帮扶方", "nearest helpers looked at for each unit and channel", type=int, default=32
    )
    option(
        "--weights",
        "权重各变动 25% 再排，看多少结对不变",
        "plan again with each weight 25 %% off: how many pairs stand",
        action="store_true",
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan, write the workbook and say in sentences what was attained."""
    from toolkit import County, pairing

    if args.check:
        return _check(args.check)
    if args.source is None:
        raise ValueError(tr("请给出 SOURCE，或用 --check plan.xlsx", "give SOURCE, or --check plan.xlsx"))
    prepared = pairing.prepare(County.load(args.source), args.on, nearest=args.nearest)
    settings: dict[str, Any] = {"goals": tuple(args.goals.replace("，", ",").split(","))} if args.goals else {}
    plan = prepared.plan(**settings)
    needs = int(prepared.recipients.drop(columns="recipient_id").to_numpy(dtype=int).sum())
    units, pairs, kept = len(prepared.recipients), len(plan.pairs), int(plan.pairs["kept"].sum())
    print(
        tr(
            f"{units} 个单位需要 {needs} 个帮扶名额，已安排 {pairs} 对，其中保留现有 {kept} 对。",
            f"{units} units need {needs} helpers; {pairs} pairs planned, {kept} of them kept.",
        )
    )
    for sentence in plan.shortages["sentence"].head(10):
        print(f"- {sentence}")
    if len(plan.ineligible):
        print(
            tr(
                f"{len(plan.ineligible)} 对现有结对不能继续，见工作簿。",
                f"{len(plan.ineligible)} running pairs cannot go on: see the workbook.",
            )
        )
    print(plan.certificate.sentence)
    if args.weights:
        stands = pairing.survival(prepared, **settings).iloc[-1]
        print(
            tr(
                f"权重变动 25%，{stands['kept']}/{stands['pairs']} 对不变。",
                f"Weights 25 % off: {stands['kept']} of {stands['pairs']} pairs stand.",
            )
        )
    if args.out:
        written = plan.to_excel(args.out)
        print(tr(f"已写出 {written}", f"written: {written}"))
    return 0


def _check(path: Path) -> int:
    """Say what was edited, what each edit costs and what breaks a rule; exit 1 when something does."""
    from toolkit import pairing

    checked = pairing.check_plan(path)
    print(checked.sentence)
    for row in checked.edits.itertuples(index=False):
        mark = "+" if row.action == "add" else "−"
        print(f"{mark} {row.helper_id} → {row.recipient_id}: {row.sentence if isinstance(row.sentence, str) else row.problem}")
    for row in checked.problems.itertuples(index=False):
        names = " → ".join(x for x in (row.helper_id, row.recipient_id) if isinstance(x, str))
        print(f"! {names}: {row.problem}")
    return 1 if len(checked.problems) else 0
