"""What a claimed effect rests on: an outside witness, a comparison, before and after, a base, a
number, a count of activities, or words only."""

from __future__ import annotations

import re

from toolkit.terms import values

__all__ = ["EVIDENCE", "SPELT", "evidence_of", "grounds", "level_only", "measured", "surveyed"]

#: grades of evidence for a claimed effect, strongest first; ``activity`` counts what was done, not
#: what came of it
EVIDENCE = values("evidence")

_OUTCOME = re.compile(
    r"收入|满意|纠纷|上访|信访|盈利|亏损|产量|产值|利润|成绩|合格率|投诉|入党|出勤|到会|参会率|就业|贫困|脱贫|环境|时限|效率|案件|事故|流失|辍学|欠款|债务|分红|[一-龥]率|周转|等候|户均|人均"
)
_CHANGE = re.compile(
    r"提高|增加|增长|上升|下降|减少|降|升|缩短|达到|高于|低于|翻|仍|持平|高出|占\d|为\d|满意"
)
_SPELT_NUMBER = "[一二两三四五六七八九十百千万零]+[多余来几]?"
#: 由五千八百元增加到一万四千元, 由九十多起减少到十来起
SPELT = re.compile(
    rf"[由从][^，。；]{{0,16}}?{_SPELT_NUMBER}(?:成|起|件|户|人|名|元|斤|公斤|批|次|个|亩|分|天|小时|分钟|里)[^，。；]{{0,4}}?"
    r"(?:增加|提高|上升|下降|降低|减少|缩短|回升|[降升减增涨跌滑掉])[到至为成]了?(?:不足|不到|约)?"
    f"{_SPELT_NUMBER}"
)
_BEFORE_AFTER = re.compile(
    r"(?:由|从)[^，。；]{0,24}?\d[^，。；]{0,16}(?:增|提|升|上升|下降|降|减|变|缩|扩|改|跌|涨|滑|掉)[^，。；]{0,10}\d|\d[^，。；]{0,12}(?:增加到|提高到|上升到|降至|降到|下降到|减少到|缩短到|缩短为|增至|升至|减至)[^，。；]{0,6}\d"
    # 11400元，比2010年翻了一番: the start is half of it
    r"|\d[^。；]{0,8}，?比(?:\d{4}年|上年|去年|[^，。；\d]{1,3}年前)翻了?[一两二三]?[番倍]"
    # 到会率39%，比三年前的40%还低
    r"|\d[\d.]*[^，。；\d]{0,4}，?[比较][^，。；\d]{0,8}(?:前|时|上年|去年|原来|往年)的?\d[^，。；]{0,6}[低高少多降升增减]"
    f"|{SPELT.pattern}"
)
_BASE = re.compile(
    r"同比|比(?:上年|去年|前年|上一年|往年|原来|\d{4}年)|较(?:上年|去年|\d{4}年)|占[^，。；]{0,10}\d|其中|\d[^，。；]{0,14}中[^，。；]{0,8}\d|与[^，。；]{0,6}(?:年前|上年|往年|\d{4}年)(?:基本)?(?:持平|相比|相差)|百分点|人均|户均|平均"
)
_COMPARED = re.compile(
    r"[高低]于[^，。；\d]{0,4}?(?:全|周边|同类|邻)|(?:全县|全镇|全乡|同类|周边|邻村|相邻|对照)[^，。；]{0,10}(?:平均|水平|没有|同期|相比)|同期[^，。；]{0,14}(?:未|没有|只|下降|上升|增收|维持|由\d|从\d)|比(?:周边|邻村|全县|全镇|同类)"
)
#: a test or survey with what it found, whoever made it
_SURVEY = re.compile(
    r"(?:第三方|审计|统计(?:局|队)|测评|抽查|抽测|暗访|随机|问卷|电话调查|核验|核查|监测数据|受访|独立)[^。；]{0,40}(?:显示|表明|结果|发现|反映|认为|达|为|满意|高于|列为|[\d.]+%)|(?:复核|验收|回访|媒体)[^。；]{0,12}(?:显示|表明|发现|结果)"
    r"|随机(?:拨打?|抽|问)[^。；]{0,50}(?:只有|占|\d人)"
    r"|(?:请|由|委托)[^，。；]{0,12}(?:教师|专家|高校|大学|党校|研究[所院]|教研室|统计队|评估组|第三方)[^，。；]{0,10}(?:调查|问卷|测评|评估|抽查)[^。；]{0,50}(?:占|只有|%)"
)
_BODY = (
    r"(?:第三方|审计|统计(?:局|队)|独立|媒体|记者|大学|高校|党校|研究[所院]|教研室|进修学校|学会|协会|专家|保险公司|社保|监测站"
    r"|评估(?:组|机构|中心)|调查(?:队|公司|机构)|(?:检查|巡察|督查|核查|考核|验收)组|上级|街道|纪委"
    r"|(?:[省市县镇乡]|(?<!社)区)(?:里|上|委|政府|党委|[^，。；、]{1,8}?(?:局|厅|部门?|办|委|院|中心|办公室))(?![^，。；]{0,2}机关))"
)
_MEASURES = (
    r"(?:调查|问卷|测评|评估|抽查|抽测|抽样|暗访|随机|核验|核查|复核|复查|监测|验收|回访|审计"
    r"|统计|受访|报告显示|评定)"
)
#: an outside party that is named as the one who measured or said so: 县统计局抽样调查
_NAMED = re.compile(
    rf"{_BODY}[^。；，]{{0,20}}?{_MEASURES}|(?:审计|统计[局队])[^。；，]{{0,8}}(?:发现|显示|表明|报告)"
    rf"|(?:媒体|记者)[^。；]{{0,12}}(?:显示|表明|发现|回访)"
    rf"|(?:由|请|委托|来自|交给?)[^，。；]{{0,6}}?{_BODY}|{_BODY}[^，。；]{{0,6}}(?:记录|数据)"
)


def surveyed(sentence: str) -> bool:
    """Whether a sentence brings what a test or survey found, whoever made it."""
    return _SURVEY.search(sentence) is not None


#: of how many: 受访96户, 回收104份, 随机抽取两成
_ASKED = re.compile(
    r"\d[\d,]*(?:多|余)?(?:份|户|人|名|家|个(?:电话|样本))"
    r"|抽[取查]?[^，。；]{0,3}[一二两三四五六七八九\d]成"
)
#: from which level: 比整顿前低6个百分点
_FROM = re.compile(
    r"[比较与][^，。；]{0,8}(?:前|年|时)[^。；]{0,4}[低高升降增减提持相]|同比|百分点"
)
_ACTIVITY = re.compile(
    r"开展|举办|组织|培训|走访|发放|召开|签订|建立|设立|投入|慰问|承诺|悬挂|制作|评选|表彰|结对|选派|建成|办理|收集"
)


def evidence_of(sentence: str, figures: int) -> str:
    """Grade of one sentence's evidence (see `EVIDENCE`); `figures` is how many figures it holds.

    A witness is an outside party that the sentence names as the one who measured; a survey of which
    it does not say who made it (入户测评) is no witness, and has a base only where it says
    how many were asked or what it was before.
    """
    asked = bool(figures) and surveyed(sentence)
    if asked and _NAMED.search(sentence):
        return "witness"
    if figures and _COMPARED.search(sentence):
        return "comparison"
    if _BEFORE_AFTER.search(sentence):
        return "before_after"
    if not figures:
        return "slogan"
    if asked:
        # a share of nobody knows how many has no base
        return "number_with_base" if _ASKED.search(sentence) or _FROM.search(sentence) else "number"
    if _OUTCOME.search(sentence):
        return "number_with_base" if _BASE.search(sentence) else "number"
    return "activity" if _ACTIVITY.search(sentence) else "number"


def grounds(sentence: str, figures: int) -> list[str]:
    """Every strong ground of a sentence (a witness, a comparison, before and after), strongest
    first; the one grade of `evidence_of` where there is none of them.

    Examples
    --------
    >>> from toolkit import cases
    >>> cases.grounds("大学问卷显示，满意率由68%升到91%，同期邻村没有变化。", 2)
    ['witness', 'comparison', 'before_after']
    """
    asked = bool(figures) and surveyed(sentence)
    told = {
        "witness": asked and _NAMED.search(sentence),
        "comparison": figures and _COMPARED.search(sentence),
        "before_after": _BEFORE_AFTER.search(sentence) or _POINTS.search(sentence),
    }
    return [grade for grade, found in told.items() if found] or [evidence_of(sentence, figures)]


#: 比两年前提高23个百分点
_POINTS = re.compile(r"比[^，。；]{1,8}前[^，。；\d]{0,6}\d[\d.]*个百分点")
#: a place among others and nothing else
_RANK = re.compile(r"第[一二三]名|名列|位居[^，。；]{0,6}第|排名?第|居[^，。；]{0,6}首位")
#: what tells where a comparison started, or compares how things moved
_MOVED = re.compile(
    r"同期|百分点，?而|[年月]前|上年|去年|原来|同比|[由从][^，。；]{0,24}\d[^，。；]{0,12}[到至为]"
    r"|(?:增|提高|上升|下降|减|缩短|扩大)[^，。；]{0,6}\d"
)


def level_only(sentence: str) -> bool:
    """Whether a sentence compares with others only as things stand, or gives a bare rank, and says
    of no earlier gap: what stands above them may always have stood there.

    Examples
    --------
    >>> from toolkit import cases
    >>> cases.level_only("人均收入高出全乡平均水平37%。")
    True
    >>> cases.level_only("农户户均增收3100元，周边未加入的村同期增收1200元。")
    False
    """
    if _BEFORE_AFTER.search(sentence):
        return False
    parts = [p for p in re.split("[；;]", sentence) if _COMPARED.search(p) or _RANK.search(p)]
    return bool(parts) and not any(_MOVED.search(part) for part in parts)


def measured(sentence: str) -> bool:
    """Whether a sentence brings an outcome in numbers: from … to, a test or survey, or an outcome
    word beside a change."""
    if _BEFORE_AFTER.search(sentence) or (surveyed(sentence) and re.search(r"\d", sentence)):
        return True
    return bool(
        _OUTCOME.search(sentence) and re.search(r"\d", sentence) and _CHANGE.search(sentence)
    )
