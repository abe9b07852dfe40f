"""What a page sends: one verb and its words, performed or refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from toolkit.terms import tr

#: of any text that a page sends
LONGEST = 20_000
#: a workbook or a coding is well below this; the browser's line to the kernel takes 10 MB
LARGEST_FILE = 8_000_000


class PageError(ValueError):
    """A step that a page refuses; the message says why."""

    #: whether another window was first: what it saved is here now, and the same step may follow
    elsewhere = False


class Messages:
    """What a click does: the verb ``x`` of a message is the method ``_do_x``.

    ``said`` is what the page says last: ``ok``, ``info`` or ``refused``, and a sentence.
    """

    said: tuple[str, str]
    #: the steps behind the page: a `PageSteps`
    session: Any
    #: verbs that mean the same whatever another window did meanwhile: they are done once more
    again: frozenset[str] = frozenset()

    def do(self, message: Any, data: bytes | None = None) -> tuple[str, bytes] | None:
        """Perform what a message asks for; whatever it holds, the worst that happens is a
        sentence."""
        verb = message.get("do") if isinstance(message, dict) else None
        act = (
            getattr(self, f"_do_{verb}", None)
            if isinstance(verb, str) and verb.isidentifier()
            else None
        )
        if act is None:
            return None
        told = {str(k): str(v)[:LONGEST] for k, v in message.items() if k != "do"}
        more = {} if data is None else {"data": data}
        try:
            try:
                return act(**more, **told)
            except PageError as reason:
                if not (reason.elsewhere and verb in self.again):
                    raise
                handed = act(**more, **told)
                self._say(
                    self.said[1]
                    + tr(
                        "另一个窗口也改过，已合在一起；撤销可回到那边的样子。",
                        " Another window had changed things, too: both are here; undo leads to "
                        "what it had.",
                    )
                )
                return handed
        except PageError as reason:
            self.said = ("refused", self._named(str(reason)))
        except (ValueError, OSError) as error:
            self.said = ("refused", str(error))
        except TypeError:  # a message with other parts than its verb takes
            self.said = (
                "refused",
                tr("没有看懂这一步，请再试一次。", "That was not understood; please try again."),
            )
        return None

    def _do_undo(self) -> None:
        self.session.undo()
        self._say(tr("已撤销。", "Undone."))

    def _do_redo(self) -> None:
        self.session.redo()
        self._say(tr("已重做。", "Done again."))

    def _handed_out(self, name: str, write: Callable[[Path], Path]) -> tuple[str, bytes]:
        """A file for the browser: its name and bytes."""
        with TemporaryDirectory() as folder:
            data = write(Path(folder) / name).read_bytes()
        self._say(
            tr(
                f"已导出 {name}，在浏览器的下载文件夹里。",
                f"{name} is in the browser's download folder.",
            )
        )
        return name, data

    @contextmanager
    def _handed_in(self, name: str, size: str, data: bytes) -> Iterator[Path]:
        """A file from the browser, as long as it is read."""
        if not size.isdecimal() or int(size) > LARGEST_FILE or len(data) > LARGEST_FILE:
            raise PageError(tr("文件太大，不读。", "The file is too large and is not read."))
        plain = re.sub(r"[^\w（）().-]", "_", Path(name.replace("\\", "/")).name)[-60:]
        with TemporaryDirectory() as folder:
            path = Path(folder) / (plain or "file")
            path.write_bytes(data)
            yield path

    def _say(self, text: str) -> None:
        self.said = ("ok", self._named(text))

    def _named(self, text: str) -> str:
        """A sentence as this page writes names."""
        return text
