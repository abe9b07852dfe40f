"""From coded reports to experience: for each practice who has it, improved or not, how it was done,
on what evidence, and what speaks against it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from toolkit.cases.coders import accepted, as_cases
from toolkit.cases.evidence import EVIDENCE
from toolkit.cases.patterns import closed_patterns, matrix
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.cases.whole import Excerpt, excerpt, how_well_told, says_who
from toolkit.terms import tr, values

__all__ = ["GROUPS", "experience", "in_time", "known_outcomes"]

#: what a practice shows, in the order in which it is told
GROUPS = values("group")
#: a smaller difference of shares does not part the two sides
_PARTS = 0.25
#: nor one that comes by chance more often than this
_BY_CHANCE = 0.1
#: what this share of all cases holds, everyone writes
_COMMON = 0.5
_MOST_HOW = 3
_SHORTEST = 16


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
    for codes in _sets(table, sides):
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
    out.attrs["late"] = rows.attrs["late"]
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
        span = _ending(report, case, "unchanged")
        if span is not None and span.start > 0.5 * len(report.text):
            ends[case] = span.end
    late = [int(s) >= ends.get(str(c), 1 << 40) for c, s in zip(rows["case"], rows["start"])]
    kept = (rows[[not x for x in late]] if len(rows) else rows).copy()
    kept.attrs["late"] = sum(late)
    return kept


def _sets(table: pd.DataFrame, sides: Mapping[str, list[str]]) -> Iterable[tuple[str, ...]]:
    """Every practice that occurs, and the patterns that part the sides better than each of their
    parts."""
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
    chance = _chance(yes, of_yes, no, of_no)
    group = _group(difference, yes + no, chance, held)
    first = have["not_improved"] if group == "parts_not" else have["improved"]
    rest = [c for c in cases if held[c] and c not in first]
    how = _told(codes, first or rest, cases, rows)
    if group == "parts_not":
        evidence = _endings(have["not_improved"], cases, known)
    else:
        evidence = _best_evidence(have["improved"], cases, {said.case for said in how})
    against = have["improved"] if group == "parts_not" else have["not_improved"]
    counter = _counter(codes, against, cases, rows, known)
    limits = _limits(group, have, sides, chance, cases, len(codes) > 1)
    head = (";".join(codes), yes, no, difference, how, evidence, counter)
    return (*head, group, share_yes, share_no, chance, limits)


def _group(difference: float, many: int, chance: float, held: pd.Series) -> str:
    if difference != difference:
        return "no_comparison"
    if abs(difference) >= _PARTS and many >= 3 and chance <= _BY_CHANCE:
        return "parts" if difference > 0 else "parts_not"
    return "everyone" if held.mean() >= _COMMON else "few"


def _chance(yes: int, of_yes: int, no: int, of_no: int) -> float:
    """Two-sided Fisher exact probability of a difference as great as this."""
    if not of_yes or not of_no:
        return float("nan")
    from scipy.stats import fisher_exact

    return float(fisher_exact([[yes, of_yes - yes], [no, of_no - no]]).pvalue)


def _percent(chance: float) -> str:
    if chance < 0.01:
        return tr("不到 1%", "less than 1 %")
    return tr(f"约 {chance:.0%}", f"about {chance:.0%}")


def _told(
    codes: tuple[str, ...], some: list[str], cases: Mapping[str, Report], rows: pd.DataFrame
) -> list[Excerpt]:
    """How it was done: the sentences that tell most of who, what and how often, from as many cases
    as there is room for."""
    found: list[tuple[float, Excerpt]] = []
    wanted = rows[rows["case"].isin(some) & rows["code"].isin(codes)]
    sure = wanted.groupby(["case", "start"])["confidence"].max() if "confidence" in wanted else {}
    for case, start in wanted[["case", "start"]].drop_duplicates().itertuples(index=False):
        report = cases[str(case)]
        a, b = _sentence(report, int(start))
        said = excerpt(report, str(case), a, b)
        here = wanted[(wanted["case"] == case) & (wanted["start"] == start)]["code"].nunique()
        # a person's coding is as good as sure
        trust = 4.0 * float(sure[case, start] if len(sure) else 1.0)
        found.append((how_well_told(said.text) + 0.5 * (here - 1) + trust, said))
    ends = {(c, int(at)) for c in some for at in cases[c].effects["start"]}
    # what came of it does not tell how; a sentence that names nobody comes after those that say who
    found.sort(
        key=lambda f: (f[1][:2] in ends, not says_who(f[1].text), -f[0], f[1].case, f[1].start)
    )
    taken: list[Excerpt] = []
    for _, said in found:
        if said.case not in {t.case for t in taken} and len(taken) < _MOST_HOW:
            taken.append(said)
    return taken


def _sentence(report: Report, start: int) -> tuple[int, int]:
    """The whole sentence around an offset: people may have marked only some words. A short one
    that only heads its paragraph (常回头看。) gives way to the next."""
    starts = report.sentences["start"].to_list()
    i = max(bisect_right(starts, start) - 1, 0)
    a, b = (int(report.sentences[c].iloc[i]) for c in ("start", "end"))
    if b - a < _SHORTEST and i + 1 < len(starts):
        follows = int(starts[i + 1])
        if "\n" not in report.text[b:follows]:
            return follows, int(report.sentences["end"].iloc[i + 1])
    return a, b


def _best_evidence(some: list[str], cases: Mapping[str, Report], shown: set[str]) -> list[Excerpt]:
    """The two best grounded sentences on what became better, of different cases; first of those
    whose practice is `shown`."""
    found = []
    for case in some:
        for e in cases[case].effects.itertuples(index=False):
            if e.direction == "better" and not e.planned:
                said = excerpt(cases[case], case, e.start, e.end)
                grade = EVIDENCE.index(e.evidence)
                found.append((case not in shown, grade, -how_well_told(said.text), said))
    found.sort(key=lambda f: (*f[:3], f[3].case))
    taken: list[Excerpt] = []
    for *_, said in found:
        if said.case not in {t.case for t in taken} and len(taken) < 2:
            taken.append(said)
    return taken


def _endings(
    some: list[str], cases: Mapping[str, Report], known: Mapping[str, str]
) -> list[Excerpt]:
    """How two of these cases ended, those first that tell it best."""
    ends = [end for c in some if (end := _ending(cases[c], c, known[c])) is not None]
    return sorted(ends, key=lambda end: (-how_well_told(end.text), end.case))[:2]


def _counter(
    codes: tuple[str, ...],
    against: list[str],
    cases: Mapping[str, Report],
    rows: pd.DataFrame,
    known: Mapping[str, str],
) -> list[Excerpt]:
    """A case that has the practice and ended the other way: where it did it, and how it ended."""
    best: tuple[float, list[Excerpt]] = (0.0, [])
    for case in against:
        did = _told(codes, [case], cases, rows)
        end = _ending(cases[case], case, known[case])
        if not did or end is None:
            continue
        value = how_well_told(end.text) + how_well_told(did[0].text) * (did[0] != end)
        if value > best[0]:
            best = (value, [did[0], end] if did[0] != end else [end])
    return best[1]


def _ending(report: Report, case: str, outcome: str) -> Excerpt | None:
    """The best grounded sentence on how a case ended."""
    wanted = {"improved": ("better",), "worse": ("worse", "same"), "unchanged": ("same", "worse")}
    found = [
        (EVIDENCE.index(e.evidence), -int(e.start), int(e.end))
        for e in report.effects.itertuples(index=False)
        if e.direction in wanted.get(outcome, ()) and not e.planned
    ]
    if found:
        _, start, end = min(found)
        return excerpt(report, case, -start, end)
    span = report.outcome_sentence
    return excerpt(report, case, *span) if span else None


def _no_cause(
    of: tuple[int, int], chance: float, several: bool, without: list[str]
) -> Iterator[str]:
    """Why going together with improvement is no cause of it; `without`: improved all the same."""
    yield tr(
        f"相随不是成因；{of[0]}＋{of[1]} 个案例里，这么大的差别碰巧出现的可能{_percent(chance)}。",
        f"Going together is no cause; among {of[0]} + {of[1]} cases a difference like "
        f"this comes by chance in {_percent(chance)}.",
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
                "改善与未改善的都写，解释不了结果。",
                "Both sides write it; it explains nothing of the outcome.",
            )
        )
    if group in ("parts", "parts_not"):
        without = [c for c in sides["improved"] if c not in have["improved"]]
        parts += _no_cause((of_yes, of_no), chance, several, without if group == "parts" else [])
    if group == "few":
        parts.append(
            tr(
                f"只有 {yes + no} 个案例，或差别太小、碰巧也常有（{_percent(chance)}），"
                f"说不了什么。",
                f"{yes + no} cases, or a difference that chance alone often makes "
                f"({_percent(chance)}), say too little.",
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
