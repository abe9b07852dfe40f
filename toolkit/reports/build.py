"""From a county to a report, and from a report to the files people take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.progress import progress
from toolkit.reports import ground, pairs, sources, tallies, waves, work
from toolkit.reports.book import tables_book
from toolkit.reports.context import Context, reference_day
from toolkit.reports.html import html_page
from toolkit.reports.model import Report, Section
from toolkit.reports.word import word_page
from toolkit.terms import table_title, tr, word


@dataclass(frozen=True)
class Part:
    """A section of the county report: the tables it cannot do without (one of `any_of`), and who
    writes it."""

    make: Callable[[Context], Section]
    key: str
    heading: tuple[str, str]
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


PARTS = (
    Part(ground.what_was_read, "read", ("读入了什么，缺什么", "What was read and what is missing")),
    Part(ground.organisations, "organisations", ("组织", "Organisations"), ("organisation",)),
    Part(
        pairs.who_helps_whom, "pairing", ("结对：谁帮谁", "Pairing: who helps whom"), ("pairing",)
    ),
    Part(
        pairs.coverage,
        "coverage",
        ("覆盖：哪些需要有人结对", "Coverage: which needs are met"),
        ("pairing",),
    ),
    Part(pairs.load, "load", ("负荷：谁已到能力上限", "Load: who is at capacity"), ("pairing",)),
    Part(
        pairs.critical,
        "critical",
        ("关键帮扶方：谁退出后有单位无人帮", "Helpers whose loss leaves units alone"),
        ("pairing",),
    ),
    Part(
        pairs.changes,
        "changes",
        ("变动：保留、新增、解除的结对", "Pairs kept, added, dropped"),
        ("pairing",),
    ),
    Part(
        waves.published_waves,
        "waves",
        ("批次：公布的结对安排", "Waves: published arrangements"),
        ("pairing",),
    ),
    Part(
        work.commitments,
        "commitments",
        ("承诺：到了哪一步，兑现多少", "Commitments: how far, how many met"),
        ("commitment",),
    ),
    Part(
        tallies.support,
        "support",
        ("培养：支持、示范、培训有多少", "Cultivation: support, small exemplars, training"),
        any_of=("support_event", "coverage_count"),
    ),
    Part(
        work.stars_and_flags,
        "stars_flags",
        ("星级与红旗", "Stars and flags"),
        any_of=("rating", "flag"),
    ),
    Part(work.exemplars, "exemplars", ("典型：各处何种状态", "Exemplars by state"), ("exemplar",)),
    Part(
        tallies.publicity,
        "publicity",
        ("宣传：渠道与触达", "Publicity: channels and reach"),
        ("publicity",),
    ),
    Part(sources.limits_and_sources, "sources", ("限度与出处", "Limits and sources")),
)


def nature_words(nature: str) -> tuple[str, str]:
    """The line that every page carries and the watermark, by what the data are (see
    `toolkit.County.nature`)."""
    return word("nature", nature), word("nature", nature, short=True)


def _written(part: Part, ctx: Context) -> Section:
    missing = ctx.missing(*part.needs) or (
        ctx.missing(*part.any_of) if len(ctx.missing(*part.any_of)) == len(part.any_of) else []
    )
    if not missing:
        section = part.make(ctx)
        section.key, section.heading = part.key, tr(*part.heading)
        return section
    tables = tr("、", ", ").join(
        f"{table_title(t)} ({t})" if tr("zh", "en") == "zh" else t for t in missing
    )
    absent = tr(
        f"数据中没有“{tables}”表，本节从缺。",
        f"The data hold no table {tables}: nothing can be said here.",
    )
    return Section(part.key, tr(*part.heading), paragraphs=[absent])


def county_report(
    county: Any,
    *,
    source: str = "",
    on: object = None,
    names: bool = False,
    warnings: pd.DataFrame | None = None,
    title: str = "",
) -> Report:
    """The report on a county's records, in the language in force; sections whose tables are absent
    say so.

    Parameters
    ----------
    county : toolkit.County
    source : str
        The name of what was read, as the report quotes it.
    on : date, optional
        The reference day; see `reference_day` for what is taken when left out.
    names : bool
        Show names of user-supplied organisations in lists and rankings (default: codes).
    warnings : DataFrame, optional
        Warnings of `toolkit.check`.
    title : str, optional

    Returns
    -------
    Report
        Not drawn yet: `write_report` draws and writes, or call ``.draw(folder)``.
    """
    day, why = reference_day(county, on)
    ctx = Context(
        county,
        source or tr("（未命名）", "(unnamed)"),
        day,
        why,
        names,
        pd.DataFrame() if warnings is None else warnings,
    )
    sections = [
        _written(part, ctx) for part in progress(PARTS, total=len(PARTS), what=tr("报告", "report"))
    ]
    who = "" if title or ctx.coded or county.name in (county.source, source) else f"{county.name}　"
    subtitle = who + tr(
        f"基准日 {ctx.day}　来源 {ctx.source}", f"Reference day {ctx.day} · source {ctx.source}"
    )
    title = title or tr("结对与典型工作数据报告", "Report on pairings and exemplars")
    line, mark = nature_words(county.nature)
    return Report(title, subtitle, line, sections, mark)


def write_report(report: Report, out: str | Path) -> list[Path]:
    """Write ``report.html``, ``report.docx``, ``tables.xlsx`` and ``figures/*.png, *.svg`` into the
    folder `out`.

    Returns
    -------
    list of Path
        The three documents as written, then the figures.
    """
    out = Path(out)
    report.draw(out / "figures")
    documents = [
        html_page(report, out / "report.html"),
        word_page(report, out / "report.docx"),
        tables_book(report, out / "tables.xlsx"),
    ]
    return documents + [
        p
        for saved in report.pictures.values()
        for picture in saved
        for p in (picture.png, picture.svg)
    ]
