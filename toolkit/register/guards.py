"""The guards: which rule says no to a step, in a sentence that names the rule with its grade and
sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta

from toolkit.register.life import GuardError, Life, as_date
from toolkit.rules import Rules
from toolkit.terms import heading, tr

SCORES = {
    "role_score": (0, 100),
    "value_score": (0, 100),
    "satisfaction": (0, 1),
    "score": (0, 100),
    "dissatisfied": (0, 1),
    "respondent_share": (0, 1),
    "third_party": (0, 1),
}


def guard(
    machine: str,
    life: Life,
    event: str,
    valid_on: date,
    actor: str,
    data: Mapping[str, Any],
    rules: Rules,
    holidays: Sequence[date],
) -> None:
    """Raise GuardError where a rule forbids a step that the machine allows."""
    if data:
        _check_scores(data)
    if machine == "commended_person":
        if set(data) & set(SCORES):
            raise GuardError(
                tr("受表彰个人不打分、不复核", "a commended person is never scored or reviewed")
            )
    elif machine == "turnaround" and event == "pass":
        _acceptance(data, rules)
    elif machine == "exemplar":
        _exemplar_guard(
            life, event, valid_on, actor=actor, data=data, rules=rules, holidays=holidays
        )


def _exemplar_guard(
    life: Life,
    event: str,
    valid_on: date,
    actor: str,
    data: Mapping[str, Any],
    rules: Rules,
    holidays: Sequence[date],
) -> None:
    if event in ("retain", "promote", "downgrade"):
        _review(event, data, rules)
    if event == "downgrade":
        if not str(data.get("problem") or "").strip() or not data.get("due"):
            raise GuardError(
                tr(
                    "降档须写明问题（problem）和整改期限（due）",
                    "a downgrade needs a written problem and a due date",
                )
            )
        if as_date(data["due"]) < valid_on:
            raise GuardError(tr("整改期限早于降档日期", "the due date lies before the downgrade"))
    elif event in ("rectify_pass", "rectify_fail") and actor == life.downgraded_by:
        raise GuardError(
            tr("作出降档的人不能评判整改结果", "whoever downgraded cannot judge the rectification")
        )
    elif event == "extend" and life.extensions >= rules["site.rectify_max_extensions"]:
        raise _refused(
            rules,
            "site.rectify_max_extensions",
            f"已延期 {life.extensions} 次",
            f"extended {life.extensions} times already",
        )
    elif event == "name":
        _notice(life, valid_on, data, rules, holidays)
    elif event == "revoke":
        _revocation(data, rules)
    elif event == "readmit" and life.revoked_on:
        earliest = life.revoked_on + relativedelta(years=rules["site.cooling_years"])
        if valid_on < earliest:
            raise _refused(
                rules,
                "site.cooling_years",
                f"撤销后最早 {earliest} 才能重新进入",
                f"after revocation not before {earliest}",
            )


def _review(event: str, data: Mapping[str, Any], rules: Rules) -> None:
    """Below any threshold (典型作用不大、培育价值不明显) an exemplar cannot be kept; above all it
    cannot be downgraded."""
    needed = {
        "role_score": "site.role_min",
        "value_score": "site.value_min",
        "satisfaction": "site.satisfaction_min",
    }
    _needs(data, tuple(needed))
    low = [name for name, rule in needed.items() if float(data[name]) < rules[rule]]
    if event == "downgrade" and not low:
        raise _refused(
            rules,
            "site.role_min",
            "各项均达标，不能降档",
            "nothing lies below its threshold: no downgrade",
        )
    if event != "downgrade" and low:
        refusals = [
            _refused(
                rules,
                needed[name],
                f"{heading(name, 'review')}（{name}）= {data[name]:g}，低于标准",
                f"{name} = {data[name]:g} lies below",
            )
            for name in low
        ]
        raise GuardError(tr("；", "; ").join(map(str, refusals)))


def _notice(
    life: Life, valid_on: date, data: Mapping[str, Any], rules: Rules, holidays: Sequence[date]
) -> None:
    _needs(data, ("notice_from", "objections_upheld"))
    if data["objections_upheld"]:
        raise GuardError(tr("有异议成立，不能命名", "an objection was upheld: no naming"))
    start = as_date(data["notice_from"])
    if life.since and start < life.since:
        raise GuardError(
            tr(
                f"公示不能早于进入公示的日期（{life.since}）",
                f"the notice cannot begin before the shortlist ({life.since})",
            )
        )
    days = int(np.busday_count(start, valid_on, holidays=[np.datetime64(h) for h in holidays]))
    if days < rules["site.notice_days"]:
        raise _refused(
            rules,
            "site.notice_days",
            f"公示只满 {max(days, 0)} 个工作日",
            f"only {max(days, 0)} working days of public notice",
        )


def _revocation(data: Mapping[str, Any], rules: Rules) -> None:
    if data.get("false_evidence") is True:
        return
    listed = [v.strip() for v in str(rules["star.veto"] or "").split(";") if v.strip()]
    veto = str(data.get("veto") or "").strip()
    if not veto:
        raise GuardError(
            tr(
                "撤销须有虚假材料（false_evidence）或有法律依据的否决事项（veto）",
                "a revocation needs false_evidence or a legally founded veto",
            )
        )
    if veto not in listed:
        raise _refused(
            rules,
            "star.veto",
            f"“{veto}”不在否决清单内（清单默认为空，每项须有法律依据）",
            f"{veto!r} is not on the veto list (empty by default; each entry needs a legal basis)",
        )


def _acceptance(data: Mapping[str, Any], rules: Rules) -> None:
    _needs(data, ("score", "dissatisfied"))
    if float(data["score"]) < rules["turn.accept_score"]:
        raise _refused(
            rules,
            "turn.accept_score",
            f"验收得分 {data['score']} 不够",
            f"acceptance score {data['score']} is too low",
        )
    if float(data["dissatisfied"]) > rules["turn.accept_dissatisfied_max"]:
        raise _refused(
            rules,
            "turn.accept_dissatisfied_max",
            f"不满意率 {data['dissatisfied']} 过高",
            f"{data['dissatisfied']} dissatisfied is too many",
        )
    asked = data.get("respondent_share")
    if asked is not None and float(asked) < rules["turn.respondent_min_share"]:
        raise _refused(
            rules, "turn.respondent_min_share", f"测评面 {asked} 不够", f"only {asked} were asked"
        )
    if rules["turn.accept_third_party_min"] is not None:
        _needs(data, ("third_party",))
        if float(data["third_party"]) < rules["turn.accept_third_party_min"]:
            raise _refused(
                rules,
                "turn.accept_third_party_min",
                f"第三方满意度 {data['third_party']} 不够",
                f"third party: {data['third_party']}",
            )


def _needs(data: Mapping[str, Any], names: Sequence[str]) -> None:
    missing = [n for n in names if data.get(n) is None]
    if missing:
        raise GuardError(tr(f"data 缺少：{'、'.join(missing)}", f"data lacks {', '.join(missing)}"))


def _check_scores(data: Mapping[str, Any]) -> None:
    for name, (low, high) in SCORES.items():
        value = data.get(name)
        if value is None:
            continue
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float, np.number))
            or not low <= float(value) <= high
        ):
            raise GuardError(
                tr(
                    f"{name} 应在 {low} 到 {high} 之间，而不是 {value!r}",
                    f"{name} must lie in {low}..{high}, not {value!r}",
                )
            )


def _refused(rules: Rules, name: str, zh: str, en: str) -> GuardError:
    rule = rules.rule(name)
    shown = tr("（空）", "(empty)") if rules[name] is None else rules[name]
    return GuardError(
        tr(f"{zh}；规则 {rule.cited} = {shown}", f"{en}; rule {rule.cited} = {shown}")
    )
