"""What a heading says about its column: helper, recipient, township, date … before its values are
looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.persons import heading_is_personal, is_mixed_heading, plain_text
from toolkit.records.ledgers.words import is_generic
from toolkit.terms import heading

#: role → what a person reads
LEDGER_ROLES = {
    "serial": "序号",
    "township": "乡镇",
    "recipient": "受助方",
    "helper": "帮扶方",
    "either": "结对单位（哪一方待定）",
    "side_a": "甲方",
    "side_b": "乙方",
    "unit": "单位",
    "person": "个人信息（未读）",
    "channel": heading("channel", "pairing", "zh"),
    "start": "起始",
    "end": "结束",
    "date": "日期或起止",
    "parent": "主管单位（不作帮扶方）",
    "support": "配合单位（待确认）",
    "unclear": "待确认",
    "tick": "打勾",
    "note": "备注",
    "count": "数字",
    "rating": "评定",
    "award": "荣誉",
    "item": heading("topic", "commitment", "zh"),
    "result": "结果",
    "decision": "结论",
    "year": "年度",
    "other": "未用",
}


@dataclass(frozen=True)
class Heading:
    """A heading as read: role, whether it leaves doubt (`weak`), whether persons stand among the
    units (`mixed`), and the year it states."""

    role: str
    weak: bool = False
    mixed: bool = False
    year: str = ""


_UNIT = (
    "(?:单位|部门|机关|企业|公司|学校|医院|党组织|党支部|党委|党总支|支部|社区|商会|组织|院校"
    "|科室|方|者|校)"
)
_PLACE = (
    r"(?:行政)?(?:村|社区|村社区|村\(社区\)|村\(居\)|村居|乡镇|镇|党组织|党支部|支部|点|学校"
    "|企业|单位)"
)
_NAME = r"(?:名称|名单|名|情况|全称|一览)?"
_VERB = (
    "挂钩|帮扶|联系|包村|包联|包保|包抓|包点|包|牵头|责任|结对|结对帮扶|结对共建|共建|联建|驻村|派"
    "驻|派出|选派"
    "|帮带|挂联|挂包|挂点|联村|联点|帮联|帮包|定点|定点帮扶|对口|对口帮扶|对口支援|支援|援助|援建|"
    "承包|后盾"
    "|扶持|托管|服务|报到|双报到|下沉|认领|共驻|包片|包街|蹲点|对标|包帮|帮困|助力|组团|组团联村|结帮|联帮|帮促|结对帮促|联系帮扶|挂钩帮扶|结对联系|帮建|协作|包扶|领办|整顿|包案|联系点"
)
_SUPPORT = pattern(
    rf"(?:配合|协助|协同|协办|参与|支持|辅助|成员(?!校|医院|卫生院|学校)|协作配合|指导|督导|监督|技术支撑)(?:帮扶)?{_UNIT}{_NAME}$"
)
_PARENT = pattern(
    r"主管|上级|隶属|归口|所属(?:系统|党委|单位|部门|党组织|党工委|行业|支部)|直属上级|管理部门$"
)
_RECEIVES = pattern(
    r"受带动|被带动|受教|被托管|受托|受捐|服务对象|成员(?:医院|卫生院|学校)|受益[村单]|受援|受助|受扶|受帮|被帮|被扶|被带|受支援|被支援|被联系|受挂钩|被挂钩|跟学[村校]|成员校$|弱校|帮扶对象|结对对象|联系对象|整顿对象|挂钩对象|帮带对象|扶持对象"
)
_BACKWARD = pattern(
    r"后进|薄弱|软弱|涣散|弱村|穷村|待提升|空壳|贫困|脱贫|难点|整顿(?!单位|部门)|重点(?!企业)|^弱|落后|相对后|差村|转化"
)
_ADVANCED = pattern(
    r"(?:先进|示范|标杆|红旗|领头|五星|优秀)(?:基层)?(?:村|社区|党组织|党支部|支部|单位)|强[村校]|富裕?村|帮带村|带[头动]村|引领村|强(?:党组织|社区)"
    r"|(?:优质|龙头|核心|牵头|支教)学?校"
)
_ENDS_PLACE = pattern(r"(?:村|社区|党组织|支部|单位|对象|名称|名单|企业|学校|组织|点|方|村名|\))$")
#: units that a table names beside its pairings: where money lies, who builds, judges or reports
_ASIDE = pattern(
    r"开户|账户|账号|收款|付款|汇款|拨款|拨付|施工|承建|建设单位|设计单位|监理|供货|供应商|采购|中标|主办|承办|经办|审核"
    r"|审批|填报|报送|上报|推荐|申报|考核|命名单位|发证|颁发|见证|保险"
)
#: columns of free text: never units, whatever their sentences end with
_TEXT = pattern(
    r"(?:主题|内容|措施|做法|项目|成效|目标|任务|计划|表现|问题|需求|清单|原因|活动|载体|品牌|亮点"
    r"|打算|建议|进展|概况|简介|特色|事项|产业|地点|状态|现状)(?:名称|说明|简介|摘要|情况)?$"
)
_DATES = pattern(r"时间|有效期|日期|期限|年限|时限|起止|周期|年月$|起始$|期满|届满|到期$")
_HELPS = pattern(
    rf"(?:{_VERB})(?:的)?(?:县直|市直|省直|县级|机关|企事业|民营|非公|爱心|党政|责任|先进|驻地|驻区)*{_UNIT}(?:或{_UNIT})?(?:党组织|党支部|党委|支部)?{_NAME}$"
)
_ANSWERS = pattern(r"派出|选派|后盾|(?<![扶联挂包村])责任(?:单位|部门)")
#: 一个县直单位包联, 企业共建: the verb stands behind who helps
_HELPS_BEHIND = pattern(
    rf"(?:单位|部门|机关|企业|公司|学校|医院|商会|院校|强村|先进村|先进党组织)(?:{_VERB})$"
)
#: 一名, 一个, 一家 before what a village is given (四个一)
_EACH = pattern(r"^(?:每村)?[一1两2][名个家位支套](?!方)")
_PLACES = pattern(
    rf"^(?:所|拟|现|已)?(?:{_VERB}|(?<=所)[联挂帮带]|驻在)(?:的)?(?:行政)?(?:村|社区|村社区|村\(社区\)|村\(居\)|村居|村社|村庄|村、社区|乡镇|乡\(镇\)|镇|村党组织|村党支部|村名|点|村\(单位\)|基层党组织){_NAME}$"
)
#: 乡镇, 乡(镇)、街道, 镇（街道、场）, 乡镇（单位）: in any order and with any signs between
_TOWNSHIP = pattern(
    r"^(?:.*?(?:所属|所在|所辖)|驻)?(?=.*(?:[乡镇街]|片区))(?:[乡镇街场、/和与及]|街道|办事处|片区|园区"
    r"|\([乡镇街场、/和与及道办事处片区园开发]+\)|[(、/](?:县直)?(?:单位|部门|系统)\)?)+(?:名称|名)?$"
)
_VILLAGE = pattern(
    r"^(?:所在|基层|各|行政|农村)*(?:村|行政村|社区|村\(社区\)|村社区|村居|村\(居\)|村、社区|村级)(?:名称|名|别|党组织|党支部|支部|党组织名称|党支部名称|级党组织|级党组织名称|委会)*$"
    r"|^(?:乡镇、村|乡镇及村|乡镇村|乡镇\(村\)|镇村|乡村|乡镇、村\(社区\)|乡\(镇\)村|镇、村|乡镇\(街道\)、村\(社区\))(?:名称)?$"
)


#: signs and numbers before a heading: *挂钩村, ①挂钩村, 1.挂钩村
_NUMBERED = pattern(r"^(?:[*★☆※#]|\(?[0-9]{1,2}[).、](?![0-9]))+")
#: 整顿期限 over 起 and 止, 帮扶时间 over 开始 and 结束
_EDGE = pattern(r"([起始自从]|开始|起始)|[止至终到]|结束|终止|截止|截至|到期")
_ENDS = r"结束|截止|终止|到期|期满|届满|完成|整[改顿]|(?<!起)止|期限|时限|销号|\([止至终]\)"
#: 预计完成, 计划销号: when it is to end, without a word for a date
_PLANNED_END = (
    r"(?:预计|计划|拟|预期|预定|要求|应)(?:完成|结束|到期|转化|整改|销号|摘帽|脱帽|退出|验收)"
    r"(?:到位)?"
)
#: 结对支部A, 单位（甲）: one side of two, not which
_LETTERED = pattern(r"(.+?)\(?([ABab甲乙])\)?")
_YEAR_BEFORE = pattern(r"^(?:19|20)[0-9]{2}年?度?(?=[\u4e00-\u9fff]{2})")


@lru_cache(maxsize=8192)
def heading_role(full: str) -> Heading:
    """The role that a heading (with the groups above it, parted by blanks) gives its column."""
    text = plain_text(full)
    levels = [_NUMBERED.sub("", t) or t for t in re.split(r"\s+", text) if t]
    if not levels:
        return Heading("")
    leaf = levels[-1]
    bare = re.sub(r"\([^()]*\)", "", leaf) or leaf
    m = re.search(r"((?:19|20)\d{2})年?", "".join(levels))
    year = m[1] if m else ""
    if re.fullmatch(r"(?:序号|编号|序|项次|No\.?|NO\.?|号|排序|序列)", leaf):
        return Heading("serial")
    mixed = is_mixed_heading(leaf)
    if heading_is_personal(leaf) and not mixed:
        return Heading("person")
    timed = any(map(_DATES.search, levels[:-1])) or len(leaf) > 1
    if timed and (edge := _EDGE.fullmatch(leaf.strip("()"))):
        return Heading("start" if edge[1] else "end")
    simple = _simple(bare, leaf, year)
    if simple and not mixed:
        return simple
    if mixed and not re.search(_UNIT, leaf):
        return Heading("unit", True, True)  # 名称（姓名）: units and persons of a list of awards
    found = _side(_YEAR_BEFORE.sub("", leaf), levels[:-1])
    if mixed and found.role in ("", "unit"):
        found = Heading("helper")
    return Heading(found.role, found.weak, mixed, year)


def _simple(bare: str, leaf: str, year: str) -> Heading | None:
    """Roles that name no side: dates, channels, notes, numbers, rosters."""
    if re.fullmatch(r"备注|说明|附注|备考|其他|其它|情况说明", bare):
        return Heading("note")
    if re.search(r"承诺事项|承诺内容|践诺事项|公开承诺|承诺$|承诺书", bare):
        return Heading("item")
    if re.search(
        r"(?:复核|复审|评审|考核|认定|评估|动态管理|审核)(?:结论|意见|结果|决定)|^(?:结论|处理意见|管理结论)$",
        bare,
    ):
        return Heading("decision", year=year)
    if re.fullmatch(_PLANNED_END, bare):
        return Heading("end")
    if re.search(r"(?:完成|落实|兑现|评诺|践诺|办理|履诺)(?:情况|结果|进度)?$|评诺", bare):
        return Heading("result")
    if re.search(r"荣誉|称号|奖项|表彰(?!时间|日期|年度|单位|对象|组织|名单)|授予", bare):
        return Heading("award")
    if re.search(r"星级|等次|评定(?!时间|日期|年度)|定级(?!时间|日期)|档次|评星|等级", bare):
        return Heading("rating", year=year)
    if re.fullmatch(
        r"(?:所属|复核|评定|考核|定级|表彰|命名|评诺|承诺|统计)?(?:年度|年份)|年|届次", bare
    ):
        return Heading("year")
    if year and re.fullmatch(r"(?:19|20)\d{2}年?度?(?:结果|情况|得星|评级)?", bare):
        return Heading("rating", year=year)
    if _DATES.search(bare) and not re.search(_UNIT + "$", bare):
        if re.search(r"起止|起讫|期间", leaf):
            return Heading("date")
        # 时间（起）, 整顿期限（开始）: what stands in brackets says which end
        if re.search(r"\((?:[起始自]|开始|起始)\)$|[起始]$", leaf):
            return Heading("start")
        if re.search(_ENDS, leaf):
            return Heading("end")
        return Heading("start" if re.search(r"起|开始|签|建立|确定|结对时间", leaf) else "date")
    if re.search(
        r"(?:结对|帮扶|帮带|挂联|挂钩|联系|共建|支援)?(?:方式|形式|模式|渠道)$", bare
    ) or re.fullmatch(r"(?:结对|帮扶|帮带|共建|联系)?(?:类型|类别|性质)", bare):
        return Heading("channel")
    if re.search(
        r"(?:数|数量|个数|金额|资金|万元|面积|人口|收入|得分|分数|比例|投入|排名|名次|里程|距离|编码|代码)$",
        bare,
    ):
        return Heading("count")
    if _ASIDE.search(bare) and not re.search(r"对象|时间|日期", bare):
        return Heading("other")
    if _TEXT.search(bare) and not re.search(rf"{_UNIT}{_NAME}(?:$|[及和与、/])", bare):
        return Heading("other")
    return None


def _side(leaf: str, groups: list[str]) -> Heading:
    """Helper, recipient, township or unit by the heading, else by the group above it."""
    found = _own_side(leaf)
    if (found.role in ("", "unit", "township") or found.weak) and groups:
        for group in reversed(groups):
            above = _own_side(group)
            if above.role in ("helper", "recipient", "side_a", "side_b", "support", "parent"):
                if found.role == "township":
                    return found
                return Heading(above.role)
    return found


def _own_side(text: str) -> Heading:
    text = _EACH.sub("", text) or text
    text = re.sub(
        r"(单位|部门|企业|[村校方])[0-9一二三四五六]$", r"\1", text
    )  # 帮扶单位1, 帮扶单位2
    bare = re.sub(r"\([^()]*\)$", "", text) or text
    if _TOWNSHIP.match(text):
        return Heading("township")
    if re.match(r"^(?:甲方|第?[一A]方|甲)", text):
        return Heading("side_a")
    if re.match(r"^(?:乙方|另一方|第?[二B]方|乙)", text):
        return Heading("side_b")
    if (m := _LETTERED.fullmatch(text)) and (_own_side(m[1]).weak or "结对" in m[1]):
        return Heading("side_a" if m[2] in "Aa甲" else "side_b")
    if _SUPPORT.search(bare):
        return Heading("support")
    if _PARENT.search(bare):
        return Heading("parent")
    if _RECEIVES.search(text):
        return Heading("recipient")
    helps = _HELPS.search(bare) or _HELPS_BEHIND.search(bare)
    if _ADVANCED.search(bare) and not re.search(r"^被|称号|荣誉", bare):
        return Heading("helper")
    backward = _BACKWARD.search(text) and _ENDS_PLACE.search(bare) and not text.startswith("是否")
    if backward and not (helps and not bare.endswith(("党组织", "支部", "社区"))):
        return Heading("recipient")
    if re.fullmatch(
        rf"(?:结对|共建|结对共建|联建|对接|结对子|结成对子)(?:的)?{_PLACE}{_NAME}", bare
    ):
        village = re.search(r"村|社区|[乡镇]", bare)
        return Heading("either") if village else Heading("helper", weak=True)
    if _PLACES.match(bare):
        return Heading("recipient")
    if re.match(r"(?:帮扶|支援|援助|帮带|援建)方|[省市县]派单位|帮扶(?:主体|力量)$", bare):
        return Heading("helper")
    if helps or re.search(r"第一书记(?:选派|派出)|后盾|派出单位|选派单位", bare):
        return Heading("helper", weak=bool(_ANSWERS.search(bare)))
    if re.fullmatch(r"(?:帮扶|援助|支援|帮带|强|联系)(?:方|村)", bare):
        return Heading("helper" if bare.endswith("方") or bare[0] in "强帮援支" else "recipient")
    if _VILLAGE.match(text) or _VILLAGE.match(bare):
        return Heading("recipient", weak=True)
    if re.fullmatch(
        rf"(?:县直|市直|省直|县级|驻县|机关|民营|非公|爱心|骨干|龙头)*(?:单位|部门|机关|企业|公司|企业\(商会\)){_NAME}",
        bare,
    ):
        return Heading("helper" if re.search(r"企业|部门|直|公司", bare) else "unit", weak=True)
    if re.fullmatch(
        rf"(?:基层|所在|获奖|受表彰|表彰|承诺|评定)?(?:{_UNIT}|组织|对象|主体|村){_NAME}|名称|党组织名称|(?:典型|示范点|示范村)(?:名称)?",
        bare,
    ):
        return Heading("unit", weak=True)
    if is_generic(bare) and re.search(rf"{_UNIT}{_NAME}$", bare):
        return Heading("unit", weak=True)  # 农村党组织, 城市党组织: of two sides, not which
    return Heading("")
