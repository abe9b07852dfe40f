"""The shipped font for web pages: only the glyphs that a page uses, inside the page."""

from __future__ import annotations

import base64
import copy
import io
from functools import cache
from typing import Any

from toolkit.figures.style import FAMILY, font_path


def webfont_css(text: str) -> str:
    """An ``@font-face`` rule with the glyphs of `text` embedded, so that a page needs no font and
    no network.

    Parameters
    ----------
    text : str
        Everything the page shows (markup does no harm).

    Returns
    -------
    str
        CSS; the family is called ``"Noto Sans SC Subset"``. Characters outside the font fall to the
        reader's fonts.

    Examples
    --------
    >>> from toolkit import figures
    >>> figures.webfont_css("典型").partition(";")[0]
    '@font-face{font-family:"Noto Sans SC Subset"'
    """
    from fontTools import subset

    # a subset gives its font new tables and leaves the parts of the old ones as they are
    font = copy.copy(_whole())
    font.tables = {tag: copy.copy(table) for tag, table in font.tables.items()}
    font["cmap"].tables = [copy.copy(table) for table in font["cmap"].tables]
    # the font has no hints to drop: said so, its outlines are copied and never unpacked
    maker = subset.Subsetter(subset.Options(hinting=True, layout_features=[], notdef_outline=True))
    maker.populate(unicodes={ord(c) for c in text} | set(range(0x20, 0x7F)))
    maker.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return (
        f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff;base64,{data}) '
        f'format("woff");}}'
    )


@cache
def _whole() -> Any:
    """The shipped font with all tables read: most of the work of a page, done once."""
    from fontTools.ttLib import TTFont

    font = TTFont(font_path(), recalcBBoxes=False, recalcTimestamp=False)
    tags = font.keys()
    for tag in tags:
        font[tag]
    for table in font["cmap"].tables:
        table.ensureDecompiled()
    return font
