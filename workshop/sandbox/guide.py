"""How to run the sandbox in ninety minutes: the facilitator's page, and what a group needs on
paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.terms import tr
from workshop.sandbox import sheets
from workshop.sandbox.county import Sandbox
from workshop.sandbox.debriefing import limits
from workshop.sandbox.wording import sentences, told, watermark

if TYPE_CHECKING:
    from toolkit.reports import WrittenReport

#: what a group fills in for each round beside the units
_REST = ("new_sites", "checked", "believed_effect", "reason")


def guide(sandbox: Sandbox) -> dict[str, Any]:
    """The guide as plain data.

    Returns
    -------
    dict
        ``steps`` (minutes, what happens, what to say or do), ``questions`` (when, question, what to
        listen for), ``limits``, ``safety`` (sentences), ``rules`` (sentences that a group is told
        before it starts).
    """
    values = vars(sandbox.limits) | {"county": sandbox.name}
    out: dict[str, Any] = {
        name: told(part, values) for name, part in (("steps", "step"), ("questions", "question"))
    }
    out |= {
        name: sentences(part, values) for name, part in (("rules", "rule"), ("safety", "safety"))
    }
    return out | {"limits": limits(sandbox)}


def guide_report(sandbox: Sandbox) -> WrittenReport:
    """The facilitator's guide, for `reports.word_page` and `reports.html_page`."""
    from toolkit.reports import Section, Table

    made = guide(sandbox)
    columns = {"when": "when_minutes", "what": "what_happens", "how": "what_to_do"}
    steps = Table(
        tr("时间安排", "Ninety minutes"), pd.DataFrame(made["steps"]).rename(columns=columns)
    )
    asked = pd.DataFrame(made["questions"]).rename(
        columns={"when": "when_minutes", "what": "question", "how": "listen_for"}
    )
    return _report(
        sandbox,
        tr("沙盘推演：讲师用页", "County sandbox: for the facilitator"),
        [
            Section("run", tr("怎么上", "How to run it"), tables=[steps]),
            Section(
                "ask", tr("问什么", "What to ask"), tables=[Table(tr("提问", "Questions"), asked)]
            ),
            Section(
                "safety", tr("网络与存档", "Network and session file"), paragraphs=made["safety"]
            ),
            Section(
                "limits", tr("假定与限度", "Assumptions and limits"), paragraphs=made["limits"]
            ),
        ],
    )


def paper_report(sandbox: Sandbox) -> WrittenReport:
    """What a group needs on paper: the rules, the list, helpers and sites."""
    from toolkit.reports import Section, Table

    tables = [
        Table(
            tr("名单（近三年上报得分）", "The list (reported scores)"),
            sheets.unit_sheet(sandbox),
            show=40,
        ),
        Table(tr("帮扶方", "Helpers"), sheets.helper_sheet(sandbox)),
        Table(
            tr("供需匹配（合几项/需几项）", "Fit (met/needs)"), sheets.fit_sheet(sandbox), show=40
        ),
        Table(tr("候选示范点", "Candidate sites"), sheets.site_sheet(sandbox)),
    ]
    rules = Section("rules", tr("规则", "Rules"), paragraphs=guide(sandbox)["rules"])
    county = Section("county", tr("全县情况", "The county"), tables=tables)
    return _report(
        sandbox, tr("沙盘推演：小组用页", "County sandbox: for a group"), [rules, county]
    )


def form_report(sandbox: Sandbox) -> WrittenReport:
    """The form on which a group on paper writes its decisions and beliefs of all rounds."""
    from toolkit.reports import Section, Table

    rounds = [
        tr(f"第 {r} 轮 {sandbox.year(r)}", f"{r}: {sandbox.year(r)}")
        for r in range(1, sandbox.limits.rounds + 1)
    ]
    units = pd.DataFrame(
        {"unit_code": sandbox.units["code"]} | {r: tr("H＿ □访□转", "H__ □v□t") for r in rounds}
    )
    rest = pd.DataFrame({"round": rounds} | dict.fromkeys(_REST, "　" * 5))
    how = tr(
        "每格：填帮扶方编号；走访的勾“访”；看到结果以后，认为真好转的勾“转”。"
        "每轮把这张单交给讲师录入。",
        "Each cell: the helper's code; tick v for a visit and, after the results, t for turned "
        "around. Hand it in every round.",
    )
    tables_of = [Table(tr("逐单位", "Units"), units, show=40), Table(tr("其他", "The rest"), rest)]
    form = Section(
        "form", tr("组名：＿＿＿＿＿＿", "Group: ______"), paragraphs=[how], tables=tables_of
    )
    return _report(sandbox, tr("沙盘推演：决策单", "County sandbox: decisions"), [form])


def _report(sandbox: Sandbox, title: str, sections: list[Any]) -> WrittenReport:
    from toolkit.reports import WrittenReport

    return WrittenReport(
        title, sandbox.name, watermark(), sections, watermark=tr("虚构数据", "Fictitious data")
    )
