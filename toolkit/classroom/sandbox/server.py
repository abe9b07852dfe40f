"""The session as one small web server: pages, and JSON that is checked before anything else looks at it.

Plain HTTP, for one classroom's network and an hour and a half: whoever listens on that network can read along. It therefore
holds fictitious data only; a user's own county is not taken at all, on no address."""

from __future__ import annotations

import asyncio
import json
import socket
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from toolkit.classroom.sandbox import sheets
from toolkit.classroom.sandbox.county import SandboxError
from toolkit.classroom.sandbox.doors import Clicks, Lock, host_is_ours, same
from toolkit.classroom.sandbox.guide import guide
from toolkit.classroom.sandbox.session import Session
from toolkit.classroom.sandbox.wording import words
from toolkit.terms import tr, use_lang

BODY_MOST, SHEET_MOST = 16_000, 1_000_000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src data:; connect-src 'self'; img-src 'self' data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {"html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
#: address → file of the folder ``page``
_PAGES = {"/": "group.html", "/lead": "lead.html", **{f"/{n}": n for n in ("common.js", "group.js", "lead.js", "page.css")}}


class Handler(RequestHandler):
    """What every answer shares: the checks before it, the headers on it, errors as sentences."""

    @property
    def room(self) -> Room:
        """The room that this server serves."""
        return self.settings["room"]

    def set_default_headers(self) -> None:
        """Nothing from elsewhere, nothing kept, no name of the program."""
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        """Refuse what did not come from our own page, at a person's pace."""
        local = self.request.connection.stream.socket.getsockname()  # type: ignore[union-attr]
        if not host_is_ours(self.request.host, local[:2]):
            raise HTTPError(421, reason=tr("请用讲师给出的地址打开。", "Open the address that the trainer gave."))
        # pages and font are cheap, and a whole room behind one address loads them at once
        if not isinstance(self, Page) and self.room.clicks.too_many(self.who()):
            raise HTTPError(429, reason=tr("点得太快了，请稍等一两秒再点。", "Too many clicks: wait a second or two."))
        if self.request.method == "POST":
            own = self.request.headers.get("Origin") == f"http://{self.request.host}"
            if not own or self.request.headers.get("X-Sandbox") != "1":
                raise HTTPError(403, reason=tr("只接受本页面的提交。", "Only this site's own pages may send this."))
            if len(self.request.body) > BODY_MOST and not self.request.path.endswith("/import"):
                raise HTTPError(413, reason=tr("提交的内容太长。", "What was sent is too long."))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """The reason as a sentence, never a traceback."""
        error = kwargs.get("exc_info", (None, None))[1]
        if isinstance(error, SandboxError):
            self.set_status(400)
            problems = error.problems
        elif isinstance(error, HTTPError) and error.reason:
            problems = [error.reason]
        else:
            problems = [
                tr("没有这个页面。", "There is no such page.") if status_code == 404 else tr("出错了，请重试。", "Please try again.")
            ]
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps({"problems": problems}))  # escaped: half a surrogate pair cannot be sent as it is

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """A refusal is no fault of the server."""
        if not isinstance(value, SandboxError):
            super().log_exception(kind, value, trace)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Reasons stay out of the status line, which holds Latin letters only."""
        error = kwargs.get("exc_info", (None, None))[1]
        reason = getattr(error, "reason", None)
        if reason and not reason.isascii():
            self.clear()
            self.set_status(status_code)
            self.write_error(status_code, **kwargs)
        else:
            super().send_error(status_code, **kwargs)

    def say(self, data: Any) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(data, ensure_ascii=False, allow_nan=False, default=_plain))

    def asked(self) -> dict[str, Any]:
        """The request's JSON object."""
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise SandboxError([tr("提交的内容不成形，请刷新页面再试。", "What was sent is malformed: reload the page.")])
        return found

    def word(self, asked: dict[str, Any], name: str) -> str:
        """A field that must be text."""
        value = asked.get(name, "")
        if not isinstance(value, str) or len(value) > 200:
            raise SandboxError([tr("填写的内容须为不太长的文字。", "Fields must be short texts.")])
        return value

    def team_id(self) -> int | None:
        """The group that this browser belongs to."""
        return self.room.session.find(self.get_cookie("group") or "")

    def leads(self) -> bool:
        """Whether this browser is the facilitator's."""
        return same(self.get_cookie("lead") or "", self.room.session.store.get("lead"))

    def who(self) -> str:
        """Whose clicks are counted: a group's own, the facilitator's, or those of an address that has not come in."""
        return "lead" if isinstance(self, Lead) and self.leads() else str(self.team_id() or self.request.remote_ip)

    def guarded(self, right: Callable[[], Any], wrong: str) -> Any:
        """What `right` finds; None counts as a wrong word, and too many of them shut the address out for a while."""
        address, lock = str(self.request.remote_ip), self.room.lock
        if left := lock.wait(address):
            raise HTTPError(429, reason=tr(f"错误次数太多，请 {left} 秒后再试。", f"Too many wrong tries: try again in {left} seconds."))
        found = right()
        if found is None or found is False:
            lock.failed(address)
            raise HTTPError(403, reason=wrong)
        return found

    def keep(self, name: str, value: str) -> None:
        """Give this browser a cookie that no script and no other site can use."""
        self.set_cookie(name, value, httponly=True, samesite="Strict", max_age=86_400, path="/")


class Page(Handler):
    """A file of the folder ``page``, or the font."""

    def get(self) -> None:
        """Serve it."""
        path = self.request.path
        if path == "/font.css":
            self.set_header("Content-Type", _TYPES["css"])
            self.finish(self.room.font)
            return
        name = _PAGES[path]
        self.set_header("Content-Type", _TYPES[name.rsplit(".", 1)[1]])
        self.finish(_file(name).replace("{{lang}}", tr("zh-CN", "en")).replace("{{title}}", tr("沙盘推演", "County sandbox")))


class Words(Handler):
    """The words of the pages, and whether a shared word is asked for."""

    def get(self) -> None:
        """Serve them."""
        self.say({"words": words(), "word": bool(self.room.word), "joined": self.team_id() is not None})


class Join(Handler):
    """A new group, or one that comes back with its code."""

    def post(self) -> None:
        """Let it in."""
        asked = self.asked()
        word, name, code = (self.word(asked, k) for k in ("word", "name", "code"))
        if self.room.word:
            self.guarded(lambda: same(word, self.room.word), tr("口令不对，请看讲师写在板上的口令。", "Wrong word: see the board."))
        if code:
            wrong = tr("没有这个接续码，请核对后再试。", "No group has this code: check it.")
            self.guarded(lambda: self.room.session.find(code), wrong)
        else:
            code = self.room.session.join(name)[1]
        self.keep("group", code.strip().upper())
        self.say({})


class Group(Handler):
    """A group's own page: what it sees, what it decides, what it believes."""

    async def get(self) -> None:
        """What this group sees; ``pulse`` is the little that is asked for again and again."""
        team_id, session = self._mine(), self.room.session
        if self.request.path.endswith("pulse"):
            self.say(session.step(team_id))
        elif self.request.path.endswith(".xlsx"):
            if not session.store.get("revealed"):
                raise SandboxError([tr("揭晓以后才能下载。", "Results can be taken after the debrief opens.")])
            name = session.team(team_id)["name"]
            own = {name: session.groups[team_id]}
            await self.book(lambda path: sheets.results_book(session.sandbox, own, path))
        else:
            self.say({"county": session.county, **session.view(team_id)})

    def post(self) -> None:
        """Accept a decision or a belief; it is on the disk before the answer goes out."""
        what, session = self.request.path.rsplit("/", 1)[1], self.room.session
        if what == "leave":
            self.clear_cookie("group")
            return self.say({})
        take = {"decide": session.decide, "believe": session.believe}.get(what)
        if take is None:
            raise HTTPError(405)
        team_id, asked = self._mine(), self.asked()
        round_ = asked.pop("round", None)
        take(team_id, round_, asked)
        self.say(session.view(team_id))

    def _mine(self) -> int:
        team_id = self.team_id()
        if team_id is None:
            raise HTTPError(401, reason=tr("请先报到。", "Join first."))
        return team_id

    async def book(self, write: Callable[[Path], Path]) -> None:
        """Send a workbook, made beside the event loop so that nobody else waits for it."""
        with tempfile.TemporaryDirectory() as folder:
            data = (await asyncio.to_thread(write, Path(folder) / "sandbox.xlsx")).read_bytes()
        self.set_header("Content-Type", _BOOK)
        self.set_header("Content-Disposition", 'attachment; filename="sandbox.xlsx"')
        self.finish(data)


class Lead(Group):
    """The facilitator's page, behind a secret of its own."""

    def prepare(self) -> None:
        """Everything but entering needs the secret."""
        super().prepare()
        if not self.leads() and not self.request.path.endswith("/enter"):
            raise HTTPError(401, reason=tr("请用启动时给出的讲师地址打开。", "Open the facilitator's address given at the start."))

    async def get(self) -> None:
        """The room, the guide, a slip for a paper group, or a workbook."""
        session, what = self.room.session, self.request.path.rsplit("/", 1)[1]
        if what == "results.xlsx":
            opened = bool(session.store.get("revealed"))
            groups = session.store.groups(session.sandbox)
            await self.book(lambda path: sheets.results_book(session.sandbox, groups, path, opened))
        elif what == "sheet.xlsx":
            await self.book(lambda path: sheets.decision_book(session.sandbox, path))
        elif what == "slip":
            self.say(session.slip(self.get_query_argument("name", "")))
        elif what == "guide":
            self.say(guide(session.sandbox))
        else:
            self.say(session.progress())

    def post(self) -> None:
        """Enter, open a round, open the truth, or take over a decision sheet."""
        session, what = self.room.session, self.request.path.rsplit("/", 1)[1]
        if what == "enter":
            key = self.word(self.asked(), "key")
            self.guarded(lambda: same(key, session.store.get("lead")), tr("讲师密钥不对。", "Wrong secret."))
            self.keep("lead", key)
            return self.say({})
        if what == "import":
            return self.say({"said": session.take(self._sheet())})
        if what == "open":
            session.open_round(self.asked().get("round"))
        elif what == "remove":
            session.remove(self.word(self.asked(), "name"))
        elif what == "reveal":
            session.reveal()
        else:
            raise HTTPError(405)
        self.say(session.progress())

    def _sheet(self) -> dict[str, sheets.Group]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sheet.xlsx"
            path.write_bytes(self.request.body)
            try:
                return sheets.read_decisions(self.room.session.sandbox, path)
            except SandboxError:
                raise
            except ValueError as error:  # a file that is no workbook
                raise SandboxError([str(error)]) from error


class Missing(Handler):
    """Anything else."""

    def prepare(self) -> None:
        """There is nothing here."""
        raise HTTPError(404)


class Room:
    """A session with its doors: what handlers share."""

    def __init__(self, session: Session, word: str = ""):
        self.session, self.word = session, word
        self.lock, self.clicks = Lock(), Clicks()
        self.font = _font(session)

    def application(self) -> Application:
        """The routes; nothing here runs code that anyone sends."""
        mine = [(f"/api/{name}", Group) for name in ("view", "pulse", "decide", "believe", "leave", r"results\.xlsx")]
        lead = [r"results\.xlsx", r"sheet\.xlsx", "slip", "guide", "state", "enter", "open", "remove", "reveal", "import"]
        pages = [(path.replace(".", r"\."), Page) for path in (*_PAGES, "/font.css")]
        routes = [*pages, ("/api/words", Words), ("/api/join", Join), *mine, *((f"/api/lead/{name}", Lead) for name in lead)]
        return Application(routes, room=self, default_handler_class=Missing, log_function=lambda _: None)  # type: ignore[arg-type]

    def listen(self, port: int = 0, address: str = "127.0.0.1") -> tuple[HTTPServer, int]:
        """Start answering on the running event loop; returns the server and its port."""
        server = HTTPServer(
            self.application(), max_body_size=SHEET_MOST, max_header_size=16_384, idle_connection_timeout=60, body_timeout=20
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


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's."""
    return value.item()


@cache
def _file(name: str) -> str:
    return (files("toolkit.classroom.sandbox") / "page" / name).read_text(encoding="utf-8")


def _font(session: Session) -> str:
    """The bundled font with what the pages and this county say; what groups type beyond it falls to their own fonts."""
    from toolkit.figures import webfont_css
    from toolkit.terms import heading

    box = session.sandbox
    told = [json.dumps([session.county, words(), guide(box)], ensure_ascii=False, default=_plain)]
    told += [_file(name) for name in _PAGES.values()]
    told += [p.read_text(encoding="utf-8") for p in (files("toolkit.terms") / "data" / "results.csv",)]
    return webfont_css("".join(told) + heading("name") + "一二三四五六七八九十组第甲乙丙丁戊己庚辛，。：；、（）《》“”—−·●○▲△✓✗→")
