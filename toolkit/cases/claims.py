"""One claim against the sentences it cites: beside what it takes verbatim, the way things went,
done or planned, lacking or there, the outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.cases.cited import Cited, clauses, in_other_words
from toolkit.cases.direction import direction_of, movement_of, subject_clauses
from toolkit.cases.opposites import (
    denied,
    opposed,
    plain_way,
    still_as_before,
    too_strong,
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
from toolkit.cases.swapped import of_others, other_giver, swapped
from toolkit.cases.undone import undone
from toolkit.cases.verbatim import QUOTED, verbatim_faults
from toolkit.terms import tr, word

__all__ = ["faults", "unsettled"]

_NOT = re.compile(
    r"没有|没(?=[能把去做办开建])|未(?!来|必)|尚无|从无|并无|毫无|缺乏|缺少|不曾|无人|没人|没有人"
)
_DENIED = r"(?:至今|一直|还|仍|却|也|都)?(?:没有|没人|未|无人|无)"
#: 没有减少: no movement, however it is told
_NO_MOVE = re.compile(
    r"(?:没有?|未|不见)(?:再|有|明显)?(?:减|增|升|降|变|提高|下降|上升|改善|改变|好转)"
)
_WANTED = re.compile(r"想|打算|计划|准备|拟|本来|原定|原先")
#: which of two is more
_MORE_THAN = re.compile(r"[快慢高低多少好差]于|超过|不如|落后于|领先于")
#: 至于公开承诺，我们还没顾上: what is said of a topic further back in the sentence
_TOPIC = re.compile(r"(?:至于|关于|对于|说到)(?P<what>[^。；]*)，[“]?[^。；]*(?:没|未)")
_VERB_DENIED = re.compile(
    r"(?:没有?|未|没人|没有人|无人)(?:再|有|去|来|人|被|能)*(?P<verb>[一-龥])"
)
#: that something was made up afterwards or came to an end is no failure told as a deed
_FAKED = re.compile(
    r"停[了办]|取消|撤[了销掉]|中止|散了|补[出造写做填]|临时补|编造|造假|假的|应付|凑数|代写"
)
#: less of a claim's words in its source is too little to go by
_ALIKE = 0.12
#: so few people or things tie no claim to its sentence
_FEW = 10
_GOOD_END = re.compile(
    r"(?:取得|收到|见到|有)了?[^，。；]{0,6}(?:成效|效果|成功|实效)"
    r"|成功(?:转化|摘帽|整顿|经验|走出|打造|创建|探索)|走出一条|改善明显|(?:面貌|局面)[^，。；]{0,4}(?:一新|改观)"
)


def faults(claim: str, cited: Cited, *, several: bool = False) -> list[str]:
    """What is wrong with a claim, in sentences; empty when it agrees. With `several` cited cases
    each bears only a part: figures and quotations of the others are not asked of this one."""
    words = fold(claim)
    turned = [] if _most_not(words, cited.folded) else [_wrong_way, _not_done]
    found = [
        *verbatim_faults(claim, cited, several=several),
        *([] if several else swapped(words, cited.folded, cited.report)),
        *(fault for look in turned for fault in look(words, cited)),
        *_wrong_outcome(words, cited),
    ]
    return found or list(_off_topic(words, cited, several))


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
            if near == {"same"} and (_moved_alike(words, cited.folded) or _NO_MOVE.search(words)):
                continue
            yield tr("好坏说反了", "better and worse are interchanged")
            return
    for one, other in ((cited.folded, words), (words, cited.folded)):
        if what := denied(one, other):
            yield tr(f"“{what}”有没有说反了", f"“{what}”: there or not is turned round")
            return
    if what := still_as_before(words, cited.folded) or opposed(words, cited.folded):
        yield tr(f"出处说的与“{what}”相反", f"the source says the opposite of “{what}”")


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
        rf"{AHEAD.pattern}|提出", words
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
        told = ANY_NOT.search(clause) or _denies_alike(words, best)
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


def unsettled(claim: str, cited: Cited) -> str:
    """Why rules cannot say whether a claim without a fault turns its source round; empty where they
    can."""
    words = fold(claim)
    # two figures that agree, and their order, tell the way by themselves
    if plain_way(words) and not ways_of(cited.folded) and len(quantities(words)) < 2:
        return tr(
            "没有核对出方向，请人看", "which way it went was not settled: a person has to look"
        )
    topic = _TOPIC.search(cited.folded)
    if topic and len(grams(words) & grams(topic["what"])) >= 2 and not ANY_NOT.search(words):
        return tr(
            "出处对这件事说的是还没有，请人看",
            "the source says of this that it is not so yet: a person has to look",
        )
    more = _MORE_THAN.search(words)
    if more and not re.search("[于比过]", cited.folded) and len(quantities(cited.folded)) > 1:
        return tr(
            f"谁更“{more[0]}”要看两边的数，没有核对出，请人看",
            f"“{more[0]}”: which of two is more was not settled: a person has to look",
        )
    if who := other_giver(words, cited.folded):
        return tr(
            f"出处里“{who}”是得到的一方，谁出的请人看",
            f"“{who}” received in the source; who gave is for a person to see",
        )
    if what := of_others(words, cited.folded):
        return tr(
            f"出处说的是别处：“{what}”，请人看",
            f"the source tells it of others: “{what}”: a person has to look",
        )
    if what := too_strong(words, cited.folded):
        return tr(
            f"出处没有说“{what}”这样的话，没有核对出，请人看",
            f"the source says nothing like “{what}”, which was not settled: a person has to look",
        )
    # a figure or a quotation that agrees ties a claim to its sentence, other words alone do not
    mine = grams(words)
    alike = len(mine & grams(cited.folded)) >= _ALIKE * len(mine)
    # 五个村 is who, not what
    counted = [q for q in quantities(words) if q.value > _FEW or q.unit not in ("个", "人", "位")]
    tied = counted or QUOTED.search(words)
    if not tied and (not alike or in_other_words(claim, cited)):
        return tr(
            "说法不是原句的，没有核对出是不是一回事，请人看",
            "the words are not the source's own: whether they mean the same is for a person to see",
        )
    return ""
