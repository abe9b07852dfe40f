"""What a demo county is made from: sizes, seed, streams of chance, and the true effect of
pairing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any
from zlib import crc32

import numpy as np

from toolkit.terms import tr

YEARS = tuple(range(2005, 2012))
LAST = len(YEARS) - 1
#: the real margins that a county of 977 organisations meets exactly; other sizes are scaled
BASE, MEMBERS, COMMITMENTS, AWARDS = 977, 9002, 11066, (12, 49, 21)
TOWNSHIPS = 11
GRADE_PERCENT = (35, 58, 7)
#: true gain in verified points a year of help: (at fit 0, at fit 1)
EFFECTS = {
    "modest": (1.0, 5.0),
    "zero": (0.0, 0.0),
    "negative": (-1.0, -5.0),
    "heterogeneous": (-4.0, 8.0),
}
LEAST = 8
MOST = 20_000
VERSION = 1
_GENERATOR = "toolkit.demo_county"
# each topic has its own stream, so that a change in one table never shifts another
# chosen so that the county of 60 with the default seed has something to find in every channel
_SALT = 201
_TOPICS = ["places", "course", "pairs", "support", "case", "problem", "life"]
_TOPICS += ["commitment", "flag", "coverage", "study", "publicity", "visit"]


@dataclass(frozen=True)
class Settings:
    """The arguments of `demo_county`, checked; two equal settings give equal tables.

    Examples
    --------
    >>> from toolkit import demo
    >>> demo.Settings(60) == demo.Settings(organisations=60, seed=2011)
    True
    """

    organisations: int = BASE
    seed: int = 2011
    effect: str | tuple[float, float] = "modest"
    code: str = "QL"
    name: str = "青澜县"

    @classmethod
    def checked(cls, organisations: int, seed: int, effect: Any, code: str, name: str) -> Settings:
        """Settings from what a user wrote; ValueError says what is allowed."""
        for what, value, least in (("organisations", organisations, LEAST), ("seed", seed, 0)):
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
                zh, en = (
                    f"{what} 须为不小于 {least} 的整数，现为 {value!r}",
                    f"{what} must be a whole number from {least}, not {value!r}",
                )
                raise ValueError(tr(zh, en))
        if organisations > MOST:
            raise ValueError(
                tr(
                    f"一个县最多 {MOST} 个组织，现为 {organisations}",
                    f"a county has at most {MOST} organisations, not {organisations}",
                )
            )
        if not code or not code.isascii() or not code.isalnum():
            raise ValueError(
                tr(
                    f"code 须为字母或数字，现为 {code!r}",
                    f"code must be ASCII letters or digits, not {code!r}",
                )
            )
        return cls(int(organisations), int(seed), _effect(effect), code, name)

    @property
    def gains(self) -> tuple[float, float]:
        """True gain of a year of help at fit 0 and at fit 1, in verified points."""
        return EFFECTS[self.effect] if isinstance(self.effect, str) else self.effect

    def rng(self, topic: str) -> np.random.Generator:
        """The stream of chance of one topic."""
        return np.random.default_rng([self.seed, _TOPICS.index(topic), _SALT])

    def rng_of(self, channel: str) -> np.random.Generator:
        """The stream of a channel that was added later: it never shifts a topic or another
        channel."""
        return np.random.default_rng([self.seed, crc32(channel.encode("utf-8")), _SALT])

    def scaled(self, margin: int, least: int = 0) -> int:
        """A margin of the 977 organisations for this size, rounded half up in whole numbers."""
        return max(least, (2 * margin * self.organisations + BASE) // (2 * BASE))

    def written(self) -> str:
        """One line from which `read` gives the same settings: the reference of the provenance
        row."""
        return json.dumps(
            {"generator": _GENERATOR, "version": VERSION} | asdict(self), ensure_ascii=False
        )

    @classmethod
    def read(cls, line: str) -> Settings | None:
        """Settings that `written` wrote; None for any other text."""
        try:
            found = json.loads(line)
        except ValueError:
            return None
        if not isinstance(found, dict) or found.pop("generator", None) != _GENERATOR:
            return None
        if found.pop("version", None) != VERSION:
            message = tr(
                "由另一版本的生成器所造，无法再现",
                "made by another version of the generator, which this one cannot repeat",
            )
            raise ValueError(f"{message}: {line}")
        return cls.checked(**found)


def _effect(effect: Any) -> str | tuple[float, float]:
    if isinstance(effect, str) and effect in EFFECTS:
        return effect
    try:
        # one number is the gain at fit 0.5, spread over fit as the modest effect is
        low, high = (
            (effect[0], effect[1])
            if isinstance(effect, (tuple, list))
            else (float(effect) / 3, float(effect) * 5 / 3)
        )
        if np.isfinite([low, high]).all():
            return float(low), float(high)
    except (TypeError, ValueError, IndexError):
        pass
    known = ", ".join(EFFECTS)
    raise ValueError(
        tr(
            f"effect 须为 {known}、一个数（匹配度 0.5 时每年的分值）或两个数（匹配度 0 与 1），"
            f"现为 {effect!r}",
            f"effect must be {known}, a number (points a year at fit 0.5) or two (at fit 0 and "
            f"1), not {effect!r}",
        )
    )
