"""``toolkit pack``: a lesson's plans, handout, answers, slides, workbook and paper cards, on any
county's data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.cli import describe, option
from toolkit.terms import tr


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``pack``."""
    command = add_command(
        "pack",
        help=tr(
            "印一节课：教案、讲义、答案册、幻灯片、工作表、卡片",
            "a lesson on paper: plans, handout, answers, slides, cards",
        ),
    )
    describe(
        command,
        [
            option("lesson", "第几课，或 all", "its number, or all", metavar="LESSON"),
            option(
                "source",
                "文件夹或 .xlsx（第 1、8 课：报告所在的文件夹）；不填则用自带数据",
                "folder or .xlsx (lessons 1 and 8: a folder of reports); shipped data when left "
                "out",
                nargs="?",
                metavar="SOURCE",
            ),
            option(
                "--out",
                "写到哪个文件夹（默认 out）",
                "folder to write to (default: out)",
                default="out",
                metavar="DIR",
            ),
            option(
                "--names",
                "使用者数据显示名称（默认显示编号）",
                "show names of user-supplied units (default: codes)",
                action="store_true",
            ),
        ],
    )
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from workshop.lessons import numbers

    there = " ".join(map(str, numbers()))
    if args.lesson != "all" and args.lesson not in map(str, numbers()):
        raise ValueError(
            tr(
                f"没有第 {args.lesson} 课：请写 {there} 之一，或 all。",
                f"there is no lesson {args.lesson}: write one of {there}, or all",
            )
        )
    source = Path(args.source) if args.source is not None else None
    if source is not None and not source.exists():
        raise ValueError(tr(f"找不到 {source}。", f"{source} does not exist"))
    if args.lesson != "all":
        _write(int(args.lesson), source, Path(args.out), args.names)
        return 0
    code = 0
    for number in numbers():
        try:
            _write(number, source, Path(args.out) / f"{number:02}", args.names)
        except (
            ValueError
        ) as reason:  # these data do not carry this lesson: the others are written all the same
            print(
                tr(f"第 {number} 课没有写：{reason}", f"lesson {number} was not written: {reason}"),
                file=sys.stderr,
            )
            code = 1
    return code


def _write(number: int, source: Path | None, out: Path, names: bool) -> None:
    """Write a lesson, and say which exercises one's own data cannot carry."""
    from workshop import Lesson, pack
    from workshop.lessons import say

    for path in pack(number, source, out, names=names):
        print(path)
    lesson = Lesson(number, source)
    for id, why in lesson.here().items() if source else ():
        print(f"- {say(lesson.texts_of(id)['title'])}{tr('：', ': ')}{why}")
