"""The combinations of conditions as integers: which bits hold which condition, and R's row numbers.

A *code* holds the value of every condition in a field of its own, the first condition in the
highest bits. A *cube* is a pair ``(care, value)`` of such masks: its literals are the fields of
`care`, each with the value that `value` has there. With two values a field is one bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import prod

import numpy as np

Cube = tuple[int, int]


@dataclass(frozen=True)
class Space:
    """How many values each condition takes.

    Attributes
    ----------
    levels : tuple of int
        Values 0 … levels − 1 of each condition; where `unnamed`, the last of them is "does not
        apply".
    unnamed : tuple of bool
        Conditions whose last value no term may name (a cell of ``-``).
    numbered : tuple of int
        The numbers of values that row numbers count with, as R does: of a condition with only 0 and
        ``-`` it counts two.
    """

    levels: tuple[int, ...]
    unnamed: tuple[bool, ...]
    numbered: tuple[int, ...] = field(default=())

    @classmethod
    def two_valued(cls, k: int) -> Space:
        """k conditions, each present or absent."""
        return cls((2,) * k, (False,) * k, (2,) * k)

    @property
    def k(self) -> int:
        """Number of conditions."""
        return len(self.levels)

    @cached_property
    def fields(self) -> tuple[tuple[int, int], ...]:
        """Shift and mask (in place) of every condition."""
        out, shift = [], 0
        for levels in reversed(self.levels):
            width = (levels - 1).bit_length()
            out.append((shift, ((1 << width) - 1) << shift))
            shift += width
        return tuple(reversed(out))

    @cached_property
    def full(self) -> int:
        """Every bit of every field."""
        return sum(mask for _, mask in self.fields)

    @cached_property
    def bits(self) -> int:
        """Bits of a code."""
        return self.full.bit_length()

    @cached_property
    def binary(self) -> bool:
        """Whether every field is one bit and every value may be named."""
        return not any(self.unnamed) and all(levels == 2 for levels in self.levels)

    @cached_property
    def size(self) -> int:
        """Number of rows of the full table, as R counts them."""
        return prod(self.numbered)

    def named(self, i: int) -> int:
        """How many values of condition i a term may name."""
        return self.levels[i] - self.unnamed[i]

    def literal(self, i: int, value: int) -> Cube:
        """The cube of one literal."""
        shift, mask = self.fields[i]
        return mask, value << shift

    def value(self, code: int, i: int) -> int:
        """The value of condition i in a code."""
        shift, mask = self.fields[i]
        return (code & mask) >> shift

    def values(self, codes: np.ndarray, i: int) -> np.ndarray:
        """The values of condition i in many codes."""
        shift, mask = self.fields[i]
        return (codes & mask) >> shift

    def codes(self, values: np.ndarray) -> np.ndarray:
        """Codes of rows of values, shape (rows, conditions)."""
        out = np.zeros(len(values), dtype=np.int64)
        for i, (shift, _) in enumerate(self.fields):
            out |= values[:, i].astype(np.int64) << shift
        return out

    def numbers(self, codes: np.ndarray) -> np.ndarray:
        """R's row numbers, from 1, the last condition fastest."""
        if self.binary:
            return codes + 1
        out = np.zeros(len(codes), dtype=np.int64)
        for i, radix in enumerate(self.numbered):
            out = out * radix + np.minimum(self.values(codes, i), radix - 1)
        return out + 1

    def code_of(self, number: int) -> int:
        """The code of a row number."""
        if self.binary:
            return number - 1
        rest, code = number - 1, 0
        for i in reversed(range(self.k)):
            rest, digit = divmod(rest, self.numbered[i])
            last = self.unnamed[i] and digit == self.numbered[i] - 1
            code |= (self.levels[i] - 1 if last else digit) << self.fields[i][0]
        return code

    def all_codes(self) -> np.ndarray:
        """The code of every row of the full table, by row number."""
        if self.binary:
            return np.arange(self.size, dtype=np.int64)
        return np.array([self.code_of(n) for n in range(1, self.size + 1)], dtype=np.int64)

    def differing(self, codes: np.ndarray) -> np.ndarray:
        """A bit for each condition (the first the highest) that has any bit set in `codes`."""
        if self.binary:
            return codes
        out = np.zeros_like(codes)
        for i, (_, mask) in enumerate(self.fields):
            out |= ((codes & mask) != 0).astype(np.int64) << (self.k - 1 - i)
        return out

    def care(self, conditions: int) -> int:
        """The fields of the conditions in a mask of one bit each."""
        if self.binary:
            return conditions
        return sum(m for i, (_, m) in enumerate(self.fields) if conditions >> (self.k - 1 - i) & 1)

    def nameable(self, code: int) -> int:
        """A bit for each condition whose value in `code` a term may name."""
        return sum(
            1 << (self.k - 1 - i)
            for i in range(self.k)
            if not (self.unnamed[i] and self.value(code, i) == self.levels[i] - 1)
        )

    def rank(self, cube: Cube) -> tuple[int, tuple[int, ...]]:
        """Where R lists a term: by the number of its literals, then by their conditions and
        values."""
        values = tuple(
            self.value(cube[1], i) if cube[0] & mask else self.levels[i]
            for i, (_, mask) in enumerate(self.fields)
        )
        return sum(bool(cube[0] & mask) for _, mask in self.fields), values

    def term(self, cube: Cube, conditions: tuple[str, ...]) -> str:
        """A cube as ``A[2]*~B`` in the order of the conditions; ``1`` when it holds every row."""
        literals = []
        for i, name in enumerate(conditions):
            if cube[0] & self.fields[i][1]:
                value = self.value(cube[1], i)
                literals.append(self.literal_name(i, value, name))
        return "*".join(literals) or "1"

    def literal_name(self, i: int, value: int, name: str) -> str:
        """``A`` and ``~A`` of a condition with two values, else ``A[2]``."""
        if self.named(i) > 2:
            return f"{name}[{value}]"
        return name if value else f"~{name}"
