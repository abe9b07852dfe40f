"""One case in depth as a page: timeline, actors, claims with their evidence, tests and rivals, and
the cross-case matrix."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.reports.build import nature_words
from toolkit.reports.model import Section, Table, WrittenReport
from toolkit.reports.quoting import way
from toolkit.reports.reading import evidence_name
from toolkit.terms import label, tr, values, word

#: sentences of a text that a page prints
_LONGEST = 400


def study_report(
    study: Any,
    report: Any,
    cross: pd.DataFrame | None = None,
    *,
    nature: str = "user_supplied",
    beside: Section | None = None,
    show_people: bool = False,
) -> WrittenReport:
    """One case in depth (个案深描) as pages: timeline, actors, claims with evidence, test and
    rivals, the cases beside it, and its text with every sentence numbered.

    Parameters
    ----------
    study : toolkit.cases.CaseStudy
        Of `toolkit.cases.in_depth`; on winners only its note says 共有做法，非成因, and so does the
        page.
    report : toolkit.cases.Report
        The report it was made from.
    cross : DataFrame, optional
        Of `toolkit.cases.cross_case`.
    nature : str
        See `summary_report`.
    beside : Section, optional
        Of `row_section`: the case of the same truth-table row that ended the other way.
    show_people : bool
        Persons stand as surname and 某 unless asked otherwise; `study` as it was made.

    Examples
    --------
    >>> from toolkit import cases, reports
    >>> read = cases.Report("柳溪村小结（虚构）\\n集体收入由3万元增至5万元。\\n", "C01")
    >>> report = reports.study_report(cases.in_depth(read), read)
    >>> [section.heading for section in report.sections][:3]
    ['何时、何人', '说法与证据', '先要排除什么']
    """
    from toolkit.cases import shown_to_others

    (report,) = shown_to_others([report], show_people).values()
    sections = [
        _told(study, report),
        _claims(study, report, _ended(study, report, cross)),
        _rivals(study),
    ]
    if beside is not None:
        sections.append(beside)
    if cross is not None and len(cross):
        sections.append(_cross(study, cross))
    sections.append(_text(report))
    line, mark = nature_words(nature)
    subtitle = tr(f"案例 {study.case}", f"Case {study.case}") + (
        f"　{report.title}" if report.title else ""
    )
    return WrittenReport(tr("个案深描", "One case in depth"), subtitle, line, sections, mark)


def _ended(study: Any, report: Any, cross: pd.DataFrame | None) -> str:
    """The outcome of the case: of the table beside it, else its own word."""
    if cross is not None and study.case in set(cross["case"]):
        return str(cross.loc[cross["case"] == study.case, "outcome"].iloc[0])
    return str(report.outcome)


def _told(study: Any, report: Any) -> Section:
    times = study.timeline[["date", "text"]].copy()
    times.insert(
        1, "sentence_no", [report.sentence_number(int(s)) for s in study.timeline["start"]]
    )
    tables = (
        [Table(tr("时间线（按行文顺序）", "Timeline, in the order of the text"), times, show=40)]
        if len(times)
        else []
    )
    if len(study.actors):
        actors = study.actors[["actor", "mentions"]].copy()
        actors["sentence_no"] = [report.sentence_number(int(s)) for s in study.actors["first_at"]]
        note = tr("“第几句”是首次出现的地方。", "Sentence: where each is first named.")
        tables.append(Table(tr("行动者", "Actors"), actors, note=note, show=15))
    return Section(
        "told",
        tr("何时、何人", "When and who"),
        finding=tr(
            f"报告提到 {len(times)} 处时间、{len(study.actors)} 个行动者，{len(study.claims)} "
            f"处说到成效。",
            f"Dates named: {len(times)}; actors: {len(study.actors)}; effects claimed: "
            f"{len(study.claims)}.",
        ),
        tables=tables,
        limits=[study.note],
    )


def _short(name: str) -> str:
    """A rival explanation without what follows its colon."""
    return name.split("：")[0].split(":")[0]


def _claims_table(study: Any, report: Any, ended: str) -> pd.DataFrame:
    """Every claim with what it rests on, its test and rivals, and the columns for a person."""
    from toolkit.cases import rival_names

    rivals = rival_names()
    claims = study.claims
    table = pd.DataFrame(
        {
            "sentence_no": [report.sentence_number(int(s)) for s in claims["start"]],
            # a fall, no change, and a gain that did not last are marked
            "text": [
                " ".join(t.split()) + way(report, s, ended)
                for t, s in zip(claims["text"], claims["start"])
            ],
            "rests_on": [evidence_name(g) for g in claims["evidence"]],
            "test": [word("process_test", t, short=True) for t in claims["test"]],
            "rivals": [
                tr("、", ", ").join(_short(rivals.get(r, r)) for r in v.split(";") if r) or "—"
                for v in claims["rivals"]
            ],
        }
    )
    # empty until a person has judged: on paper to write in
    return table.assign(verdict=claims["verdict"].to_numpy(), reason=claims["reason"].to_numpy())


def _claims(study: Any, report: Any, ended: str) -> Section:
    claims, table = study.claims, _claims_table(study, report, ended)
    strongest = (
        table.loc[claims["test"].eq("smoking_gun"), "sentence_no"].tolist() if len(claims) else []
    )
    finding = (
        tr(
            f"{len(claims)} 处成效陈述，{len(strongest)} 处的证据最多可作冒烟枪检验；"
            f"通过与否由人判断。",
            f"Claims: {len(claims)}; with evidence that could at most be a smoking gun: "
            f"{len(strongest)}. A person decides what passes.",
        )
        if len(claims)
        else tr(
            "报告没有说到成效，没有可检验的说法。",
            "The report claims no effect: there is nothing to test.",
        )
    )
    tables = [_judging(table)] if len(claims) else []
    tables.append(Table(tr("四种过程追踪检验", "The four process-tracing tests"), _four_tests()))
    limit = tr(
        "检验类型按印出来的证据给出上限（Van Evera 1997；Collier 2011），不是结论。",
        "The test is the most that the printed evidence could serve as (Van Evera 1997; Collier "
        "2011), not a verdict.",
    )
    return Section(
        "claims",
        tr("说法与证据", "Claims and evidence"),
        finding=finding,
        tables=tables,
        limits=[limit],
    )


def _judging(table: pd.DataFrame) -> Table:
    return Table(
        tr("说法、证据、检验、竞争性解释", "Claim, evidence, test, rivals"),
        table,
        show=40,
        widths=(6, 34, 10, 10, 16, 10, 14),
        note=tr(
            "“判断”和“原因”由人填：通过、未通过、无法判断。要读回，用"
            " summarise --case … --verdicts 判断.xlsx：先写出待填的表，填好再运行一次。",
            "A person fills verdict (passes, fails, cannot say) and reason. To have them "
            "read back: summarise --case … --verdicts claims.xlsx writes the sheet to "
            "fill, the same line run again takes it in.",
        ),
    )


def _four_tests() -> pd.DataFrame:
    named = [("process_test", test) for test in values("process_test")]
    return pd.DataFrame([(word(*t, short=True), word(*t)) for t in named], columns=["test", "says"])


def _rivals(study: Any) -> Section:
    from toolkit.cases import rival_names

    counts = (
        study.claims["rivals"].str.split(";").explode().value_counts()
        if len(study.claims)
        else pd.Series(dtype="int64")
    )
    rows = [(words, int(counts.get(key, 0))) for key, words in rival_names().items()]
    table = pd.DataFrame(rows, columns=["rivals", "touched"]).sort_values(
        "touched", ascending=False, kind="stable"
    )
    found = int((table["touched"] > 0).sum())
    return Section(
        "rivals",
        tr("先要排除什么", "What must be ruled out first"),
        finding=tr(
            f"正文提示了 {found} 种竞争性解释；没有提示的也要问一遍。",
            f"Rival explanations that the text brings to mind: {found}. Ask about the others, too.",
        ),
        tables=[
            Table(tr("竞争性解释与涉及的说法数", "Rival explanations and claims they touch"), table)
        ],
        limits=[
            tr(
                "按说法前后的用词提示，不是判断。",
                "Brought to mind by the words around a claim; not a judgement.",
            )
        ],
    )


def _cross(study: Any, cross: pd.DataFrame) -> Section:
    from toolkit.cases import rival_names

    table = cross.copy()
    table["outcome"] = [label("case_text", "outcome", o) for o in table["outcome"]]
    table["best"] = [evidence_name(g) if g else "—" for g in table["best"]]
    known = cross["outcome"]
    others, stated = (
        int(known.isin(["unchanged", "worse"]).sum()),
        int((known != "not_stated").sum()),
    )
    finding = (
        tr(
            f"与另外 {len(cross) - 1} 个案例并排，其中未改善的共 {others} 个："
            f"同样的解释在它们那里也成立吗？",
            f"Beside {len(cross) - 1} other cases, {others} of all without improvement: would the "
            f"same explanation hold there?",
        )
        if others
        else tr(
            "并排案例的结果没有给出：只看做法，不谈成因。",
            "The outcomes of the cases beside it are not given: practices only, no causes.",
        )
        if not stated
        else tr(
            "并排的案例里没有未改善的：共有做法，非成因。",
            "None of the cases beside it failed to improve: shared practices, no causes.",
        )
    )
    mine = cross[cross["case"] == study.case]
    words = [c for c in rival_names() if c in cross and (mine.empty or (mine[c] > 0).any())]
    note = tr(
        "竞争性解释各列：涉及的成效陈述数；只列本案例提示到的。",
        "Columns of rival explanations: how many claims they touch; those that this case brings "
        "to mind.",
    )
    shown = table[["case", "outcome", "claims", "best", *words]]
    return Section(
        "cross",
        tr("跨案例矩阵", "Cases beside each other"),
        finding=finding,
        tables=[
            Table(tr("跨案例矩阵", "Cross-case matrix"), shown, of="case_text", note=note, show=60)
        ],
    )


def _text(report: Any) -> Section:
    """The report itself, so that every number above can be looked up."""
    spans = zip(report.sentences["start"], report.sentences["end"])
    words = [" ".join(report.text[int(a) : int(b)].split()) for a, b in spans]
    numbered = pd.DataFrame({"sentence_no": range(1, len(words) + 1), "text": words})
    return Section(
        "text",
        tr("正文（每句编号）", "The text, every sentence numbered"),
        tables=[Table(tr("正文", "Text"), numbered, show=_LONGEST)],
    )
