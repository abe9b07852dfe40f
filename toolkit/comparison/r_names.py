"""Names and expressions of a study as R reads them."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.comparison.expressions import Expression
from toolkit.comparison.studies import Study

#: words that R keeps for itself
_RESERVED = {"TRUE", "FALSE", "NULL", "NA", "INF", "NAN", "IF", "ELSE", "FOR", "WHILE", "NEXT"}


class RNames:
    """A study's names and expressions as R reads them."""

    def __init__(self, study: Study):
        self.study = study
        panel, y = study.further.panel or (), bare(study.outcome)
        wanted = [*study.conditions, y, *panel]
        taken = {str(c).upper() for c in study.raw.columns if str(c) not in wanted} | _RESERVED
        new: dict[str, str] = {}
        # names that stay come first, so that none is given to another column
        for old in sorted(wanted, key=lambda c: not _plain(c)):
            options = [old.upper()] if _plain(old) else ["OUTCOME"] if old == y else []
            options += [f"C{i}" for i in range(1, len(taken) + len(wanted) + 1)]
            new[old] = next(n for n in options if n not in taken)
            taken.add(new[old])
        self.names = {old: new[old] for old in wanted}
        space = study.tables[study.outcome].space
        #: whether any condition has several values: then every literal is written with brackets
        self.several = any(space.named(i) > 2 for i in range(space.k))

    def outcome(self, outcome: str) -> str:
        """``~Y[2]`` under its new name."""
        return outcome.replace(bare(outcome), self.names[bare(outcome)])

    def literals(self) -> list[str]:
        """Every literal as R writes it."""
        space, out = self.study.tables[self.study.outcome].space, []
        for i, c in enumerate(self.study.conditions):
            name = self.names[c]
            values = [f"{name}[{v}]" for v in range(space.named(i))]
            out += values if self.several else [name, f"~{name}"]
        return out

    def expected(self, directions: Mapping[str, tuple[int, ...]]) -> str:
        """Directional expectations as an expression."""
        parts = []
        for c, values in directions.items():
            if self.several:
                parts.append(f"{self.names[c]}[{','.join(map(str, values))}]")
            elif len(values) == 1:
                parts.append(self.names[c] if values[0] else f"~{self.names[c]}")
        return " + ".join(parts)

    def expression(self, text: str) -> str:
        """An expression under the new names."""
        terms = tuple(
            frozenset((self.names.get(name, name), on, values) for name, on, values in t)
            for t in Expression.read(text).terms
        )
        return str(Expression(terms))


def _plain(name: str) -> bool:
    """Whether R reads the name as one in an expression."""
    return name.isascii() and name.isidentifier() and not name.startswith("_")


def bare(outcome: str) -> str:
    """The column of an outcome such as ``~Y[2]``."""
    return outcome.removeprefix("~").split("[")[0].split("{")[0].strip()


def quoted(text: str) -> str:
    """A text as R writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
