"""Reports by case, whole or with their persons masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.terms import tr

__all__ = ["as_cases", "shown_to_others"]


def as_cases(reports: Mapping[str, Report] | Sequence[Report] | Report) -> dict[str, Report]:
    """Reports by case: a dict as it is; a list by file stem, else R001, R002 …; a stem used twice
    gets its place appended.

    Examples
    --------
    >>> from toolkit import cases
    >>> list(cases.as_cases([cases.Report("甲", "甲村"), cases.Report("乙")]))
    ['甲村', 'R002']
    """
    if isinstance(reports, Mapping):
        return {str(k): v for k, v in reports.items()}
    out: dict[str, Report] = {}
    for i, report in enumerate([reports] if isinstance(reports, Report) else reports, start=1):
        if not isinstance(report, Report):
            raise CaseError(
                tr("请先用 cases.read 读入报告。", "Read the reports first, with cases.read.")
            )
        name = report.name or f"R{i:03d}"
        out[name if name not in out else f"{name}-{i}"] = report
    return out


def shown_to_others(
    reports: Mapping[str, Report] | Sequence[Report], show_people: bool
) -> dict[str, Report]:
    """Reports as a file for others holds them: persons masked unless `show_people`; sentences and
    offsets as before.

    Examples
    --------
    >>> from toolkit import cases
    >>> report = cases.Report("甲村小结\\n村支部书记王小平说：先清账。\\n", "C01")
    >>> cases.shown_to_others([report], show_people=False)["C01"].text.split()[1]
    '村支部书记王某某说：先清账。'
    """
    known = as_cases(reports)
    return known if show_people else {case: r._masked for case, r in known.items()}
