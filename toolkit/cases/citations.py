"""A person's text held against its sources: every claim with its mark （C05，第3句） against the
sentence that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.cited import Cited
from toolkit.cases.claims import faults
from toolkit.cases.naming import mask
from toolkit.cases.report import Report
from toolkit.cases.script import fold
from toolkit.cases.unsettled import unsettled
from toolkit.terms import tr, values

__all__ = ["VERDICTS", "check_citations"]

#: what can be said of a claim
VERDICTS = values("verdict")
_MARK = re.compile(r"[（(〔［\[【]([^（()）〔〕［］\[\]【】\r\n]{1,120}?)[）)〕］\]】]")
_NUMBERS = re.compile(
    r"第\s*(?P<zh>\d+(?:\s*[、，,—\-–~至到和]\s*第?\s*\d+)*)\s*句"
    r"|(?:sentences?|s\.)\s*(?P<en>\d+(?:\s*(?:,|-|–|and|to)\s*\d+)*)",
    re.I,
)
_SHORT = re.compile(
    r"(?:案例|case)?\s*(?P<case>[^\s,，:：#]+?)\s*[-—–,，、:：#\s]\s*"
    r"(?P<numbers>\d+(?:\s*[、,，]\s*\d+)*)",
    re.I,
)
_END = re.compile(r"[。！？!?]+[”’」』）)]*|[\r\n]+")
_LEADS = re.compile(
    r"^[\s，,；;、。：:]+|^(?:[一二三四五六七八九十\d]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)])\s*"
)


@dataclass
class _Claim:
    start: int
    end: int
    sources: list[tuple[str, int]] = field(default_factory=list)
    unreadable: str = ""


#: no sentence of a report or a summary is longer; figures of longer ones would take minutes
_LONGEST = 3000


def check_citations(
    text: str,
    reports: Mapping[str, Report] | Sequence[Report],
    outcomes: Mapping[str, str] | None = None,
    *,
    show_people: bool = False,
) -> pd.DataFrame:
    """Hold a summary that a person wrote against the sentences it cites.

    Parameters
    ----------
    text : str
        With marks such as ``（C05，第3句）``, ``（C05，第3、5句；C07，第2句）`` or ``[C05, sentence
        3]`` behind each claim; sentences are numbered from 1 as in `toolkit.cases.coding_sheet`.
    reports : mapping or sequence of Report
    outcomes : mapping, optional
        Case → outcome; without it the report's own claim (`Report.outcome`).
    show_people : bool
        In `cited` and `reason` persons of the reports stand as surname and 某 unless asked
        otherwise; the claim itself stays as it was written.

    Returns
    -------
    DataFrame
        ``claim, case, sentence, verdict, reason, cited, start, end``: a row for each claim and
        source; `verdict` is ``supported, not_supported, unsettled`` (for a person to judge)``,
        no_source`` or ``not_found``, `reason` says why in a sentence, `cited` is the source's
        sentence. Claims without a mark are listed, too; headings are no claims.

    Notes
    -----
    Held against the sentence are figures (also sums, differences and shares of its figures), years,
    quoted words, the way things went, whether it was done or only planned, whether it was lacking,
    names of other cases, and the outcome of the case. Whether a true figure is put to a fair use is
    for people to judge.

    Examples
    --------
    >>> report = Report("甲村小结\\n群众满意度由60%升至70%。\\n", "C01")
    >>> said = "甲村满意度升至80%（C01，第2句）。"
    >>> check_citations(said, [report])[["sentence", "verdict"]].values.tolist()
    [[2, 'not_supported']]
    """
    cases = as_cases(reports)
    known = {c: str((outcomes or {}).get(c) or r.outcome) for c, r in cases.items()}
    columns = ["claim", "case", "sentence", "verdict", "reason", "cited", "start", "end"]
    rows = []
    for claim in _claims(text, cases):
        words = text[claim.start : claim.end].strip()
        if claim.unreadable:
            rows.append(_row(words, claim, claim.unreadable, None, "not_found", _no_case(claim)))
        elif not claim.sources:
            says = tr("这句话没有标出处。", "No source is given for this.")
            rows.append(_row(words, claim, "", None, "no_source", says))
        for case, several in _by_case(claim.sources).items():
            rows += _judged(words, claim, case, several, cases, known)
    frame = pd.DataFrame(rows, columns=columns)
    if not show_people and len(frame):
        for column in ("reason", "cited"):
            frame[column] = [_masked(words, cases.values()) for words in frame[column]]
    kinds = {"claim": "string", "case": "string", "sentence": "Int64", "verdict": "string"}
    return frame.astype(
        kinds | {"reason": "string", "cited": "string", "start": "Int64", "end": "Int64"}
    )


def _masked(words: str, reports: Iterable[Report]) -> str:
    """Words out of several reports without the persons that any of them names: a reason may quote
    another report than the one cited."""
    for report in reports:
        words = mask(report, words)
    return words


def _joined(sentences: list[str]) -> str:
    return tr("；", "; ").join(sentences) + tr("。", ".")


def _by_case(sources: list[tuple[str, int]]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for case, number in sources:
        out.setdefault(case, []).append(number)
    return out


def _row(
    words: str,
    claim: _Claim,
    case: str,
    number: int | None,
    verdict: str,
    reason: str,
    cited: str = "",
) -> tuple:
    return words, case, number, verdict, reason, cited, claim.start, claim.end


def _no_case(claim: _Claim) -> str:
    return tr(
        f"没有案例“{claim.unreadable}”：请核对出处里的案例名。",
        f"There is no case “{claim.unreadable}”: check the name in the mark.",
    )


def _judged(
    words: str,
    claim: _Claim,
    case: str,
    numbers: list[int],
    cases: Mapping[str, Report],
    outcomes: Mapping[str, str],
) -> Iterator[tuple]:
    """Rows of one claim and one cited case: all its sentences together bear the claim."""
    report = cases[case]
    there = [n for n in numbers if 1 <= n <= len(report.sentences)]
    for n in numbers:
        if n not in there:
            says = tr(
                f"{case} 只有 {len(report.sentences)} 句，没有第 {n} 句。",
                f"{case} has {len(report.sentences)} sentences, no sentence {n}.",
            )
            yield _row(words, claim, case, n, "not_found", says)
    if not there:
        return
    cited = Cited(case, report, tuple(there), cases, outcomes[case])
    if len(words) > _LONGEST or len(cited.folded) > _LONGEST:
        says = tr(
            f"这句话或出处超过 {_LONGEST} 字，没有核对，请人看。",
            f"The claim or its source has over {_LONGEST} characters and was not checked: a person "
            f"has to look.",
        )
        for n in there:
            yield _row(
                words,
                claim,
                case,
                number=n,
                verdict="unsettled",
                reason=says,
                cited=cited.sentence(n),
            )
        return
    wrong = faults(words, cited, several=len(claim.sources) > len(numbers))
    open_ = "" if wrong or len(claim.sources) > len(numbers) else unsettled(words, cited)
    verdict = "not_supported" if wrong else "unsettled" if open_ else "supported"
    for n in there:
        reason = _joined(wrong or [open_]) if wrong or open_ else cited.remark(words)
        yield _row(
            words, claim, case, number=n, verdict=verdict, reason=reason, cited=cited.sentence(n)
        )


def _claims(text: str, cases: Mapping[str, Report]) -> Iterator[_Claim]:
    """Claims in order: what stands between the last mark or full stop and a mark, and sentences
    without one."""
    marks = [(m.start(), m.end(), *_sources(m[1], cases)) for m in _MARK.finditer(text)]
    marks = [m for m in marks if m[2] or m[3]]
    ends = [m.end() for m in _END.finditer(text)] + [len(text)]
    at = 0
    stops = sorted({*ends, *(m[0] for m in marks)})
    by_start = {m[0]: m for m in marks}
    for stop in stops:
        if stop < at:
            continue
        begin = at + _skipped(text[at:stop])
        mark = by_start.get(stop)
        says_something = _is_claim(text, begin, stop, 2 if stop in by_start else 5)
        if mark is None:
            if says_something:
                pending = _Claim(begin, stop)
                # a mark may follow behind the full stop
                following = next((m for m in marks if m[0] >= stop), None)
                if following and not text[stop : following[0]].strip(" \t\u3000”’"):
                    pending.sources, pending.unreadable = following[2], following[3]
                    by_start.pop(following[0], None)
                    at = following[1]
                    yield pending
                    continue
                yield pending
            at = stop
            continue
        _, end, sources, unreadable = mark
        if says_something:
            yield _Claim(begin, stop, sources, unreadable)
        at = end


def _skipped(words: str) -> int:
    found = 0
    while (m := _LEADS.match(words[found:])) and m.end():
        found += m.end()
    return found


def _is_claim(text: str, start: int, end: int, least: int) -> bool:
    """Whether a stretch says something: `least` characters or more, and no heading (a short line
    without a stop)."""
    words = text[start:end].strip()
    if len(re.findall(r"[一-龥A-Za-z0-9]", words)) < least:
        return False
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end - 1) if text.find("\n", end - 1) >= 0 else len(text)
    line = text[line_start:line_end].strip()
    return not (len(line) <= 30 and not re.search(r"[。！？!?；;]|第\s*\d+\s*句", line))


def _sources(mark: str, cases: Mapping[str, Report]) -> tuple[list[tuple[str, int]], str]:
    """(case, sentence) pairs of a mark, and the name of a case that is not there."""
    sources: list[tuple[str, int]] = []
    case = ""
    for part in re.split(r"[；;]", normalize("NFKC", fold(mark))):
        m = _NUMBERS.search(part)
        if m is None:
            # C05-3, C05，3: a case that is there and numbers, nothing else
            short = _SHORT.fullmatch(part.strip())
            found = _called(short["case"], cases) if short else None
            if short and found:
                case = found
                sources += [(case, n) for n in _numbers(short["numbers"])]
            continue
        named = part[: m.start()].strip(" 　，,：:、。案例caseCASE") or part[: m.start()].strip(
            " ，,"
        )
        named = named.strip()
        found = _called(part[: m.start()], cases)
        if found is None and named:
            return [], named
        case = found or case
        if not case:
            return [], ""
        sources += [(case, n) for n in _numbers(m["zh"] or m["en"])]
    return sources, ""


def _called(words: str, cases: Mapping[str, Report]) -> str | None:
    """The case that a mark names, the longest name first."""
    folded = fold(words).strip().strip("，,、：: ")
    for name in sorted(cases, key=len, reverse=True):
        if fold(name) == folded or fold(name).casefold() == folded.casefold():
            return name
    for name in sorted(cases, key=len, reverse=True):
        if re.search(rf"(?<![0-9A-Za-z]){re.escape(fold(name))}(?![0-9A-Za-z])", folded):
            return name
    return None


def _numbers(words: str) -> list[int]:
    out: list[int] = []
    for part in re.split(r"[、，,和]|and", words):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 50:
            out += range(ends[0], ends[1] + 1)
        else:
            out += ends
    return out
