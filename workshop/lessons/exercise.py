"""Exercises that check themselves: what is off and where to look, never just "wrong"."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.terms import tr
from workshop.lessons.answers import blank, is_number, listed, read, unread
from workshop.lessons.differences import difference, leaves, reckoned, rough, same, some

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

    Examples
    --------
    >>> from workshop import Verdict
    >>> Verdict(False, "多数了一对。", "one_more")
    ✗ 多数了一对。
    >>> bool(Verdict(True, "对，两对。"))
    True
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
    single : bool
        The judge knows one right answer and is there to say what is off.
    tolerance : float
        Largest accepted difference of a number, absolute; default 0.005 (answers rounded to two
        places).
    given : callable, optional
        data → what the exercise is about on these data (which unit, which pair), where the prompt
        leaves it open.
    told : callable, optional
        (data, answer) → the answer as paper says it, where its letters alone say nothing.
    names : callable, optional
        data → other ways to type a thing: spelling → the thing as the answer says it (the name of
        a unit → its id).
    """

    solve: Callable[[Any], Any]
    wrong: Callable[[Any, Any], Mapping[str, Any]]
    judge: Callable[[Any, Any, Any], str | None] | None = None
    single: bool = False
    tolerance: float = 0.005
    given: Callable[[Any], str] | None = None
    told: Callable[[Any, Any], str] | None = None
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


def apart(mistakes: Mapping[str, Any], truth: Any) -> dict[str, Any]:
    """Mistakes without those that lead to the right answer, to nothing, or where an earlier one
    leads."""
    out: dict[str, Any] = {}
    for key, value in mistakes.items():
        if value and value != truth and value not in out.values():
            out[key] = value
    return out


def as_typed(truth: Mapping[str, str]) -> dict[str, str]:
    """Names that keep what people write in their own words as it is: with other things that begin
    alike, half of the model answer is never taken for the whole."""
    return {f"{text}{end}": f"{text}{end}" for text in truth.values() for end in ("*", "**")}


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
    decimals : int
        Of the right answer as a person types it.
    asked : str
        The question; its words may stand beside an answer.
    unchecked : str
        What of an answer in people's own words only people can check; said with what is right.

    Examples
    --------
    >>> from workshop import Checker
    >>> from workshop.lessons.exercise import Exercise
    >>> count = Exercise(len, lambda pairs, right: {"one_more": right + 1})
    >>> checker = Checker(count, ["甲–乙", "丙–丁"], "两对。", "再数。", {"one_more": "多了。"})
    >>> checker.check(2), checker.check(3)
    (✓ 两对。, ✗ 多了。)
    """

    task: Exercise
    data: Any
    right: str
    look: str
    hints: Mapping[str, str] = field(default_factory=dict)
    decimals: int = 4
    asked: str = ""
    unchecked: str = ""

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
        return _typed(self.solve(), said, self.decimals)

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
        truth, said = self.solve(), (answer := _plain(answer))
        if blank(answer):
            says = (
                "还没有作答：请在空白处写上你的答案。",
                "no answer yet: write yours into the blank.",
            )
            return Verdict(False, tr(*says), "empty")
        answer = read(answer, truth, self.names, self.asked)
        if isinstance(truth, Mapping) and isinstance(answer, Mapping):
            open_items = [str(key) for key in truth if blank(answer.get(key))]
            if open_items:
                told = tr(
                    f"还有没作答的：{some(open_items)}。",
                    f"no answer yet for: {some(open_items)}.",
                )
                return Verdict(False, told, "empty")
        try:
            if self._right(answer, truth):
                return Verdict(True, self.right + self.unchecked)
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
        beside = [unread(a, truth, self.names, self.asked) for a in leaves(answer)]
        if any(beside) and not reckoned(said, answer, truth):
            odd = some([a for a in beside if a])
            unclear = (
                f"这里的“{odd}”没有读懂：去掉它，只写答案，再试一次。",
                f"{odd} beside the answer cannot be read: write the answer alone and try again.",
            )
            return Verdict(False, tr(*unclear))
        return Verdict(False, f"{self._off(said, answer, truth)}{self.look}")

    def _off(self, said: Any, answer: Any, truth: Any) -> str:
        """What is off about an answer in which no mistake was recognised; `said` as it came."""
        names = set(map(str, self.names.values()))
        strange = [str(a) for a in leaves(answer) if str(a) not in names | {*leaves(truth)}]
        if names and strange:
            return tr(
                f"“{some(strange)}”对不上：请照题目或表里的写法写全。",
                f"{some(strange)} cannot be placed: write it as the task or the table does. ",
            )
        if rough(answer, truth):
            return tr(
                "算法对了，位数不够：照题目要的位数写。",
                "the way is right; write as many decimals as the task wants. ",
            )
        if reckoned(said, answer, truth):
            return tr(
                "这里写算好的数，不写算式：先用计算器或 Excel 算好。",
                "write the number, not how to compute it. ",
            )
        if isinstance(truth, (set, frozenset, list)) and listed(answer):
            # things by their names, as they were typed
            spelt = {str(thing): name for name, thing in reversed(list(self.names.items()))}
            answer = [spelt.get(a, a) if isinstance(a, str) else a for a in answer]
            truth = [spelt.get(t, t) if isinstance(t, str) else t for t in truth]
        return difference(answer, truth, self.task.tolerance)

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


def _typed(truth: Any, said: Mapping[Any, str], decimals: int) -> Any:
    if isinstance(truth, Mapping):
        return {key: _typed(value, said, decimals) for key, value in truth.items()}
    if listed(truth):
        parts = truth if isinstance(truth, (tuple, list)) else sorted(truth, key=_order)
        return tr("、", ", ").join(str(_typed(part, said, decimals)) for part in parts)
    if is_number(truth):
        return int(truth) if float(truth).is_integer() else round(float(truth), decimals)
    return said.get(truth, truth)


def _order(part: Any) -> tuple[float, str]:
    return (float(part), "") if is_number(part) else (math.inf, str(part))
