"""``toolkit nation generate|plan|measure|report``: every county by the functions that serve one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cli.options import actions, option
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.national import Run
    from toolkit.records import County


_COMMON = (
    option(
        "shards",
        "分片文件夹 province=…/county=…",
        "folder of shards, province=…/county=…",
        metavar="SHARDS",
        type=Path,
    ),
    option(
        "--engine", "joblib（本机进程）或 dask", "joblib (processes here) or dask", default="joblib"
    ),
    option(
        "--workers",
        "进程数（默认与核心数相同）",
        "processes (default: cores)",
        type=int,
        metavar="N",
    ),
)
#: how large the nation is unless somebody says otherwise
_SIZES = (
    ("organisations", 5_250_000, "组织数", "organisations"),
    ("counties", 2_850, "县数", "counties"),
    ("provinces", 31, "省数", "provinces"),
    ("pairings", 25_000_000, "结对数（历年）", "pairings over the years"),
    ("seed", 2011, "随机种子", "seed"),
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``nation`` and what it can do."""
    p = add_command(
        "nation",
        help=tr("许多县：生成、配对、测量、汇总", "many counties: generate, plan, measure, report"),
    )
    action = actions(p, _COMMON)
    action(
        "generate",
        _generate,
        "生成虚构国（停了可接着做）",
        "make a fictitious nation (a stopped run goes on)",
        [
            option(f"--{name}", zh, en, type=int, default=default, metavar=str(default))
            for name, default, zh, en in _SIZES
        ],
    )
    work = (
        option("--address", "Dask 调度器地址", "address of a Dask scheduler", metavar="tcp://…"),
        option("--on", "基准日", "reference day", metavar="DATE", default="2011-12-31"),
    )
    action("plan", _plan, "逐县配对", "plan every county", work)
    action("measure", _measure, "逐县测量", "measure every county", work)
    folder = ("写到哪个文件夹（默认 out）", "folder to write to (default: out)")
    ends = ("哪几年的年末", "ends of which years")
    timed = ("先测这些县数的用时", "first time these numbers of counties")
    action(
        "report",
        _report,
        "全国汇总报告：网页、Word、表格、图",
        "the nation's report: HTML, Word, workbook, figures",
        [
            option("--out", *folder, metavar="DIR", type=Path, default=Path("out")),
            option("--years", *ends, metavar="2005-2011", default="2005-2011"),
            option("--scaling", *timed, metavar="N", type=int, nargs="+"),
        ],
    )


def _generate(args: argparse.Namespace) -> int:
    from toolkit.national import Nation, generate

    nation = Nation(
        args.organisations, args.counties, args.provinces, args.pairings, seed=args.seed
    )
    shards = generate(args.shards, nation, args.engine, args.workers)
    print(
        tr(
            f"虚构数据：{len(shards)} 个县，写在 {args.shards}",
            f"fictitious data: {len(shards)} counties in {args.shards}",
        )
    )
    return 0


def _each(task: Callable[[County], Any], args: argparse.Namespace, name: str) -> Run:
    """The same task on every county, kept in the folder of its name."""
    from toolkit.national import run

    return run(
        task,
        args.shards,
        args.engine,
        out=args.shards / "results" / name,
        workers=args.workers,
        address=args.address,
    )


def _plan(args: argparse.Namespace) -> int:
    from toolkit.national import plan_county

    done = _each(partial(plan_county, on=args.on), args, "plan")
    if len(done):
        total = done.table("summary")[["organisations", "planned", "kept", "short"]].sum()
        print(
            tr(
                f"{len(done)} 个县，{total['organisations']} 个组织："
                f"方案 {total['planned']} 对，保留在结 {total['kept']} 对，仍缺 {total['short']}。",
                f"{len(done)} counties, {total['organisations']} organisations: "
                f"{total['planned']} pairs planned, "
                f"{total['kept']} of them running, {total['short']} needs unmet.",
            )
        )
    return _ended(done)


def _measure(args: argparse.Namespace) -> int:
    from toolkit.national import measure_county

    year = int(args.on[:4])
    years = tuple(range(year - 6, year + 1))
    code = _ended(_each(partial(measure_county, on=args.on, years=years), args, "measure"))
    _network(args.shards, args.on)
    return code


def _network(shards: Path, on: str) -> None:
    """What no county shows by itself: all counties and the pairs between them as one network."""
    import numpy as np

    from toolkit.national import Network

    net = Network.load(shards, on)
    linked = np.flatnonzero(net.degrees().sum(axis=1) + net.degrees(given=False).sum(axis=1))
    if not len(linked):
        return print(tr("全国网络：这一天没有结对。", "One network: no pair runs on that day."))
    largest = np.bincount(net.components()[linked]).max()
    helpers, sole = net.critical_helpers()
    reach = net.reach()
    print(
        tr(
            f"全国网络：{len(linked)} 个组织有结对（{len(net.helper)} 对），"
            f"最大的一片连着 {largest} 个；"
            f"{sole.sum()} 个受助方只靠一个帮扶方（共 {len(helpers)} 个这样的帮扶方）；"
            f"两步之内最多到 {reach.max()} 个组织。",
            f"One network: {len(linked)} organisations in {len(net.helper)} pairs, the largest "
            f"part joins {largest}; {sole.sum()} recipients hang on one helper ({len(helpers)} "
            f"such helpers); within two steps one reaches {reach.max()} at most.",
        )
    )


def _ended(done: Run) -> int:
    """Where the results are, and every county that failed by its name."""
    again = int(done.times["resumed"].sum())
    print(
        tr(
            f"{len(done)} 个县已完成（{again} 个是先前做的），结果在 {done.out}",
            f"{len(done)} counties done ({again} before), results in {done.out}",
        )
    )
    for f in done.failures.itertuples(index=False):
        print(tr(f"未完成：{f.name}：{f.error}", f"failed: {f.name}: {f.error}"))
    return 1 if len(done.failures) else 0


def _report(args: argparse.Namespace) -> int:
    import pandas as pd

    from toolkit.national import Run, Shards, national_report, plan_county, scaling, scaling_file
    from toolkit.reports import write_report

    first, _, last = args.years.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        raise ValueError(
            tr(
                f"--years 应写作 2005-2011：{args.years}",
                f"write --years as 2005-2011, not {args.years}",
            )
        )
    years, shards = range(int(first), int(last or first) + 1), Shards(args.shards)
    kept = scaling_file(shards.root)
    if args.scaling:
        times = scaling(
            partial(plan_county, on=f"{max(years)}-12-31"),
            shards,
            args.scaling,
            [args.engine],
            args.workers or 2,
        )
        kept.parent.mkdir(exist_ok=True)
        times.to_csv(kept, index=False)
    plans = Run.kept(shards.root / "results" / "plan", shards).table("summary")
    report = national_report(shards, years, plans, pd.read_csv(kept) if kept.exists() else None)
    for path in write_report(report, args.out)[:3]:
        print(path)
    return 0
