"""From coded reports to experience: for each practice who has it, improved or not, how it was done,
on what evidence, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.choosing import (
    best_evidence,
    ended_otherwise,
    endings,
    remedies_from,
    told_how,
)
from toolkit.cases.coding import accepted
from toolkit.cases.patterns import closed_patterns, matrix
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.terms import tr, values

__all__ = ["GROUPS", "experience", "fisher", "in_time", "known_outcomes"]

#: what a practice shows, in the order in which it is told
GROUPS = values("group")
#: a smaller difference of shares does not part the two sides
_PARTS = 0.25
#: nor one that comes by chance more often than this
_BY_CHANCE = 0.05
#: what this share of each side holds, everyone writes
_COMMON = 2 / 3


def known_outcomes(
    reports: Mapping[str, Report] | Sequence[Report], outcomes: Mapping[str, str] | None = None
) -> tuple[dict[str, str], str]:
    """Case → outcome, and a sentence that says where the outcomes come from: given, or read from
    what each report claims of itself.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> cases.known_outcomes([report], {"C01": "improved"})
    ({'C01': 'improved'}, '结果取自所给的表。')
    """
    cases = as_cases(reports)
    if outcomes is not None:
        known = {c: str(outcomes.get(c) or "not_stated") for c in cases}
        return known, tr("结果取自所给的表。", "Outcomes are those that were given.")
    known = {c: r.outcome for c, r in cases.items()}
    return known, tr(
        "结果是各报告自己的说法，由规则读出，未经核验。",
        "Outcomes are what each report claims of itself, read by rules and not verified.",
    )


def experience(
    reports: Mapping[str, Report] | Sequence[Report],
    coded: pd.DataFrame,
    outcomes: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """What coded reports teach, practice by practice, beside the outcome.

    Parameters
    ----------
    reports : mapping or sequence of Report
    coded : DataFrame
        ``case, code, start, end``: people's coding, suggestions, or both (`merge`); withheld
        suggestions are ignored.
    outcomes : mapping, optional
        Case → ``improved, unchanged, worse, mixed, not_stated``. Without it the outcome that each
        report claims (`Report.outcome`); ``attrs["outcomes"]`` says which.

    Returns
    -------
    DataFrame
        ``codes`` (;-joined)``, improved, not_improved`` (cases that have it)``, difference`` (of
        the shares)``, how, evidence, counter`` (lists of `Excerpt`: ``case, start, end, text``,
        whole sentences; for what the others have more, `evidence` is how they ended), then
        ``group`` (`GROUPS`)``, share_improved, share_not_improved, chance``
        (how often so great a difference, this way or the other, comes about by chance alone;
        Fisher's exact test)``, limits`` (what the row does not show, a sentence). What parts
        improved from not improved comes first.
        ``attrs``: ``outcomes, improved, not_improved, left_out`` (cases without a clear outcome),
        ``late`` (mentions in cases that did not improve which stand behind how it ended, as what
        was done to mend it; they are not counted).

    Notes
    -----
    Going together is not causing, and with many practices some part the sides by chance: with 26
    practices about one in twenty of them.

    Examples
    --------
    >>> from toolkit import cases
    >>> pledge = "党员公开承诺办好12件实事。"
    >>> reports = [cases.Report("甲村\\n" + pledge, "甲"), cases.Report("乙村\\n没有变化。", "乙")]
    >>> outcomes = {"甲": "improved", "乙": "unchanged"}
    >>> found = cases.experience(reports, cases.code(reports), outcomes)
    >>> found[["codes", "improved", "not_improved", "chance"]].values.tolist()
    [['PLEDGE', 1, 0, 1.0]]
    """
    cases = as_cases(reports)
    rows = accepted(coded)
    known, source = known_outcomes(cases, outcomes)
    sides = {
        "improved": [c for c in cases if known[c] == "improved"],
        "not_improved": [c for c in cases if known[c] in ("unchanged", "worse")],
    }
    rows = in_time(rows, cases, known)
    table = matrix(rows).reindex(list(cases), fill_value=False)
    found = []
    tried: list[int] = []
    for codes in _sets(table, sides, tried):
        held = table[list(codes)].all(axis=1)
        found.append(_row(codes, held, cases, rows, sides, known))
    columns = ["codes", "improved", "not_improved", "difference", "how", "evidence", "counter"]
    columns += ["group", "share_improved", "share_not_improved", "chance", "limits"]
    out = pd.DataFrame(found, columns=columns)
    order = list(GROUPS)
    out = out.assign(
        _group=[order.index(g) for g in out["group"]],
        _size=-out["difference"].abs().fillna(0),
        _many=-(out["improved"] + out["not_improved"]),
    )
    out = out.sort_values(["_group", "_size", "_many"], kind="stable", ignore_index=True)
    out = out.drop(columns=["_group", "_size", "_many"])
    out.attrs |= {k: len(v) for k, v in sides.items()} | {"outcomes": source}
    out.attrs |= {"late": rows.attrs["late"], "sets_tried": sum(tried)}
    out.attrs["left_out"] = [c for c in cases if c not in sides["improved"] + sides["not_improved"]]
    return out


def in_time(
    coded: pd.DataFrame,
    reports: Mapping[str, Report] | Sequence[Report],
    outcomes: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Coding without what a case that did not improve did only after the end it is known by.

    A remedy cannot have brought about what it mends, so it counts on neither side.

    Parameters
    ----------
    coded : DataFrame
        ``case, code, start, end``.
    reports : mapping or sequence of Report
    outcomes : mapping, optional
        As for `experience`.

    Returns
    -------
    DataFrame
        The rows that count; ``attrs["late"]`` is the number of those left out.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> coded = cases.code([report])
    >>> cases.in_time(coded, [report], {"C01": "improved"}).attrs["late"]
    0
    """
    cases = as_cases(reports)
    known, _ = known_outcomes(cases, outcomes)
    rows, ends = accepted(coded), {}
    for case, report in cases.items():
        if known[case] not in ("unchanged", "worse"):
            continue
        ends[case] = remedies_from(report, case)
    late = [int(s) >= ends.get(str(c), 1 << 40) for c, s in zip(rows["case"], rows["start"])]
    kept = (rows[[not x for x in late]] if len(rows) else rows).copy()
    kept.attrs["late"] = sum(late)
    return kept


def _sets(
    table: pd.DataFrame, sides: Mapping[str, list[str]], tried: list[int]
) -> Iterable[tuple[str, ...]]:
    """Every practice that occurs, and the patterns that part the sides better than each of their
    parts; how many patterns there were is added to `tried`."""
    single = [(str(c),) for c in table.columns if table[c].any()]
    yield from single
    compared = [*sides["improved"], *sides["not_improved"]]
    if not all(sides.values()) or len(compared) < 6:
        return
    part = table.loc[compared]
    alone = {c: _difference(part[c], sides) for (c,) in single}
    told = {c: "improved" if c in sides["improved"] else "unchanged" for c in compared}
    try:
        patterns = closed_patterns(part, told, least=max(3, len(compared) // 6))
    except CaseError:
        return
    taken: set[str] = set()
    tried.append(sum(2 <= len(codes.split(";")) <= 4 for codes in patterns["codes"]))
    for r in patterns.itertuples(index=False):
        codes = tuple(r.codes.split(";"))
        better = abs(r.difference) > max(abs(alone.get(c, 0.0)) for c in codes) + 0.05
        # a practice stands in one set: its variants with this or that beside it tell nothing new
        if 2 <= len(codes) <= 4 and better and abs(r.difference) >= _PARTS and not taken & {*codes}:
            yield codes
            taken |= {*codes}


def _difference(held: pd.Series, sides: Mapping[str, list[str]]) -> float:
    shares = [held.loc[some].mean() if some else float("nan") for some in sides.values()]
    return float(shares[0] - shares[1])


def _row(
    codes: tuple[str, ...],
    held: pd.Series,
    cases: Mapping[str, Report],
    rows: pd.DataFrame,
    sides: Mapping[str, list[str]],
    known: Mapping[str, str],
) -> tuple:
    have = {side: [c for c in some if held[c]] for side, some in sides.items()}
    yes, no = len(have["improved"]), len(have["not_improved"])
    of_yes, of_no = len(sides["improved"]), len(sides["not_improved"])
    share_yes = yes / of_yes if of_yes else float("nan")
    share_no = no / of_no if of_no else float("nan")
    difference = share_yes - share_no
    chance = fisher(yes, of_yes, no, of_no)
    group = _group((share_yes, share_no), yes + no, chance)
    # what the others have more is told by the others
    theirs = difference < 0
    first = have["not_improved"] if theirs else have["improved"]
    rest = [c for c in cases if held[c] and c not in first]
    how = told_how(codes, first or rest, cases, rows)
    if theirs:
        evidence = endings(have["not_improved"], cases, known)
    else:
        evidence = best_evidence(have["improved"], cases, {said.case for said in how})
    against = have["improved"] if theirs else have["not_improved"]
    counter = ended_otherwise(codes, against, cases, rows, known)
    limits = _limits(group, have, sides, chance, cases, len(codes) > 1)
    head = (";".join(codes), yes, no, difference, how, evidence, counter)
    return (*head, group, share_yes, share_no, chance, limits)


def _group(shares: tuple[float, float], many: int, chance: float) -> str:
    difference = shares[0] - shares[1]
    if difference != difference:
        return "no_comparison"
    if abs(difference) >= _PARTS and many >= 3 and chance <= _BY_CHANCE:
        return "parts" if difference > 0 else "parts_not"
    return "everyone" if min(shares) >= _COMMON and many >= 3 else "few"


def fisher(yes: int, of_yes: int, no: int, of_no: int) -> float:
    """How often chance alone makes so great a difference of two shares or a greater one (Fisher's
    exact test, two-sided); not a number where one side is missing.

    Examples
    --------
    >>> from toolkit import cases
    >>> round(cases.fisher(4, 6, 0, 5), 3)
    0.061
    """
    if not of_yes or not of_no:
        return float("nan")
    from scipy.stats import fisher_exact

    return float(fisher_exact([[yes, of_yes - yes], [no, of_no - no]]).pvalue)


def _percent(chance: float) -> str:
    if chance < 0.01:
        return tr("不到 1%", "less than 1%")
    return tr(f"约 {chance:.0%}", f"about {chance:.0%}")


def _no_cause(
    of: tuple[int, int], chance: float, several: bool, without: list[str]
) -> Iterator[str]:
    """Why going together with improvement is no cause of it; `without`: improved all the same."""
    yield tr(
        f"相随不是成因；{of[0]}＋{of[1]} 个案例里，单凭碰巧，出现这么大或更大的差别的"
        f"可能{_percent(chance)}。",
        f"Going together is no cause; among {of[0]} + {of[1]} cases chance alone makes so great a "
        f"difference or a greater one {_percent(chance)} of the time.",
    )
    if several:
        yield tr(
            "几项并在一起，是从许多组里挑出来的，碰巧的可能比这更大。",
            "Sets are picked out of many, so chance makes such a one more often than that.",
        )
    if without:
        named = tr("、", ", ").join(without)
        yield tr(
            f"没有它也改善的有 {len(without)} 个：{named}。",
            f"{len(without)} improved without it: {named}.",
        )


def _limits(
    group: str,
    have: Mapping[str, list[str]],
    sides: Mapping[str, list[str]],
    chance: float,
    cases: Mapping[str, Report],
    several: bool,
) -> str:
    """What the row does not show."""
    yes, no = len(have["improved"]), len(have["not_improved"])
    of_yes, of_no = len(sides["improved"]), len(sides["not_improved"])
    if group == "no_comparison":
        return tr(
            "没有未改善（或没有改善）的案例可比：共有做法，非成因。",
            "No case of the other outcome to compare with: shared, not a cause.",
        )
    parts = []
    if group == "everyone":
        parts.append(
            tr(
                "改善与未改善的都写，按次数分不出两边。",
                "Both sides write it: counts do not part them.",
            )
        )
    if group in ("parts", "parts_not"):
        without = [c for c in sides["improved"] if c not in have["improved"]]
        parts += _no_cause((of_yes, of_no), chance, several, without if group == "parts" else [])
    if group == "few":
        parts.append(
            tr(
                f"两边合起来 {yes + no} 个案例写到它；单凭碰巧，出现这么大或更大的差别的可能"
                f"{_percent(chance)}，还说明不了什么。",
                f"{yes + no} cases of both sides write of it; chance alone makes so great a "
                f"difference or a greater one {_percent(chance)} of the time: it shows nothing "
                f"yet.",
            )
        )
    graded = [e.evidence for c in have["improved"] for e in cases[c].effects.itertuples()]
    if yes and not {"witness", "comparison"} & set(graded):
        parts.append(
            tr(
                "成效都没有外部印证或对照。",
                "None of the effects has an outside witness or a comparison.",
            )
        )
    return "".join(parts) if tr("zh", "en") == "zh" else " ".join(parts)
