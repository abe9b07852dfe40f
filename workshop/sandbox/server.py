"""The session as one small web server: pages, and JSON that is checked before anything else looks
at it.

Plain HTTP, for one classroom's network and an hour and a half: whoever listens on that network can
read along. It therefore
holds fictitious data only; a user's own county is not taken at all, on no address."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from importlib.resources import files

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from toolkit.terms import use_lang
from workshop.sandbox.addresses import PAGE_FILES, Missing, page_file, routes
from workshop.sandbox.doors import CLICKS, Bucket, Lock
from workshop.sandbox.guide import guide
from workshop.sandbox.handler import plain
from workshop.sandbox.session import Session
from workshop.sandbox.wording import words

SHEET_MOST = 1_000_000


class Room:
    """A session with its doors: what handlers share."""

    def __init__(self, session: Session, word: str = ""):
        self.session, self.word = session, word
        self.lock, self.clicks = Lock(), Bucket(*CLICKS)
        self.font = _font(session)

    def application(self) -> Application:
        """What answers; nothing of it runs code that anyone sends."""
        return Application(
            routes(), room=self, default_handler_class=Missing, log_function=lambda _: None
        )  # type: ignore[arg-type]

    def listen(self, port: int = 0, address: str = "127.0.0.1") -> tuple[HTTPServer, int]:
        """Start answering on the running event loop; returns the server and its port."""
        self.session.go_on()
        server = HTTPServer(
            self.application(),
            max_body_size=SHEET_MOST,
            max_header_size=16_384,
            idle_connection_timeout=60,
            body_timeout=20,
        )
        bound = bind_sockets(port, address, family=socket.AF_INET)
        server.add_sockets(bound)
        return server, bound[0].getsockname()[1]


def serve(room: Room, port: int, address: str, ready: Callable[[int], None], language: str) -> None:
    """Answer until interrupted; `ready` is told the port."""

    async def run() -> None:
        with use_lang(language):
            _, found = room.listen(port, address)
            ready(found)
            await asyncio.Event().wait()

    asyncio.run(run())


def _font(session: Session) -> str:
    """The bundled font with what the pages and this county say; what groups type beyond it falls to
    their own fonts."""
    from toolkit.figures import webfont_css
    from toolkit.terms import heading

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
