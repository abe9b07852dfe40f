"""Names that probably mean one unit though they differ: to be asked about, never merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from toolkit.records.ledgers.names import OWN_SIGN, core_of
from toolkit.records.ledgers.words import kind_of

_SUFFIX = re.compile(
    r"(?:管理委员会|委员会|管理局|监督局|局|委|办公室|办|中心|集团|公司|工会|联合会|协会|学校|中学|小学"
    r"|医院|银行|行|院|社|厂|部|会)$"
)
#: endings that name the same thing in another dress
_DRESS = {"委员会": "office", "局": "office", "委": "office", "办公室": "office", "办": "office"}
_DRESS |= {"公司": "firm", "集团": "firm", "银行": "bank", "行": "bank", "管理局": "office"}
_DRESS |= {"监督局": "office", "中心": "office", "中学": "school", "小学": "primary"}
#: stems of offices that one reform made of the other
_RENAMED = [
    {"水务", "水利", "水利水务"},
    {"环保", "环境保护", "生态环境"},
    {"国土", "国土资源", "自然资源", "自然资源和规划"},
    {"农业", "农业农村", "农牧", "农林", "农业和农村工作"},
    {"工商", "工商行政管理", "市场监管", "市场监督管理", "质监", "质量技术监督", "食药监"},
    {"卫计", "卫生和计划生育", "卫健", "卫生健康", "卫生"},
    {
        "文广",
        "文广新",
        "文体广新",
        "文旅",
        "文化和旅游",
        "文化旅游",
        "文体",
        "文化",
        "旅游",
        "文体旅游",
    },
    {"安监", "安全生产监督管理", "应急", "应急管理"},
    {"扶贫", "扶贫开发", "乡村振兴"},
    {"经信", "经贸", "工信", "工业和信息化", "经济和信息化", "科工", "经济信息化", "经济商务"},
    {"人社", "人力资源和社会保障", "劳动", "劳动和社会保障", "人事"},
    {"教育", "教体", "教育体育", "教育和体育", "教科", "教科体"},
    {"国税", "地税", "税务", "国家税务", "地方税务"},
    {"住建", "建设", "住房和城乡建设", "住房城乡建设", "城乡建设"},
    {"发改", "发展和改革", "发展改革", "计划", "计委"},
    {"城管", "城市管理", "综合执法", "城市管理综合执法", "行政执法"},
    {"供电", "电力", "国网"},
    {"交通", "交通运输"},
    {"市监", "市场监督管理", "市场监管"},
    {"医保", "医疗保障"},
    {"退役军人", "退役军人事务"},
    {"民宗", "民族宗教", "民族宗教事务"},
    {"科技", "科学技术", "科工"},
]
#: signs by which units are told apart: names that differ in these are different units
_TELLING = set("一二三四五六七八九十0123456789东西南北中上下前后左右大小新老内外第")


def probably_same(names: Sequence[str], county: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of names of units that differ but may well be one.

    Only offices, firms, schools and the like are compared; villages differ by a sign as a rule.
    """
    names = [n for n in names if kind_of(n) not in ("village", "community", "township")]
    parts = [(name, *_split(name, county)) for name in names]
    buckets: dict[str, list[int]] = defaultdict(list)
    for i, (_, stem, _, _) in enumerate(parts):
        if not stem:
            continue
        for sign in {stem[0], *(f"#{n}" for n, r in enumerate(_RENAMED) if stem in r)}:
            buckets[sign].append(i)
    told = set()
    for found in buckets.values():
        for at, i in enumerate(found):
            for j in found[at + 1 :]:
                if (i, j) not in told and _alike(parts[i], parts[j]):
                    told.add((i, j))
    for i, j in sorted(told):
        yield names[i], names[j]


def _split(name: str, county: str) -> tuple[str, str, str]:
    """(stem, ending, kind) of a unit's core: 水务局 → 水务, 局, department."""
    core = core_of(name, county)
    core = re.sub(r"^(?:国网|国家|人民)(?=.{2})", "", core)
    core = OWN_SIGN.sub("", core) if kind_of(core) != "village" else core
    core = re.sub(r"^[县市区](?=委.)", "", core)
    place = re.sub(r"(?:自治县|[县旗市区])$", "", county)
    core = core.removeprefix(place) if len(core) > len(place) + 2 else core  # 澜岗农商银行
    if m := re.search(r"第?([一二三四五六七八九十])(中|小)学?$", core):
        return f"{core[: m.start()]}{m[1]}{m[2]}", m[2], "school"  # 一中 is 第一中学
    m = _SUFFIX.search(core)
    stem, ending = (core[: m.start()], m[0]) if m and m.start() > 0 else (core, "")
    return stem, ending, kind_of(name)


def _alike(a: tuple[str, str, str, str], b: tuple[str, str, str, str]) -> bool:
    (_, x, end_a, kind_a), (_, y, end_b, kind_b) = a, b
    dress_a, dress_b = _DRESS.get(end_a, end_a), _DRESS.get(end_b, end_b)
    firms = {kind_a, kind_b} <= {"enterprise", "department", ""}
    if x == y:  # 供电局 and 供电公司, 教育局 and 教育委员会
        telling = {dress_a, dress_b} <= {"office", "firm", "", "bank"}
        return (telling and end_a != end_b) or kind_a == kind_b == "school"
    if dress_a == dress_b == "office" and any(x in r and y in r for r in _RENAMED):
        return True
    short, long = sorted((x, y), key=len)
    like = len(short) >= 2 and dress_a == dress_b and kind_a == kind_b
    if like and _within(short, long) and not _tells(short, long):
        return dress_a in ("office", "社") or kind_a in ("enterprise", "school") or not dress_a
    if firms and "enterprise" in (kind_a, kind_b) and len(short) >= 2:
        # 恒禾公司 and 恒禾建材有限公司; 恒禾建材 and 恒禾建材集团
        if long.startswith(short) and not _tells(short, long):
            return True
        # 宏远建筑工程 and 宏远建设: of one name, in one trade
        return kind_a == kind_b and len(short) > 2 and short[:3] == long[:3]
    bare, full = sorted((x + end_a, y + end_b), key=len)
    if "" in (end_a, end_b) and 2 <= len(bare) <= 3 and len(full) > 3 and _within(bare, full):
        return True  # 残联 and 残疾人联合会
    return len(x) == len(y) >= 3 and dress_a == dress_b and _one_sign_apart(x, y)


def _within(short: str, long: str) -> bool:
    """Whether the signs of `short` stand in `long` in their order, the first one first."""
    signs = iter(long)
    return short[0] == long[0] and all(sign in signs for sign in short)


def _tells(short: str, long: str) -> bool:
    """Whether what `long` has more is a sign that tells units apart (第二, 东)."""
    return (
        any(sign in _TELLING and sign not in short for sign in long) and len(long) - len(short) < 3
    )


def _one_sign_apart(x: str, y: str) -> bool:
    apart = [(p, q) for p, q in zip(x, y) if p != q]
    return len(apart) == 1 and not set(apart[0]) & _TELLING
