"""What a key or a click on the desk does: plain data in, so that it can be tried without a
browser."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from toolkit.terms import tr
from workshop.desk.entered import DeskError, Row
from workshop.desk.files import read_back, write_project, write_workbook
from workshop.desk.view import Shown
from workshop.web import Messages


class DeskClicks(Shown, Messages):
    """A coding session, what its people look at, and their keys and clicks."""

    again = frozenset(
        {"code", "grade", "memo", "take", "decline", "finish", "define", "write", "read"}
    )

    def _do_code(self, start: str, end: str, code: str) -> None:
        row = self.session.code(self.look.case, int(start), int(end), code)
        self.look = replace(self.look, row=row.key)
        number = self.session.reports[row.case].sentence_number(row.start)
        what = self.session.codebook[code].label if code else tr("无", "nothing here")
        self._say(tr(f"第 {number} 句：{what}。", f"Sentence {number}: {what}."))

    def _do_open(self, key: str) -> None:
        row = self._row(key)
        again = self.look.row == row.key
        self.look = replace(self.look, row=None if again else row.key)

    def _do_close(self) -> None:
        self.look = replace(self.look, row=None, code="")

    def _do_remove(self, key: str) -> None:
        self.session.remove(self._row(key))
        self.look = replace(self.look, row=None)
        self._say(tr("已取下（可以撤销）。", "Taken off (undo brings it back)."))

    def _do_grade(self, key: str, evidence: str) -> None:
        self.session.note(self._row(key), evidence=evidence)
        self._say(tr("证据等级已记下。", "Graded."))

    def _do_memo(self, key: str, memo: str) -> None:
        self.session.note(self._row(key), memo=memo)
        self._say(tr("备忘已存。", "Memo kept."))

    def _do_take(self, code: str, start: str, end: str) -> None:
        self._do_code(start, end, code)

    def _do_decline(self, code: str, start: str, end: str) -> None:
        self.session.decline(self.look.case, code, int(start), int(end))
        self._say(tr("不采纳，已记下。", "Declined."))

    def _do_finish(self) -> None:
        self.session.finish(self.look.case)
        self._say(
            tr("第一遍编完：现在可以看机器建议和对照。", "First pass done: suggestions show now.")
        )

    def _do_show(self, case: str = "", tab: str = "") -> None:
        if case in self.session.reports:
            self.look = replace(self.look, case=case, row=None, at=0)
        if tab in ("code", "differ", "write"):
            self.look = replace(self.look, tab=tab)

    def _do_at(self, case: str, sentence: str) -> None:
        self.turn_to(int(sentence), case)

    def _do_turn(self, coder: str) -> None:
        self.session.turn_to(coder)
        self.look = replace(self.look, row=None)
        name = self.session.coder
        self._say(tr(f"现在由 {name} 编。", f"{name} codes now."))

    def _do_edit(self, code: str) -> None:
        self.look = replace(self.look, code=code)

    def _do_define(self, code: str, definition: str) -> None:
        self.session.define(code, definition)
        self.look = replace(self.look, code="")
        self._say(tr("定义已改，两人都用新的。", "The definition is mended, for both."))

    def _do_write(self, summary: str) -> None:
        self.session.write(summary)
        self._say(tr("归纳已存，逐句核对见下。", "Kept; each claim is checked below."))

    def _do_export(self, kind: str) -> tuple[str, bytes]:
        write = {"xlsx": write_workbook, "qdpx": write_project}.get(kind)
        if write is None:
            raise DeskError(tr("只导出 .xlsx 和 .qdpx。", "Only .xlsx and .qdpx are written."))
        name = f"{tr('编码', 'coding')}.{kind}"
        return self._handed_out(name, partial(write, self.session))

    def _do_read(self, name: str, size: str, data: bytes = b"") -> None:
        with self._handed_in(name, size, data) as path:
            file = path.name
            if not file.lower().endswith((".qdpx", ".xlsx")):
                raise DeskError(tr("只读 .qdpx 和 .xlsx。", "Only .qdpx and .xlsx are read."))
            new, notes = read_back(self.session, path, path.stem)
        told = tr(f"已读入 {file}：新增 {new} 处。", f"{file} read: {new} new codes. ")
        more = tr(f"没有采用的：{'；'.join(notes[:5])}", f"Not taken: {'; '.join(notes[:5])}")
        self.said = ("refused" if notes else "ok", told + (more if notes else ""))

    def _row(self, key: str) -> Row:
        """The row that a page means: its key as one text."""
        for r in self.session.state.rows:
            if "|".join(map(str, r.key)) == key:
                return r
        raise DeskError(tr("这里没有这个编码。", "This code does not stand here."))
