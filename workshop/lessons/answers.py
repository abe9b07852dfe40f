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
_MARKS = re.compile(r"[、,;/|\n]")
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
    """The number that a person typed, counter or not: ``30个``, ``9,002``, ``十二``."""
    said = folded(text)
    if found := _NUMBER.fullmatch(said):
        value = float(found[1].replace(",", ""))
        return int(value) if value.is_integer() else value
    found = _CHINESE.fullmatch(said)
    if found is None or not found[1]:
        return None
    tens, ten, ones = found[1].rpartition("十")
    digit = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "": 0}
    if not ten and len(ones) > 1:
        return None
    return 10 * digit[tens or ("一" if ten else "")] + digit[ones]


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
    """One string that names several things, taken apart."""
    if not isinstance(answer, str) or folded(answer) in known:
        return [answer]
    whole = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", answer))
    out: list[Any] = []
    for part in filter(None, (p.strip(_AROUND) for p in _MARKS.split(whole))):
        finer = [part] if folded(part) in known else re.split(r"[\s和及与]+", part)
        out += finer if all(folded(p) in known or number(p) is not None for p in finer) else [part]
    return out


def _thing(answer: Any, truth: Any, known: Mapping[str, Any]) -> Any:
    """One number, word, yes or no."""
    if not isinstance(answer, str):
        return known.get(folded(str(answer)), answer) if isinstance(truth, str) else answer
    said = folded(answer)
    if isinstance(truth, bool):
        return (_YES | _NO).get(said, answer)
    if is_number(truth):
        value = number(answer)
        return known.get(said, answer) if value is None else value
    first = said.split()[0] if said else ""
    # half a name will do where it is nobody else's: 亮身份; a piece of the answer itself will not
    named = {name: thing for name, thing in known.items() if name != folded(str(thing))}
    half = {str(thing): thing for name, thing in named.items() if len(said) > 1 and said in name}
    meant = next(iter(half.values())) if len(half) == 1 else answer.strip()
    return known.get(said, known.get(first, meant))


def _mapping(answer: Any, truth: Mapping[Any, Any], names: Mapping[str, Any]) -> Any:
    keys = {folded(str(key)): key for key in truth}
    if isinstance(answer, str):
        whole = unicodedata.normalize("NFKC", answer)
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
