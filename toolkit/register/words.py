"""What readers call machines, states, events and due kinds: the glossary's labels, and words for
what it does not list."""

from __future__ import annotations

from toolkit.terms import label, lang, table_title, tr

# fmt: off
EVENTS = {
    "accept": "列入培育", "decline": "不采纳", "submit": "申报", "withdraw": "退出", "return": "退回",
    "shortlist": "进入公示", "objection_upheld": "异议成立", "name": "命名", "review_due": "启动复核", "suspend": "暂缓",
    "retain": "继续保留", "promote": "提升", "downgrade": "降档整改", "revoke": "撤销", (
        "rectify_pass"
    ): "整改合格",
    "extend": "延期", "rectify_fail": "整改不合格", "clear": "解除暂缓", "archive": "归档", "readmit": "重新进入",
    "visit": "回访", "identify": "认定", "dismiss": "排除", "file_plan": "制定方案", "start": "启动",
    "apply": "申请验收", "pass": "验收通过", "fail": "验收未过", "relapse": "反弹", "lookback_pass": "回头看通过",
    "re_screen": "再次排查", "confirm": "双方确认", "reject": "未采纳", "activate": "开始帮扶", "report": "报告进展",
    "adjust": "调整", "pause": "暂停", "resume": "恢复", "dissolve": "解除", "goal_met": "目标达成",
    "expire": "到期", "renew": "续期", "close": "结束", "vet_ok": "审诺通过", "vet_return": "审诺退回",
    "publish": "亮诺", "amend": "变更", "report_done": "报结完成", "report_unmet": "报结未完成", "evaluate": "评诺",
    "take_down": "撤下展示", "enter": "接续登记", "correct": "更正",
}
# fmt: on
_TABLES = {
    "exemplar": "exemplar",
    "turnaround": "turnaround_case",
    "pairing": "pairing",
    "commitment": "commitment",
}
_DUE = {"review": "复核", "rectification": "整改到期", "return_visit": "回访", "lookback": "回头看"}


def machine_word(machine: str) -> str:
    """The name of a machine for the reader."""
    return (
        table_title(_TABLES[machine]) if machine in _TABLES else label("exemplar", "kind", machine)
    )


def state_word(machine: str, state: str) -> str:
    """The name of a state for the reader."""
    return label(_TABLES.get(machine, "exemplar"), "status", state)


def event_word(event: str) -> str:
    """The name of an event for the reader."""
    return EVENTS.get(event, event) if lang() == "zh" else event.replace("_", " ")


def due_word(kind: str) -> str:
    """The name of what is due for the reader."""
    return tr(_DUE.get(kind, kind), kind.replace("_", " "))
