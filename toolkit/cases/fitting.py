"""Selections laid onto texts that differ from those they were made in: in white space and masked
persons alone, or because a report was changed since."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from toolkit.cases.naming import mask
from toolkit.cases.qdpx_reading import Project
from toolkit.cases.report import Report
from toolkit.terms import tr

__all__ = ["fitted", "placed"]


def fitted(project: Project, reports: Mapping[str, Report]) -> tuple[pd.DataFrame, list[str]]:
    """The coding of a project with offsets in `reports`, and a sentence for every case whose text
    is another.

    Persons masked on one side, line ends and white space may differ: other programs write their
    own. Cases that `reports` lack are left as they are.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> project = cases.Project({"C01": report}, cases.code([report]), cases.default_codebook())
    >>> coded, differing = cases.fitted(project, {"C01": report})
    >>> len(coded), differing
    (2, [])
    """
    coded, notes = project.coded.copy(), [*project.coded.attrs.get("notes", ())]
    for case in sorted(set(project.reports) & set(reports)):
        theirs, ours = project.reports[case], reports[case]
        mine = coded["case"] == case
        if theirs.text == ours.text:
            continue
        places = _places(mask(theirs)), _places(mask(ours))
        if places[0].words != places[1].words:
            coded = coded[~mine]
            notes.append(
                tr(
                    f"项目里 {case} 的正文与这里的不同，它的编码没有采用。",
                    f"The text of {case} in the project differs from the one here: its codes "
                    f"were not taken.",
                )
            )
            continue
        for i, start, end in coded.loc[mine, ["start", "end"]].itertuples():
            at = places[1].offsets(*places[0].counted(int(start), int(end)))
            coded.loc[i, ["start", "end"]] = at
            coded.loc[i, "text"] = ours.text[at[0] : at[1]]
    return coded.reset_index(drop=True), notes


def placed(coded: pd.DataFrame, reports: Mapping[str, Report]) -> tuple[pd.DataFrame, list[str]]:
    """A coding whose ``text`` stands where its offsets say, and a sentence for every report in
    which it does not: words that stand in one other place are coded there, words that are gone or
    stand in several are left out.

    Rows without a text and cases that `reports` lack are left as they are.

    Examples
    --------
    >>> from toolkit import cases
    >>> then, now = "公开承诺三件。每月走访。", "今年公开承诺三件。"
    >>> coded = cases.code([cases.Report(then, "C01")]).assign(start=[0], end=[7], text=[then[:7]])
    >>> coded, told = cases.placed(coded, {"C01": cases.Report(now, "C01")})
    >>> coded[["start", "end"]].values.tolist(), len(told)
    ([[2, 9]], 1)
    """
    if "text" not in coded:
        return coded, []
    out, notes = coded.copy(), list[str]()
    lost: list[int] = []
    for case, some in coded.groupby("case"):
        if case not in reports:
            continue
        plain, masked = reports[str(case)].text, mask(reports[str(case)])
        places, many, before = _places(masked), 0, len(lost)
        for i, start, end, text in some[["start", "end", "text"]].itertuples():
            words = "" if pd.isna(text) else _places(str(text)).words
            here = (_places(t[int(start) : int(end)]).words for t in (plain, masked))
            if not words or words in here:
                continue
            many += 1
            if places.words.count(words) != 1:
                lost.append(i)
                continue
            first = places.words.index(words)
            at = places.offsets(first, first + len(words))
            out.loc[i, ["start", "end"]] = at
        if many:
            notes.append(_moved(str(case), many, len(lost) - before))
    return out.drop(index=lost).reset_index(drop=True), notes


def _moved(case: str, many: int, lost: int) -> str:
    return tr(
        f"{case} 的正文在编码以后改过：{many - lost} 处按原词重新找到位置，"
        f"{lost} 处的原词没有了或不止一处，没有采用。请抽查。",
        f"The text of {case} has changed since it was coded: {many - lost} codes were placed anew "
        f"by their words, {lost} whose words are gone or stand in several places were not taken. "
        f"Please check some.",
    )


class _Places(NamedTuple):
    """The signs of a text without white space, and where each stands."""

    words: str
    at: list[int]

    def counted(self, start: int, end: int) -> tuple[int, int]:
        """A selection as the numbers of its first sign and of the one behind its last."""
        return bisect_left(self.at, start), bisect_left(self.at, end)

    def offsets(self, first: int, behind: int) -> tuple[int, int]:
        """Such numbers as offsets of this text."""
        if behind > first:
            return self.at[first], self.at[behind - 1] + 1
        at = self.at[first] if first < len(self.at) else (self.at[-1] + 1 if self.at else 0)
        return at, at


def _places(text: str) -> _Places:
    at = [i for i, sign in enumerate(text) if not (sign.isspace() or sign in "\ufeff\u200b")]
    return _Places("".join(text[i] for i in at), at)
