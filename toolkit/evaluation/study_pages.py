"""One county judged from all sides: what a naive reading says, what a careful one says, and what
nobody may say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.evaluation.evidence import EvaluationError, Evidence, Words, refuse_public
from toolkit.evaluation.grades import stars, transitions
from toolkit.evaluation.interference import contrast, exposures
from toolkit.evaluation.panels import checks, panel
from toolkit.evaluation.permutation import permute, placebo
from toolkit.evaluation.reversion import regression_to_mean
from toolkit.evaluation.sites import creation_effect, demonstration_effect
from toolkit.evaluation.staggered import Staggered, att_gt
from toolkit.evaluation.time_listed import conversion
from toolkit.records import County, Sheet
from toolkit.rules import Rules
from toolkit.terms import heading, label, tr, word

_NAMES = ("outcome", "org_id", "time", "cohort")
_WITHIN: dict[str, Any] = {"cluster": "helpers", "control": "not_yet", "among": "newly_listed"}


@dataclass(frozen=True)
class EvaluationQuestion:
    """One question: its name, the table that answers it, and what may be said; or why it cannot be
    answered.

    Examples
    --------
    >>> from toolkit import evaluation
    >>> asked = evaluation.EvaluationQuestion(("星级", "stars"), None, None, "没有星级表")
    >>> asked.name[0], asked.refusal
    ('星级', '没有星级表')
    """

    name: Words
    table: pd.DataFrame | None
    evidence: Evidence | None
    refusal: str = ""
    note: Words | None = None


@dataclass(frozen=True)
class EvaluationStudy:
    """Result of `study`: ``panel`` and ``sections`` in the order of a reader's questions.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> asked = evaluation.EvaluationQuestion(("星级", "stars"), None, None, "没有星级表")
    >>> evaluation.EvaluationStudy(pd.DataFrame(), [asked]).text()
    '## 星级\\n不能回答：没有星级表'
    """

    panel: pd.DataFrame
    sections: list[EvaluationQuestion]

    def text(self) -> str:
        """The study in words: every number with its statement, every refusal with its reason."""
        out = []
        for s in self.sections:
            out += ["", f"## {tr(*s.name)}"]
            if s.refusal:
                out.append(tr(f"不能回答：{s.refusal}", f"Cannot be answered: {s.refusal}"))
            elif s.table is not None and len(s.table) <= 12:
                shown = readable(s.table).rename(columns=heading)
                out.append(
                    shown.to_string(index=False, float_format=lambda v: f"{v:.3f}", na_rep="")
                )
            out += s.evidence.lines() if s.evidence else []
            out += [tr(*s.note)] if s.note else []
        return "\n".join(out[1:])

    def sheets(self) -> list[Sheet]:
        """The study as sheets of a workbook: the statements first, then a sheet a question."""
        lines = [
            (tr(*s.name), line)
            for s in self.sections
            for line in ([s.refusal] if s.refusal else s.evidence.lines() if s.evidence else [])
        ]
        told = pd.DataFrame(lines, columns=["item", "text"])
        tables = [
            Sheet(tr(*s.name), readable(s.table)) for s in self.sections if s.table is not None
        ]
        return [Sheet(tr("能说什么", "statements"), told), *tables]


def study(
    county: County,
    outcome: str | pd.DataFrame = "reported",
    on: str | None = None,
    rules: Rules | None = None,
) -> EvaluationStudy:
    """Every question that the county's records can bear, each with its evidence statement or its
    refusal.

    Parameters
    ----------
    outcome : "reported" or DataFrame
        As in `panel`; a frame with ``org_id, period, verified`` judges by the verified measure
        (核验口径).
    on : str, optional
        Day for the exposure of others to help; 1 July of the last year but one by default.

    Raises
    ------
    EvaluationError
        Public official data, or no panel at all. What single questions lack is said in their
        section.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import evaluation
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = evaluation.study(county)
    >>> len(found.sections), [asked.name[0] for asked in found.sections if asked.refusal]
    (13, ['对他人的影响', '参观学习者'])
    """
    refuse_public(county)
    p = panel(county, outcome, rules=rules)
    checked = checks(p)
    found = [
        EvaluationQuestion(
            ("面板检查", "panel"),
            checked.assign(item=[word("study_item", i) for i in checked["item"]]),
            None,
            note=None if isinstance(outcome, pd.DataFrame) else _REPORTED,
        )
    ]

    def ask(zh: str, en: str, answer: Callable[[], tuple[pd.DataFrame, Evidence | None]]) -> None:
        try:
            found.append(EvaluationQuestion((zh, en), *answer()))
        except EvaluationError as why:
            found.append(EvaluationQuestion((zh, en), None, None, str(why)))

    def reversion() -> tuple[pd.DataFrame, Evidence]:
        r = regression_to_mean(p, cluster="helpers")
        return r.table, r.evidence

    def permuted() -> tuple[pd.DataFrame, Evidence]:
        q = permute(p, *_NAMES, control="not_yet", among="newly_listed")
        return pd.DataFrame({"att": [q.att], "p": [q.p]}), q.evidence

    ask("均值回归", "regression to the mean", reversion)
    ask(
        "直接比较（不可取）",
        "naive comparison (not to be used)",
        lambda: _overall(att_gt(p, *_NAMES, cluster="helpers")),
    )
    ask("在列入者中比较", "among the listed", lambda: _overall(att_gt(p, *_NAMES, **_WITHIN)))
    ask("逐年影响", "event study", lambda: (att_gt(p, *_NAMES, **_WITHIN).dynamic, None))
    ask("安慰剂日期", "placebo dates", lambda: _overall(placebo(p, *_NAMES, **_WITHIN)))
    ask("整套安排的置换", "permutation of the plan", permuted)
    ask("对他人的影响", "effects on others", lambda: _others(county, p, on))
    ask("定级变动", "transitions", lambda: (transitions(county), None))
    ask("转化时间", "time to conversion", lambda: _hazard(county))
    ask("星级", "stars", lambda: (lambda s: (s.table, s.evidence))(stars(county, p)))
    ask("示范点自身", "sites themselves", lambda: _overall(creation_effect(county, p)))
    ask("参观学习者", "visitors of sites", lambda: _overall(demonstration_effect(county, p)))
    return EvaluationStudy(p, found)


_REPORTED: Words = (
    "这是上报口径：由被评者和评价者打分，整顿期间往往更乐观；下面的差别也可能只是打分的差别。"
    "有核验口径时请一并给出。",
    "This is the reported measure: scored by those concerned, and bolder while a unit is being "
    "rectified; differences below may be"
    " differences in scoring. Give a verified measure beside it where there is one.",
)


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """A result table with its codes in the reader's words.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> evaluation.readable(pd.DataFrame({"from": ["backward"], "to": ["advanced"], "n": [3]}))
      from  to  n
    0  待提升  先进  3
    """
    out = table.copy()
    for column in out.columns.intersection(["quantity", "exposure", "term"]):
        out[column] = [word("study_term", v) for v in out[column]]
    for column in out.columns.intersection(["from", "to"]):
        out[column] = [label("rating", "grade", v) for v in out[column]]
    return out


def _overall(found: Staggered) -> tuple[pd.DataFrame, Evidence]:
    first = found.dynamic.loc[found.dynamic["event_time"] == 0, ["att", "se", "low", "high"]]
    rows: list[dict[str, Any]] = [
        {
            "estimate_of": tr("平均影响", "mean effect"),
            **found.simple,
            "low": found.interval[0],
            "high": found.interval[1],
        },
        *(
            {"estimate_of": tr("其中首年", "of which first year"), **r}
            for r in first.to_dict("records")
        ),
        {
            "estimate_of": tr("双向固定效应（不可取）", "two-way fixed effects (not to be used)"),
            **found.twfe,
        },
        {
            "estimate_of": tr("受助前各期为零的检验", "test that pre-periods are zero"),
            "p": found.pretest["p"],
        },
    ]
    table = pd.DataFrame(rows)
    return table[table[["att", "p"]].notna().any(axis=1)].reset_index(drop=True), found.evidence


def _others(county: County, p: pd.DataFrame, on: str | None) -> tuple[pd.DataFrame, Evidence]:
    years = sorted(p["time"].unique())
    last = years[-2] if len(years) > 1 else years[-1]
    wide = p.pivot(index="org_id", columns="time", values="outcome")
    year = int(on[:4]) if on else last
    change = (
        wide[year] - wide[year - 1]
        if {year, year - 1} <= set(wide.columns)
        else wide.iloc[:, -1] * float("nan")
    )
    mapped = exposures(county, on or f"{last}-07-01")
    found = contrast(mapped, change, "helped", "same_township", restrict=True)
    counts = mapped.table.groupby("exposure").agg(units=("org_id", "size")).reset_index()
    return counts, found.evidence


def _hazard(county: County) -> tuple[pd.DataFrame, Evidence]:
    found = conversion(county)
    return found.hazard.to_frame().T, found.evidence
