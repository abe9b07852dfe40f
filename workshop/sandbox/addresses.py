"""The addresses of the sandbox: pages, and JSON that is checked before anything else looks at
it."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from tornado.web import HTTPError

from toolkit.terms import tr
from workshop.sandbox import entries, paper, sheets
from workshop.sandbox.access import same
from workshop.sandbox.county import SandboxError
from workshop.sandbox.guide import guide
from workshop.sandbox.handler import Handler
from workshop.sandbox.room import PAGE_FILES, page_file
from workshop.sandbox.wording import words

_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
}


class Page(Handler):
    """A file of the folder ``page``, or the font."""

    counted = False  # cheap, and a whole room behind one address loads them at once

    def get(self) -> None:
        """Serve it."""
        name = self.request.path[1:]
        page = {"": "group", "lead": "lead"}.get(name)
        self.set_header("Content-Type", _TYPES["html" if page else name.rsplit(".", 1)[1]])
        if page:
            told = {
                "lang": tr("zh-CN", "en"),
                "title": words()["lead_title" if page == "lead" else "title"],
                "script": page,
            }
            self.finish(page_file("page.html").format(**told))
        else:
            self.finish(self.room.font if name == "font.css" else page_file(name))


class Words(Handler):
    """The words of the pages, and whether a shared word is asked for."""

    def get(self) -> None:
        """Serve them, and tell this device from others."""
        if not self.room.lock.knows(self.get_cookie("device") or ""):
            address, device = str(self.request.remote_ip), secrets.token_urlsafe(12)
            if self.room.lock.meet(address, device):
                self.keep("device", device)
        self.say(
            {"words": words(), "word": bool(self.room.word), "joined": self.team_id() is not None}
        )


class Join(Handler):
    """A new group, or one that comes back with its code."""

    def post(self) -> None:
        """Let it in."""
        asked = self.asked()
        word, name, code = (self.word(asked, k) for k in ("word", "name", "code"))
        if self.room.word:
            self.guarded(
                lambda: same(word, self.room.word),
                tr("口令不对，请看讲师写在板上的口令。", "Wrong word: see the board."),
            )
        if code:
            wrong = tr("没有这个接续码，请核对后再试。", "No group has this code: check it.")
            self.guarded(lambda: self.room.session.find(code), wrong)
        else:
            code = self.room.session.join(name)[1]
        self.keep("group", code.strip().upper())
        self.say({})


class GroupAnswers(Handler):
    """A group's own page: what it sees, what it decides, what it believes."""

    async def get(self) -> None:
        """What this group sees; ``pulse`` is the little that is asked for again and again."""
        team_id, session = self._mine(), self.room.session
        if self.request.path.endswith("pulse"):
            self.say(session.step(team_id))
        elif self.request.path.endswith(".xlsx"):
            if not session.store.get("revealed"):
                raise SandboxError(
                    [tr("揭晓以后才能下载。", "Results can be taken after the debrief opens.")]
                )
            await self.results(session.named(team_id))
        else:
            self.say({"county": session.county, **session.view(team_id)})

    def post(self) -> None:
        """Accept a decision or a belief; it is on the disk before the answer goes out."""
        what, session = self.request.path.rsplit("/", 1)[1], self.room.session
        if what == "leave":
            if (team_id := self.team_id()) is not None:
                session.store.end_code(team_id)
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

    async def results(self, names: dict[str, int]) -> None:
        """Send the workbook of these groups, with the truth once it is open."""
        session = self.room.session
        found = await session.truth.whole()
        # as they stand now: a group may hand in while the file is being written
        groups = {
            name: entries.Group([*g.decisions], {**g.beliefs})
            for name, g in ((n, session.groups[k]) for n, k in names.items())
        }
        truth = {name: found[k] for name, k in names.items() if k in found}
        await self.book(lambda path: sheets.results_book(session.sandbox, groups, path, truth))

    async def book(self, write: Callable[[Path], Path]) -> None:
        """Send a workbook, made beside the event loop so that nobody else waits for it."""
        with tempfile.TemporaryDirectory() as folder:
            data = (await asyncio.to_thread(write, Path(folder) / "sandbox.xlsx")).read_bytes()
        self.set_header("Content-Type", _BOOK)
        self.set_header("Content-Disposition", 'attachment; filename="sandbox.xlsx"')
        self.finish(data)


class LeadAnswers(GroupAnswers):
    """The facilitator's page, behind a secret of its own."""

    def who(self) -> str:
        """The facilitator's clicks are nobody else's."""
        return "lead" if self.leads() else super().who()

    def prepare(self) -> None:
        """Everything but entering needs the secret."""
        super().prepare()
        if not self.leads() and not self.request.path.endswith("/enter"):
            raise HTTPError(
                401,
                reason=tr(
                    "请用启动时给出的讲师地址打开。",
                    "Open the facilitator's address given at the start.",
                ),
            )

    async def get(self) -> None:
        """The room, the guide, a slip for a paper group, or a workbook."""
        session, what = self.room.session, self.request.path.rsplit("/", 1)[1]
        if what == "results.xlsx":
            await self.results(session.named())
        elif what == "sheet.xlsx":
            await self.book(lambda path: sheets.decision_book(session.sandbox, path))
        elif what == "slip":
            self.say(paper.slip(session, self.get_query_argument("name", "")))
        elif what == "guide":
            self.say(guide(session.sandbox))
        else:
            self.say(session.progress())

    def post(self) -> None:
        """Enter, open a round, open the truth, or take over a decision sheet."""
        session, what = self.room.session, self.request.path.rsplit("/", 1)[1]
        if what == "enter":
            key = self.word(self.asked(), "key")
            self.guarded(
                lambda: same(key, session.store.get("lead")), tr("讲师密钥不对。", "Wrong secret.")
            )
            self.keep("lead", key)
            return self.say({})
        if what == "import":
            return self.say({"said": paper.take(session, self._sheet())})
        if what == "open":
            session.open_round(self.asked().get("round"))
        elif what in ("remove", "admit"):
            {"remove": session.remove, "admit": session.let_in}[what](
                self.word(self.asked(), "name")
            )
        elif what == "reveal":
            session.reveal()
        else:
            raise HTTPError(405)
        self.say(session.progress())

    def _sheet(self) -> dict[str, entries.Group]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sheet.xlsx"
            path.write_bytes(self.request.body)
            try:
                return entries.read_decisions(self.room.session.sandbox, path)
            except SandboxError:
                raise
            except ValueError as error:  # a file that is no workbook
                raise SandboxError([str(error)]) from error


class Missing(Handler):
    """Anything else."""

    def prepare(self) -> None:
        """There is nothing here."""
        raise HTTPError(404)


def routes() -> list[tuple[str, type[Handler]]]:
    """Every address with what answers there."""
    pages = ("", "lead", "font.css", *PAGE_FILES[1:])
    mine = ("view", "pulse", "decide", "believe", "leave", "results.xlsx")
    lead = (
        "results.xlsx",
        "sheet.xlsx",
        "slip",
        "guide",
        "state",
        "enter",
        "open",
        "admit",
        "remove",
        "reveal",
        "import",
    )
    found: list[tuple[str, type[Handler]]] = [(f"/{name}", Page) for name in pages]
    found += [("/api/words", Words), ("/api/join", Join)]
    found += [(f"/api/{name}", GroupAnswers) for name in mine] + [
        (f"/api/lead/{name}", LeadAnswers) for name in lead
    ]
    return [(path.replace(".", r"\."), kind) for path, kind in found]
