"""What is common: case × code matrix, co-occurrence, closed patterns beside the outcome, wording
copied between reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.codebook import default_codebook
from toolkit.cases.coding import accepted
from toolkit.cases.evidence import EVIDENCE
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.terms import tr

__all__ = ["closed_patterns", "copied", "evidence_table", "matrix"]


def matrix(coded: pd.DataFrame, least: float = 0.0) -> pd.DataFrame:
    """Boolean case × code: whether a case holds the code at a confidence of at least `least`
    (people count fully); withheld suggestions are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import cases
    >>> coded = pd.DataFrame({"case": ["C1", "C2"], "code": ["LEADERS", "RECTIFY"]})
    >>> cases.matrix(coded)
    code  RECTIFY  LEADERS
    case
    C1      False     True
    C2       True    False
    """
    coded_cases = sorted(coded["case"].unique())
    coded = accepted(coded)
    sure = (
        coded["confidence"].fillna(1.0) >= least
        if "confidence" in coded
        else np.ones(len(coded), bool)
    )
    kept = coded[sure & (coded["code"].fillna("") != "")]
    order = [c.code for c in default_codebook()]
    codes = sorted(
        kept["code"].unique(), key=lambda c: (order.index(c) if c in order else len(order), c)
    )
    held = set(zip(kept["case"], kept["code"]))
    values = np.array(
        [[(case, c) in held for c in codes] for case in coded_cases], dtype=bool
    ).reshape(len(coded_cases), len(codes))
    return pd.DataFrame(
        values,
        index=pd.Index(coded_cases, name="case", dtype="string"),
        columns=pd.Index(codes, name="code"),
    )


def _closure(m: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return m[rows].all(axis=0)


def closed_patterns(
    table: pd.DataFrame,
    outcomes: Mapping[str, str] | pd.Series | None = None,
    *,
    least: int = 2,
    most: int = 20_000,
) -> pd.DataFrame:
    """Sets of practices that occur together and cannot be enlarged without losing a case, with
    their support.

    Parameters
    ----------
    table : DataFrame
        Boolean case × code (`matrix`).
    outcomes : mapping or Series, optional
        Case → ``improved`` or anything else; support is then given for improved and for other cases
        side by side.
    least : int
        Smallest support.
    most : int
        Largest number of patterns; more is a CaseError that asks for a larger `least`.

    Returns
    -------
    DataFrame
        ``codes`` (;-joined)``, size, support`` and, with outcomes, ``improved, not_improved,
        share_improved, share_not_improved, difference``, by size of the difference, else of the
        support. ``attrs["note"]`` says 共有做法，非成因 when every case improved.

    Notes
    -----
    Prefix-preserving closure extension (Uno, Asai, Uchida & Arimura 2004): each closed set once, no
    candidates kept.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import cases
    >>> table = pd.DataFrame({"PLEDGE": [True, True, True], "LEADERS": [True, True, False]})
    >>> cases.closed_patterns(table)[["codes", "size", "support"]]
                codes  size  support
    0          PLEDGE     1        3
    1  PLEDGE;LEADERS     2        2
    """
    m = table.to_numpy(dtype=bool)
    improved = (
        np.array([_improved(outcomes, c) for c in table.index]) if outcomes is not None else None
    )
    found: list[tuple[np.ndarray, np.ndarray]] = []
    everything = np.ones(len(m), bool)
    stack = (
        [(everything, _closure(m, everything), -1)]
        if len(m) >= max(least, 1) and m.shape[1]
        else []
    )
    while stack:
        rows, items, core = stack.pop()
        if items.any():
            found.append((rows, items))
        if len(found) > most:
            raise CaseError(
                tr(
                    f"模式超过 {most} 个：请调大 least（最小支持数）。",
                    f"Over {most} patterns: raise least, the smallest support.",
                )
            )
        for j in range(core + 1, m.shape[1]):
            if items[j]:
                continue
            narrower = rows & m[:, j]
            if narrower.sum() < max(least, 1):
                continue
            closed = _closure(m, narrower)
            if not (closed[:j] & ~items[:j]).any():
                stack.append((narrower, closed, j))
    out = pd.DataFrame(
        [_pattern(table, rows, items, improved) for rows, items in found],
        columns=_columns(improved),
    )
    key = ["difference", "support"] if improved is not None else ["support", "size"]
    out = out.sort_values(key, ascending=False, kind="stable", ignore_index=True)
    if improved is None or improved.all():
        out.attrs["note"] = tr(
            "共有做法，非成因：没有未改善的案例可比。",
            "Shared practices, no causes: there is no case without improvement to compare with.",
        )
    return out


def _improved(outcomes: Mapping[str, str] | pd.Series, case: str) -> bool:
    if case not in outcomes:
        raise CaseError(tr(f"结局里没有案例 {case}", f"The outcomes lack case {case}"))
    return outcomes[case] == "improved"


def _columns(improved: np.ndarray | None) -> list[str]:
    more = ["improved", "not_improved", "share_improved", "share_not_improved", "difference"]
    return ["codes", "size", "support"] + (more if improved is not None else [])


def _pattern(
    table: pd.DataFrame, rows: np.ndarray, items: np.ndarray, improved: np.ndarray | None
) -> tuple:
    head = (";".join(table.columns[items]), int(items.sum()), int(rows.sum()))
    if improved is None:
        return head
    yes, no = int((rows & improved).sum()), int((rows & ~improved).sum())
    share_yes = yes / improved.sum() if improved.any() else np.nan
    share_no = no / (~improved).sum() if (~improved).any() else np.nan
    return (*head, yes, no, share_yes, share_no, share_yes - share_no)


def evidence_table(reports: Mapping[str, Report] | Sequence[Report]) -> pd.DataFrame:
    """One row a case: how many claimed effects rest on which evidence, strongest first, and
    ``best``, the strongest of them.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> cases.evidence_table([report])["best"].tolist()
    ['before_after']
    """
    rows = []
    for case, report in as_cases(reports).items():
        counts = report.statements["evidence"].value_counts()
        row = {grade: int(counts.get(grade, 0)) for grade in EVIDENCE}
        rows.append(
            {
                "case": case,
                "claims": sum(row.values()),
                **row,
                "best": next((g for g in EVIDENCE if row[g]), ""),
            }
        )
    return pd.DataFrame(rows, columns=["case", "claims", *EVIDENCE, "best"])


def copied(
    reports: Mapping[str, Report] | Sequence[Report], *, shingle: int = 12, least: int = 20
) -> pd.DataFrame:
    """Wording that two reports share word for word.

    Parameters
    ----------
    reports : mapping or sequence of Report
    shingle : int
        Length in characters of the pieces that are looked up (Broder 1997).
    least : int
        Shortest common run that is reported; white space counts.

    Returns
    -------
    DataFrame
        ``case, start, end, other, other_start, other_end, length, text``; each run once, longest
        first.

    Examples
    --------
    >>> from toolkit import cases
    >>> same = "村党支部每月召开两次会议并且公开每一笔账目支出情况。"
    >>> reports = [cases.Report("甲\\n" + same, "甲"), cases.Report("乙\\n" + same, "乙")]
    >>> cases.copied(reports)[["case", "other", "length"]].values.tolist()
    [['甲', '乙', 27]]
    """
    cases = as_cases(reports)
    seen: dict[str, list[tuple[str, int]]] = defaultdict(list)
    runs: list[tuple] = []
    for other, report in cases.items():
        text = report.folded
        done: dict[tuple[str, int], int] = defaultdict(int)
        for at in range(len(text) - shingle + 1):
            # a phrase that very many reports share is the genre's, and would make this quadratic
            for case, place in seen.get(text[at : at + shingle], ())[:20]:
                if done[case, at - place] > at:
                    continue
                size = _run(cases[case].folded, place, text, at)
                done[case, at - place] = at + size
                if size >= least:
                    runs.append(
                        (
                            case,
                            place,
                            place + size,
                            other,
                            at,
                            at + size,
                            size,
                            cases[case].text[place : place + size],
                        )
                    )
        for at in range(len(text) - shingle + 1):
            seen[text[at : at + shingle]].append((other, at))
    columns = ["case", "start", "end", "other", "other_start", "other_end", "length", "text"]
    return pd.DataFrame(runs, columns=columns).sort_values(
        "length", ascending=False, kind="stable", ignore_index=True
    )


def _run(a: str, i: int, b: str, j: int) -> int:
    size, stop = 0, min(len(a) - i, len(b) - j)
    while size < stop and a[i + size] == b[j + size]:
        size += 1
    return size
