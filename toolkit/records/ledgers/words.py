"""The words by which offices name units and head columns, as patterns: one place for all readers of
ledgers."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.records.ledgers.late import pattern

PARTY_ENDING = pattern(
    r"(?:联合|临时|流动)?(?:总支部委员会|支部委员会|基层委员会|党总支部?|党支部|党委|党组|总支|支部"
    r"|党组织)$"
)
NUMBERED_BRANCH = pattern(r"第[一二三四五六七八九十0-9]+(?:党?支部|党?总支|党?小组)$")
COMPANY_ENDING = pattern(r"(?:股份)?(?:有限责任公司|有限公司)$")

_TRADES = (
    "茶|米|药|林|牧|渔|果|种|矿|农|粮|糖|酒|纸|水|盐|木|竹|菌|蚕|畜|禽|乳|奶|油|服|鞋|石|钢|铝|铜|"
    "铁"
    "|化|家|置|物|实|商|旅|建|工|电|机|花|肥|饲|渔|制|食|瓷|陶|印|光|车|油|菜|菇|橙|桔|桃|梨|瓜|薯"
    "|绣"
)
_FIRMS = (
    "公司|集团|总厂|工厂|厂|银行|农商行|(?:人|农|工|建|中|交|农发|邮储|农商)行|书店|信用社|信用联社|联社|分行|支行|酒店|宾馆|饭店|超市|商行|商"
    "场|商城"
    "|合作社|联合社|家庭农场|农场|牧场|茶场|养殖场|种植场|果园|庄园|山庄|农庄|酒庄|酒业|基地|药房|"
    "商店"
    "|建材|科技|实业|食品|建筑|建设集团|商贸|贸易|物流|电子|纺织|服饰|饲料|水产|养殖|能源|电力|水泥"
    "|家具|机械|工贸|生态|文旅|传媒|控股|投资|地产|房产|置地|园林|环保|包装|塑业|化工|制药|电器|装"
    "饰"
    rf"|粮油|米厂|面粉|乳品|果品|蔬菜|茶叶|茶庄|茶厂|竹艺|工艺|石材|矿山|水电|燃气|通信|铁塔"
    rf"|移动|联通|电信|人寿|财险|人保|邮政|(?:{_TRADES})业"
)
_OFFICES = (
    "局|(?<!常)委|委员会|办|办公室|(?<!干)部|厅|法院|检察院|检察|中心|站|所|馆|处|党校|档案|大队|支队|中队|供销社"
    "|供销合作社|研究院|研究所|管委会|开发区|园区|政府|政协|人大|人大常委会|政协办|监委|纪委|电视台"
    "|报社|农科院|林科院|科学院|设计院|规划院|福利院|敬老院|机场|社|室|武装部|机关|工委|总队|管理段|(?:公路|工务|机务|电务|车务|供电|养护|航道)段|调查队|地质队|测绘队|勘[察查]队|部队|林场|水库|景区|联络处|事务所|科"
)
#: kind of unit → its endings, the more telling first
KINDS: dict[str, re.Pattern[str]] = {
    kind: pattern(rf"(?:{endings})$")
    for kind, endings in {
        "school": "小学|中学|学校|幼儿园|学院|大学|完小|中心校|职高|职中|高中|初中|教学点"
        "|分校|校区|分园|教育集团|学区|九年一贯制|附[中小]"
        "|[一二三四五六七八九十]中|[一二三四五六七八九十]小",
        "hospital": "医院|卫生院|保健院|卫生服务中心|卫生室|分院|院区|卫生所|诊所|医共体|医疗集团",
        "department": "供销社|供销合作社|供销(?:合作)?(?:联社|总社)|红会办|党校",
        "mass_org": "总工会|工会|妇联|妇女联合会|团[县市区省]?委|工商联|工商业联合会|科协"
        "|科学技术协会|残联|残疾人联合会|文联|侨联|红十字会|计生协会?|关工委|社科联|记协",
        "social_org": "协会|商会|慈善总?会|联谊会|学会|基金会|促进会|志愿者?队|服务队|联合会"
        "|(?:社会工作|社工|志愿|志愿者|公益|义工)(?:服务)?(?:中心|站|社)",
        "enterprise": _FIRMS,
        "community": "社区|居委会|居民委员会|社区居委会",
        "village": "村|嘎查|村委会|村民委员会|村“?两委”?|管理区|生产队",
        "township": "[镇乡]|苏木|街道|街道办|街道办事处|[镇乡](?:人民)?政府",
        "other": "退休干部|离退休干部|流动党员",
    }.items()
}
_OFFICE = pattern(rf"(?:{_OFFICES})$")

#: what headings and labels of tables are made of; a text of these words alone names no unit
_GENERIC = (
    "序号|编号|项次|城市|城区|城镇|城乡|两新|新经济|社会|组织|新兴|乡镇|镇乡|镇街|街道|社区|行政村"
    "|自然村|村级|基层|党组织|党总支|党支部|支部|党委|名称"
    "|县直|市直|省直|县级|市级|省级|中央|驻地|所属|所在|单位|部门|机关|企业|公司|学校|医院|农村|领"
    "域"
    "|帮扶|帮带|帮联|帮包|结对|结成|挂钩|挂联|挂包|挂点|挂职|联系|联点|联村|联建|包联|包保|包抓|包"
    "村|包点|包"
    "|联|帮|带|扶|驻村|驻点|驻|派驻|派出|选派|定点|对口|支援|支持|援助|援建|受援|受助|受扶|受帮|被"
    "帮|被|受"
    "|后进|先进|薄弱|软弱涣散|软弱|涣散|强|弱|贫困|脱贫|重点|示范|标杆|待提升|整顿|整改|转化|提升|"
    "对象"
    "|甲方|乙方|双方|一方|另一方|方|共建|共驻|合作|牵头|责任|主管|主要|分管|上级|配合|协助|参与|协"
    "办|成员|后盾"
    "|姓名|职务|职称|电话|手机|号码|联系方式|身份证|性别|年龄|负责人|责任人|联系人|联络员|联络人|"
    "领导|干部"
    "|第一书记|书记|主任|队长|队员|队|工作|人员|成员|法人|代表人?|户主|家庭|人口|户数|人数|党员|农"
    "户|户|人"
    "|起止|起始|开始|结束|截止|终止|签约|签订|协议|时间|日期|期限|年限|年度|年份|时限|起|止|年|月|"
    "日"
    "|方式|类型|类别|形式|模式|渠道|性质|内容|措施|问题|存在|情况|成效|目标|任务|计划|项目|资金|投"
    "入|备注|说明"
    "|数|数量|个数|个|金额|万元|元|合计|星级|等次|等级|评定|定级|结果|结论|得分|名次|档次|意见|复"
    "核|考核"
    "|表彰|荣誉|称号|奖项|授予|获奖|承诺|事项|完成|兑现|评诺|典型|特色|命名|示范点|点|及其?|和|与|"
    "或|的|等"
    "|镇|乡|村|组|名|号|本|全|县|市|区|省|主体|位置|是否|\\(|\\)|（|）|、|/|\\\\|\\n|："
    "|:|—|-|\\s|[一二三四五]"
)
_ALL_GENERIC = pattern(rf"(?:{_GENERIC})+")
#: a class of units (初中, 小学 under 学段) is none of them; 县医院 is one, though of such words
_CLASS = pattern(
    r"(?:小学|初中|高中|中学|幼儿园|学前|职高|职中|完小|九年一贯制|中心校|教学点|乡镇|镇|卫生院|公办|民办)"
    r"(?:教育|阶段|段|组|类)?"
)
_SHORT_NAME = pattern(r"[县市区旗镇乡](?:医院|学校)")


#: a trade with the county before it is half an office's name (县林业 of 县林业和草原局), no firm
TRADE = pattern(
    r"(?:[\u4e00-\u9fff]{0,4}[县市区旗州])?(?:[农林工商渔牧矿盐]业|农业农村|乡村|档案|邮政|畜牧业?|科技|能源|电力|生态|文旅|园林"
    r"|环保|水产|水电|燃气|通信|投资|商贸|贸易|物流|食品|建筑|传媒|地产|房产|教育|文化|水利)"
)


#: what an office is called by in short, its ending left out
_FIELDS = (
    "疾控|民政|供销|烟草|财政|水利|水务|林业|林草|农业农村|农业|农牧|教育|教体|公安|司法|审计|统计|气象|发改|工信|经信"
    "|科技|住建|交通|交运|卫健|卫计|应急|税务|国税|地税|市监|工商|质监|文旅|文广|商务|人社|自然资源|国土|规划|医保|信访"
    "|消防|公路|农信|农商|农发|邮储|电力|供电|残联|环保|生态环境|乡村振兴|扶贫|退役军人|民宗|民政|档案|党史|融媒|广电"
    "|城管|执法|综合执法|行政审批|政务服务|数据|机关事务|粮食|粮储|水文|地震|海关|海事|边检|武警|人武|检察|法制|城投"
    "|交投|水投|农投|文投|国投|人防|园林|环卫|市政|妇幼|血站|红会|老干|老龄|移民|搬迁|扶开|畜牧|渔政|农机|农技|种子|盐业|邮政"
)
_OFFICE_IN_SHORT = pattern(
    rf"(?:[\u4e00-\u9fff]{{0,4}}[省市县区旗州]|国网[\u4e00-\u9fff]{{2,3}}|[\u4e00-\u9fff]{{2}})?(?:{_FIELDS})"
    r"|(?:中国)?(?:移动|电信|联通|铁塔|人保|人寿|邮政|邮储)[\u4e00-\u9fff]{2,3}"
)


def names_office(text: str) -> bool:
    """Whether a text in a column of units is an office's name without its ending (县疾控)."""
    return bool(_OFFICE_IN_SHORT.fullmatch(text))


@lru_cache(maxsize=65536)
def is_generic(text: str) -> bool:
    """Whether a text is made of the words of headings alone (帮扶单位, 党组织名称)."""
    if len(text) > 30 or _SHORT_NAME.fullmatch(text):
        return False
    generic = _ALL_GENERIC.fullmatch(text) or _CLASS.fullmatch(text)
    return bool(generic)


#: last letters of what `bare_name` takes off: most names end otherwise
_MAY_END = frozenset("会支部委组织关)）")


@lru_cache(maxsize=1 << 16)
def bare_name(name: str) -> str:
    """A unit's name without its closing brackets, its party ending and 机关 (a numbered branch
    keeps its own)."""
    out = "".join(name.split())
    if out[-1:] not in _MAY_END and out[:1] != "中":
        return out
    while (cut := re.sub(r"[（(][^（）()]*[）)]$", "", out)) != out and cut:
        out = cut
    if NUMBERED_BRANCH.search(out):
        return out
    out = re.sub(r"^中共", "", out)
    for _ in range(3):
        out = PARTY_ENDING.sub("", out) or out
    return re.sub(r"(?<=..)机关$", "", out)


@lru_cache(maxsize=65536)
def kind_of(name: str) -> str:
    """Kind of a unit by its name, empty where the name does not say: ``village``, ``community``,
    ``township``, ``department``, ``enterprise``, ``school``, ``hospital``, ``social_org``,
    ``mass_org`` or ``other``."""
    if len(name) > 200:
        return ""  # no name is as long
    bare = bare_name(name)
    for kind, ending in KINDS.items():
        if ending.search(bare) and len(bare) > 1:
            return kind
    return "department" if _OFFICE.search(bare) and len(bare) > 1 else ""


#: what is left of a name that a line's end has cut (村局 of 县农业农村局)
_HALF = pattern(r"[^县市区省]局")


def is_unit(text: str) -> bool:
    """Whether a text names a unit: it ends like one, and not in the words of headings alone."""
    if is_generic(text) or _HALF.fullmatch(text):
        return False
    return (
        bool(kind_of(text)) or bool(PARTY_ENDING.search(text)) or bool(NUMBERED_BRANCH.search(text))
    )


def town_of(line: str) -> str:
    """The township that a grouping line or a sheet's name is, else empty."""
    bare = re.sub(
        r"^[(（]?[一二三四五六七八九十0-9]+[)）、.．]\s*|[(（][^（）()]*[)）]$", "", line.strip()
    )
    bare = bare.strip(" ：:")
    town = re.fullmatch(r"[\u4e00-\u9fff]{3,8}", bare) and KINDS["township"].search(bare)
    return bare if town else ""
