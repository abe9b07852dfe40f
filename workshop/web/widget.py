"""A page as a widget: what Python says is shown, what people do comes back as plain messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from toolkit.figures import webfont_css
from toolkit.terms import lang, tr, use_lang
from workshop.web.messages import PageError

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise PageError(
        tr(
            "没有安装 anywidget：请运行 python start.py setup。",
            "anywidget is missing: run python start.py setup.",
        )
    ) from error

HERE = Path(__file__).parent


class Show(Protocol):
    """What stands behind a page: everything it shows, and what a message does."""

    def view(self) -> dict[str, Any]:
        """Everything the page shows, as plain data."""

    def do(self, message: Any, data: bytes | None = None) -> tuple[str, bytes] | None:
        """Perform a message; a file to hand out (name and bytes), if any."""


class PageWidget(anywidget.AnyWidget):
    """A page in JupyterLab or Voila; each kind names its script and style with `files_of`."""

    view = traitlets.Dict().tag(sync=True)
    font = traitlets.Unicode().tag(sync=True)
    full = traitlets.Bool(False).tag(sync=True)

    def __init__(self, shown: Show, full: bool = False):
        self.shown, self._lang, self._letters = shown, lang(), frozenset[str]()
        super().__init__(full=full)
        self.on_msg(self._clicked)
        self.refresh()

    def __repr__(self) -> str:
        return f"<{self.view['title']} {self.view['done']}>"

    def refresh(self) -> None:
        """Show things as they are now (after steps made from a cell)."""
        with use_lang(self._lang):
            view = self.shown.view()
        letters = frozenset(str(view))
        if not letters <= self._letters:
            # every glyph shown so far, so that the font only grows
            self._letters |= letters
            self.font = webfont_css("".join(sorted(self._letters)))
        self.view = view

    def _clicked(self, _: Any, message: Any, buffers: list[Any]) -> None:
        with use_lang(self._lang):
            file = self.shown.do(message, bytes(buffers[0]) if buffers else None)
        self.refresh()
        if file:
            self.send({"file": file[0]}, [file[1]])


def files_of(folder: Path, name: str) -> tuple[str, str]:
    """Script and style of a page: the shared ones with its own behind them."""
    parts = []
    for shared, kind in (("elements", "js"), ("page", "css")):
        texts = [HERE / f"{shared}.{kind}", folder / f"{name}.{kind}"]
        parts.append("\n".join(path.read_text(encoding="utf-8") for path in texts))
    return parts[0], parts[1]
