"""What every answer of the sandbox's server shares: the checks before it, the headers on it, errors
as sentences."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tornado.web import HTTPError, RequestHandler

from toolkit.terms import tr
from workshop.sandbox.access import host_is_ours, same
from workshop.sandbox.county import SandboxError
from workshop.sandbox.room import Room, plain

BODY_MOST = 16_000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src data:; connect-src 'self'; "
    "img-src 'self' data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


class Handler(RequestHandler):
    """What every answer shares: the checks before it, the headers on it, errors as sentences."""

    #: whether a request counts as a click
    counted = True

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
            raise HTTPError(
                421,
                reason=tr("请用讲师给出的地址打开。", "Open the address that the trainer gave."),
            )
        if self.counted and self.room.clicks.over(self.who()):
            raise HTTPError(
                429,
                reason=tr(
                    "点得太快了，请稍等一两秒再点。", "Too many clicks: wait a second or two."
                ),
            )
        if self.request.method == "POST":
            own = self.request.headers.get("Origin") == f"http://{self.request.host}"
            if not own or self.request.headers.get("X-Sandbox") != "1":
                raise HTTPError(
                    403,
                    reason=tr("只接受本页面的提交。", "Only this site's own pages may send this."),
                )
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
                tr("没有这个页面。", "There is no such page.")
                if status_code == 404
                else tr("出错了，请重试。", "Please try again.")
            ]
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(
            json.dumps({"problems": problems})
        )  # escaped: half a surrogate pair cannot be sent as it is

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
        self.finish(json.dumps(data, ensure_ascii=False, allow_nan=False, default=plain))

    def asked(self) -> dict[str, Any]:
        """The request's JSON object."""
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise SandboxError(
                [
                    tr(
                        "提交的内容不成形，请刷新页面再试。",
                        "What was sent is malformed: reload the page.",
                    )
                ]
            )
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
        """Whose clicks are counted: a group's own, or those of an address that has not come in."""
        return str(self.team_id() or self.request.remote_ip)

    def guarded(self, right: Callable[[], Any], wrong: str) -> Any:
        """What `right` finds; nothing counts as a wrong word, and after too many of them this
        device must wait."""
        who, lock = (
            (str(self.request.remote_ip), (self.get_cookie("device") or "")[:64]),
            self.room.lock,
        )
        if left := lock.wait(*who):
            raise HTTPError(
                429,
                reason=tr(
                    f"错误次数太多，请 {left} 秒后再试。",
                    f"Too many wrong tries: try again in {left} seconds.",
                ),
            )
        found = right()
        if found is None or found is False:
            lock.failed(*who)
            raise HTTPError(403, reason=wrong)
        return found

    def keep(self, name: str, value: str) -> None:
        """Give this browser a cookie that no script and no other site can use."""
        self.set_cookie(name, value, httponly=True, samesite="Strict", max_age=86_400, path="/")
