"""Codes whose sentence does not fit the practice: nothing in it of the codebook's own words and
rules, or so unlike what was learned of the practice that a second look is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.codebook import default_codebook
from toolkit.cases.coders import judged_by_rules
from toolkit.cases.coding import MACHINES, accepted
from toolkit.cases.learned import MARKS, learned
from toolkit.cases.report import Report

__all__ = ["doubtful"]

#: a chance below this is one in which the reader's own judgement speaks against a code
_UNLIKELY = 0.3
#: words that stand in the meaning of so many codes tell none of them apart
_SHARED = 3


def doubtful(reports: Mapping[str, Report] | Sequence[Report], coded: pd.DataFrame) -> pd.DataFrame:
    """What people coded and should look at again, for the sentence does not fit the practice.

    Nobody's code is changed. A code that is not one of the shipped 26 is not judged.

    Parameters
    ----------
    reports : mapping or sequence of Report
    coded : DataFrame
        ``case, code, start, coder``: people's coding; machine suggestions are passed over.

    Returns
    -------
    DataFrame
        ``case, code, start`` (where the sentence begins)``, chance`` (of the code, by the words and
        the rules)``, shares`` (words that the sentence has of the code's name and definition).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import cases
    >>> text = "甲村小结\\n党员公开承诺办好12件实事。村里天气很好，路也好走。\\n"
    >>> report = cases.Report(text, "甲")
    >>> places = [("甲", "PLEDGE", text.index(w), "张") for w in ("党员", "村里天气")]
    >>> coded = pd.DataFrame(places, columns=["case", "code", "start", "coder"])
    >>> cases.doubtful([report], coded)[["code", "start"]].values.tolist()
    [['PLEDGE', 19]]
    """
    columns = ["case", "code", "start", "chance", "shares"]
    cases, by_people = as_cases(reports), accepted(coded)
    if "coder" in by_people:
        by_people = by_people[~by_people["coder"].isin(MACHINES)]
    judge, book, told = learned("practices"), {c.code: c for c in default_codebook()}, _words_of()
    found = []
    for case, some in by_people.groupby("case", sort=False):
        report = cases.get(str(case))
        if report is None:
            continue
        chances, marks = _judged(report)
        for code, at in some[["code", "start"]].drop_duplicates().itertuples(index=False):
            number = report.sentence_number(int(at))
            start, end = map(int, report.sentences.iloc[number - 1])
            if code not in book or start not in chances:
                continue
            k = judge.labels.index(code)
            chance, shares = float(chances[start][k]), told[code] & _pairs(report.folded[start:end])
            unread = not shares and not marks[start][k][: MARKS.index("withheld")].any()
            if chance < _UNLIKELY or (unread and chance < 0.5):
                found.append((str(case), code, start, chance, "、".join(sorted(shares))))
    return pd.DataFrame(found, columns=columns).drop_duplicates(["case", "code", "start"])


def _judged(report: Report) -> tuple[dict[int, np.ndarray], dict[int, np.ndarray]]:
    """Chances and marks of every sentence by where it begins."""
    read = judged_by_rules(report)
    texts = [report.folded[a : min(b, a + 2000)] for a, b, _ in read]
    marks = np.array([m for *_, m in read])
    if not len(texts):
        return {}, {}
    chances = learned("practices").chances(texts, marks)
    starts = [a for a, *_ in read]
    return dict(zip(starts, chances)), dict(zip(starts, marks))


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1) if words[i : i + 2].isalpha()}


def _words_of() -> dict[str, set[str]]:
    """Code → pairs of characters of its name and definition that few other codes have."""
    own = {c.code: _pairs(f"{c.name}，{c.definition}") for c in default_codebook()}
    every = [pair for pairs in own.values() for pair in pairs]
    common = {pair for pair in set(every) if every.count(pair) > _SHARED}
    return {code: pairs - common for code, pairs in own.items()}
