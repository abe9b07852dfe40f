"""From bytes to text: one strict order of encodings for the whole package, and a mark at every
place that was damaged.

A byte-order mark wins; then UTF-8, even with a few damaged bytes; then UTF-16 where half the bytes
of its digits are zero; GB18030 and Big5 only when what they give is likely Chinese. Nothing else is
guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.records.archives import kind_of
from toolkit.records.file_problems import FileProblem
from toolkit.records.ordinary_characters import big5_share, is_ordinary, ordinary_share
from toolkit.terms import tr

_BEYOND = re.compile(rb"[\x80-\xff]+")
#: what GBK read as UTF-8 by chance never holds: Chinese, and all beyond Latin, Greek, Arabic
_LATER = re.compile("[\u0800-\U0010ffff]")
_SEQUENCE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_LOST = "\ufffd"
#: what lost characters and unset memory look like once they were saved as GBK
#: (one class first: a search for three words walks a file seven times as long)
_GARBLED = re.compile("[锟烫屯](?:(?<=锟)斤拷(?:锟斤拷){0,2}|(?<=烫)烫烫+|(?<=屯)屯屯+)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CP1252 = {c: bytes([i]) for i in range(0x80, 0xA0) if (c := bytes([i]).decode("cp1252", "ignore"))}
#: share of ordinary characters: Chinese in its own encoding has 0.98 (traditional 0.6), in a wrong
#: one 0.1 to 0.3
_LIKELY = 0.4
_ORDINARY = 0.85
_WINDOW, _FEW = 6, 3
_MOST_MARKS = 20


@dataclass(frozen=True)
class Mark:
    """A place at which a text is not what its bytes say.

    Attributes
    ----------
    line : int
        The line, from 1.
    reason : str
        A sentence with the place.
    lost : bool
        Whether something could not be read (it stands as � in the text), not only read otherwise.

    Examples
    --------
    >>> from toolkit import records
    >>> marks = []
    >>> text = records.decode(b"a,b\\n1,\\xff\\xfe\\n" + "结对\\n".encode(), "甲.csv", marks)
    >>> [(mark.line, mark.lost) for mark in marks]
    [(2, True)]
    """

    line: int
    reason: str
    lost: bool


def decode(data: bytes, name: str, marks: list[Mark] | None = None) -> str:
    """Text of a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        What messages call it.
    marks : list of Mark, optional
        Takes a mark for every damaged place. Without it a damaged text is refused.

    Raises
    ------
    FileProblem
        No text (a PDF, a Word or zip file …), or in no encoding that can be told.

    Examples
    --------
    >>> from toolkit import records
    >>> records.decode("结对".encode("gb18030"), "甲.csv")
    '结对'
    """
    kind = kind_of(data[:600], data)
    if kind:
        raise FileProblem(
            f"{name}: "
            + tr(
                f"内容是{kind[0]}，不是文本文件：请另存为所需的格式",
                f"is {kind[1]}, no text file: save it in the format that is asked for",
            )
        )
    found: list[Mark] = []
    text = _restored(_read(data, name, found), found).lstrip("\ufeff")
    text = text.removesuffix("\x1a")
    controls = sum(c < " " and c not in "\t\n\r\f\v" for c in text[:10_000])
    if controls > len(text[:10_000]) // 50:
        raise FileProblem(f"{name}: " + tr("不是文本文件", "is no text file"))
    if first := _CONTROL.search(text):
        line = text[: first.start()].count("\n") + 1
        reason = tr(
            f"第 {line} 行起有控制字符，请核对原文",
            f"control characters from line {line} on: check the source",
        )
        found.append(Mark(line, reason, False))
    if garbled := _GARBLED.search(text):
        line = text[: garbled.start()].count("\n") + 1
        reason = tr(
            f"第 {line} 行有乱码（“{garbled[0][:6]}”），请核对原文",
            f"line {line} is garbled ({garbled[0][:6]!r}): check the source",
        )
        found.append(Mark(line, reason, True))
    if _LOST in text and not any(m.lost for m in found):
        _mark_lost(
            text, found, tr("原文里已有乱码符号 �", "the source itself has a lost character �")
        )
    if marks is None and found:
        raise FileProblem(f"{name}: {found[0].reason}")
    if marks is not None:
        marks += sorted(found, key=lambda m: m.line)[:_MOST_MARKS]
        if len(found) > _MOST_MARKS:
            rest = len(found) - _MOST_MARKS
            marks.append(Mark(0, tr(f"另有 {rest} 处", f"and {rest} more places"), True))
    return text


def _read(data: bytes, name: str, found: list[Mark]) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            body = data[len(mark) :]
            return _utf8(body, found) if encoding == "utf-8" else _wide(body, encoding, found)
    if b"\0" in data:
        return _with_zeros(data, name, found)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_plain(data, name, found)
    # a few characters of GBK can happen to be UTF-8, too: then as Latin, Greek or Arabic letters
    if not text.isascii() and not _LATER.search(text):
        letters = [c for c in text if c > "\x7f"]
        other = _strict(data, "gb18030")
        runs = re.findall("[^\x00-\x7f]{2,}", other or "")
        if other and runs and sum(map(len, runs)) * 2 > len(letters) and ordinary_share(other) == 1:
            line = other[: other.index(runs[0])].count("\n") + 1
            found.append(Mark(line, tr("按 GBK 读出，请核对", "read as GBK: please check"), False))
            return other
    return text


def _restored(text: str, found: list[Mark]) -> str:
    """A text that somebody opened as Latin-1 and saved again as UTF-8 (ÇàÉ½Õò, é\x9d\x92å±±),
    read back; any other as it is."""
    letters = [c for c in text[:20_000] if c > "\x7f"]
    latin = sum(c < "\u0100" or c in _CP1252 for c in letters)
    if len(letters) < 4 or latin * 10 < len(letters) * 9:
        return text
    try:
        data = b"".join(_CP1252.get(c) or c.encode("latin-1") for c in text)
    except UnicodeEncodeError:
        return text
    for encoding in ("utf-8", "gb18030"):
        other = _strict(data, encoding)
        if other and ordinary_share(other) >= _ORDINARY:
            reason = tr(
                "全文曾被按错误的编码打开再存，已还原读出，请核对",
                "the text was once saved from a wrong encoding: read back, please check",
            )
            found.append(Mark(1, reason, False))
            return other
    return text


def _with_zeros(data: bytes, name: str, found: list[Mark]) -> str:
    """UTF-16 without a mark (digits and breaks have a zero each), or a text with stray zeros."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) * 20 > len(data) and max(even, odd) > 4 * min(even, odd):
        return _wide(data, "utf-16-be" if even > odd else "utf-16-le", found)
    if data.count(0) * 100 > len(data):
        raise FileProblem(f"{name}: " + tr("不是文本文件", "is no text file"))
    text = _read(data.replace(b"\0", b""), name, found)
    line = data[: data.index(b"\0")].count(b"\n") + 1
    reason = tr(
        f"第 {line} 行起有 {data.count(0)} 个空字节，已略去，请核对",
        f"{data.count(0)} zero bytes from line {line} on were left out: please check",
    )
    found.append(Mark(line, reason, False))
    return text


def _wide(data: bytes, encoding: str, found: list[Mark]) -> str:
    text = _strict(data, encoding)
    if text is None:
        text = data.decode(encoding, "replace")
        _mark_lost(text, found)
    return text.replace("\0", "")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _not_plain(data: bytes, name: str, found: list[Mark]) -> str:
    """Bytes that are not UTF-8 throughout."""
    # two characters of GBK may look like one of UTF-8 (领导): a short file that is ordinary Chinese
    # as a whole is what it says
    if tongue := _other_tongue(data):
        raise FileProblem(
            f"{name}: "
            + tr(
                f"像是{tongue[0]}（{tongue[1]}），不是中文：请另存为 UTF-8",
                f"looks like {tongue[1]}, which is no Chinese: save it as UTF-8",
            )
        )
    whole = _strict(data, "gb18030")
    if whole is not None and ordinary_share(whole) == 1:
        return whole
    beyond = sum(map(len, _BEYOND.findall(data)))
    if 3 * len(_SEQUENCE.findall(data)) * 4 > beyond:
        return _utf8(data, found)
    best = max(
        (
            (ordinary_share(text) if encoding == "gb18030" else big5_share(text), -i, text)
            for i, encoding in enumerate(("gb18030", "big5hkscs"))
            if (text := _strict(data, encoding)) is not None
        ),
        default=None,
    )
    if best and best[0] >= _LIKELY:
        if best[1] == 0:
            _mark_odd(best[2], best[0], found)
        return best[2]
    # a Chinese text with damaged bytes: read what is whole, and say where it is not
    text = data.decode("gb18030", "replace")
    if ordinary_share(text) >= _ORDINARY - 0.1 and text.count(_LOST) * 20 <= len(text):
        _mark_lost(text, found)
        _mark_odd(text, 1, found)
        return text
    if 3 * len(_SEQUENCE.findall(data)) * 10 > beyond:
        return _utf8(data, found)
    raise FileProblem(
        f"{name}: "
        + tr("编码认不出（请另存为 UTF-8）", "the encoding is not recognised: save it as UTF-8")
    )


def _other_tongue(data: bytes) -> tuple[str, str] | None:
    """Korean or Japanese in its own encoding, which reads as rare Chinese in GBK and Big5."""
    head = data[:20_000]
    beyond = sum(map(len, _BEYOND.findall(head))) / 2
    for words, encoding, letters, share in (
        # half of the commonest characters of GBK are Hangul there, so hardly all of a text is
        ("韩文", "euc_kr", "[\uac00-\ud7a3]", 0.95),
        ("日文", "euc_jp", "[\u3041-\u30ff]", 0.25),
    ):
        found = len(re.findall(letters, head.decode(encoding, "ignore")))
        if found > 12 and found >= share * beyond:
            return words, encoding
    return None


def _utf8(data: bytes, found: list[Mark]) -> str:
    """UTF-8 with damage: stretches of GBK are read as such, stray and cut bytes become �."""
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    parts: list[str] = []
    line = at = 0
    for m in _BEYOND.finditer(data):
        before = data[at : m.start()]
        parts.append(before.decode("ascii"))
        line, at = line + before.count(b"\n"), m.end()
        stretch = m[0]
        whole = _strict(stretch, "utf-8")
        if whole is None:
            parts.append(_damaged(stretch, line + 1, found))
        else:
            parts.append(whole)
    parts.append(data[at:].decode("ascii"))
    return "".join(parts)


def _damaged(stretch: bytes, line: int, found: list[Mark]) -> str:
    rest = _SEQUENCE.sub(b"", stretch)
    other = _strict(stretch, "gb18030")
    if other and len(rest) * 2 > len(stretch) and len(other) > 1 and ordinary_share(other) > 0.9:
        reason = tr(
            f"第 {line} 行夹有 GBK 编码的文字（“{other[:10]}”），已按 GBK 读出，请核对",
            f"line {line} holds GBK among UTF-8 ({other[:10]!r}): read as GBK, please check",
        )
        found.append(Mark(line, reason, False))
        return other
    if len(rest) * 2 > len(stretch):
        text = _LOST * max(1, len(stretch) // 2)
    else:
        text = stretch.decode("utf-8", "replace")
    first = max(text.find(_LOST), 0)
    near = text[max(first - 6, 0) : first + 6]
    reason = tr(
        f"第 {line} 行有坏字节，读成 �（“{near}”），请核对原文",
        f"line {line} has damaged bytes, read as � ({near!r}): check the source",
    )
    found.append(Mark(line, reason, True))
    return text


def _mark_lost(text: str, found: list[Mark], why: str = "") -> None:
    why = why or tr("有坏字节，读成 �，请核对原文", "damaged bytes, read as �: check the source")
    for line, words in enumerate(text.split("\n"), start=1):
        if _LOST in words:
            at = words.index(_LOST)
            near = words[max(at - 6, 0) : at + 6]
            found.append(
                Mark(
                    line,
                    tr(f"第 {line} 行{why}（“{near}”）", f"line {line}: {why} ({near!r})"),
                    True,
                )
            )


def _mark_odd(text: str, share: float, found: list[Mark]) -> None:
    """Mark lines in which a byte is missing: what follows it reads as rare characters in a row."""
    if share < _ORDINARY:
        return  # traditional characters are all rare in that sense
    for line, words in enumerate(text.split("\n"), start=1):
        beyond = [c for c in words if c > "\x7f"]
        good = [is_ordinary(c) for c in beyond]
        for i in range(len(good) - _WINDOW + 1):
            if sum(good[i : i + _WINDOW]) <= _FEW:
                near = "".join(beyond[i : i + _WINDOW])
                reason = tr(
                    f"第 {line} 行像有乱码（“{near}”），可能缺了字节，请核对原文",
                    f"line {line} looks garbled ({near!r}), a byte may be missing: check",
                )
                found.append(Mark(line, reason, True))
                break
