"""What tables must agree on: superiors, pairings, weights, exemplars and their events."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.records.coerce import Typed
from toolkit.records.problems import Problems
from toolkit.rules import default_rules
from toolkit.terms import machines, tr

#: a pairing in one of these states does not run
_NOT_RUNNING = ("proposed", "confirmed", "rejected", "completed", "dissolved")


def check_consistency(typed: dict[str, Typed], problems: Problems) -> None:
    """All of it, in turn; each adds its problems."""
    if "organisation" in typed:
        _hierarchy(typed["organisation"], problems)
    if "pairing" in typed:
        _pairings(typed["pairing"], problems)
        if "organisation" in typed:
            _dissolved(typed["pairing"], typed["organisation"].frame, problems)
    if "indicator" in typed:
        _weights(typed["indicator"], problems)
    if "exemplar" in typed:
        _exemplars(typed, problems)


def _hierarchy(orgs: Typed, problems: Problems) -> None:
    """No organisation is its own superior, however far up."""
    if "parent_id" not in orgs.position:
        return
    code = {v: i for i, v in enumerate(orgs.frame["org_id"].tolist()) if v is not pd.NA}
    above = np.array(
        [code.get(v, -1) if v is not pd.NA else -1 for v in orgs.frame["parent_id"].tolist()],
        dtype=np.int64,
    )
    reach = np.arange(len(above))
    # after len(levels) doublings everyone who is not on a circle has left through the top
    step = above.copy()
    for _ in range(max(1, len(above).bit_length())):
        reach = np.where(step >= 0, step, -1)
        step = np.where(step >= 0, step[step], -1)
    stuck = np.flatnonzero(reach >= 0)
    circle = set()
    for i in stuck[:10_000]:
        j, seen = above[i], {int(i)}
        while j >= 0 and int(j) not in seen:
            seen.add(int(j))
            j = above[j]
        if j == i:
            circle.add(int(i))
    orgs.say(
        problems,
        "parent_id",
        np.array(sorted(circle), dtype=np.int64),
        tr("上级关系成环", "is its own superior, in a circle"),
    )


def _pairings(t: Typed, problems: Problems) -> None:
    f = t.frame
    t.say(
        problems,
        "recipient_id",
        f["helper_id"] == f["recipient_id"],
        tr("帮扶方与受助方不能是同一组织", "helper and recipient are the same organisation"),
    )
    ended = (
        f["status"].isin(["completed", "dissolved"])
        & f["end_actual"].isna()
        & ~pd.Series(t.unread.get("end_actual", np.zeros(len(f), dtype=bool)))
    )
    t.say(
        problems,
        "end_actual" if "end_actual" in t.position else "status",
        ended & f["wave"].isna(),
        tr("状态为完成或解除时必须填实际结束", "completed and dissolved need the actual end"),
    )
    reason = tr(
        "批次的结束日期未知：只在起始日算作运行",
        "the end of this published wave is unknown: it runs on its start day only",
    )
    t.say(
        problems,
        "end_actual" if "end_actual" in t.position else "wave",
        ended & f["wave"].notna(),
        reason,
        "warning",
    )


def _dissolved(t: Typed, organisation: pd.DataFrame, problems: Problems) -> None:
    """Pairings that still run although one of their units was dissolved."""
    gone = organisation.loc[organisation["valid_to"].notna(), "org_id"].dropna()
    runs = t.frame["end_actual"].isna() & ~t.frame["status"].isin(_NOT_RUNNING)
    for column in ("helper_id", "recipient_id"):
        t.say(
            problems,
            column,
            runs & t.frame[column].isin(gone),
            tr(
                "这个单位已撤销（见组织表的撤销日期），结对却没有实际结束日期："
                "请补上 end_actual（实际结束）",
                "this unit was dissolved (valid_to in organisation), yet the pairing has no actual "
                "end: fill in end_actual",
            ),
            "warning",
        )


def _weights(t: Typed, problems: Problems) -> None:
    f = t.frame.dropna(subset=["weight"])
    if not len(f) or abs(f["weight"].sum() - 1) < 1e-6:
        return
    sums = f.groupby(f["dimension"].fillna(""))["weight"].sum()
    wrong = sums[(sums - 1).abs() >= 1e-6].index
    which = t.frame["weight"].notna() & t.frame["dimension"].fillna("").isin(wrong)
    t.say(
        problems,
        "weight",
        which & ~which.duplicated(),
        tr(
            "权重在每个维度内或总体合计应为 1",
            "weights must sum to 1 within each dimension or over all",
        ),
    )


def _exemplars(typed: dict[str, Typed], problems: Problems) -> None:
    t = typed["exemplar"]
    person = t.frame["kind"] == "commended_person"
    t.say(
        problems,
        "org_id",
        person & t.frame["org_id"].notna(),
        tr("受表彰个人不挂组织编号", "a commended person carries no organisation"),
    )
    t.say(
        problems,
        "source" if "source" in t.position else "kind",
        person & t.frame["source"].isna(),
        tr("受表彰个人须注明来源", "a commended person needs the published source"),
    )
    lives = {"recorded", "archived"}
    t.say(
        problems,
        "status",
        person & t.frame["status"].notna() & ~t.frame["status"].isin(lives),
        tr("受表彰个人只登记、归档", "a commended person is only recorded or archived"),
    )
    t.say(
        problems,
        "status",
        ~person & (t.frame["status"] == "recorded"),
        tr("“登记”只用于受表彰个人", "recorded is for commended persons only"),
    )
    persons = t.frame.loc[person, "ex_id"]
    if "review" in typed:
        r = typed["review"]
        r.say(
            problems,
            "ex_id",
            r.frame["ex_id"].isin(persons),
            tr("受表彰个人不打分、不复核", "a commended person is never scored or reviewed"),
        )
    if "exemplar_event" in typed:
        _events(typed["exemplar_event"], persons, problems)
    if "review" in typed:
        _thresholds(typed["review"], problems)


def _thresholds(t: Typed, problems: Problems) -> None:
    """An exemplar kept below a threshold, or downgraded above all: the rule is named."""
    rules = default_rules()
    kept = t.frame["decision"].isin(["retain", "promote"])
    short = pd.Series(False, t.frame.index)
    whole = pd.Series(True, t.frame.index)
    for column, name in (
        ("role_score", "site.role_min"),
        ("value_score", "site.value_min"),
        ("satisfaction", "site.satisfaction_min"),
    ):
        low = (t.frame[column] < rules[name]).fillna(False)
        short, whole = short | low, whole & t.frame[column].notna()
        t.say(
            problems,
            column,
            kept & low,
            tr(
                f"低于标准却保留或提升；规则 {name} = {rules[name]}",
                f"kept below its threshold; rule {name} = {rules[name]}",
            ),
            "warning",
        )
    t.say(
        problems,
        "decision",
        (t.frame["decision"] == "downgrade") & whole & ~short,
        tr(
            "各项都达标却降档；规则 site.role_min、site.value_min、site.satisfaction_min",
            "downgraded above every threshold; rules site.role_min, site.value_min, "
            "site.satisfaction_min",
        ),
        "warning",
    )


def _events(t: Typed, persons: pd.Series, problems: Problems) -> None:
    """Each event is a step of its machine, and each step starts where the last one ended."""
    steps = {name: {"|".join(step) for step in m["transitions"]} for name, m in machines().items()}
    f = t.frame
    taken = (
        f["from_state"].fillna("") + "|" + f["event"].fillna("") + "|" + f["to_state"].fillna("")
    )
    is_person = f["ex_id"].isin(persons)
    legal = taken.isin(steps["exemplar"]).where(~is_person, taken.isin(steps["commended_person"]))
    given = f[["from_state", "event", "to_state"]].notna().all(axis=1)
    t.say(
        problems,
        "event",
        given & ~legal,
        tr("状态机没有这一步", "the state machine has no such step"),
    )
    order = f.sort_values(["ex_id", "seq"])
    last = order.groupby("ex_id")["to_state"].shift()
    broken = (last.notna() & order["from_state"].notna() & (last != order["from_state"])).reindex(
        f.index
    )
    t.say(
        problems,
        "from_state",
        broken,
        tr("与上一事件的新状态不衔接", "does not start where the event before it ended"),
    )
    earlier = order.groupby("ex_id")["date"].shift()
    t.say(
        problems,
        "date",
        (order["date"] < earlier).reindex(f.index),
        tr("早于上一事件的日期", "comes before the event that precedes it"),
    )
