"""Set expressions such as ``A*~B + C[1,2]``: read, evaluate on memberships, negate, simplify."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.boolean import hitting_sets, minimal_covers, rows_of, sharp
from toolkit.comparison.memberships import INAPPLICABLE, ComparisonError
from toolkit.comparison.space import Cube, Space
from toolkit.terms import tr

#: up to this many names `simplify` finds the shortest form; above it, a form without spare terms
SHORTEST_UP_TO = 12


_TOKEN = re.compile(r"[~()*+]|[^~()*+]+")
_VALUED = re.compile(r"(.+?)\s*[\[{]\s*(\d+(?:\s*[,;]\s*\d+)*)\s*[\]}]")
#: a name, whether it is affirmed, and the values in brackets (none: present or absent)
Literal = tuple[str, bool, tuple[int, ...]]


@dataclass(frozen=True)
class Expression:
    """A sum of products over named sets; no term at all is the empty set, an empty term is
    everything.

    Supports ``~e``, ``e * f``, ``e + f`` and ``str(e)``. Make one with `Expression.read`.

    Examples
    --------
    >>> from toolkit import comparison
    >>> either = comparison.Expression.read("A*B + ~C")
    >>> str(~either)
    '~A*C + ~B*C'
    """

    terms: tuple[frozenset[Literal], ...]

    @classmethod
    def read(cls, text: str | Expression) -> Expression:
        """Parse ``A*~B + C[1,2]``; brackets and ``~( … )`` are allowed, ``1`` and ``0`` mean
        everything and nothing, ``C{1,2}`` is read as well.

        Raises
        ------
        ComparisonError
            If the text is no such expression; the message shows where.
        """
        return text if isinstance(text, Expression) else _Reader(text).whole()

    @property
    def names(self) -> tuple[str, ...]:
        """The sets it mentions, in order of appearance."""
        return tuple(dict.fromkeys(name for t in self.terms for name, _, _ in sorted(t)))

    def __str__(self) -> str:
        return (
            " + ".join(
                "*".join(_written(literal) for literal in sorted(t)) or "1" for t in self.terms
            )
            or "0"
        )

    def __mul__(self, other: Expression) -> Expression:
        return _sum(a | b for a in self.terms for b in other.terms)

    def __add__(self, other: Expression) -> Expression:
        return _sum((*self.terms, *other.terms))

    def __invert__(self) -> Expression:
        """De Morgan, multiplied out: every prime implicant of the negation."""
        place = {name: i for i, name in enumerate(self.names)}
        both = {(n, on, v) for t in self.terms for n, _, v in t for on in (False, True)}
        literals = sorted(both, key=lambda one: (place[one[0]], one[2], one[1]))
        bit = {literal: 1 << i for i, literal in enumerate(literals)}
        sets = hitting_sets(sum(bit[n, not on, v] for n, on, v in t) for t in self.terms)
        return _sum(frozenset(literal for literal, b in bit.items() if s & b) for s in sets)

    def simplify(self) -> Expression:
        """An equal expression with the fewest prime implicants (above 12 names: with none to
        spare; with values in brackets: its prime implicants)."""
        primes, names = ~~self, self.names
        if len(primes.terms) < 2 or any(v for t in primes.terms for _, _, v in t):
            return primes
        space = Space.two_valued(len(names))
        cubes = [_cubes(t, names, space)[0] for t in primes.terms]
        if len(names) <= SHORTEST_UP_TO:
            kept = set(minimal_covers(cubes, sorted(rows_of(cubes, space)), 1).models[0])
        else:
            kept = set(cubes)
            for cube in sorted(cubes, key=lambda c: -c[0].bit_count()):
                if not sharp([cube], kept - {cube}, space):
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
            literals = [_membership(data[n], on, values) for n, on, values in t]
            out = np.maximum(out, np.minimum.reduce(literals) if literals else 1.0)
        return pd.Series(out, index=data.index, name=str(self))

    def cubes(self, conditions: tuple[str, ...], space: Space | None = None) -> tuple[Cube, ...]:
        """The terms as cubes over `conditions`, one for each choice of values (ComparisonError for
        a name that is none of them, or a value that it does not take)."""
        unknown = [n for n in self.names if n not in conditions]
        if unknown:
            raise ComparisonError(
                tr(f"不是条件：{', '.join(unknown)}", f"not conditions: {', '.join(unknown)}")
            )
        space = space or Space.two_valued(len(conditions))
        return tuple(c for t in self.terms for c in _cubes(t, conditions, space))


def _written(literal: Literal) -> str:
    name, on, values = literal
    shown = f"[{','.join(map(str, values))}]" if values else ""
    return ("" if on else "~") + name + shown


def _membership(cells: pd.Series, on: bool, values: tuple[int, ...]) -> np.ndarray:
    """Membership in one literal; a cell that does not apply lies outside it and its negation."""
    text = not pd.api.types.is_numeric_dtype(cells)
    open_ = cells.map(lambda v: str(v).strip() in INAPPLICABLE).to_numpy(bool) if text else False
    x = pd.to_numeric(cells, errors="coerce").to_numpy(float)
    if values and bool((x[~np.isnan(x)] % 1 == 0).all()):
        inside = np.isin(x, values).astype(float)
    elif values in ((), (1,)):
        inside = x
        if np.nanmax(x, initial=0) > 1:
            raise ComparisonError(
                tr(
                    f"{cells.name} 有多个取值：请写 {cells.name}[1] 这样的取值。",
                    f"{cells.name} has several values: write one, such as {cells.name}[1].",
                )
            )
    elif values == (0,):
        inside = 1 - x
    else:
        inside = np.isin(x, values).astype(float)
    return np.where(open_, 0.0, inside if on else 1 - inside)


def _cubes(literals: Iterable[Literal], names: tuple[str, ...], space: Space) -> tuple[Cube, ...]:
    choices = []
    for name, on, values in literals:
        i = names.index(name)
        named = range(space.named(i))
        if not values and len(named) > 2:
            raise ComparisonError(
                tr(
                    f"{name} 有 {len(named)} 个取值：请写 {name}[1] 这样的取值。",
                    f"{name} has {len(named)} values: write one, such as {name}[1].",
                )
            )
        if any(v not in named for v in values):
            raise ComparisonError(
                tr(
                    f"{name} 的取值是 0–{named[-1]}，没有 {values}。",
                    f"{name} takes the values 0–{named[-1]}, not {values}.",
                )
            )
        wanted = set(values or (1,))
        choices.append([space.literal(i, v) for v in named if (v in wanted) == on])
    return tuple(
        (sum(c for c, _ in picked), sum(v for _, v in picked)) for picked in product(*choices)
    )


def _sum(terms: Iterable[frozenset[Literal]]) -> Expression:
    """Without contradictions (A*~A, A[1]*A[2]) and without terms that another holds."""
    sound = dict.fromkeys(m for t in terms if (m := _merged(t)) is not None)
    return Expression(tuple(t for t in sound if not any(o != t and _holds(o, t) for o in sound)))


def _merged(term: frozenset[Literal]) -> frozenset[Literal] | None:
    """One literal a name; None for an empty product."""
    kept: dict[str, Literal] = {}
    for name, on, values in sorted(term):
        if name not in kept:
            kept[name] = (name, on, values)
            continue
        _, first, before = kept[name]
        if (first, before) == (on, values):
            continue
        one, other = set(before or (1,)), set(values or (1,))  # A and A[1] mean the same set
        if first and on:
            left = one & other
        elif first or on:
            left = one - other if first else other - one
        else:
            left = one | other
        if not left:
            return None
        kept[name] = (name, first or on, tuple(sorted(left)))
    return frozenset(kept.values())


def _holds(outer: frozenset[Literal], inner: frozenset[Literal]) -> bool:
    """Whether every case of `inner` is one of `outer`, as far as the names tell."""
    mine = {name: (on, values) for name, on, values in inner}
    for name, on, values in outer:
        if name not in mine:
            return False
        its_on, its_values = mine[name]
        if (its_on, its_values) == (on, values):
            continue
        if not values or not its_values:
            return False
        if on and not (its_on and set(its_values) <= set(values)):
            return False
        if not on and its_on and set(its_values) & set(values):
            return False
        if not on and not its_on and not set(values) <= set(its_values):
            return False
    return True


class _Reader:
    """Recursive descent over ``~ ( ) * +``, names and values in brackets."""

    def __init__(self, text: Any):
        self.text = str(text)
        self.tokens = [t.strip() for t in _TOKEN.findall(self.text) if t.strip()]
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
            else Expression((frozenset() if token == "1" else frozenset({self.literal(token)}),))
        )

    def literal(self, token: str) -> Literal:
        found = _VALUED.fullmatch(token)
        if found is None:
            if any(b in token for b in "[]{}"):
                raise self.fail()
            return token, True, ()
        values = sorted({int(v) for v in re.split("[,;]", found[2])})
        return found[1].strip(), True, tuple(values)
