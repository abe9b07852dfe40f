"""Columns and values of a comparison as its readers read them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.terms import tr

#: column → Chinese, English; where the glossary has the name for something else, this one counts
COLUMNS = {
    "above": ("下限（不含）", "above"),
    "apart": ("条件隶属度平均差", "mean difference"),
    "area": ("区域", "area"),
    "best": ("与理想案例的距离", "distance from the ideal"),
    "between": ("各期差异", "between distance"),
    "between_adjusted": ("各期差异（调整）", "adjusted between distance"),
    "ceiling": ("上限线", "ceiling"),
    "choice": ("改动", "choice"),
    "clean": ("不受其他条件左右", "literals agree"),
    "Cons.Suf": ("一致性", "consistency"),
    "consistent": ("条件不高于结果", "consistent"),
    "Cov.Suf": ("覆盖度", "coverage"),
    "coverage": ("覆盖度", "coverage"),
    "covered": ("已被某项覆盖", "covered"),
    "cut": ("门槛", "cut-off"),
    "difference": ("效应量之差", "difference"),
    "effect": ("效应量", "effect size"),
    "empty": ("无案例属于该集合", "empty"),
    "focal": ("所看条件", "focal condition"),
    "group": ("组别", "group"),
    "holds": ("模型仍成立", "holds"),
    "most": ("本项中最佳", "best of its term"),
    "on_ceiling": ("在上限线上", "carries the ceiling"),
    "on_scope": ("决定取值范围", "ends a range"),
    "other": ("对照案例", "other case"),
    "other_clean": ("对照案例：不受其他条件左右", "other: literals agree"),
    "other_consistent": ("对照案例：条件不高于结果", "other: consistent"),
    "other_unique": ("对照案例：只此一项", "other: unique"),
    "other_y": ("对照案例的结果", "other outcome"),
    "outcome": ("有结果", "outcome"),
    "percent": ("变化（%）", "change in %"),
    "rank": ("优先等级", "rank"),
    "runs": ("次数", "runs"),
    "same": ("全部模型不变", "same models"),
    "set": ("集合", "set"),
    "shares": ("共有的条件", "shared conditions"),
    "share": ("成立比例", "share"),
    "type": ("类型", "type"),
    "uncovered": ("未被任何项覆盖", "uncovered"),
    "unique": ("只此一项", "unique"),
    "up_to": ("上限（含）", "up to"),
    "weakest": ("最弱的项", "weakest term"),
    "within": ("各单位差异", "within distance"),
    "within_adjusted": ("各单位差异（调整）", "adjusted within distance"),
    "without": ("去掉后的效应量", "effect without"),
}
#: columns of necessary condition analysis that mean something else there
NCA_COLUMNS = {
    "above": ("线上方案例数", "cases above"),
    "accuracy": ("准确度（%）", "accuracy in %"),
    "fit": ("贴合度（%）", "fit in %"),
    "intercept": ("截距", "intercept"),
    "p": ("p 值", "p"),
    "scope": ("取值范围面积", "scope"),
    "slope": ("斜率", "slope"),
    "zone": ("上限线以上面积", "ceiling zone"),
}
#: what a case is, in any table that says it
VALUES = {
    "typical": ("典型", "typical"),
    "deviant_consistency": ("有组合、无结果", "deviant consistency"),
    "deviant_coverage": ("有结果、无组合", "deviant coverage"),
    "extreme_deviant_coverage": ("有结果、任何模型都没有", "extreme deviant coverage"),
    "irrelevant": ("两者皆无", "irrelevant"),
    "undecided": ("恰在界线", "undecided"),
    "robust": ("稳健", "robust"),
    "shaky": ("不稳", "shaky"),
    "possible": ("可能", "possible"),
    "none": ("无", "none"),
    "inclusion": ("一致性", "inclusion"),
    "pri": ("PRI", "PRI"),
    "frequency": ("频数", "frequency"),
    "overall": ("总体", "overall"),
    "Sol.Formula": ("解", "solution"),
    "Theory": ("理论", "theory"),
    "True": ("是", "yes"),
    "False": ("否", "no"),
}
#: the only columns whose values are words of ours
SPOKEN = ("role", "group", "type", "cut", "set", "term")


def headings(frame: pd.DataFrame, kept: Sequence[str] = (), nca: bool = False) -> dict[str, str]:
    """Column → heading, for the columns that are named here; `kept` are names of conditions."""
    words = COLUMNS | (NCA_COLUMNS if nca else {})
    named = {str(c): tr(*words[str(c)]) for c in frame.columns if str(c) in words}
    return named | {c: c for c in kept}


def spoken(frame: pd.DataFrame, kept: Sequence[str] = ()) -> pd.DataFrame:
    """The frame with our words for kinds of cases, and yes and no, in the reader's language."""
    out = frame.copy()
    for column in frame.columns:
        if str(column) in kept:
            continue
        values = frame[column]
        if pd.api.types.is_bool_dtype(values) or (str(column) in SPOKEN):
            out[column] = [_word(v) for v in values]
    return out


def _word(value: object) -> object:
    """One of ours in the reader's language; a compound (``robust_typical``) part by part."""
    if not isinstance(value, str | bool) and not pd.api.types.is_bool(value):
        return value
    text = str(value)
    if text in VALUES:
        return tr(*VALUES[text])
    first, _, second = text.partition("_")
    sides = {"typical": ("有结果", "typical"), "deviant": ("无结果", "deviant")}
    if first in VALUES and second in sides:
        return tr(f"{VALUES[first][0]}，{sides[second][0]}", f"{first} {second}")
    return value


def percents(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of bottlenecks in words and numbers: not necessary, out of reach, or a percentage."""

    def said(need: float) -> object:
        if pd.isna(need):
            return tr("不必要", "NN")
        return tr("达不到", "NA") if need == float("inf") else f"{need:.1f}"

    return frame.map(said)
