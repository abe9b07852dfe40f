"""The populations that sections, figures and tables of one report all count: a word and a
definition each, in ``populations.csv``."""

from __future__ import annotations

from functools import cache

from toolkit.terms.language import tr
from toolkit.terms.shipped import read_data


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["population"]: row for row in read_data("populations.csv")}


def population_word(key: str) -> str:
    """What a population is called: ``to_help`` is 待帮.

    Examples
    --------
    >>> from toolkit.terms import population_word, use_lang
    >>> with use_lang("zh"):
    ...     population_word("unhelped")
    '无人帮'
    """
    row = _rows()[key]
    return tr(row["chinese"], row["english"])


def population_definitions() -> list[tuple[str, str]]:
    """(word, definition) of every population, in the order of the file.

    Examples
    --------
    >>> from toolkit import terms
    >>> [name for name, meaning in terms.population_definitions()][:3]
    ['待帮', '已结对', '无人帮']
    """
    return [
        (
            population_word(key),
            tr(row["chinese_definition"], row["english_definition"]),
        )
        for key, row in _rows().items()
    ]
