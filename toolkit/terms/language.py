"""Which language people read: Chinese or English, chosen once for messages, headings and
figures."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Lang = Literal["zh", "en"]
_chosen: ContextVar[Lang | None] = ContextVar("toolkit_lang", default=None)


def _checked(lang: str) -> Lang:
    if lang not in ("zh", "en"):
        raise ValueError(f"lang must be 'zh' or 'en', not {lang!r}")
    return "zh" if lang == "zh" else "en"


def lang() -> Lang:
    """The language in force: set by `use_lang`, else ``TOOLKIT_LANG``, else the system's (zh where
    it is Chinese).

    Examples
    --------
    >>> from toolkit import terms
    >>> with terms.use_lang("en"):
    ...     print(terms.lang())
    en
    """
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    asked = os.environ.get("TOOLKIT_LANG", "").strip().lower()[:2]
    if asked in ("zh", "en"):
        return _checked(asked)
    names = [os.environ.get(k, "") for k in ("LC_ALL", "LC_MESSAGES", "LANG")] + [
        locale.getlocale()[0] or ""
    ]
    first = next((n for n in names if n), "")
    return "zh" if first.lower().startswith(("zh", "chinese")) else "en"


def set_lang(value: str) -> None:
    """Choose the language for the rest of the session (``"zh"`` or ``"en"``; anything else is a
    ValueError).

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.set_lang("fr")
    Traceback (most recent call last):
        ...
    ValueError: lang must be 'zh' or 'en', not 'fr'
    """
    _chosen.set(_checked(value))


@contextmanager
def use_lang(value: str | None) -> Iterator[None]:
    """Choose the language inside a ``with`` block; None leaves it as it is.

    Examples
    --------
    >>> from toolkit import terms
    >>> with terms.use_lang("en"):
    ...     terms.table_title("pairing")
    'pairing'
    >>> terms.table_title("pairing", "zh")
    '结对'
    """
    token = _chosen.set(_checked(value) if value else _chosen.get())
    try:
        yield
    finally:
        _chosen.reset(token)


def tr(zh: str, en: str) -> str:
    """The one of two wordings that the reader reads.

    Examples
    --------
    >>> from toolkit import terms
    >>> with terms.use_lang("en"):
    ...     terms.tr("结对", "pairing")
    'pairing'
    """
    return zh if lang() == "zh" else en


def plural(n: int, word: str) -> str:
    """A number with its English word, in the singular for one.

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.plural(1, "pair"), terms.plural(1200, "pair")
    ('1 pair', '1,200 pairs')
    """
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"
