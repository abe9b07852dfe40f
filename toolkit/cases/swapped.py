"""Where a claim puts something else in the place of what its source says: another office, another
unit, another period, a half for the whole, what was before for what came after."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.cases.cited import clauses
from toolkit.cases.own_names import own_names
from toolkit.cases.report import Report
from toolkit.cases.reversed import grams
from toolkit.terms import tr

__all__ = ["of_others", "other_giver", "other_holder", "strange_giver", "swapped"]

#: an office by its level and what it is: 县 + 委组织部
_OFFICE = re.compile(
    r"(?P<level>省|市|县|区|镇|乡|街道)(?P<what>委组织部|委宣传部|党工委|党委|委(?!员|托|派)|政府|纪委|财政(?!金)|统计[局队]|里)"
)
#: how often, by what it comes to
_PERIODS = {
    "day": r"每个?[天日]|天天|日日|逐日",
    "week": r"每个?(?:周|星期|礼拜)(?!年)|周周|按周|逐周",
    "month": r"每个?月|月月|按月|逐月",
    "quarter": r"每个?季度?|按季度?|逐季",
    "half": r"每半年|每个?学期|半年一",
    "year": r"每年|年年|逐年|一年一",
}
#: 每年两次 may be said of what is done 每半年
_TIMES = re.compile(r"(?:[两二三四五六七八九十]|\d{2,}|[2-9])[多余几]?[次回遍趟场]")
_WHOLE = re.compile(r"全部|全都|悉数|一个不落|无一例外")
_SOME = re.compile(r"只有|仅有|一半|半数|大半|近半|过半|一部分|少数|个别")
#: 12家企业中有8家
_OF_ALL = re.compile(r"(?P<all>\d+)[^，。；\d]{1,6}[中里]有?(?P<some>\d+)")
_EVERY = re.compile(r"没有一[个家户人名件项]|无一|全都|全部|一个不落")
_PLACE = re.compile(r"[一-龥]{2}(?:村|社区|镇|乡)")
#: kinds of places, no names
_KIND = re.compile(
    r"后进|先进|示范|空白|薄弱|落后|贫困|重点|试点|其他|各个|全部|几个|两个|每个|整个|自然|行政|城中|强弱|对岸|受访|山里|相邻|邻近|周边|这个|该"
)
_GIVES = re.compile(
    r"(?P<who>[一-龥]{2,8}?)(?P<verb>拿出|掏出|拨付|拨[出来下]?|投入|出资|捐[出赠]|派出|提供|垫付|安排)"
    r"(?:了)?(?=[一-龥]{0,4}\d)"
)
_GIVEN_BY = re.compile(
    r"(?:由|是)(?P<who>[一-龥]{2,8}?)(?P<verb>拨付|拨|出资|出的|给的|捐|垫付|牵头|挑头|主办|承办)"
)
#: who gives, lends, sends to whom: 上沙借给下沙两千只鸭苗
_TO = re.compile(
    r"(?:^|(?<=[，。；：、]))(?P<one>[一-龥]{2,6}?)(?:[把将拿出][^，。；]{0,12})?"
    r"(?:[借送捐交教让租拨派传][^，。；给]{0,3}给|帮助?|支援|带动)(?P<other>[一-龥]{2,4})"
)
_FIGURE = re.compile(r"\d[\d.]*[万亿]?[一-龥%]")
#: 拨下280万元的是镇党委
_WAS_GIVEN = re.compile(
    r"[拨给派出掏捐][^，。；]{0,14}的(?:就)?是(?P<who>[一-龥]{2,8}?)(?=$|[，。；（])"
)
_FROM_TO = re.compile(
    r"[由从](?P<a>\d[\d.]*[万亿]?[一-龥%])[^，。；\d]{0,10}?[到为至成]了?(?P<b>\d[\d.]*[万亿]?[一-龥%])"
)
_THEN = re.compile(
    r"(?:原有|原来|原先|以前|从前|过去|当初|当年|去年|前年|年初|上年|起初)[^；。]{0,14}$"
)
_NOW = re.compile(r"(?:如今|现在|今年|眼下|目前|只剩|后来|年底|现有)[^；。]{0,14}$")
_PAST = re.compile("从前|以前|过去|原来|原先|当初|起初|早先|曾经?")
_SINCE = re.compile("以后|之后|后来|如今|现在|眼下|依旧|仍")
#: another place of the same kind: 邻县早已实行
_NEIGHBOUR = re.compile(
    r"^(?:而|但)?(?:隔壁|邻近?[^，。；]{0,3}?[省市县区乡镇村校厂]|别的[^，。；]{1,3}|外[省市县乡村])"
)
_SAYS_OTHERS = re.compile(
    r"隔壁|邻|别[处的村县]|外[省市县乡村]|其他|周边|相邻|对照|同期|没有|未|没"
)


def swapped(words: str, source: str, report: Report | None = None) -> Iterator[str]:
    """What a claim puts in the place of what its source says, in sentences.

    Examples
    --------
    >>> from toolkit.cases.swapped import swapped
    >>> from toolkit.terms import use_lang
    >>> with use_lang("en"):
    ...     list(swapped("组织员每月上门回访", "每季度由组织员上门回访。"))
    ['not so often: the source says “每季度”']
    """
    if office := _other_office(words, source):
        yield tr(f"说成了别的单位：出处是“{office}”", f"another office: the source says “{office}”")
    if period := _other_period(words, source):
        yield tr(f"多久一次说错了：出处是“{period}”", f"not so often: the source says “{period}”")
    if place := _other_place(words, source) or (report and _another_place(words, source, report)):
        yield tr(f"说成了别处的事：出处是“{place}”", f"told of another place: “{place}”")
    if whole := _part_of_whole(words, source):
        yield tr(f"出处说的是“{whole}”", f"the source says “{whole}”")
    if gift := _given_back(words, source):
        yield tr(f"谁给谁说反了：出处是“{gift}”", f"who gave to whom is turned: “{gift}”")
    if past := _past_told_as_now(words, source):
        yield tr(f"出处说的是从前：“{past}”", f"the source tells it of before: “{past}”")
    if order := _turned(words, source):
        yield tr(f"前后说反了：出处是“{order}”", f"before and after are turned: “{order}”")


def of_others(words: str, source: str) -> str:
    """The clause of a source on a neighbour which a claim comes nearest to and tells as the case's
    own; empty where there is none.

    Examples
    --------
    >>> from toolkit.cases.swapped import of_others
    >>> of_others("示范点实行了一年一复核", "邻县早已实行的一年一复核，这里没听说。")
    '邻县早已实行的一年一复核'
    """
    if _SAYS_OTHERS.search(words):
        return ""
    mine = grams(words)
    best = max(clauses(source), key=lambda c: len(mine & grams(c)), default="")
    near = len(mine & grams(best)) >= 0.3 * len(mine)
    return best if mine and near and _NEIGHBOUR.match(best) else ""


def _other_office(words: str, source: str) -> str:
    told = {m["what"]: m for m in _OFFICE.finditer(source)}
    for m in _OFFICE.finditer(words):
        its = told.get(m["what"])
        level = rf"{m['level']}(?:[直属级里委]|[一-龥]{{1,6}}[局办部会院])"
        if its and m[0] not in source and not re.search(level, source):
            return its[0]
    return ""


def _other_period(words: str, source: str) -> str:
    mine, theirs = _periods(words), _periods(source)
    return next(iter(theirs.values())) if mine and theirs and not mine.keys() & theirs else ""


def _periods(text: str) -> dict[str, str]:
    """The periods of clauses that do not also say how many times in each."""
    parts = [c for c in re.split("[，。；：]", text) if not _TIMES.search(c)]
    return {k: m[0] for k, p in _PERIODS.items() for c in parts if (m := re.search(p, c))}


def _named(text: str) -> set[str]:
    return {name for name in _PLACE.findall(text) if not _KIND.match(name)}


def _another_place(words: str, source: str, report: Report) -> str:
    """The place that a source tells of where a claim names another of the same report."""
    mine, theirs = _named(words), _named(source)
    own = [*own_names(report), report.title]
    strange = {
        n for n in mine if n in report.folded and not any(n in o or o in n for o in own if o)
    }
    return min(theirs) if strange and theirs and not mine & theirs else ""


def other_giver(words: str, source: str) -> str:
    """Who gives by a claim and stands in the source behind 帮, 给 or 与; empty where nobody does.

    Examples
    --------
    >>> from toolkit.cases.swapped import other_giver
    >>> other_giver("茅坡村拿出85万元", "公司与茅坡村签订协议，又拿出85万元，帮村里修了蓄水池。")
    '茅坡村'
    """
    for m in _GIVES.finditer(words):
        who = m["who"][-3:]
        receives = re.search(rf"(?:与|同|和|给|为|帮|向|对)[^，。；]{{0,12}}?{who}", source)
        if receives and not re.search(rf"{who}[^，。；]{{0,4}}{m['verb']}", source):
            return who
    return ""


def strange_giver(words: str, known: str) -> str:
    """Who gave or led by a claim, where its source does not name them; empty where nobody.

    Examples
    --------
    >>> from toolkit.cases.swapped import strange_giver
    >>> strange_giver("建棚的20万元是镇政府拨下来的", "大柳河出了20万元，帮我们建棚。")
    '镇政府'
    """
    for m in (p for look in (_GIVES, _GIVEN_BY, _WAS_GIVEN) for p in look.finditer(words)):
        who = m["who"][-4:]
        if not any(who[i : i + 2] in known for i in range(len(who) - 1)):
            return who
    return ""


def other_holder(words: str, source: str) -> str:
    """Who holds a post by a claim, where the clause of its source on who holds it names somebody
    else; empty where nobody.

    Examples
    --------
    >>> from toolkit.cases.swapped import other_holder
    >>> other_holder("书记由百货店店长担任", "百货店等6家组成联合党委，街道副书记兼任书记。")
    '百货店店长'
    """
    told = [c for c in clauses(source) if re.search("担任|兼任|出任", c)]
    for m in re.finditer(r"由(?P<who>[一-龥]{2,10}?)(?:担任|兼任|出任)", words):
        who = m["who"]
        if told and not any(who[-2:] in c or who[:2] in c for c in told):
            return who
    return ""


def _places(text: str) -> dict[str, str]:
    """Figure → the place named last ahead of it in its clause; of figures that stand there once."""
    found: dict[str, str] = {}
    for clause in re.split("[，。；：]", text):
        for m in _FIGURE.finditer(clause):
            named = _PLACE.findall(clause[: m.start()])
            if named and text.count(m[0]) == 1:
                found[m[0]] = named[-1]
    return found


def _other_place(words: str, source: str) -> str:
    theirs = _places(source)
    for figure, place in _places(words).items():
        its = theirs.get(figure)
        if its and its != place and place in source:
            return f"{its}{figure}"
    return ""


def _part_of_whole(words: str, source: str) -> str:
    share = _OF_ALL.search(source)
    if share and _EVERY.search(words) and share["some"] not in words:
        return share[0]
    if not _SOME.search(words) or _SOME.search(source):
        return ""
    mine = grams(words)
    for clause in clauses(source):
        whole, its = _WHOLE.search(clause), grams(clause)
        if whole and len(mine & its) >= 0.3 * min(len(mine), len(its)):
            return whole[0]
    return ""


def _past_told_as_now(words: str, source: str) -> str:
    """The clause of a source that gives a figure of a claim as of before, where the claim gives it
    as of now or of after."""
    if _PAST.search(words) or not _SINCE.search(words):
        return ""
    for clause in re.split("[，。；]", source):
        figures = set(re.findall(r"\d[\d.]*", clause))
        alone = figures and all(source.count(f) == 1 for f in figures)
        if alone and _PAST.search(clause) and figures <= set(re.findall(r"\d[\d.]*", words)):
            return clause
    return ""


def _given_back(words: str, source: str) -> str:
    """What a source says one gave to the other, where a claim has the other give it."""
    told = {(m["one"][:2], m["other"][:2]): m[0] for m in _TO.finditer(source)}
    for m in _TO.finditer(words):
        back = told.get((m["other"][:2], m["one"][:2]))
        if back and m["one"][:2] != m["other"][:2]:
            return back
    return ""


def _turned(words: str, source: str) -> str:
    """A claim's 由A到B where the source tells B as of before and A as of now."""
    told = {(m["a"], m["b"]): m[0] for m in _FROM_TO.finditer(source)}
    for m in _FROM_TO.finditer(words):
        if m["a"] != m["b"] and (m["b"], m["a"]) in told:
            return told[m["b"], m["a"]]
        before, after = source.find(m["b"]), source.find(m["a"])
        if not 0 <= before < after or m["a"] == m["b"]:
            continue
        then = _THEN.search(source[:before])
        now = _NOW.search(source[before + len(m["b"]) : after])
        if then and now:
            return source[then.start() : after + len(m["a"])]
    return ""
