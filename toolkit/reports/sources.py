"""The last section: what the whole report cannot say, the rules it used with their sources, where
the data come from."""

from __future__ import annotations

import json

import pandas as pd

from toolkit.reports.context import Context, labelled
from toolkit.reports.model import Section, Table
from toolkit.rules import sources
from toolkit.terms import population_definitions, tr


def limits_and_sources(ctx: Context) -> Section:
    """Limits of the whole report, rules in force, references, provenance."""
    used = _rules_used(ctx)
    tables = []
    if len(used):
        known = sources()
        cited = sorted({s for r in used["cited"] for s in str(r).split(", ") if s})
        references = pd.DataFrame(
            {"sources": map(_cited, cited), "reference": [known.get(s, "") for s in cited]}
        )
        title = tr("所用规则、来源与证据等级", "Rules used, with sources and grade of evidence")
        # two pages in all have no room for them: the workbook does
        show = 0 if ctx.few else 20
        tables = [Table(title, used.drop(columns=["rule", "cited"]), of="provenance", show=show)]
        if cited and ctx.full:
            tables.append(Table(tr("规则的出处", "References of the rules"), references))
    provenance = ctx.county["provenance"]
    paragraphs = []
    if len(provenance) and ctx.full and not ctx.masked:
        shown = provenance.assign(
            grade=labelled(provenance["grade"], "provenance"),
            reference=provenance["reference"].map(_readable, na_action="ignore"),
        )
        tables.append(
            Table(
                tr("数据出处", "Where the data come from"),
                shown[["reference", "accessed", "grade"]],
                of="provenance",
                show=40,
            )
        )
    elif provenance.empty:
        paragraphs.append(
            tr(
                "数据未附“出处”表，来源无从核对。",
                "The data hold no provenance table: their origin cannot be checked here.",
            )
        )
    return Section(
        paragraphs=[
            _defined(),
            *([] if ctx.few else [_graded()]),
            *paragraphs,
        ],
        tables=tables,
        limits=_limits(ctx),
    )


def _defined() -> str:
    """The words that the whole report counts by, each defined once."""
    parts = [tr(f"{word}：{what}", f"{word}: {what}") for word, what in population_definitions()]
    return tr("用语：", "Words: ") + tr("；", "; ").join(parts) + tr("。", ".")


def _graded() -> str:
    """What the grades beside rules and sources stand for."""
    return tr(
        "证据等级：A 国家文件或报刊，B 县级做法，C 样表；规则中“未核实”的为本工具自定、未见依据。",
        "Grades: A national text or press, B county practice, C template; an unverified rule is "
        "our own choice, nothing seen.",
    )


def _cited(source: str) -> str:
    """A source as the reader reads it: the rulebook calls the county's own report ``report``."""
    return tr("2011 年县报告", "county report of 2011") if source == "report" else source


def _readable(reference: str) -> str:
    """A reference in words; what a program left as data for itself is told as a sentence."""
    try:
        made = json.loads(reference)
    except (TypeError, ValueError):
        return str(reference)
    if not isinstance(made, dict) or "organisations" not in made:
        return str(reference)
    return tr(
        f"由本工具生成的虚构县：{made['organisations']:,} 个组织，种子 {made.get('seed', '—')}。",
        f"an invented county made by this toolkit: {made['organisations']:,} organisations, seed "
        f"{made.get('seed', '—')}",
    )


def _rules_used(ctx: Context) -> pd.DataFrame:
    """Rules that the measures of this report read: capacities, needs, and what is held back."""
    channels = ctx.county["pairing"]["channel"].dropna().unique()
    names = [f"pair.cap.{c}" for c in channels] + [
        f"pair.need.{c}" for c in channels if not ctx.real
    ]
    names += ["privacy.k_min"] if ctx.county.nature in ("user_supplied", "mixed") else []
    rows = [r for r in ctx.rules.rows() if r["rule"] in names]
    frame = pd.DataFrame(rows, columns=["rule", "meaning", "value", "sources", "grade"])
    frame["cited"] = frame["sources"]
    frame["sources"] = [
        ", ".join(map(_cited, str(s).split(", "))) if s else "" for s in frame["sources"]
    ]
    frame["value"] = [
        tr("不限", "unlimited") if v is None else f"{v:g}" if isinstance(v, float) else str(v)
        for v in frame["value"].astype(object).where(frame["value"].notna(), None)
    ]
    return frame.assign(grade=labelled(frame["grade"], "provenance"))


def _limits(ctx: Context) -> list[str]:
    out = [
        tr(
            "本报告描述记录，不作因果判断；结对与变化同时出现，不等于结对带来变化。",
            "This report describes records; that pairing and change are seen together does not "
            "show that one brought the other.",
        ),
        tr(
            "用于研究和培训，不用于上报和考核；涉密、工作秘密数据请勿导入。",
            "For research and training, not for official reporting or appraisal; do not load "
            "classified or internal data.",
        ),
    ]
    if ctx.county.nature == "fictitious":
        out.insert(
            0,
            tr(
                "数据为虚构，任何相同之处纯属巧合；不得作为实证引用。",
                "The data are fictitious and must not be cited as evidence.",
            ),
        )
    if ctx.real:
        out.insert(
            0,
            tr(
                "真实数据只作描述，不作评价：受援方的需要和援助的实际数额均不在数据中。",
                "Real data are described, not judged: neither the needs of recipients nor the "
                "help actually given are in the data.",
            ),
        )
    if ctx.masked:
        out.append(
            tr(
                "投影用：单位和载体只显示编号，数据出处的原文不列，二者见不加 --masked 的报告。",
                "For the projector: units and carriers are numbers, and where the data come from "
                "is not quoted; the report without --masked has both.",
            )
        )
    elif ctx.coded:
        out.append(
            tr(
                "按成绩排列的名单只显示编号。",
                "Rankings by merit show numbers instead of names.",
            )
        )
    return out
