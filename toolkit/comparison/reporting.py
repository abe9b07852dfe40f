"""A study in the order in which a paper reports: data, calibration, necessity, truth table,
solutions, robustness, cases to open, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from toolkit.comparison.anchors import Anchors
from toolkit.comparison.ceilings import NCA
from toolkit.comparison.charts import legend
from toolkit.comparison.depth import MOST_PAIRED
from toolkit.comparison.memberships import ComparisonError
from toolkit.comparison.minimising import Solution
from toolkit.comparison.parts import Item, Part
from toolkit.comparison.selection import case_roles, row_partners
from toolkit.comparison.studies import Study
from toolkit.comparison.wording import headings, percents, spoken
from toolkit.terms import tr, word

#: models printed in full; the rest are in the workbook
SHOWN = 5


def study_parts(
    study: Study, names: Mapping[str, str] | None = None, coded: pd.DataFrame | None = None
) -> list[Part]:
    """What a study reports, in order.

    Parameters
    ----------
    names : mapping, optional
        Term → name of its path, for the chart.
    coded : DataFrame, optional
        Records of ``cases.code``: the sentences behind every truth-table row.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> parts = comparison.study_parts(comparison.study(data, "Y", ["A", "B"]))
    >>> [part.key for part in parts[:4]]
    ['data', 'calibration', 'necessity', 'truth Y']
    """
    return [
        _data(study),
        _calibration(study),
        _necessity(study),
        *(_truth(study, y, coded) for y in study.tables),
        *(_solutions(study, y) for y in study.tables),
        *([_chart(study, names)] if study.charted else []),
        *([_robustness(study)] if study.robustness is not None else []),
        *([_panel(study)] if study.panel is not None else []),
        *([_cases(study)] if study.main is not None else []),
        Part("limits", tr("限度", "Limits"), study.limits()),
    ]


def _data(study: Study) -> Part:
    n = len(study.data)
    table = study.tables[study.outcome]
    frame = study.data[[*study.conditions, *_outcome_columns(study)]].rename_axis("case")
    said = tr(
        f"{n} 个案例，{len(study.conditions)} 个条件，结果 {study.outcome}；"
        f"案例选取：{table.selection or '未说明'}。",
        f"{n} cases, {len(study.conditions)} conditions, outcome {study.outcome}; cases selected: "
        f"{table.selection or 'not said'}.",
    )
    title = tr("数据", "Data")
    own = {str(c): str(c) for c in frame.columns}
    item = Item(tr("分析的数据", "analysed data"), frame.reset_index(), headings=own, printed=False)
    return Part("data", title, [said], [item])


def _outcome_columns(study: Study) -> list[str]:
    name = study.outcome.removeprefix("~").split("[")[0].split("{")[0].strip()
    return [name] if name in study.data.columns else []


def _calibration(study: Study) -> Part:
    anchors = {
        c: a
        for c, a in study.tables[study.outcome].memberships.anchors.items()
        if isinstance(a, Anchors)
    }
    title = tr("校准", "Calibration")
    if not anchors:
        said = tr(
            "数据按原样使用，没有在这里校准。", "The data are used as given, not calibrated here."
        )
        return Part("calibration", title, [said])
    frame = pd.DataFrame(
        [(c, a.method, str(a), a.because) for c, a in anchors.items()],
        columns=["condition", "method", "anchors", "because"],
    )
    return Part(
        "calibration", title, [], [Item(tr("校准与理由", "calibration and reasons"), frame)]
    )


def _necessity(study: Study) -> Part:
    items = [
        Item(tr(f"必要性 {y}", f"necessity {y}"), frame.reset_index())
        for y, frame in study.necessities.items()
    ]
    for y, frame in study.disjunctions.items():
        name = tr(f"必要的析取 {y}", f"necessary disjunctions {y}")
        note = tr(
            "析取越长越容易必要：请说明各项共有的含义，否则不要采用。",
            "A long disjunction is necessary almost by construction: say what its parts share.",
        )
        items.append(Item(name, frame.reset_index(), note))
    if study.nca is not None:
        items += _nca(study.nca)
    return Part("necessity", tr("必要性", "Necessity"), [], items)


def _nca(found: NCA) -> list[Item]:
    """Effect sizes, bottlenecks in % of the range and in percentiles, cases that decide them."""
    table = found.table.reset_index()
    table["ceiling"] = table["ceiling"].map(found.labels)
    note = tr(
        "效应量为线上方空白占取值范围的比例；准确度为不在线上方的案例比例；贴合度为占 CE-FDH "
        "效应量的比例。横线：一个角点连不成线，或线向下倾斜，不是上限。",
        "Effect: the empty share of the scope; accuracy: cases not above; fit: share of the effect "
        "of CE-FDH. A dash: one corner makes no line, or the line falls and is no ceiling.",
    )
    title = tr("NCA 效应量", "NCA effect sizes")
    items = [Item(title, table, note, headings(table, nca=True))]
    for ceiling in found.ceilings:
        name = found.labels[ceiling]
        for unit, words, said in (
            ("range", ("瓶颈", "bottlenecks"), ("占取值范围的百分比", "% of the range")),
            (
                "percentile",
                ("瓶颈百分位", "percentiles"),
                ("结果为百分位，条件为达不到所需水平的案例百分比", "percentiles; % of cases below"),
            ),
        ):
            needed = percents(found.bottleneck(ceiling, unit=unit)).reset_index()  # type: ignore[arg-type]
            own = {str(c): str(c) for c in needed.columns}
            items.append(Item(f"NCA {tr(*words)} {name}", needed, tr(*said), own))
    parts = [
        found.outliers(c, k).assign(condition=c, ceiling=found.labels[k])
        for c in found.peers
        for k in found.ceilings
    ]
    deciding = pd.concat(parts, ignore_index=True)
    front = ["condition", "ceiling"]
    deciding = spoken(deciding[[*front, *(c for c in deciding if c not in front)]])
    title = tr("NCA 离群案例", "NCA outliers")
    return [*items, Item(title, deciding, headings=headings(deciding), printed=False)]


def _truth(study: Study, outcome: str, coded: pd.DataFrame | None) -> Part:
    """The truth table, each row of which opens its cases and the coded sentences behind them."""
    table = study.tables[outcome]
    behind = study.evidence(outcome, coded)
    place = tr(f"依据 {outcome}", f"evidence {outcome}")
    rows = table.rows.reset_index()
    first = {int(r): i for i, r in reversed(list(enumerate(behind["row"])))}
    links = {
        (i, "row"): (place, first[int(r)]) for i, r in enumerate(rows["row"]) if int(r) in first
    }
    name = tr(f"真值表 {outcome}", f"truth table {outcome}")
    # conditions keep the names they came with, whatever the glossary calls such a column
    own = {c: c for c in table.conditions}
    items = [
        Item(name, rows, headings=own, links=links, show=64),
        Item(place, behind, printed=False),
    ]
    return Part(
        f"truth {outcome}", tr(f"真值表：{outcome}", f"Truth table: {outcome}"), table.done, items
    )


def _solutions(study: Study, outcome: str) -> Part:
    said = []
    for kind, s in study.solutions[outcome].items():
        label = word("solution", kind) + tr("：", ": ")
        if not isinstance(s, Solution):
            said.append(label + s)
            continue
        said.append(label + s.says())
        for i in range(min(len(s), SHOWN)):
            said += [f"M{i + 1}: {s.expression(i)}", *_assumed(s, i)]
        if len(s) > SHOWN:
            rest = len(s) - SHOWN
            said.append(tr(f"（另有 {rest} 个模型未列出）", f"({rest} more models not shown)"))
    item = Item(tr(f"模型 {outcome}", f"models {outcome}"), spoken(study.models(outcome)))
    return Part(f"models {outcome}", tr(f"解：{outcome}", f"Solutions: {outcome}"), said, [item])


def _assumed(solution: Solution, i: int) -> list[str]:
    """The remainders that a model takes for positive, and which of them no direction supports."""
    if solution.kind == "complex":
        return []
    try:
        easy = solution.assumptions(i)["easy"]
    except ComparisonError as error:  # too many to list
        return [str(error)]
    if easy.empty:
        return []
    all_, hard = (", ".join(map(str, f.index[:30])) for f in (easy, easy[~easy]))
    told = tr(f"所用余项（共 {len(easy)} 行）：{all_}", f"remainders assumed ({len(easy)}): {all_}")
    if hard and solution.directions:
        told += tr(f"；方向预期不支持：{hard}", f"; no direction supports: {hard}")
    return [told]


def _chart(study: Study, names: Mapping[str, str] | None) -> Part:
    name = tr("组态图", "chart")
    space = study.tables[study.outcome].space
    several = any(space.named(i) > 2 for i in range(space.k))
    item = Item(name, study.chart(names), legend(several), show=60)
    return Part("chart", tr("组态图", "Configuration chart"), [], [item])


def _robustness(study: Study) -> Part:
    found = study.robustness
    assert found is not None
    kinds = found.kinds.reset_index()
    kinds["choice"] = kinds["choice"].map(partial(word, "choice"))
    terms = found.terms.reset_index().rename(columns=partial(word, "choice"))
    items = [
        _item(tr("稳健性 各类选择", "robustness by choice"), kinds),
        _item(tr("稳健性 各项", "robustness by term"), terms),
        _item(tr("稳健性 门槛区间", "robustness ranges"), found.ranges.reset_index()),
        _item(tr("稳健性 案例", "robustness of cases"), found.cases, printed=False),
    ]
    return Part("robustness", tr("稳健性", "Robustness"), [found.says()], items)


def _panel(study: Study) -> Part:
    found = study.panel
    assert found is not None
    items = [
        _item(tr("面板", "panel"), found.table.reset_index()),
        _item(tr("面板 各期", "panel by period"), found.between.reset_index(), show=12),
        _item(tr("面板 各单位", "panel by unit"), found.within.reset_index(), printed=False),
    ]
    return Part("panel", tr("面板一致性", "Panel consistency"), [], items)


def _cases(study: Study) -> Part:
    assert study.main is not None
    roles = case_roles(study.main).astype({"role": "str"})
    items = [_item(tr("案例类型", "cases"), roles, show=62)]
    said: list[str] = []
    many = len(study.data) > MOST_PAIRED
    if many:
        said.append(
            tr(
                f"案例 {len(study.data)} 个，超过 {MOST_PAIRED} 个：没有两两相比，也没有挑选"
                "该打开的案例；请按真值表的行打开案例，或缩小范围再比。",
                f"{len(study.data)} cases, over {MOST_PAIRED}: they were not compared pair by pair "
                "and none was selected; open cases by their truth table row, or narrow the study.",
            )
        )
    beside = () if many else row_partners(study.main)
    if len(beside):
        note = tr(
            "同一行的案例在所有条件上相同而结果相反：差别在这些条件之外，或在校准。"
            "“对照案例”为空：该行没有结果相反的案例。",
            "Cases of a row agree in every condition and differ in the outcome: what makes the "
            "difference lies outside the conditions, or in the calibration. No other case: none of "
            "that row has the other outcome.",
        )
        title = tr("偏差案例与同行案例", "deviant cases beside their row")
        items.append(_item(title, beside, note=note))
    for of, selection in (
        (tr("充分", "suff."), study.selection),
        (tr("必要", "nec."), study.selection_of_need),
    ):
        if selection is None:
            continue
        said += selection.says()
        for name, table in selection.tables.items():
            if len(table):
                title = f"{of} {word('case_selection', name).split('：')[0].split(':')[0]}"
                items.append(_item(title, table, study.conditions, printed=False))
    if study.theory is not None:
        title = tr("理论与解的交集", "theory and solution")
        items += [
            _item(title, study.theory.table()),
            _item(tr("理论与解的拟合", "fit of theory"), study.theory.fit.reset_index()),
        ]
    return Part("cases", tr("该打开的案例", "Cases to open"), said, items)


def _item(title: str, frame: pd.DataFrame, kept: Sequence[str] = (), **how: Any) -> Item:
    """A table in the reader's words; `kept` are columns of conditions."""
    named = [c for c in kept if c in frame.columns]
    return Item(title, spoken(frame, named), headings=headings(frame, named), **how)
