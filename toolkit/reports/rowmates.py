"""A deviant case beside the cases of its truth-table row that ended the other way: what they share,
where their reports differ, and what that does not show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section, Table
from toolkit.reports.quoting import cited
from toolkit.reports.wording import plain
from toolkit.terms import tr, word

#: cases of the row that are laid beside a case, the nearest first
_MOST = 3


def row_section(
    case: str,
    solution: Any,
    reports: Mapping[str, Any],
    coded: pd.DataFrame,
    outcomes: Mapping[str, str],
) -> Section:
    """A case beside those of its truth-table row with the other outcome.

    Parameters
    ----------
    case : str
    solution : toolkit.comparison.Solution
        Whose rows and outcome are meant; its cases are named as the reports are.
    reports : mapping of toolkit.cases.Report
        By case; a case of the comparison without a report is named and not laid beside.
    coded : DataFrame
        ``case, code, start``: where the reports differ beyond the conditions.
    outcomes : mapping
        Case → outcome, as the reports page tells it.

    Returns
    -------
    Section
        For `study_report`.

    Raises
    ------
    ValueError
        The comparison holds no such case.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import cases, comparison, reports
    >>> read = {case: cases.read(f"{case}村\\n\\n县林业局派驻村工作队。\\n") for case in "甲乙"}
    >>> names, outcome = list("甲丙丁戊乙己庚辛壬"), [1, 1, 1, 1, 0, 0, 0, 0, 0]
    >>> data = pd.DataFrame({"L": [1] * 5 + [0] * 4, "Y": outcome}, index=names)
    >>> found = comparison.minimise(comparison.truth_table(data, "Y", ["L"], 0.8), "complex")
    >>> known = {"甲": "improved", "乙": "not_improved"}
    >>> reports.row_section("甲", found, read, cases.code(read), known).finding
    '甲 在解里，也有结果；它与 乙 同在真值表第 2 行（有：L），结果相反。'
    """
    from toolkit.comparison import case_roles, row_partners

    roles = case_roles(solution).set_index("case")["role"]
    if case not in roles.index:
        listed = tr("、", ", ").join(map(str, roles.index[:30]))
        raise ValueError(
            tr(
                f"比较表里没有案例 {case}：两边的案例名要一样；表里有：{listed}",
                f"The comparison holds no case {case}: both sides must name cases alike; it "
                f"holds: {listed}",
            )
        )
    found = row_partners(solution)
    # a case is shown its deviant neighbour, too
    turned = found.rename(columns={"case": "other", "other": "case"})
    beside = pd.concat([found, turned], ignore_index=True)
    beside = beside[beside["case"].eq(case) & beside["other"].notna()].drop_duplicates("other")
    section = Section("row", tr("与真值表同行的案例并排", "Beside the case of its truth-table row"))
    if beside.empty:
        section.finding = _alone(case, str(roles[case]), found)
        return section
    there = [str(o) for o in beside["other"] if str(o) in reports]
    away = [str(o) for o in beside["other"] if str(o) not in reports]
    shares = _conditions(str(beside["shares"].iloc[0]))
    listed = tr("、", ", ").join(map(str, beside["other"]))
    section.finding = tr(
        f"{case} {_role(str(roles[case]))}；它与 {listed} 同在真值表第 {beside['row'].iloc[0]} 行"
        f"（{shares}），结果相反。",
        f"{case} {_role(str(roles[case]))}; it shares row {beside['row'].iloc[0]} of the truth "
        f"table ({shares}) with {listed}, which ended the other way.",
    )
    conditions = {c.lstrip("~") for c in str(beside["shares"].iloc[0]).split("*")}
    for other in there[:_MOST]:
        section.tables += _pair(case, other, conditions, reports, coded, outcomes)
    section.limits = _limits(there[_MOST:], away)
    return section


def _role(role: str) -> str:
    return {
        "deviant_coverage": tr(
            "有结果、却不在解里（偏差案例）", "has the outcome outside the solution (deviant)"
        ),
        "deviant_consistency": tr(
            "在解里、却没有结果（偏差案例）", "is in the solution without the outcome (deviant)"
        ),
        "typical": tr("在解里，也有结果", "is in the solution and has the outcome"),
        "undecided": tr("正在界线上", "stands on the border"),
    }.get(role, tr("不在解里，也没有结果", "is outside the solution and lacks the outcome"))


def _alone(case: str, role: str, found: pd.DataFrame) -> str:
    """Why nothing is laid beside a case."""
    deviant = tr("、", ", ").join(dict.fromkeys(map(str, found["case"]))) or tr("没有", "none")
    mine = found[found["case"] == case]
    if mine.empty:
        return tr(
            f"{case} {_role(role)}，不是偏差案例，同行也没有偏差案例可并排。偏差案例：{deviant}。",
            f"{case} {_role(role)}: not deviant, and no deviant case shares its row. Deviant "
            f"cases: {deviant}.",
        )
    if mine["row"].isna().all():
        return tr(
            f"{case} 有条件的隶属度正好 0.5，不属于任何一行：改交叉点，或说明它算哪一边，再并排。",
            f"{case} has a condition at exactly 0.5 and belongs to no row: move the crossover, or "
            f"say on which side it stands.",
        )
    return tr(
        f"{case} {_role(role)}；真值表第 {mine['row'].iloc[0]} 行里没有结果相反的案例可并排。"
        f"用 toolkit compare 找条件最相近的一对。",
        f"{case} {_role(role)}; row {mine['row'].iloc[0]} of the truth table holds no case of the "
        f"other outcome. toolkit compare lists the most similar pair.",
    )


def _conditions(shares: str) -> str:
    """``A*~B`` as the reader reads it."""
    parts = shares.split("*")
    has = [p for p in parts if not p.startswith("~")]
    lacks = [p[1:] for p in parts if p.startswith("~")]
    said = []
    if has:
        said.append(tr(f"有：{'、'.join(has)}", f"present: {', '.join(has)}"))
    if lacks:
        said.append(tr(f"没有：{'、'.join(lacks)}", f"absent: {', '.join(lacks)}"))
    return tr("；", "; ").join(said)


def _pair(
    case: str,
    other: str,
    conditions: set[str],
    reports: Mapping[str, Any],
    coded: pd.DataFrame,
    outcomes: Mapping[str, str],
) -> list[Table]:
    """Two cases side by side, and the practices that one report alone writes."""
    from toolkit.cases import accepted, default_codebook

    labels = default_codebook().labels
    rows = accepted(coded)
    # of several places the one that tells most stands for the practice
    rows = rows[rows["code"].isin(list(labels))].assign(_said=rows["start"] - rows["end"])
    rows = rows.sort_values("_said", kind="stable").drop_duplicates(["case", "code"])
    # conditions may be called by code or by name
    of_row = {c for c in labels if {c, labels[c]} & conditions}
    has = {
        c: {r.code: int(r.start) for r in rows[rows["case"] == c].itertuples(index=False)}
        for c in (case, other)
    }
    both = [c for c in labels if c in has[case] and c in has[other] and c not in of_row]
    about = [tr("报告", "report"), tr("结果", "outcome"), tr("报告自己怎么说", "as it says itself")]
    side = pd.DataFrame({" ": about} | {c: _told(reports[c], c, outcomes[c]) for c in has})
    shared = tr("、", ", ").join(labels[c] for c in both) or tr("没有", "none")
    apart = [
        (labels[code], whose, *_sentence(reports[whose], at))
        for code in labels
        for whose, at in ((case, has[case].get(code)), (other, has[other].get(code)))
        if at is not None and (code in has[case]) != (code in has[other])
    ]
    differing = pd.DataFrame(apart, columns=["practice", "case", "sentence_no", "text"])
    title = tr(f"{case} 与 {other}", f"{case} and {other}")
    note = tr(f"条件以外都写到的做法：{shared}。", f"Beyond the conditions both write: {shared}.")
    tables = [Table(title, side, note=note)]
    if len(differing):
        head = tr(f"只有一方写到的做法：{title}", f"What one of them alone writes: {title}")
        tables.append(Table(head, differing, show=30))
    else:
        tables[0].note += plain(
            tr("写到的做法没有不同。", " The practices they write do not differ.")
        )
    return tables


def _told(report: Any, case: str, outcome: str) -> list[str]:
    """Title, outcome and the sentence in which the report says how it ended."""
    span = report.outcome_sentence
    said = (
        " ".join(report.text[slice(*span)].split()) + cited(report, case, span[0])
        if span
        else tr("没有找到", "not found")
    )
    return [report.title or report.name or case, word("outcome", outcome), said]


def _sentence(report: Any, start: int) -> tuple[int, str]:
    number = report.sentence_number(start)
    row = report.sentences.iloc[max(number - 1, 0)]
    return number, " ".join(report.text[int(row["start"]) : int(row["end"])].split())


def _limits(more: list[str], away: list[str]) -> list[str]:
    """What the section does not show."""
    out = [
        tr(
            "条件相同、结果相反：差别在这些条件之外，或在编码、校准；是哪一项，要到两个地方去问。",
            "The same conditions and the other outcome: what makes the difference lies outside "
            "these conditions, or in the coding or calibration; which it is must be asked in both "
            "places.",
        ),
        tr(
            "没写到不等于没做：表中是两份报告写法的差别，一对案例说不了原因。",
            "What is not written may have been done: these are two reports that differ, and one "
            "pair of cases tells no cause.",
        ),
    ]
    if more:
        listed = tr("、", ", ").join(more)
        out.append(
            tr(f"同行还有 {listed}，没有展开。", f"Also of this row, not laid out: {listed}.")
        )
    if away:
        listed = tr("、", ", ").join(away)
        out.append(tr(f"没有报告、没有并排：{listed}。", f"Without a report here: {listed}."))
    return out
