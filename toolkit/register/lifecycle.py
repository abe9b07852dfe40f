"""One event after another: a subject's `Life` is a fold over its events, and the same fold serves
one event, a bulk import and a replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from toolkit.register.guards import guard
from toolkit.register.life import DATES, ENTER, ITEM, GuardError, Life, as_date, states, steps
from toolkit.rules import Rules
from toolkit.terms import tr

# a cleared suspicion is no review: the yearly rhythm goes on
_REVIEWED = ("name", "retain", "promote", "rectify_pass")
#: facts that ``enter`` may bring along with the state
_KNOWN = (
    "due",
    "downgraded_by",
    "extensions",
    "revoked_on",
    "reviewed_on",
    "visited_on",
    "named_on",
    "next_on",
    "listed_on",
)
#: what the register keeps of one problem of a turnaround case
ITEM_FACTS = ("problem_type", "due", "done_on")


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
    if event == ITEM:  # moves no state, so a problem done earlier may be told later
        return _item(machine, life, valid_on, data)
    if life.last and valid_on < life.last:
        raise GuardError(
            tr(
                f"早于该对象的上一事件（{life.last}）；更正请用 correct",
                f"valid before the subject's last event ({life.last}); use correct to mend the "
                f"past",
            )
        )
    if event == ENTER:
        return _enter(machine, life, valid_on, data, first_only=rules is not None)
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
        guard(
            machine,
            life,
            event,
            valid_on=valid_on,
            actor=actor,
            data=data,
            rules=rules,
            holidays=holidays,
        )
    return _moved(machine, life, target, event=event, valid_on=valid_on, actor=actor, data=data)


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


def _enter(
    machine: str, life: Life, valid_on: date, data: Mapping[str, Any], first_only: bool
) -> Life:
    if life.last and first_only:
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
        k: as_date(data[k]) if k in DATES else data[k] for k in _KNOWN if data.get(k)
    }
    said = data.get("since") != "unknown"
    # a state whose beginning nobody told starts no rhythm and no waiting time
    if said and state in ("named", "review_pending"):
        known = {"named_on": valid_on, "reviewed_on": valid_on} | known
    if said and state == "revoked":
        known = {"revoked_on": valid_on} | known
    if machine == "turnaround" and state == "identified":
        known["listed_on"] = valid_on
    if data.get("about"):
        known["about"] = dict(data["about"])
    earlier = life._replace(due=None, downgraded_by="") if life.state == "rectifying" else life
    return earlier._replace(
        state=str(state), since=valid_on, last=valid_on, since_known=said, **known
    )


def _item(machine: str, life: Life, valid_on: date, data: Mapping[str, Any]) -> Life:
    number = str(data.get("item") or "").strip()
    if machine != "turnaround" or not number:
        raise GuardError(
            tr(
                "item 只用于整顿，并须写明问题序号（item）",
                "item is for turnaround cases and needs the number of the problem (item)",
            )
        )
    items = dict(life.items or {})
    told = {k: str(data[k]) for k in ITEM_FACTS if data.get(k)}
    for name in ("due", "done_on"):
        if name in told:
            told[name] = as_date(told[name]).isoformat()
    items[number] = items.get(number, {}) | told
    if not items[number].get("due"):
        raise GuardError(
            tr(f"问题 {number} 没有时限（due）", f"problem {number} has no time limit (due)")
        )
    facts: dict[str, Any] = {"items": items}
    if life.since is None:
        facts |= {"since": valid_on, "last": valid_on}
    return life._replace(**facts)


def _moved(
    machine: str,
    life: Life,
    target: str,
    event: str,
    valid_on: date,
    actor: str,
    data: Mapping[str, Any],
) -> Life:
    facts: dict[str, Any] = {"state": target, "last": valid_on}
    if target != life.state or life.since is None:
        facts |= {"since": valid_on, "since_known": True}
    if life.state == "rectifying" and target != "rectifying":
        facts |= {"due": None, "downgraded_by": ""}
    if event == "downgrade":
        facts |= {"extensions": 0, "downgraded_by": actor, "due": as_date(data["due"])}
        facts["precision"] = data.get("precision")
    elif event == "extend":
        facts |= {
            "extensions": life.extensions + 1,
            "due": as_date(data["due"]) if data.get("due") else life.due,
        }
    elif event == "visit":
        facts |= {
            "visited_on": valid_on,
            "next_on": as_date(data["next_on"]) if data.get("next_on") else None,
        }
    elif event in _REVIEWED:
        facts |= {"reviewed_on": valid_on, "precision": data.get("precision")}
        if event == "name":
            facts["named_on"] = valid_on
    elif event == "identify":
        facts["listed_on"] = valid_on
    if target == "revoked":
        facts["revoked_on"] = valid_on
    if machine in ("pairing", "commitment") and data.get("due"):
        facts["due"] = as_date(data["due"])
    if data.get("about"):
        facts["about"] = (life.about or {}) | dict(data["about"])
    return life._replace(**facts)
