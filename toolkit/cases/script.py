"""Reading both scripts: a text folded to simplified characters of the same length, so that offsets
stay true.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from toolkit.terms import traditional

__all__ = ["fold", "ordinary"]

#: radicals of the supplement that stand for whole characters in text copied from a PDF
_RADICALS = str.maketrans(
    "⺀⺁⺄⺆⺇⺌⺍⺎⺐⺒⺓⺔⺕⺗⺘⺙⺛⺝⺟⺠⺢⺣⺤⺥⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾"
    "⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬"
    "⻭⻮⻯⻰⻱⻲⻳",
    "冫厂乙冂几小小兀尢巳幺彐彐忄扌攵旡月母民氵灬爫爫王疋罒示礻竹糸纟罓罒罒网羊羊羊羊耂肀聿肉臼艹"
    "艹艹虎衤覀西见角角讠贝足车辶辶辶邑钅长镸长门阜阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐"
    "歯齿竜龙龟亀龟",
)

#: half-width and look-alike forms that the rules of this room read as one
_FORMS = {0xFF10 + i: ord("0") + i for i in range(10)} | {
    ord(a): ord(b)
    for a, b in zip(
        "％．﹪()[]﹔∶﹑､「」『』〝〞〟‟„＂″ˮʺ＇′ʹ‛",
        '%.%（）〔〕；：、、“”‘’“””““""""\'\'\'‘',
    )
}


#: half-width signs beside Chinese, as many offices type them; 1,234 and 8:30 stay
_HALF = re.compile("(?<=[一-龥”’）])[,;:?!]|[,;:?!](?=[一-龥“‘（])")
_FULL = dict(zip(",;:?!", "，；：？！"))


#: radicals whose character is written otherwise in simplified script (⼾ ⾒ ⾞ ⾨ ⾺ …)
_OF_BOTH = re.compile("[⻁-⻳⼾⽖⾒⾔⾙⾞⾧⾨⾮⾱⾴⾵⾶⾷⾺⿂⿃⿄⿆⿈⿌⿑⿒⿓⿔]")


@cache
def _plain() -> dict[int, int]:
    """Kangxi radicals and compatibility ideographs → the ordinary character."""
    out = dict(_RADICALS)
    for first, last in ((0x2F00, 0x2FD5), (0xF900, 0xFAD9), (0x2F800, 0x2FA1D)):
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1:
                out[code] = ord(plain)
    return out


@cache
def _both() -> dict[int, int]:
    table = traditional() | _FORMS
    # a compatibility character may itself be traditional
    return table | {code: table.get(plain, plain) for code, plain in _plain().items()}


def ordinary(text: str) -> str:
    """`text` with Kangxi radicals and compatibility characters (⻘⼭, as PDFs give them) as the
    characters they stand for, one for one; the script stays."""
    table = _plain()
    if _OF_BOTH.search(text):
        # ⼾ is 戶 by its number, and 户 in a text that holds nothing else of the traditional script
        other = traditional()
        if not any(ord(c) in other for c in text):
            table = table | {
                code: other.get(plain, plain) for code, plain in table.items() if code < 0x2FE0
            }
    return text.translate(table)


def fold(text: str) -> str:
    """`text` in simplified characters, plain digits and, between Chinese words, full-width signs;
    one code point for each (``fold(t)[a:b]`` lies over ``t[a:b]``)."""
    return _HALF.sub(lambda m: _FULL[m[0]], text.translate(_both()))
