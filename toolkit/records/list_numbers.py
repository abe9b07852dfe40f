"""Automatic numbers of a Word document as Word prints them: 一、（一）1. ① A. iv."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_MARK = re.compile(r"%([1-9])")
_UNITS = ("", "十", "百", "千")
_LEGAL_UNITS = ("", "拾", "佰", "仟")
_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_OLD = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
    )
)


def _spoken(number: int, digits: str, units: tuple[str, ...], leading: bool) -> str:
    """一百零五; `leading` keeps the one of 一十."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        zero = digits[0] if 0 < rest < 1000 else ""
        tail = _spoken(rest, digits, units, True) if rest else ""
        return _spoken(head, digits, units, leading) + "万" + zero + tail
    out, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit] + units[place]
            gap = False
        else:
            gap = True
    if not leading and 10 <= number < 20:
        out = out[1:]
    return out or digits[0]


def _digit_by_digit(number: int, zero: str) -> str:
    return "".join(zero if d == "0" else _DIGITS[int(d)] for d in str(number))


def _letters(number: int) -> str:
    # Word goes on from Z with AA, BB, CC
    repeat, place = divmod(number - 1, 26)
    return chr(65 + place) * (repeat + 1) if number > 0 else ""


def _roman(number: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        out += sign * count
    return out


def _from(first: str, last: int, number: int) -> str:
    return chr(ord(first) + number - 1) if 0 < number <= last else str(number)


_FORMATS = {
    "none": lambda n: "",
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "numberInDash": lambda n: f"- {n} -",
    "decimalEnclosedCircle": lambda n: _from("①", 20, n),
    "decimalEnclosedParen": lambda n: _from("⑴", 20, n),
    "decimalEnclosedFullstop": lambda n: _from("⒈", 20, n),
    "ideographEnclosedCircle": lambda n: _from("㊀", 10, n),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 0 < n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if 0 < n <= 12 else str(n),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12],
    "ideographDigital": lambda n: _digit_by_digit(n, "○"),
    "japaneseDigitalTenThousand": lambda n: _digit_by_digit(n, "〇"),
    # beyond 99 Word's plain counting only sets the digits side by side
    "chineseCounting": lambda n: (
        _spoken(n, _DIGITS, _UNITS, False) if n < 100 else _digit_by_digit(n, "○")
    ),
    "chineseCountingThousand": lambda n: _spoken(n, _DIGITS, _UNITS, False),
    "chineseLegalSimplified": lambda n: _spoken(n, _LEGAL, _LEGAL_UNITS, True),
    "ideographLegalTraditional": lambda n: _spoken(n, _LEGAL_OLD, _LEGAL_UNITS, True),
}
_FORMATS |= {
    "decimalFullWidth2": _FORMATS["decimalFullWidth"],
    "decimalEnclosedCircleChinese": _FORMATS["decimalEnclosedCircle"],
    "taiwaneseCounting": _FORMATS["chineseCounting"],
    "taiwaneseCountingThousand": _FORMATS["chineseCountingThousand"],
    "taiwaneseDigital": _FORMATS["ideographDigital"],
    "japaneseCounting": _FORMATS["chineseCountingThousand"],
    "japaneseLegal": _FORMATS["ideographLegalTraditional"],
}
_PLAIN = {"decimal", "decimalHalfWidth"}


def number_text(number: int, kind: str) -> str:
    """A number in one of Word's formats (``w:numFmt``); an unknown format is decimal.

    Examples
    --------
    >>> number_text(21, "chineseCounting"), number_text(3, "decimalEnclosedCircle")
    ('二十一', '③')
    """
    # a start value of millions would only make a label of thousands of letters
    return _FORMATS[kind](number) if kind in _FORMATS and 0 <= number < 20_000 else str(number)


@dataclass(frozen=True)
class Level:
    """One level of a list, as ``numbering.xml`` describes it."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    after: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass
class _Count:
    levels: dict[int, Level]
    values: dict[int, int] = field(default_factory=dict)


class ListNumbers:
    """Counts the numbered paragraphs of one document, in the order in which they are met.

    Parameters
    ----------
    numbering : Element, optional
        The root of ``numbering.xml``.
    style_numbers : dict
        Style id → number id, for lists that are defined through a style.
    """

    def __init__(self, numbering: ET.Element | None, style_numbers: dict[str, str]):
        self.unknown: set[str] = set()
        self._abstract: dict[str, dict[int, Level]] = {}
        self._list_of: dict[str, str] = {}
        self._overrides: dict[str, tuple[dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, _Count] = {}
        self._begun: set[str] = set()
        linked: dict[str, str] = {}
        for node in numbering if numbering is not None else ():
            if local(node) == "abstractNum":
                key = attribute(node, "abstractNumId")
                self._abstract[key] = dict(_levels(node))
                link = child(node, "numStyleLink")
                if link is not None:
                    linked[key] = attribute(link, "val")
            elif local(node) == "num":
                self._read_number(node)
        # a list that only points to a style takes that style's own list
        for key, style in linked.items():
            target = self._list_of.get(style_numbers.get(style, ""), key)
            self._abstract[key] = self._abstract.get(target, {})

    def _read_number(self, node: ET.Element) -> None:
        key, source = attribute(node, "numId"), child(node, "abstractNumId")
        self._list_of[key] = attribute(source, "val") if source is not None else ""
        levels: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for change in node:
            if local(change) != "lvlOverride":
                continue
            level = _whole(attribute(change, "ilvl"))
            levels |= dict(_levels(change))
            start = child(change, "startOverride")
            if start is not None:
                starts[level] = _whole(attribute(start, "val"))
        self._overrides[key] = (levels, starts)

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a list keeps for a style (0 when it names none)."""
        levels = self._abstract.get(self._list_of.get(number, ""), {})
        return next((i for i, level in levels.items() if level.style == style), 0)

    def label(self, number: str, level: int) -> str:
        """The next label of list `number` at `level`, with the blank that keeps it from the text;
        empty where the list is unknown."""
        source = self._list_of.get(number)
        if source is None or not 0 <= level <= 8:
            return ""
        count = self._counts.setdefault(source, _Count(self._abstract.get(source, {})))
        own, starts = self._overrides[number]
        levels = count.levels | own
        if number not in self._begun:
            # numbers of the same list go on counting, unless a start of their own is given
            self._begun.add(number)
            for i in starts:
                count.values.pop(i, None)
            levels |= {i: replace(levels.get(i, Level()), start=s) for i, s in starts.items()}
            own |= {i: levels[i] for i in starts}
        if level not in levels:
            return ""
        this = levels[level]
        values = count.values
        values[level] = values[level] + 1 if level in values else this.start
        for deeper in [i for i in values if i > level]:
            again = levels[deeper].restart if deeper in levels else None
            if again is None or (again and level < again):
                del values[deeper]
        return self._printed(this, levels, values)

    def _printed(self, this: Level, levels: dict[int, Level], values: dict[int, int]) -> str:
        if this.kind == "bullet":
            return bullet(this.text)

        def one(mark: re.Match[str]) -> str:
            i = int(mark[1]) - 1
            kind = levels[i].kind if i in levels else "decimal"
            if kind not in _FORMATS and kind not in _PLAIN:
                self.unknown.add(kind)
            start = levels[i].start if i in levels else 1
            return number_text(values.get(i, start), "decimal" if this.legal else kind)

        text = _MARK.sub(one, this.text)
        if not text or this.after == "nothing":
            return text
        # after 一、 or （一） nobody sees the tab; 1. before 5 must not become 1.5
        return text + ("" if text[-1] in "、）)：:，．。】〕" and this.after == "tab" else " ")


def bullet(text: str) -> str:
    """A bullet's sign as text; the signs of Symbol and Wingdings become their like."""
    sign = "".join(_SIGNS.get(ord(c) & 0xFF, "•") if "\ue000" <= c <= "\uf8ff" else c for c in text)
    return sign + " " if sign.strip() else ""


#: characters of the fonts Symbol and Wingdings, which Word keeps at U+F000 and up
_SIGNS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x75: "◆",
    0x76: "❖",
    0xA7: "■",
    0xA8: "□",
    0xB7: "•",
    0xD8: "➢",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}


def symbol(code: int) -> str:
    """The like of a character of Wingdings or Symbol; empty when none is known."""
    return _SIGNS.get(code & 0xFF, "")


def _levels(node: ET.Element) -> Iterator[tuple[int, Level]]:
    for part in node:
        if local(part) != "lvl":
            continue
        found = {local(e): e for e in part.iter()}  # the fallback of an alternative comes last
        style, restart = found.get("pStyle"), found.get("lvlRestart")

        def value(name: str, default: str, found: dict[str, ET.Element] = found) -> str:
            return attribute(found[name], "val") if name in found else default

        yield (
            _whole(attribute(part, "ilvl")),
            Level(
                kind=value("numFmt", "decimal"),
                text=value("lvlText", ""),
                start=_whole(value("start", "0")),
                after=value("suff", "tab"),
                restart=None if restart is None else _whole(attribute(restart, "val")),
                legal="isLgl" in found and value("isLgl", "") not in ("0", "false", "off"),
                style="" if style is None else attribute(style, "val"),
            ),
        )


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else 0


def local(node: ET.Element) -> str:
    """Name of an element without its namespace (Word's two namespaces are read alike)."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: ET.Element, name: str) -> str:
    """An attribute by its local name; empty when it is absent."""
    return next((v for k, v in node.attrib.items() if k.rpartition("}")[2] == name), "")


def child(node: ET.Element, name: str) -> ET.Element | None:
    """The first child of that local name."""
    return next((e for e in node if local(e) == name), None)
