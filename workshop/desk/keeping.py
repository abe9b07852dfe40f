"""What the desk's file holds of a coding, and how it is found again when reports were added, left
out or changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cached_property
from typing import Any

from toolkit import cases
from toolkit.cases import Codebook, Report
from toolkit.terms import tr
from workshop.desk.entered import COLUMNS, DeskState, Row
from workshop.desk.history import back_from, changes
from workshop.web import PageSteps


class KeptCoding(PageSteps[DeskState]):
    """A coding with its file. Every row is kept with its words and the fingerprint of its text: it
    goes back to its place, to where its words stand now, or waits in the file."""

    reports: dict[str, Report]
    given: dict[str, Report]
    book: Codebook
    #: rows of the file that have no place today (a report that is not on the desk, a code that is
    #: not in the codebook, words that are gone): they stay in the file
    _apart: tuple[dict[str, Any], ...] = ()

    @cached_property
    def _texts(self) -> dict[str, str]:
        return fingerprints(self.given)

    @cached_property
    def _masked(self) -> dict[str, Report]:
        # the file holds no more of a person than the page does by default
        return cases.shown_to_others(self.given, False)

    def _kept(self) -> dict[str, Any]:
        rows = [
            asdict(r) | {"text": self._words(r), "of": self._texts[r.case]} for r in self.state.rows
        ]
        return asdict(self.state) | {
            "rows": [*rows, *self._apart],
            "past": changes(self._past, self.state),
        }

    def _words(self, row: Row) -> str:
        return self._masked[row.case].text[row.start : row.end]

    def _restored(self, held: dict[str, Any]) -> str:
        """What has no place today waits in the file and is said."""
        known, there = {"", *(c.code for c in self.book)}, _held_rows(held)
        at: dict[int, Row | None] = {}
        lost: dict[str, int] = {}
        for case, mark in self._texts.items():
            mine = [i for i, r in enumerate(there) if r["case"] == case and r["code"] in known]
            placed = _placed([there[i] for i in mine], mark, self._masked[case].text)
            at |= dict(zip(mine, placed))
            if any(there[i]["of"] != mark for i in mine):
                lost[case] = placed.count(None)
        rows = [at[i] for i in sorted(at)]
        kept = tuple(row for row in rows if row is not None)
        self._apart = tuple(r for i, r in enumerate(there) if at.get(i) is None)
        self.state = DeskState(
            kept,
            tuple(tuple(x) for x in held.get("declined", ()) if x[0] not in lost),  # type: ignore[misc]
            tuple(tuple(x) for x in held.get("passed", ())),  # type: ignore[misc]
            dict(held.get("definitions", {})),
            str(held.get("summary", "")),
        )
        if not self._past and held.get("whose") == self._texts:
            self._past += back_from(held.get("past", ()), self.state, known)
        away = sum(r["case"] not in self.reports for r in there)
        return _told(len(kept), away, len(there) - away - len(at), lost)


def fingerprints(reports: Mapping[str, Report]) -> dict[str, str]:
    """By case, what tells its text from another."""
    return {
        case: hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        for case, report in reports.items()
    }


def belongs(held: Mapping[str, Any], reports: Mapping[str, Report]) -> bool:
    """Whether a file is about these reports: one text is the same, or one has changed and still
    holds at least half of what was coded in it."""
    ours, theirs = fingerprints(reports), held.get("whose")
    if not isinstance(theirs, dict):
        return False
    if any(theirs.get(case) == mark for case, mark in ours.items()):
        return True
    rows, masked = _held_rows(held), cases.shown_to_others(dict(reports), False)
    return any(
        row is not None
        for case in ours
        for row in _placed([r for r in rows if r["case"] == case], ours[case], masked[case].text)
    )


def _held_rows(held: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [r for r in held.get("rows", ()) if isinstance(r, dict) and {*COLUMNS, "of"} <= set(r)]


def _placed(rows: list[dict[str, Any]], mark: str, text: str) -> list[Row | None]:
    """Each row at its place in this text; None where its words are gone or stand in several places.
    A text that holds less than half of what was coded is another one."""
    out: list[Row | None] = []
    for r in rows:
        row = Row(**{k: r[k] for k in COLUMNS})
        words = str(r.get("text", ""))
        if r["of"] == mark:
            out.append(row)
        elif words.strip() and text.count(words) == 1:
            at = text.index(words)
            out.append(replace(row, start=at, end=at + len(words)))
        elif words.strip() and text[row.start : row.end] == words:
            out.append(row)
        else:
            out.append(None)
    older = [row for r, row in zip(rows, out) if r["of"] != mark]
    if older and 2 * older.count(None) > len(older):
        return [row if r["of"] == mark else None for r, row in zip(rows, out)]
    return out


def _told(here: int, away: int, gone: int, lost: Mapping[str, int]) -> str:
    said = [tr(f"接着上次的编码：{here} 处。", f"Going on from last time: {here} codes. ")]
    if away:
        said.append(
            tr(
                f"另有 {away} 处在没有打开的报告里，照样留着。",
                f"{away} more are kept, in reports that are not open. ",
            )
        )
    if gone:
        said.append(
            tr(
                f"{gone} 处用的编码不在现在的编码表里，没有放上来，仍留在文件里。",
                f"{gone} have codes that are not in today's codebook: they wait in the file. ",
            )
        )
    for case, many in lost.items():
        left = tr(
            f"，{many} 处的原词没有了或不止一处，没有放上来，仍留在文件里",
            f"; the words of {many} are gone or stand in several places: not shown, kept in the "
            f"file",
        )
        said.append(
            tr(
                f"{case} 的正文改过：编码已按原词重新找到位置{left if many else ''}。请抽查。",
                f"The text of {case} has changed: codes were placed anew by their words"
                f"{left if many else ''}. Please check some. ",
            )
        )
    return "".join(said).strip()
