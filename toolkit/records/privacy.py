"""What never comes in: identity numbers, phones, home addresses and health of private persons."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from toolkit.records.cells import matches
from toolkit.records.headings import plain

_ZH = re.compile(
    r"身份证|证件号|证号|公民身份|护照|社保(卡|号)|社会保障号|医保(卡|号)|银行(卡|账|帐)|手机|座机|电话(号|$)|^电话$|联系(方式|人|电话)|微信|qq|^id(号|号码)$|邮箱|电子邮件"
    r"|家庭(住|地)址|住址|住所|通(讯|信)地址|户籍|户口|居住|^(详细|现|家庭)?地址$|姓名|出生(日期|年月|地)|生日"
    r"|^(性别|民族|年龄|籍贯|政治面貌)$|病|^健康$|健康(状况|情况|档案|码)|身体(状况|情况|条件)|疾|残疾|伤残|残障|血型|诊断|体检"
)
#: English words that announce a person's data on their own, and pairs of neighbours that do
#: together
_EN = {
    "phone",
    "mobile",
    "cellphone",
    "telephone",
    "tel",
    "wechat",
    "whatsapp",
    "email",
    "mail",
    "ssn",
    "passport",
    "dob",
    "birthday",
    "birthdate",
    "sfz",
    "shenfenzheng",
}
_EN |= {
    "disease",
    "illness",
    "diagnosis",
    "medical",
    "disability",
    "residence",
    "gender",
    "ethnicity",
}
_EN |= {"idcard", "idnumber", "idno", "contact", "contacts"}
_EN_PAIRS = {
    ("id", "number"),
    ("id", "no"),
    ("id", "card"),
    ("id", "num"),
    ("identity", "number"),
    ("identity", "card"),
    ("identity", "no"),
}
_EN_PAIRS |= {
    ("national", "id"),
    ("bank", "account"),
    ("social", "security"),
    ("birth", "date"),
    ("full", "name"),
    ("person", "name"),
}
_EN_PAIRS |= {
    (who, "name")
    for who in (
        "secretary",
        "leader",
        "member",
        "cadre",
        "head",
        "official",
        "contact",
        "first",
        "last",
        "family",
    )
}
_EN_PAIRS |= {("responsible", "person")}
_NOT_HOME = {"ip", "web", "mac", "office", "url"}
_ID = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}[ -]?(?:19|20)[0-9]{2}"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[ -]?[0-9]{3}[0-9Xx](?![0-9Xx])"
)
_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4})(?![0-9])"
)
# the same without look-around and in either width: what Arrow sifts long columns with before Python
# looks closely
_D, _GAP = "[0-9０-９]", "[ 　－-]"
_MAYBE_ID = (
    f"{_D}{{6}}{_GAP}?(?:[1１][9９]|[2２][0０]){_D}{{2}}[01０１]{_D}[0-3０-３]{_D}{_GAP}?{_D}{{3}}"
    f"[0-9０-９XxＸｘ]"
)
_MAYBE_PHONE = f"[1１][3-9３-９]{_D}(?:{_D}{{8}}|{_GAP}{_D}{{4}}{_GAP}{_D}{{4}})"
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍"
    "余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席"
    "季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁"
    "宣邓"
)
_NAME = rf"^[{_SURNAMES}]\p{{Han}}{{1,2}}$"
_ROLES = r"长|书记|主任|委员|干部|负责|专员|站|办|组|科|局|部|员|师|经理|总|队"


def is_personal_heading(heading: object) -> bool:
    """Whether a heading announces private persons' data (identity, phone, home address, health, a
    person's name)."""
    if _ZH.search(plain(heading)):
        return True
    words = re.findall(r"[a-z]+", str(heading).translate(_WIDE).lower())
    pairs = list(zip(["", *words], words))
    address = any(b in ("address", "addr") and a not in _NOT_HOME for a, b in pairs)
    health = (bool(words) and words[-1] == "health") or any(
        a == "health" and b in ("status", "condition", "record") for a, b in pairs
    )
    return bool(_EN & set(words)) or bool(_EN_PAIRS & set(pairs)) or address or health


def _is_id(text: str) -> bool:
    digits = re.sub(r"[ -]", "", text)
    return (
        digits[-1].upper() == "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS)) % 11]
    )


def personal_values(column: pd.Series, phones: bool) -> np.ndarray:
    """Mask of texts that hold an identity number (valid date and check digit) or, when `phones`, a
    mobile number.

    Full-width digits, +86 and the usual spaces and hyphens hide neither.
    """
    mask = np.zeros(len(column), dtype=bool)
    for i in np.flatnonzero(
        matches(column, f"{_MAYBE_ID}|{_MAYBE_PHONE}" if phones else _MAYBE_ID)
    ):
        text = column.iat[i].translate(_WIDE)
        mask[i] = any(_is_id(m) for m in _ID.findall(text)) or (
            phones and bool(_PHONE.search(text))
        )
    return mask


def looks_like_a_name(column: pd.Series) -> np.ndarray:
    """Mask of texts of two or three characters that read as a person's name rather than a role."""
    return matches(column, _NAME) & ~matches(column, _ROLES)
