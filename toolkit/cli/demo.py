"""``toolkit demo``: a fictitious county, and the truth behind it in a file of its own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.cli.options import describe, option
from toolkit.terms import tr


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``toolkit demo DIR [--organisations N] [--seed S] [--effect E]``."""
    p = add_command("demo", help=tr("生成一个虚构的县", "make a fictitious county"))
    describe(
        p,
        [
            option(
                "target",
                "文件夹，或以 .xlsx 结尾",
                "a folder, or a name ending in .xlsx",
                metavar="DIR",
                type=Path,
            ),
            option(
                "--organisations",
                "组织数（不少于 8）",
                "organisations, at least 8",
                type=int,
                default=977,
                metavar="N",
            ),
            option("--seed", "随机种子", "seed", type=int, default=2011, metavar="S"),
            option(
                "--effect",
                "帮扶的真实效应：modest、zero、negative、heterogeneous，或每年的分值",
                "the true effect of help: modest, zero, negative, heterogeneous, or points a year",
                default="modest",
                metavar="E",
            ),
        ],
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the county to DIR and its truth beside it, as ``DIR_truth.csv``."""
    from toolkit.demo import demo_county, demo_truth
    from toolkit.records import writing

    _spare_records(args.target)
    county = demo_county(args.organisations, args.seed, effect_of(args.effect))
    written = county.save(args.target)
    with writing(written.with_name(f"{written.stem}_truth.csv")) as draft:
        demo_truth(county).to_csv(
            draft.path, index=False, encoding="utf-8-sig", lineterminator="\r\n"
        )
    print(tr(f"已写出：{written}", f"written: {written}"))
    print(
        tr(
            f"核验口径（课上另行打开）：{draft.final}",
            f"the verified measure, for lessons to open later: {draft.final}",
        )
    )
    return 0


def _spare_records(target: Path) -> None:
    """Refuse (ValueError) to write over records that are not themselves fictitious."""
    from toolkit.records import County, RecordError

    if not (target if target.suffix else target / "organisation.csv").exists():
        return
    try:
        invented = County.load(target).nature == "fictitious"
    except RecordError:
        invented = False
    if not invented:
        raise ValueError(
            tr(
                f"{target} 里的数据不是虚构的，不会覆盖：请换个名称",
                f"{target} holds records that are not invented: choose another name",
            )
        )


def effect_of(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
