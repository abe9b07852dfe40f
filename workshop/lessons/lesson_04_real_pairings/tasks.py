"""Lesson 4, real pairings: who changed, how much lasted, what may be compared, and the sentence
that a headline lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, apart, task
from workshop.lessons.lesson_04_real_pairings.waves import Waves, load

__all__ = ["load"]

#: a list of more changed helpers is no work for a table group
_MOST = 12


# ---- who changed


def _spellings(data: Waves) -> dict[str, str]:
    """Ways to write a place: its name in full, without the province before it, without 省 or 市."""
    ends = {end for at in (1, 2) for pair in data.pairs(at) for end in pair}
    out = {}
    for id in sorted(ends):
        whole = data.names[id]
        last = re.split(r"(?<=省)", whole)[-1] or whole
        for name in (whole, last):
            out[name] = id
            out[re.sub(r"(省|市|(维吾尔|壮族|回族)?自治区|\w族自治州)$", "", name)] = id
    return out


def _mistaken_changed(data: Waves, truth: set[str]) -> dict[str, set[str]]:
    return apart({k: v for k, v in data.changed().items() if k != "changed"}, truth)


@task(
    4,
    "changed",
    wrong=_mistaken_changed,
    names=_spellings,
    given=lambda data: f"{data.days[1][:4]} → {data.days[2][:4]}",
)
def changed(data: Waves) -> set[str]:
    """Helpers on both the second and the third list whose recipients are not the same."""
    data.published  # noqa: B018  three lists, or the reason
    found = data.changed()["changed"]
    if not 0 < len(found) <= _MOST:
        raise NotHere(
            tr(
                f"这两张名单之间换了对象的有 {len(found)} 个，不宜当堂逐个找。",
                f"{len(found)} helpers changed between these lists: no exercise for a class",
            )
        )
    return found


# ---- how much lasted

Two = tuple[float, float]


def _mistaken_retention(data: Waves, truth: Two) -> dict[str, Two]:
    two = data.published.head(2).astype(dict.fromkeys(("before", "after", "kept"), float))
    other = (2 * two["kept"] / (two["before"] + two["after"]), two["kept"] / two["after"])
    return {
        "before": _pair(two["kept_share"]),
        "after": _pair(other[1]),
        "dice": _pair(other[0]),
        "changed": (1 - truth[0], 1 - truth[1]),
        "percent": (round(100 * truth[0], 1), round(100 * truth[1], 1)),
    }


def _pair(values: pd.Series) -> Two:
    return float(values.iloc[0]), float(values.iloc[1])


@task(4, "retention", wrong=_mistaken_retention, tolerance=0.0006)
def retention(data: Waves) -> Two:
    """Overlap of the first and of the second step, as published."""
    return _pair(data.published["jaccard"])


# ---- what may be compared

#: the comparisons of the exercise by number: a step to the wave named, or "" where no step is
#: asked (another programme; what the lists do not hold)
_ASKED = {1: "east-west-2002", 2: "east-west-2016", 3: "east-west-2021", 4: "", 5: ""}


def _words() -> tuple[str, str, str]:
    """As published, after rolling up, not at all."""
    return tr("直接比", "as it is"), tr("折算再比", "roll up"), tr("不能比", "never")


def _other_words(_: Waves) -> dict[str, str]:
    direct, rolled, never = _words()
    told = {direct: direct, rolled: rolled, never: never}
    told |= dict.fromkeys(("直接", "能比", "能直接比", "可以直接比"), direct)
    told |= dict.fromkeys(("折算", "先折算", "折算后比", "先折算再比", "折算后再比"), rolled)
    return told | dict.fromkeys(("不能", "不可比", "不比", "都不能比"), never)


def _mistaken_comparable(data: Waves, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own, (direct, rolled, never) = dict(truth), _words()
    return {
        "direct": {k: direct if v == rolled else v for k, v in own.items()},
        "timid": {k: never if v == rolled else v for k, v in own.items()},
        "programmes": own | {4: rolled},
        "effort": own | {5: rolled},
        "mark": own | {2: direct},
    }


@task(4, "comparable", wrong=_mistaken_comparable, names=_other_words)
def comparable(data: Waves) -> dict[int, str]:
    """For each comparison: as published, after rolling up, or not at all."""
    direct, up, never = _words()
    rolled = data.rolled.set_index("to")["jaccard"]
    moved = (data.published.set_index("to")["jaccard"] - rolled).abs() > 1e-9
    return {
        number: never if not wave else up if moved[wave] else direct
        for number, wave in _ASKED.items()
    }


# ---- the sentence that the headline lacks

_STEP = "east-west-2016"
_RULER = re.compile(
    "写法|写到|尺子|粒度|折算|归并|到省|同一级|级别|口径不|ruler|grain|province|written|yardstick"
)
_VERDICT = re.compile(
    "失败|成功|更好|更差|有效|无效|不力|落后|退步|进步|优于|fail|success|better|worse"
)


def _two(data: Waves) -> Two:
    """The overlap of the step in question as published, and rolled up."""
    return tuple(  # type: ignore[return-value]
        float(steps.set_index("to").loc[_STEP, "jaccard"])
        for steps in (data.published, data.rolled)
    )


def _has(text: str, share: float) -> bool:
    """Whether a text tells the share, as a fraction or as a percentage, rounded as people do."""
    told = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
    return any(abs(n - share) < 0.0051 or (n > 1 and abs(n - 100 * share) < 0.51) for n in told)


def _others(text: str, shares: Two) -> list[str]:
    """Numbers of a text that are neither share nor a year, nor the headline's own."""
    told = re.findall(r"\d+(?:\.\d+)?", text)
    return [
        n
        for n in told
        if not re.fullmatch(r"(19|20)\d\d", n) and not any(_has(n, s) for s in shares)
    ]


def _judge_headline(answer: Any, data: Waves, truth: str) -> str | None:
    if not isinstance(answer, str) or len(answer) < 10:
        return None
    answer = " ".join(answer.split())
    published, rolled = _two(data)
    if _VERDICT.search(answer):
        return "judged"
    if not _has(answer, published):
        return "no_published"
    if not _has(answer, rolled):
        return "no_rolled"
    if other := _others(answer, (published, rolled)):
        return f"other_number\n{other[0]}"
    return "" if _RULER.search(answer) else "no_ruler"


def _mistaken_headline(data: Waves, truth: str) -> dict[str, str]:
    a, b = (f"{share:.3f}" for share in _two(data))
    return {
        "no_rolled": tr(
            f"按公布口径重合度只有 {a}，结对换了一大半。",
            f"As published the overlap is only {a}: most pairs were changed.",
        ),
        "no_published": tr(
            f"折算到省以后重合度是 {b}，变化不大。",
            f"Rolled up to the province the overlap is {b}.",
        ),
        "no_ruler": tr(
            f"重合度有两个数，一个是 {a}，一个是 {b}。",
            f"The overlap has two numbers, {a} and {b}.",
        ),
        "judged": tr(
            f"公布口径 {a}，折算到省 {b}，说明原来的结对失败了。",
            f"As published {a}, rolled up {b}: the old pairs were a failure.",
        ),
    }


@task(4, "headline", wrong=_mistaken_headline, judge=_judge_headline)
def headline(data: Waves) -> str:
    """A sentence with both overlaps of the step and what sets them apart, without a verdict."""
    a, b = (f"{share:.3f}" for share in _two(data))
    return tr(
        f"按公布口径重合度是 {a}，都折算到省是 {b}：差的那一截来自名单的写法。",
        f"As published the overlap is {a}, rolled up to the province {b}: the difference comes "
        f"from how the lists are written.",
    )
