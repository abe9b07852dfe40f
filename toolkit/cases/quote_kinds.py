"""What kind each quotation is by rules: programme, slogan, method, place, honour, speech or
emphasis."""

from __future__ import annotations

import re

from toolkit.cases.lexicon import words as listed
from toolkit.cases.quotes import Quote, around, in_lists

__all__ = ["NUMERALS", "classify", "is_abbreviation", "no_programme", "what_matches"]

NUMERALS = "一二两三四五六七八九十百千双多1234567890"
#: 三级联创, 四议两公开, 三村三联三扶, 双报到, 六个一: numbers that stand for lists
ABBREVIATION = re.compile(
    rf"(?:[{NUMERALS}](?:个)?[一-龥]{{1,3}}){{2,4}}(?:法|制)?|[三四五六七八九十][一-龥]{{3}}|双[一-龥]{{1,4}}|[三四五六七八九十]个一(?:批)?|[两三四五六七八九][联带帮培晒亮定步诺评创上结][一-龥]{{0,2}}"
)
#: fixed phrases that look like such abbreviations and are none
_IDIOM = re.compile(
    r"[三五七]年之痒|一(?:盘散沙|言堂|刀切|阵风|锅粥|把手|肩挑|窝蜂|头热|家亲|条心|公里|亩三分地|穷二白|问三不知|团和气|站式|把尺子|面旗帜|潭死水|清二楚|心一意|分部署|手抓.*)|两(?:张皮|委|会|山|新|手抓|难|不愁.*|头热|个.*)"
    r"|三(?:农|公|资|天打鱼.*|心二意|无.*|留守|六九.*|教九流|不管|个代表|五成群|缺|产|顾茅庐)|四(?:风|不像|史|邻.*|面八方|分五裂|个意识|个自信|好农村路|大班子)|五(?:保户?|保老人|毒|花八门|湖四海|四|年规划|好)"
    r"|七(?:一|站八所|嘴八舌|上八下)|八(?:一|小时(?:之外|以外|外)?|项规定|荣八耻|仙过海.*)|九(?:牛一毛|龙治水|五之尊)|十(?:五|一五|二五|三五|四五|一|九大|八大|七大|六大|二大|大|年树木.*|字路口)|千(?:方百计|家万户|篇一律)|百(?:姓|花齐放|年大计|日)"
    r"|双(?:百|一流|刃剑|向选择|赢|抢|职工|减|重|胞胎)"
)
_SUFFIX_WORD = (
    r"(?:工程|行动(?!力|自觉|上|起来|指南|方案|迟|不)|活动(?!场所|室|中心|阵地|经费|开展|日)|制度(?!化|建设|不|漏洞)|机制(?!不|改革)|模式(?!化)|工作法|管理法|计划(?!生育|经济|外|内)|方案|工作室|项目(?!部|经理|资金)"
    r"|品牌|载体|评比|评选|竞赛|比武|擂台赛|大赛|主题党日|党日|主题教育|学习教育|专题教育|集中教育|实践教育|教育|教育培训|创建(?!成果)|工作(?!日|者|站|队|组|部|人员|岗|单位|方式|方法|理念|思路|原则|要求|目标|经费|上|中|作风|局面)|(?:积分|责任|公示|评议|轮值|坐班|代办|销号|联系|清单|首问)制|(?:管理|考评|考核|评价|积分|奖惩|评议)办法|建设(?!性|者)|工作体系|体系|平台|做法)"
)
_SUFFIX = re.compile(
    rf"(?:（[^（）]{{1,40}}）)?(?:(?:等|等等)?[的]?(?:一)?(?:系列|多项|主题|特色|党建|品牌|各类|专题|专项|重点)?|(?:[一-龥]{{0,8}}?)){_SUFFIX_WORD}"
)
_STRONG = re.compile(
    r"(?:主题|党内|学习|专题|集中)?(?:主题教育|学习教育|专题教育|教育实践活动)|(?:[一-龥]{0,4})(?:工程|行动|计划|工作法|管理法|制度|机制|模式)(?!化|不|力)"
)
#: the activity itself bears the name; a *themed* activity (…主题实践活动) only has the words as its
#: theme
_NAMED = re.compile(
    r"(?:专项|集中|创建|评选|评比)?(?:活动(?!室|场所|中心|阵地)|专项行动|专项整治|评选|竞赛|主题党日)"
)
_OWN_SUFFIX = re.compile(
    r".{2,}(?:工程|活动|制度|制|行动|模式|机制|计划|法|主题党日|创建|管理|评比|工作室|品牌)"
)
_METHOD = re.compile(
    r"(?:等|等等)?的?(?:[一-龥]{0,4}?)(?:方式|形式|办法|办法|途径|手段|措施|方法|步骤|程序|流程|渠道|顺序|次序|路径|环节|四步|三步|五步|六步|比例|标准|格局)"
)
_CREED = re.compile(
    r"的?(?:[一-龥]{0,4}?)(?:理念|思路|原则|方针|目标|精神|宗旨|口号|总体要求|工作要求|要求|主题|主线|思想|方略|战略|总要求|导向|誓言|誓词|作风|传统|氛围|局面|良好风尚|承诺)"
)
#: who bears the name: “三有三好”支部, “五优两满意”的学校
_BEARER = re.compile(
    r"的?(?:试点|结对|成员|创建|联建)?(?:单位|(?:党)?支部|党组织|党员|班子|学校|村|社区|企业|机关|车间"
    r"|班组|家庭|干部)"
)
#: a trouble, or a team that goes by a nickname (“红马甲”志愿服务队): no programme bears the name
_PROBLEM = re.compile(
    r"(?:等)?的?(?:[一-龥]{0,5}?)(?:问题|现象|难题|困境|顽疾|短板|矛盾|思想(?!政治)|怪圈|倾向|弊端|弊病|尴尬|状况|局面|瓶颈|堵点|痛点|难点|毛病|帽子|心态|心理|状态|做派|习气|之风|风气|怪象|帽|问题村|服务队|志愿队|突击队|宣讲队|小分队|工作队|先锋队)"
)
_HONOUR_BEFORE = re.compile(
    r"(?:荣获|荣膺|获得|获|被评为|评为|授予|被授予|命名为|命名|被命名为|评上|列为|确定为|获评|摘得|授牌)[一-龥（）\d]{0,24}$"
)
_HONOUR_AFTER = re.compile(
    r"(?:[一-龥]{0,6}?)(?:称号|荣誉|奖|奖项|奖牌|牌匾|荣誉称号|示范点|示范村|奖章)"
)
_SPEECH_BEFORE = re.compile(
    r"(?:说|道|感慨|表示|称|讲|感叹|笑言|坦言|直言|回忆|告诉记者|反映|问|答|喊|写道|评价)(?:道|说)?[：:，,]?$"
)
_EMPHASIS_BEFORE = re.compile("(?:" + "|".join(listed("before_emphasis")) + ")了?$")
_PROGRAMME_BEFORE = re.compile(
    r"(?:开展|推行|实施|启动|推出|首创|创新|探索|实行|落实|深化|推进|推广|运用|采用|执行|坚持|建立|开设|开办|组织|举办|倡导|制定|创立|创设|独创|构建|打造|搭建|借助|依托|设立|通过|以|按照|创建|抓好|规范|严格|抓实|完善|健全|建成)"
    r"(?:了|起|出|好|并|和|落实|推行|实施|完善|开展)?(?:以)?$"
)
_FIRM_BEFORE = re.compile(
    r"(?:开展|推行|实施|启动|推出|首创|探索|实行|落实|深化|推进|推广|运用|采用|执行|开设|创立|创设|独创|创新|制定|组成|成立|组建|开通|叫响|打响|开办|举办|创办|[合联共]办|办起|搞起|兴起|搞|试行|推)(?:了|起|出|好|并|和|落实|推行|实施|完善|开展)?(?:以)?$"
)
_PLACE = re.compile(".+(?:" + "|".join(listed("place_ends")) + ")")
_ROLE = re.compile(".*(?:" + "|".join(listed("role_ends")) + ")")
_POST = re.compile(r".{1,8}(?:先锋岗|示范岗|责任区|示范户|责任岗|中心户|先锋队|监督岗)")
_FORUM = re.compile(
    r".{2,8}(?:课堂|讲堂|夜校|学堂|论坛|沙龙|剧场|茶座|集市|会议|议事会|恳谈会|故事会|会|日)"
)
_OWN_NOUN = re.compile(".{2,8}(?:" + "|".join(listed("programme_ends")) + ")")
_NOUN_AFTER = re.compile("(?:" + "|".join(listed("programme_after")) + ")")
_NAMING = re.compile(
    r"(?:取名|起名|定名|命名|名|名字|称)?(?:为|叫它|叫这|管它叫|管这叫|叫|叫作|叫做|称为|称作|名曰)(?:了|个)?$"
)
_BECOMING = re.compile(r"(?:当好|争当|当|做|成为|成了|当成)[一-龥]{0,6}的?$")
#: said every week, opened, held so many times: what has a timetable is an arrangement, not a figure
#: of speech
_TIMETABLE = re.compile(
    r"(?:已|共|先后)?(?:每[周月季年天晚半逢日]|隔周|逢[一二三四五六七八九十周]|定期|开讲|开课|开播|开办|举办了?[\d一二两三四五六七八九十]|[\d一二两三四五六七八九十]+[场期次])"
)
_TOPIC = re.compile(
    r"(?:为主题的?|主题)?(?:演讲|征文|作文|知识|书画|书法|摄影|歌咏|朗诵|诵读|文艺|诗歌)(?:比赛|大赛|竞赛|抢答|活动|展|汇演|征集)?"
)
#: several clauses that an activity has for its theme or its questions: “学党章、守纪律”主题活动
_THEME = re.compile(
    r"(?:等|等等)?的?(?:大讨论|(?:主题|专题)?讨论|主题实践|实践|主题)活动|为主题|等?[一-龥]{0,2}讨论(?!会)"
)
#: what is told of a name that follows it: “向群众承诺”的“双亮双诺”活动
_OF_A_NAME = re.compile(r"的“[^”\n]{2,20}”")
_IRONY = re.compile(r"(?:面子|形象|政绩|盆景|半拉子|胡子|烂尾)工程|花架子|.{1,4}(?:游戏|秀)")
_PARALLEL = re.compile(r"[一-龥]{2,6}(?:[、，][一-龥]{2,6}){1,3}")
_WORDS = re.compile(r"[、，,；;。！？!?]")
#: what others run, what is run in name only, posts by their number are no programmes of the case
_OF_OTHERS = re.compile(
    r"(?:借鉴|别的|先进地区|外[地县市省]|邻(?:村|乡|镇|县|市|近)|隔壁|兄弟(?:单位|厂|学校|医院)|(?<!学)人家|观摩了?当地)[^，。；“”]{0,10}$"
)
#: another unit is told of, and what is learned from it: 市二院受到表彰，其“四比四看”经验将推广
_ITS = re.compile(r"(?:^|[，；])其$")
_FOR_OTHERS = re.compile(r"的?(?:[一-龥]{0,2}经验|做法|事迹)")
_DENIED = re.compile(
    r"(?:不|不能|不得|不许|不准|不要|不可|别|禁止|严禁|防止|杜绝|避免)(?:再)?[搞玩评](?:什么|成)?$"
)
_HOLLOW = re.compile(
    r"(?:经常|往往|时常)?(?:走过场|流于形式|不(?:正常|规范|落实|经常)|形同虚设)"
    r"|[^。；]{0,14}(?:就散了|未能延续|没有?(?:坚持|延续)|不了了之)"
    r"|[^。；]{0,16}后来[^。；]{0,8}(?:就不|不再|停了|散了|没人)"
)
#: what a practice was given for a name: 起名叫“姊妹棚”, 这个做法后来叫作“亮牌经营”
_GIVEN_NAME = re.compile(
    r"(?:(?:起名|取名|命名|定名)(?:叫|为|作)?|(?:做法|办法|活动|机制|路子|这个|这件事)[^，。；“”]{0,6}(?:叫|叫作|叫做|称为|称作)"
    r"|(?:办|开|搞|设)了个|[共合联]建了?)$"
)
_COUNTED = re.compile(r"\d+[个处]")


#: what may match before a quotation, after its list, and the quotation itself, by name
_BEFORE = {
    "honour": _HONOUR_BEFORE,
    "speech": _SPEECH_BEFORE,
    "emphasis": _EMPHASIS_BEFORE,
    "programme": _PROGRAMME_BEFORE,
    "firm": _FIRM_BEFORE,
    "naming": _NAMING,
    "becoming": _BECOMING,
    "others": _OF_OTHERS,
    "given": _GIVEN_NAME,
}
_AFTER = {
    "suffix": _SUFFIX,
    "strong": _STRONG,
    "named": _NAMED,
    "method": _METHOD,
    "creed": _CREED,
    "bearer": _BEARER,
    "problem": _PROBLEM,
    "honoured": _HONOUR_AFTER,
    "noun": _NOUN_AFTER,
    "timetable": _TIMETABLE,
    "topic": _TOPIC,
    "hollow": _HOLLOW,
    "counted": _COUNTED,
}
_INSIDE = {
    "idiom": _IDIOM,
    "ending": _OWN_SUFFIX,
    "place": _PLACE,
    "role": _ROLE,
    "post": _POST,
    "forum": _FORUM,
    "noun": _OWN_NOUN,
    "irony": _IRONY,
    "parallel": _PARALLEL,
    "numbers": ABBREVIATION,
}


def what_matches(words: str, before: str, after: str) -> list[str]:
    """Names of the patterns that the words, what stands before and what stands after match."""
    return (
        [f"<{name}" for name, pattern in _BEFORE.items() if pattern.search(before)]
        + [f">{name}" for name, pattern in _AFTER.items() if pattern.match(after)]
        + [f"={name}" for name, pattern in _INSIDE.items() if pattern.fullmatch(words)]
    )


def is_abbreviation(words: str) -> bool:
    """Whether words are a number abbreviation such as 三级联创 or 四议两公开 (idioms and office
    names are not)."""
    if _IDIOM.fullmatch(words) or not 3 <= len(words) <= 12:
        return False
    return ABBREVIATION.fullmatch(words) is not None and (
        words[0] not in "一1" or len(re.findall(f"[{NUMERALS}]", words)) >= 2
    )


def _several(words: str, before: str, after: str) -> str:
    """Kind of a quotation of several clauses: creeds and lists of ways, seldom the name of a
    programme."""
    if _SPEECH_BEFORE.search(before) and (
        re.search(r"[。！？!?]$", words) or re.search(r"[说道称][：:，]?$", before)
    ):
        return "speech"
    if _STRONG.match(after) or (_NAMED.match(after) and len(words) <= 20):
        return "programme"
    if _METHOD.match(after):
        return "method"
    if _SPEECH_BEFORE.search(before) and len(words) > 15:
        return "speech"
    if _FIRM_BEFORE.search(before) and _PARALLEL.fullmatch(words) and _CREED.match(after) is None:
        return "programme"  # 推行“户户有牌、人人有岗”
    return "slogan" if not _PROBLEM.match(after) else "emphasis"


def _single(words: str, before: str, after: str, closing: str) -> str:
    """Kind of a quotation of one clause. `after` follows this quotation, `closing` the whole run
    、-joined with it."""
    if re.search(r"[。！？!?…]$", words) or (_SPEECH_BEFORE.search(before) and len(words) > 8):
        return "speech" if _SPEECH_BEFORE.search(before) or len(words) > 15 else "emphasis"
    if (
        _PROBLEM.match(closing)
        or _IRONY.fullmatch(words)
        or re.search(r"(?:之为|讥为|斥为|戏称|笑称|说成)$", before)
    ):
        return "emphasis"
    if _TOPIC.match(closing):
        return "slogan"
    if _HONOUR_BEFORE.search(before) or (
        _HONOUR_AFTER.match(closing) and not _SUFFIX.match(closing)
    ):
        return "honour"
    if _IDIOM.fullmatch(words):
        return "emphasis"
    if (_SUFFIX.match(closing) and not closing.startswith("的")) or _NOUN_AFTER.match(closing):
        return "programme"
    unit = closing.startswith("单位") and not _ROLE.fullmatch(words)
    if _BEARER.match(closing) and (is_abbreviation(words) or unit):
        return "programme"
    # “‘四议两公开’主题”活动: what another quotation names is no creed
    inside = is_abbreviation(words) and re.match(r"主题[”’](?:活动|实践)", closing)
    if _CREED.match(closing) and not inside:
        return "slogan"
    if is_abbreviation(words) or (
        _OWN_SUFFIX.fullmatch(words) and not _EMPHASIS_BEFORE.search(before)
    ):
        return "programme"
    if _METHOD.match(closing):
        return "method"
    if _OWN_NOUN.fullmatch(words) and not _BECOMING.search(before):
        return "programme"
    return _unmarked(words, before, closing)


def _unmarked(words: str, before: str, closing: str) -> str:
    """A quotation with no telling word after it: the verb before it and its own last word
    decide."""
    if len(words) >= 3 and not _ROLE.fullmatch(words) and _TIMETABLE.match(closing):
        return "programme"
    if _GIVEN_NAME.search(before) and 3 <= len(words) <= 8 and not _ROLE.fullmatch(words):
        return "programme"
    if _EMPHASIS_BEFORE.search(before):
        return "programme" if _FORUM.fullmatch(words) and _NAMING.search(before) else "emphasis"
    if re.search(r"评(?:选|选出|出|为)了?$", before):
        # a title of the text's own, given to so many, is an arrangement: 评出“同心伙伴”10家
        return "programme" if re.match(r"\d+[名家个户位支]", closing) else "honour"
    if _FORUM.fullmatch(words) and re.search(
        r"(?:开展|开设|开办|举办|办|开|推出|设立|设置|组织|建立)(?:了|起|一次|好)?$", before
    ):
        return "programme"
    if _POST.fullmatch(words) and _PROGRAMME_BEFORE.search(before):
        return "programme"
    if _ROLE.fullmatch(words) and not re.search(r"(?:举办|开展)了?$", before):
        return "emphasis"
    if _PLACE.fullmatch(words):
        return (
            "programme"
            if re.search(r"(?:推行|实施|推广|开展|深化|探索|创新)(?:了|好)?$", before)
            else "place"
        )
    if closing.startswith("的") or len(words) > 12:
        return "slogan" if len(words) > 6 else "emphasis"
    if _FIRM_BEFORE.search(before) and len(words) >= 3:
        return "programme"
    return "slogan" if len(words) >= 9 else "emphasis"


def no_programme(words: str, before: str, closing: str) -> bool:
    """Whether others run it, it is not to be run, it is run in name only, it is a post by its
    number, an idiom, a trouble, irony, the theme of a contest or an activity, or told of the name
    that follows: no programme of the case, whatever else speaks for it."""
    return bool(
        _OF_OTHERS.search(before)
        or _DENIED.search(before)
        or (_ITS.search(before) and _FOR_OTHERS.match(closing))
        or _HOLLOW.match(closing)
        or _IDIOM.fullmatch(words)
        or _IRONY.fullmatch(words)
        or _TOPIC.match(closing)
        or (len(_WORDS.split(words.strip("，。、；！？"))) > 1 and _THEME.match(closing))
        or (len(words) > 6 and _OF_A_NAME.match(closing))
        or (_PROBLEM.match(closing) and not closing.startswith(("推行", "实施", "运行")))
        or (_POST.fullmatch(words) and _COUNTED.match(closing))
    )


def classify(folded: str, quotes: list[Quote]) -> list[Quote]:
    """The same quotations with their kind; names joined by 、 or 和 share the word after the last
    (“甲”、“乙”活动)."""
    for run in in_lists(folded, quotes):
        before, closing = around(folded, run)
        for q in run:
            words, after = folded[q.start : q.end], folded[q.end + 1 : q.end + 60]
            inside = words.strip("，。、；！？")
            several = len(_WORDS.split(inside)) > 1 if len(inside) < 400 else True
            q.kind = (
                _several(words, before, after)
                if several
                else _single(words, before, after, closing)
            )
            if q.kind == "programme" and no_programme(words, before, closing):
                q.kind = "slogan" if several else "emphasis"
    _named_in_title(folded, quotes)
    return quotes


def _named_in_title(folded: str, quotes: list[Quote]) -> None:
    """A short quotation of the first line is a programme where the text comes back to it more than
    once (查一查“邻里节”之后的情况)."""
    first = folded.lstrip().find("\n") % 80
    title = {folded[q.start : q.end] for q in quotes if q.end <= first and q.kind == "emphasis"}
    for words in title:
        same = [q for q in quotes if folded[q.start : q.end] == words]
        if len(same) > 2 and 3 <= len(words) <= 8 and not _ROLE.fullmatch(words):
            for q in same:
                q.kind = "programme"
