"""``toolkit read`` and ``toolkit summarise``: a report's reading, and what several reports
share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.depth import add_depth, show_depth, show_line
from toolkit.cli.options import describe, option
from toolkit.terms import tr, word

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.cases import Report

#: persons are masked on every page and in every line unless it is given
_PEOPLE = option(
    "--show-people",
    "显示正文里的人名（默认只留姓，写作“王某某”）",
    "show names of persons (by default only the surname is shown)",
    action="store_true",
)


_SUMMARISE = (
    option("folder", metavar="DIR"),
    option(
        "--budget",
        "打印的摘要总字数上限（默认 600）；结果已知时，--out 的页面每个案例各摘一句",
        "characters of the printed summary in all (default 600); where outcomes are known the "
        "page of --out takes a line of every case",
        type=int,
        default=600,
        metavar="N",
    ),
    option(
        "--outcomes",
        "案例结果表（案例、结果两列，结果写 改善、无明显变化、变差、有好有坏 或 未说明）；"
        "不给就用文件夹里的，再没有就用报告自己的说法",
        "table of outcomes (columns case, outcome: improved, unchanged, worse, mixed or "
        "not_stated); else the folder's, else what each report claims",
        metavar="FILE",
    ),
    option(
        "--coding",
        "人工编码：编码工作簿 .xlsx、.csv 或 .qdpx，可给多个",
        "people's coding: .xlsx sheet, .csv or .qdpx, may be repeated",
        metavar="FILE",
        action="append",
        default=[],
    ),
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``read`` and ``summarise``."""
    command = add_command(
        "read",
        help=tr(
            "读案例报告：提纲、载体、数字、做法",
            "read case reports: outline, programmes, figures, practices",
        ),
    )
    describe(
        command,
        [
            option(
                "reports",
                "报告（.txt、.docx）或文件夹",
                "reports (.txt, .docx) or folders",
                nargs="+",
                metavar="REPORT",
            ),
            option(
                "--html",
                "另存彩色页面的文件夹",
                "folder for a coloured page of each report",
                metavar="DIR",
            ),
            _PEOPLE,
        ],
    )
    command.set_defaults(run=_read)
    command = add_command(
        "summarise",
        help=tr(
            "归纳一个文件夹里的报告，每句有出处",
            "summarise the reports of a folder, every line with its source",
        ),
    )
    describe(command, _SUMMARISE)
    add_depth(command)
    describe(
        command,
        [
            _PEOPLE,
            option(
                "--out", "另存 .docx、.html 或 .xlsx", "write .docx, .html or .xlsx", metavar="FILE"
            ),
        ],
    )
    command.set_defaults(run=_summarise)


def _read(args: argparse.Namespace) -> int:
    from toolkit import cases

    refused: list[str] = []
    reports: list[cases.Report] = []
    for path in map(Path, args.reports):
        try:
            # a folder names each file that is not read
            reports += cases.from_folder(path)[0].values() if path.is_dir() else [cases.read(path)]
        except ValueError as error:
            refused.append(str(error))
    for report in reports:
        coded = cases.code([report])
        _show(report, coded, args.show_people)
        if args.html:
            from toolkit.reports import reading_page

            target = Path(args.html) / f"{report.name}.html"
            print(reading_page(report, target, coded, show_people=args.show_people))
    if refused:  # all of them at once, below what could be read
        raise cases.CaseError("\n".join(refused))
    return 0


def _show(read: Report, coded: pd.DataFrame, show_people: bool) -> None:
    from toolkit.cases import accepted, default_codebook, mask, shown_to_others
    from toolkit.reports import evidence_name

    (report,) = shown_to_others([read], show_people).values()

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
    show_line(tr("载体", "programmes"), report.programmes["name"])
    show_line(
        tr("数字", "figures"),
        [
            f"{raw}（{what}）" if what else raw
            for raw, what in zip(report.figures["raw"], report.figures["what"])
        ],
    )
    show_line(tr("组织", "organisations"), report.organisations)
    if show_people:
        show_line(tr("公开提到的人", "persons named"), read.people)
    else:
        people = [mask(read, name) for name in read.people]
        show_line(tr("公开提到的人（已隐去）", "persons named (masked)"), people)
    print(report.names_read_by)
    found = set(accepted(coded)["code"])
    show_line(
        tr("做法（机器建议）", "practices (suggested)"),
        [c.label for c in default_codebook() if c.code in found],
    )
    grades = report.statements["evidence"]
    counts = grades[grades != ""].value_counts()
    told = [f"{evidence_name(g)} {n}" for g, n in counts.items()]
    show_line(tr("成效证据", "evidence of effects"), told or [tr("未找到", "none found")])


def _summarise(args: argparse.Namespace) -> int:
    from toolkit import cases
    from toolkit.records import must_end

    folder = Path(args.folder)
    if args.out:
        from toolkit.reports import ENDINGS

        must_end(args.out, *ENDINGS)  # said before the work
    reports, outcomes, nature = cases.from_folder(folder)
    if args.outcomes:
        outcomes = cases.read_outcomes(args.outcomes)
    people = [cases.read_people(path, reports) for path in args.coding]
    # what people left without a code in a case that they coded is their judgement, too
    judged = {str(case) for table in people for case in table["case"].unique()}
    uncoded = {case: report for case, report in reports.items() if case not in judged}
    coded = cases.merge(cases.code(uncoded), *people)
    # what is printed and written from here on names no person
    reports = cases.shown_to_others(reports, args.show_people)
    if args.case:
        return show_depth(args, reports, coded, outcomes, nature)
    summary = cases.summarise(reports, args.budget, coded=coded, outcomes=outcomes)
    print(summary.attrs["statement"])
    _show_experience(reports, coded, outcomes)
    _show_summary(reports, summary, outcomes)
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
            show_people=True,  # masked above already
        )
        print(write_casework(report, args.out))
    return 0


def _show_experience(
    reports: dict[str, Report], coded: pd.DataFrame, outcomes: dict[str, str] | None
) -> None:
    """The practices that part improved from not improved, each with its best told sentence."""
    from toolkit import cases

    labels = cases.default_codebook().labels
    found = cases.experience(reports, coded, outcomes)
    better, others = found.attrs["improved"], found.attrs["not_improved"]
    for group in ("parts", "parts_not", "everyone"):
        rows = found[found["group"] == group]
        if rows.empty:
            continue
        print(f"\n【{word('group', group)}】")
        for r in rows.itertuples(index=False):
            name = tr("＋", " + ").join(labels.get(c, c) for c in r.codes.split(";"))
            print(
                tr(
                    f"  {name}：改善 {r.improved}/{better}，未改善 {r.not_improved}/{others}",
                    f"  {name}: improved {r.improved} of {better}; "
                    f"not improved {r.not_improved} of {others}",
                )
            )
            for said in r.how[:1]:
                print(f"    {said.text}{_place(reports, said.case, said.start)}")


def _place(reports: dict[str, Report], case: str, start: int) -> str:
    number = reports[case].sentence_number(int(start))
    return tr(f"〔{case} 第{number}句〕", f" [{case}, sentence {number}]")


def _show_summary(
    reports: dict[str, Report], summary: pd.DataFrame, outcomes: dict[str, str] | None
) -> None:
    from toolkit import cases

    labels = cases.default_codebook().labels
    known, _ = cases.known_outcomes(reports, outcomes)
    for slot in cases.SLOTS:
        rows = summary[summary["slot"] == slot]
        print(f"\n【{word('slot', slot)}】" + ("" if len(rows) else tr(" 空", " empty")))
        for r in rows.itertuples(index=False):
            codes = tr("、", ", ").join(labels.get(c, c) for c in r.codes.split(";") if c)
            ended = word("outcome", known[r.case])
            print(f"  {r.text}{_place(reports, r.case, r.start)} {ended} {codes}".rstrip())
