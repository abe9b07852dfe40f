"""What a claim takes verbatim from its source: figures, years, quoted words, names of places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.cases.cited import Cited, Doubt, clauses
from toolkit.cases.numerals import value_of
from toolkit.cases.own_names import own_names
from toolkit.cases.quantities import Quantity, follows, near, quantities, unread_numbers
from toolkit.cases.script import fold
from toolkit.terms import tr

__all__ = ["QUOTED", "verbatim_faults"]

QUOTED = re.compile(r"[“「『‘\"]([^“”「」『』‘’\"]{2,200})[”」』’\"]")


#: a figure that somebody counted or compared to come to, and up to how much people do
_WORKED_OUT = re.compile(
    r"(?:另有|另外|其余|其他|还有|剩下|余下|多出|相差|只差|还差|前移|后退|上升|下降|前进|倒退"
    r"|提前|推迟|提早|[比较][^，。；]{1,6}[多少快慢早晚])了?$"
)
_SMALL = 12
#: units of persons and things that a noun follows
_COUNTED = ("名", "人", "位", "户", "家", "个", "件", "项")

_LINK = r"(?:了|有|共|约|只|仅|近)?(?:有)?"


#: 降了三成: by how much, not to what
_CHANGED = re.compile(r"(?:[增升涨降减跌]|提高|下降|减少|增加)了(?:约|近|不到|差不多)?$")


#: how many times a year a period comes
_A_YEAR = {"每半年|每学期|半年一": 2, "每季": 4, "每月|按月": 12}
#: how long ago a word says that it was
_AGO = {1.0: "去年|上年", 2.0: "前年"}


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年|[—\-–至到])")


def verbatim_faults(claim: str, cited: Cited, *, several: bool) -> list[str]:
    """What a claim takes over wrongly, in sentences."""
    words = fold(claim)
    others = _borne_elsewhere if several else _nowhere
    return [
        *_wrong_figures(claim, cited, others),
        *_of_another(words, cited),
        *_wrong_years(words, cited),
        *_wrong_quotes(words, cited, others),
        *_wrong_case(words, cited, several),
    ]


def _borne_elsewhere(holds, cited: Cited) -> bool:  # type: ignore[no-untyped-def]
    return any(holds(r.folded) for c, r in cited.cases.items() if c != cited.case)


def _nowhere(_holds, _cited: Cited) -> bool:  # type: ignore[no-untyped-def]
    return False


def _wrong_figures(claim: str, cited: Cited, others) -> Iterator[str]:  # type: ignore[no-untyped-def]
    given, words = quantities(cited.folded), fold(claim)
    bare = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", cited.folded)}
    average = re.search(r"平均|人均|户均|每", words) is not None
    for said in quantities(words):
        # a number whose unit the reader does not know still stands there as it is
        as_printed = said.raw in cited.folded and (said.value in bare or said.unit == "年")
        told = given
        if _CHANGED.search(words[: words.find(said.raw)]) and not _changes(said, cited.folded):
            as_printed, told = False, tuple(q for q in given if q.raw != said.raw)
        unread = (*told, *unread_numbers(cited.folded))
        if place := _places_told_as_persons(said, cited.folded):
            yield tr(
                f"“{said.raw}”说的是人，出处是“{place}”", f"“{said.raw}” are persons; “{place}”"
            )
            continue
        if as_printed or follows(said, unread, average=average) or _lasted(said, cited.folded):
            continue
        # 25名骨干和25名新教师结成对子 are 25对
        if (
            said.unit == "对"
            and re.search("结对|对子|师徒|结成", cited.folded)
            and said.value in bare
        ):
            continue
        # 每年两次 of what is done 每半年
        times = _a_year(words, cited.folded) | _rounds(cited.folded)
        if said.unit in "次回遍" and said.value in times:
            continue
        # two who are named side by side, or 两名 for 两位
        alike = re.search(rf"{re.escape(said.raw[:-1])}[个位名人]", cited.folded)
        if said.unit in "个人位名" and (alike or said.value in _listed(cited.folded)):
            continue
        # 三户党员, of whom an earlier sentence told
        named = re.search(rf"{re.escape(said.raw)}[一-龥]{{2}}", words)
        if said.value <= 10 and named and named[0] in cited.report.folded:
            continue

        def holds(text: str, said: Quantity = said) -> bool:
            return any(near(said.value, q.value) and q.unit == said.unit for q in quantities(text))

        if others(holds, cited):
            continue
        if said.unit == "%" and follows(said._replace(unit="个百分点"), given):
            yield tr(
                f"“{said.raw}”是两个百分数之差，应说“个百分点”",
                f"“{said.raw}” is a difference of percentages: say percentage points",
            )
            continue
        found = cited.where(holds) if re.search(r"\d", said.raw) else ""
        says = tr(
            f"出处没有“{said.raw}”这个数{found}", f"the source has no figure “{said.raw}”{found}"
        )
        yield Doubt(says) if _is_worked_out(said, words) else says


def _places_told_as_persons(said: Quantity, source: str) -> str:
    """The places that a source counts where a claim counts so many persons: 39位 of 39个村."""
    number = f"{said.value:g}"
    if said.unit not in ("位", "名", "人") or number not in said.raw:
        return ""
    place = re.search(
        rf"(?<!\d){number}个?(?:村|乡镇?|镇|社区|县|单位|部门|支部|企业|小区)", source
    )
    persons = re.search(rf"(?<!\d){number}[余多]?(?:位|名|人|个人)", source)
    return place[0] if place and not persons else ""


def _is_worked_out(said: Quantity, words: str) -> bool:
    """Whether somebody may have counted or compared to come to a small figure: 另有四人, 两家,
    多出3个百分点."""
    small = (said.value <= _SMALL and said.unit not in "次回遍") or said.unit == "%"
    hint = _WORKED_OUT.search(words[: words.find(said.raw)])
    return small and (hint is not None or not re.search(r"\d", said.raw))


def _of_another(words: str, cited: Cited) -> Iterator[str]:
    """A figure that stands in the source, but not behind the word that the claim puts it to:
    办成31件 of 承诺31件，办成28件."""
    given = {q.raw: q for q in quantities(cited.folded) if q.unit != "%"}
    for said in quantities(words):
        if said.raw not in given:
            continue
        at = words.find(said.raw)
        if count := _counted_otherwise(said, words[at + len(said.raw) :], cited.folded):
            yield tr(
                f"“{said.raw}”不是它的数，出处是“{count}”",
                f"“{said.raw}” is no figure of it: the source says “{count}”",
            )
            return
        named = re.search(
            rf"(?<!\d)([一-龥]{{2}})(?<![里中间])(?:的[一-龥]{{1,4}})?{_LINK}$", words[:at]
        )
        if not named:
            continue
        told = re.findall(rf"{named[1]}{_LINK}(\d[\d.]*[一-龥]+)", cited.folded)
        its = [q for raw, q in given.items() if any(t.startswith(raw) for t in told)]
        other = its and all(q.unit == said.unit and not near(q.value, said.value) for q in its)
        # 违约两次 of 违约的村扣分红，分红两次
        alone = f"，{words}"[named.start()] in "，。；" and said.unit == "次"
        times = (
            alone
            and named[1] in cited.report.folded
            and not re.search(rf"{named[1]}{_LINK}{said.raw}", cited.folded)
        )
        if other or times:
            there = [c for c in clauses(cited.folded) if said.raw in c]
            where = f"“{named[1]}{its[0].raw}”" if its else f"“{there[0]}”"
            yield tr(
                f"“{said.raw}”不是“{named[1]}”的数，出处是{where}",
                f"“{said.raw}” is no figure of “{named[1]}”: the source says {where}",
            )
            return


def _counted_otherwise(said: Quantity, after: str, source: str) -> str:
    """What a source counts otherwise than a claim does: 54名村书记 of 村书记8名，后备干部54名."""
    noun = re.match("[一-龥]{2,4}", after) if said.unit in _COUNTED else None
    for length in range(len(noun[0]) if noun else 0, 1, -1):
        thing = after[:length]
        its = re.search(rf"{thing}(\d+{said.unit})", source)
        if its:
            same = its[1] == said.raw or f"{said.raw}{thing}" in source
            return "" if same else its[0]
    return ""


def _changes(said: Quantity, source: str) -> bool:
    """Whether the source, too, gives the figure as what something rose or fell by."""
    moved = re.compile(r"(?:[增升涨高多降减跌少低]|相差)(?:了|约|近|出|不到|\W)*$")
    return any(moved.search(source[: m.start()]) for m in re.finditer(re.escape(said.raw), source))


def _a_year(words: str, source: str) -> set[int]:
    """How many times a year the source's periods come to, where the claim counts by the year."""
    if not re.search("每年|一年", words):
        return set()
    return {n for period, n in _A_YEAR.items() if re.search(period, source)}


def _rounds(source: str) -> set[float]:
    """How many issues, sessions or rounds a source counts: six times are 6期."""
    found = re.findall(r"(\d+|[一二两三四五六七八九十]+)(?:期|场|轮|批|届)", source)
    return {value for n in found if (value := value_of(n)) is not None}


def _listed(source: str) -> set[int]:
    """How many are named side by side: 书记和主任 are two."""
    found = re.findall(r"(?:[一-龥]{2,8}、)*[一-龥]{2,8}[和与][一-龥]{2,8}", source)
    return {f.count("、") + 2 for f in found}


def _lasted(said: Quantity, source: str) -> bool:
    """Whether so many years lie between years that the source names, or between 前年 and now."""
    if said.unit == "年" and said.value in _AGO and re.search(_AGO[said.value], source):
        return True
    years = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d{2}(?=年)", source)]
    return said.unit == "年" and any(b - a == said.value for a in years for b in years)


def _wrong_years(words: str, cited: Cited) -> Iterator[str]:
    for year in dict.fromkeys(_YEAR.findall(words)):
        if year not in cited.report.folded:
            yield tr(f"报告里没有 {year} 年", f"the report does not name the year {year}")


def _wrong_quotes(words: str, cited: Cited, others) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for quoted in QUOTED.findall(words):
        parts = [p for p in re.split(r"…+|\.{3,}", quoted) if p.strip()]

        def holds(text: str, parts: list[str] = parts) -> bool:
            plain = re.sub(r"[\s“”‘’\"]", "", text)
            return all(re.sub(r"[\s“”‘’\"，。；！？]+$|[\s“”‘’\"]", "", p) in plain for p in parts)

        if holds(cited.folded) or others(holds, cited):
            continue
        # the name of a programme may stand elsewhere in the same report; what somebody said may not
        if len(quoted) <= 8 and not re.search("[，。；]", quoted) and holds(cited.report.folded):
            continue
        near = cited.where(holds)
        yield tr(f"出处没有“{quoted}”这句话{near}", f"the source does not say “{quoted}”{near}")


def _wrong_case(words: str, cited: Cited, several: bool) -> Iterator[str]:
    """Names of another report's own place where the cited sentences do not tell of it."""
    own = own_names(cited.report)
    if any(name in words for name in own):
        return
    for case, report in cited.cases.items():
        if case == cited.case:
            continue
        for name in own_names(report):
            there = cited.folded if not several else cited.report.folded
            # 半坡村 tells of 石泉村 too, but not in the sentence cited
            if name in words and name not in there and name not in cited.report.title:
                yield tr(
                    f"“{name}”是 {case} 的事，{cited.case} 这里没有说到",
                    f"“{name}” belongs to {case}; {cited.case} does not speak of it here",
                )
                return
