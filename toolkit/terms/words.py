"""Words for values that are no cells of a table: goals of a plan, parts of a case report, grades of
evidence, natures of data. One wording each, long and short, in ``words.csv``."""

from __future__ import annotations

from functools import cache

from toolkit.terms.language import lang as current_lang
from toolkit.terms.shipped import read_data


@cache
def _known() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["kind"], row["value"]): row for row in read_data("words.csv")}


def word(kind: str, value: str, short: bool = False, lang: str | None = None) -> str:
    """A value as the reader reads it.

    Parameters
    ----------
    kind : str
        A kind of ``words.csv``: goal, slot, evidence, outcome, solution …
    value : str
        One of its values; another comes back as it is.
    short : bool
        The short wording: for narrow places, and the watermark of a nature.

    Examples
    --------
    >>> word("goal", "fairness", lang="zh"), word("goal", "fairness", short=True, lang="en")
    ('空缺集中程度（越小越匀）', 'gaps together')
    """
    row = _known().get((kind, value))
    if row is None:
        return value
    column = "chinese" if (lang or current_lang()) == "zh" else "english"
    return row[f"short_{column}" if short else column]


@cache
def values(kind: str) -> tuple[str, ...]:
    """The values of a kind, in the order of the table.

    Examples
    --------
    >>> values("slot")
    ('background', 'practice', 'effect', 'insight', 'problem')
    """
    return tuple(value for known, value in _known() if known == kind)
