"""From a county to a report, and from a report to the files people take away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.progress import progress
from toolkit.reports import outlook, pairs, sources, systems, tallies, waves, work
from toolkit.reports.book import tables_book
from toolkit.reports.context import Context, Seen, reference_day
from toolkit.reports.front import front_page
from toolkit.reports.html import html_page
from toolkit.reports.model import Section, WrittenReport
from toolkit.reports.organisations import organisations
from toolkit.reports.records_read import what_was_read
from toolkit.reports.swapping import swapped
from toolkit.reports.word import word_page
from toolkit.terms import tr, word


@dataclass(frozen=True)
class Part:
    """A section of the county report: the tables it cannot do without (one of `any_of`), who writes
    it, and whether it stands in the five pages or in the full report alone."""

    make: Callable[[Context], Section | None]
    key: str
    heading: tuple[str, str]
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    short: bool = False


PARTS = (
    Part(
        pairs.who_helps_whom,
        "pairing",
        ("结对：谁帮谁", "Pairing: who helps whom"),
        ("pairing",),
        short=True,
    ),
    Part(
        pairs.coverage,
        "coverage",
        ("覆盖：哪些需要有人结对", "Coverage: which needs are met"),
        ("pairing",),
        short=True,
    ),
    Part(
        pairs.load,
        "load",
        ("负荷：谁已到能力上限", "Load: who is at capacity"),
        ("pairing",),
        short=True,
    ),
    Part(
        pairs.critical,
        "critical",
        ("关键帮扶方：谁退出后有单位无人帮", "Helpers whose loss leaves units alone"),
        ("pairing",),
        short=True,
    ),
    Part(
        pairs.changes,
        "changes",
        ("变动：保留、新增、解除的结对", "Pairs kept, added, dropped"),
        ("pairing",),
        short=True,
    ),
    Part(
        waves.published_waves,
        "waves",
        ("批次：公布的结对安排", "Waves: published arrangements"),
        ("pairing",),
        short=True,
    ),
    Part(organisations, "organisations", ("组织", "Organisations"), ("organisation",)),
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
    Part(
        systems.study_and_leads,
        "study",
        ("学习与线索：学了之后有没有推荐", "Study and leads: did nominations follow"),
        any_of=("study_event", "lead"),
    ),
    Part(
        systems.sites_and_carriers,
        "sites",
        ("示范点与载体：新老、领域、工时", "Sites and carriers: field, age, hours"),
        any_of=("exemplar", "programme"),
    ),
    Part(
        systems.commendation,
        "commendation",
        ("表彰名额：哪些稳，哪些有争议", "Commendation: safe and contested seats"),
        ("assessment", "award"),
    ),
    Part(
        outlook.quotas,
        "quotas",
        ("表彰限额：限额之下换了谁", "Commendation under a quota"),
        ("assessment", "award"),
    ),
    Part(
        systems.benchmarking,
        "benchmarking",
        ("对照标兵找差距与均衡", "Benchmarking and balance"),
        ("assessment", "indicator"),
    ),
    Part(
        systems.turnaround,
        "turnaround",
        ("整顿与帮扶的集中", "Turnaround, and how help gathers"),
        ("turnaround_case",),
    ),
    Part(
        outlook.bridges,
        "bridges",
        ("桥梁：谁把不相往来的单位连起来", "Bridges: who joins units that are apart"),
        ("pairing",),
    ),
    Part(
        outlook.lasting,
        "lasting",
        ("存续与回访：典型能留多久", "Lasting: how long exemplars stand, and visits"),
        ("exemplar",),
    ),
    Part(
        outlook.new_sites,
        "new_sites",
        ("新的示范点：放在哪里传得开", "New sites: where they would be copied most"),
        ("exemplar", "pairing"),
    ),
    Part(what_was_read, "read", ("读入了什么，缺什么", "What was read and what is missing")),
    Part(sources.limits_and_sources, "sources", ("限度与出处", "Limits and sources"), short=True),
)


def nature_words(nature: str) -> tuple[str, str]:
    """The line that every page carries and the watermark, by what the data are (see
    `toolkit.County.nature`).

    Examples
    --------
    >>> from toolkit import reports
    >>> reports.nature_words("fictitious")
    ('虚构数据，供教学和演示：组织、地名、数字均为虚构。', '虚构数据（教学用）')
    """
    return word("nature", nature), word("nature", nature, short=True)


def _lacking(part: Part, ctx: Context) -> list[str]:
    """The tables that the section needs and that are empty."""
    lacking = ctx.missing(*part.needs)
    if part.any_of and len(ctx.missing(*part.any_of)) == len(part.any_of):
        lacking += part.any_of
    return lacking


def _written(part: Part, ctx: Context) -> Section | None:
    """The section, or None where it has nothing to say."""
    section = part.make(ctx)
    if section is None or not (section.finding or section.paragraphs or section.tables):
        return None
    section.key, section.heading = part.key, tr(*part.heading)
    return section


def county_report(
    county: Any,
    *,
    source: str = "",
    on: object = None,
    names: bool = False,
    warnings: pd.DataFrame | None = None,
    title: str = "",
    full: bool = False,
    masked: bool = False,
    listed: Iterable[str] | None = None,
    read_as: str = "",
) -> WrittenReport:
    """The report on a county's records, in the language in force: page one, then five pages in all,
    or every section; those whose tables are absent share one line.

    Parameters
    ----------
    county : toolkit.County
    source : str
        The name of what was read, as the report quotes it.
    on : date, optional
        The reference day; see `reference_day` for what is taken when left out.
    names : bool
        Show names of user-supplied organisations in rankings by merit, too (default: numbers).
    warnings : DataFrame, optional
        Warnings of `toolkit.check`.
    title : str, optional
    full : bool
        Every section instead of the five pages.
    masked : bool
        Numbers alone everywhere, for the projector.
    listed : iterable of str, optional
        ``org_id`` of the units to be helped where the source says so itself (a ledger); else those
        rated backward or with an open case.
    read_as : str
        A sentence on how the source was read, printed on page one.

    Returns
    -------
    Report
        Not drawn yet: `write_report` draws and writes, or call ``.draw(folder)``.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import reports
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> report = reports.county_report(county, on="2011-06-30")
    >>> report.subtitle, [section.key for section in report.sections]
    ('基准日 2011-06-30', ['front', 'pairing', 'coverage', ...])
    """
    day, why = reference_day(county, on)
    ctx = Context(
        _unnamed(county) if masked else county,
        # a file is often named after its unit
        tr("所给数据", "the given data") if masked else source or tr("（未命名）", "(unnamed)"),
        day,
        why,
        names,
        pd.DataFrame() if warnings is None else warnings,
        full=full,
        masked=masked,
        listed=None if listed is None else tuple(listed),
        read_as=read_as,
    )
    sections, absent = [], []
    parts = [part for part in PARTS if part.short or full]
    for part in progress(parts, total=len(parts), what=tr("统计", "counting")):
        lacking = _lacking(part, ctx)
        if lacking:  # the heading without what it asks
            absent.append(re.split("：|: ", tr(*part.heading))[0])
        elif section := _written(part, ctx):
            sections.append(section)
    if sections:  # page one stands alone, unless there is so little that two pages hold it all
        sections[0].new_page = not ctx.few
    sections.insert(0, front_page(ctx, absent))
    subtitle = tr(f"基准日 {ctx.day}", f"Reference day {ctx.day}")
    # the name of the highest unit, where the data have one; a file's name is no title
    named = not masked and county.name in list(county["organisation"]["name"])
    own = tr(f"{county.name}结对与典型工作数据报告", f"{county.name}: pairings and exemplars")
    plainly = tr("结对与典型工作数据报告", "Report on pairings and exemplars")
    title = title or (own if named else plainly)
    line, mark = nature_words(county.nature)
    return WrittenReport(title, subtitle, line, sections, mark, brief=not full)


def _unnamed(county: Any) -> Any:
    """The county without what people typed that may name a unit; units themselves are numbers by
    `Context.who`."""
    programme, pairing = county["programme"], county["pairing"]
    unsaid = {c: pairing[c].mask(pairing[c].notna()) for c in ("source", "evidence")}
    return Seen(
        county,
        {
            "programme": programme.assign(name=programme["prog_id"]),
            "pairing": pairing.assign(**unsaid),
        },
    )


#: what a report's folder holds
WRITTEN = ("report.html", "report.docx", "tables.xlsx", "figures")


def write_report(report: WrittenReport, out: str | Path) -> list[Path]:
    """Write ``report.html``, ``report.docx``, ``tables.xlsx`` and ``figures/*.png, *.svg`` into the
    folder `out`, which is built beside the old one and swapped in whole.

    Returns
    -------
    list of Path
        The three documents as written, then the figures.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import reports
    >>> report = reports.WrittenReport("题目", "", "", [reports.Section("a", "一节", "一句。")], "")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in reports.write_report(report, folder + "/报告")]
    ['report.html', 'report.docx', 'tables.xlsx']
    """
    with swapped(out, WRITTEN) as built:
        (built.folder / "figures").mkdir()
        report.draw(built.folder / "figures")
        jobs = list(zip((html_page, word_page, tables_book), WRITTEN))
        documents = [
            write(report, built.folder / name)
            for write, name in progress(jobs, len(jobs), tr("写文件", "writing files"))
        ]
    for saved in report.pictures.values():
        for picture in saved:
            picture.png = built.final / "figures" / picture.png.name
            picture.svg = built.final / "figures" / picture.svg.name
    return [built.final / path.name for path in documents] + [
        p
        for saved in report.pictures.values()
        for picture in saved
        for p in (picture.png, picture.svg)
    ]
