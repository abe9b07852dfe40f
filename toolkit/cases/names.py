"""Organisations, and persons whom a text names in public: by the words around a name, no dictionary
of persons."""

from __future__ import annotations

import re

from toolkit.cases.lexicon import words

__all__ = ["find_organisations", "find_people", "no_name", "own_part"]

_TAIL = "|".join(sorted(words("bodies"), key=len, reverse=True)).replace("党组|", "党组(?!织)|")
_ORG = re.compile(
    rf"(?:(?<=^)|(?<=[，。、；：！？“”（）\s和与及由在向对到从为把以各请是有]))(?P<name>(?!里|各|全|本|该|每|整顿|成立|引领|硬化|建设|打造|推动|组织|带动|帮助|评为|省级|市级|国家级|以|三|两|百|这|那|其他|基层|先进|后进|所有|广大|一些|多个|乡村|农村|帮|让|使|将|被|促|推|强|全县|为)[一-龥]{{2,12}}?(?:{_TAIL})(?:(?:党委|党总支|党支部|党工委|党组(?!织))(?:办公室)?|(?=党组织|[，。、；：！？”）（\s的等和与及以在把将被为书副主开组通实建采坚创成积紧立结推借党是有共现签]|$)))",
    re.M,
)
_NOT_ORG = re.compile(
    r".*(?:带|联|结|帮|抓|学|建|强|示范|后进|先进|弱|[0-9]|个|名|家|一村|全村|进村|驻村|入"
    r"村|包村|联村|到村|兴村|富村|空壳村|薄弱村|文明村|新农村|美丽乡村|行政村|自然村|贫困"
    r"村|问题村|重点村|试点|创办|领办|龙头企业|规上|非公|民营|两新|涉农|农业企业|工商|的|"
    r"了|与|和|等|是|在)(?:村|企业|学校|社区|医院|公司|合作社|街道|局|协会|党支部|党委|党"
    r"总支|村委会|居委会)?"
)
_AGENCY = "|".join(words("agencies"))
#: offices of committees and governments need no word after them: 县委组织部抽调…, 市农业局派出…
_OFFICE = re.compile(
    r"(?:(?<=^)|(?<![一-龥])|(?<=[和与及由在向对到从为把经请被报了派于上给往是有的]))(?P<name>(?:中共)?(?:(?"
    r"![和与及由在向对到从为把经请被报各全了派于上给往是有的])[一-龥]){0,4}?(?:(?:[省市县区州镇乡场厂]|街道|"
    r"工)(?:委|党委|党工委|党组)"
    r"(?:组织部|宣传部|统战部|社会工作部|政法委|督查室|(?:第[一二三四五六七八九十]+)?(?:督导组|巡察组)|巡察办|督导办"
    r"|党建办|政研室|党校|办公室"
    r"|创先争优活动领导小组|教育工委|机关工委)|[镇乡](?:党建办|(?:中心)(?:学校|校|小学))|[省市县区州](?:纪委监委|纪委|人大|政协|妇联|团委|总工会|工商联|科协|残联|(?![的了和与])[一-龥]{2,6}"
    r"?局(?![势面限部]))(?:党组|党委)?|(?<![全各本])[省市县区镇乡](?:" + _AGENCY + r")))",
    re.M,
)
_ODD = re.compile(
    r"(?<![先奋前改跟推促引演并])进(?=学校|社区|企业|医院|公司|合作社|村|厂|机关)|[干部员师生人家者]进(?!修|步|口)|干部任|一个|认领|回村|入链|[各选]|一批|排查|软弱|涣散|[联带帮][弱穷强百]|其他|\d|[了过着]"
)
_JOINT = re.compile(
    r"先后被|建议|责成|兼任|组建|联系|里(?=[乡镇县])|邻[村县镇乡]|选派|抽调|派[往到去]?|根据|[的与和到向对由在是从把将为请往同]|以及|位于|授予|牵头|办起|成立|安排|决定|表彰|走进|现有"
    r"|共有|开展|建立|加入|依托|协调|邀请|组织(?!部)|带领|一起|共同|创办|领办|属于|隶属"
)
#: words that end like an office and are none
_NO_BODY = frozenset(words("no_bodies"))
_SURNAMES = "".join(words("surnames"))
_NAME = rf"(?!傅|任|长)[{_SURNAMES}][一-龥]{{1,2}}"
_LISTED = re.compile(
    r"(?:学习|向|宣传|弘扬|号召.{0,12}学|以|像|如|优秀共产党员|优秀党员|劳动模范|先进典型|"
    r"先进人物|道德模范|楷模|模范)(?:了)?(?:[一-龥]{0,10}?(?:优秀共产党员|党员|模范|典型|"
    r"书记|干部))?(?P<list>[一-龥]{2,5}(?:、[一-龥]{2,5}){0,12})(?:等)?(?:\d+名|[一-龥]"
    r"{1,3}位|多位|多名)?(?:优秀|先进|模范|英雄)?(?:同志|先进事迹|事迹|先进典型|先进人物|"
    r"典型|模范|等先进|学习|看齐|那样|一样|为榜样|精神|为代表)"
)
#: what may stand behind a name: marks, verbs of a person, adverbs; behind a name of three signs
#: more of them, for two signs more often begin a word (党员任…)
_BEHIND = (
    r"，。、：；！？（）“”》\s说的在带把将是对为介和与等一自从向已率主动先认表回笑坦曾去来兼当后又也每到给跟被用写任"
    r"驻上下"
)
_ALSO = (
    "讲算建接退出拿捐跑进请找听看做干办开关得发打住走站坐想让叫送教负掏垫捧抱扛召立提早今现才就都还没不有正刚常总"
    "边只所家入牵挨逐多拉背抬修领获受因亲挂同代"
)
_TITLED = re.compile(
    rf"(?:党支部书记|党总支书记|支部书记|支书|党委书记|第一书记|书记|村主任|主任|厂长|校长|"
    rf"院长|局长|镇长|乡长|县长|队长|组长|站长|社长|理事长|董事长|总经理|会计|村官|村民|"
    rf"党员|居民|职工|教师|医生|民警|致富带头人|带头人|师傅|班长|支委|所长|科长|大学生村官|种植大户|养殖户|贫困户|"
    rf"老党员|技术员|技师|商户|摊主|店主|老板|业主|住户|护士长|护士|辅导员|负责人|工程师|能人|网格员|记者|委员|常委|干事|"
    rf"通讯员)[ 　：:]?(?P<name>{_NAME}(?=[{_BEHIND}]|同志|感慨|告诉|表示|的[话意])"
    rf"|(?!傅|任|长)[{_SURNAMES}][一-龥]{{2}}(?=[{_ALSO}]))"
)
#: who wrote, took, signed: 记者 王小平 实习生 李立；执笔：赵大同
_BYLINE = re.compile(
    rf"(?:记者|实习生|通讯员|执笔|撰稿|撰文|供稿|整理|摄影|审核|责编|编辑|校对|起草|签发|记录|联系人"
    rf"|作者|学生|研究生)[ 　]*[：:/／]?[ 　]*(?P<list>{_NAME}(?:[ 　、，]{{1,2}}{_NAME})*)"
    rf"(?=$|[\s　）)、，。；！/／|])",
    re.M,
)
_CALLED = re.compile(
    rf"(?P<name>{_NAME}|[{_SURNAMES}][一-龥]{{3}})(?:同志|先进事迹|先生|女士|老人|师傅|大["
    rf"爷娘妈姐哥]|老汉|[，（](?:男|女|现年|今年\d|时年|\d{{2}}岁)|(?:感慨|坦言|告诉|介绍|"
    rf"回忆|常说|笑着?)[^，。]{{0,3}}[说道：，])"
)
#: 58岁的某某某家离厂很远, 来帮忙的某某获得过: told by age, or by what somebody does
_DESCRIBED = re.compile(
    rf"\d岁的(?P<name>[{_SURNAMES}][一-龥]{{1,2}}?(?=[家在说和把从每也就还，]))"
    r"|(?:工作|帮忙|上班|任教|任职|务工|打工|支教|驻村|挂职|返乡|退休|退伍)的"
    rf"(?P<given>[{_SURNAMES}][一-龥]{{1,2}}"
    r"(?=(?:曾|先后)?(?:(?:获得|荣获)[^，。；]{0,12}(?:称号|奖|模范|荣誉)|被评|当选)))"
)
_NO_NAME = re.compile(
    r"^戴[徽牌花帽]|^习(?:惯|俗|题|近)|^伏(?:天|笔|击)|"
    r"^薄[弱利]|^幸[福运]|^展[开示览]|^奉[献公]|^衡量|^揭[牌晓]|^寿命|^宛如|^晋[升级]|^暴[雨露]|^贡献|"
    r"[这那哪够]|书记|委员|主任|^花多|手册|"  # what a member wears
    r"党|支部|组织|满意|满足|先进|典型|学习|工作|活动|精神|同志|干部|群众|社区|经验|身边|"
    r"优秀|全国|全省|全县|全体|全部|人物|英雄|模范|事迹|我们|大家|老师|各级|时代|榜样|金融"
    r"|高中|安全|马上|成员|时候|关于|方面|方位|任务|明确|任何|管理"
    r"|和谐|应当|连续|解决|解放|权利|强化|支持|成立|成为|高度|丰富|单位|项目|金额|周边|周"
    r"期|江苏|宁夏|海南|时间|农民|农业|农户|农村|商户|师生|师傅|车间|官员|安排|安置|关心|"
    r"关键|路径|原则|班子|班长|封面|游客|高校|白天|明天|夏天"
    r"|^常(?:常|委|务|规|态|见|用|驻|住|在)|许下|许诺|顾东|顾西|谈话|孩子|庄子|包管|包片|蒙汉|藏汉|工会|支书|常年|^.[大老][爷娘妈姐哥伯叔]$|阿姨|老汉|说$|成效|方法|方式|时期|易地|要求|提出|牵头|带领|包村|包联|分别|负责|带头|任组|任第|[为"
    r"等了的是在从与]$|^(?:和|连|都|居|盖|段时|于是|余名|万人|万元|向[一-龥]*(?:党|群|村)|"
    r"从|以|全村|全镇|支)"
)

#: 古丽·买买提: two parts in signs that spell sounds
_SOUND = (
    "阿艾安巴拜宝贝布达丹德迪地都顿尔法夫哈合海吉加嘉江杰卡科克库坤拉赖兰勒丽莉里力利林卢"
    "鲁伦罗洛玛麦曼米木穆娜纳乃南尼努诺帕派普其奇恰热仁茹萨赛桑沙苏索塔太泰提吐托娃瓦旺乌"
    "吾西夏肖雅亚伊依义尤于扎珠孜卓巧次买古措才让多吉"
)
_FOREIGN = re.compile(rf"[{_SOUND}]{{2,7}}[·•・‧][{_SOUND}]{{2,8}}")


#: a committee with its level: 县委, 镇党委, 街道党工委; not 党委 alone, not in a title (县委书记)
_LEVEL = re.compile(
    r"(?:(?<![一-龥])|(?<=[由经被向对和与及在从到把让请归是受据按给得报称因而但则当后时前年议]))"
    r"(?:(?:集团|总公司|分公司|县公司|公司|医院|学校|社区|街道|农场|林场|[乡局院场厂矿校]|(?<!乡)镇)(?:党委|党工委|党组(?!织)|纪委)"
    r"|[局校院]?机关(?:党委|纪委)|[省市县区州](?:委|纪委监委|纪委)|团[省市县区州]委|[省市县区州]直(?:机关)?工委)"
    r"(?!书记|副书记|常委|委员|副?主任|干部|领导|班子|大院|部门|机关|组织|宣传|统战|政法|办|督|党校|巡|社会)"
)
#: schools and hospitals that bear a number
_NUMBERED = re.compile(
    r"[省市县区州镇]?第[一二三四五六七八九十\d]{1,3}(?:中学|小学|幼儿园|人民医院|医院)"
    r"|(?:[一-龥]{2}[农林]场)?第[一二三四五六七八九十]分[场厂](?:党总支|党委|党支部)?"
    r"|(?<=成立|组建|建立)[一-龥]{2,10}?联合党(?:委|总支|支部)"
)


def no_name(words: str) -> bool:
    """Whether words that look like a name are none (党支部, 先进)."""
    return _NO_NAME.search(words) is not None


def own_part(name: str) -> int:
    """Where a name begins behind its last connecting word: 主动与石泉村 is 石泉村."""
    return max((m.end() for m in _JOINT.finditer(name)), default=0)


def find_organisations(folded: str) -> list[tuple[int, int]]:
    """(start, end) of organisations that carry a name of their own (某某村党支部, 某某茶厂党委) and
    of offices (县委组织部)."""
    found = [(m.start("name") + own_part(m["name"]), m.end()) for m in _OFFICE.finditer(folded)]
    found += [m.span() for p in (_LEVEL, _NUMBERED) for m in p.finditer(folded)]
    offices = {end for _, end in found}
    for m in _ORG.finditer(folded):
        start = m.start("name") + own_part(m["name"])
        name = folded[start : m.end("name")]
        if (
            len(name) >= 3
            and m.end("name") not in offices
            and not _ODD.search(name)
            and not _NOT_ORG.fullmatch(name)
            and name[-2:] not in _NO_BODY
        ):
            found.append((start, m.end("name")))
    return sorted(found)


def find_people(folded: str) -> list[tuple[int, int]]:
    """(start, end) of names: in lists of exemplars (学习甲、乙等先进事迹), after an office
    (书记某某), before 同志."""
    spans: set[tuple[int, int]] = set()
    for m in _LISTED.finditer(folded):
        at = m.start("list")
        for part in m["list"].split("、"):
            begin = at
            at += len(part) + 1
            core = re.split("等|同志", part)[0]
            if (
                len(core) >= 2
                and core[0] in _SURNAMES
                and len(core) <= 4
                and not _NO_NAME.search(core)
            ):
                spans.add((begin, begin + len(core)))
    spans |= {m.span() for m in _FOREIGN.finditer(folded)}
    for pattern in (_TITLED, _CALLED):
        for m in pattern.finditer(folded):
            if not _NO_NAME.search(m["name"]):
                spans.add(m.span("name"))
    for m in _DESCRIBED.finditer(folded):
        name = "name" if m["name"] else "given"
        if not _NO_NAME.search(m[name]):
            spans.add(m.span(name))
    for m in _BYLINE.finditer(folded):
        spans |= {
            (m.start("list") + x.start(), m.start("list") + x.end())
            for x in re.finditer(_NAME, m["list"])
            if not _NO_NAME.search(x[0])
        }
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
