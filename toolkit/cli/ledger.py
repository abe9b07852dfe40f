"""``toolkit ledger``: an office's own spreadsheet, what was understood of it, and the county it
gives."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from toolkit.cli.options import describe, option
from toolkit.progress import waiting
from toolkit.terms import tr


def add(add_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``ledger``."""
    p = add_command(
        "ledger",
        help=tr(
            "读单位自己的结对台账，写成县级工作簿", "read an office's own ledger into a workbook"
        ),
    )
    describe(
        p,
        [
            option(
                "file",
                "台账（.xlsx .xls .csv .et .docx），或写出的工作簿（取里面的回答）",
                "the ledger, or the workbook written from it (to take its answers)",
                metavar="FILE",
                type=Path,
            ),
            option(
                "--out",
                "写出的县级工作簿（默认在台账旁边）",
                "county workbook (default: beside the file)",
                metavar="county.xlsx",
                type=Path,
            ),
            option(
                "--mapping",
                "去年留下的读法",
                "the mapping kept from last year",
                metavar="m.json",
                type=Path,
            ),
        ],
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
    answers |= records.read_answers(args.file)  # what was answered in the workbook that is given
    with waiting(tr("读台账", "reading the ledger")):
        ledger = records.read_ledger(source, {**mapping, "answers": answers})
    print("\n".join(ledger.told()))
    page = records.write_page(ledger, out.with_suffix(".html"))
    book = records.write_county(ledger, ledger.county(), records.free_name(out))
    memory = records.save_mapping(ledger.mapping, records.mapping_path(source))
    print(tr(f"页面 {page}", f"page: {page}"))
    print(tr(f"工作簿 {book}", f"workbook: {book}"))
    print(tr(f"读法 {memory}（明年用 --mapping）", f"mapping: {memory} (next year: --mapping)"))
    return 0
