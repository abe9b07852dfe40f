"""The session as one small web server: pages, and JSON that is checked before anything else looks
at it.

Plain HTTP, for one classroom's network and an hour and a half: whoever listens on that network can
read along. It therefore
holds fictitious data only; a user's own county is not taken at all, on no address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from toolkit.terms import use_lang
from workshop.sandbox.addresses import Missing, routes
from workshop.sandbox.room import Room

SHEET_MOST = 1_000_000


def application(room: Room) -> Application:
    """What answers; nothing of it runs code that anyone sends."""
    return Application(
        routes(), room=room, default_handler_class=Missing, log_function=lambda _: None
    )  # type: ignore[arg-type]


def listen(room: Room, port: int = 0, address: str = "127.0.0.1") -> tuple[HTTPServer, int]:
    """Start answering on the running event loop; returns the server and its port."""
    room.session.go_on()
    server = HTTPServer(
        application(room),
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
            _, found = listen(room, port, address)
            ready(found)
            await asyncio.Event().wait()

    asyncio.run(run())
