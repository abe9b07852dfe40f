"""Which way a sentence says that things went: better, worse, the same; by what is counted and how
it moved, clause by clause."""

from __future__ import annotations

import re
from itertools import pairwise

from toolkit.cases.evidence import SPELT

__all__ = ["both_ways", "direction_of", "movement_of", "subject_clauses", "votes"]

#: less of these is better
_BAD = re.compile(
    r"纠纷|漏损|损耗|损失|上访|信访|投诉|亏损(?!\d)|欠款|欠费|欠账|外债|债务|负债(?!\d)|欠[^，。；\d]{1,6}(?:款|钱|账|债|工资)|堆物|事故|案件|发案|流失|辍学|失学|贫困(?!村)"
    r"|等候|时限|耗时|用时|(?:办理|办件|等待|排队|审批|往返|响应|处置)时间|跑腿|矛盾|违规|违纪|违章|成本|能耗|污染|扬尘|降尘|离职|空置|闲置|摔伤|走失"
    r"|伤亡|火灾|缺勤|迟到|旷工|返工|次品|废品|差评|死亡|发病|近视|肥胖|患病|赌博|隐患|理赔|排放|污水|负担|报表"
    r"|缺课|需要关注|空壳|(?:后进|软弱涣散)(?![^，。；\d]{0,8}(?:满意|收入|得分|评分|测评|参会|到会|出勤|好评|产值))"
    r"|停[电运机水产工课诊气]|故障|差错|失误|误差|不合格|不满意|油耗|耗[电水能油]|举报|来访|盗伐|偷盗|缺岗|空缺|误工|病假"
    r"|(?:打|拨打?)[^，。；]{0,4}热线|热线(?:电话)?(?=由|从|降|减)|立案|处分|挂账|流动红旗丢|撂荒|空心|拖欠|逾期|退件|扯皮|推诿"
    r"|吵[架嘴]|告状|坏账|呆账|不良(?:贷款|率)|辞职|缺席|摔跤|怨气|排队|(?:要|得|须)等|候诊|退货|漏水|跑[^，。；]{0,2}趟"
    r"|工伤|积案|工单(?=[^，。；办满完]{0,6}(?:[由从量数降减增升多少]))|警情|违建|欠薪|讨薪|滞销|积压|抛荒|旷课|逃课|溺水|拥堵|虫害|罚款|报废|酒驾|断档|噪[声音]|返贫|误诊|漏诊|漏报|漏收"
    r"|不足\d[^，。；]{1,8}的|平均年龄|调解(?!成功|率|员|成)"
)
#: what is counted in 起 is a quarrel, an accident, a case
_INCIDENTS = re.compile(r"[\d一二两三四五六七八九十百多来]起(?![来步草点初])")
_UP = re.compile(
    r"增(?!强党性|加到?负担)|提高|提升|上升|升(?:为|到|至|了)|增长|翻了?[一两三四五几]?[番倍]?|涨|扩大(?:到|至|了)|是[^，。；]{0,8}的[\d两一二三四五六七八九十几]+倍"
    r"|突破|回升|攀升|跃升|跃居|多了|高出|高了|净增"
)
_DOWN = re.compile(
    r"下降|降(?:为|到|至|低|了|幅)|(?<!删)减(?!免)(?:少|为|到|至|了|轻)|下滑|跌|掉[到了成至]|回落|滑落|缩(?:短|减|小|水)"
    r"|缩短[为到至]|压缩|少了|低了|骤减|锐减|萎缩|流失了"
)
_BETTER = re.compile(
    r"改善|好转|改观|焕然一新|面貌一新|扭亏|转亏|(?:转为|实现|变为)(?:盈利|结余|盈余)|还清|脱(?:了)?贫(?![户人村县攻群家])"
    r"|摘(?:掉|下|了|去)?[^。；，]{0,6}帽|(?:升|转化|晋升|跃升)为[^。；，]{0,6}(?:先进|三类|二类|一类|四类|合格|优秀)"
    r"|[零无](?:一例|一起|越级)?(?:上访|信访|事故|案件|投诉|纠纷)|有了(?:明显|很大|新|些)?(?:起色|变化|改变|转变)|走在[^。；，]{0,6}前列|名列[^。；，]{0,4}前茅"
    r"|旧貌换新颜|大变样|脱胎换骨|(?:得到|受到|赢得)[^。；]{0,10}(?:好评|认可|肯定|赞誉|称赞|点赞|拥护)"
    r"|(?:明显|显著|有力|有效|大幅|极大|大大|全面|切实|稳步|持续)(?:地|的)?[^。；，]{0,8}(?:提高|提升|增强|转变|增加|激发|优化|改变)"
    r"|(?:凝聚力|战斗力|号召力|满意度|获得感|积极性|公信力|威信)[^。；，]{0,8}(?:提高|提升|增强|高涨)|深受[^。；，]{0,8}(?:欢迎|好评)"
    r"|(?:从|由)[^。；，]{0,10}(?:后进|末位|倒数)[^。；，]{0,10}(?:先进|前列|前[一二三四五十])|(?:[从由]|是)[^。；，]{0,8}(?:倒数|垫底|末位)[^。；]{0,40}(?:标兵|先进|前列|第一)|(?:年年|连续|连年|多次|今年)[^。；，]{0,4}(?:被)?评为[^。；，]{0,8}(?:标兵|先进|优秀|红旗|文明)|通过(?:了)?[^。；，]{0,6}验收|再(?:没|未)(?:有)?发生"
    # the same in plain words
    r"|(?:不再|摆脱|告别)(?:了)?(?:垫底|末位|倒数)|(?:整改|后进|警示|黄)[^，。；]{0,8}牌子?[^，。；]{0,6}摘"
    r"|不用再?(?:跑|等|求|排)|(?<!才)坐得[^，。；]{0,2}满|(?:账|债|款|电费|工资)[^，。；]{0,3}(?:全|都|也)[^，。；]{0,2}(?:清|还|结)了|变了样"
    r"|(?:人心|心)[^，。；]{0,3}[齐顺]了|好办了|顺当|巷子亮了|敢(?:出门|说话|走夜路)|(?:吵架|摔跤|告状|上访|骂)的?没有了"
    r"|有了(?:进项|余钱|盼头|人气|劲头)|比(?:以前|从前|过去|原来)[^，。；不没]{0,3}(?:好|强|顺|方便|快)(?!看)|坐不下|又愿意来"
    r"|排到了?[^，。；]{0,4}(?:前[列三五十]|第[一二三])"
)
#: 由亏损2万元转为结余7万元: what it became counts, not the figures
_TURNED = re.compile(r"扭亏|转亏|(?:转为|变为|实现)(?:盈利|结余|盈余)")
_WORSE = re.compile(
    r"恶化|滑坡|(?<![由从])(?:亏损|亏了|倒亏|净亏)\d|退[社股]的(?:就|已)?有\d|成了(?:笑话|摆设|空话)|[旱冻淹病]死了?[\d一二三四五六七八九]|"
    r"继续下滑|不[增升]反[降减]|走低|(?:又|再次|出现)反弹|回潮|退步|倒退|(?<!不)解散|(?:又|就|也|全)散了|(?:账面|再次|继续|仍)亏损|变味|走样"
    r"|要求退|烂在|亮(?:起|了|起了)红灯|(?<!连年)(?<!年年)(?<!常年)(?<!历来)(?<!不再)(?<!摆脱)(?<!告别)垫底(?!的)|不如(?:以前|从前|往年|当初)|变成(?:了)?(?:负债|亏损|空壳)|降为零|归零|名存实亡"
    r"|人去楼空|半途而废|怨声|越[^。；，]{1,6}越(?:差|少|糟|乱|散)|更(?:差|糟|乱|少)了|(?:低于|落后于)(?:全|周边|同类|邻)|(?:反)?比[^，。；]{0,12}(?:还|更|仍|反而)?低|仅(?:有|为)?\d[^，。；]{0,4}低于|又回到了?(?:原|从前|过去|一年)"
    r"|一[回次年天月]比一[回次年天月](?:少|差|冷清|糟)|越[^，。；]{1,4}越冷清|散了伙|怨气更|事与愿违|干脆没有?人来|欠下?了\d"
)
_SAME = re.compile(
    r"持平|(?:没有?|未|无)(?:有|见|得到|发生)?(?:明显|太大|多大|什么|根本|实质性?|多少)?的?(?:变化|改善|起色|改变|好转|进展|提高|上升)"
    r"|(?:基本|几乎|大体)(?:未变|不变|没变|没动)|变化不(?:大|明显)|相差(?:不大|无几)|差不多(?=[，。；]|$)|老样子|原地踏步"
    r"|停滞|没有动(?=[，。；]|$)|不见(?:起色|好转|成效|效果)|未见(?:成效|起色|效果)|看不出(?:效果|变化|成效)|依然如故|收效甚微"
    r"|效果不(?:明显|佳|大|好)|上下浮动|仍(?:然)?(?:是|为)?(?:原样|老问题)|一动未动|(?:依旧|依然|仍|还)是?零(?=[，。；]|$)|没(?:什么)?变(?=[，。；]|$)|一个样(?=[，。；]|$)|还是(?:原来|老|从前|过去)的[^，。；]{0,4}|没有打开|回到老样子|一分不(?:差|多|少)|还是那个数|在误差(?:之内|以内|范围|内)"
)
#: what is told of others, to compare with: 同期相邻的两个社区没有明显变化
_OTHERS = re.compile(
    r"作比较|作对照|同期|相邻|邻近|周边(?:的)?(?:[一-龥]{0,4}(?:村|社区|乡镇|学校|企业|县|班组|单位)|同类|未)|邻村|没有(?:联合|参加|加入)的|未(?:加入|参加|开展)的|对照|另外[一二两三四五\d]"
)
#: 由132人变为129人: less than a twentieth is no change where no word says rise or fall
_SLIGHT = 0.05
#: who else is told of, to the end of the part
_NEIGHBOUR = re.compile(r" ?(?:同期)?(?:相邻|邻近|邻村|周边)(?![^，。；]{0,8}(?:比|与|和|同))")
_BACK = re.compile(r"^ ?(?:而|我|本|该|反观|[两二]者|双方)|我[们村镇乡县校厂]|本[村镇乡县校厂社]")
_NUMBER = r"(?P<{0}>\d+(?:\.\d+)?)(?P<{0}w>[万亿千百]?)"
_FROM_TO = re.compile(
    rf"(?:由|从)[^，。；\d]{{0,12}}{_NUMBER.format('a')}[^，。；\d]{{0,10}}"
    rf"(?:到|为|至|成|上|提|增|升|降|减|跌)[^，。；\d]{{0,6}}{_NUMBER.format('b')}"
)
_MOVES = re.compile(f"{_UP.pattern}|{_DOWN.pattern}|(?:由|从)[^，。；]{{0,16}}\\d")
#: what was to be avoided did not happen: 防止走样
_AVOIDED = re.compile(r"(?:防止|避免|杜绝|谨防|严防|不让|以免|免得|扭转|遏制)[^，。；]{0,10}$")
_TURN = re.compile(r"但是?|却|然而|不过|反而|可是|反倒")
#: 由第19名上升到第8名: the smaller rank is the better one
_RANKS = re.compile(
    r"(?:由|从)[^，。；\d]{0,8}第?(?P<a>\d+)[名位][^，。；\d]{0,8}第(?P<b>\d+)[名位]?"
)
_RANK_MOVED = re.compile(
    r"(?:排名|名次|位次|位列)[^，。；]{0,8}(?P<up>上升|提升|前移|跃升|前进|升)|(?:排名|名次|位次)[^，。；]{0,8}(?:下降|下滑|倒退|后移|退后|跌|退)"
)
#: 今年46个，去年同期是131个; 过去要等40分钟，现在8分钟
_THEN = r"(?:去年|上年|前一?年|上一年|同期|[一二两三四五]年前|过去|以前|从前|原先)"
_AT = (
    r"[^，。；\d]{{0,10}}(?P<{0}>\d+(?:\.\d+)?)(?P<{0}w>[万亿千百]?)"
    r"(?P<{0}u>个百分点|分钟|小时|[%一-龥])"
)
_THEN_NOW = re.compile(
    rf"{_THEN}{_AT.format('a')}[^，。；\d]{{0,8}}，(?:而)?(?:现在|如今|今年|眼下|目前){_AT.format('b')}"
)
_NOW_THEN = re.compile(
    rf"(?P<what>[^，。；\d]{{0,14}}){_AT.format('b')}[^，。；\d]{{0,4}}，(?:而)?{_THEN}(?:同期)?{_AT.format('a')}"
)
_EARLIER = re.compile(r"(?:之|以|此)前|原先|过去|那时|当初")
_SCALE = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}


def direction_of(folded: str) -> str:
    """``better``, ``worse``, ``same``, or empty where the sentence tells no way.

    Each clause votes by the first of: no change said; numbers from … to; a movement of what is
    counted; words of judgement. What is told of others votes not. Behind 但 or 却 counts most.
    """
    turns = [0, *(m.end() for m in _TURN.finditer(folded)), len(folded)]
    # the last part that tells a way decides: 起初好，但后来差; 纠纷反而多了 keeps its subject
    for at, end in reversed([*pairwise(turns)]):
        said = re.split(r"[，,；;。！？]", folded[:at])
        subject = _TURN.sub("", said[-1])
        if not subject and len(said) > 1:  # 撂荒地没有减少，反而多了240亩
            subject = re.match(r"(?:(?!没有|未|不)[^由从比较\d])*", said[-2])[0]  # type: ignore[index]
        told = [
            c for p in re.split("[；;]", folded[at:end]) for c in _own(subject_clauses(p, subject))
        ]
        votes = [v for clause in told if (v := _vote(clause))]
        votes = votes or [v for p in re.split("[；;]", folded[at:end]) if (v := _then_and_now(p))]
        if votes:
            if votes[-1] == "same" and re.search("仍|还是|依旧|依然", told[-1]):
                return "same"  # 石泉村有了变化，半坡村仍是老样子
            better, worse = votes.count("better"), votes.count("worse")
            if better == worse == 0 or (better == worse and votes[-1] == "same"):
                return "same"
            if better == worse:
                return votes[-1]
            return "better" if better > worse else "worse"
    return ""


def _then_and_now(part: str) -> str:
    """Which way two figures of the same unit went, of which one is told as of an earlier time."""
    pair = _THEN_NOW.search(part) or _NOW_THEN.search(part)
    if pair is None or pair["au"] != pair["bu"] or _OTHERS.search(part.replace("同期", "")):
        return ""
    a, b = (float(pair[k]) * _SCALE[pair[f"{k}w"]] for k in "ab")
    if _EARLIER.search(part[: pair.start("b")]) and pair.start("b") < pair.start("a"):
        a, b = b, a  # 联合之前不到20万元，去年达到96万元: what stands first was before
    if abs(b - a) <= a * _SLIGHT:
        return "same"
    return "better" if (b > a) != (_BAD.search(part) is not None) else "worse"


def votes(folded: str) -> list[str]:
    """Which ways the clauses of a sentence tell, before and behind its turns (但, 却) alike."""
    clauses = [c for p in re.split("[；;]", _TURN.sub("，", folded)) for c in subject_clauses(p)]
    return [vote for c in _own(clauses) if (vote := _vote(c))]


def both_ways(folded: str) -> bool:
    """Whether a sentence measures something that got better and something that got worse."""
    told = [c for p in re.split("[；;]", _TURN.sub("，", folded)) for c in _own(subject_clauses(p))]
    votes = {_vote(c) for c in told if re.search(r"\d", c) and _MOVES.search(c)}
    return {"better", "worse"} <= votes


def subject_clauses(words: str, subject: str = "") -> list[str]:
    """Clauses, each with what its sentence's subject carries over when it only moves (纠纷由18起，
    下降到5起)."""
    out = []
    for clause in re.split(r"[，,；;。！？]", words):
        if clause and not re.match(
            r"(?:由|从|比|较|增|提|升|降|下|减|达|同比|少了|多了|[\d])", clause
        ):
            # 投诉由146件下降到52件，下降了64%: the subject stands before its figures
            named = re.match(r"[^由从比较\d]{2,}", clause)
            subject = named[0] if named else clause
            out.append(clause)
        elif clause:
            out.append(f"{subject[-14:]} {clause}" if subject else clause)
            subject = subject or clause
    return out


def _own(clauses: list[str]) -> list[str]:
    """Clauses that tell of the case itself: 邻村…，靠养蜂，收入翻了一番 tells of the neighbour,
    until 而本村."""
    out, others = [], False
    for clause in clauses:
        if _NEIGHBOUR.match(clause):
            others = True
        elif _BACK.search(clause):
            others = False
        if not others:
            out.append(clause)
    return out


def _vote(clause: str) -> str:
    if _OTHERS.search(clause):
        return ""
    if _SAME.search(clause):
        return "same"
    worse = _WORSE.search(clause)
    if worse:
        return "" if _AVOIDED.search(clause[: worse.start()]) else "worse"
    ranks, moved = _RANKS.search(clause), _RANK_MOVED.search(clause)
    if ranks:
        return "better" if int(ranks["b"]) < int(ranks["a"]) else "worse"
    if moved:
        return "better" if moved["up"] else "worse"
    if _TURNED.search(clause):
        return "better"
    bad = _BAD.search(clause) is not None or _INCIDENTS.search(clause) is not None
    pair = _FROM_TO.search(clause)
    if pair:
        a, b = (float(pair[k]) * _SCALE[pair[f"{k}w"]] for k in "ab")
        a = a * _SCALE[pair["bw"]] if not pair["aw"] and pair["bw"] and a * 10 > b / 1e4 else a
        moved = _UP.search(clause) or _DOWN.search(clause)
        if a and not moved and abs(b - a) / a < _SLIGHT:
            return "same"
        return "better" if (b > a) != bad else "worse"
    if _BETTER.search(clause):
        return "better"
    up, down = _UP.search(clause), _DOWN.search(clause)
    told = re.search(r"\d|[一二两三四五六七八九十]成|倍|番", clause) or SPELT.search(clause)
    if (up is None) == (down is None) or not told:
        return ""
    rise, fall = ("worse", "better") if bad else ("better", "worse")
    return rise if up else fall


def movement_of(clause: str) -> str:
    """``up``, ``down`` or empty: how what a clause counts moved, good or bad."""
    up, down = _UP.search(clause), _DOWN.search(clause)
    if (up is None) != (down is None):
        return "up" if up else "down"
    pair = _FROM_TO.search(clause)
    if pair is None:
        return ""
    a, b = (float(pair[k]) * _SCALE[pair[f"{k}w"]] for k in "ab")
    return "" if a == b else "up" if b > a else "down"
