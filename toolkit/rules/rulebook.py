"""Every threshold once: value, allowed range, sources and grade of evidence, read from
``rules/data``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.terms import CHANNELS, channel, label, read_data, tr


class RuleError(ValueError):
    """A rule that does not exist, or a value outside its allowed range."""


@dataclass(frozen=True)
class Rule:
    """One rule. ``grade``: A national text or press, B county practice, C template, unverified =
    our choice.

    Examples
    --------
    >>> from toolkit import rules
    >>> rule = rules.default_rules().rule("turn.ratio_village")
    >>> rule.default, rule.low, rule.high, rule.sources
    (0.1, 0.0, 0.15, ('S7', 'S60'))
    """

    name: str
    english: str
    chinese: str
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    sources: tuple[str, ...]
    grade: str
    note: str
    chinese_note: str

    @property
    def remark(self) -> str:
        """What is to be known besides, in the reader's language ("" for nothing)."""
        return tr(self.chinese_note, self.note)

    @property
    def meaning(self) -> str:
        """What the rule says, in the reader's language."""
        return tr(self.chinese, self.english)

    @property
    def cited(self) -> str:
        """``name (grade; sources)`` in the reader's language, as refusals and notes quote it."""
        grade = label("provenance", "grade", self.grade)
        sources = ", ".join(self.sources) or tr("无来源", "no source")
        return f"{self.name} ({grade}; {sources})"


def _parsed(text: str) -> Any:
    if text == "":
        return None
    if text in ("true", "false"):
        return text == "true"
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and "." not in text else number


def _of_channels() -> list[dict[str, str]]:
    """Rows ``pair.cap.<channel>`` and ``pair.need.<channel>`` of the table of channels."""
    rows = []
    for kind in ("cap", "need"):
        for c in map(channel, CHANNELS):
            limit = c.capacity if kind == "cap" else c.need
            if limit is not None:
                row = vars(limit) | {"rule": f"pair.{kind}.{c.name}", "meaning": limit.english}
                rows.append(row | {"choices": "" if limit.range else "unlimited"})
    return rows


@cache
def _known() -> dict[str, Rule]:
    rows = read_data("rules.csv", "toolkit.rules")
    first = next(i for i, r in enumerate(rows) if r["rule"].startswith("pair."))
    out = {}
    for r in [*rows[:first], *_of_channels(), *rows[first:]]:
        low, high = (float(x) for x in r["range"].split("..")) if r["range"] else (None, None)
        sources = tuple(s for s in r["sources"].split(";") if s)
        choices = tuple(c for c in r["choices"].split(",") if c)
        out[r["rule"]] = Rule(
            name=r["rule"],
            english=r["meaning"],
            chinese=r["chinese"],
            default=_parsed(r["default"]),
            low=low,
            high=high,
            choices=choices,
            sources=sources,
            grade=r["grade"],
            note=r["note"],
            chinese_note=r["chinese_note"],
        )
    return out


@cache
def sources() -> dict[str, str]:
    """Source id → reference, as the rules cite them."""
    return {r["id"]: r["reference"] for r in read_data("sources.csv", "toolkit.rules")}


def _checked(rule: Rule, value: Any) -> Any:
    if isinstance(value, str):
        value = _parsed(value.strip())
    if (
        value is None
        or rule.choices == ("free",)
        or (rule.choices == ("unlimited",) and value == "unlimited")
    ):
        return None if value == "unlimited" else value
    if rule.low is not None:
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not rule.low <= value <= rule.high  # type: ignore[operator]
        ):
            raise RuleError(f"{rule.name} must lie in {rule.low:g}..{rule.high:g}, not {value!r}")
        return value
    if rule.choices == ("unlimited",):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise RuleError(
                f"{rule.name} must be a whole number from 0, or empty for unlimited, not {value!r}"
            )
        return value
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    if rule.choices and shown not in rule.choices:
        raise RuleError(f"{rule.name} must be one of {', '.join(rule.choices)}, not {value!r}")
    return value


def _unknown(names: list[str]) -> str:
    """Why there are no such rules: a need of a channel that no plan looks at is no zero."""
    unplanned = [n for n in names if n.removeprefix("pair.need.") in CHANNELS]
    if unplanned:
        listed = ", ".join(n.removeprefix("pair.need.") for n in unplanned)
        return tr(
            f"这些方式不编入方案，不能写需要：{listed}（见 channels.csv 的 planned 列）",
            f"not planned, so without a need: {listed} (column planned of channels.csv)",
        )
    listed = ", ".join(names)
    return tr(
        f"没有这样的规则：{listed}；`toolkit rules` 列出全部",
        f"no such rule: {listed}; `toolkit rules` lists them",
    )


class Rules(Mapping[str, Any]):
    """A set of rule values; ``rules["pair.keep_min"]`` is a number, text, bool, or None where it is
    off.

    Parameters
    ----------
    changes : mapping, optional
        Values that differ from the defaults; each is checked against its range (RuleError).

    Examples
    --------
    >>> from toolkit import rules
    >>> rules.Rules({"turn.ratio_village": 0.08})["turn.ratio_village"]
    0.08
    """

    def __init__(self, changes: Mapping[str, Any] | None = None):
        unknown = sorted(set(changes or {}) - set(_known()))
        if unknown:
            raise RuleError(_unknown(unknown))
        self._values = {n: r.default for n, r in _known().items()}
        self._values |= {n: _checked(_known()[n], v) for n, v in (changes or {}).items()}

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            raise RuleError(_unknown([name]))
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def replace(self, changes: Mapping[str, Any]) -> Rules:
        """A copy with some values changed."""
        return Rules(
            {n: v for n, v in self._values.items() if v != _known()[n].default} | dict(changes)
        )

    def rule(self, name: str) -> Rule:
        """Meaning, range, sources and grade of one rule."""
        self[name]
        return _known()[name]

    def rows(self) -> list[dict[str, Any]]:
        """One dict a rule for printing: rule, meaning, value, default, range, choices, sources,
        grade, note."""
        return [
            {
                "rule": n,
                "meaning": r.meaning,
                "value": self._values[n],
                "default": r.default,
                "range": "" if r.low is None else f"{r.low:g}..{r.high:g}",
                "choices": ", ".join(r.choices),
                "sources": ", ".join(r.sources),
                "grade": r.grade,
                "note": r.remark,
            }
            for n, r in _known().items()
        ]


@cache
def default_rules() -> Rules:
    """The preset ``default``."""
    return Rules()
