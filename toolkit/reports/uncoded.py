"""What improved cases did that no code was given to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.cases import Excerpt, accepted, says_who
from toolkit.reports.model import Section
from toolkit.reports.quoting import quoted, quoted_above
from toolkit.terms import tr

#: sentences shown
_MOST = 12
#: the share of a report that tells where things started
_START = 0.25


def without_code_section(
    cases: Mapping[str, Any],
    coded: pd.DataFrame,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> Section:
    """What improved cases did that no code was given to: the codebook may lack a practice."""
    has = set(accepted(coded)[["case", "start"]].itertuples(index=False, name=None))
    found = []
    for case, report in cases.items():
        if known[case] != "improved":
            continue
        first = min((start for c, start in has if c == case), default=len(report.text))
        first = min(first, int(_START * len(report.text)))
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
    new = [e for e in found if (e.case, int(e.start)) not in seen]
    above = [e for e in found if e not in new]
    if found:
        section.paragraphs = [
            tr(
                f"改善的案例里还有 {len(found)} 句写了谁做什么，编码表里没有，"
                f"上面的比较看不到它们。几句说的若是同一件事，给编码表加一项，再数未改善的案例有没有：",
                f"Sentences of improved cases that say who did what and carry no code: "
                f"{len(found)}; nothing above can show it. Where some of them tell the same thing, "
                f"add a code and count the cases that did not improve as well:",
            ),
            *quoted(new[:_MOST], cases, known, seen),
            *([quoted_above(above, cases)] if above else []),
        ]
    return section
