"""The same practice in a case that improved and in one that did not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section
from toolkit.reports.quoting import named, new_first, quoted
from toolkit.terms import tr, word

#: pairs of sentences on the same practice
_PAIRS = 4
#: the share of a report that tells where things started
_START = 0.25
_OTHER_END = ("unchanged", "worse")
#: prizes and ranks, and what stands before them where there are none
_PRIZE = re.compile(r"排名|名次|末位|奖(?:励|金|\d)|[有张上]榜|擂台|评出")
_NONE = re.compile(r"(?:不|没有?|取消)[^，。；]{0,4}$")
#: improved cases that are shown with prizes
_ALSO = 3
#: characters that any two sentences may share
_EMPTY = set("的了是在和与把由一两三不没有个名为就也都党员支部村里")
#: reasons for which a practice does not count because a case was wanting in it
WANTED = ("lacking", "dropped")
WANTING = re.compile(r"(?<!有)没|不(?!少|仅|但|只|断|方便)|只有|的只|仍是")


#: what was put off was not done
PUT_OFF = re.compile(r"暂缓|缓一缓|先放一放|以后再说|火候没到")


def two_ways(
    found: pd.DataFrame,
    coded: pd.DataFrame,
    lack: pd.DataFrame,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
    doubts: set[tuple[str, str, int]],
) -> Section:
    """The same practice in an improved case and in one that did not, where both did it: those pairs
    first that speak most of the same thing. What is in `doubts` (case, code, start) or is told as
    lacking stands for neither."""
    section = Section(
        "two_ways",
        tr("同一项做法，两样结果", "The same practice, different results"),
        labelled=True,
    )
    lack = lack[lack["reason"].isin(WANTED)]
    hollow = {e[:2] for e in sentences_of(lack, cases)}
    coded = _done(coded, hollow, doubts, cases, known)
    pairs: list[tuple[float, int, str, Any, Any]] = []
    both = found["improved"].gt(0) & found["not_improved"].gt(0)
    single = found[~found["codes"].str.contains(";") & both]
    for practice, name in single[["codes", "name"]].itertuples(index=False):
        if best := _pair(practice, coded, cases, known, seen):
            worth, did, did_not = best
            pairs.append((-worth, len(pairs), name, did, did_not))
    told: set[tuple[str, int]] = set()
    for *_, name, did, did_not in sorted(pairs):
        here = {(e.case, int(e.start)) for e in (did, did_not)}
        if not here & told and len(section.paragraphs) < _PAIRS:
            told |= here
            section.paragraphs.append(
                tr(f"{name}：", f"{name}: ")
                + _beside(did, did_not, cases, known, seen)
                + _other_form(did, did_not, coded, cases, known=known, seen=seen)
            )
    if section.paragraphs:
        section.paragraphs.insert(
            0,
            tr(
                "两边都做了的：先改善的一句，再未改善的一句，值得两份对着读。",
                "Done on both sides: an improved case first, then one that did not improve; read "
                "the two together.",
            ),
        )
    return section


def _pair(
    practice: str,
    coded: pd.DataFrame,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> tuple[float, Any, Any] | None:
    """The two sentences of a practice that speak most of the same thing, and how much they do; None
    where one side has none."""
    from toolkit.cases import says_who

    said = coded_sentences(practice, coded, cases)
    did = [e for e in said if known[e.case] == "improved" and says_who(e.text)]
    other = [e for e in said if known[e.case] in _OTHER_END]
    meant, best = _meaning(practice), None
    for a in did:
        # what the practice is by the codebook, and what was left out of it on purpose
        plain = min(len(meant & _pairs(a.text)), 4) / 2 + (WANTING.search(a.text) is not None)
        for b in dict.fromkeys(other):
            wants, alike = min(len(WANTING.findall(b.text)), 2), _alike(a.text, b.text)
            worth = plain + wants + min(alike, 4) / 4 - (a[:2] in seen and b[:2] in seen) / 2
            if (wants or alike >= 2 or WANTING.search(a.text)) and (
                best is None or worth > best[0]
            ):
                best = (worth, a, b)
    return best


def _beside(
    did: Any,
    did_not: Any,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> str:
    """Two sentences side by side; what stands further up is named."""
    said = []
    for e in (did, did_not):
        if (e.case, int(e.start)) in seen:
            ended = word("outcome", known[e.case])
            place = named([e], cases)
            said.append(tr(f"{place}（{ended}，见上）", f"{place} ({ended}, above)"))
        else:
            said += quoted([e], cases, known, seen)
    return tr("　对　", " — beside — ").join(said)


def _done(
    coded: pd.DataFrame,
    hollow: set[tuple[str, int]],
    doubts: set[tuple[str, str, int]],
    cases: Mapping[str, Any],
    known: Mapping[str, str],
) -> pd.DataFrame:
    """A coding without sentences that tell that nothing was done: those in `hollow`, those that a
    reader takes for dropped, and those whose code is in doubt. Of a case that did not improve any
    denial tells so; of others 没办成的要说明 is a rule that was kept."""
    from toolkit.cases import dropped, wants

    kept = []
    for case, code, at in coded[["case", "code", "start"]].itertuples(index=False):
        report = cases[case]
        start, end = map(int, report.sentences.iloc[report.sentence_number(int(at)) - 1])
        out = (case, start) in hollow or (case, code, start) in doubts
        out = out or PUT_OFF.search(report.folded, start, end) is not None
        words, failed = report.folded[start:end], known[case] in _OTHER_END
        kept.append(not (out or dropped(words, failed) or (failed and wants(words))))
    return coded[kept]


def prizes(text: str) -> bool:
    """Whether a sentence tells of prizes or ranks, and not that there were none.

    Examples
    --------
    >>> from toolkit.reports.two_ways import prizes
    >>> prizes("每月通报排名。"), prizes("成绩不与奖金挂钩。")
    (True, False)
    """
    return any(not _NONE.search(text[: m.start()]) for m in _PRIZE.finditer(text))


def _other_form(
    did: Any,
    did_not: Any,
    coded: pd.DataFrame,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> str:
    """Where only the case that did not improve tells of prizes or ranks: which improved cases do
    so as well; empty where none does or both do."""
    if prizes(did.text) or not prizes(did_not.text):
        return ""
    codes = dict.fromkeys(coded["code"])
    said = {e[:2]: e for code in codes for e in coded_sentences(code, coded, cases)}
    also = [e for e in said.values() if known[e.case] == "improved" and prizes(e.text)]
    if not also:
        return ""
    told = new_first(sorted(also)[:_ALSO], cases, known, seen)
    return tr("但改善的也有排名、给奖的：", " But improved cases rank or reward as well: ") + told


def _meaning(code: str) -> set[str]:
    from toolkit.cases import default_codebook

    found = [c for c in default_codebook() if c.code == code]
    return _pairs(found[0].name + "，" + found[0].definition) if found else set()


def _pairs(words: str) -> set[str]:
    pairs = {words[i : i + 2] for i in range(len(words) - 1)}
    return {pair for pair in pairs if pair.isalpha() and not set(pair) & _EMPTY}


def _alike(one: str, other: str) -> int:
    """How many pairs of characters two sentences share that say something."""
    return len(_pairs(one) & _pairs(other))


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
