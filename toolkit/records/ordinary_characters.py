"""How ordinary the characters of a text are: Chinese in its own encoding is, in a wrong one it is
not."""

from __future__ import annotations

from functools import cache

_SIGNS = frozenset("，。、；：！？（）《》“”‘’—…·％〔〕【】")


@cache
def is_ordinary(character: str) -> bool:
    """Whether a character is a punctuation mark or one of the 3,755 most used of GB 2312."""
    if character in _SIGNS:
        return True
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


@cache
def _is_big5_ordinary(character: str) -> bool:
    if character in _SIGNS or character in "「」『』":
        return True
    try:
        code = character.encode("big5")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xA4 <= code[0] <= 0xC6


def ordinary_share(text: str) -> float:
    """Share of ordinary characters among those beyond ASCII, in the first 20,000 (0 without
    any)."""
    beyond = [c for c in text[:20_000] if c > "\x7f"]
    return sum(map(is_ordinary, beyond)) / len(beyond) if beyond else 0.0


def big5_share(text: str) -> float:
    """The same of a text read as Big5."""
    beyond = [c for c in text[:20_000] if c > "\x7f"]
    return sum(map(_is_big5_ordinary, beyond)) / len(beyond) if beyond else 0.0
