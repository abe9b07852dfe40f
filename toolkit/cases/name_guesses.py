"""What may well be a person's name: wider than what is listed, for what may be shown to others must
name nobody.

A guess needs signs that given names are made of, something around it that lets it be a person, and
must not begin as a common word does (成效, 高度)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.cases.lexicon import words

__all__ = ["COMPOUND", "given_alone", "guessed_people", "settled"]

#: surnames of two signs
COMPOUND = words("compound_surnames")
#: those of them that are words as well: 东方, 百里
_WORDS = ("东方", "百里", "南门", "东门", "西门", "单于", "长孙", "司空", "闻人", "乐正", "第五")
_GIVEN = "".join(words("given"))
_SURE = "".join(words("sure_surnames"))
_SINGLE = "".join([*words("surnames"), *words("word_surnames")]).replace("和", "")
_NO_WORDS = frozenset(words("no_names"))
#: those of them that no given name makes a person of
_NEVER = frozenset(words("never_names"))
#: words that a name of a place or an office may run into: 梁中学, 缪春代理
_CROSSED = frozenset(words("crossed_words"))
#: words that end as a surname begins: 示范, 如何
_TAILS = frozenset(words("surname_tails"))
_TWO = "|".join(COMPOUND)
_NO_WORD_TWO = "|".join(two for two in COMPOUND if two not in _WORDS)
#: three signs, or two signs of a surname and one or two more
_NAME = rf"(?:(?:{_TWO})[{_GIVEN}]{{1,2}}|[{_SINGLE}][{_GIVEN}]{{2}})"
#: two signs: only where a mark or a verb of speech stands behind
_SHORT = rf"(?:[{_SINGLE}][{_GIVEN}])"
_STOPS = (
    r"(?=[，。、；：！？”）》\s]|$|等[\d一二三四五六七八九十]|[说讲任把也就都常又]|主动|带头|告诉)"
)
_WHO = (
    r"(?:书记|支书|主任|主席|委员|常委|代表|经理|总监|会计|出纳|干部|教授|秘书|司机|"
    r"先生|女士|老师|师傅|总管|保管"
    r"|(?<![增成生擅特延拉漫助久见周修细冗全年狭])长|理事|监事|董事|村医|村民|居民|"
    r"市民|农民|渔民|牧民|网民|股民|公民"
    r"|[职员民矿电焊]工|(?<![全动人要])员|(?<![员职民打务手分施动开完加做上罢收出])工(?!"
    r"[程商会作资业厂])|工人|(?<![全每各分到入])户|(?<![三支惠助护])农(?![商林业村民户行"
    r"信机])|[户东业店摊船车矿]主|老板|[铁木篾石瓦皮工]匠"
    r"|[中军兽村校牙]?医|医[生师]|[教技律药厨会]师|工程师|技师|护士|[学师考中高医研究新实"
    r"习]生|选调生|大学生|研究生|毕业生|实习生"
    r"|[老病盲工诗商证牧残能友亲庄客乘骑读]人|老人|带头人|负责人|联系人|经办人|传承人|"
    r"承包人|当事人|申请人|乡贤|民警|辅警|[民交干刑法特]警|战士|[老新]兵|退伍兵|骑手|"
    r"乘客|旅客"
    r"|[大二三小]?(?:儿子|女儿|妻子|丈夫|媳妇|儿媳|孙女|孙子|母亲|父亲|老伴|爱人|侄子|"
    r"外甥|徒弟|兄弟|姐姐|妹妹|弟弟|哥哥)|邻居|同事|战友|搭档|伙伴|老乡|同志|同学|"
    r"社工|义工|志愿者|青年|骨干|模范|标兵|能手"
    r"|作者|读者|记者|执笔|撰稿|口述|整理|采写|摄影|责编|校对|签发|起草|联系人|联络人|"
    r"供稿|讲述人|记录"
    r"|姓名|我叫|名叫|[本便]叫|叫做|一位叫|一个叫|我是|人是|即|经理)[ 　:：／/]{0,2}"
)
#: what gives, calls, sends, elects somebody
_DONE_TO = (
    r"(?:(?<![自经原缘理])由|请回|请来|请出|请|派出|派|劝回|动员|推选|推举|选出|选举|"
    r"选定|推荐|提名|授予|表彰|表扬|学习|慰问|看望|奖励"
    r"|介绍|和|与|跟|给|对|向|让|叫|把|将|找到|找|聘请|聘|任命|调来|换成|交给|属于|"
    r"来自|包括|其中|劝|拉着|陪)"
)
#: verbs and words that only a person is followed by
_DOES = (
    r"(?=[，、：]?(?:说|讲|道|告诉|介绍|坦言|感慨|感叹|回忆|笑|表示|认为|觉得|掰着|"
    r"摇头|点头|叹|同志|老师|师傅|先生|女士|医生|大爷|大妈|大娘|老人|书记|主任)"
    r"|[（(](?:男|女|\d|[一-龥]{2,12}(?:村|院|局|校|委|办|站|所|书记|主任|党员))"
    r"|[，]?(?:现年|今年|时年|当年)?[\d一二三四五六七八九十]{2,4}岁|[一二三四五六七八九]"
    r"十[一二三四五六七八九]?了"
    r"|任|担任|兼任|兼|当选|当上|当(?=[村支书主队组班站])|接任|接手|接过|上任|到任|"
    r"离任|调走|调任|调来|退休|退下|去世|带着|带队|带领|领着|牵头|负责|主持|捧着|捏着|"
    r"蹲在|站在|坐在|走进|走到|挨家"
    r"|每天|每月|每周|天天|年年|头一[回个]|第一个|自己|自掏|家[在里住离的]|的(?:办法|"
    r"话|事迹|家|账|经验|儿子|女儿|丈夫|妻子|故事|手)|摔|修了|管着|拿出|掏出|捐|报名|"
    r"承包|租下|返乡|回村|回来|调|被(?!动)"
    r"|把|将|从|在|就|也|却|又|才|还|便|没|不|[三二一两四五六七八九][十几]?年|跑|种|"
    r"养|贷|买|算|讲|和(?!谐)|跟|同|给|主动|带头|率先|有[一过]|来当|来做|先|一[直个人边早"
    r"])"
)
_BEGINS = r"(?:(?<=[，。；：！？“”（）\n\s　、])|(?<=^)|(?<=[的岁]))"
# possessive repeats: a line of nothing but spaces is passed over once
_SIGNED = re.compile(
    rf"^[ \t　（(—－-]*+(?:[^，。；：:！？\n\d]{{1,24}}(?:[ 　\t/／|]++|(?:长|书记|主席|"
    rf"主任|员|局|部|办|镇|乡|委)[ 　：]*+)|[^\n]{{0,8}}[：:][ 　]*+[^，。；\n]{{0,10}}?)?"
    rf"(?P<name>{_NAME}|{_SHORT})[ 　\t]*+(?:[（(][^\n]{{1,40}}[）)]?|口述|记|整理|执笔|"
    rf"讲述|撰)?[ 　\t)）]*+$",
    re.M,
)
_TOLD = tuple(
    re.compile(f"(?={p})")  # two that overlap are both tried
    for p in (
        rf"{_WHO}[“]?(?P<name>{_NAME}|{_SHORT}{_STOPS})",
        rf"(?:岁|{_BEGINS}|[省市县区镇乡村院厂校局队办所站部室科委房坊行店里家屯沟湾坳]的?|"
        rf"[人]大|[回过来着了]的|上的|的)(?P<name>{_NAME}){_DOES}",
        rf"(?:岁的?|[村镇县社院厂校坳湾沟屯房队店科]的|的)(?P<name>{_NAME})(?=[，、])",
        rf"(?:联系人|执笔|撰稿|供稿|报送|记者|通讯员|审核|责编|签发|编辑)[人]?[：:／/ 　]*[一"
        rf"-龥]{{0,10}}?[办局所站部委室科股队司镇乡会院校报台社][ 　]*(?P<name>{_NAME}|"
        rf"{_SHORT}(?=[\s，。；）]|$))",
        rf"(?<![新见听奇传])(?P<name>(?:{_TWO})[{_GIVEN}]{{2}})(?=[，。、：；\s）”说的把在从是])",
        rf"(?:其中|\d岁的)(?P<name>{_NAME})",
        rf"我[和与跟同](?P<name>{_SHORT})(?=[、，])",
        rf"[和与跟同]的?(?P<name>[{_SURE}][{_GIVEN}])(?=[、，])",
    )
)
#: too wide to be listed, wide enough to mask: behind a verb, and a surname that begins few words
_WIDE = tuple(
    re.compile(f"(?={p})")
    for p in (
        rf"{_DONE_TO}(?P<name>{_NAME})(?=[，。、；：！？”）\s]|任|担任|等|带|负责|说|讲|"
        rf"的|为|做|当|来|回|去|兼|主持|牵|家|送|那|上|在|作|调|劝|同志|老|们|$)",
        rf"(?P<name>[{_SURE}][{_GIVEN}]{{2}})",
        rf"(?P<name>(?:{_NO_WORD_TWO})[{_GIVEN}]{{2}})",
    )
)
_ALONE = re.compile(
    r"(?:(?<=[，。；：！？“\n])|(?<=[和跟给让叫找请问]))(?=(?P<name>[一-龥]{2})(?:说|道|讲|问|笑|告诉|"
    r"家|同志|老师|[大老][哥姐爷叔]|[也把就又却]))"
)
_LISTED = re.compile(rf"(?P<list>{_NAME}(?:[、和与]{_NAME})+)(?![村镇乡县市湾沟屯里区])")
_PLACE = re.compile(r"[村镇乡县市区湾沟屯里]|街道|社区|两级|、[一-龥]{1,6}(?:村|镇|乡|社区)")
#: 教师范红 is no 师范
_TITLES = ("教师", "医师", "律师", "技师", "职工", "员工", "老师")
#: 30余张, 一段
_COUNTED = re.compile(r"[\d十百千万亿][余]|[\d一二两三几]段|[\d一二两三几]周")
#: 岑河五组
_GROUP = re.compile(r"[一二三五六七八九十百千][组队社号村]")
_NO_END = re.compile(
    r"[村镇乡县区屯寨沟]$|老师|局长|银行|书记|主任|工作|群众|支部|社区|党员|干部|同志|先进|一线"
)


def _may_be(folded: str, start: int, end: int) -> bool:
    name = folded[start:end]
    tail = folded[max(start - 1, 0) : start + 1]
    titled = folded[max(start - 2, 0) : start] in _TITLES
    if (tail in _TAILS and not titled) or _COUNTED.search(folded, max(start - 1, 0), end):
        return False
    if {name[-2:], folded[end - 1 : end + 1]} & _CROSSED or _GROUP.match(folded, end - 1):
        return False
    is_word = not name.startswith(COMPOUND) and name[:2] in _NO_WORDS
    if is_word or name[:3] in _NO_WORDS or _NO_END.search(name):
        return False
    return _PLACE.match(folded, end) is None


def _spans(folded: str, wide: bool) -> Iterator[tuple[int, int]]:
    for m in _SIGNED.finditer(folded):
        yield m.span("name")
    for pattern in (*_TOLD, *(_WIDE if wide else ())):
        for m in pattern.finditer(folded):
            yield m.span("name")
    for m in _LISTED.finditer(folded):
        for one in re.finditer(_NAME, m["list"]):
            yield m.start("list") + one.start(), m.start("list") + one.end()


def guessed_people(folded: str, *, wide: bool = True) -> list[tuple[int, int]]:
    """(start, end) of what may well be a name: surer to mask than to list."""
    return sorted({span for span in _spans(folded, wide) if _may_be(folded, *span)})


def given_alone(folded: str, full: Iterable[str]) -> set[str]:
    """Given names that a text uses alone once it has told the full name: 秋萍说 after 姚秋萍."""
    given = {name[2 if name.startswith(COMPOUND) else 1 :] for name in full} - _NO_WORDS
    return {m["name"] for m in _ALONE.finditer(folded)} & given


def _is_word(folded: str, start: int, end: int) -> bool:
    """Whether what a rule or the model took for a name begins as a word does: 齐全, 林场账; but
    严守礼 and the signed 记者 宁静 are names."""
    name = folded[start:end]
    if _NO_END.search(name) or name in COMPOUND:  # 欧阳某某 holds no other name
        return True
    if name[:2] in _NEVER:
        return True
    if name[:2] not in _NO_WORDS:
        return False
    return name[-1] not in _GIVEN if len(name) > 2 else not folded[start - 1 : start].isspace()


def settled(folded: str, people: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Names that rules and the model found, ended where a guess ends that begins with them
    (聂远航 of 聂远航经), without those that begin as a common word does, and with the guesses that
    are sure."""
    guessed = {start: end for start, end in guessed_people(folded, wide=False) if end - start > 2}
    kept = []
    for start, end in people:
        if _is_word(folded, start, end):
            continue
        if end - start > 2 and folded[end - 1 : end + 1] in _CROSSED:
            end -= 1
        sure = folded[start] in _SURE or folded.startswith(COMPOUND, start)
        kept.append((start, guessed.get(start, end) if sure else end))
    taken = {i for start, end in kept for i in range(start, end)}
    kept += [
        (start, end)
        for start, end in guessed.items()
        if not taken & {*range(start, end)}
        and (folded[start] in _SURE or folded.startswith(COMPOUND, start))
    ]
    return kept
