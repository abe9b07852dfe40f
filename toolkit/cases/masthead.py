"""What stands above and below a title and is no heading: name and issue of a bulletin, its column,
who wrote, issued or spoke it, to whom it is addressed, a second line of the title."""

from __future__ import annotations

import re
from collections.abc import Collection

from toolkit.cases.lexicon import words

__all__ = ["below_title", "front", "is_byline", "names_a_section"]

_WRITER = r"(?:(?:特约|见习|实习)?(?:记者|通讯员|编辑)|实习生)"
_PERSON = r"[一-龥](?:[\s　]?[一-龥]){1,3}"
#: 记者 甲乙 通讯员 丙丁: names, each after its role or after another name
_NAMED_WRITERS = (
    rf"[\s　：:/]*[一-龥]{{2,4}}(?:[\s　、/]+(?:{_WRITER}[\s　：:/]*)?[一-龥]{{2,4}})*"
    rf"(?:[\s　]*[文图摄/]+)?[）)\]】]?$"
)
_N = r"[\d一二三四五六七八九十百〇零]"
_DAY = rf"(?:[\d〇○零一二三四五六七八九十]{{2,4}}年)?{_N}{{1,3}}月(?:{_N}{{1,3}}日)?"
#: who wrote it, who prints it, where it comes from: no heading, and nothing in it was done
_BYLINE = re.compile(
    r"(?:[□■◇◆●○][\s　]*)?[（(【\[]?(?:"
    r"(?:作者|来源|发布|发布时间|责任编辑|责编|编辑|供稿|撰稿|执笔|审核|签发|签发人|主编|校对|原载|日期"
    r"|文/图|主讲人|发言人|报告人|整理|口述|讲述|讲述人)[：:]"
    r"|(?:文|图|摄影)[/／：:][\s　]*[一-龥]{2,4}(?:[\s　]|$)"
    r"|(?:本报|本刊|本台)(?:记者|讯|通讯员)"
    rf"|{_WRITER}{_NAMED_WRITERS}"
    r"|《?[一-龥]{2,10}(?:日报|晚报|时报|周报|早报|新闻网|通讯|简报|电视台|编辑部"
    r"|融媒体中心|广播台|报社)(?:社)?》?[\s　]*"
    rf"{_WRITER}{_NAMED_WRITERS}"
    r"|[一-龥]{2,16}(?:简报|通讯|动态|信息|专刊|快报|通报)"
    r"[\s　]*（?(?:第|\d{4}年第)[\d一-龥]{1,6}期"
    r"|(?:第|总第)[\d一二三四五六七八九十百〇零]{1,5}期"
    # 某村党支部书记　甲乙: who speaks, his office and name set apart by a blank
    r"|[一-龥、]{2,24}(?:书记|主任|委员|经理|董事长|主席|干事|专员|教授|讲师|教师|学生|研究生|会计"
    r"|[部局校镇乡处厂县市区科队站院场行组所]长"
    r"|村民|居民|职工|工人|社员|党员|队员|老师|村官)[\s　]+"
    rf"{_PERSON}$)"
)
#: 某某评估中心, a line of its own beside the title: who wrote it
_UNIT = re.compile(
    r"(?!建[强好]|走[进出]|带[动好]|组织|回到|[办管配选做]|抓[好实]|[激盘]活|重塑|整顿|牵手|结对|唤醒|依靠|成立)"
    r"(?=.*[县市区镇乡村街局委院校司厂社部国省农])"
    r"(?!.*(?:如何|怎[么样]|为[何什]|[进到把让了着的]|一个|重建|回到|有了|走出))"
    r"[一-龥（）“”\d]{3,24}(?:中心|[课调检评工督巡考编领专回整帮][一-龥]{0,4}组|研究[院所室会]|委员会|办公室"
    r"|党[委组]|党工委|党支部|党总支|组织部|宣传部|统战部|政治[处部]|局|政府|大学|学院|协会|联合会|联合社|工会"
    r"|妇联|[工团县市区镇]委|[党政组综村农]\S{0,3}办|编辑部|[分支]行|银行|合作社|有限公司|小学|中学|医院|[卫水农]\S{0,3}站"
    r"|派出所|县委|纪检组|监察室|宣传科|政工科|教育科|办事处|居委会|村委会)$"
)
_ISSUE = re.compile(
    rf"[（(〔\[]?(?:{_N}{{4}}年)?[\s　]*(?:总?第[\s　]*{_N}{{1,6}}[\s　]*[期号辑]|增刊)"
    rf"(?:[，、（(\s　]*总第?{_N}{{1,6}}期[）)]?)?[\s　]*[）)〕\]]?.{{0,12}}$"
    rf"|[〔（(]\d{{4}}[〕）)]第?{_N}{{1,4}}[期号].{{0,12}}$"
    r"|[一-龥]{1,10}[〔\[（(]\d{4}[〕\]）)]第?\d{1,4}号$"
    rf"|第?{_N}{{1,3}}版[：:\s　]*[一-龥]{{0,8}}$"
)
_BULLETIN = re.compile(
    r"[《]?[一-龥]{0,16}(?:简报|信息|通讯|动态|专刊|快报|通报|参考|交流|日报|晚报|周报|时报|早报|党建|专报|摘报|要情"
    r"|快讯|简讯|内参|内刊|工作通报|文件)[》]?(?:[\s　]*[（(]?(?:\d{4}年)?第?"
    + _N
    + r"{1,4}期[）)]?)?$"
)
#: a column of a paper or of a bulletin, above the title of what it holds
_COLUMN = re.compile(
    r"[【〔［\[（(《■●◆▲◇★☆|｜\s　]*(?:"
    r"[一-龥]{0,4}(?:来信|来稿|投书)(?:[选照]登|摘编|摘登|之[一二三四五六七八九十])?"
    r"|(?:读者|群众|编读|百姓|民情|民生|市民|村民|居民)(?:之声|往来|话题|说话|论坛|日记|热线|信箱|心声|呼声|有话说)"
    r"|(?:记者|一线|基层|乡村|实地|深度|新春|蹲点|百村|田野|社区|驻村|党建|支部|工作|一线)"
    r"(?:来信|调查|手记|观察|见闻|走笔|特写|札记|动态|经验|声音|传真|采风|纪事|视点|聚焦|交流|研究|巡礼|风采|之窗"
    r"|追踪|直击|来风|走基层|在线|论坛|园地|天地)"
    r"|[一-龥]{2,4}(?:传真|追踪|采风|之窗|视点|聚焦|巡礼|风采|来风|走基层|园地|天地|在线|论坛|回音壁)"
    r"|新春走基层|走基层|他山之石|经验交流|典型经验|典型案例|先进典型|典型引路|专题报道|特别报道|深度报道|新闻特写"
    r"|人物(?:通讯|特写)?|通讯|特写|调查报告|调查与思考|工作研究|回音壁|党旗飘扬|党旗飘飘|党旗红|情况反映|交流材料"
    r"|交流发言(?:材料|之[一二三四五六七八九十])?|会议发言(?:材料)?|(?:会议)?(?:交流)?材料之?[一二三四五六七八九十\d]{1,3}"
    r"|经验材料之?[一二三四五六七八九十\d]{1,3}|(?:附件|案例)[一二三四五六七八九十\d]{0,2}[：:]?"
    r"|内部(?:资料|参考|刊物|文件|情况).{0,14}|(?:机密|秘密|绝密)[★☆\s　]*.{0,6}|特急|加急|急件"
    r"|(?:征求意见|讨论|送审|修改|初)稿)[】〕］\]）)》|｜\s　]*$"
)
_ISSUER = re.compile(
    rf"[一-龥（）]{{4,24}}?[\s　]*(?:(?:编印?|主办|印发|主编|编发|承办)?[\s　]*{_DAY}"
    r"|(?:编印?|主办|印发|编发))$"
    rf"|(?:主办|编印|编发|承办|主管|签发人?|印发|总编|值班编辑)(?:单位)?[：:\s　].{{2,24}}$"
)
_DATE_ONLY = re.compile(
    rf"[（(]?(?:[一-龥]{{0,3}}[\s　]*)?{_DAY}(?:[\s　]*星期[一二三四五六日天])?[）)]?$"
    r"|[（(]?\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?(?:\s+\d\d?:\d\d)?[）)]?$|星期[一二三四五六日天]$"
)
_WRITTEN_BY = re.compile(r"[（(](?:执笔|整理|供稿|口述|讲述|根据).{0,30}[）)]$")
_CONTENTS = re.compile(r"[〔【［\[]?(?:本期|内容)(?:要目|导读|目录|提要|摘要)")
_SECOND = re.compile(
    r"——?.{0,40}(?:纪实|侧记|记|材料|经验|调查|探索|启示|之路|样本|案例|实践|工作|做法|事迹|见闻"
    r"|发言|讲话|汇报|报告|札记|观察|走笔)$|[（(].{2,40}[）)]$|[一-龥“”]{0,10}(?:(?:典型|经验|交流|事迹|汇报|发言|申报|推荐)材料"
    r"|经验(?:介绍|交流)|工作(?:总结|汇报|报告)|调研报告|情况(?:汇报|报告)|实施方案|纪实|侧记|案例)$"
)
#: 县委组织部： / 各位代表： / 编辑同志：
_ADDRESSEE = re.compile(
    r"(?!.*(?:如下|以下|下面|做法|问题|[。；]))(?:"
    r"(?:尊敬的|敬爱的|亲爱的|各)?[一-龥、，（）()《》\s　“”]{0,40}"
    r"(?:同志们?|领导|代表|朋友们?|委员|老师们?|姐妹们?|乡亲们?|书记|部长|主任|支部|支书"
    r"|[委部局组室办处会院司厂场校站所行社村镇乡县市区科]"
    r"|政府|中心|公司|单位|总支|党组织|编辑|记者|主编|先生|女士|来宾)(?:（[^）]{1,20}）)?)[：:]$"
)
#: a heading that any report may have: never a title, never an issuing unit
_SECTION = re.compile(
    r"[一-龥]{0,4}(?:基本|工作|主要|总体|有关|具体|开展)?(?:情况|概况|背景|概述|引言|前言|缘起|由来|做法|问题|成效|过程|经过|评价"
    r"|目标|任务|要求|内容|措施|体会|启示|经验|打算|建议|缘由|导语|摘要|成绩)(?:[及和与、].{2,6})?$"
)
_NUMBERED = re.compile(rf"(?:第|总第|增刊)[\s　]*{_N}{{0,6}}[\s　]*[期号辑]|增刊$")
#: 关于… below a unit's name
_OF_A_UNIT = re.compile("关于|在.{4,40}上的")
_KINDS = (
    ("column", _COLUMN),
    ("issue", _ISSUE),
    ("date", _DATE_ONLY),
    ("addressee", _ADDRESSEE),
    ("byline", _WRITTEN_BY),
    ("contents", _CONTENTS),
    ("issuer", _ISSUER),
)
#: kinds that end what stands in front of the text, wherever among the first lines they are found
_CERTAIN = {"issue", "date", "addressee", "byline", "issuer", "contents"}
_MOST = 10


def is_byline(line: str) -> bool:
    """Whether a line only names its writer, its speaker, its paper, its issue or its source."""
    return len(line) <= 60 and _BYLINE.match(line.strip()) is not None


def names_a_section(line: str) -> bool:
    """Whether a line is a heading that any report may have (基本情况, 主要做法)."""
    return _SECTION.match(line.strip()) is not None


def _kind(line: str, first: bool) -> str:
    plain = re.sub(r"[\s　]", "", line) if len(line) <= 24 else line
    if first and _BULLETIN.match(plain) and not _COLUMN.match(plain):
        return "name"
    for kind, pattern in _KINDS:
        if pattern.match(line):
            return kind
    if _COLUMN.match(plain):
        return "column"
    if is_byline(line):
        return "byline"
    if _UNIT.match(plain) and not _SECTION.match(plain):
        return "unit"
    if _SECOND.match(line):
        return "second"
    return "other"


def _block(folded: str, spans: list[tuple[int, int]], marked: Collection[int]) -> list[str]:
    """Kinds of the first lines, as far as they are short, unmarked and no sentence."""
    kinds: list[str] = []
    for start, end in spans[:_MOST]:
        line = folded[start:end]
        kind = _kind(line, set(kinds) <= {"column"}) if end - start <= 60 else "other"
        if end - start <= 200 and _CONTENTS.match(line):
            kind = "contents"
        if kind not in _CERTAIN and (
            end - start > 60 or start in marked or line[-1] in "。；，：" or "。" in line
        ):
            break
        kinds.append(kind)
    return kinds


def _can_be_title(kind: str, line: str) -> bool:
    return kind == "other" or (kind == "second" and line[0] not in "—－─-（")


def front(
    folded: str, spans: list[tuple[int, int]], marked: Collection[int] = ()
) -> tuple[int, int]:
    """(line of the title, first line of what the report says).

    Parameters
    ----------
    folded : str
        The text in simplified characters.
    spans : list of (int, int)
        Its lines, from `toolkit.cases.sentences.lines`.
    marked : collection of int
        Where lines with a marker of the outline begin.

    Examples
    --------
    >>> from toolkit.cases.sentences import lines
    >>> text = "读者来信\\n一盏灯是怎么灭的\\n编辑同志：\\n我在巷子里住了五十年。"
    >>> front(text, lines(text))
    (1, 3)
    """
    kinds = _block(folded, spans, marked)
    if not kinds or len(spans) < 2:
        return 0, 0
    texts = [folded[a:b] for a, b in spans[: len(kinds) + 1]]
    last = max((i for i, kind in enumerate(kinds) if kind in _CERTAIN), default=-1)
    able = [_can_be_title(kind, line) for kind, line in zip(kinds, texts)]
    title = _title(kinds, texts, able, last)
    return title, max(last + 1, title + 1 + below_title(folded, spans, title + 1))


def _title(kinds: list[str], texts: list[str], able: list[bool], last: int) -> int:
    """Which of the first lines is the title; `last` is the last line that surely belongs to the
    masthead, the writers or the addressee."""
    above = 0
    while above < len(kinds) and kinds[above] in ("name", "column", *_CERTAIN):
        above += 1
    issue = max((i for i in range(last + 1) if _NUMBERED.search(texts[i])), default=-1)
    if issue >= above and (kinds[0] != "other" or len(texts[0]) <= 10) and any(able[issue + 1 :]):
        # 某县政协 / 社情民意信息　第8期: the title comes below the number
        above = issue + 1
    inside = [i for i in range(above, last + 1) if able[i]]
    if inside:
        # 百姓故事 above a longer line is a column that no list knows
        short = len(texts[inside[0]]) <= 6 and len(inside) > 1 and inside[1] == inside[0] + 1
        return inside[1] if short and len(texts[inside[1]]) > 6 else inside[0]
    at = above
    while at < len(kinds) and kinds[at] in ("unit", *_CERTAIN):
        at += 1
    if at == len(kinds) or not able[at] or (above and names_a_section(texts[at])):
        return 0  # a masthead alone is the title where the text's own headings follow
    return at if above or _OF_A_UNIT.match(texts[at]) else 0


def below_title(folded: str, spans: list[tuple[int, int]], at: int) -> int:
    """How many lines from line `at` on still belong to the title: a second line, the speaker, the
    writers, the unit, the date, to whom it is addressed."""
    unit = False
    for i, (start, end) in enumerate(spans[at : at + 6]):
        line = folded[start:end]
        if end - start > 60:
            return i
        kind = _kind(line, False)
        if kind == "unit" and not unit:
            unit = True
        elif kind == "other" and (
            (not i and _lone_sign(folded, line)) or (i < 2 and _is_person(line))
        ):
            continue
        elif kind not in ("second", "column", *_CERTAIN):
            return i
    return len(spans[at : at + 6])


def _is_person(line: str) -> bool:
    """Whether a line is a name of two or three signs and no more."""
    name = re.sub(r"[\s　]", "", line)
    return (
        2 <= len(name) <= 3
        and name.startswith(words("surnames"))
        and re.match("[一-龥]+$", name) is not None
        and name[0] not in "严高强成安管常明时关和平向经路计"
    )


def _lone_sign(folded: str, line: str) -> bool:
    """Whether a line is the only one that begins with its dash or its sign: a second line of the
    title or its writers, no entry of a list."""
    if line[0] not in "—－─―□■◇◆●○◎" or len(line) > 45 or line[-1] in "。；":
        return False
    return len(re.findall(rf"(?:^|[\r\n])[ \t　]*{line[0]}", folded)) == 1
