"""Headings without a marker: short lines of their own, and first sentences that head paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby, pairwise

from toolkit.cases.lexicon import words
from toolkit.cases.markers import Found, trim
from toolkit.cases.masthead import is_byline

__all__ = ["bracketed", "lead_sentences", "plain_headings"]

_CN = "[一二三四五六七八九十]{1,3}"
_NO_HEADING = re.compile(
    r"[〔【［\[]?(?:本期|内容)(?:要目|导读|目录|提要)|(?:作者|来源|发布|责任编辑|责编|编辑|记者|通讯员|供稿|撰稿|电话|联系人|关键词|摘要|附件?|注|图|表|日期|时间|点击|浏览|编者按|执笔|审核|单位|主送|抄送|报送|字号|分享)[：:\d一二]|[（(].{0,40}[）)]$"
    r"|.{0,12}\d{4}[年\-/.]\d{1,2}[月\-/.]|(?:尊敬的|各位|同志们)"
    r"|—{1,2}|[－–-] ?\d|\d{1,4} ?[个名户件]|\d{1,2}[ \u3000]"
    r"|第 ?\d{1,4} ?页|.*[|\t]|\d+$|.*(?:https?:|www\.)"
)
_BRACKETED = re.compile(
    r"[【［\[〔](?!摘|关键|作者|来源|编者|本期|内容|导读|[图注表]|单[\s　]*位)"
    r"([一-龥“”、 　]{2,16})[】］\]〕]"
)
#: how a letter, a report or a speech closes
_CLOSING = re.compile(
    r"(?:此致|敬礼|此呈|此复|此布|顺[致祝颂]|谨[致上呈启]|祝(?:您|你|大家|全|各位|编安|好$|工作|身体|撰安|夏安|冬安)|即颂"
    r"|特此(?:通知|报告|函告|通报|说明|汇报|公告|批复|致函)|专此(?:报告|函复)|妥否|当否|请(?:予|批示|审阅|审议|指示)"
    r"|以上(?:报告|汇报|意见|情况|说明|请示|就是)|我的(?:发言|汇报|介绍|话)(?:完|到此|就)|(?:发言|汇报|报告)完[毕了]"
    r"|谢谢(?:大家|各位|[！。]|$)|再见|完$|全文完|（?未完待续|（?下转|（?上接)"
)
#: a sentence of a story or of a talk: who, when, how it went on
_TOLD = re.compile(
    r"[我你他她咱它这那谁您]|大家|有人|人们|记者|起初|起先|当初|开头|后来|如今|现在|眼下|今天|昨天|当年|那年|从前|过去|以前"
    r"|去年|前年|今年|年底|年初|头一[年回次]|第[一二三]|接着|接下来|转眼|不久|终于|于是|可是|可[，惜]|但是?|不过|然而|只是|因为|所以"
    r"|原因|^[先再又还也就才却]|说[起到来]|[么呢吗吧啊呀]$|是.{1,12}的$|以[下上]|如下|已经|至今|日子|[一二三四五六七八九十两几]+[个件条点天年月回次户位人]"
    r"|本[报刊台]|同志"
)
_SPOKEN = re.compile(
    rf"^(?:{_CN}、|{'|'.join(words('openers'))})|我[们县市镇乡村局校]|该[村县镇社局校]|\d{{2}}"
    r"|[一-龥]{2,8}(?:党委|党支部|支部|村委会)[^，]{6,}|反映|表示|位于|共有|^(?:同志们|各位|大家)"
)
_TALK = re.compile(rf"{_SPOKEN.pattern}|[了过]")


def plain_headings(
    folded: str, spans: list[tuple[int, int]], styled: frozenset[int], skip: int, marked: set[int]
) -> list[Found]:
    """Headings without a marker: short lines without a stop that a longer paragraph, or a marked
    line, follows."""
    found: list[Found] = []
    sentences: list[Found] = []
    width = _wrapped(folded, spans)
    for i, (a, b) in enumerate(spans):
        if i < skip or is_byline(folded[a : min(b, a + 61)]) or (width and b - a >= width):
            continue
        line = folded[a:b] if b - a <= 60 else ""
        if a in styled and line and "。" not in line[:-1]:
            found.append(Found(a, a, b, "", "plain", 0))
            continue
        if not line or i + 1 == len(spans) or len(line) < 2:
            continue
        after, until = spans[i + 1]
        text_follows = (
            until - after > max(len(line), 24)
            or folded[until - 1] in "。；：！？”"
            or after in marked
        )
        stopped = (
            line[-1] == "。"
            and 5 <= len(line) <= 16
            and until - after > 60
            and not _TALK.search(line)
            and not _TOLD.search(line)
            and "。" not in line[:-1]
        )
        looks = (
            len(line) <= 36
            and (stopped or (_open_end(line) and "。" not in line))
            and not _NO_HEADING.match(line)
            and not _CLOSING.match(line)
        )
        colon = line[-1] in "：:" and (len(line) > 16 or "我们" in line or not _COLON.search(line))
        if looks and text_follows and not colon and line.count("，") <= 2:
            (sentences if stopped else found).append(Found(a, *trim(folded, a, b), "", "plain", 0))
    # a sentence on a line of its own heads what follows only beside others of its measure
    sizes = [f.end - f.start for f in sentences]
    if len(sizes) > 1 and max(sizes) - min(sizes) <= 3:
        found += sentences
    return sorted(found, key=lambda f: f.at)


def bracketed(folded: str, spans: list[tuple[int, int]]) -> list[Found]:
    """【背景】…, 【做法】…: words in brackets that head two paragraphs or more."""
    heads = [(a, m) for a, b in spans if (m := _BRACKETED.match(folded, a, b))]
    found = [Found(a, m.start(1), m.end(1), "", "plain", 0) for a, m in heads]
    return found if len(found) > 1 else []


def _open_end(line: str) -> bool:
    """Whether a line ends as a heading may: in no stop, or in a quotation that only part of it is
    (组织建设：磨亮“打铁的锤子”)."""
    if line[-1] == "”" and (at := line.rfind("“")) > 1:
        return line[at - 1] not in "：，。"
    return line[-1] not in "。；，、！？;,!?”）…"


def _wrapped(folded: str, spans: list[tuple[int, int]]) -> int:
    """From which length on a line is a piece of a wrapped paragraph, where a text was pasted with
    its line breaks (0 where it was not)."""
    open_ended = sorted(
        b - a
        for (a, b), (after, until) in pairwise(spans)
        if folded[b - 1] not in "。；：！？”" and b - a <= 60 and until - after <= 60
    )
    if len(open_ended) < 5:
        return 0
    # a line or two may be wider than the others: what half of them reach is the width
    widest = open_ended[len(open_ended) // 2]
    full = [size for size in open_ended if abs(size - widest) <= 4]
    return widest - 4 if widest >= 18 and len(full) >= max(4, len(open_ended) * 0.5) else 0


_COLON = re.compile(
    r"做法|措施|问题|启示|成效|体会|经验|情况|打算|背景|过程|效果|思考|建议|举措|特点|变化|如下"
)
_VERB = re.compile(
    r"[抓强建搭聚创推健完夯筑激深严突加优打拓狠注坚做选树育带促引转把让以从着凝抢立扛压提改盘破织用]"
)


def _lead_kind(lead: str) -> str:
    """How far a short first sentence reads like a heading: ``pair`` (抓班子，强引领), ``verb``
    (健全工作机制) or not at all."""
    parts = [len(c) for c in re.split("[，,、 ]", lead)]
    if len(lead) < 4 or _TALK.search(lead) or re.search(r"[：；\d]", lead):
        return ""
    if len(parts) > 1:
        return (
            ""
            if min(parts) < 2
            else "pair"
            if max(parts) - min(parts) <= 3
            else f"front {parts[0]}"
        )
    return "verb" if _VERB.match(lead) and len(lead) <= 14 else ""


def lead_sentences(
    folded: str, spans: list[tuple[int, int]], taken: set[int], styled: frozenset[int]
) -> list[Found]:
    """First sentences of paragraphs: in bold, or alike in build or length in two or more
    neighbouring paragraphs."""
    found: list[Found] = []
    section: list[tuple[Found, str, bool]] = []
    headed = False
    for a, b in [*spans, (-1, -1)]:
        if a in taken or a < 0:
            found += _section_leads(folded, section, headed)
            section, headed = [], True
            continue
        stop = next((i for i in range(a, min(a + 32, b)) if folded[i] == "。"), -1)
        item = Found(a, a, max(stop, a), "", "lead", 7.5)
        if a in styled and stop > 0:
            found.append(item)
            continue
        lead = folded[a:stop] if stop > 0 and b - stop >= 25 else ""
        section.append((item, _lead_kind(lead), _is_brief(lead)))
    return found


def _section_leads(
    folded: str, section: list[tuple[Found, str, bool]], headed: bool
) -> Iterable[Found]:
    """Leads among the paragraphs between two headings."""
    used: set[int] = set()
    for read, rows in groupby(section, key=lambda row: row[1] != ""):
        run = [(item, kind) for item, kind, _ in rows]
        if read and _alike(folded, run):
            used |= {item.at for item, _ in run}
            yield from (item for item, _ in run)
    for brief, rows in groupby(section, key=lambda row: row[2] and row[0].at not in used):
        short = [item for item, _, _ in rows]
        whole = headed and len(short) == len(section)
        # a last word that closes the row may be of another measure
        for part in (short, short[:-1]) if len(short) > 3 else (short,):
            if brief and _short_alike(folded, part, whole=whole):
                yield from part
                break


def _alike(folded: str, run: list[tuple[Found, str]]) -> bool:
    """Whether leads that read like headings are of one build."""
    sizes = [f.end - f.start for f, _ in run]
    alike = bool(sizes) and max(sizes) - min(sizes) <= (4 if len(run) > 2 else 2)
    kinds = {kind for _, kind in run}
    fronts = {folded[f.start : f.end].replace(",", "，").find("，") for f, _ in run}
    built = (
        kinds == {"pair"}
        or (len(fronts) == 1 and -1 not in fronts)
        or (alike and not any(k.startswith("front") for k in kinds))
    )
    return len(run) >= 2 and built and (len(run) > 2 or len(kinds) == 1)


def _is_brief(lead: str) -> bool:
    """Whether a first sentence is short enough to head its paragraph and tells no story."""
    return (
        2 < len(lead) <= 10
        and re.fullmatch("[一-龥“”]+", lead) is not None
        and not _SPOKEN.search(lead)
        and (not _TOLD.search(lead) or lead.startswith(("也有", "还有")))
    )


def _short_alike(folded: str, run: list[Found], whole: bool) -> bool:
    """Whether short first sentences head their paragraphs: the same sign begins or ends them, or
    their lengths are alike, in a section that holds nothing else or in three paragraphs and more.
    """
    if len(run) < 2:
        return False
    leads = [folded[f.start : f.end] for f in run]
    sizes = [len(lead) for lead in leads]
    spread = max(sizes) - min(sizes)
    for built in ({lead[0] for lead in leads}, {lead[-2:] for lead in leads}):
        if len(built) == 1 and spread <= 2:
            return True
    if any(re.search("了.|过", lead) for lead in leads):
        return False
    if len(run) > 2:
        first = [lead[0] for lead in leads]
        return spread <= 2 or max(map(first.count, first)) >= max(2, len(first) - 1)
    return whole and spread <= 1
