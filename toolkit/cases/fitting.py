"""A project's selections laid onto texts that differ from its own in white space or masked persons
alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from toolkit.cases.naming import mask
from toolkit.cases.qdpx_reading import Project
from toolkit.cases.report import Report
from toolkit.terms import tr

__all__ = ["fitted"]


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
