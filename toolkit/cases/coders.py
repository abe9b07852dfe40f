"""Coders that suggest: rules, likeness, and all together with what was learned from sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

import numpy as np
import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.codebook import Codebook, default_codebook
from toolkit.cases.coding import COLUMNS, MACHINES, MORE, typed
from toolkit.cases.learned import MARKS, learned
from toolkit.cases.masthead import below_title
from toolkit.cases.report import Report
from toolkit.cases.sentences import lines
from toolkit.cases.similarity import Likeness
from toolkit.cases.sources import CaseError
from toolkit.cases.undone import failed, planned
from toolkit.cases.withheld import Sentence, elsewhere
from toolkit.terms import tr

__all__ = ["code", "judged_by_rules"]

#: a rule at least this strong speaks for itself
_FIRM = 0.8
#: a weaker one does where its own clause tells a deed that was done: 办了, 开起
_DEED = re.compile(
    r"(?:办|建|开|设|做|搞|印|发|贴|挂|评|选|请|派|组织|开展|举办|成立|设立|建立|召开|制作|签订?|实行|推行|聘)[了起过]"
)
#: a row of a table that counts: 结对帮扶⇥86户
_ROW = re.compile(r"[^\t。；]*\t[\t ]*[\d一二两三四五六七八九十百千万]+[^\t。；]{0,6}")
#: what is left of a weak rule that no firm one bears out
_ALONE = 0.7
#: what a rule has a reason against counts where it is at least this likely
_AGAINST = 0.7
#: what only was learned counts against a list of other uses where it is at least this likely
_SURE = 0.9
#: few sentences that were learned from are longer: in those that are, the words of one practice
#: weigh little, and what a firm rule reads stands unless they speak clearly against it
_LEARNED, _DENIED = 60, 0.05
#: 关于结对有名无实的问题: in a report on how faults were mended the heading names what was mended
_ON_A_PROBLEM = re.compile(r"(?:关于|针对|围绕).*问题")


@cache
def _patterns(book: Codebook) -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple(
        (c.code, strength, re.compile(pattern, re.M)) for c in book for strength, pattern in c.rules
    )


@dataclass(frozen=True)
class _Mention:
    """The best mention of a practice in a sentence: ``words[start:end]`` decided; a `reason` says
    why it is withheld."""

    strength: float
    trigger: str
    reason: str = ""


def _mentions(
    report: Report, spans: list[tuple[int, int]], book: Codebook
) -> dict[tuple[int, str], _Mention]:
    """(sentence, code) → its best mention that counts, else the first that does not and why."""
    folded, void = report.folded, _void(report, book)
    starts = [at for at, _ in void]
    ahead = planned(folded, spans, report.headings)
    never = {name: pattern for name, strength, pattern in _patterns(book) if strength == 0}
    found: dict[tuple[int, str], _Mention] = {}
    texts = [folded[start : min(end, start + 2000)] for start, end in spans]
    for i, rules in enumerate(_touching(texts, book)):
        if not rules:
            continue
        start = spans[i][0]
        sentence = Sentence(texts[i], "planned" if ahead[i] else "")
        dropped = void[bisect_right(starts, start) - 1][1]
        for name, strength, pattern in rules:
            known = found.get((i, name))
            if known and not known.reason:
                continue
            told = [
                (
                    m,
                    "dropped"
                    if name in dropped
                    else sentence.why_not(name, *m.span(), never.get(name)),
                )
                for m in pattern.finditer(sentence.words)
            ]
            # 公开承诺写在墙上，承诺兑现没有: the same words told as lacking take back the first
            lacking = {m[0] for m, reason in told if reason in ("lacking", "dropped")}
            for m, why in told:
                reason = why or ("lacking" if m[0] in lacking else "")
                if not reason or not known:
                    words = report.text[start + m.start() : start + m.end()]
                    done = strength < _FIRM and (
                        _DEED.search(sentence.clause(*m.span())) or _ROW.fullmatch(sentence.words)
                    )
                    known = found[i, name] = _Mention(_FIRM if done else strength, words, reason)
                if not reason:
                    break
    return found


def _touching(texts: list[str], book: Codebook) -> list[list[tuple[str, float, re.Pattern[str]]]]:
    """For each sentence the rules that may read something in it, the strongest first: a rule goes
    over all sentences at once."""
    starts = list(accumulate((len(text) + 2 for text in texts), initial=0))
    whole = "。\n".join(texts)
    out: list[list[tuple[str, float, re.Pattern[str]]]] = [[] for _ in texts]
    for rule in sorted((r for r in _patterns(book) if r[1]), key=lambda r: -r[1]):
        beyond = 0
        for m in rule[2].finditer(whole):
            last = bisect_left(starts, m.end())
            for i in range(max(bisect_right(starts, m.start()) - 1, beyond), last):
                out[i].append(rule)
            beyond = max(beyond, last)
    return out


def _void(report: Report, book: Codebook) -> list[tuple[int, set[str]]]:
    """(start, codes) of every section: codes its heading names as having come to nothing
    (设岗定责落了空), most often none."""
    found: list[tuple[int, set[str]]] = [(0, set())]
    mended = "整改" in report.title
    for h in report.headings:
        words = report.folded[h.start : h.end]
        named = (
            {name for name, strength, p in _patterns(book) if strength and p.search(words)}
            if failed(words) and not (mended and _ON_A_PROBLEM.search(words))
            else set()
        )
        found.append((h.at, named))
    return found


@cache
def _plain_likeness(book: Codebook) -> Likeness:
    return Likeness(book)


def _body(report: Report) -> list[tuple[int, int]]:
    """Sentences that can be coded: the title and the lines that belong to it are none."""
    skip = report.text.find(report.title) + len(report.title) if report.title else 0
    if report.title:
        rest = [span for span in lines(report.folded[: skip + 400]) if span[0] >= skip]
        if below := below_title(report.folded, rest, 0):
            skip = rest[below - 1][1]
    spans = zip(report.sentences["start"].to_list(), report.sentences["end"].to_list())
    return [(a, b) for a, b in spans if a >= skip]


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
        Rules read for wording, similarity compares character n-grams. Combined weighs, for the
        shipped codes, the words of a sentence and what the rules make of it by what was learned
        from labelled sentences (``datasets/sentences``); a code of one's own goes by its rules, a
        weak one where a firm sentence elsewhere bears it out, or without rules by likeness.
    examples : DataFrame, optional
        Sentences that people coded (``text, code``), for similarity.
    least : float
        Smallest confidence that is given out.

    Returns
    -------
    DataFrame
        ``case, code, start, end, text, coder, confidence, trigger, reason, withheld``: suggestions,
        with the words that decided; `merge` lays people's coding over them. A row ``withheld`` is
        a mention that the machine does not suggest, its ``reason`` in a word (lacking,
        planned, other sense …); matrix, agreement, summaries and figures leave such rows out.

    Examples
    --------
    >>> text = "某村小结\\n党员公开承诺办好12件实事。后备力量不足。\\n"
    >>> found = code([Report(text)])
    >>> said = found.loc[found["code"].isin(["PLEDGE", "LEADERS"])]
    >>> said[["code", "trigger", "reason"]].values.tolist()
    [['PLEDGE', '承诺', ''], ['LEADERS', '后备力量', 'lacking']]
    """
    if coder not in MACHINES:
        raise CaseError(
            tr(f"coder 只能是 {'、'.join(MACHINES)}", f"coder must be one of {', '.join(MACHINES)}")
        )
    book = Codebook.of(codebook)
    rows: list[tuple] = []
    for case, report in as_cases(reports).items():
        spans = _body(report)
        for (i, name), (confidence, said) in sorted(
            _suggested(report, spans, book, coder, examples).items()
        ):
            confidence = round(confidence, 3)
            reason = said.reason or ("weak" if confidence < least else "")
            if reason == "weak" and not said.trigger:
                continue  # some likeness and no word of the practice: nothing to show
            start, end = spans[i]
            words = report.text[start:end]
            row = (case, name, start, end, words, coder, confidence, said.trigger, reason)
            rows.append((*row, bool(reason)))
    return typed(pd.DataFrame(rows, columns=[*COLUMNS, *MORE]))


def _suggested(
    report: Report,
    spans: list[tuple[int, int]],
    book: Codebook,
    coder: str,
    examples: pd.DataFrame | None,
) -> dict[tuple[int, str], tuple[float, _Mention]]:
    """(sentence, code) → confidence and mention of everything that some coder has a say on."""
    mentions = _mentions(report, spans, book) if coder != "similarity" else {}
    taught = _taught(book) if coder == "combined" else frozenset()
    out = {}
    if taught:
        out = _by_learning(
            report, spans, book, {k: m for k, m in mentions.items() if k[1] in taught}
        )
        mentions = {k: m for k, m in mentions.items() if k[1] not in taught}
    if len(taught) == len(book):
        return out
    likeness = None
    scores = np.zeros((len(spans), len(book)))
    if coder != "rules":
        likeness = Likeness(book, examples) if examples is not None else _plain_likeness(book)
        scores = likeness.score([report.folded[a:b] for a, b in spans])
    sure = _combined(mentions, scores, likeness, book, coder)
    for key in sure.keys() | mentions.keys():
        if key[1] not in taught:
            out[key] = float(sure.get(key, 0.0)), mentions.get(key, _Mention(0.0, ""))
    return out


@cache
def _taught(book: Codebook) -> frozenset[str]:
    """The codes of a book that mean what was learned: as the shipped book has them."""
    shipped = {c.code: c for c in default_codebook() if c.code in learned("practices").labels}
    return frozenset(c.code for c in book if shipped.get(c.code) == c)


def _marks(mentions: dict[tuple[int, str], _Mention], size: int, codes: list[str]) -> np.ndarray:
    """Sentences × codes × `MARKS`."""
    out = np.zeros((size, len(codes), len(MARKS)))
    for (i, name), m in mentions.items():
        out[i, codes.index(name), 2 if m.reason else int(m.strength < _FIRM)] = 1
    return out


def judged_by_rules(report: Report) -> list[tuple[int, int, np.ndarray]]:
    """(start, end, codes × `MARKS`) of every sentence, for the shipped codes in their order."""
    spans, book = _body(report), default_codebook()
    marks = _marks(_mentions(report, spans, book), len(spans), [c.code for c in book])
    return [(a, b, marks[i]) for i, (a, b) in enumerate(spans)]


def _by_learning(
    report: Report,
    spans: list[tuple[int, int]],
    book: Codebook,
    mentions: dict[tuple[int, str], _Mention],
) -> dict[tuple[int, str], tuple[float, _Mention]]:
    """Chances that a practice is told as done; what rules alone found unlikely is weak, what only
    was learned says which words decided."""
    judge, taught = learned("practices"), _taught(book)
    texts = [report.folded[a : min(b, a + 2000)] for a, b in spans]
    chances = judge.chances(texts, _marks(mentions, len(spans), judge.labels))
    void = _void(report, book)
    starts = [at for at, _ in void]
    ahead = planned(report.folded, spans, report.headings)
    out = {}
    for i, k in np.argwhere(chances >= 0.5):
        name = judge.labels[k]
        if name in taught and (i, name) not in mentions:
            at, (a, b) = spans[i][0], judge.decisive(texts[i], name)
            why = "planned" if ahead[i] else ""
            if name in void[bisect_right(starts, at) - 1][1]:
                why = "dropped"
            if not why and chances[i, k] < _SURE:
                why = elsewhere(texts[i], name, a, b)
            words = report.text[at + a : at + b]
            out[int(i), name] = float(chances[i, k]), _Mention(0.0, words, why)
    for (i, name), m in mentions.items():
        chance = float(chances[i, judge.labels.index(name)])
        if m.strength >= _FIRM and not m.reason and len(texts[i]) > _LEARNED and chance >= _DENIED:
            chance = max(chance, 0.5)
        likely = chance >= (_AGAINST if m.reason else 0.5) and not (ahead[i] and m.reason)
        out[i, name] = chance, replace(m, reason="" if likely else m.reason or "weak")
    return out


def _combined(
    mentions: dict[tuple[int, str], _Mention],
    scores: np.ndarray,
    likeness: Likeness | None,
    book: Codebook,
    coder: str,
) -> dict[tuple[int, str], float]:
    """Confidence of every (sentence, code) that either coder speaks for."""
    told = {key: m for key, m in mentions.items() if not m.reason}
    if likeness is None:
        return {key: m.strength for key, m in told.items()}
    over = np.argwhere(scores >= likeness.thresholds)
    alike = {(int(i), likeness.codes[k]): float(scores[i, k]) for i, k in over}
    if coder == "similarity":
        return {key: min(0.5 + s, 1.0) for key, s in alike.items()}
    ruled = {c.code for c in book if c.rules}
    out: dict[tuple[int, str], float] = {}
    # a weak rule alone says little: it needs a sentence elsewhere that a firm rule reads
    borne = {name for (_, name), m in told.items() if m.strength >= _FIRM}
    for (i, name), m in told.items():
        support = float(scores[i, likeness.codes.index(name)]) / 4
        out[i, name] = min(m.strength + support, 1.0) if name in borne else m.strength * _ALONE
    for key, s in alike.items():
        if key[1] not in ruled:
            out.setdefault(key, min(0.4 + s, 1.0))
    return out
