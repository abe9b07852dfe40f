"""Rows of a ledger that say in words that their pairing is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.layout import Record, Table
from toolkit.records.ledgers.persons import plain_text
from toolkit.records.ledgers.questions import ask_about, listed
from toolkit.records.ledgers.roles import Role
from toolkit.records.ledgers.state import Reading
from toolkit.records.ledgers.wording import COUNTS_NOT

_STATE = pattern(r"状态$|现状$|是否(?:仍|还)?(?:在帮|有效|在结对|继续|存续|在联系)")
_OVER = r"(?:解除|终止|结束|取消|撤销|停止|中止|作废|脱钩|调整|变更|更换|到期|期满)"
_BOND = r"(?:结对|帮扶|帮带|联系|挂钩|包联|共建|关系|协议|对子)"
#: what a column of states says of a pairing that is over
_STATED = pattern(rf"^(?:现|早|均)*已?(?:经)?{_BOND}{{0,3}}已?{_OVER}")
#: what a note says of it: 已解除结对, 帮扶关系终止, 作废
_NOTED = pattern(
    rf"已(?:经)?{_OVER}{_BOND}|{_BOND}(?:已|已经)?(?:解除|终止|取消|作废|结束)|^已?(?:作废|解除|终止|取消|结束)$"
)


class Ended:
    """Gathers the rows of one table that say that their pairing is over, and not since when."""

    def __init__(self, reading: Reading, table: Table, roles: Sequence[Role]) -> None:
        self.reading, self.table = reading, table
        self.notes = [r for r in roles if r.role == "note"]
        stated = ("", "other", "result")
        self.states = [r for r in roles if r.role in stated and _STATE.search(r.shown)]
        self.rows: dict[str, list[str]] = defaultdict(list)

    def leaves_out(self, record: Record) -> bool:
        """Note a row where it says so; whether a person answered that it counts no more."""
        heading = self._says(record)
        if not heading:
            return False
        self.rows[heading].append(str(record.row + 1))
        gone = self.reading.answers.get(f"ended:{heading}") == COUNTS_NOT
        if gone:
            why = "结对已经结束，按回答没有计入"
            self.reading.skipped.append((self.table.grid.name, record.row, why))
        return gone

    def ask(self) -> None:
        """Ask whether such rows still count."""
        for heading, rows in self.rows.items():
            self.reading.ask(ask_about("ended", heading, listed(rows, 40)))

    def _says(self, record: Record) -> str:
        """The heading under which a row says that its pairing is over; empty where none does."""
        for role in [*self.states, *self.notes]:
            text = "".join(plain_text(self.table.text(record, role.column)).split())
            no = "是否" in role.shown and text in ("否", "不是", "无")
            if no or (_NOTED if role.role == "note" else _STATED).search(text):
                return role.shown
        return ""
