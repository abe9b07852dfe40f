"""Five state machines with their guards: what may happen to a subject, by whom, and which rule says
no.

A subject's `Life` is a fold over its events; the same fold serves one event, a bulk import and a
replay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from dateutil.relativedelta import relativedelta

from toolkit.rules import Rules
from toolkit.terms import machines, tr

#: bookkeeping of the register itself, legal in every machine: ``enter`` takes over a state known
#: from elsewhere
#: (only as a subject's first event), ``correct`` replaces or voids an earlier event
ENTER, CORRECT = "enter", "correct"
_SCORES = {
    "role_score": (0, 100),
    "value_score": (0, 100),
    "satisfaction": (0, 1),
    "score": (0, 100),
    "dissatisfied": (0, 1),
}
_SCORES |= {"respondent_share": (0, 1), "third_party": (0, 1)}
# a cleared suspicion is no review: the yearly rhythm goes on
_REVIEWED = ("name", "retain", "promote", "rectify_pass")
_DATES = ("since", "last", "due", "revoked_on", "reviewed_on", "visited_on", "named_on")
#: facts that ``enter`` may bring along with the state
_KNOWN = (
    "due",
    "downgraded_by",
    "extensions",
    "revoked_on",
    "reviewed_on",
    "visited_on",
    "named_on",
)


class GuardError(ValueError):
    """An event that the state machine forbids or a guard refuses; nothing was written.

    ``.problems`` (for `append_many`) lists every refused row as ``(row, reason)``.
    """

    def __init__(self, message: str, problems: Sequence[tuple[int, str]] = ()):
        super().__init__(message)
        self.problems = list(problems)


class Life(NamedTuple):
    """What the guards need to know of a subject: its state and since when, and the few facts that
    bind later steps."""

    state: str
    since: date | None = None
    last: date | None = None
    extensions: int = 0
    downgraded_by: str = ""
    due: date | None = None
    revoked_on: date | None = None
    reviewed_on: date | None = None
    visited_on: date | None = None
    named_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for storage."""
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in self._asdict().items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Life:
        """The reverse of `as_json`."""
        known: dict[str, Any] = {
            k: date.fromisoformat(v) if v and k in _DATES else v for k, v in stored.items()
        }
        return cls(**known)


@cache
def steps(machine: str) -> dict[tuple[str, str], str]:
    """(state, event) → next state of one machine (GuardError for an unknown machine)."""
    if machine not in machines():
        raise GuardError(
            tr(
                f"没有这种状态机：{machine}",
                f"no such machine: {machine}; there are {', '.join(machines())}",
            )
        )
    return {(a, e): b for a, e, b in machines()[machine]["transitions"]}


@cache
def states(machine: str) -> frozenset[str]:
    """Every state of a machine."""
    return frozenset(
        {machines()[machine]["start"]}
        | {a for a, _ in steps(machine)}
        | set(steps(machine).values())
    )


def born(machine: str) -> Life:
    """An unknown subject stands in its machine's start state."""
    steps(machine)
    return Life(machines()[machine]["start"])


def advance(
    machine: str,
    life: Life,
    event: str,
    valid_on: date,
    actor: str,
    reason: str,
    data: Mapping[str, Any],
    rules: Rules | None,
    holidays: Sequence[date] = (),
) -> Life:
    """The subject's life after one event.

    Without `rules` the guards are left out: what was once recorded was judged by the rules of its
    day, and a replay under other rules must not undo it.

    Raises
    ------
    GuardError
        No person or reason, an event before the subject's last, no such step, or a guard; the
        message names the rule with its grade and sources.
    """
    if not actor or not reason:
        raise GuardError(
            tr("每个决定都要有办理人（岗位）和理由", "every decision needs a person and a reason")
        )
    if life.last and valid_on < life.last:
        raise GuardError(
            tr(
                f"早于该对象的上一事件（{life.last}）；更正请用 correct",
                f"valid before the subject's last event ({life.last}); use correct to mend the "
                f"past",
            )
        )
    if event == ENTER:
        return _enter(machine, life, valid_on, data)
    target = steps(machine).get((life.state, event))
    if target is None:
        possible = tr("、", ", ").join(sorted({e for s, e in steps(machine) if s == life.state}))
        raise GuardError(
            tr(
                f"“{life.state}”状态下不能“{event}”；可以：{possible or '无'}",
                f"{event} is not possible in state {life.state}; possible: {possible or 'nothing'}",
            )
        )
    if rules is not None:
        _guard(machine, life, event, valid_on, actor, data, rules, holidays)
    return _moved(life, target, event, valid_on, actor, data)


def settled(
    event: str, life: Life, valid_on: date, data: dict[str, Any], rules: Rules
) -> dict[str, Any]:
    """`data` with the date that a rule of today gives written into it, so that a replay needs no
    rule."""
    if event != "extend" or data.get("due"):
        return data
    return data | {
        "due": (
            (life.due or valid_on) + relativedelta(months=rules["site.rectify_months"])
        ).isoformat()
    }


def _enter(machine: str, life: Life, valid_on: date, data: Mapping[str, Any]) -> Life:
    if life.last:
        raise GuardError(
            tr("enter 只能是对象的第一个事件", "enter can only be a subject's first event")
        )
    state = data.get("state")
    if state not in states(machine):
        raise GuardError(
            tr(
                f"enter 需要 data.state，且为：{'、'.join(sorted(states(machine)))}",
                f"enter needs data.state, one of {', '.join(sorted(states(machine)))}",
            )
        )
    known: dict[str, Any] = {
        k: as_date(data[k]) if k in _DATES else data[k] for k in _KNOWN if data.get(k)
    }
    if state in ("named", "review_pending"):
        known = {"named_on": valid_on, "reviewed_on": valid_on} | known
    if state == "revoked":
        known = {"revoked_on": valid_on} | known
    return Life(str(state), valid_on, valid_on, **known)


def _moved(
    life: Life, target: str, event: str, valid_on: date, actor: str, data: Mapping[str, Any]
) -> Life:
    facts: dict[str, Any] = {"state": target, "last": valid_on}
    if target != life.state or life.since is None:
        facts["since"] = valid_on
    if life.state == "rectifying" and target != "rectifying":
        facts |= {"due": None, "downgraded_by": ""}
    if event == "downgrade":
        facts |= {"extensions": 0, "downgraded_by": actor, "due": as_date(data["due"])}
    elif event == "extend":
        facts |= {
            "extensions": life.extensions + 1,
            "due": as_date(data["due"]) if data.get("due") else life.due,
        }
    elif event == "visit":
        facts["visited_on"] = valid_on
    elif event in _REVIEWED:
        facts["reviewed_on"] = valid_on
        if event == "name":
            facts["named_on"] = valid_on
    if target == "revoked":
        facts["revoked_on"] = valid_on
    return life._replace(**facts)


def _guard(
    machine: str,
    life: Life,
    event: str,
    valid_on: date,
    actor: str,
    data: Mapping[str, Any],
    rules: Rules,
    holidays: Sequence[date],
) -> None:
    if data:
        _check_scores(data)
    if machine == "commended_person":
        if set(data) & set(_SCORES):
            raise GuardError(
                tr("受表彰个人不打分、不复核", "a commended person is never scored or reviewed")
            )
    elif machine == "turnaround" and event == "pass":
        _acceptance(data, rules)
    elif machine == "exemplar":
        _exemplar_guard(life, event, valid_on, actor, data, rules, holidays)


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
        raise _refused(
            rules,
            needed[low[0]],
            f"{low[0]} = {data[low[0]]}，低于标准",
            f"{low[0]} = {data[low[0]]} lies below",
        )


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
    for name, (low, high) in _SCORES.items():
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


def as_date(value: Any) -> date:
    """An ISO string, date, datetime or Timestamp as a date (GuardError otherwise)."""
    if isinstance(value, date):
        # a Timestamp is a datetime, and NaT has no date
        if not isinstance(value, datetime):
            return value
        if value == value:
            return value.date()
    import pandas as pd

    # pandas reads 20110704 as nanoseconds since 1970
    if isinstance(value, (int, np.integer)) or (
        isinstance(value, (float, np.floating)) and value == value
    ):
        raise GuardError(
            tr(
                f"不是日期：{value!r}。请写成文字，如 2011-07-04。",
                f"no date: {value!r}; write it as text, such as 2011-07-04",
            )
        )
    try:
        stamp = pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise GuardError(tr(f"不是日期：{value!r}", f"no date: {value!r}")) from error
    if stamp is pd.NaT:
        raise GuardError(tr("缺少日期", "a date is missing"))
    return stamp.date()
