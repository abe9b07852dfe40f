"""Answers as people type them: 甲、乙 in one string, 30个, names or numbers, full-width marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from numbers import Real
from typing import Any

#: what may stand around an answer without being part of it
_AROUND = " \t\r\n\"'“”‘’「」[](){}。.;,、:"
_NUMBER = re.compile(r"(?:第|约|大约|共)?\s*([-+]?\d[\d,]*(?:\.\d+)?)\s*[^\d\s.,;:、]{0,6}")
_CHINESE = re.compile(
    r"(?:第|约|大约|共)?([一二两三四五六七八九]?十?[〇零一二两三四五六七八九]?)\D{0,3}"
)
_YEAR = re.compile(r"([\d〇零一二三四五六七八九]{4})(?:年(?:\d{1,2}月)?(?:\d{1,2}日)?)?")
_ONE = re.compile(r"[^\d+*/×÷.-]*?(\d[\d,]*(?:\.\d+)?)[^\d+*/×÷:.-]*")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "": 0}
_UNITS = {"千": 1000, "万": 10_000, "亿": 100_000_000}
_NOT = re.compile(r"[不没未非无否千万亿]|第\d+组")
_MARKS = re.compile(r"[、,;/|\n]")
_NOTE = re.compile(r"\([^()]*\)")
_YES = {"是": True, "对": True, "有": True, "能": True, "yes": True, "true": True}
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


def number(text: str) -> float | None:
    """The number that a person typed: ``30个``, ``9,002``, ``二〇一〇年``, ``每名3件``."""
    said = folded(text)
    if found := _YEAR.fullmatch(said):
        return int("".join(str(_DIGITS.get(c, c)) for c in found[1]))
    found = _NUMBER.fullmatch(said)
    if found is None and len(said) <= 20 and not _NOT.search(said):
        found = _ONE.fullmatch(said)
    if found:
        unit = re.search("[千万亿]", said[found.end(1) :])
        value = float(found[1].replace(",", "")) * (_UNITS[unit[0]] if unit else 1)
        return int(value) if value.is_integer() else value
    found = _CHINESE.fullmatch(said)
    if found is None or not found[1]:
        return None
    tens, ten, ones = found[1].rpartition("十")
    if not ten and len(ones) > 1:
        return None
    return 10 * _DIGITS[tens or ("一" if ten else "")] + _DIGITS[ones]


def read(answer: Any, truth: Any, names: Mapping[str, Any]) -> Any:
    """The answer in the shape of `truth`, as far as it can be read so; else as it came.

    `names` are other ways to say a thing: spelling → the thing as `truth` says it.
    """
    if isinstance(truth, Mapping):
        return _mapping(answer, truth, names)
    if listed(truth):
        parts = answer if listed(answer) else [answer]
        first = next(iter(truth), "")
        known = _known(truth, names)
        split = [p for part in parts for p in _parts(part, known)]
        if isinstance(truth, tuple) and len(truth) == len(split):
            return [_thing(p, t, known) for p, t in zip(split, truth)]
        things = [_thing(p, first, known) for p in split]
        return [thing for at, thing in enumerate(things) if thing not in things[:at]]
    if listed(answer) and len(answer) == 1:
        answer = next(iter(answer))
    return _thing(answer, truth, _known([truth], names))


def _known(things: Collection[Any], names: Mapping[str, Any]) -> dict[str, Any]:
    said = {folded(t): t for t in things if isinstance(t, str)}
    return {folded(str(name)): thing for name, thing in names.items()} | said


def _parts(answer: Any, known: Mapping[str, Any]) -> list[Any]:
    """One string that names several things, taken apart, without what is noted in brackets."""
    if not isinstance(answer, str) or folded(answer) in known:
        return [answer]
    said = folded(answer)
    if re.fullmatch(r"[a-h]{2,8}", said) and all(letter in known for letter in said):
        return list(said)
    whole = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", answer))
    whole = _NOTE.sub(lambda note: note[0] if any(note[0] in k for k in known) else "", whole)
    out: list[Any] = []
    for part in filter(None, (p.strip(_AROUND) for p in _MARKS.split(whole))):
        finer = [part] if folded(part) in known else re.split(r"[\s和及与]+", part)
        several = all(folded(p) in known or number(p) is not None for p in finer)
        # a letter with its words, "A 不读", is one thing said twice
        twice = len({str(known.get(folded(p), p)) for p in finer}) == 1
        out += finer if several and not twice else [part]
    return out


def _thing(answer: Any, truth: Any, known: Mapping[str, Any]) -> Any:
    """One number, word, yes or no."""
    if not isinstance(answer, str):
        return known.get(folded(str(answer)), answer) if isinstance(truth, str) else answer
    said = folded(answer)
    if isinstance(truth, bool):
        return (_YES | _NO).get(said, answer)
    if is_number(truth):
        value = None if said in known else number(answer)
        return known.get(said, _nearly(said, known, answer)) if value is None else value
    bare = folded(_NOTE.sub("", said))
    for whole in (said, said.split()[0] if said else "", bare, re.sub(r"\s", "", bare)):
        if whole in known:
            return known[whole]
    return _nearly(said, known, answer.strip())


def _nearly(said: str, known: Mapping[str, Any], otherwise: Any) -> Any:
    """The one thing that a text means which is no name: half of one (亮身份), one with characters
    left out (歌桥村总支) or with a few more (林业局4条); a piece of the answer itself is not it."""
    named = {name: thing for name, thing in known.items() if name != folded(str(thing))}
    letters = ".{0,2}".join(map(re.escape, said)) if len(said) > 3 and not said.isascii() else None
    kinds = (
        lambda name: len(said) > 1 and said in name,
        lambda name: letters is not None and re.search(letters, name),
        lambda name: (
            not name.isascii()
            and len(name) > 1
            and name in said
            and _trifle(said.replace(name, "", 1))
        ),
    )
    for fits, names in zip(kinds, (named, named, known)):
        found = {str(thing): thing for name, thing in names.items() if fits(name)}
        if found:
            return next(iter(found.values())) if len(found) == 1 else otherwise
    return otherwise


def _trifle(rest: str) -> bool:
    """Whether what stands beside a name changes nothing about it; a plus joins one thing more."""
    return "+" not in rest and len(re.sub(r"[\W\d]", "", rest)) <= 4 and not _NOT.search(rest)


def _mapping(answer: Any, truth: Mapping[Any, Any], names: Mapping[str, Any]) -> Any:
    keys = {folded(str(key)): key for key in truth}
    if isinstance(answer, str):
        whole = unicodedata.normalize("NFKC", answer)
        keyed = re.split(rf"(?:^|[\s{{,、;])({'|'.join(map(re.escape, keys))})\s*[:=]", whole)
        if len(keyed) == 2 * len(truth) + 1:
            return _mapping(dict(zip(keyed[1::2], keyed[2::2])), truth, names)
        if len(whole) == len(truth) and all(len(str(v)) == 1 for v in truth.values()):
            return _mapping(list(whole), truth, names)
        parts = re.split(r"[;\n]" if re.search(r"[;\n]", whole) else r"[,、]", whole)
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
        out[key] = read(value, truth[key], names) if key in truth else value
    return out
