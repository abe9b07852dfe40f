"""Plain words turned round: what a source denies told as so, few told as many, a gain as a loss;
and words that say more than their source does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from toolkit.cases.direction import direction_of, movement_of, subject_clauses
from toolkit.cases.lexicon import words
from toolkit.cases.reversed import AHEAD

__all__ = [
    "came_to_nothing",
    "denied",
    "opposed",
    "plain_way",
    "still_as_before",
    "too_strong",
    "ways_of",
]

#: 不少, 不同, 没完: no denial
_NOT = re.compile(
    r"(?:没有|没|未(?!来|必)|并?无(?!论|数|偿|不)|毫无|无法|难以|从不|不再"
    r"|不(?!超|及|和(?!谐)|少|仅|但|只|光|断|久|同|过|足|到|得不|论|管|妨|如|低于|少于|等|是|好|大|高|多|够|满|错|记名))"
)
#: what may stand between a denial and what it denies
_BETWEEN = re.compile(
    r"(?:有?人来?|再|有|能|会|肯|敢|去|安排|急着|要|曾|得到?|被|把|一[个件次户名条]|[任什怎]么|过|为|给|明显|全面|以|将)+"
)
#: a clause with one of these denies in its own way: 治住了积水, 账目空白
_OWN = re.compile(r"[没未无不非别停断空白免除禁治消绝止缺弱难败误丢荒少]|告别|差|拒|忘|假")
_HOLLOW = re.compile("[的了着过在和与也都就还又很更把被给对，]")
_DENIES = re.compile(r"(?:(?:没有?|未|不再|并非|别)[^，。；]?|[没无]人[^，。；]{0,2}|[不无])$")
#: 说得清, 取不出来
_CAN = re.compile(
    r"(?P<verb>[一-龥])(?P<can>得|不)(?:出来|起来|下去|上来|清楚|明白|清|齐|上|出|到|起|动|住|着|完|成|见)"
)
_FAILED = re.compile(
    r"(?:没有?|未)能?(?P<verb>[一-龥])(?:成|妥|好|通|拢|下来)(?![一-龥]{0,3}[之以]前)"
)
#: 由亏损2万元转为…: how it was before
_BEFORE = re.compile(
    r"(?:由|从)[^，。；]{1,14}?(?=转为|变为|变成|改为|转成|到|至|为|降|升|增|减|提|回)"
)
_STILL = re.compile(r"(?:仍旧?|依然|依旧|还(?=在|是)|照样|一直|照旧)然?(?P<what>[^，。；]{2,10})")
_WAYS = (
    (
        "same",
        re.compile(
            r"老样子|没[有见]?(?:动静|起色|变样|好转)|(?:一点|丝毫|纹丝)[没不](?:变|动)|原地打转|还是那样"
            r"|等于没|没(?:什么)?两样|不见(?:好|少|多)"
        ),
    ),
    (
        "worse",
        re.compile(
            r"越[^，。；]{1,4}越(?:差|糟|冷清|少人|没人|散|乱|难)|(?:差|糟|坏|垮|散|黄|砸|冷清)了|打了?水漂|白干|走下坡"
            r"|一落千丈|滑(?:下去|回去)|不如(?:以前|从前|过去)|半途停工|损失\d|(?:掉|落|跌|滑|退)[到至]了?(?:倒数|末位|最后)|垫了底|一年不如一年|没(?:有|能)*保住"
        ),
    ),
    (
        "better",
        re.compile(
            r"好(?:起来|多|转|看)了?|变好|见好|越[^，。；]{1,4}越(?:好|旺|红火|热闹|多|顺|强|有劲)|红火|兴旺|有了?起色"
            r"|翻了?身|上了?(?:新)?台阶|起死回生|立竿见影|大有(?:改观|起色)|一年比一年(?:好|强)|旺了"
        ),
    ),
)
_TREND = re.compile(
    r"(?:越来越|一[年天月]比一[年天月])(?P<way>[多少高低大小快慢好差糟脏浑冷清热闹红火旺难])"
)
#: 不减反增
_AGAINST = re.compile(r"不[升降增减涨跌多少](?:反而?|却)(?P<really>[升降增减涨跌])")
#: less of these is better, in plain words
_BAD = re.compile(r"走[得的]|离开|埋怨|吵|闹|欠|丢|坏|脏|垃圾|毛病|怨")
#: words that say much, and what a source has to say for them
_STRONG = (
    (
        r"都(?![没不未])|全(?![县镇乡村市省校厂局国年民面区体])|人人|个个|家家|户户|处处|样样|事事|时时|无一|一律|(?<!一)([件笔篇场户次项样条块])\1",
        r"都|全|均|皆|各|每|一律|统一|所有|凡|普遍|无一|人人|([一-龥])\1|100%",
    ),
    (
        r"一直|始终|从来|从[未没不]|总是|老是|常(?=[来去到有在说])|经常|天天|随时|照常|一回也|一次也",
        r"一直|始终|从[来未没不]|总|经常|常|每[天日次周月季年]|天天|连续|长[年期]|雷打不动|年年|月月|没有|未",
    ),
    (
        r"很多|许多|大幅|一大截|大大|显著|明显(?!变化)|大有|大力|猛增|骤|成倍|根本",
        r"多|大|显著|明显|大有|大力|猛|骤|翻|倍|由|从|率|%",
    ),
    (r"主动|自愿|抢着|争着|自发|心甘情愿|自掏腰包", r"主动|自愿|抢|争|自发|带头|认领|自荐"),
    (
        r"马上|立刻|立即|当天|当场|很快|一下子|(?:头|第)一[年天]就|刚.{1,4}就",
        r"马上|立刻|立即|当[天场年]|很快|随[即后]|第一天|不到|内",
    ),
)


@cache
def _pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Two sides of what can be told one way or the other, from the word lists."""
    return tuple(
        tuple(re.compile(side) for side in entry.split("/"))  # type: ignore[misc]
        for entry in words("opposites")
    )


def _sides(text: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> set[int]:
    """Which sides of a pair a text tells; a denial before a word turns it round."""
    told = set()
    for i, side in enumerate(pair):
        for m in side.finditer(text):
            turned = _DENIES.search(text[: m.start()])
            told.add(1 - i if turned and not _NOT.match(m[0]) else i)
    return told


def opposed(claim: str, source: str) -> str:
    """The word of a claim whose opposite the source tells (盈利, 亏损), or nothing."""
    now = _BEFORE.sub("", source)
    for pair in _pairs():
        mine, theirs = _sides(claim, pair), _sides(now, pair)
        if len(mine) == len(theirs) == 1 and mine != theirs:
            found = pair[0].search(claim) or pair[1].search(claim)
            return found[0] if found else ""
    return ""


def _denials(text: str) -> Iterator[str]:
    """What a text denies: 没有再积水 denies 积水."""
    for m in _NOT.finditer(text):
        if any(can.start("can") == m.start() for can in _CAN.finditer(text)):
            continue  # 说不清 is held against 说得清
        scope = re.match(r"[^，。；、：！？\n的]{0,14}", text[m.end() :])[0]  # type: ignore[index]
        if re.match(r"的[一二两三四五六七八九\d]", text[m.end() + len(scope) :]):
            continue  # 没办成的三件: which ones, no denial
        opens = _BETWEEN.match(scope)
        scope = scope[opens.end() :] if opens and opens.end() < len(scope) else scope
        yield _HOLLOW.sub("", scope)


def denied(one: str, other: str) -> str:
    """What `one` denies and `other` tells as so; empty where nothing is."""
    for scope in _denials(one):
        if len(scope) < 2:
            continue
        grams = {scope[i : i + 2] for i in range(len(scope) - 1)}
        # told as so elsewhere in it: 起初没有公开，后来公开了
        if scope[:2] in _HOLLOW.sub("", one).replace(scope, "", 1):
            continue
        if denies_alike(scope, one, other) or re.search(rf"(?:为什么|为何|怎么)不{scope}", one):
            continue
        for clause in re.split(r"[，。；：！？\n]", other):
            # what is taken off is told by 摘掉, not by its name
            clause = clause.replace("软弱涣散", "")
            bare = _HOLLOW.sub("", clause)
            if _OWN.search(clause) or len(bare) < 3:
                continue
            alike = sum(c in bare for c in scope) / len(scope)
            told = scope in bare if len(scope) < 3 else alike >= 0.5
            if told and any(g in bare for g in grams):
                return scope
    for m in re.finditer(r"不是([一-龥]{2})", one):  # 不是党员 told as 都是党员
        if re.search(rf"(?<!不)是{m[1]}", other) and m[0] not in other:
            return m[1]
    mine, theirs = ({m["verb"]: m["can"] for m in _CAN.finditer(t)} for t in (one, other))
    for verb, can in mine.items():
        free = re.search(rf"(?:能|可以|随时|都能?|可){verb}", other) and "不" not in other
        if theirs.get(verb, can) != can or (can == "不" and verb not in theirs and free):
            return verb
    return ""


def came_to_nothing(claim: str, source: str) -> str:
    """What a source says was not brought about and a claim tells as brought about (都没谈成,
    已经谈妥); empty where there is nothing.

    Examples
    --------
    >>> from toolkit.cases.opposites import came_to_nothing
    >>> came_to_nothing("两家企业已经谈妥", "谈过两家，都没谈成")
    '没谈成'
    """
    for m in _FAILED.finditer(source):
        done = re.search(rf"{m['verb']}(?:成|妥|好|通|拢|下来)", claim)
        if done and not _NOT.search(claim[: done.start()]) and not _NOT.search(claim[done.end() :]):
            return m[0]
    return ""


def denies_alike(scope: str, one: str, other: str) -> bool:
    """Whether the other text denies the same: 我们还没学 for 没有学; where it tells of some that
    were and of some that were not, of the same figure (没兑现的3项)."""
    if re.search(rf"(?:没有?|未)[^，。；]?{re.escape(scope[0])}[过了成到得]?(?=[，。；]|$)", other):
        return True
    if re.search(rf"(?:摘掉|摆脱|告别|消除)了?[^，。；]{{0,2}}{re.escape(scope[:2])}", other):
        return True
    figures = set(re.findall(r"\d+", one))
    for clause in re.split("[，。；]", other):
        if re.search(rf"(?:没有?|未|不)[^，。；]?{re.escape(scope[:2])}", clause):
            return bool(figures & set(re.findall(r"\d+", clause)))
    return False


def still_as_before(claim: str, source: str) -> str:
    """What a claim says is still so, of which the source says how it was before (仍亏损)."""
    before = "".join(_BEFORE.findall(source))
    rest = _BEFORE.sub("", source)
    for m in _STILL.finditer(claim):
        what = _HOLLOW.sub("", m["what"])
        for i in range(len(what) - 1):
            if what[i : i + 2] in before and what[i : i + 2] not in rest:
                return m[0]
    return ""


def plain_way(clause: str) -> str:
    """``better``, ``worse``, ``same`` or empty, also where no figure stands (投诉也少了)."""
    if trend := _TREND.search(clause):
        more = trend["way"] in "多高大快好热闹红火旺"
        bad = _BAD.search(clause) or direction_of(f"{clause[: trend.start()]}增加1倍") == "worse"
        return "worse" if more == bool(bad) or trend["way"] in "差糟脏浑冷清难" else "better"
    if turned := _AGAINST.search(clause):
        subject = re.sub("[，；]", "", clause[: turned.start()])
        clause = f"{subject}{turned['really']}了1倍"
    for way, cue in _WAYS:
        if cue.search(clause):
            return way
    if way := direction_of(clause):
        return way
    moved = movement_of(clause)
    return direction_of(f"{clause}1倍") if moved else ""


def ways_of(source: str) -> dict[str, str]:
    """Every way that a source tells, as a whole and clause by clause."""
    told = {c: plain_way(c) for c in [source, *subject_clauses(source)]}
    if "same" in told.values():  # 变化不大，只由51%升到55%
        told = {c: way for c, way in told.items() if way == "same" or not re.search("只|仅", c)}
    return {c: way for c, way in told.items() if way}


def too_strong(claim: str, source: str) -> str:
    """A word of a claim that says more than its source does (都, 一直, 主动), or that something was
    done where the source speaks of a plan; empty where there is none."""
    for said, borne in _STRONG:
        m = re.search(said, claim)
        if m and m[0] not in source and not re.search(borne, source):
            return m[0]
    done = re.search(r"已经?(?!故)|了(?=[^，。；]|$)", claim)
    return done[0] if done and AHEAD.search(source) and not AHEAD.search(claim) else ""
