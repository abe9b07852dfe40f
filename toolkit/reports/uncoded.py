"""What improved cases did that no code was given to, and the practice that the codebook may
lack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.cases import Excerpt, accepted, says_who
from toolkit.reports.model import Section
from toolkit.reports.quoting import quoted
from toolkit.terms import tr

#: decided by many, or laid open
_OPEN = re.compile(r"表决|票决|投票|张榜|公示|公布|上墙|公开栏")
#: said to be decided by few, or kept from those whom it concerns
_HIDDEN = re.compile(
    r"没有?开过[^，。；]{0,8}会|没有?[^，。；]{0,8}(?:公示|公布|公开|商量)|(?:没有?人|无人|没)(?:答|回答|答复|说得清)"
    r"|(?:几个|三两个|一两个)人(?:就)?(?:说了算|定)"
)


def without_code_section(
    cases: Mapping[str, Any], coded: pd.DataFrame, known: Mapping[str, str]
) -> Section:
    """What improved cases did that no code was given to: the codebook may lack a practice."""
    has = set(accepted(coded)[["case", "start"]].itertuples(index=False, name=None))
    found = []
    for case, report in cases.items():
        if known[case] != "improved":
            continue
        first = min((start for c, start in has if c == case), default=0)
        last = max(report.effects["start"], default=0)
        before = False  # a short coded sentence (第一，承诺从群众嘴里来。) heads the next
        for start, end, slot, _ in report.statements.itertuples(index=False):
            words, mine = report.text[start:end], (case, start) in has
            # how it was at the start and what is thought at the end are no practices
            told = slot == "practice" and first < start < last and says_who(words)
            if told and not mine and not before and len(words) > 18 and "曾" not in words:
                found.append(Excerpt(case, start, end, words))
            before = mine and len(words) < 16
    section = Section("without_code", tr("编码表之外的做法", "What no code was given to"))
    section.finding = tr(
        f"改善的案例里还有 {len(found)} 句写了谁做什么，编码表里没有：可能缺一项，"
        f"上面的比较看不到它们。",
        f"Sentences of improved cases that say who did what and carry no code: {len(found)}. The "
        f"codebook may lack a practice, and nothing above can show it.",
    )
    section.paragraphs = [*quoted(found, cases, known), *_suspected(found, cases, known)]
    return section


def _suspected(
    found: list[Excerpt], cases: Mapping[str, Any], known: Mapping[str, str]
) -> list[str]:
    """The practice that the codebook may lack, on both sides: improved cases that decided by vote
    or laid open, and those that did not improve and say that they did neither."""
    did = list(dict.fromkeys(e.case for e in found if _OPEN.search(e.text)))
    lack = []
    for case, report in cases.items():
        spans = report.sentences[["start", "end"]].itertuples(index=False)
        hidden = [(a, b) for a, b in spans if _HIDDEN.search(report.folded, a, b)]
        if hidden and known[case] in ("unchanged", "worse"):
            longest = max(hidden, key=lambda span: span[1] - span[0])
            start, end = int(longest[0]), int(longest[1])
            lack.append(Excerpt(case, start, end, report.text[start:end]))
    if len(did) < 2 or not lack:
        return []
    many, no = tr("、", ", ").join(did), tr("、", ", ").join(e.case for e in lack)
    head = tr(
        f"像是同一项，先问它：钱和事由大家定、张榜公开。改善的 {many} 写了，"
        f"未改善的 {no} 写着没有：",
        f"They look like one practice, to be asked after first: deciding together and laying the "
        f"accounts open. Improved: {many}; said to be wanting where nothing improved: {no}.",
    )
    return [head, *quoted(lack, cases, known)]
