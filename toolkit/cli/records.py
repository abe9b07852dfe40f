"""``toolkit check``, ``template``, ``schema`` and ``rules``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.cli.options import describe, option
from toolkit.terms import heading, label, tr

_CHECK = (
    option(
        "source",
        "文件夹（CSV/Parquet）或 .xlsx",
        "folder of CSV/Parquet, or .xlsx",
        metavar="SOURCE",
        type=Path,
    ),
    option(
        "--mark",
        "另存一份标出问题的工作簿",
        "write a copy with the bad cells coloured",
        metavar="COPY.xlsx",
        type=Path,
    ),
    option(
        "--out",
        "把问题清单存为工作簿",
        "save the list of problems",
        metavar="PROBLEMS.xlsx",
        type=Path,
    ),
)


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands."""
    p = add_command(
        "check",
        help=tr(
            "检查一个县的记录：一次列出所有问题", "check a county's records: every problem at once"
        ),
    )
    describe(p, _CHECK)
    p.set_defaults(run=check)
    p = add_command(
        "template", help=tr("写一份空白填报工作簿", "write the empty workbook to fill in")
    )
    describe(
        p,
        [
            option("file", metavar="FILE.xlsx", type=Path),
            option(
                "--all",
                "全部各表（默认：组织、定级、结对）",
                "every table (default: organisation, rating, pairing)",
                action="store_true",
            ),
        ],
    )
    p.set_defaults(run=template)
    p = add_command(
        "schema",
        help=tr(
            "数据字典（Frictionless Table Schema）", "data dictionary (Frictionless Table Schema)"
        ),
    )
    p.set_defaults(run=schema)
    p = add_command(
        "rules",
        help=tr("所有规则：取值、范围、来源、证据等级", "every rule: value, range, sources, grade"),
    )
    describe(p, [option("--out", metavar="RULES.xlsx", type=Path)])
    p.set_defaults(run=rules)


def check(args: argparse.Namespace) -> int:
    """List every problem; 1 when there is an error."""
    from toolkit import records
    from toolkit.records import Sheet, keep_source, mark, write_book

    for target in (args.out, args.mark):
        if target:
            keep_source(args.source, target)
    if not records.is_county(args.source):
        return _check_ledger(args)
    problems = records.check(args.source)
    if args.out:
        print(write_book(args.out, [Sheet(tr("问题清单", "problems"), problems)]))
    if args.mark:
        print(mark(args.source, problems, args.mark))
    errors = int((problems["severity"] == "error").sum())
    if len(problems):
        print(listing(problems))
    print(
        tr(
            f"错误 {errors} 处，提示 {len(problems) - errors} 处。",
            f"{errors} errors, {len(problems) - errors} warnings.",
        )
    )
    return 1 if errors else 0


def _check_ledger(args: argparse.Namespace) -> int:
    """The problems of an office's ledger: what is asked, and what was left out."""
    from toolkit.records import Sheet, ledger_problems, open_source, write_book

    opened = open_source(args.source)
    print("\n".join(opened.says))
    assert opened.ledger is not None
    problems = ledger_problems(opened.ledger)
    if args.out:
        print(write_book(args.out, [Sheet(tr("问题清单", "problems"), problems)]))
    if args.mark:
        print(
            tr("台账不作标注：请看 toolkit ledger 写出的页面。", "see the page of toolkit ledger")
        )
    if len(problems):
        print(listing(problems))
    print(tr(f"错误 0 处，提示 {len(problems)} 处。", f"0 errors, {len(problems)} warnings."))
    return 0


def listing(problems: object, most: int = 500) -> str:
    """Problems as aligned lines for a terminal, the first `most` of them."""
    import pandas as pd

    assert isinstance(problems, pd.DataFrame)
    words = {"error": tr("错误", "error"), "warning": tr("提示", "warning")}
    lines = [
        "  ".join(heading(c) for c in ("severity", "sheet", "row", "column", "value", "reason"))
    ]
    # the same in one row after another is said once
    place = problems["row"].astype("Int64")
    same = problems.drop(columns=["row", "cell"], errors="ignore").fillna("").astype(str)
    first = ~((same == same.shift()).all(axis=1) & place.diff().eq(1).fillna(False))
    last = place.groupby(first.cumsum()).transform("max")[first].astype(object)
    for p, to in zip(problems[first].head(most).to_dict("records"), last):
        row = "" if pd.isna(p["row"]) else str(p["row"])
        row += f"–{to}" if row and to != p["row"] else ""
        value = str(p["value"]).replace("\n", " ")[:40]
        lines.append(
            "  ".join(
                str(x)
                for x in (
                    words[p["severity"]],
                    p["sheet"],
                    row,
                    p["heading"] or heading(p["column"], p["table"]),
                    f"“{value}”" if value else "",
                    p["reason"],
                )
            )
        )
    if first.sum() > most:
        lines.append(
            tr(
                f"……还有 {first.sum() - most} 处，用 --out 存为工作簿查看",
                f"… {first.sum() - most} more; --out saves them all",
            )
        )
    return "\n".join(lines)


def template(args: argparse.Namespace) -> int:
    """Write the template."""
    from toolkit.records import template as write

    print(write(args.file, all_tables=args.all))
    return 0


def schema(_: argparse.Namespace) -> int:
    """Print the schema as JSON, in UTF-8 where the terminal can."""
    from toolkit.records import schema as all_tables

    text = json.dumps(
        all_tables(),
        ensure_ascii=(sys.stdout.encoding or "").lower().replace("-", "") != "utf8",
        indent=1,
    )
    print(text)
    return 0


def rules(args: argparse.Namespace) -> int:
    """Print every rule with its source and grade."""
    from toolkit.rules import default_rules, sources

    rows = default_rules().rows()
    if args.out:
        import pandas as pd

        from toolkit.records import Sheet, write_book

        cited = pd.DataFrame({"id": list(sources()), "reference": list(sources().values())})
        frame = pd.DataFrame(rows).astype("string")
        print(
            write_book(
                args.out, [Sheet(tr("规则", "rules"), frame), Sheet(tr("来源", "sources"), cited)]
            )
        )
        return 0
    for r in rows:
        value = tr("（关闭）", "(off)") if r["value"] is None else r["value"]
        span = r["range"] or r["choices"]
        print(
            f"{r['rule']} = {value}  [{span}]  {r['meaning']}  "
            f"({label('provenance', 'grade', r['grade'])}; "
            f"{r['sources'] or tr('无来源', 'no source')})"
            + (f"  {r['note']}" if r["note"] else "")
        )
    return 0
