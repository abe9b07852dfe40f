"""``toolkit read`` and ``toolkit summarise``: a report's reading, and what several reports share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.terms import heading, tr

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.cases import Report


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``read`` and ``summarise``."""
    command = add_command(
        "read", help=tr("读案例报告：提纲、载体、数字、做法", "read case reports: outline, programmes, figures, practices")
    )
    command.add_argument("reports", nargs="+", metavar="REPORT", help=".txt | .docx")
    command.add_argument("--html", metavar="DIR", help=tr("另存彩色页面的文件夹", "folder for a coloured page of each report"))
    command.set_defaults(run=_read)
    command = add_command(
        "summarise", help=tr("归纳一个文件夹里的报告，每句有出处", "summarise the reports of a folder, every line with its source")
    )
    command.add_argument("folder", metavar="DIR")
    command.add_argument(
        "--budget", type=int, default=600, metavar="N", help=tr("总字数上限（默认 600）", "characters in all (default 600)")
    )
    command.add_argument("--out", metavar="FILE.xlsx", help=tr("存成表格", "write a workbook"))
    command.set_defaults(run=_summarise)


def _read(args: argparse.Namespace) -> int:
    from toolkit import cases

    for path in args.reports:
        report = cases.read(Path(path))
        coded = cases.code([report])
        _show(report, coded)
        if args.html:
            from toolkit.reports.reading import reading_page

            print(reading_page(report, Path(args.html) / f"{report.name}.html", coded))
    return 0


def _show(report: Report, coded: pd.DataFrame) -> None:
    from toolkit.cases import default_codebook

    print(f"\n■ {report.title or report.name}")
    print(tr(f"{len(report.text)} 字，{len(report.sentences)} 句", f"{len(report.text)} characters, {len(report.sentences)} sentences"))
    for level, marker, words in report.outline[["level", "marker", "heading"]].itertuples(index=False):
        print(f"{'  ' * int(level)}{marker}{words}")
    _line(tr("载体", "programmes"), report.programmes["name"])
    _line(tr("数字", "figures"), [f"{raw}（{what}）" if what else raw for raw, what in zip(report.figures["raw"], report.figures["what"])])
    _line(tr("组织", "organisations"), report.organisations)
    _line(tr("公开提到的人", "persons named"), report.people)
    found = set(coded["code"])
    _line(tr("做法（机器建议）", "practices (suggested)"), [c.name for c in default_codebook() if c.code in found])
    grades = report.statements["evidence"]
    counts = grades[grades != ""].value_counts()
    _line(tr("成效证据", "evidence of effects"), [f"{g} {n}" for g, n in counts.items()] or [tr("没有成效陈述", "no effect is claimed")])


def _line(name: str, items: object) -> None:
    words = "、".join(dict.fromkeys(str(i) for i in items))  # type: ignore[attr-defined]
    print(f"{name}：{words or '—'}")


def _summarise(args: argparse.Namespace) -> int:
    from toolkit import cases

    folder = Path(args.folder)
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".txt", ".docx") and not p.name.startswith(("~$", ".")))
    if not paths:
        raise ValueError(tr(f"{folder} 里没有 .txt 或 .docx 报告。", f"{folder} holds no .txt or .docx report."))
    summary = cases.summarise([cases.read(p) for p in paths], args.budget)
    print(summary.attrs["statement"])
    names = {
        "background": ("背景", "background"),
        "practice": ("做法", "practice"),
        "effect": ("成效", "effect"),
        "insight": ("启示", "insight"),
    }
    for slot, rows in summary.groupby("slot", sort=False):
        print(f"\n【{tr(*names.get(str(slot), ('问题', 'problem')))}】")
        for case, start, end, text, codes in rows[["case", "start", "end", "text", "codes"]].itertuples(index=False):
            print(f"  {text}  [{case}:{start}–{end}{' ' + codes if codes else ''}]")
    if args.out:
        from toolkit.records.sheets import Sheet, write_book

        print(
            write_book(
                args.out,
                [
                    Sheet(
                        tr("归纳", "summary"),
                        summary,
                        notes=(summary.attrs["statement"],),
                        headings={c: heading(c, "coding") for c in ("start", "end")},
                        widths={"text": 70},
                    )
                ],
            )
        )
    return 0
