"""Large and small questions on a case, each from a sentence of its report: what that sentence says,
and what it leaves out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

import pandas as pd

from toolkit.cases import Report
from toolkit.rules import default_rules
from toolkit.terms import tr
from workshop.talk.material import TalkError, held_back, paragraph_number
from workshop.talk.wording import wording

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
#: a sentence shorter than this announces, it does not tell
_SHORTEST = 14
Asked = tuple[str, int, int, str, str]  # kind, start, end, question, what to look for

_SOURCE = re.compile(
    r"统计|审计|测评|问卷|调查|抽查|抽测|暗访|验收|台账|报表|第三方|监测|电话|复核|评估|测试|考核|记录|据"
)
_DOUBT = re.compile(
    r"碰过?钉子|说不[准清]|需要说明|教训|失误|反弹|流于形式|走过场|闲置|停了|停下|未能|埋怨|短板|不满|退出|下滑|不足"
)
_PLANNED = re.compile(r"计划|拟|准备|下一步|力争|目标|再建|将[于在再要]")
_REPORTED, _CHECKED = (
    re.compile(r"上报|自报|汇报|总结材料"),
    re.compile(r"核验|核查|抽查|暗访|随机|第三方|复查"),
)
_ELSEWHERE = re.compile(r"同期|其他|周边|别的|相邻|邻村|全[县镇乡市]")


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
    practices = list(_practices(report, coded, said))
    kinds = (
        _effects(report, study),
        [q for q in practices if q[0] == "activity_only"],
        _unsourced(report, study),
        [q for q in practices if q[0] == "no_number"],
        _rivals(study),
        _doubts(report, coded, said),
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


def _effects(report: Report, study: Any) -> Iterator[Asked]:
    asked = {key: (question, look) for key, question, look, _ in wording("effect")}
    for c in study.claims.itertuples(index=False):
        both = _REPORTED.search(report.folded, c.start, c.end) and _CHECKED.search(
            report.folded, c.start, c.end
        )
        question, look = asked["two_measures" if both else c.evidence]
        near = c.evidence != "comparison" and _ELSEWHERE.search(report.folded[c.start : c.end])
        hint = tr(f"；留意句中的“{near[0]}”", f"; note “{near[0]}” in the sentence") if near else ""
        yield "effect", int(c.start), int(c.end), question, look + hint


def _clause(report: Report, at: int, start: int, end: int) -> str:
    """The part of a sentence between two signs in which `at` lies."""
    left = max((report.folded.rfind(sign, start, at) for sign in "，；。：,;"), default=-1)
    stops = [p for sign in "，；。：,;" if (p := report.folded.find(sign, at, end)) >= 0]
    # quotation marks inside a quotation become single ones
    return (
        report.text[max(left + 1, start) : min(stops, default=end)]
        .strip()
        .translate({0x201C: 0x2018, 0x201D: 0x2019})
    )


@lru_cache(maxsize=4)
def _figures(report: Report) -> tuple[list[int], list[tuple[int, int, str]]]:
    rows = [(int(r.start), int(r.end), str(r.unit)) for r in report.figures.itertuples(index=False)]
    return [start for start, _, _ in rows], rows


def _inside(report: Report, start: int, end: int) -> list[tuple[int, int, str]]:
    """``(start, end, unit)`` of the figures in a sentence."""
    starts, rows = _figures(report)
    return [r for r in rows[bisect_left(starts, start) : bisect_left(starts, end)] if r[1] <= end]


def _unsourced(report: Report, study: Any) -> Iterator[Asked]:
    for c in study.claims.itertuples(index=False):
        start, end = int(c.start), int(c.end)
        inside = _inside(report, start, end)
        if inside and c.evidence != "witness" and not _SOURCE.search(report.folded[start:end]):
            at = next((f[0] for f in inside if f[2] == "%"), inside[0][0])  # a share before a count
            words = _clause(report, at, start, end)
            question = tr(
                f"“{words}”：谁统计的、什么时候、按什么口径？句子里没有写。",
                f"“{words}”: counted by whom, when, by which measure? The sentence does not say.",
            )
            yield (
                "no_source",
                start,
                end,
                question,
                tr("上报口径还是核验口径", "the reported or the verified measure"),
            )


def _practices(report: Report, coded: pd.DataFrame, said: list[tuple[int, int]]) -> Iterator[Asked]:
    """Practices whose sentence only counts what was done, and those whose sentence holds no figure
    at all."""
    slots = {(int(r.start), int(r.end)): r.slot for r in report.statements.itertuples(index=False)}
    asked = {"activity_only": wording("with_figures"), "no_number": wording("without_figures")}
    turn = dict.fromkeys(asked, 0)
    known = set(said)
    for r in coded.drop_duplicates(["start", "end"]).itertuples(index=False):
        start, end = int(r.start), int(r.end)
        if (
            (start, end) not in known
            or slots[start, end] in ("effect", "problem")
            or end - start < _SHORTEST
        ):
            continue
        inside = _inside(report, start, end)
        told = dict.fromkeys(_clause(report, f[0], start, end) for f in inside)
        clauses = [f"“{words}”" for words in told if not _PLANNED.search(words)][:2]
        if inside and not clauses:
            continue
        kind = "activity_only" if clauses else "no_number"
        _, question, look, _ = asked[kind][turn[kind] % len(asked[kind])]
        turn[kind] += 1
        # not format(): the report's words may hold braces
        words = question.replace("{name}", practice_name(r.code)).replace(
            "{raw}", tr("", " ").join(clauses)
        )
        yield kind, start, end, words, look


def _rivals(study: Any) -> Iterator[Asked]:
    """One rival explanation for each claim, each explanation once."""
    from toolkit.cases import rival_names

    used: set[str] = set()
    for c in study.claims.itertuples(index=False):
        name = next((r for r in c.rivals.split(";") if r and r not in used), None)
        if name is None:
            continue
        used.add(name)
        words = rival_names()[name]
        question = tr(
            f"换一种解释——{words}。前后文有哪些字让人想到它？要排除它，还缺什么材料？",
            f"Another explanation: {words}. Which words nearby bring it to mind? What is missing "
            f"to rule it out?",
        )
        yield "rival", int(c.start), int(c.end), question, words


def _doubts(report: Report, coded: pd.DataFrame, said: list[tuple[int, int]]) -> Iterator[Asked]:
    """Difficulties that the report admits; those told before the first practice are where it
    started from."""
    first = int(coded["start"].min()) if len(coded) else 0
    for start, end in said:
        if start > first and _DOUBT.search(report.folded[start:end]):
            question = tr(
                "报告自己写出了这个难处。后文回应了吗？它改变你对做法或成效的看法吗？",
                "The report itself admits this. Is it answered later? Does it change your view of "
                "practice or effect?",
            )
            yield (
                "doubt",
                start,
                end,
                question,
                tr(
                    "自己承认的难处往往最可信",
                    "what a report admits is often its most credible part",
                ),
            )


def practice_name(code: str) -> str:
    """A practice as the reader reads it."""
    from toolkit.cases import default_codebook

    return default_codebook().labels.get(code, code)


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
        counts = [len(_inside(report, a, b)) for a, b in said]
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
    compared = graded or any(_CHECKED.search(t) or _ELSEWHERE.search(t) for t in claims["text"])
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
    told = mine[mine["end"] - mine["start"] >= _SHORTEST]
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
