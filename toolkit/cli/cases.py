"""``toolkit read`` and ``toolkit summarise``: a report's reading, and what several reports
share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.terms import tr, word

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.cases import Report


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``read`` and ``summarise``."""
    command = add_command(
        "read",
        help=tr(
            "读案例报告：提纲、载体、数字、做法",
            "read case reports: outline, programmes, figures, practices",
        ),
    )
    command.add_argument("reports", nargs="+", metavar="REPORT", help=".txt | .docx")
    command.add_argument(
        "--html",
        metavar="DIR",
        help=tr("另存彩色页面的文件夹", "folder for a coloured page of each report"),
    )
    command.set_defaults(run=_read)
    command = add_command(
        "summarise",
        help=tr(
            "归纳一个文件夹里的报告，每句有出处",
            "summarise the reports of a folder, every line with its source",
        ),
    )
    command.add_argument("folder", metavar="DIR")
    command.add_argument(
        "--budget",
        type=int,
        default=600,
        metavar="N",
        help=tr("总字数上限（默认 600）", "characters in all (default 600)"),
    )
    command.add_argument(
        "--case", metavar="CASE", help=tr("只深描这一个案例", "one case in depth instead")
    )
    command.add_argument(
        "--out",
        metavar="FILE",
        help=tr("另存 .docx、.html 或 .xlsx", "write .docx, .html or .xlsx"),
    )
    command.set_defaults(run=_summarise)


def _read(args: argparse.Namespace) -> int:
    from toolkit import cases

    for path in args.reports:
        report = cases.read(Path(path))
        coded = cases.code([report])
        _show(report, coded)
        if args.html:
            from toolkit.reports import reading_page

            print(reading_page(report, Path(args.html) / f"{report.name}.html", coded))
    return 0


def _show(report: Report, coded: pd.DataFrame) -> None:
    from toolkit.cases import accepted, default_codebook
    from toolkit.reports import evidence_name

    print(f"\n■ {report.title or report.name}")
    print(
        tr(
            f"{len(report.text)} 字，{len(report.sentences)} 句",
            f"{len(report.text)} characters, {len(report.sentences)} sentences",
        )
    )
    for note in report.notes:
        print(tr(f"注意：{note}", f"note: {note}"))
    for level, marker, words in report.outline[["level", "marker", "heading"]].itertuples(
        index=False
    ):
        print(f"{'  ' * int(level)}{marker}{words}")
    _line(tr("载体", "programmes"), report.programmes["name"])
    _line(
        tr("数字", "figures"),
        [
            f"{raw}（{what}）" if what else raw
            for raw, what in zip(report.figures["raw"], report.figures["what"])
        ],
    )
    _line(tr("组织", "organisations"), report.organisations)
    _line(tr("公开提到的人", "persons named"), report.people)
    found = set(accepted(coded)["code"])
    _line(
        tr("做法（机器建议）", "practices (suggested)"),
        [c.label for c in default_codebook() if c.code in found],
    )
    grades = report.statements["evidence"]
    counts = grades[grades != ""].value_counts()
    told = [f"{evidence_name(g)} {n}" for g, n in counts.items()]
    _line(
        tr("成效证据", "evidence of effects"), told or [tr("没有成效陈述", "no effect is claimed")]
    )


def _line(name: str, items: object) -> None:
    words = "、".join(dict.fromkeys(str(i) for i in items))  # type: ignore[attr-defined]
    print(f"{name}：{words or '—'}")


def _summarise(args: argparse.Namespace) -> int:
    from toolkit import cases

    folder = Path(args.folder)
    reports, outcomes, nature = cases.from_folder(folder)
    if args.case:
        return _in_depth(args, reports, outcomes, nature)
    coded = cases.code(reports)
    summary = cases.summarise(reports, args.budget, coded=coded, outcomes=outcomes)
    print(summary.attrs["statement"])
    for slot, rows in summary.groupby("slot", sort=False):
        print(f"\n【{word('slot', str(slot))}】")
        for case, start, text, codes in rows[["case", "start", "text", "codes"]].itertuples(
            index=False
        ):
            number = reports[case].sentence_number(start)
            print(
                f"  {text}  "
                + tr(f"〔{case} 第{number}句〕", f"[{case}, sentence {number}]")
                + (f" {codes}" if codes else "")
            )
    if args.out:
        from toolkit.reports import summary_report, write_casework

        tables = Path(args.out).suffix.lower() == ".xlsx"
        report = summary_report(
            reports,
            summary,
            coded,
            outcomes,
            nature=nature,
            source=folder.resolve().name,
            as_tables=tables,
        )
        print(write_casework(report, args.out))
    return 0


def _in_depth(
    args: argparse.Namespace,
    reports: dict[str, Report],
    outcomes: dict[str, str] | None,
    nature: str,
) -> int:
    from toolkit import cases

    if args.case not in reports:
        listed = tr("、", ", ").join(list(reports)[:30])
        raise ValueError(
            tr(
                f"没有案例 {args.case}；有：{listed}",
                f"There is no case {args.case}; there are: {listed}",
            )
        )
    others = set((outcomes or {}).values()) & {"unchanged", "worse"}
    study = cases.in_depth(reports[args.case], args.case, winners_only=not others)
    print(study.note)
    for text, evidence, test, rivals in study.claims[
        ["text", "evidence", "test", "rivals"]
    ].itertuples(index=False):
        print(f"  {text}  [{evidence} → {test}; {rivals or '—'}]")
    if args.out:
        from toolkit.reports import study_report, write_casework

        report = study_report(
            study, reports[args.case], cases.cross_case(reports, outcomes), nature=nature
        )
        print(write_casework(report, args.out))
    return 0
