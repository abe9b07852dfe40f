"""Directional expectations in the ways people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.comparison.memberships import ComparisonError
from toolkit.comparison.space import Space
from toolkit.terms import tr

#: one expectation: ``A``, ``~A``, ``D[1,2]``
_ONE = re.compile(r"(~?)\s*([^\[{]+?)\s*(?:[\[{]([^\]}]*)[\]}])?")
#: between expectations, outside brackets
_BETWEEN = re.compile(r"[+,，;；](?![^\[{]*[\]}])")


def read_directions(
    given: Mapping[str, Any] | Sequence[Any] | str | None,
    conditions: Sequence[str],
    space: Space,
) -> dict[str, tuple[int, ...]]:
    """Condition → the values that are expected to help.

    Raises
    ------
    ComparisonError
        A name that is no condition, a value that the condition does not take.
    """
    if isinstance(given, str):
        given = _written(given)
    elif given is not None and not isinstance(given, Mapping):
        if len(given) != len(conditions):
            raise ComparisonError(
                tr(
                    f"方向预期应每个条件一项：{len(conditions)} 个条件，{len(given)} 项。",
                    f"one expectation a condition: {len(conditions)} conditions, {len(given)}.",
                )
            )
        given = dict(zip(conditions, given))
    given = given or {}
    unknown = [str(c) for c in given if c not in conditions]
    if unknown:
        raise ComparisonError(
            tr(
                f"方向预期里有不是条件的名字：{', '.join(unknown)}",
                f"directions for names that are no conditions: {', '.join(unknown)}",
            )
        )
    out = {}
    for i, c in enumerate(conditions):
        values = _values(given.get(c), c, space.named(i))
        if values:
            out[c] = values
    return out


def _written(text: str) -> dict[str, str]:
    """``A + ~B + D[1,2]`` (commas will do) as a mapping."""
    out = {}
    for part in filter(None, (p.strip() for p in _BETWEEN.split(text))):
        found = _ONE.fullmatch(part)
        if found is None:
            raise ComparisonError(
                tr(
                    f"读不懂方向预期“{part}”；写法如 A、~B、D[1,2]。",
                    f"cannot read the expectation {part!r}; write A, ~B or D[1,2].",
                )
            )
        out[found[2]] = found[1] + (f"[{found[3]}]" if found[3] else "1")
    return out


def _values(direction: Any, condition: str, named: int) -> tuple[int, ...]:
    if direction is None or (isinstance(direction, str) and direction.strip() in ("", "-")):
        return ()
    if isinstance(direction, str):
        negated = direction.strip().startswith("~")
        parts = re.split(r"[,;，；]", direction.strip().removeprefix("~").strip("[]{} "))
    else:
        negated = False
        parts = list(direction) if isinstance(direction, (list, tuple, set)) else [direction]
    try:
        numbers = [float(p) for p in parts]
        values = {int(v) for v in numbers}
        if any(v != int(v) for v in numbers) or not values <= set(range(named)):
            raise ValueError
    except (TypeError, ValueError):
        allowed = ", ".join(map(str, range(named)))
        raise ComparisonError(
            tr(
                f"{condition} 的方向应为 {allowed} 中的值，不是 {direction!r}",
                f"the direction of {condition} must be among {allowed}, not {direction!r}",
            )
        ) from None
    return tuple(v for v in range(named) if (v in values) != negated)
