"""Whether two answers agree, and how they differ, in a sentence that does not give the truth
away."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from toolkit.terms import tr
from workshop.lessons.answers import is_number, listed


def same(answer: Any, truth: Any, tolerance: float = 0.005) -> bool:
    """Whether two answers agree: numbers within `tolerance`, collections without regard to order,
    texts without regard to blanks."""
    if is_number(truth):
        return is_number(answer) and math.isclose(answer, truth, rel_tol=1e-9, abs_tol=tolerance)
    if isinstance(truth, str):
        return isinstance(answer, str) and answer.strip() == truth
    if isinstance(truth, Mapping):
        return (
            isinstance(answer, Mapping)
            and answer.keys() == truth.keys()
            and all(same(answer[k], truth[k], tolerance) for k in truth)
        )
    if isinstance(truth, tuple):
        return (
            listed(answer)
            and len(answer) == len(truth)
            and all(same(a, t, tolerance) for a, t in zip(answer, truth))
        )
    if listed(truth):
        return listed(answer) and set(answer) == set(truth)
    return bool(answer == truth)


def leaves(answer: Any) -> list[Any]:
    """The single things in an answer of any shape."""
    if isinstance(answer, Mapping):
        return [leaf for value in answer.values() for leaf in leaves(value)]
    return [leaf for part in answer for leaf in leaves(part)] if listed(answer) else [answer]


def rough(answer: Any, truth: Any) -> bool:
    """Whether the numbers are right, with fewer decimals than asked."""
    given, wanted = leaves(answer), leaves(truth)
    if len(given) != len(wanted) or not all(map(is_number, [*given, *wanted])):
        return False
    return any(all(a == round(t, d) for a, t in zip(given, wanted)) for d in range(4))


def reckoned(said: Any, answer: Any, truth: Any) -> bool:
    """Whether a calculation was typed in place of its numbers."""
    if not all(map(is_number, leaves(truth))) or isinstance(truth, Mapping):
        return False
    wanted = len(truth) if listed(truth) else 1
    unread = len(leaves(answer)) != wanted or any(isinstance(leaf, str) for leaf in leaves(answer))
    return unread and bool(re.search(r"\d\s*[*/×÷+]\s*\d", str(said)))


def difference(answer: Any, truth: Any, tolerance: float = 0.005) -> str:
    """How an answer differs from the truth, in a sentence that does not give the truth away."""
    if is_number(truth):
        if not is_number(answer):
            return tr(
                f"这里要一个数，你给的是“{_short(answer)}”。",
                f"a number is wanted here, not {_short(answer)}. ",
            )
        if math.isnan(answer):
            return tr("算出来是空值（NaN）。", "the result is empty (NaN). ")
        return tr("偏大了。", "too large. ") if answer > truth else tr("偏小了。", "too small. ")
    if isinstance(truth, Mapping):
        if not isinstance(answer, Mapping):
            return tr(
                f"这里要逐项作答，一共 {len(truth)} 项：照空白处原来的样子写。",
                f"an answer for each of {len(truth)} items is wanted, in the shape of the blank. ",
            )
        off = [str(key) for key in truth if key not in answer or not same(answer[key], truth[key])]
        return (
            tr(f"这几项还不对：{some(off)}。", f"these are off: {some(off)}. ")
            if off
            else tr("多答了几项。", "items too many. ")
        )
    if listed(truth):
        if not listed(answer):
            return tr("这里要几项答案，中间用顿号。", "several answers are wanted, with commas. ")
        if isinstance(truth, tuple):
            return _order_difference(list(answer), truth, tolerance)
        return _set_difference(list(answer), list(truth))
    return tr(f"“{_short(answer)}”还不对。", f"{_short(answer)} is off. ")


def _order_difference(answer: list[Any], truth: tuple[Any, ...], tolerance: float) -> str:
    if len(answer) != len(truth):
        return tr(
            f"要 {len(truth)} 项，你给了 {len(answer)} 项。",
            f"{len(truth)} values are wanted, {len(answer)} given. ",
        )
    both = enumerate(zip(answer, truth), start=1)
    off = [str(i) for i, (a, t) in both if not same(a, t, tolerance)]
    return tr(f"第 {'、'.join(off)} 个还不对。", f"number {', '.join(off)} is off. ")


def _set_difference(answer: list[Any], truth: list[Any]) -> str:
    if len(answer) == len(truth) == 1:
        return tr(f"“{answer[0]}”还不对。", f"{answer[0]} is off. ")
    extra, missing = [str(a) for a in answer if a not in truth], sum(t not in answer for t in truth)
    parts = [tr(f"{some(extra)} 不该在内", f"{some(extra)} should not be there")] if extra else []
    parts += [tr(f"还少 {missing} 个", f"{missing} missing")] if missing else []
    return tr("，", ", ").join(parts) + tr("。", ". ")


def _short(answer: Any) -> str:
    text = str(answer)
    return text if len(text) <= 20 else text[:20] + "…"


def some(items: list[str]) -> str:
    return tr("、", ", ").join(items[:5]) + ("…" if len(items) > 5 else "")
