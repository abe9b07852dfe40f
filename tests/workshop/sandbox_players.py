"""Policies for the sandbox's tests, and a small HTTP client that behaves like the page (or does
not)."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from typing import Any

from workshop.sandbox import server
from workshop.sandbox.county import Sandbox
from workshop.sandbox.decisions import Decision, decide


def by_fit(sandbox: Sandbox, sign: int, pairs: int = 9) -> Decision:
    """As many pairs as money pays for, the best fits first (sign 1) or the worst (−1)."""
    left, chosen = dict(zip(sandbox.helpers["code"], sandbox.helpers["capacity"])), {}
    fits = sandbox.fit.stack()
    for unit, helper in sorted(fits.index, key=lambda pair: -sign * fits[pair]):
        if unit not in chosen and left[helper] and len(chosen) < pairs:
            left[helper] -= 1
            chosen[unit] = helper
    return decide(sandbox, {"pairs": [list(p) for p in chosen.items()]})


class Client:
    """One device: keeps its cookies and sends what the page would send, unless told otherwise."""

    def __init__(self, port: int):
        self.port, self.cookies = port, {}

    def ask(
        self,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> tuple[int, Any]:
        """Status, and the answer as JSON where it is JSON, else as bytes."""
        sent = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        if data is not None:
            sent |= {
                "Origin": f"http://127.0.0.1:{self.port}",
                "X-Sandbox": "1",
                "Content-Type": "application/json",
            }
        sent = {k: v for k, v in (sent | (headers or {})).items() if v is not None}
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            wire.request("GET" if data is None else "POST", path, data, sent)
            answer = wire.getresponse()
            text, self.headers = answer.read(), answer.headers
        finally:
            wire.close()
        for cookie in self.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, json.loads(text) if "json" in (
            self.headers["Content-Type"] or ""
        ) else text

    def join(self, name: str, word: str = "") -> tuple[int, Any]:
        """Come in as a new group."""
        return self.ask("/api/join", {"name": name, "word": word})


class Running:
    """A room that answers in a thread of its own."""

    def __init__(self, room: Any):
        self.loop, begun = asyncio.new_event_loop(), threading.Event()

        async def listen() -> None:
            self.server, self.port = server.listen(room)
            begun.set()

        self.loop.create_task(listen())
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        assert begun.wait(20)

    def stop(self) -> None:
        """Stop answering."""
        if self.loop.is_closed():
            return

        async def end() -> None:
            self.server.stop()
            await self.server.close_all_connections()
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            [task.cancel() for task in rest]
            await asyncio.gather(*rest, return_exceptions=True)
            self.loop.stop()

        asyncio.run_coroutine_threadsafe(end(), self.loop)
        self.thread.join(20)
        self.loop.close()
