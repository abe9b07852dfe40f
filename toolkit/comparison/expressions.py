"""Set expressions such as ``A*~B + C``: read, evaluate on memberships, negate, simplify."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.boolean import Cube, hitting_sets, minimal_covers, rows_of, sharp
from toolkit.comparison.memberships import ComparisonError
from toolkit.terms import tr

#: up to this many names `simplify` finds the shortest form; above it, a form without spare terms
SHORTEST_UP_TO = 12


@dataclass(frozen=True)
class Expression:
    """A sum of products over named sets; no term at all is the empty set, an empty term is
    everything.

    Supports ``~e``, ``e * f``, ``e + f`` and ``str(e)``. Make one with `Expression.read`.
    """

    terms: tuple[frozenset[tuple[str, bool]], ...]

    @classmethod
    def read(cls, text: str | Expression) -> Expression:
        """Parse ``A*~B + C``; brackets and ``~( … )`` are allowed, ``1`` and ``0`` mean everything
        and nothing.

        Raises
        ------
        ComparisonError
            If the text is no such expression; the message shows where.
        """
        return text if isinstance(text, Expression) else _Reader(text).whole()

    @property
    def names(self) -> tuple[str, ...]:
        """The sets it mentions, in order of appearance."""
        return tuple(dict.fromkeys(name for t in self.terms for name, _ in sorted(t)))

    def __str__(self) -> str:
        return (
            " + ".join(
                "*".join(("" if on else "~") + n for n, on in sorted(t)) or "1" for t in self.terms
            )
            or "0"
        )

    def __mul__(self, other: Expression) -> Expression:
        return _sum(a | b for a in self.terms for b in other.terms)

    def __add__(self, other: Expression) -> Expression:
        return _sum((*self.terms, *other.terms))

    def __invert__(self) -> Expression:
        """De Morgan, multiplied out: every prime implicant of the negation."""
        names = self.names
        bit = {(n, on): 1 << (2 * i + on) for i, n in enumerate(names) for on in (False, True)}
        sets = hitting_sets(sum(bit[n, not on] for n, on in t) for t in self.terms)
        return _sum(frozenset(literal for literal, b in bit.items() if s & b) for s in sets)

    def simplify(self) -> Expression:
        """An equal expression with the fewest prime implicants (above 12 names: with none to
        spare)."""
        primes, names = ~~self, self.names
        cubes = [_cube(t, names) for t in primes.terms]
        if len(cubes) < 2:
            return primes
        if len(names) <= SHORTEST_UP_TO:
            kept = set(minimal_covers(cubes, sorted(rows_of(cubes, len(names))), 1).models[0])
        else:
            kept = set(cubes)
            for cube in sorted(cubes, key=lambda c: -c[0].bit_count()):
                if not sharp([cube], kept - {cube}, len(names)):
                    kept.remove(cube)
        return Expression(tuple(t for t, c in zip(primes.terms, cubes) if c in kept))

    def evaluate(self, data: pd.DataFrame) -> pd.Series:
        """Membership of every case: the largest over terms of the smallest over literals."""
        missing = [n for n in self.names if n not in data.columns]
        if missing:
            raise ComparisonError(
                tr(f"没有这些列：{', '.join(missing)}", f"no such columns: {', '.join(missing)}")
            )
        out = np.zeros(len(data))
        for t in self.terms:
            literals = [
                data[n].to_numpy(float) if on else 1 - data[n].to_numpy(float) for n, on in t
            ]
            out = np.maximum(out, np.minimum.reduce(literals) if literals else 1.0)
        return pd.Series(out, index=data.index, name=str(self))

    def cubes(self, conditions: tuple[str, ...]) -> tuple[Cube, ...]:
        """The terms as cubes over `conditions` (ComparisonError for a name that is none of
        them)."""
        unknown = [n for n in self.names if n not in conditions]
        if unknown:
            raise ComparisonError(
                tr(f"不是条件：{', '.join(unknown)}", f"not conditions: {', '.join(unknown)}")
            )
        return tuple(_cube(t, conditions) for t in self.terms)


def _cube(literals: frozenset[tuple[str, bool]], names: tuple[str, ...]) -> Cube:
    bit = {n: 1 << (len(names) - 1 - i) for i, n in enumerate(names)}
    return sum(bit[n] for n, _ in literals), sum(bit[n] for n, on in literals if on)


def _sum(terms: Iterable[frozenset[tuple[str, bool]]]) -> Expression:
    """Without contradictions (A*~A) and without terms that another holds."""
    sound = dict.fromkeys(t for t in terms if not any((n, not on) in t for n, on in t))
    return Expression(tuple(t for t in sound if not any(o < t for o in sound)))


class _Reader:
    """Recursive descent over ``~ ( ) * +`` and names."""

    def __init__(self, text: Any):
        self.text = str(text)
        self.tokens = [t.strip() for t in re.findall(r"[~()*+]|[^~()*+]+", self.text) if t.strip()]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def fail(self) -> ComparisonError:
        done = " ".join(self.tokens[: self.at])
        return ComparisonError(
            tr(
                f"读不懂表达式“{self.text}”（在“{done}”之后）；写法如 A*~B + C。",
                f"cannot read {self.text!r} (after {done!r}); write A*~B + C.",
            )
        )

    def whole(self) -> Expression:
        out = self.union()
        if self.peek():
            raise self.fail()
        return out

    def union(self) -> Expression:
        out = self.product()
        while self.peek() == "+":
            self.take()
            out = out + self.product()
        return out

    def product(self) -> Expression:
        out = self.factor()
        while self.peek() == "*":
            self.take()
            out = out * self.factor()
        return out

    def factor(self) -> Expression:
        token = self.take()
        if token == "~":
            return ~self.factor()
        if token == "(":
            out = self.union()
            if self.take() != ")":
                raise self.fail()
            return out
        if token in ("", ")", "*", "+"):
            raise self.fail()
        return (
            Expression(())
            if token == "0"
            else Expression((frozenset() if token == "1" else frozenset({(token, True)}),))
        )
