"""Large and small questions on a case, each from a sentence of its report: what that sentence says,
and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, zip_longest
from typing import Any

import pandas as pd

from toolkit.cases import Report
from toolkit.rules import default_rules
from toolkit.terms import tr
from workshop.talk.material import TalkError, held_back, paragraph_number
from workshop.talk.small_questions import (
    CHECKED,
    ELSEWHERE,
    SHORTEST,
    Asked,
    figures_inside,
    on_doubts,
    on_effects,
    on_practices,
    on_rivals,
    on_unsourced,
    practice_name,
)

COLUMNS = [
    "size",
    "number",
    "kind",
    "question",
    "look",
    "text",
    "start",
    "end",
    "sentence_no",
    "paragraph_no",
    "leads",
]


def case_questions(
    report: Report,
    coded: pd.DataFrame | None = None,
    *,
    outcome: str = "not_stated",
    rules: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Large questions and small questions (大问题、小问题) on one case.

    Parameters
    ----------
    report : toolkit.cases.Report
    coded : DataFrame, optional
        Of `toolkit.cases.code` for this report; the machine's suggestions by default.
    outcome : str
        What became of the case, as in ``case_text.outcome``, where that is known from elsewhere.
    rules : Rules, optional
        ``talk.small_questions``: how many small questions at most.

    Returns
    -------
    DataFrame
        ``size`` (large, small)``, number, kind, question, look`` (what a teacher looks for)``,
        text, start, end, sentence_no, paragraph_no, leads`` (of a large question: the small ones
        that lead to it, ;-joined). ``text`` is the sentence that the question comes from, sliced
        from the report; sentences held back from the class are not asked about.

    Raises
    ------
    TalkError
        The report holds no sentence to ask about.

    Examples
    --------
    >>> import workshop
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> found = workshop.case_questions(cases.Report(text, "C01"), outcome="improved")
    >>> found["size"].value_counts().to_dict()
    {'large': 4, 'small': 4}
    """
    from toolkit import cases

    (report,) = cases.shown_to_others([report], show_people=False).values()
    coded = cases.accepted(cases.code([report]) if coded is None else coded)
    study = cases.in_depth(report)
    hidden = set(held_back(report))
    said = [
        (int(r.start), int(r.end))
        for r in report.statements.itertuples(index=False)
        if (r.start, r.end) not in hidden
    ]
    if not said:
        raise TalkError(
            tr("这份材料没有可以提问的句子。", "The report holds no sentence to ask about.")
        )
    practices = list(on_practices(report, coded, said))
    kinds = (
        on_effects(report, study),
        [q for q in practices if q[0] == "activity_only"],
        on_unsourced(report, study),
        [q for q in practices if q[0] == "no_number"],
        on_rivals(study),
        on_doubts(report, coded, said),
    )
    found = [[q for q in some if (q[1], q[2]) not in hidden] for some in kinds]
    # one of each kind in turn, so that a report full of practices still gets asked about its
    # effects
    turns = (q for q in chain.from_iterable(zip_longest(*found)) if q is not None)
    most = (rules or default_rules())["talk.small_questions"]
    small = sorted(list(dict.fromkeys(turns))[:most], key=lambda q: (q[1], q[0]))
    rows = [("small", i, *q) for i, q in enumerate(small, 1)]
    numbers = {
        kind: ";".join(str(i) for _, i, k, *_ in rows if k in group)
        for kind, group in _LEADS.items()
    }
    large = [
        q for q in _large(report, coded, study, said, small, outcome) if (q[1], q[2]) not in hidden
    ]
    return _frame(
        report,
        [("large", i, *q, numbers[q[0]]) for i, q in enumerate(large, 1)]
        + [(*r, "") for r in rows],
    )


#: large question → kinds of small ones that lead to it
_LEADS = {
    "learn": ("activity_only", "no_number"),
    "believe": ("effect", "no_source"),
    "explain": ("rival",),
    "admitted": ("doubt",),
    "practise": ("no_number", "effect"),
}


def _frame(report: Report, rows: list[tuple]) -> pd.DataFrame:
    out = [
        (
            size,
            n,
            kind,
            question,
            look,
            report.text[a:b],
            a,
            b,
            report.sentence_number(a),
            paragraph_number(report, a),
            leads,
        )
        for size, n, kind, a, b, question, look, leads in rows
    ]
    return pd.DataFrame(out, columns=COLUMNS).astype(
        dict.fromkeys(("number", "start", "end", "sentence_no", "paragraph_no"), "Int64")
    )


def _large(
    report: Report,
    coded: pd.DataFrame,
    study: Any,
    said: list[tuple[int, int]],
    small: list[Asked],
    outcome: str,
) -> Iterator[Asked]:
    from toolkit.cases import EVIDENCE, rival_names

    known = set(said)
    mine = coded[[(int(a), int(b)) in known for a, b in zip(coded["start"], coded["end"])]]
    claims = study.claims.assign(
        rank=[EVIDENCE.index(g) for g in study.claims["evidence"]]
    ).sort_values("rank", kind="stable")
    if len(mine):
        yield _learn(mine)
    yield _believe(report, claims, said)
    touched = list(dict.fromkeys(r for v in study.claims["rivals"] for r in v.split(";") if r))
    if touched:
        most = study.claims.loc[study.claims["rivals"].str.count(";").idxmax()]
        listed = tr("、", ", ").join(re.split("[：:]", rival_names()[r])[0] for r in touched)
        question = tr(
            f"除了报告的说法，正文还让人想到：{listed}。哪一种最难排除？去哪里、问谁、"
            f"看什么才能排除？",
            f"Besides what the report says, its text brings to mind: {listed}. Which is hardest "
            f"to rule out, and how?",
        )
        yield (
            "explain",
            int(most["start"]),
            int(most["end"]),
            question,
            tr("逐条找反证，不投票定对错", "look for counter-evidence; truth is not voted on"),
        )
    if doubt := next((q for q in small if q[0] == "doubt"), None):
        question = tr(
            "报告没有回避这一处。换成别的单位，它会不会被略去不写？略去以后，读者会学错什么？",
            "The report does not hide this. Would another have left it out, and what would its "
            "readers then learn wrongly?",
        )
        yield (
            "admitted",
            doubt[1],
            doubt[2],
            question,
            tr("只看成功会学错", "who reads only successes learns wrongly"),
        )
    if len(mine):
        yield _practise(mine.reset_index(drop=True), claims, outcome)


def _learn(mine: pd.DataFrame) -> Asked:
    names = list(dict.fromkeys(practice_name(c) for c in mine["code"]))
    first = mine.iloc[0]
    listed = tr("、", ", ").join(names[:8]) + (tr("等", " and others") if len(names) > 8 else "")
    question = tr(
        f"学先进学什么：报告写到 {len(names)} 项做法（{listed}）。哪几项换个地方也做得成，"
        f"哪几项离了这里的条件就做不成？说出原文依据。",
        f"What to learn: practices named: {len(names)} ({listed}). Which would work elsewhere, "
        f"which only here? Quote the text.",
    )
    return (
        "learn",
        int(first["start"]),
        int(first["end"]),
        question,
        tr("分清做法与条件", "tell practices from conditions"),
    )


def _believe(report: Report, claims: pd.DataFrame, said: list[tuple[int, int]]) -> Asked:
    look = tr(
        "能说到哪一步：有没有变、是不是因为它",
        "how far it goes: whether things changed, and whether because of this",
    )
    if claims.empty:
        counts = [len(figures_inside(report, a, b)) for a, b in said]
        start, end = said[counts.index(max(counts))]
        question = tr(
            f"全篇 {len(report.figures)} 处数字，机器没有读到一处成效。只凭这些，能说工作有效吗？"
            f"要补哪一个数才能回答？",
            f"Figures: {len(report.figures)}; effects read by the machine: none. Can one say that "
            f"it worked? Which number is needed?",
        )
        return "believe", start, end, question, look
    best = claims.iloc[0]
    number = paragraph_number(report, int(best["start"]))
    graded = claims["evidence"].isin(["comparison", "witness"]).any()
    compared = graded or any(CHECKED.search(t) or ELSEWHERE.search(t) for t in claims["text"])
    lacking = (
        ""
        if compared
        else tr(
            "机器没有读到与别处的对照，也没有读到外部核验。",
            " No comparison and no outside check was read.",
        )
    )
    question = tr(
        f"报告说到成效 {len(claims)} 处，印出来的证据以第 {number} 段最硬。{lacking}只凭这份报告，"
        f"你愿意相信到哪一步？",
        f"Effects claimed: {len(claims)}; hardest evidence in print: paragraph {number}.{lacking} "
        f"How far would you go on this report?",
    )
    return "believe", int(best["start"]), int(best["end"]), question, look


def _practise(mine: pd.DataFrame, claims: pd.DataFrame, outcome: str) -> Asked:
    # the surest practice told before the best evidence: the nearest the text comes to "this led to
    # that"
    told = mine[mine["end"] - mine["start"] >= SHORTEST]
    before = told[told["start"] < claims["start"].iloc[0]] if len(claims) else told
    among = next(rows for rows in (before, told, mine) if len(rows))
    chosen = among.loc[among["confidence"].fillna(1.0).idxmax()]
    name = practice_name(chosen["code"])
    question = tr(
        f"践行先进如何践：把“{name}”带回本单位，第一步做什么？多久以后看哪个数？"
        f"看到什么就说明没有用、应当停？",
        f"How to practise it: take “{name}” home. What is the first step, which number is looked "
        f"at when, and what would say: stop?",
    )
    if outcome in ("unchanged", "worse"):
        question = tr(
            f"践行先进如何践：这里做了“{name}”，没有好起来。本单位也在做吗？先补上哪一步，"
            f"才不会重来一遍？",
            f"How to practise it: “{name}” was done here and nothing got better. Do you do it, "
            f"too? Which step must be added first?",
        )
    look = tr("先定停的条件，再定做的步骤", "fix when to stop before how to start")
    return "practise", int(chosen["start"]), int(chosen["end"]), question, look
