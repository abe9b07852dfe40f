"""Exercises that check themselves: what is off and where to look, never just "wrong"."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.terms import tr
from workshop.lessons.answers import blank, is_number, listed, read

#: exercises by lesson and id, filled by the modules in ``tasks``
TASKS: dict[tuple[int, str], Exercise] = {}


class NotHere(ValueError):
    """The data at hand have no answer to this exercise (say, nobody is unpaired); the sentence says
    what is missing."""


@dataclass(frozen=True)
class Verdict:
    """What the checker says: whether the answer stands, and a sentence that helps.

    Attributes
    ----------
    right : bool
    sentence : str
        What is off and where to look; for a right answer, what it shows.
    hint : str
        Key of the recognised mistake, "" when none was.
    """

    right: bool
    sentence: str
    hint: str = ""

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"{'✓' if self.right else '✗'} {self.sentence}"


@dataclass(frozen=True)
class Exercise:
    """An exercise as a computation; its texts stand in the lesson's TOML file under the same id.

    Attributes
    ----------
    solve : callable
        data → the right answer: a number, a text, a set of ids, a dict, or a tuple of these.
    wrong : callable
        (data, right answer) → hint key → the answer that this typical mistake leads to. Every key
        has a sentence in the TOML file.
    judge : callable, optional
        (answer, data, right answer) → "" when the answer stands, a hint key, or None when it is off
        in no known way; for exercises with more than one right answer. After the key, behind a line
        break, may stand what exactly is off.
    tolerance : float
        Largest accepted difference of a number, absolute; default 0.005 (answers rounded to two
        places).
    given : callable, optional
        data → what the exercise is about on these data (which unit, which pair), where the prompt
        leaves it open.
    names : callable, optional
        data → other ways to type a thing: spelling → the thing as the answer says it (the name of
        a unit → its id).
    """

    solve: Callable[[Any], Any]
    wrong: Callable[[Any, Any], Mapping[str, Any]]
    judge: Callable[[Any, Any, Any], str | None] | None = None
    tolerance: float = 0.005
    given: Callable[[Any], str] | None = None
    names: Callable[[Any], Mapping[str, Any]] | None = None


def task(
    lesson: int, id: str, **options: Any
) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register the decorated ``solve`` as the exercise `id` of `lesson`; `options` are the other
    fields of `Exercise`."""

    def register(solve: Callable[[Any], Any]) -> Callable[[Any], Any]:
        TASKS[lesson, id] = Exercise(solve, **options)
        return solve

    return register


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


@dataclass(frozen=True)
class Checker:
    """One exercise with its texts and data: solves, and judges an answer.

    Attributes
    ----------
    task : Exercise
    data : object
        What the lesson's tasks compute on.
    right, look : str
        What a right answer shows, and where to look when an answer is off.
    hints : mapping
        Hint key → sentence.
    """

    task: Exercise
    data: Any
    right: str
    look: str
    hints: Mapping[str, str] = field(default_factory=dict)

    def solve(self) -> Any:
        """The right answer on these data; raises `NotHere` where there is none."""
        return self.task.solve(self.data)

    @property
    def names(self) -> Mapping[str, Any]:
        """Other ways to type a thing: spelling → the thing as the answer says it."""
        return self.task.names(self.data) if self.task.names is not None else {}

    def typed(self) -> Any:
        """The right answer as a person types it: names in place of codes, several things in one
        text."""
        said = {thing: spelling for spelling, thing in reversed(list(self.names.items()))}
        return _typed(self.solve(), said)

    @property
    def given(self) -> str:
        """What the prompt leaves open on these data (which unit, which pair); "" where it leaves
        nothing open."""
        return self.task.given(self.data) if self.task.given is not None else ""

    def mistakes(self) -> dict[str, Any]:
        """Hint key → the answer that the mistake leads to, without those that happen to be right on
        these data."""
        truth = self.solve()
        found = self.task.wrong(self.data, truth)
        return {key: value for key, value in found.items() if not self._right(value, truth)}

    def check(self, answer: Any) -> Verdict:
        """Judge an answer; never raises because of what the answer is."""
        truth, answer = self.solve(), _plain(answer)
        if blank(answer):
            says = (
                "还没有作答：请在空白处写上你的答案。",
                "no answer yet: write yours into the blank.",
            )
            return Verdict(False, tr(*says), "empty")
        answer = read(answer, truth, self.names)
        if isinstance(truth, Mapping) and isinstance(answer, Mapping):
            open_items = [str(key) for key in truth if blank(answer.get(key))]
            if open_items:
                told = tr(
                    f"还有没作答的：{_some(open_items)}。",
                    f"no answer yet for: {_some(open_items)}.",
                )
                return Verdict(False, told, "empty")
        try:
            if self._right(answer, truth):
                return Verdict(True, self.right)
            key = self._recognise(answer, truth)
        except (TypeError, ValueError, KeyError, AttributeError):
            key = None  # an answer of an odd shape is off in no known way
        if key:
            key, _, detail = key.partition("\n")
            return Verdict(
                False,
                self.hints[key] + (tr(f"（{detail}）", f" ({detail})") if detail else ""),
                key,
            )
        return Verdict(False, f"{difference(answer, truth)}{self.look}")

    def _right(self, answer: Any, truth: Any) -> bool:
        if self.task.judge is not None:
            return self.task.judge(answer, self.data, truth) == ""
        return same(answer, truth, self.task.tolerance)

    def _recognise(self, answer: Any, truth: Any) -> str | None:
        for key, value in self.task.wrong(self.data, truth).items():
            if same(answer, value, self.task.tolerance):
                return key
        return self.task.judge(answer, self.data, truth) if self.task.judge is not None else None


def _plain(answer: Any) -> Any:
    # a Series or an array of ids is as good an answer as a list, a numpy number as good as Python's
    if hasattr(answer, "to_dict") and hasattr(answer, "index") and getattr(answer, "ndim", 1) == 1:
        default = list(answer.index) == list(range(len(answer)))
        return list(answer) if default else answer.to_dict()
    if hasattr(answer, "tolist"):
        return answer.tolist()
    return answer


def _typed(truth: Any, said: Mapping[Any, str]) -> Any:
    if isinstance(truth, Mapping):
        return {key: _typed(value, said) for key, value in truth.items()}
    if listed(truth):
        parts = truth if isinstance(truth, (tuple, list)) else sorted(truth, key=_order)
        return tr("、", ", ").join(str(_typed(part, said)) for part in parts)
    if is_number(truth):
        return int(truth) if float(truth).is_integer() else round(float(truth), 4)
    return said.get(truth, truth)


def _order(part: Any) -> tuple[float, str]:
    return (float(part), "") if is_number(part) else (math.inf, str(part))


def difference(answer: Any, truth: Any) -> str:
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
                "这里要逐项作答：{名称: 答案}。",
                "an answer for each item is wanted: {name: answer}. ",
            )
        off = [str(key) for key in truth if key not in answer or not same(answer[key], truth[key])]
        return (
            tr(f"这几项还不对：{_some(off)}。", f"these are off: {_some(off)}. ")
            if off
            else tr("多答了几项。", "items too many. ")
        )
    if listed(truth):
        if not listed(answer):
            return tr("这里要几项答案，中间用顿号。", "several answers are wanted, with commas. ")
        return _set_difference(list(answer), list(truth), ordered=isinstance(truth, tuple))
    return tr(f"“{_short(answer)}”还不对。", f"{_short(answer)} is off. ")


def _set_difference(answer: list[Any], truth: list[Any], ordered: bool) -> str:
    if ordered:
        if len(answer) != len(truth):
            return tr(
                f"要 {len(truth)} 个数，你给了 {len(answer)} 个。",
                f"{len(truth)} values are wanted, {len(answer)} given. ",
            )
        off = [str(i) for i, (a, t) in enumerate(zip(answer, truth), start=1) if not same(a, t)]
        return tr(f"第 {'、'.join(off)} 个还不对。", f"number {', '.join(off)} is off. ")
    extra, missing = [str(a) for a in answer if a not in truth], sum(t not in answer for t in truth)
    parts = [tr(f"{_some(extra)} 不该在内", f"{_some(extra)} should not be there")] if extra else []
    parts += [tr(f"还少 {missing} 个", f"{missing} missing")] if missing else []
    return tr("，", ", ").join(parts) + tr("。", ". ")


def _short(answer: Any) -> str:
    text = str(answer)
    return text if len(text) <= 20 else text[:20] + "…"


def _some(items: list[str]) -> str:
    return tr("、", ", ").join(items[:5]) + ("…" if len(items) > 5 else "")
