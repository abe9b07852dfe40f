"""Answers as people type them: 甲、乙 in one string, 30个, names or numbers, full-width marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from numbers import Real
from typing import Any

from workshop.lessons.beside import idle, names_in, strange

#: what may stand around an answer without being part of it
_AROUND = " \t\r\n\"'“”‘’「」[](){}。.;,、:"
_NUMBER = re.compile(r"(\D*?)([-+]?\d[\d,]*(?:\.\d+)?)\s*([千万亿]?)(\D*)")
_TENS = re.compile(r"([一二两三四五六七八九]?)(十?)([〇零一二两三四五六七八九]?)")
_PLACE = re.compile(r"第\d+组")  # what a unit is called
_YEAR = re.compile(
    r"(?:公元)?([\d〇零一二三四五六七八九]{4})"
    r"(?:年(?:[\d一二三四五六七八九十]{1,2}月)?(?:[\d一二三四五六七八九十]{1,3}日)?)?"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "": 0}
_UNITS = {"千": 1000, "万": 10_000, "亿": 100_000_000}
_MARKS = re.compile(r"[、,;/|\n]")
_NOTE = re.compile(r"\([^()]*\)")
_YES = {"是": True, "对": True, "有": True, "能": True, "yes": True, "true": True}
_NONE = ("没有", "无", "一个也没有", "none")
_NO = {"否": False, "不是": False, "不对": False, "没有": False, "不能": False, "no": False}


def blank(answer: Any) -> bool:
    """Whether nothing was answered: the blank as it was given."""
    if getattr(answer, "empty", False) is True:  # a table without rows
        return True
    if isinstance(answer, Mapping):
        return all(blank(value) for value in answer.values())
    if isinstance(answer, str):
        return not answer.strip(_AROUND + "　…")
    if isinstance(answer, Collection):
        return all(blank(value) for value in answer)
    return answer is None or answer is ...


def folded(text: str) -> str:
    """A text without what a keyboard adds: width, case, quotes and stops around it."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip(_AROUND).casefold()


def is_number(value: Any) -> bool:
    """Whether it is a number, and not a yes or no."""
    return isinstance(value, Real) and not isinstance(value, bool)


def listed(value: Any) -> bool:
    """Whether it is a list, a set or the like, and not a text or a table."""
    other = isinstance(value, (str, bytes, Mapping)) or hasattr(value, "columns")
    return isinstance(value, Collection) and not other


def number(text: str, asked: str = "") -> float | None:
    """The number that a person typed, alone or among words that change nothing: ``30个``,
    ``9,002``, ``二〇一〇年``, ``每名3件``; `asked` is the question, whose words may be repeated."""
    said = folded(text)
    if found := _YEAR.fullmatch(said):
        return int("".join(str(_DIGITS.get(c, c)) for c in found[1]))
    if found := _NUMBER.fullmatch(said):
        if _PLACE.search(said) or not idle(f"{found[1]} {found[4]}", asked):
            return None
        value = float(found[2].replace(",", "")) * _UNITS.get(found[3], 1)
        return int(value) if value.is_integer() else value
    return None if re.search(r"\d", said) else _in_words(said, asked)


def _in_words(said: str, asked: str) -> float | None:
    """A number up to ninety-nine in Chinese signs."""
    whole = re.search(r"[〇零一二两三四五六七八九十]+", said)
    found = whole and _TENS.fullmatch(whole[0])
    if not whole or not found or not idle(f"{said[: whole.start()]} {said[whole.end() :]}", asked):
        return None
    tens, ten, ones = found.groups()
    if not ten:
        return None if tens and ones else _DIGITS[tens or ones]
    return 10 * _DIGITS[tens or "一"] + _DIGITS[ones]


def read(answer: Any, truth: Any, names: Mapping[str, Any], asked: str = "") -> Any:
    """The answer in the shape of `truth`, as far as it can be read so; else as it came.

    `names` are other ways to say a thing: spelling → the thing as `truth` says it; `asked` is the
    question, whose words may stand beside an answer.
    """
    if isinstance(truth, Mapping):
        return _mapping(answer, truth, names, asked)
    if listed(truth):
        parts = answer if listed(answer) else [answer]
        first = next(iter(truth), "")
        known = _known(truth, names)
        parts = [_counted(part, truth) for part in parts]
        split = [p for part in parts for p in _parts(part, known, asked)]
        if isinstance(truth, tuple) and len(truth) == len(split):
            return [_thing(p, t, known, asked) for p, t in zip(split, truth)]
        things = [_thing(p, first, known, asked) for p in split]
        return [thing for at, thing in enumerate(things) if thing not in things[:at]]
    if listed(answer) and len(answer) == 1:
        answer = next(iter(answer))
    return _thing(answer, truth, _known([truth], names), asked)


def unread(answer: Any, truth: Any, names: Mapping[str, Any], asked: str = "") -> str:
    """What stands beside a name or number in an answer that could not be read for it; "" where no
    name or number is in it."""
    said = folded(str(answer))
    things = truth if listed(truth) else truth.values() if isinstance(truth, Mapping) else [truth]
    for name in names_in(said, _known(list(things), names)):
        return strange(said.replace(name, "\0", 1).replace("\0", " "), asked)
    found = re.search(r"[-+]?\d[\d,]*(?:\.\d+)?", said)
    if found and all(map(is_number, things)):
        return strange(f"{said[: found.start()]} {said[found.end() :]}", asked)
    return ""


def _counted(said: Any, truth: Any) -> Any:
    """One string without what keeps its things together: 1.23件/人, and 1不读 2同一个."""
    if not isinstance(said, str):
        return said
    whole = unicodedata.normalize("NFKC", said)
    if all(map(is_number, truth)):
        if all(float(t).is_integer() for t in truth) and re.fullmatch(r"\s*\d+(\.\d+)+\s*", whole):
            return whole.replace(".", "、")  # 7.8 is 7 and 8 where things are counted
        return re.sub(r"(?<=[一-鿿])/(?=[一-鿿])", "", whole)
    counted = re.split(r"(?:^|[\s、,;])([1-9])[.:)]?\s*(?=[^\W\d])", whole)
    there = counted[1::2] == [str(i) for i in range(1, len(truth) + 1)]
    return "、".join(counted[2::2]) if isinstance(truth, tuple) and there else said


def _known(things: Collection[Any], names: Mapping[str, Any]) -> dict[str, Any]:
    said = {folded(t): t for t in things if isinstance(t, str)}
    return {folded(str(name)): thing for name, thing in names.items()} | said


def _parts(answer: Any, known: Mapping[str, Any], asked: str) -> list[Any]:
    """One string that names several things, taken apart, without what is noted in brackets."""
    if not isinstance(answer, str) or folded(answer) in known:
        return [answer]
    said = folded(answer)
    run = re.sub(r"[.\s]", "", said)
    if re.fullmatch(r"[a-h]{2,8}", run) and all(letter in known for letter in run):
        return list(run)
    whole = _without_notes(answer, known, asked)
    whole = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", whole)
    out: list[Any] = []
    for part in filter(None, (p.strip(_AROUND) for p in _MARKS.split(whole))):
        finer = [part] if folded(part) in known else re.split(r"[\s和及与]+", part)
        several = all(
            folded(p) in known
            or number(p, asked) is not None
            or _nearly(folded(p), known, None, asked) is not None
            for p in finer
        )
        # a letter with its words, "A 不读", is one thing said twice
        twice = len({str(known.get(folded(p), p)) for p in finer}) == 1
        out += finer if several and not twice else [part]
    return out


def _without_notes(answer: str, known: Mapping[str, Any], asked: str) -> str:
    """A text in half width without the asides in brackets, such as (4条) or (凭第1、2行); what is a
    piece of a name, or says more, stays."""

    def keep(note: re.Match[str]) -> str:
        if folded(note[0]) in known or any(note[0] in name for name in known):
            return note[0]
        if re.fullmatch(r"[一-鿿]+[县乡镇]", note[0][1:-1]):
            return ""  # where it lies
        aside = re.sub(r"第[\d、,]+(?=\D)|\d+(?=[^\W\d])|^\(凭|^\(见|\d+/\d+", " ", note[0])
        return note[0] if strange(folded(aside), asked) else ""

    return _NOTE.sub(keep, unicodedata.normalize("NFKC", answer))


def _thing(answer: Any, truth: Any, known: Mapping[str, Any], asked: str) -> Any:
    """One number, word, yes or no."""
    if not isinstance(answer, str):
        return known.get(folded(str(answer)), answer) if isinstance(truth, str) else answer
    said = folded(answer)
    if isinstance(truth, bool):
        return (_YES | _NO).get(said, answer)
    if is_number(truth):
        value = None if said in known else 0 if said in _NONE else number(answer, asked)
        return known.get(said, _nearly(said, known, answer, asked)) if value is None else value
    bare = folded(_without_notes(answer, known, asked))
    for whole in (said, bare, re.sub(r"\s", "", bare)):
        if whole in known:
            return known[whole]
    first, _, rest = bare.partition(" ")
    alone = re.fullmatch(r"([^a-z]*)([a-h])([^a-z]*)", bare) if truth in known.values() else None
    if alone and alone[2] in known and _beside(alone[1] + alone[3], known[alone[2]], known, asked):
        return known[alone[2]]  # 第一对C
    if first in known and rest and _beside(rest, known[first], known, asked):
        return known[first]  # a letter with its words
    return _nearly(bare, known, answer.strip(), asked)


def _nearly(said: str, known: Mapping[str, Any], otherwise: Any, asked: str) -> Any:
    """The one thing that a text means which is no name: half of one (亮身份), one with characters
    left out (歌桥村总支) or with words beside it that change nothing (县林业局的); a piece of the
    answer itself is not it."""
    named = {name: thing for name, thing in known.items() if name != folded(str(thing))}
    gap = "[^不没未非无否]{0,2}"
    letters = gap.join(map(re.escape, said)) if len(said) > 3 and not said.isascii() else None
    kinds = (
        lambda name: len(said) > 1 and said in name,
        lambda name: letters is not None and re.search(letters, name),
    )
    for fits in kinds:
        found = {str(thing): thing for name, thing in named.items() if fits(name)}
        if found:
            return next(iter(found.values())) if len(found) == 1 else otherwise
    for name in names_in(said, known)[:1]:
        rest = said.replace(name, " ", 1)
        if _beside(rest, known[name], known, asked):
            return known[name]
    return otherwise


def _beside(rest: str, thing: Any, known: Mapping[str, Any], asked: str) -> bool:
    """Whether what stands beside a name changes nothing: idle words, the same thing once more, and
    nothing else that is known."""
    again = folded(rest)
    if again in known or (is_number(thing) and number(again) is not None):
        return bool(known.get(again, number(again)) == thing)
    others = [n for n, other in known.items() if n in rest and other != thing and not n.isascii()]
    return not others and idle(rest, asked)


def _grouped(whole: str, keys: Mapping[str, Any]) -> dict[str, str]:
    """Key → word of an answer by its words: 能说: 1、3、6; 不能说: 2、4、5; or 1、3能说, 2不能说.
    Empty where not every key stands there once."""
    found = re.findall(r"(\d+(?:[、,和\s]+\d+)*)|([^\W\d_]+)", whole)
    numbers = [re.findall(r"\d+", said) for said, _ in found if said]
    words = [word for _, word in found if word]
    if len(numbers) != len(words) or sorted(n for group in numbers for n in group) != sorted(keys):
        return {}
    return {n: word for group, word in zip(numbers, words) for n in group}


def _mapping(answer: Any, truth: Mapping[Any, Any], names: Mapping[str, Any], asked: str) -> Any:
    keys = {folded(str(key)): key for key in truth}
    if isinstance(answer, str):
        whole = unicodedata.normalize("NFKC", answer)
        keyed = re.split(rf"(?:^|[\s{{,、;])({'|'.join(map(re.escape, keys))})\s*[:=]", whole)
        if len(keyed) == 2 * len(truth) + 1:
            return _mapping(dict(zip(keyed[1::2], keyed[2::2])), truth, names, asked)
        numbered = re.split(r"(?:^|[\s,、;])(\d{1,2})句?[.:=)、]?\s*(?=[^\W\d句])", whole)
        if numbered[1::2] in (list(keys), [str(i) for i in range(1, len(truth) + 1)]):
            return _mapping(dict(zip(truth, numbered[2::2])), truth, names, asked)
        if grouped := _grouped(whole, keys):
            return _mapping(grouped, truth, names, asked)
        if len(whole) == len(truth) and all(len(str(v)) == 1 for v in truth.values()):
            return _mapping(list(whole), truth, names, asked)
        parts = re.split(r"[;\n]" if re.search(r"[;\n]", whole) else r"[,、]", whole)
        if len(spaced := whole.split()) == len(truth) > len(parts):
            bare = [re.sub(r"^([1-9])(?=[^\W\d])", r"\1:", part) for part in spaced]
            parts = bare if all(re.match(r"\d:", p) for p in bare) else spaced
        pairs = [re.split(r"\s*[:=]\s*", part, maxsplit=1) for part in parts if not blank(part)]
        paired = all(len(pair) == 2 for pair in pairs)
        answer = dict(pairs) if paired else [pair for part in pairs for pair in part]
    if listed(answer) and not isinstance(answer, (set, frozenset)) and len(answer) == len(truth):
        answer = dict(zip(truth, answer))
    if not isinstance(answer, Mapping):
        return answer
    out = {}
    for key, value in answer.items():
        counted = number(str(key))
        key = keys.get(folded(str(key)), keys.get(str(counted), key))
        out[key] = read(value, truth[key], names, asked) if key in truth else value
    return out
