"""A session with what guards it: what every answer of the server shares."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from toolkit.figures import webfont_css
from toolkit.terms import heading
from workshop.sandbox.access import CLICKS, Bucket, Lock
from workshop.sandbox.guide import guide
from workshop.sandbox.session import SandboxSession
from workshop.sandbox.wording import words

PAGE_FILES = ("page.html", "elements.js", "common.js", "group.js", "lead.js", "page.css")


@cache
def page_file(name: str) -> str:
    """A file of the folder ``page``, or of the base that all pages share."""
    place = files("workshop.web") if name == "elements.js" else files("workshop.sandbox") / "page"
    return (place / name).read_text(encoding="utf-8")


class Room:
    """A session with what guards it."""

    def __init__(self, session: SandboxSession, word: str = ""):
        self.session, self.word = session, word
        self.lock, self.clicks = Lock(), Bucket(*CLICKS)
        self.font = _font(session)


def plain(value: Any) -> Any:
    """NumPy's numbers as Python's, for JSON."""
    return value.item()


def _font(session: SandboxSession) -> str:
    """The bundled font with what the pages and this county say; what groups type beyond it falls to
    their own fonts."""
    box = session.sandbox
    told = [json.dumps([session.county, words(), guide(box)], ensure_ascii=False, default=plain)]
    told += [page_file(name) for name in PAGE_FILES]
    told += [
        p.read_text(encoding="utf-8") for p in (files("toolkit.terms") / "data" / "results.csv",)
    ]
    return webfont_css(
        "".join(told)
        + heading("name")
        + "一二三四五六七八九十组第甲乙丙丁戊己庚辛，。：；、（）《》“”—−·●○▲△✓✗→"
    )
