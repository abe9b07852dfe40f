"""Dates, document numbers and abbreviations: numerals that count nothing."""

from __future__ import annotations

import re

from toolkit.cases.lexicon import words
from toolkit.cases.numerals import NUMERALS, RANGE

__all__ = ["find_dates", "find_labels"]

_YEAR = r"(?:1[89]|20)\d{2}"
_WRITTEN_YEAR = r"[一二][〇○零一二三四五六七八九]{3}"

_DATE = re.compile(
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:日)?(?:\s*\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?)?"
    rf"|(?:{_YEAR}|{_WRITTEN_YEAR})年?{RANGE}(?:{_YEAR}|{_WRITTEN_YEAR})(?:学?年度?)?"
    rf"|(?:{_YEAR}|{_WRITTEN_YEAR}) ?(?:学?年)度? ?(?:[一二三四上下](?:季度"
    rf"|半年))?(?:\d{{1,2}} ?月|十?[一二三四五六七八九十]月)?"
    rf"(?:份|底|初|末)? ?(?:\d{{1,2}} ?[日号]|[一二三四五六七八九十]{{1,3}}日)?"
    rf"|(?<![\d.])\d{{2}}年(?=代|度|[\d一二三四五六七八九十]{{1,2}}月"
    rf"|[初底末])(?:代)?(?:[初中末]期|[初中末])?"
    rf"|(?<![\d.])(?:0[1-9]|[89]\d)年(?![内来多以间的])"
    rf"|\d{{1,2}} ?月 ?(?:\d{{1,2}} ?[日号])?(?:{RANGE}(?:\d{{1,2}}月)?\d{{1,2}}[日号])?(?:份|底"
    rf"|初|中旬|上旬|下旬|末)?"
    rf"|(?<![个第一-龥])[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日|份|底"
    rf"|初)?"
    r"|(?<!\d)\d{1,2}日(?!均|以?内|之内)|\d{1,2}世纪(?:\d0年代)?(?:[初中末]期?)?|\d0后"
    r"|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|(?:上午|下午|早上|晚上|凌晨|中午|每晚|晚|早)\d{1,2}(?:时"
    r"|点)(?:半|\d{1,2}分|多|许)?"
    r"|[二一]十世纪(?:[一二三四五六七八九]十年代)?|[一二三四五六七八九]十年代"
)
#: units in Latin letters: 8000kg counts, 8000X does not
_LATIN = "|".join(sorted((u for u in words("units") if u[0].isascii()), key=len, reverse=True))
_LABEL = re.compile(
    r"〔\d{4}〕 ?\d{1,6} ?号?|（\d{4}） ?\d{1,6} ?号|第 ?[\d"
    + NUMERALS
    + r"]{1,8}(?:[—\-至到、]第?[\d"
    + NUMERALS
    + r"]{1,8}){0,6} ?(?:个|名|位|次|届|批|期|季度|产业|年|轮|场|条|项|款|号|党支部|支部|组|课|站"
    r"|家|户|天)?"
    r"|[国省县乡]道\d{1,5}线?|(?<!\d)\d{1,5}国道"
    r"|(?<![A-Za-z])(?!(?<=[\d万亿])[kKhc]?[mM][23](?![A-Za-z0-9]))"
    r"[A-Za-z]{1,12}[-—]?\d{1,12}[A-Za-z]*"
    rf"|(?<!\d)\d{{1,12}}(?!(?:{_LATIN}|[kcmh]?m[²³23]?)(?![A-Za-z0-9]))[A-Za-z]"
    r"|(?:前|末|倒数|(?<!先)后) ?[\d" + NUMERALS + r"]{1,6} ?(?:名|位|强|列|甲)"
    r"|(?<!\d)\d{1,12} ?(?:号|路公交|级|星级|线|连(?!续)|班(?!次)|楼|室|栋\d+)"
    r"|(?<!\d)\d{1,4} ?\+ ?[\dA-Za-z]{1,6}(?: ?\+ ?[\dA-Za-z]{1,6})*(?![\d万亿]* ?(?:个|名|万元"
    r"|元))"
    r"|页[ ，,/\u3000]{0,3}共 ?\d{1,4} ?页"
    r"|千家万户|千方百计|千千万万|百分百|百年|百日|百姓|百花|百强|千亿斤|十分|十足|十一届|万众"
    r"|万无一失|千篇一律|百折不挠|万象|成千上万|三番五次|两次三番|三天两头|[三两]天(?:打鱼|晒网)"
    r"|三年五载|十年九[涝旱水荒]|三天三夜|三年两头|三言两语|四面八方|五湖四海|百尺竿头"
    r"|(?:村民?|社员?)\d{1,3}[组社队]|(?<!\d)\d{1,3}[组社队](?=村民|组长|社员|群众)"
    r"|[一二三四五六七八九十]级书记|[八8]小时(?:之外|以外|外|之内|以内)"
    r"|[一二两三四五六七八九十]户(?=一)"
)


def find_dates(folded: str) -> list[tuple[int, int]]:
    """(start, end) of dates, years, decades and hours."""
    return [m.span() for m in _DATE.finditer(folded)]


def find_labels(folded: str) -> list[tuple[int, int]]:
    """(start, end) of numerals that number, name or belong to a phrase: 第三批, G312, 千方百计."""
    return [m.span() for m in _LABEL.finditer(folded)]
