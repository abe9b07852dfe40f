"""The shipped font for web pages: only the glyphs that a page uses, inside the page."""

from __future__ import annotations

import base64
import io

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
    from fontTools.ttLib import TTFont

    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    with TTFont(font_path(), lazy=True) as font:
        maker = subset.Subsetter(options)
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
