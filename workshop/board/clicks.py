"""What a click on the board does: plain data in, so that it can be tried without a browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from toolkit.terms import channel_label, tr
from workshop.board.cards import BoardError
from workshop.board.view import Shown
from workshop.board.words import words
from workshop.web import Messages

_TABS = ("board", "plan")


class Clicks(Shown, Messages):
    """A session, what its people look at, and their clicks.

    ``do(message)`` performs one click and returns a file to hand out (name and bytes), if any;
    ``view()`` is what to show.
    """

    def _do_helper(self, helper: str, channel: str) -> None:
        if self.look.unit is not None:
            return self._join(helper, self.look.unit, channel)
        again = self.look.helper == (helper, channel)
        self.look = replace(self.look, helper=None if again else (helper, channel), channel=channel)
        self._chose(helper, tr("再点要帮的单位", "now choose whom to help"), again)

    def _do_unit(self, unit: str) -> None:
        if self.look.helper is not None:
            return self._join(self.look.helper[0], unit, self.look.helper[1])
        again = self.look.unit == unit
        self.look = replace(self.look, unit=None if again else unit)
        self._chose(
            unit,
            tr("再点由谁来帮，合适的排在前面", "now choose who helps; the best come first"),
            again,
        )

    def _do_slot(self, unit: str, channel: str) -> None:
        """An empty place: choose the unit and show the helpers of that channel."""
        if self.look.helper is not None and self.look.helper[1] != channel:
            here, his = channel_label(channel), channel_label(self.look.helper[1])
            raise BoardError(
                tr(
                    f"这里要的是{here}，选中的帮扶方是{his}。",
                    f"this place is for {here}, the helper serves {his}.",
                )
            )
        self.look = replace(self.look, channel=channel)
        self._do_unit(unit)

    def _chose(self, who: str, then: str, again: bool) -> None:
        self.said = (
            "info",
            self._named(
                words()["begin"] if again else tr(f"已选 {who}：{then}。", f"{who} chosen: {then}.")
            ),
        )

    def _join(self, helper: str, unit: str, channel: str) -> None:
        self.session.pair(helper, unit, channel)
        self.look = replace(self.look, helper=None, unit=None)
        told = (
            f"{helper} 帮 {unit}（{channel_label(channel)}）",
            f"{helper} helps {unit} ({channel_label(channel)})",
        )
        self._say(tr(f"已结对：{told[0]}。", f"Paired: {told[1]}."))

    def _do_unpair(self, helper: str, unit: str, channel: str) -> None:
        self.session.unpair(helper, unit, channel)
        self._say(tr(f"已取下：{helper} → {unit}。", f"Taken off: {helper} → {unit}."))

    def _do_escape(self) -> None:
        self.look = replace(self.look, helper=None, unit=None, reasoning=None)
        self.said = ("info", words()["begin"])

    def _do_clear(self) -> None:
        self.session.clear()
        self._say(tr("已全部取下（可以撤销）。", "All taken off (undo brings them back)."))

    def _do_running(self) -> None:
        n = self.session.bring_running()
        self._say(tr(f"放上现有结对 {n} 对。", f"{n} running pairs put on the board."))

    def _do_adopt(self) -> None:
        self.session.adopt()
        self._say(words()["adopted"])

    def _do_show(
        self,
        channel: str = "",
        township: str | None = None,
        search: str | None = None,
        tab: str = "",
        every: str = "",
    ) -> None:
        new = {"channel": channel} if channel in self.session.plan.problem.channels else {}
        new |= {k: v for k, v in (("township", township), ("search", search)) if v is not None}
        new |= {"tab": tab, "every": False} if tab in _TABS else {}  # type: ignore[dict-item]
        new |= {"every": True} if every else {}  # type: ignore[dict-item]
        self.look = replace(self.look, **new)  # type: ignore[arg-type]
        if tab in _TABS:
            self.said = ("info", words()["begin"] if tab == "board" else words()["compare"])

    def _do_reason(self, helper: str, unit: str, channel: str) -> None:
        self.look = replace(self.look, reasoning=(helper, unit, channel))
        self.said = ("info", words()["give_reason"])

    def _do_keep(self, helper: str, unit: str, channel: str, reason: str) -> None:
        self.session.keep(helper, unit, channel, reason)
        self.look = replace(self.look, reasoning=None)
        self._say(words()["kept"])

    def _do_forget(self, helper: str, unit: str, channel: str) -> None:
        self.session.forget(helper, unit, channel)
        self._say(words()["forgotten"])

    def _do_export(self) -> tuple[str, bytes]:
        name = (
            re.sub(
                r"[^\w（）() -]",
                "_",
                "-".join(filter(None, (tr("结对板", "board"), self.session.group))),
            )[:60]
            + ".xlsx"
        )
        return self._handed_out(name, self.session.export)

    def _do_read(self, name: str, size: str, data: bytes = b"") -> None:
        with self._handed_in(name, size, data) as path:
            file, refused = path.name, self.session.read(path)
        n = len(self.session.pairs)
        if refused.empty:
            return self._say(tr(f"已读入 {file}：{n} 对。", f"{file} read: {n} pairs."))
        lines = [
            f"{' → '.join(x for x in row[:2] if pd.notna(x))} {row[3]}"
            for row in refused.head(5).itertuples(index=False, name=None)
        ]
        more = (
            tr(f"等 {len(refused)} 行", f" and more ({len(refused)} rows)")
            if len(refused) > 5
            else ""
        )
        told = (
            tr(f"已读入 {n} 对；没有采用的：", f"{n} pairs read; not taken: ")
            + tr("；", "; ").join(lines)
            + more
        )
        self.said = ("refused", self._named(told))
