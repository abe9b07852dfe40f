"""What a group enters: a decision and a belief, checked strictly, with every problem at once."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toolkit.terms import tr
from workshop.sandbox.county import Sandbox, SandboxError

NOTE_MOST = 200
EFFECT_MOST = 30.0
NAME_MOST = 16


@dataclass(frozen=True)
class Decision:
    """A round's decision: ``pairs`` (unit, helper), new ``sites``, ``visits`` to units, and whether
    adoption is checked."""

    pairs: tuple[tuple[str, str], ...] = ()
    sites: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    check: bool = False

    def entered(self) -> dict[str, Any]:
        """As `decide` takes it."""
        return {
            **asdict(self),
            "pairs": [list(p) for p in self.pairs],
            "sites": list(self.sites),
            "visits": list(self.visits),
        }


@dataclass(frozen=True)
class Belief:
    """After a round's results: units believed to have turned around, points that help is believed
    to have added, and why."""

    turned: tuple[str, ...] = ()
    effect: float = 0.0
    note: str = ""

    def entered(self) -> dict[str, Any]:
        """As `believe` takes it."""
        return {**asdict(self), "turned": list(self.turned)}


def decide(sandbox: Sandbox, entered: Any, before: Sequence[Decision] = ()) -> Decision:
    """The decision that `entered` (a mapping of lists of codes) states, or a SandboxError with
    every problem."""
    found = _fields(entered, {"pairs", "sites", "visits", "check"})
    problems: list[str] = []
    units, helpers, sites = (
        list(frame["code"]) for frame in (sandbox.units, sandbox.helpers, sandbox.sites)
    )
    pairs = _pairs(found.get("pairs", []), units, helpers, problems)
    chosen = _codes(found.get("sites", []), sites, tr("示范点", "sites"), problems)
    visits = _codes(found.get("visits", []), units, tr("走访", "visits"), problems)
    check = found.get("check", False)
    if not isinstance(check, bool):
        problems.append(tr("采纳抽查须为是或否。", "check must be yes or no."))
        check = False
    opened = {s for d in before for s in d.sites}
    problems += [
        tr(f"示范点 {s} 已经建了，不必再建。", f"site {s} is open already.")
        for s in chosen
        if s in opened
    ]
    problems += _over(sandbox, pairs, chosen, len(visits) + check)
    if problems:
        raise SandboxError(problems)
    order = {code: k for k, code in enumerate([*units, *sites])}
    return Decision(
        tuple(sorted(pairs, key=lambda p: order[p[0]])),
        tuple(sorted(chosen, key=order.__getitem__)),
        tuple(sorted(visits, key=order.__getitem__)),
        check,
    )


def cost(sandbox: Sandbox, pairs: int, sites: int) -> int:
    """Money that so many pairs and new sites take."""
    return pairs * sandbox.limits.pair_cost + sites * sandbox.limits.site_cost


def _over(
    sandbox: Sandbox, pairs: list[tuple[str, str]], sites: list[str], visits: int
) -> list[str]:
    limits, out = sandbox.limits, []
    for unit, times in Counter(u for u, _ in pairs).items():
        if times > 1:
            out.append(
                tr(
                    f"单位 {unit} 填了 {times} 个帮扶方：一轮只能有一个。",
                    f"unit {unit} has {times} helpers: one a round.",
                )
            )
    room = dict(zip(sandbox.helpers["code"], sandbox.helpers["capacity"]))
    for helper, used in Counter(h for _, h in pairs).items():
        if used > room[helper]:
            zh = f"帮扶方 {helper} 最多帮 {room[helper]} 个单位，现在安排了 {used} 个。"
            out.append(tr(zh, f"helper {helper} can help {room[helper]} units, not {used}."))
    for unit, helper in pairs:
        if math.isnan(float(sandbox.fit.loc[unit, helper])):
            out.append(
                tr(
                    f"{helper} 与 {unit} 须回避，不能结对。",
                    f"{helper} and {unit} must not be paired.",
                )
            )
    spent = cost(sandbox, len(pairs), len(sites))
    if spent > limits.money:
        out.append(
            tr(
                f"经费超出：要 {spent} 份，本轮只有 {limits.money} 份。",
                f"too much money: {spent}, of {limits.money} a round.",
            )
        )
    if visits > limits.visits:
        zh = f"走访超出：要 {visits} 次（采纳抽查算一次），本轮只有 {limits.visits} 次。"
        out.append(
            tr(
                zh,
                f"too many visits: {visits} (a check of adoption is one), of {limits.visits} a "
                f"round.",
            )
        )
    return out


def believe(sandbox: Sandbox, entered: Any) -> Belief:
    """The belief that `entered` states, or a SandboxError with every problem."""
    found = _fields(entered, {"turned", "effect", "note"})
    problems: list[str] = []
    turned = _codes(
        found.get("turned", []),
        list(sandbox.units["code"]),
        tr("真好转", "turned around"),
        problems,
    )
    effect = found.get("effect")
    if (
        isinstance(effect, bool)
        or not isinstance(effect, (int, float))
        or not abs(effect) <= EFFECT_MOST
    ):  # nan fails too
        zh = f"效果估计须为 −{EFFECT_MOST:g} 到 {EFFECT_MOST:g} 之间的数（可以是 0）。"
        problems.append(
            tr(
                zh,
                f"the effect must be a number from -{EFFECT_MOST:g} to {EFFECT_MOST:g} (0 is "
                f"possible).",
            )
        )
        effect = 0.0
    note = found.get("note", "")
    if not isinstance(note, str) or len(note) > NOTE_MOST:
        problems.append(
            tr(f"理由最多 {NOTE_MOST} 个字。", f"the reason has at most {NOTE_MOST} characters.")
        )
        note = ""
    if problems:
        raise SandboxError(problems)
    return Belief(
        tuple(u for u in sandbox.units["code"] if u in turned), round(float(effect), 2), clean(note)
    )


def clean(text: str) -> str:
    """Text without characters that are not shown (controls, direction overrides, lone
    surrogates)."""
    return "".join(
        c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    ).strip()


def group_name(text: Any) -> str:
    """A group's name as it is kept, or a SandboxError."""
    name = clean(unicodedata.normalize("NFKC", text)) if isinstance(text, str) else ""
    if not 1 <= len(name) <= NAME_MOST:
        raise SandboxError(
            [
                tr(
                    f"组名须有 1 到 {NAME_MOST} 个字。",
                    f"a group's name has 1 to {NAME_MOST} characters.",
                )
            ]
        )
    return name


def _fields(entered: Any, known: set[str]) -> dict[str, Any]:
    if not isinstance(entered, dict):
        raise SandboxError(
            [
                tr(
                    "提交的内容不成形，请刷新页面再试。",
                    "what was sent is malformed; reload the page and try again.",
                )
            ]
        )
    if unknown := sorted(set(map(str, entered)) - known):
        names = "、".join(name[:20] for name in unknown[:5])
        raise SandboxError([tr(f"不认识的项目：{names}", f"unknown items: {names}")])
    return entered


def _codes(entered: Any, known: Iterable[str], what: str, problems: list[str]) -> list[str]:
    """A list of known codes without repeats; what is wrong goes into `problems`."""
    if (
        not isinstance(entered, (list, tuple))
        or not all(isinstance(c, str) for c in entered)
        or len(entered) > 200
    ):
        problems.append(tr(f"{what}须为编号的列表。", f"{what} must be a list of codes."))
        return []
    wrong = [c for c in dict.fromkeys(entered) if c not in set(known)]
    problems += [
        tr(f"{what}：没有编号 {c[:20]}。", f"{what}: there is no {c[:20]}.") for c in wrong
    ]
    problems += [
        tr(f"{what}：{c} 填了 {n} 次。", f"{what}: {c} stands {n} times.")
        for c, n in Counter(entered).items()
        if n > 1
    ]
    return [c for c in dict.fromkeys(entered) if c not in wrong]


def _pairs(
    entered: Any, units: list[str], helpers: list[str], problems: list[str]
) -> list[tuple[str, str]]:
    shaped = isinstance(entered, (list, tuple)) and len(entered) <= 200
    if not shaped or not all(
        isinstance(p, (list, tuple)) and len(p) == 2 and all(isinstance(c, str) for c in p)
        for p in entered
    ):
        problems.append(
            tr("结对须为（单位，帮扶方）的列表。", "pairs must be a list of (unit, helper).")
        )
        return []
    out = []
    for unit, helper in entered:
        missing = [c[:20] for c, known in ((unit, units), (helper, helpers)) if c not in known]
        problems += [tr(f"结对：没有编号 {c}。", f"pairs: there is no {c}.") for c in missing]
        if not missing:
            out.append((unit, helper))
    return out
