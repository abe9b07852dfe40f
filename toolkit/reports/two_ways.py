"""The same practice in a case that improved and in one that did not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section
from toolkit.reports.quoting import quoted
from toolkit.terms import tr, word

#: pairs of sentences on the same practice
_PAIRS = 6
#: the share of a report that tells where things started
_START = 0.25
_OTHER_END = ("unchanged", "worse")
#: reasons for which a practice does not count because a case was wanting in it
WANTED = ("lacking", "dropped")
WANTING = re.compile(r"(?<!有)没|不(?!少|仅|但|只|断|方便)|只有|的只|仍是")


def two_ways(
    found: pd.DataFrame,
    coded: pd.DataFrame,
    lack: pd.DataFrame,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> Section:
    """The same practice in an improved case and in one that did not: those first whose second
    sentence says most of what was wanting."""
    from toolkit.cases import says_who

    section = Section("two_ways", tr("同一项做法，两样结果", "The same practice, two ends"))
    lack = lack[lack["reason"].isin(WANTED)]
    pairs: list[tuple[int, int, int, Any, Any, Any]] = []
    for practice, name in found[["codes", "name"]].itertuples(index=False):
        said = coded_sentences(practice, coded, cases)
        did = [e for e in said if known[e.case] == "improved" and says_who(e.text)]
        did.sort(key=lambda e: e[:2] in seen)
        said = [e for e in said if known[e.case] in _OTHER_END]
        said += coded_sentences(practice, lack, cases)
        # what stands further up already comes last, and is only named
        wants = [(e[:2] not in seen, len(WANTING.findall(e.text)), e) for e in said]
        wants = [(new, most, e) for new, most, e in wants if most]
        if did and wants:
            new, most, did_not = max(wants)
            old = (not new) + (did[0][:2] in seen)
            pairs.append((old, -most, len(pairs), name, did[0], did_not))
    told: set[tuple[str, int]] = set()
    for *_, name, did, did_not in sorted(pairs):
        here = {(e.case, int(e.start)) for e in (did, did_not)}
        if not here <= seen and not here & told and len(section.paragraphs) < _PAIRS:
            told |= here
            lines = quoted([did, did_not], cases, known, seen)
            section.paragraphs.append(tr(f"{name}：", f"{name}: ") + tr("", " ").join(lines))
    if section.paragraphs:
        section.paragraphs.insert(
            0,
            tr(
                "每项先一句改善案例的，再一句未改善案例的：差在怎么做，值得两份对着读。",
                "How an improved case did it, then one that did not improve: read the two beside "
                "each other.",
            ),
        )
    return section


def uncounted(
    cases: Mapping[str, Any], coded: pd.DataFrame, counted: pd.DataFrame, known: Mapping[str, str]
) -> pd.DataFrame:
    """What cases that did not improve write of a practice that counts for nothing: what they
    lacked, had for show only (`WANTED`), planned or barely touched, and what stands behind the
    ending as a remedy (``late``)."""
    from toolkit.cases import code, in_time

    told = code({c: r for c, r in cases.items() if known[c] in _OTHER_END})
    told = told[told["withheld"] & told["reason"].isin([*WANTED, "planned", "weak"])]
    before = in_time(told.assign(withheld=False), cases, known).index
    told = told.assign(reason=told["reason"].where(told.index.isin(before), "late"))
    return pd.concat([coded.drop(counted.index).assign(reason="late"), told], ignore_index=True)


def sentences_of(mentions: pd.DataFrame, cases: Mapping[str, Any]) -> dict[Any, str]:
    """The sentences around mentions that do not count, with why they do not."""
    from toolkit.cases import Excerpt

    said = {}
    for case, at, reason in mentions[["case", "start", "reason"]].itertuples(index=False):
        report = cases[case]
        start, end = map(int, report.sentences.iloc[report.sentence_number(int(at)) - 1])
        why = tr("在结局之后", "behind the ending") if reason == "late" else word("reason", reason)
        said[Excerpt(case, start, end, report.text[start:end])] = why
    return said


def coded_sentences(code: str, coded: pd.DataFrame, cases: Mapping[str, Any]) -> list[Any]:
    """The whole sentences that bear a code and tell what was done, the surest first."""
    from toolkit.cases import Excerpt

    rows = coded[coded["code"] == code]
    if "confidence" in rows:
        rows = rows.sort_values("confidence", ascending=False, kind="stable")
    found = {}
    for case, at in rows[["case", "start"]].itertuples(index=False):
        report = cases[case]
        start, end = map(int, report.sentences.iloc[report.sentence_number(int(at)) - 1])
        slots = report.statements.loc[report.statements["start"] == start, "slot"]
        late, whole = start > _START * len(report.text), report.text[end - 1] in "。！？”"
        if late and whole and slots.isin(["practice", "problem"]).any():
            found[case, start] = Excerpt(case, start, end, report.text[start:end])
    return [*found.values()]
