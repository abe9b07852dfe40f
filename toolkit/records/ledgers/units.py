"""One cell to the units it names: separators, brackets, shortened lists; persons dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.records.ledgers.blanks import EMPTY, is_ditto, says_nothing
from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.names import split_township
from toolkit.records.ledgers.persons import COMPOUND, DIGITS, SURNAMES, TITLE, is_person, plain_text
from toolkit.records.ledgers.separating import BRACKETS, LABEL, PERSON_LABEL, pieces_of
from toolkit.records.ledgers.words import (
    NUMBERED_BRANCH,
    is_generic,
    is_unit,
    kind_of,
    names_office,
)

#: what refers elsewhere is no village whose 村 was left out
_ELSEWHERE = pattern(
    r"附件|附表|附后|详见|见表|另行|另定|通知|安排|落实|确定|不变|上述|同去年|片区|网格|小组|所有|其余|全部"
)
#: 县 委 办, 水 利 局: letters set apart, never two names
_SPACED = pattern(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ ]+(?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])[ ]+(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))"
)
#: 白石镇 前川村, 白石镇—前川村: a township parted from its village
_APART = pattern(r"[ /·—\-\n]")
_TOWN_APART = pattern(
    r"((?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,5}(?:[镇乡]|苏木|街道))[ /·—\-\n]+"
    r"(?=[\u4e00-\u9fff]{1,8}(?:村|社区|村委会|居委会)(?![\u4e00-\u9fff]))"
)
#: signs that no name of a unit holds: 红旗村→前川村 is two units and what lies between them
_NO_NAME = pattern(r"[→←⇒=<>《》~&@#%^;?？!！:：\\|]")
#: what stands for a name that somebody has yet to fill in: ××村, XX局, 某某公司, ____
_PLACEHOLDER = pattern(
    r"[×✕✖╳]|(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|[○◯〇]{2,}|[□△_]{2,}|\*{2,}|某某"
    r"|^(?:[省市县区镇乡]|某[省市县区镇乡])?某"
    r"(?:[省市县区镇乡村局办]|街道|社区|单位|部门|企业|公司|学校|党?支部|党总支|党委)+$"
)
_COUNT = pattern(
    r"(?:等|共|计|合计){0,3}\s{0,9}[(（]?(?:[0-9]{1,6}|[两二三四五六七八九十]{1,6})\s{0,9}[个家所]"
    r"(?P<noun>(?:行政|自然)?村|社区|单位|部门|企业|学校|公司|党组织|党支部)?[)）]?$"
)
_NUMBER = pattern(r"[0-9]+|[两二三四五六七八九十]+")
#: 东岭、西岭等3村: 个 left out, where 等 or several names stand before
_COUNT_BARE = pattern(
    r"(?:(?:等|共|合计)\s*(?:[0-9]+|[两二三四五六七八九十]+)|(?<=[\u4e00-\u9fff])(?:[0-9]+|两))\s*(?:行政)?"
    r"(?P<noun>村|社区)$"
)
#: 3个村：东湾、西湾: a count before the names
_COUNT_BEFORE = pattern(
    r"^(?:共|计)?(?:[0-9]+|[两二三四五六七八九十]+)[个家所](?:行政村|村|社区|单位|部门|企业|学校)?[:：]"
)
#: 恒禾公司8万元, 县水利局2人: what a unit gives stands behind its name
_AMOUNT = pattern(
    r"(?:约|共|投入|捐资|出资|资助)?[0-9]{1,12}(?:\.[0-9]{1,6})?(?:[余多])?"
    r"(?:亿元|万元|千元|元|亿|万|人次|人|名|户|亩|公里|次|项|件)?$"
)
_FORMER = pattern(r"^(?:原名?|曾用名|曾名|旧称|前身(?:为|是)?|更名前(?:为)?)[:：]?(.{2,24})$")
_SHORT = pattern(r"^(?:以下)?(?:简称|下称)[:：“\"]*(.{1,16}?)[”\"]*$")
_SENTENCE = pattern(r"[由另见已正在待按未的了请各经拟将]|安排|对接|落实|统筹|帮扶|结对")
_ONE_BRACKET = str.maketrans("()[]【】〔〕", "（）" * 4)
_TOWN_ELIDED = pattern(r"^([\u4e00-\u9fff]{1,5}(?:[镇乡]|苏木|街道))([\u4e00-\u9fff]{1,6})$")
#: 杏坛镇（东湾、西湾）, 杏坛镇（东湾村）
_TOWN_OVER = pattern(
    r"((?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,5}(?:[镇乡]|苏木|街道))（([^（）]*[、，,][^（）]*|[^（）]*(?:村|社区))）"
)
#: 白石镇 前川、后川
_TOWN_BEFORE = pattern(
    r"((?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,5}(?:[镇乡]|苏木|街道))[ \n]+"
    r"(?=[\u4e00-\u9fff]{1,8}(?:[、，]|$))"
)
#: a bracket on a line of its own belongs to the name above: 县农业农村局⏎（县乡村振兴局）
_BRACKET_BELOW = pattern(
    r"\s*\n\s*(?=（(?![0-9一二三四五六七八九十]{1,3}）)[^（）\n]*）\s*(?:[\n、，,；;]|$))"
)
_TOWN = pattern(r"^([\u4e00-\u9fff]{2,6}(?:[镇乡]|苏木|街道))[:：](.+)$")


#: whose 常委, 书记 or 主席 is a leader of the county, no delegate of a unit
_LED = pattern(r"(?:中共)?[\u4e00-\u9fff]{0,4}[省市县区旗镇乡]?(?:委|政府|人大|人大常委会|政协)")
_LEADS = pattern(r"常委$|[省市县区旗]长$|(?:人大|政协).*(?:主任|主席)$")
#: ends of firms that read as a person's name
_FIRM_ENDS = pattern(r"公司|集团|[厂社店行场部会]$")
_PART_OF_FIRM = ("连锁", "车行", "花园", "广场", "时代")


#: letters of the longest list of units that is read, some six hundred villages
LONGEST_LIST = 4_000
#: kinds of units that a township before the first of a list is said of
_PLACED = frozenset(["village", "community", "school", "hospital"])


@dataclass(frozen=True)
class Unit:
    """A unit as one cell names it; `others`: former and short names that the cell explains."""

    name: str
    township: str = ""
    others: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """What a cell of units held; `persons`: something in it was dropped as a person's."""

    units: tuple[Unit, ...] = ()
    persons: bool = False
    unknown: int = 0
    #: a count after the names says that there are so many more
    lacking: int = 0
    #: more than a list of units that anybody keeps in one cell: none of it was read
    long: bool = False


@lru_cache(maxsize=65536)
def read_units(value: str, noun: str = "", known: frozenset[str] = frozenset()) -> Cell:
    """Units of a cell.

    Parameters
    ----------
    value : str
        The cell's text.
    noun : str
        What the column holds: ``村``, ``社区`` complete shortened names (东岭、西岭 → 东岭村),
        ``企业`` takes names of any ending, ``单位`` an office's without one (县疾控).
    known : frozenset of str
        Short names that the file explains (县人行).
    """
    if len(value) > LONGEST_LIST:
        return Cell(long=True)
    text = plain_text(value).translate(_ONE_BRACKET)
    if "\n" in text:
        text = _BRACKET_BELOW.sub("", text)
    if " " in text:
        text = _SPACED.sub(r"\1", text)
    if _APART.search(text):
        text = _TOWN_APART.sub(r"\1:", text)
    if text in EMPTY or is_ditto(text) or says_nothing(text):
        return Cell()
    if _COUNT.fullmatch(text) and (said := _NUMBER.search(text)):  # 4所, 3个村
        return Cell(lacking=_number(said[0]))
    text, noun, counted = _without_count(_COUNT_BEFORE.sub("", text), noun)
    if noun in ("村", "社区"):
        if _APART.search(text):
            text = _TOWN_BEFORE.sub(r"\1:", text)
        if re.fullmatch(r"[\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,4})+", text):
            text = text.replace(" ", "、")
        text = _TOWN_OVER.sub(r"\1:\2\n", text)
    found: list[Unit] = []
    persons, unknown, town = False, 0, ""
    pieces = pieces_of(text)
    # 东岭 among villages is one; 王五 alone under 村 may be anybody
    among = any(not is_unit(p) and not is_person(p) and p not in known for p in pieces)
    among &= not any(DIGITS.search(p) or TITLE.search(p) for p in pieces)
    if noun in ("村", "社区") and not counted and not among:
        noun = ""
    for piece in pieces:
        if m := _TOWN.match(piece):
            town, piece = m[1], m[2]
        if (counted or among) and noun in ("村", "社区") and (m := _TOWN_ELIDED.match(piece)):
            # 杏坛镇东湾、西湾: the township stands before the first of the list
            town, piece = m[1], piece if is_unit(m[2]) else m[2]
        short = piece in known and not is_unit(piece)
        unit, person = (Unit(piece), False) if short else _unit(piece, noun, bool(counted))
        persons |= person
        if unit and kind_of(unit.name) in ("village", "community"):
            # 杏坛镇东湾村、西湾村: it is the township of those behind it, too
            town = split_township(unit.name)[0] or unit.township or town
        if unit is None:
            unknown += not person and bool(re.search(r"[^\W\d_]", piece))
        elif (unit.name, where := unit.township or _where(unit.name, town)) not in {
            (u.name, u.township) for u in found
        }:
            found.append(Unit(unit.name, where, unit.others, unit.note))
    lacking = max(0, counted - len(found) - unknown - persons) if found else 0
    return Cell(tuple(found), persons, unknown, lacking)


def _where(name: str, town: str) -> str:
    """The township that a cell states for a name without one."""
    return town if kind_of(name) in _PLACED and split_township(name)[0] in ("", town) else ""


def _without_count(text: str, noun: str) -> tuple[str, str, int]:
    """A list without its closing count (东岭、西岭3个村), the noun that the count names, and the
    count."""
    m = _COUNT.search(text) or ("、" in text and _COUNT_BARE.search(text))
    if not m or not text[: m.start()].strip("、，,；; "):
        return text, noun, 0
    said = _NUMBER.search(m[0])
    noun = (m["noun"] or noun).removeprefix("行政")
    return text[: m.start()].rstrip("、，,；; 等"), noun, _number(said[0]) if said else 1


def _number(said: str) -> int:
    """12 of 12 and of 十二."""
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.replace("两", "二").rpartition("十")
    digits = " 一二三四五六七八九"
    return (digits.find(tens) if tens else 1 if ten else 0) * 10 + max(digits.find(ones or " "), 0)


def _unit(piece: str, noun: str, counted: bool) -> tuple[Unit | None, bool]:
    """The unit that a piece names (None when it names none), and whether a person was dropped."""
    person = bool(DIGITS.search(piece))
    piece = DIGITS.sub("", piece).strip(" :：-—、.")
    if PERSON_LABEL.match(piece):
        tail = re.split(r"[:：]", piece, maxsplit=1)[1]
        return (_unit(tail, "", False)[0] if is_unit(tail) else None), True
    piece = LABEL.sub("", piece).strip()
    main, others, note, inner, dropped = _brackets(piece)
    person |= dropped
    unit, more = _main(main, noun, counted)
    if unit is None and inner:  # 张三（县水务局）
        return Unit(inner), True
    if unit is None:
        return None, person or more
    return Unit(unit, note if kind_of(note) == "township" else "", others, note), person or more


def _brackets(piece: str) -> tuple[str, tuple[str, ...], str, str, bool]:
    """(name, other names, note, a unit inside, a person inside) of a name with its brackets."""
    others: list[str] = []
    note = inner = ""
    person = False
    keep = ""

    def take(m: re.Match[str]) -> str:
        nonlocal note, inner, person, keep
        body = m[1].replace("\0", "、").strip()
        if found := _FORMER.match(body) or _SHORT.match(body):
            others.append(found[1].strip())
        elif body == "虚构":
            keep = "（虚构）"
        elif m.start() == 0 and is_generic(body):
            note = body  # （牵头）县水利局
        elif m.end() < len(piece) and not TITLE.search(body) and not is_person(body):
            return m[0]  # a bracket within the name: 中国移动（澜岗）公司
        elif is_unit(TITLE.sub("", body)):
            parts = re.split(r"[、，,]", body)
            led = any(map(_LEADS.search, parts))
            units = [] if led else [_main(p, "", False)[0] for p in parts]
            inner = next(filter(None, units), "")
            person = not inner
            note = inner
        elif is_person(TITLE.sub("", body)) or DIGITS.search(body) or TITLE.search(body):
            person = not is_generic(body)
        elif is_generic(body):
            note = body
        return ""

    main = BRACKETS.sub(take, piece)
    main = re.sub(r"[（(][^（）()]*$", "", main).strip()
    return main + keep, tuple(others), note, inner, person


def _main(text: str, noun: str, counted: bool) -> tuple[str | None, bool]:
    """The unit in a name without brackets, and whether a person was cut off it."""
    bare = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", text).strip(" ：:;；,，.。*★☆")
    bare = re.sub(r"等$", "", bare)
    if (
        not bare
        or "\ufffd" in bare
        or _NO_NAME.search(bare)
        or _PLACEHOLDER.search(bare)
        or is_generic(bare)
        or not re.search(r"[\u3400-\u9fffA-Za-z]", bare)
    ):
        return None, False
    if (given := _AMOUNT.search(bare)) and is_unit(bare[: given.start()]):
        bare = bare[: given.start()]
    core = bare.removesuffix("（虚构）")
    if core.endswith("业") and is_person(core):  # 王建业 is no firm
        return None, True
    if is_unit(core):
        return _person_before(bare)
    if cut := _titled(core, noun):
        return cut, True
    if noun in ("村", "社区") and _elided(core, counted):
        return core + noun, False
    if noun == "单位" and names_office(core):
        return bare, False
    if is_person(core) or is_person(TITLE.sub("", core)):
        return None, True
    if TITLE.search(core):
        return None, True
    # a firm may bear any name; elsewhere what does not end like a unit is none
    named = noun == "企业" and 4 <= len(core) <= 12 and not _SENTENCE.search(core)
    return (bare if named else None), False


def _elided(core: str, counted: bool) -> bool:
    """A short name without its 村: always in a counted list, else where it is no person's name."""
    if not re.fullmatch(r"[\u3400-\u9fff]{1,8}", core) or _ELSEWHERE.search(core):
        return False
    if re.search(r"村.*组$", core):
        return False
    return counted or len(core) == 2 or not is_person(core)


def _titled(core: str, noun: str) -> str | None:
    """The unit before a title or a name: 水务局局长张某, 水务局张某 → 水务局."""
    for m in TITLE.finditer(core):
        head, tail = core[: m.start()], core[m.end() :].strip()
        if m[0].startswith("村") and not is_unit(head):
            head += "村"  # 竹园村支书: the village's sign is read as the title's
        if is_unit(head) and (not tail or is_person(tail) or len(tail) <= 4):
            return None if _LED.fullmatch(head) else head
    for cut in (-3, -2, -4):
        head, tail = core[:cut], core[cut:]
        named = is_person(tail) and tail not in _PART_OF_FIRM
        if noun == "企业" and not _FIRM_ENDS.search(head):
            named = False  # 恒禾建筑劳务: half of a firm's name reads as a person's
        if len(head) >= 3 and is_unit(head) and named:
            return head
    return None


def _person_before(bare: str) -> tuple[str | None, bool]:
    """A unit's name; a person's name glued before 县… is cut off (张某县水务局)."""
    m = re.match(
        r"^([\u3400-\u9fff]{2,3})((?:副?(?:局长|主任|书记))?)(县[\u3400-\u9fff]{2,})$", bare
    )
    if m and m[2] and is_person(m[1]) and is_unit(m[3]):
        return m[3], True
    m = re.match(r"^(?:副?(?:县长|书记|部长|主席|主任))([\u3400-\u9fff]{2,3})$", bare)
    if m and (m[1][0] in SURNAMES or m[1][:2] in COMPOUND) and not NUMBERED_BRANCH.search(bare):
        return None, True
    return bare, False
