"""What belongs to a person and never leaves the reader: names, titles, telephones, numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from toolkit.records.privacy import is_personal_heading

#: the hundred family names and those that are common today
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
    "伍余元卜顾孟平黄和穆萧肖尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝"
    "闵席季麻强贾路娄危江童颜郭梅盛林刁钟锺徐邱丘骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干"
    "解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段"
    "富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎"
    "蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂"
    "濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎闫充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满"
    "弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯"
    "相查后荆红游竺权逯盖益桓公岳楼晋闫法汝鄢涂钦归海谯笪年爱阳佟言福覃佘佴牟商牛苟代信芦冼区"
    "覃仝褟揭占肇麦植战户千展召"
)
COMPOUND = [
    "欧阳",
    "太史",
    "端木",
    "上官",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "万俟",
    "闻人",
    "夏侯",
    "诸葛",
    "尉迟",
    "公羊",
    "赫连",
    "澹台",
    "皇甫",
    "宗政",
    "濮阳",
    "公冶",
    "太叔",
    "申屠",
    "公孙",
    "慕容",
    "仲孙",
    "钟离",
    "长孙",
    "宇文",
    "司徒",
    "鲜于",
    "司空",
    "令狐",
    "百里",
    "东郭",
    "南门",
    "呼延",
    "归海",
    "羊舌",
    "微生",
    "梁丘",
    "左丘",
    "东门",
    "西门",
    "拓跋",
    "轩辕",
    "段干",
    "乐正",
    "漆雕",
    "公良",
    "第五",
]
#: what a person is called by beside the name
RANKS = (
    "书记|支书|主任|局长|县长|镇长|乡长|区长|部长|校长|院长|科长|股长|站长|所长|队长|组长|园长|行长"
    "|总经理|经理|董事长|理事长|理事|社长|厂长|会长|秘书长|主席|常委|委员|干部|科员|同志|专员|调研"
    "员"
    "|主任科员|指导员|联络员|负责人|责任人|联系人|法人代表|法人|政委|所长|处长|司长|厅长|检察长|村"
    "长"
)
#: a rank with what stands before it: 党组书记, 副局长, 第一书记, 党委副书记
TITLE = re.compile(
    rf"(?:[、，,/\s]*(?:党工委|党委|党组|党总支|党支部|支部|机关|常务|第一|原|副|驻村|村)*(?:{RANKS}))+"
)
#: a telephone, mobile or with an area code, or the digits of an identity card, in any spacing
DIGITS = re.compile(
    r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])"
    r"|(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])|(?<![0-9])0[0-9]{2,3}[- ]?[0-9]{7,8}(?![0-9])"
    r"|(?<![0-9])[2-9][0-9]{6,7}(?![0-9年])"
)
_LABEL = re.compile(
    r"填表|填报|制表|审核|审批|联系人|联络员|负责人|责任人|经办|统计员|签字|签名|校对[:：人]|电话|手机"
    rf"|身份证|{RANKS}"
)
_LEAF = re.compile(
    r"(?:姓名|名字|(?<![村位业门区校织部])名单|领导|负责人|责任人|联系人|联络人|联络员|法人|代表人?|人员|队员|成员|专班|党员"
    r"|户主|贫困户|脱贫户|监测户|农户|户名|号码|电话|手机|手机号|联系方式|身份证号?|身份证号码|证件号码?"
    r"|职务|职称|职级|性别|年龄|民族|学历|籍贯|住址|地址|微信|邮箱|政治面貌|文化程度|学历|出生年月|出生日期"
    rf"|帮扶人|代理人|村医|教师|特派员|{RANKS})(?:情况|信息|及?职务|及?电话|及?联系方式)*$"
)
_UNIT_NOUN = re.compile(
    r"单位|部门|机关|党组织|企业|公司|学校|医院|派出|选派|方$|村$|社区$|支部$|村\(|组织$"
)
_JOINED = re.compile(r"[及和与、/\n(]")
_HAN = r"[\u3400-\u9fff]"


#: ① is (1), which Unicode's one width would make a bare 1 of the name behind it
_CIRCLED = {ord("①") + i: f"({i + 1})" for i in range(20)} | {
    ord("❶") + i: f"({i + 1})" for i in range(10)
}


def plain_text(value: object) -> str:
    """A cell's text: one width, white space at the ends off."""
    text = "" if value is None else str(value)
    return unicodedata.normalize("NFKC", text.translate(_CIRCLED)).strip()


@lru_cache(maxsize=65536)
def is_person(text: str) -> bool:
    """Whether a short text reads as a person's name: two or three characters after a family name,
    a compound one, or with the dot of transcribed names."""
    bare = re.sub(r"\s+", "", text)
    if re.fullmatch(rf"{_HAN}{{1,8}}[·•・]{_HAN}{{1,8}}", bare):
        return True
    if not re.fullmatch(rf"{_HAN}{{2,4}}", bare):
        return False
    if bare[:2] in COMPOUND and len(bare) > 2:
        return True
    return len(bare) <= 3 and bare[0] in SURNAMES


def heading_is_personal(leaf: str) -> bool:
    """Whether a heading announces persons and no unit: 联系人 does, 联系人单位 does not."""
    text = plain_text(leaf).replace(" ", "").replace("\n", "")
    bare = re.sub(r"\([^()]*\)", "", text) or text
    if _LEAF.search(bare):
        return not is_mixed_heading(leaf)
    if bare.lower() == "id":  # in a ledger of persons it is their identity number
        return True
    return is_personal_heading(text) and not _UNIT_NOUN.search(bare)


def is_mixed_heading(leaf: str) -> bool:
    """Whether units and persons stand in one column: 联系单位及责任人, 包村领导（单位）."""
    text = plain_text(leaf).replace(" ", "")
    parts = [p.strip(")") for p in _JOINED.split(text) if p.strip(")")]
    return (
        len(parts) > 1
        and any(_LEAF.search(p) for p in parts)
        and any((_UNIT_NOUN.search(p) or p == "名称") and not _LEAF.search(p) for p in parts)
    )


def names_file(stem: str) -> bool:
    """Whether a file's name may hold a person's: then the file is called 台账."""
    parts = re.split(r"[^\u3400-\u9fff·•・]+|台账|名单|一览表|安排表|情况", plain_text(stem))
    return bool(DIGITS.search(stem)) or any(len(p) > 2 and is_person(p) for p in parts)


def holds_person(text: str) -> bool:
    """Whether a free text (title, note) may name a person: then it is shown to nobody."""
    plain = plain_text(text)
    if DIGITS.search(plain) or _LABEL.search(plain):
        return True
    return any(is_person(p) for p in re.split(r"[^\u3400-\u9fff·•・]+", plain))
