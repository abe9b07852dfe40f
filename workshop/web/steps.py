"""What people do on a page, step by step: every step is kept in a file, taken back, made again."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from toolkit.terms import tr
from workshop.web.messages import PageError
from workshop.web.saving import PageFile

State = TypeVar("State")
#: seconds in which what is typed on in one field is still the same step
_TYPING = 5.0


class PageSteps(ABC, Generic[State]):
    """What stands on a page (``state``) and the steps that led there.

    Parameters
    ----------
    state
        What stands before the first step; compared by value.
    file : PageFile, optional
        Where every step is saved, and where a new page goes on from.
    """

    #: the error with which a step is refused
    refused: ClassVar[type[PageError]] = PageError

    def __init__(self, state: State, file: PageFile | None):
        self.state, self.file = state, file
        self._past: list[State] = []
        self._next: list[State] = []
        self._typed: tuple[object, float] = (None, 0.0)
        self.said = self._go_on() if file else ""

    @abstractmethod
    def _kept(self) -> dict[str, Any]:
        """What the file holds of the state."""

    @abstractmethod
    def _restored(self, held: dict[str, Any]) -> str:
        """Set the state from what the file held; returns what people should be told."""

    def undo(self) -> None:
        """Take the last step back."""
        self._step(self._past, self._next, tr("没有可撤销的了。", "There is nothing to undo."))

    def redo(self) -> None:
        """Make the step again that was taken back last."""
        self._step(self._next, self._past, tr("没有可重做的了。", "There is nothing to redo."))

    @property
    def can(self) -> dict[str, bool]:
        """Whether there is something to undo, and to redo."""
        return {"undo": bool(self._past), "redo": bool(self._next)}

    def _go(self, state: State, field: object = None) -> None:
        """A step to `state`; what people type on in the same `field` is one step."""
        if state == self.state:
            return
        self._fresh()
        back = self.state, [*self._past], [*self._next]
        before, at = self._typed
        self._typed = field, time.monotonic()
        if field is None or field != before or self._typed[1] - at > _TYPING:
            self._past.append(self.state)
        self._next.clear()
        self.state = state
        self._save(*back)

    def _step(self, back: list[State], forth: list[State], nothing: str) -> None:
        if not back:
            raise self.refused(nothing)
        self._fresh()
        before = self.state, [*self._past], [*self._next]
        self._typed = None, 0.0
        forth.append(self.state)
        self.state = back.pop()
        self._save(*before)

    def _save(self, state: State, past: list[State], following: list[State]) -> None:
        """Save what stands; what cannot be saved is not done: what stood before stands again."""
        try:
            if self.file:
                self.file.save(self._kept())
        except OSError as error:
            self.state, self._typed = state, (None, 0.0)
            self._past[:], self._next[:] = past, following
            name, why = self.file.path if self.file else "", error.strerror or error
            raise self.refused(
                tr(
                    f"存不进 {name}，这一步没有记下：请看磁盘是否已满、文件夹是否还在、"
                    f"文件是否被别的程序占用。（{why}）",
                    f"{name} cannot be written, so this step was not made: is the disk full, the "
                    f"folder gone, the file in use? ({why})",
                )
            ) from error

    def _moved(self) -> str:
        """From now on a new file, whose name is returned: what was not taken over stays."""
        if self.file is None:
            return ""
        self.file.move()
        return self.file.path.name

    def _go_on(self) -> str:
        held = self.file.load() if self.file else {}
        return self._restored(held) if held else self.file.said if self.file else ""

    def _fresh(self) -> None:
        # what another window saved meanwhile is taken over, not written over; undo leads back to
        # what stood in this one
        if self.file and self.file.changed_elsewhere:
            self._past.append(self.state)
            self._next.clear()
            self._typed = None, 0.0
            self._go_on()
            reason = self.refused(
                tr(
                    "刚在另一个窗口里改过，已换成最新的；请再做一次这一步。",
                    "This was changed in another window; here it is now: please do it again.",
                )
            )
            reason.elsewhere = True
            raise reason
