"""``toolkit ledger``: an office's own spreadsheet, what was understood of it, and the county it
gives."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.records import Ledger

#: what is told one by one; the page and the workbook hold all of it
_TOLD = 8


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``ledger``."""
    p = add_command(
        "ledger",
        help=tr(
            "读单位自己的结对台账，写成县级工作簿", "read an office's own ledger into a workbook"
        ),
    )
    p.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help=tr(
            "台账（.xlsx .xls .csv .et .docx），或写出的工作簿（取里面的回答）",
            "the ledger, or the workbook written from it (to take its answers)",
        ),
    )
    p.add_argument(
        "--out",
        metavar="county.xlsx",
        type=Path,
        help=tr("写出的县级工作簿（默认在台账旁边）", "county workbook (default: beside the file)"),
    )
    p.add_argument(
        "--mapping",
        metavar="m.json",
        type=Path,
        help=tr("去年留下的读法", "the mapping kept from last year"),
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, say what was understood, and write the page, the workbook and the mapping."""
    from toolkit import records

    source, given = args.file, args.out
    if name := records.ledger_of(args.file):
        source, given = args.file.with_name(name), given or args.file
        if not source.is_file():
            raise ValueError(
                tr(
                    f"这是由台账 {name} 写出的工作簿，请把台账放在同一文件夹再读。",
                    f"this workbook came from {name}: put that file into the same folder",
                )
            )
    elif records.is_county(source) and source.is_file():
        raise ValueError(
            tr(
                f"{source.name} 是按模板填的县级记录，不是台账：请用 toolkit check。",
                f"{source.name} holds records on the template, no ledger: use toolkit check",
            )
        )
    out = given or source.with_name(f"{source.stem}-county.xlsx")
    records.must_end(out, ".xlsx")
    records.keep_source(source, out)
    kept = args.mapping or records.mapping_path(source)
    mapping = records.load_mapping(kept) if args.mapping or kept.is_file() else {}
    answers = dict(mapping.get("answers", {})) | records.read_answers(out)
    ledger = records.read_ledger(source, {**mapping, "answers": answers})
    print("\n".join(summary(ledger)))
    page = records.write_page(ledger, out.with_suffix(".html"))
    book = records.write_county(ledger, ledger.county(), records.free_name(out))
    memory = records.save_mapping(ledger.mapping, records.mapping_path(source))
    print(tr(f"页面 {page}", f"page: {page}"))
    print(tr(f"工作簿 {book}", f"workbook: {book}"))
    print(tr(f"读法 {memory}（明年用 --mapping）", f"mapping: {memory} (next year: --mapping)"))
    return 0


def summary(ledger: Ledger) -> list[str]:
    """What was understood, in under a screen."""
    lines = [
        tr(f"{ledger.source} 是台账。", f"{ledger.source} is a ledger.") + " ".join(ledger.says())
    ]
    lines += _columns(ledger)
    skipped = ledger.skipped.groupby("reason", sort=False).size()
    if len(skipped):
        told = "；".join(f"{reason} {n}" for reason, n in skipped.head(_TOLD).items())
        lines.append(tr(f"没有读的：{told}。", f"Left out: {told}."))
    lines += _changes(ledger)
    if ledger.questions:
        lines.append(
            tr(
                f"要问 {len(ledger.questions)} 处（在工作簿“问题”表里从下拉选答，再运行一次）：",
                f"{len(ledger.questions)} questions (answer on sheet 问题, then run again):",
            )
        )
        lines += [f"  {i}. {q.sentence}" for i, q in enumerate(ledger.questions[:_TOLD], 1)]
    return lines


def _columns(ledger: Ledger) -> list[str]:
    """Roles of the columns, alike sheets on one line."""
    from toolkit.records import LEDGER_ROLES

    alike: dict[str, list[str]] = {}
    for sheet, found in ledger.columns.groupby("sheet", sort=False):
        roles = [
            f"{heading.split(' ')[-1]}={tr(LEDGER_ROLES[role], role)}"
            for heading, role in zip(found["heading"], found["role"])
            if role not in ("other", "serial", "tick") and heading
        ]
        ticks = int((found["role"] == "tick").sum())
        roles += [tr(f"{ticks} 列打勾", f"{ticks} columns of ticks")] if ticks else []
        alike.setdefault("，".join(dict.fromkeys(roles)), []).append(str(sheet))
    lines = [
        f"{'、'.join(sheets[:4])}{'等' if len(sheets) > 4 else ''}：{roles}"
        for roles, sheets in alike.items()
        if roles
    ]
    return lines[:_TOLD]


def _changes(ledger: Ledger) -> list[str]:
    """What differs from last year."""
    words = {"new": tr("新增", "new"), "gone": tr("不再有", "gone"), "renewed": tr("续", "renewed")}
    what = {"unit": tr("单位", "units"), "pairing": tr("结对", "pairings")}
    lines = []
    for (kind, change), found in ledger.changes.groupby(["what", "change"], sort=False):
        names = "、".join(found["name"].head(5)) + ("等" if len(found) > 5 else "")
        lines.append(f"{words[change]}{what[kind]} {len(found)}：{names}")
    return lines
