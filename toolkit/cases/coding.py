"""A coding as a table: one shape for machines and for people, whose word no machine overwrites."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from toolkit.cases.codebook import default_codebook
from toolkit.terms import tr

__all__ = ["MACHINES", "accepted", "coded_apart", "merge", "typed", "who_coded"]

#: coders that are machines; everyone else in a column `coder` is a person or a constructed key
MACHINES = ("rules", "similarity", "combined")
COLUMNS = ["case", "code", "start", "end", "text", "coder", "confidence"]
#: what a machine adds: the words that decided; why it withholds a suggestion
MORE = ["trigger", "reason", "withheld"]


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """A coding with the types of its columns."""
    kinds = {
        "case": "string",
        "code": "string",
        "start": "Int64",
        "end": "Int64",
        "text": "string",
        "coder": "string",
        "confidence": "float64",
        "trigger": "string",
        "reason": "string",
        "withheld": "boolean",
    }
    frame = frame.fillna({c: "" for c in ("trigger", "reason") if c in frame})
    return frame.astype({k: v for k, v in kinds.items() if k in frame})


def accepted(coded: pd.DataFrame) -> pd.DataFrame:
    """The rows that say a practice is there: what a machine withholds is left out.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> coded = cases.code([report])
    >>> len(coded), len(cases.accepted(coded))
    (2, 1)
    """
    if "withheld" not in coded:
        return coded
    return coded[~coded["withheld"].fillna(False).astype(bool)]


def merge(*tables: pd.DataFrame) -> pd.DataFrame:
    """Lay several codings together; a machine's suggestion yields wherever a person coded that
    sentence of that case.

    A person's row with an empty code says *nothing here* and silences suggestions too; such rows
    are not returned, nor is what the machine withheld.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> ours = cases.code([report]).assign(coder="甲")
    >>> cases.merge(ours, cases.code([report]))["coder"].unique().tolist()
    ['甲']
    """
    whole = (
        typed(
            pd.concat(
                [accepted(t).reindex(columns=[*COLUMNS, "trigger"]) for t in tables],
                ignore_index=True,
            )
        )
        if tables
        else typed(pd.DataFrame(columns=[*COLUMNS, "trigger"]))
    )
    person = ~whole["coder"].isin(MACHINES)
    judged = set(
        zip(whole.loc[person, "case"], whole.loc[person, "start"], whole.loc[person, "end"])
    )
    keep = [
        p or key not in judged
        for p, key in zip(person, zip(whole["case"], whole["start"], whole["end"]))
    ]
    whole = whole[np.array(keep, dtype=bool)] if len(whole) else whole
    return (
        whole[whole["code"].fillna("") != ""]
        .drop_duplicates([*COLUMNS[:4], "coder"])
        .reset_index(drop=True)
    )


def coded_apart(coded: pd.DataFrame) -> pd.DataFrame:
    """Practices of a case on which the people who coded it differ: ``case, code, coded_by,
    not_by`` (lists of coders).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import cases
    >>> rows = [("C01", "PLEDGE", "甲"), ("C01", "SERVE", "甲"), ("C01", "SERVE", "乙")]
    >>> cases.coded_apart(pd.DataFrame(rows, columns=["case", "code", "coder"])).values.tolist()
    [['C01', 'PLEDGE', ['甲'], ['乙']]]
    """
    by = coded[~coded["coder"].isin(MACHINES)] if "coder" in coded else coded[:0]
    by = (
        by[["case", "code", "coder"]]
        if len(by)
        else pd.DataFrame(columns=["case", "code", "coder"])
    )
    coders = {case: set(some["coder"]) for case, some in by.groupby("case")}
    rows = []
    for (case, code), some in by[by["code"].fillna("") != ""].groupby(["case", "code"]):
        who = set(some["coder"])
        if who < coders[case]:
            rows.append((case, code, sorted(who), sorted(coders[case] - who)))
    return pd.DataFrame(rows, columns=["case", "code", "coded_by", "not_by"])


def who_coded(cases: Iterable[str], coded: pd.DataFrame) -> str:
    """Whether machine or people, who they are, which cases nobody coded, where coders differ."""
    by = coded[~coded["coder"].isin(MACHINES)] if "coder" in coded else coded[:0]
    if by.empty:
        return tr("编码为机器建议，未经人核对。", "coded by machine suggestion, unchecked.")
    who, mark = [*dict.fromkeys(by["coder"])], tr("、", ", ")
    said = tr(f"编码由人所作（{mark.join(who)}）", f"coded by people ({mark.join(who)})")
    rest = sorted(set(cases) - set(by["case"]))
    if rest:
        said += tr(
            f"，{mark.join(rest)} 没有人编过，用机器建议",
            f"; {mark.join(rest)} by machine, unchecked",
        )
    names = default_codebook().labels
    differ = coded_apart(by)
    apart = [
        f"{case} {names.get(code, code)}" for case, code in zip(differ["case"], differ["code"])
    ]
    if apart:
        said += tr(
            f"；编码者不一致 {len(apart)} 处，如 {mark.join(apart[:3])}",
            f"; coders differ in {len(apart)} places, such as {mark.join(apart[:3])}",
        )
    return said + tr("。", ".")
