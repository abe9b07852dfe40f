"""``toolkit casepack`` and ``toolkit talk sheet|merge|minutes``: what a case lesson and a
structured discussion need."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli import actions, describe, option
from toolkit.terms import tr

if TYPE_CHECKING:
    import pandas as pd


_FOLDER = option(
    "--out",
    "写到哪个文件夹（默认 out）",
    "folder to write to (default: out)",
    metavar="DIR",
    default="out",
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``casepack`` and ``talk``."""
    told = (
        "案例教学包：案例正文、教师手册、大小问题",
        "a case-teaching pack: text, manual, questions",
    )
    p = add_command("casepack", help=tr(*told))
    describe(
        p,
        [
            option(
                "source",
                "一份报告（.txt、.docx）或一个文件夹",
                "a report (.txt, .docx) or a folder",
                metavar="SOURCE",
            ),
            option("--case", "文件夹里的哪一个案例", "which case of the folder", metavar="CASE"),
            _FOLDER,
        ],
    )
    p.set_defaults(run=_casepack)
    told = (
        "结构化研讨：研讨单、合并归类、研讨纪要",
        "a structured discussion: sheets, merging, minutes",
    )
    _add_actions(add_command("talk", help=tr(*told)))


def _add_actions(p: argparse.ArgumentParser) -> None:
    action = actions(p)
    question = ("问题，可写几次", "a question; may be repeated")
    action(
        "sheet",
        _sheet,
        "每组一张研讨单，另有各步的纸质表单",
        "a sheet for each group, and paper forms of every step",
        [
            option("--question", *question, action="append", required=True, metavar="TEXT"),
            option(
                "--groups",
                "几个小组（默认 4）",
                "how many groups (default 4)",
                type=int,
                default=4,
                metavar="N",
            ),
            option(
                "--session",
                "场次（默认今天）",
                "which class (default: today)",
                default="",
                metavar="TEXT",
            ),
            _FOLDER,
        ],
    )
    sheets = option(
        "sheets", ".xlsx、.csv 或文件夹", ".xlsx, .csv or a folder", nargs="+", metavar="SHEET"
    )
    action(
        "merge",
        _merge,
        "合并各组的研讨单，附机器建议，由人归类、记票",
        "merge the sheets, with suggested clusters",
        [sheets, option("--out", metavar="FILE.xlsx", required=True)],
    )
    action(
        "minutes",
        _minutes,
        "由研讨单写出研讨纪要",
        "write the minutes from the sheets",
        [
            sheets,
            option("--out", metavar="FILE.docx", required=True),
            option("--title", "纪要标题", "title of the minutes", default=""),
        ],
    )


def _casepack(args: argparse.Namespace) -> int:
    import workshop

    return _tell(workshop.case_pack(args.source, args.case, args.out))


def _tell(paths: list[Path]) -> int:
    for path in paths:
        print(path)
    return 0


def _sheet(args: argparse.Namespace) -> int:
    import workshop

    out = Path(args.out)
    written = workshop.discussion_sheets(args.question, args.groups, out, session=args.session)
    forms = workshop.discussion_forms(
        args.question, out / tr("研讨表单（纸质）.docx", "paper_forms.docx"), session=args.session
    )
    return _tell([*written, forms])


def _read(args: argparse.Namespace) -> pd.DataFrame | None:
    """The sheets' answers, or every problem printed."""
    import workshop
    from toolkit import RecordError
    from toolkit.records import sentence

    try:
        answers = workshop.read_answers(args.sheets)
    except RecordError as error:
        for problem in error.problems.to_dict("records"):
            print(sentence(problem))
        return None
    if answers.empty:
        nothing = "no answer is filled in: fill in the groups' sheets first, then run this again"
        raise ValueError(tr("还没有一条答案：请先填各组的研讨单，再运行。", nothing))
    groups = answers[["session", "group"]].drop_duplicates()
    print(
        tr(
            f"读入 {len(groups)} 个小组、{len(answers)} 条答案。",
            f"Read: {len(answers)} answers of {len(groups)} groups.",
        )
    )
    return answers


def _merge(args: argparse.Namespace) -> int:
    import workshop

    answers = _read(args)
    return 1 if answers is None else _tell([workshop.merged_sheet(answers, args.out)])


def _minutes(args: argparse.Namespace) -> int:
    import workshop

    answers = _read(args)
    return 1 if answers is None else _tell([workshop.minutes(answers, args.out, title=args.title)])
