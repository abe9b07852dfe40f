"""One claim against the sentences it cites: beside what it takes verbatim, the way things went,
done or planned, lacking or there, the outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.cases.cited import NEAR, Cited, Doubt, clauses, nearness
from toolkit.cases.direction import direction_of, movement_of, subject_clauses
from toolkit.cases.opposites import (
    came_to_nothing,
    denied,
    opposed,
    plain_way,
    still_as_before,
    ways_of,
)
from toolkit.cases.quantities import follows, quantities
from toolkit.cases.reversed import (
    AHEAD,
    ANY_NOT,
    achieved,
    before_and_after_turned,
    grams,
    more_told_as_less,
    over_told_as_going_on,
    told_as_done,
    without_its_not,
)
from toolkit.cases.script import fold
from toolkit.cases.swapped import swapped
from toolkit.cases.undone import undone
from toolkit.cases.verbatim import verbatim_faults
from toolkit.terms import tr, word

__all__ = ["faults", "faults_and_doubts", "tells_of_plans"]

_NOT = re.compile(
    r"没有|没(?=[能把去做办开建])|未(?!来|必)|尚无|从无|并无|毫无|缺乏|缺少|不曾|无人|没人|没有人"
)
_DENIED = r"(?:至今|一直|还|仍|却|也|都)?(?:没有|没人|未|无人|无)"
#: 没有减少: no movement, however it is told
_NO_MOVE = re.compile(
    r"(?:没有?|未|不见)(?:再|有|明显)?(?:减|增|升|降|变|提高|下降|上升|改善|改变|好转)"
)
_WANTED = re.compile(r"想|打算|计划|准备|拟|本来|原定|原先")
_VERB_DENIED = re.compile(
    r"(?:没有?|未|没人|没有人|无人)(?:再|有|去|来|人|被|能)*(?P<verb>[一-龥])"
)
#: that something was made up afterwards or came to an end is no failure told as a deed
_FAKED = re.compile(
    r"停[了办]|取消|撤[了销掉]|中止|散了|补[出造写做填]|临时补|编造|造假|假的|应付|凑数|代写"
)
#: longer stretches are sentences
_CLAUSE = 30
#: a clause this short may only say when
_WHEN = 7
_GOOD_END = re.compile(
    r"(?:取得|收到|见到|有)了?[^，。；]{0,6}(?:成效|效果|成功|实效)"
    r"|成功(?:转化|摘帽|整顿|经验|走出|打造|创建|探索)|走出一条|改善明显|(?:面貌|局面)[^，。；]{0,4}(?:一新|改观)"
)


def faults(claim: str, cited: Cited, *, several: bool = False) -> list[str]:
    """What is wrong with a claim, in sentences; empty when it agrees. With `several` cited cases
    each bears only a part: figures and quotations of the others are not asked of this one."""
    found = faults_and_doubts(claim, cited, several)
    if found and nearness(claim, cited) < NEAR:
        return [fault for fault in found if not isinstance(fault, Doubt)]
    return found or list(_off_topic(fold(claim), cited, several))


def faults_and_doubts(claim: str, cited: Cited, several: bool) -> list[str]:
    """What is wrong with a claim, and what seems so by its meaning alone (`Doubt`), in
    sentences."""
    words = fold(claim)
    turned = [] if _most_not(words, cited.folded) else [_wrong_way, _not_done]
    return [
        *verbatim_faults(claim, cited, several=several),
        *([] if several else swapped(words, cited.folded, cited.report)),
        *(fault for look in turned for fault in look(words, cited)),
        *_wrong_outcome(words, cited),
    ]


def _most_not(words: str, source: str) -> bool:
    """Whether a claim says of most that they are not what the source says of only a few."""
    most = re.search(r"(?:大多|多数|多半|大部分)[^，。；]{0,4}(?:没|未|不)", words)
    return most is not None and re.search(r"只有|仅有|只剩", source) is not None


def _best(clause: str, source: str) -> tuple[str, float]:
    """The clause of the source that shares most with a clause of the claim, and that share; one
    that has its figure before any other."""
    mine, parts = grams(clause), clauses(source)
    figures = set(re.findall(r"\d[\d.]*", clause))
    # 哪户管哪片，没有划定: a denial behind its clause belongs to it
    whole = [
        f"{c}，{after}" if re.match(_DENIED, after) and len(after) < 6 else c
        for c, after in zip(parts, [*parts[1:], ""])
    ]
    scored = [
        (
            bool(figures & set(re.findall(r"\d[\d.]*", c))),
            len(mine & grams(c)) / max(len(mine), 1),
            c,
        )
        for c in whole
    ]
    _, share, best = max(scored, default=(False, 0.0, ""))
    return best, share


def _wrong_way(words: str, cited: Cited) -> Iterator[str]:
    """A fall told as a rise, worse told as better, no change told as change."""
    if was := before_and_after_turned(words, cited.folded):
        yield tr(f"前后说反了：出处是“{was}”", f"before and after are turned: “{was}”")
        return
    for clause in clauses(words):
        best, share = _best(clause, cited.folded)
        mine, theirs = movement_of(clause), movement_of(best)
        if share >= 0.2 and more_told_as_less(clause, best):
            yield tr(f"高低多少说反了：出处是“{best}”", f"more and less are turned: “{best}”")
            return
        if share >= 0.2 and mine and not theirs and direction_of(best) == "same":
            yield tr(f"出处说的是没有变化：“{best}”", f"the source says no change: “{best}”")
            return
        if share >= 0.2 and mine and theirs and mine != theirs:
            yield tr(f"升降说反了：出处是“{best}”", f"the movement is the other way: “{best}”")
            return
    ways = ways_of(cited.folded)
    parts = subject_clauses(words)
    for clause in [words] * (len(parts) != 1) + parts:
        said = plain_way(clause)
        own = grams(clause) - grams(cited.report.title)
        near = {w for c, w in ways.items() if c != cited.folded and grams(c) & own}
        near = near or {*ways.values()}
        if said and near and said not in near and len(quantities(words)) < 2:
            if clause is words and _told_clause_by_clause(words, ways):
                continue
            if near == {"same"} and (_moved_alike(words, cited.folded) or _NO_MOVE.search(words)):
                continue
            yield tr("好坏说反了", "better and worse are interchanged")
            return
    for one, other in ((cited.folded, words), (words, cited.folded)):
        # what is planned may well be said not to be done yet
        if one is words and (cited.later or tells_of_plans(cited.folded)):
            continue
        if what := denied(one, other):
            says = tr(f"“{what}”有没有说反了", f"“{what}”: there or not is turned round")
            # a denial may be told of something else than what the source tells as so
            yield Doubt(says) if one is words else says
            return
    if what := came_to_nothing(words, cited.folded):
        yield tr(f"出处说的是“{what}”", f"the source says “{what}”")
        return
    if what := still_as_before(words, cited.folded) or opposed(words, cited.folded):
        yield tr(f"出处说的与“{what}”相反", f"the source says the opposite of “{what}”")


def _told_clause_by_clause(words: str, ways: dict[str, str]) -> bool:
    """Whether a clause of a claim tells the way that a clause of the source on the same tells."""
    return any(
        plain_way(mine) == way and grams(mine) & grams(its)
        for mine in clauses(words)
        for its, way in ways.items()
        if its not in words and len(its) < _CLAUSE
    )


def tells_of_plans(source: str) -> bool:
    """Whether a source tells of something that is still to come."""
    return any(why == "planned" for *_, why in undone(source))


def _moved_alike(words: str, source: str) -> bool:
    """Whether a claim tells a movement, with its figure, that the source's figures make: 少了三个
    of 132人 to 129人."""
    way, given = movement_of(words), quantities(source)
    return way in {movement_of(c) for c in clauses(source)} - {""} and any(
        follows(q, given) for q in quantities(words)
    )


def _not_done(words: str, cited: Cited) -> Iterator[str]:
    """A plan told as done, something dropped or lacking told as there."""
    if achieved(words, cited.folded):
        yield tr(
            "出处说的是没有做成，或还没有定论",
            "the source says that it failed, or that it is still open",
        )
        return
    if any(why == "planned" for *_, why in undone(words)) or re.search(
        rf"{AHEAD.pattern}|提出|提议|意见|建议|主张|要到|不肯|不急", words
    ):
        return
    source, denies = cited.folded, _NOT.search(words) is not None
    # what is said not to have been done is no plan told as a deed
    if not denies and told_as_done(words, source):
        yield tr("出处说的是计划或要求，还没有做", "the source tells a plan, not a deed")
        return
    stretches = undone(source) + ([(0, len(source), "planned")] if cited.later else [])
    mine = grams(words)
    for why, says in (
        ("planned", tr("出处说的是计划或要求，还没有做", "the source tells a plan, not a deed")),
        ("dropped", tr("出处说的是落空或没有做成", "the source says that it came to nothing")),
    ):
        inside = "".join(source[a:b] for a, b, w in stretches if w == why)
        rest = source
        for a, b, w in sorted(stretches, reverse=True):
            rest = rest[:a] + " " + rest[b:] if w == why else rest
        if not inside or (why == "dropped" and (ANY_NOT.search(words) or _FAKED.search(words))):
            continue
        if why == "planned" and denies:
            continue
        if why == "dropped" and _tied_to_a_deed(words, source):
            continue
        if len(mine & grams(inside)) > len(mine & grams(rest)):
            yield says
            return
    for clause in clauses(words):
        best, share = _best(clause, source)
        if share >= 0.3 and (without_its_not(clause, best) or over_told_as_going_on(clause, best)):
            yield tr(f"有没有说反了：出处是“{best}”", f"the source says the reverse: “{best}”")
            return
        # 结对这一年，再没有人申请调走: when it was, and what was not
        whole = words if len(clause) < _WHEN else clause
        told = ANY_NOT.search(whole) or _denies_alike(words, best)
        if share >= 0.45 and _NOT.search(best) and not told:
            yield tr(f"出处说的是没有：“{best}”", f"the source says that there was none: “{best}”")
            return
        # what is only wanted is not there: 想建
        alike = _denies_alike(clause, source) or _WANTED.search(best)
        if share >= 0.45 and _NOT.search(clause) and not ANY_NOT.search(best) and not alike:
            yield tr(f"出处说的是有：“{best}”", f"the source says that there was: “{best}”")
            return


def _denies_alike(clause: str, source: str) -> bool:
    """Whether a source denies the verb that a clause denies: 再没有人回去看过 for 再没人看."""
    mine, theirs = (
        {m["verb"] for m in _VERB_DENIED.finditer(text)}
        | {v for m in _VERB_DENIED.finditer(text) for v in text[m.end() : m.end() + 3]}
        for text in (clause, source)
    )
    return bool(mine & theirs)


def _tied_to_a_deed(words: str, source: str) -> bool:
    """Whether a figure of the claim stands in a clause of the source that denies nothing: what came
    to nothing was told of something else there."""
    figures = quantities(words)
    return any(
        not ANY_NOT.search(c) and any(follows(q, quantities(c)) for q in figures)
        for c in clauses(source)
    )


def _wrong_outcome(words: str, cited: Cited) -> Iterator[str]:
    if (
        cited.outcome in ("worse", "unchanged")
        and _GOOD_END.search(words)
        and direction_of(cited.folded) != "better"
    ):
        name = word("outcome", cited.outcome)
        yield tr(f"这个案例的结果是“{name}”", f"the outcome of this case is: {name}")


def _off_topic(words: str, cited: Cited, several: bool) -> Iterator[str]:
    """Nothing of the claim stands in the cited sentences nor in the report's title."""
    mine = grams(words)
    if several or not mine or mine & grams(cited.folded) or quantities(words):
        return

    def holds(text: str) -> bool:
        return len(mine & grams(text)) >= 0.5 * len(mine)

    near = cited.where(holds)
    yield tr(f"出处没有说到这件事{near}", f"the source does not speak of this{near}")
