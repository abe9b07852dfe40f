"""``toolkit summarise --case``: one case in depth, with the case of its truth-table row that ended
the other way beside it when conditions are given."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cli.comparison import OPTIONS, anchors_of, names_of
from toolkit.cli.options import Option, describe, option
from toolkit.terms import tr, word

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.cases import CaseStudy, Report
    from toolkit.reports import Section

#: what says which cases are of one row
_COMPARED: tuple[Option, ...] = (
    option("--case", "只深描这一个案例", "one case in depth instead", metavar="CASE"),
    option(
        "--compared",
        "与 --case 同用：比较表（一行一个案例，如 toolkit compare 所读），"
        "把偏差案例与真值表同行、结果相反的案例并排；不给表时，条件是编码里的做法，结果是改善与否",
        "with --case: a table of cases × conditions as toolkit compare reads it; lays a deviant "
        "case beside those of its truth-table row that ended the other way. Without a table "
        "conditions are coded practices and the outcome is improvement",
        metavar="FILE",
    ),
    option(
        "--verdicts",
        "与 --case 同用：证据检验表，没有就写出待填，填好就读回来",
        "with --case: the claims to judge; written to be filled where there is none, else read",
        metavar="FILE.xlsx",
        type=Path,
    ),
    *(
        replace(o, settings={k: v for k, v in o.settings.items() if k != "required"})
        for o in OPTIONS
        if o.name
        in ("--outcome", "--conditions", "--calibrate", "--incl-cut", "--pri-cut", "--n-cut")
    ),
)


def add_depth(command: argparse.ArgumentParser) -> None:
    """Let ``summarise`` take ``--case`` and what goes with it."""
    describe(command, _COMPARED)


def show_depth(
    args: argparse.Namespace,
    reports: dict[str, Report],
    coded: pd.DataFrame,
    outcomes: dict[str, str] | None,
    nature: str,
) -> int:
    """Print one case in depth, and write it when asked to; persons stand as `reports` show them."""
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
    beside = _beside(args, reports, coded, known)  # what is asked wrongly is said first
    study = cases.in_depth(report, args.case, winners_only=not others, show_people=True)
    if args.verdicts and args.verdicts.exists():
        study = study.judged(args.verdicts)
    elif args.verdicts:
        print(tr("待填的证据检验表：", "Claims to judge: ") + str(study.to_excel(args.verdicts)))
    span = report.outcome_sentence
    ended = tr("结果：", "Outcome: ") + word("outcome", known[args.case]) + tr("。", ". ") + source
    print(ended + (f" {report.text[span[0] : span[1]]}" if span else ""))
    _show_study(study, report)
    if beside is None:
        print(
            tr(
                "要把它与真值表同行、结果相反的案例并排：加 --conditions 做法,做法，"
                "或 --compared 比较表 --outcome 结果列。",
                "To lay it beside the case of its truth-table row that ended the other way, add "
                "--conditions PRACTICE,PRACTICE or --compared TABLE --outcome COLUMN.",
            )
        )
    else:
        _show_section(beside)
    print("\n" + study.note)
    if args.out:
        from toolkit.reports import study_report, write_casework

        cross = cases.cross_case(reports, known)
        made = study_report(study, report, cross, nature=nature, beside=beside, show_people=True)
        print(write_casework(made, args.out))
    return 0


def _beside(
    args: argparse.Namespace,
    reports: dict[str, Report],
    coded: pd.DataFrame,
    known: dict[str, str],
) -> Section | None:
    """The section on the cases of its row; None where no conditions are given."""
    from toolkit import comparison
    from toolkit.reports import row_section

    if not args.compared and not args.conditions:
        return None
    if args.compared and not args.outcome:
        raise ValueError(
            tr(
                "--compared 要同时写明 --outcome 结果列。",
                "--compared needs --outcome, the column of the outcome.",
            )
        )
    if args.compared:
        data, outcome = comparison.read_cases(args.compared), str(args.outcome)
        conditions = names_of(args.conditions or "") or [
            c
            for c in comparison.condition_columns(data)
            if c != comparison.outcome_column(data, outcome)[0]
        ]
    else:
        data, outcome, conditions = _coded(names_of(args.conditions), coded, known)
    study = comparison.study(
        data,
        outcome,
        conditions,
        incl_cut=args.incl_cut,
        n_cut=args.n_cut,
        pri_cut=args.pri_cut,
        anchors=dict(anchors_of(text) for text in args.calibrate) or None,
    )
    if study.main is None:
        raise ValueError(str(study.solutions[outcome][study.kind]))
    return row_section(args.case, study.main, reports, coded, known)


def _coded(
    conditions: list[str], coded: pd.DataFrame, known: dict[str, str]
) -> tuple[pd.DataFrame, str, list[str]]:
    """Coded practices, by code or by name, beside improvement; cases without a clear outcome are
    left out and said."""
    import pandas as pd

    from toolkit import cases, comparison

    labels = cases.default_codebook().labels
    by_name = {name: code for code, name in labels.items()}
    strange = [c for c in conditions if c not in labels and c not in by_name]
    if strange:
        listed = tr("、", ", ").join(f"{c} {name}" for c, name in labels.items())
        raise ValueError(
            tr(
                f"编码表里没有 {'、'.join(strange)}；有：{listed}",
                f"the codebook lacks {', '.join(strange)}; it has: {listed}",
            )
        )
    codes = [by_name.get(c, c) for c in conditions]
    clear = {
        c: o == "improved" for c, o in known.items() if o in ("improved", "unchanged", "worse")
    }
    left = [c for c in known if c not in clear]
    if left:
        print(
            tr(
                f"结果不明确、没有比较的案例：{'、'.join(left)}。",
                f"Cases without a clear outcome, not compared: {', '.join(left)}.",
            )
        )
    table = cases.matrix(coded).reindex(list(clear), fill_value=False)
    table = table.reindex(columns=codes, fill_value=False).rename(columns=labels)
    name = word("outcome", "improved")
    data = comparison.coded_conditions(table, pd.Series(clear, dtype=bool), name)
    return data, name, [labels[c] for c in codes]


def _show_section(section: Section) -> None:
    """A section as lines: its answer, its tables row by row, its limits."""
    print(f"\n{section.heading}\n  {section.finding}")
    for table in section.tables:
        print(f"  {table.title}")
        for row in (table.columns, *table.rows()):
            print("    " + " | ".join(row))
        if table.note:
            print(f"    {table.note}")
    for limit in section.limits:
        print(f"  {limit}")


def _show_study(study: CaseStudy, report: Report) -> None:
    """Timeline, actors and claims; what was not found is said."""
    from toolkit.cases import rival_names

    rivals = rival_names()
    print(tr("\n时间线", "\nTimeline"))
    for t in study.timeline.itertuples(index=False):
        print(f"  {t.date}  {t.text}")
    if study.timeline.empty:
        print(tr("  正文没有写明时间。", "  The text names no date."))
    show_line(tr("\n行动者", "\nActors"), study.actors["actor"].head(12))
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
            + (tr("；判断：", "; verdict: ") + c.verdict + tr("，", ", ") + c.reason)
            * bool(c.verdict)
            + "]"
        )
    if study.claims.empty:
        print(tr("  未找到成效陈述。", "  No effect was found."))


def show_line(name: str, items: Any) -> None:
    """A heading and what is listed under it, on one line."""
    words = tr("、", ", ").join(dict.fromkeys(str(i) for i in items))
    print(name + tr("：", ": ") + (words or "—"))
