"""What never comes in: identity numbers, phones, home addresses and health of private persons."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from toolkit.records.cells import matches
from toolkit.records.headings import plain

_HEADINGS = re.compile(
    r"身份证|证件号|公民身份|护照号|社保卡|银行卡|手机|电话|联系方式|微信|家庭住址|住址|家庭地址|通讯地址|通信地址|户籍地|居住地|地址|病史|健康|疾病|残疾|血型|病情|诊断"
    r"|^id_?card|identity_?(no|num|card)|national_?id|passport|^(mobile|phone|tel|telephone|cell)(_?(no|num|number))?$|phone|^mobile|(home|postal|street)?_?address|health|disease|medical|diagnos|disabilit"
)
_ID = re.compile(r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_ID_ANYWHERE = r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"
_PHONE_ANYWHERE = r"(?<!\d)1[3-9]\d{9}(?!\d)"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NAME = r"^[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓]\p{Han}{1,2}$"  # noqa: E501
_ROLES = r"长|书记|主任|委员|干部|负责|专员|站|办|组|科|局|部|员|师|经理|总|队"


def is_personal_heading(heading: object) -> bool:
    """Whether a heading announces private persons' data."""
    return bool(_HEADINGS.search(plain(heading)))


def _is_id(text: str) -> bool:
    if not _ID.fullmatch(text):
        return False
    check = "10X98765432"[sum(int(d) * w for d, w in zip(text, _WEIGHTS)) % 11]
    return text[-1].upper() == check


def personal_values(column: pd.Series, phones: bool) -> np.ndarray:
    """Mask of texts that hold an identity number (valid date and check digit) or, when `phones`, a mobile number."""
    mask = np.zeros(len(column), dtype=bool)
    for i in np.flatnonzero(matches(column, r"[1-9]\d{16}[\dXx]")):
        mask[i] = any(_is_id(m) for m in re.findall(_ID_ANYWHERE, column.iat[i]))
    if phones:
        for i in np.flatnonzero(matches(column, r"1[3-9]\d{9}")):
            mask[i] |= bool(re.search(_PHONE_ANYWHERE, column.iat[i]))
    return mask


def looks_like_a_name(column: pd.Series) -> np.ndarray:
    """Mask of texts of two or three characters that read as a person's name rather than a role."""
    return matches(column, _NAME) & ~matches(column, _ROLES)
