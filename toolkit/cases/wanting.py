"""That somebody or something was wanting, in the words of cases that did not improve."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from toolkit.cases.codebook import default_codebook
from toolkit.cases.report import Report
from toolkit.cases.whole import Excerpt, excerpt, how_well_told, whole

__all__ = ["lacking", "wants"]

#: that somebody or something was wanting
_WANT = re.compile(
    r"没有?人|无人|不和|换了[^，。；]{0,3}[任个]|身兼|缺(?:员|人|位)|空缺|(?:不|没人)会|长期住在|撂挑子|挂名"
)


def wants(sentence: str) -> bool:
    """Whether a sentence tells that somebody or something was wanting: 没人会做, 换了三任.

    Examples
    --------
    >>> from toolkit import cases
    >>> cases.wants("书记和主任不和。"), cases.wants("书记每月到户一次。")
    (True, False)
    """
    return _WANT.search(sentence) is not None


def lacking(
    codes: str, rows: pd.DataFrame, cases: Mapping[str, Report], known: Mapping[str, str]
) -> list[Excerpt]:
    """What two cases that did not improve and lack a practice say of its people and things: the
    sentences of want (没人会做, 换了三任) with most words of its definition.

    Parameters
    ----------
    codes : str
        Codes of the practice, parted by ``;``.
    rows : DataFrame
        ``case, code``: what was coded.
    cases, known
        Reports and outcomes by case.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "乙村小结（虚构）\\n村里没有带头人，三年换了三任支部书记，没人会做。\\n"
    >>> rows = cases.code([cases.Report("甲村\\n没有变化。", "甲")])
    >>> read = {"乙": cases.Report(text, "乙")}
    >>> [said.text for said in cases.lacking("LEADERS", rows, read, {"乙": "unchanged"})]
    ['村里没有带头人，三年换了三任支部书记，没人会做。']
    """
    meant = "".join(default_codebook()[c].definition for c in codes.split(";"))
    words = {meant[i : i + 2] for i in range(len(meant) - 1)}
    has = set(rows.loc[rows["code"].isin(codes.split(";")), "case"])
    best = []
    for case, report in cases.items():
        if known[case] not in ("unchanged", "worse") or case in has:
            continue
        some = []
        for start, end in report.sentences[["start", "end"]].itertuples(index=False):
            folded = report.folded[start:end]
            said, wants = excerpt(report, case, start, end), len(_WANT.findall(folded))
            of = sum(word in folded for word in words)
            if wants and of and whole(said.text):
                some.append((wants + of, how_well_told(said.text), said))
        best += [max(some)] if some else []
    return [said for *_, said in sorted(best, reverse=True)[:2]]
