"""Coders: rules, likeness, both together; and what people coded, which no machine overwrites. One
table shape for all."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from toolkit.cases.codebook import Codebook
from toolkit.cases.report import Report
from toolkit.cases.similarity import Likeness
from toolkit.cases.sources import CaseError
from toolkit.cases.undone import failed, planned, undone
from toolkit.terms import tr

__all__ = ["MACHINES", "as_cases", "code", "merge"]

#: coders that are machines; everyone else in a column `coder` is a person or a constructed key
MACHINES = ("rules", "similarity", "combined")
COLUMNS = ["case", "code", "start", "end", "text", "coder", "confidence"]

#: what turns a mention into its absence: 没有开展承诺, 未建台账
_ABSENT = re.compile(
    r"(?:没有|没|未能|未曾|尚未|从未|从不|并未|未|缺乏|缺少|不再|取消了?|停止了?|不曾|无人|无法|谈不上|不搞|不设|不|停了|忘了)[^，。；、]{0,7}$"
)
#: 不 begins many words that deny nothing: 不称职, 名不副实, 不断
_NOT_ABSENT = re.compile(
    r"不(?:副|称|合|断|仅|但|久|同|少|符|达标|团结|作为|力|规范|足|够|到位|满|强|高|定期)[^，。；、]{0,6}$"
)


def as_cases(reports: Mapping[str, Report] | Sequence[Report] | Report) -> dict[str, Report]:
    """Reports by case: a dict as it is; a list by file stem, else R001, R002 …; a stem used twice
    gets its place appended."""
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


@cache
def _patterns(book: Codebook) -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple(
        (c.code, strength, re.compile(pattern)) for c in book for strength, pattern in c.rules
    )


def _rule_hits(
    report: Report, spans: list[tuple[int, int]], book: Codebook
) -> dict[tuple[int, str], float]:
    """(sentence, code) → strength of the best rule that reads in it; absences, plans and excluded
    wordings left out."""
    folded, void = report.folded, _void(report, book)
    ahead = planned(folded, spans, report.headings)
    rules = sorted(_patterns(book), key=lambda r: -r[1])
    never = {name: pattern for name, strength, pattern in rules if strength == 0}
    hits: dict[tuple[int, str], float] = {}
    for i, (start, end) in enumerate(spans):
        if ahead[i]:
            continue
        words = folded[start : min(end, start + 2000)]
        idle = undone(words)
        for name, strength, pattern in rules:
            if strength and (i, name) not in hits and _reads(words, pattern, never.get(name), idle):
                hits[i, name] = strength
    starts = [at for at, _ in void]
    return {
        (i, name): s
        for (i, name), s in hits.items()
        if name not in void[bisect_right(starts, spans[i][0]) - 1][1]
    }


def _void(report: Report, book: Codebook) -> list[tuple[int, set[str]]]:
    """(start, codes) of every section: codes its heading names as having come to nothing
    (设岗定责落了空), most often none."""
    found: list[tuple[int, set[str]]] = [(0, set())]
    for h in report.headings:
        words = report.folded[h.start : h.end]
        found.append(
            (
                h.at,
                {name for name, strength, p in _patterns(book) if strength and p.search(words)}
                if failed(words)
                else set(),
            )
        )
    return found


def _reads(
    words: str, pattern: re.Pattern[str], never: re.Pattern[str] | None, idle: list[tuple[int, int]]
) -> bool:
    ruled_out = idle + ([m.span() for m in never.finditer(words)] if never else [])
    for m in pattern.finditer(words):
        if not any(a < m.end() and m.start() < b for a, b in ruled_out) and not _absent(
            words[max(m.start() - 12, 0) : m.start()]
        ):
            return True
    return False


def _absent(before: str) -> bool:
    return _ABSENT.search(before) is not None and _NOT_ABSENT.search(before) is None


@cache
def _plain_likeness(book: Codebook) -> Likeness:
    return Likeness(book)


def _body(report: Report) -> list[tuple[int, int]]:
    """Sentences that can be coded: the title is none, nor are lines of source and date."""
    skip = report.text.find(report.title) + len(report.title) if report.title else 0
    if subtitle := re.match(r"\s*——[^。\r\n]{1,60}(?=[\r\n])", report.folded[skip : skip + 100]):
        skip += subtitle.end()
    spans = zip(report.sentences["start"].to_list(), report.sentences["end"].to_list())
    return [
        (a, b)
        for a, b in spans
        if a >= skip and not re.match(r"(?:作者|来源|发布|责任编辑|日期)[：:]", report.folded[a:b])
    ]


def code(
    reports: Mapping[str, Report] | Sequence[Report],
    codebook: Codebook | pd.DataFrame | None = None,
    *,
    coder: str = "combined",
    examples: pd.DataFrame | None = None,
    least: float = 0.5,
) -> pd.DataFrame:
    """Suggest practice codes, sentence by sentence.

    Parameters
    ----------
    reports : mapping or sequence of Report
        A dict case → Report, or a list (case = file stem, else R001 …).
    codebook : Codebook or DataFrame, optional
        A table has ``code, stage, name, definition``. Default: the 26 shipped codes.
    coder : {"combined", "rules", "similarity"}
        Rules read for wording, similarity compares character n-grams; combined takes firm rules,
        keeps a weak rule where likeness or a firm sentence bears it out, and lets likeness alone
        speak for codes without rules.
    examples : DataFrame, optional
        Sentences that people coded (``text, code``), for similarity.
    least : float
        Smallest confidence that is given out.

    Returns
    -------
    DataFrame
        ``case, code, start, end, text, coder, confidence``: suggestions; `merge` lays people's
        coding over them.
    """
    if coder not in MACHINES:
        raise CaseError(
            tr(f"coder 只能是 {'、'.join(MACHINES)}", f"coder must be one of {', '.join(MACHINES)}")
        )
    book = Codebook.of(codebook)
    likeness = (
        (Likeness(book, examples) if examples is not None else _plain_likeness(book))
        if coder != "rules"
        else None
    )
    rows: list[tuple] = []
    for case, report in as_cases(reports).items():
        spans = _body(report)
        hits = _rule_hits(report, spans, book) if coder != "similarity" else {}
        scores = (
            likeness.score([report.folded[a:b] for a, b in spans])
            if likeness is not None
            else np.zeros((len(spans), len(book)))
        )
        sure = _combined(hits, scores, likeness, book, coder)
        for (i, name), confidence in sorted(sure.items()):
            if confidence >= least:
                start, end = spans[i]
                rows.append(
                    (
                        case,
                        name,
                        start,
                        end,
                        report.text[start:end],
                        coder,
                        round(float(confidence), 3),
                    )
                )
    return _typed(pd.DataFrame(rows, columns=COLUMNS))


def _combined(
    hits: dict[tuple[int, str], float],
    scores: np.ndarray,
    likeness: Likeness | None,
    book: Codebook,
    coder: str,
) -> dict[tuple[int, str], float]:
    """Confidence of every (sentence, code) that either coder speaks for."""
    if likeness is None:
        return hits
    over = np.argwhere(scores >= likeness.thresholds)
    alike = {(int(i), likeness.codes[k]): float(scores[i, k]) for i, k in over}
    if coder == "similarity":
        return {key: min(0.5 + s, 1.0) for key, s in alike.items()}
    ruled = {c.code for c in book if c.rules}
    out: dict[tuple[int, str], float] = {}
    # a weak rule alone says little: it needs likeness, or a sentence elsewhere that a firm rule
    # reads
    borne = {name for (_, name), strength in hits.items() if strength >= 0.8}
    for (i, name), strength in hits.items():
        support = float(scores[i, likeness.codes.index(name)])
        firm = strength >= 0.8 or support >= 0.12 or name in borne
        out[i, name] = min((strength if firm else strength * 0.8) + support / 4, 1.0)
    for key, s in alike.items():
        if key[1] not in ruled:
            out.setdefault(key, min(0.4 + s, 1.0))
    return out


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    kinds = {
        "case": "string",
        "code": "string",
        "start": "Int64",
        "end": "Int64",
        "text": "string",
        "coder": "string",
        "confidence": "float64",
    }
    return frame.astype({k: v for k, v in kinds.items() if k in frame})


def merge(*tables: pd.DataFrame) -> pd.DataFrame:
    """Lay several codings together; a machine's suggestion yields wherever a person coded that
    sentence of that case.

    A person's row with an empty code says *nothing here* and silences suggestions too; such rows
    are not returned.
    """
    whole = (
        _typed(pd.concat([t.reindex(columns=COLUMNS) for t in tables], ignore_index=True))
        if tables
        else _typed(pd.DataFrame(columns=COLUMNS))
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
