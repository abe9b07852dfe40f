"""Lesson 9: which combinations contradict themselves, two cases of one row read side by side, the
paths in words, what winners alone would claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.terms import tr
from workshop.lessons.beside import idle
from workshop.lessons.exercise import NotHere, apart, task
from workshop.lessons.lesson_09_comparing_cases.compared import Compared, load

__all__ = ["load"]

#: two cases of one row with different outcomes, and where each text says a thing ("": it does not)
TWO = ("C06", "C20")
_SAID = {
    1: ("监管人员佩戴党徽上岗", "党员家门口挂牌"),
    2: ("在市场入口设便民窗口", ""),
    3: ("连续两次末位的科室要向党组说明", ""),
    4: ("请县纪委派人暗访", "2016年镇里检查"),
    5: ("", "内容由支部统一打印"),
}


# ---- the truth table


def _mistaken_rows(data: Compared, truth: set[int]) -> dict[str, Any]:
    table = data.table.rows
    good = {int(r) for r in table.index[table["OUT"] == 1]}
    seen = {int(r) for r in table.index}
    return apart(
        {
            "good": good - truth,
            "bad": seen - good - truth,
            "several": {int(r) for r in table.index[table["n"] > 1]},
            "observed": seen,
            "empty": set(range(1, 2 ** len(data.conditions) + 1)) - seen,
        },
        truth,
    )


@task(9, "rows", wrong=_mistaken_rows)
def rows(data: Compared) -> set[int]:
    """Rows whose cases lie on both sides of the line."""
    found = {int(row) for row in data.table.contradictory.index}
    if not found:
        raise NotHere(
            tr("没有一行里两种结果都有。", "no row holds cases with both outcomes on these data")
        )
    return found


# ---- two cases of one row


def _words() -> tuple[str, str, str]:
    first, second = TWO
    return (
        tr("都有", "both"),
        tr(f"只有{first}", f"only {first}"),
        tr(f"只有{second}", f"only {second}"),
    )


def _other_words(_: Compared) -> dict[str, str]:
    both, first, second = _words()
    told = {both: both, first: first, second: second}
    told |= dict.fromkeys(("两个都有", "都", "两个", "都提到"), both)
    return told | {TWO[0]: first, f"仅{TWO[0]}": first, TWO[1]: second, f"仅{TWO[1]}": second}


def _mistaken_difference(data: Compared, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own, (both, first, second) = dict(truth), _words()
    swap = {first: second, second: first, both: both}
    return {
        "codes": own | {2: both},
        "survey": own | {3: both},
        "watched": own | {4: second},
        "turned": {n: swap[word] for n, word in own.items()},
        "alike": dict.fromkeys(own, both),
    }


@task(9, "difference", wrong=_mistaken_difference, names=_other_words)
def difference(data: Compared) -> dict[int, str]:
    """Which of the two texts says each thing: found where a reader marked it."""
    both, first, second = _words()
    found = {}
    for number, quotes in _SAID.items():
        here = [
            bool(quote) and case in data.texts and quote in data.texts[case].text
            for case, quote in zip(TWO, quotes)
        ]
        if here != [bool(quote) for quote in quotes]:
            raise NotHere(
                tr(
                    "这一题只读虚构的 C06 和 C20。",
                    "this exercise reads the fictitious C06 and C20",
                )
            )
        found[number] = both if all(here) else first if here[0] else second
    return found


# ---- the paths


def _path(text: Any, conditions: list[str]) -> dict[str, int]:
    """A path in words → condition → 1 (there) or 0 (没有 or 不 before it); nothing where it says
    more, but for the name that somebody gives it (带头亮相：带头人+亮身份)."""
    found, left = {}, re.sub(r"^[^:：]{2,12}[:：]", "", str(text))
    for name in conditions:
        if hit := re.search(rf"(没有|没|不|无|非|~|no )?\s*{re.escape(name)}", left):
            found[name] = int(hit[1] is None)
            left = left.replace(hit[0], " ")
    return found if idle(re.sub(r"[+*和与及且、&]|and", " ", left)) else {}


def _judge_paths(answer: Any, data: Compared, truth: Mapping[int, str]) -> str | None:
    if not isinstance(answer, Mapping):
        return None
    paths = [_path(answer[n], data.conditions) for n in sorted(answer)]
    if not all(paths):
        return None
    good = data.data[data.outcome] > 0.5
    rows = [(data.data[list(p)] == pd.Series(p, dtype=float)).all(axis=1) for p in paths]
    for path, on in zip(paths, rows):
        if not on.any():
            return "nobody"
        if (on & ~good).any():
            who = tr("、", ", ").join(map(str, good.index[on & ~good]))
            return f"{'alone' if len(path) == 1 else 'against'}\n{who}"
        if empty := _without_cases(data, path):
            return "unknown\n" + tr("、", ", ").join(tr(f"第{n}行", f"row {n}") for n in empty)
    positive = data.data.index[[r in set(_positive(data)) for r in data.table.row_of]]
    off = [str(c) for c in positive if not any(on[c] for on in rows)]
    return "missed\n" + tr("、", ", ").join(off) if off else ""


def _without_cases(data: Compared, path: dict[str, int]) -> list[int]:
    """Rows of a path that no case is in."""
    signs = data.rows()[list(path)] == ["●" if there else "○" for there in path.values()]
    return sorted({int(n) for n in signs.index[signs.all(axis=1)]} - set(data.table.rows.index))


def _positive(data: Compared) -> list[int]:
    table = data.table.rows
    return [int(r) for r in table.index[table["OUT"] == 1]]


def _mistaken_paths(data: Compared, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own, few = dict(truth), data.conditions
    last, first = max(own), own[min(own)]
    longest = own[last].split("+")
    return {
        "alone": own | {last: few[0]},
        "against": own | {last: "+".join(longest[1:])},
        "unknown": own | {last: "+".join(longest[:-1])},
        "missed": own | {last: "+".join(dict.fromkeys([*first.split("+"), few[-1]]))},
        "nobody": own | {last: f"{few[1]}+{few[2]}+{tr('没有', 'no ')}{few[0]}"},
    }


@task(9, "paths", wrong=_mistaken_paths, judge=_judge_paths)
def paths(data: Compared) -> dict[int, str]:
    """The paths that the cases show, in words."""
    model = data.solution.models[0]
    words = [re.sub(r"~", tr("没有", "no "), path).replace("*", "+") for path in model]
    return dict(enumerate(words, start=1))


# ---- winners only


def _named(chosen: pd.Series) -> set[str]:
    return {str(term) for term in chosen.index[chosen.to_numpy(dtype=bool)]}


def _mistaken_trap(data: Compared, truth: set[str]) -> dict[str, Any]:
    table = data.alone
    return apart(
        {
            "claimed": _named(table["claimed"]),
            "stands": _named(table["stands"]),
            "rare": {str(t) for t in table["winners"].nsmallest(2).index},
            "often_elsewhere": {str(t) for t in table["others"].nlargest(3).index},
        },
        truth,
    )


def _practice_names(data: Compared) -> dict[str, str]:
    """Practices by their number in the table, by name, by the first half of it."""
    names = list(map(str, data.alone.index))
    return {f"{i}": n for i, n in enumerate(names, 1)} | {m: n for n in names for m in (n[:2], n)}


@task(9, "trap", wrong=_mistaken_trap, names=_practice_names)
def trap(data: Compared) -> set[str]:
    """Practices that winners alone would claim and the others take back."""
    found = _named(data.alone["claimed"] & ~data.alone["stands"])
    if not found:
        raise NotHere(
            tr(
                "在这些案例里，只看典型没有得出站不住的经验。",
                "here winners alone claim nothing that falls",
            )
        )
    return found
