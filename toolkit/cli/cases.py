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

    from toolkit.cases import CaseStudy, Report


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
        "--outcomes",
        metavar="FILE",
        help=tr(
            "案例结果表（案例、结果两列）；不给就用文件夹里的，再没有就用报告自己的说法",
            "table of outcomes (columns case, outcome); else the folder's, else what each report "
            "claims",
        ),
    )
    command.add_argument(
        "--coding",
        metavar="FILE",
        action="append",
        default=[],
        help=tr(
            "人工编码：编码工作簿 .xlsx、.csv 或 .qdpx，可给多个",
            "people's coding: .xlsx sheet, .csv or .qdpx, may be repeated",
        ),
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
    from toolkit.cases import accepted, default_codebook, mask
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
    people = [mask(report, name) for name in report.people]
    _line(tr("公开提到的人（已隐去）", "persons named (masked)"), people)
    print(report.names_read_by)
    found = set(accepted(coded)["code"])
    _line(
        tr("做法（机器建议）", "practices (suggested)"),
        [c.label for c in default_codebook() if c.code in found],
    )
    grades = report.statements["evidence"]
    counts = grades[grades != ""].value_counts()
    told = [f"{evidence_name(g)} {n}" for g, n in counts.items()]
    _line(tr("成效证据", "evidence of effects"), told or [tr("未找到", "none found")])


def _line(name: str, items: object) -> None:
    words = "、".join(dict.fromkeys(str(i) for i in items))  # type: ignore[attr-defined]
    print(f"{name}：{words or '—'}")


def _summarise(args: argparse.Namespace) -> int:
    from toolkit import cases

    folder = Path(args.folder)
    reports, outcomes, nature = cases.from_folder(folder)
    if args.outcomes:
        outcomes = cases.read_outcomes(args.outcomes)
    if args.case:
        return _in_depth(args, reports, outcomes, nature)
    people = [cases.read_people(path, reports) for path in args.coding]
    coded = cases.merge(cases.code(reports), *people)
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
                    f"  {name}: improved {r.improved}/{better}, not {r.not_improved}/{others}",
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
    known, source = cases.known_outcomes(reports, outcomes)
    others = set(known.values()) & {"unchanged", "worse"}
    report = reports[args.case]
    study = cases.in_depth(report, args.case, winners_only=not others)
    span = report.outcome_sentence
    ended = tr("结果：", "Outcome: ") + word("outcome", known[args.case]) + tr("。", ". ") + source
    print(ended + (f" {report.text[span[0] : span[1]]}" if span else ""))
    _show_study(study, report)
    if args.out:
        from toolkit.reports import study_report, write_casework

        made = study_report(study, report, cases.cross_case(reports, known), nature=nature)
        print(write_casework(made, args.out))
    return 0


def _show_study(study: CaseStudy, report: Report) -> None:
    """Timeline, actors and claims; what was not found is said."""
    from toolkit.cases import rival_names

    rivals = rival_names()
    print(tr("\n时间线", "\nTimeline"))
    for t in study.timeline.itertuples(index=False):
        print(f"  {t.date}  {t.text}")
    _line(tr("\n行动者", "\nActors"), study.actors["actor"].head(12))
    print(tr("\n说法与证据", "\nClaims and evidence"))
    for c in study.claims.itertuples(index=False):
        named = tr("、", ", ").join(rivals[r] for r in c.rivals.split(";") if r)
        number = report.sentence_number(int(c.start))
        print(
            f"  {number}. {c.text}  ["
            + tr("依据：", "rests on: ")
            + word("evidence", c.evidence)
            + tr("；先排除：", "; rule out first: ")
            + (named or "—")
            + "]"
        )
    if study.claims.empty:
        print(tr("  未找到成效陈述。", "  No effect was found."))
    print("\n" + study.note)
