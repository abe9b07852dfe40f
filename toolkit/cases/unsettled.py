"""What rules cannot decide of a claim in which they found no fault: it is left to a person, with
the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.cases.cited import Cited, in_other_words, in_strange_words
from toolkit.cases.claims import faults_and_doubts, tells_of_plans
from toolkit.cases.opposites import plain_way, too_strong, ways_of
from toolkit.cases.quantities import quantities
from toolkit.cases.reversed import AHEAD, ANY_NOT, grams
from toolkit.cases.script import fold
from toolkit.cases.swapped import of_others, other_giver, other_holder, strange_giver
from toolkit.cases.verbatim import QUOTED
from toolkit.terms import tr

__all__ = ["unsettled"]

_PLANS = re.compile(r"打算|计划(?!生育|经济)|筹备|准备(?!了|好)|下一步|将要|以后再|尚待")
#: which of two is more
_MORE_THAN = re.compile(r"[快慢高低多少好差]于|超过|不如|落后于|领先于")
#: 至于公开承诺，我们还没顾上: what is said of a topic further back in the sentence
_TOPIC = re.compile(r"(?:至于|关于|对于|说到)(?P<what>[^。；]*)，[“]?[^。；]*(?:没|未)")
#: less of a claim's words in its source is too little to go by
_ALIKE = 0.12
#: so few people or things tie no claim to its sentence
_FEW = 10


def unsettled(claim: str, cited: Cited) -> str:
    """Why rules cannot say whether a claim without a fault turns its source round; empty where they
    can."""
    words = fold(claim)
    looks = (
        _doubted(claim, cited),
        _by_its_words(words, cited),
        _by_who(words, cited),
        _by_its_distance(claim, words, cited),
    )
    return next((reason for look in looks for reason in look), "")


def _doubted(claim: str, cited: Cited) -> Iterator[str]:
    for doubt in faults_and_doubts(claim, cited, several=False):
        yield tr(
            f"{doubt}？说法不是原句的，没有核对出，请人看",
            f"{doubt}? The words are not the source's own, and it was not settled: a person has to "
            f"look",
        )


def _by_its_words(words: str, cited: Cited) -> Iterator[str]:
    """Words that say which way, how much or when, where the source says nothing of the kind."""
    # two figures that agree, and their order, tell the way by themselves
    if plain_way(words) and not ways_of(cited.folded) and len(quantities(words)) < 2:
        yield tr(
            "没有核对出方向，请人看", "which way it went was not settled: a person has to look"
        )
    topic = _TOPIC.search(cited.folded)
    if topic and len(grams(words) & grams(topic["what"])) >= 2 and not ANY_NOT.search(words):
        yield tr(
            "出处对这件事说的是还没有，请人看",
            "the source says of this that it is not so yet: a person has to look",
        )
    more = _MORE_THAN.search(words)
    if more and not re.search("[于比过]", cited.folded) and len(quantities(cited.folded)) > 1:
        yield tr(
            f"谁更“{more[0]}”要看两边的数，没有核对出，请人看",
            f"“{more[0]}”: which of two is more was not settled: a person has to look",
        )
    plan = _PLANS.search(words)
    if plan and not (cited.later or AHEAD.search(cited.folded) or tells_of_plans(cited.folded)):
        yield tr(
            f"出处没有说是“{plan[0]}”，是不是已经做了，请人看",
            f"the source does not say “{plan[0]}”: whether it is done is for a person to see",
        )
    if what := too_strong(words, cited.folded):
        yield tr(
            f"出处没有说“{what}”这样的话，没有核对出，请人看",
            f"the source says nothing like “{what}”, which was not settled: a person has to look",
        )


def _by_who(words: str, cited: Cited) -> Iterator[str]:
    """Somebody else as the one who did, gave or held it."""
    if who := other_giver(words, cited.folded):
        yield tr(
            f"出处里“{who}”是得到的一方，谁出的请人看",
            f"“{who}” received in the source; who gave is for a person to see",
        )
    if who := other_holder(words, cited.folded):
        yield tr(
            f"出处没有说担任的是“{who}”，请人看",
            f"the source does not say that “{who}” holds it: a person has to look",
        )
    if who := strange_giver(words, cited.folded + cited.report.title):
        yield tr(
            f"出处没有说到“{who}”，谁做的请人看",
            f"the source does not name “{who}”: who did it is for a person to see",
        )
    if what := of_others(words, cited.folded):
        yield tr(
            f"出处说的是别处：“{what}”，请人看",
            f"the source tells it of others: “{what}”: a person has to look",
        )


def _by_its_distance(claim: str, words: str, cited: Cited) -> Iterator[str]:
    """A figure or a quotation that agrees ties a claim to its sentence, other words alone do
    not."""
    mine = grams(words)
    alike = len(mine & grams(cited.folded)) >= _ALIKE * len(mine)
    # 五个村 is who, not what
    counted = [q for q in quantities(words) if q.value > _FEW or q.unit not in ("个", "人", "位")]
    tied = counted or QUOTED.search(words)
    if tied and in_strange_words(claim, cited):
        yield tr(
            "数字和引语没有查出不符；说法不是原句的，谁做的、方向和意思请人看",
            "nothing was found against its figures and quotations; the words are not the source's "
            "own: who did it, which way it went and what it means is for a person to see",
        )
    if not tied and (not alike or in_other_words(claim, cited)):
        yield tr(
            "说法不是原句的，没有核对出是不是一回事，请人看",
            "the words are not the source's own: whether they mean the same is for a person to see",
        )
