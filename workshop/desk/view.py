"""What the desk shows, as plain data that can be looked at without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pandas as pd

from toolkit.cases import EVIDENCE, CaseError, nature_of
from toolkit.reports import evidence_name, nature_words
from toolkit.terms import lang, tr, word
from workshop.desk.entered import LONGEST_NAME, DeskError, Row
from workshop.desk.session import CodingSession
from workshop.desk.words import words

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Look:
    """What is looked at: the case, the tab, the row whose grade and memo are open, the code whose
    definition is, the sentence that somebody asked for (0: none)."""

    case: str = ""
    tab: str = "code"
    row: tuple[str, str, int, int, str] | None = None
    code: str = ""
    at: int = 0


@dataclass
class Shown:
    """A session as its people look at it; ``view()`` is everything the page shows."""

    session: CodingSession
    look: Look = field(default_factory=Look)
    said: tuple[str, str] = ("info", "")

    def __post_init__(self) -> None:
        self.look = Look(case=next(iter(self.session.reports)))
        self.said = ("info", self.session.said or words()["begin"])

    def turn_to(self, sentence: int | None, case: str = "") -> None:
        """Open a sentence of a case (of the one looked at, when none is named).

        Raises
        ------
        DeskError
            No such report on this desk, or no such sentence in it.
        """
        if sentence is None:
            return
        case = case or self.look.case
        if case not in self.session.reports:
            raise DeskError(
                tr(
                    f"编码台上没有报告 {case}：请用 toolkit desk 打开它。",
                    f"Report {case} is not on this desk: open it with toolkit desk.",
                )
            )
        last = len(self.session.sentences(case))
        if not 1 <= sentence <= last:
            raise DeskError(
                tr(
                    f"{case} 只有 {last} 句，没有第 {sentence} 句。",
                    f"{case} has {last} sentences; there is no sentence {sentence}.",
                )
            )
        self.look = Look(case=case, at=sentence)

    def view(self) -> dict[str, Any]:
        """Everything the page shows."""
        s, case = self.session, self.look.case
        nature, mark = nature_words(nature_of(s.reports))
        seen, all_ = self._counts(case)
        head = {
            "words": words(),
            "lang": lang(),
            "title": tr("编码台", "Coding desk"),
            "nature": nature,
            "mark": mark,
            "said": {"kind": self.said[0], "text": self.said[1]},
            "tab": self.look.tab,
            "can": s.can,
            "coder": s.coder,
            "coders": s.coders,
            "longest_name": LONGEST_NAME,
            "blind": s.blind,
            "hidden": not s.open(case),
            "finished": s.finished(case),
            "case": case,
            "at": self.look.at,
            "cases": [{"id": k, "title": f"{k} {r.title}".strip()} for k, r in s.reports.items()],
            "done": tr(
                f"{s.coder} 已编 {seen} / {all_} 句", f"{s.coder}: {seen} of {all_} sentences"
            ),
        }
        tabs = {"code": self._text, "differ": self._differences, "write": self._writing}
        return head | tabs[self.look.tab]()

    def _counts(self, case: str) -> tuple[int, int]:
        s = self.session
        mine = {
            s.reports[case].sentence_number(r.start)
            for r in s.state.rows
            if r.case == case and r.coder == s.coder
        }
        return len(mine), len(s.sentences(case))

    # ---- the text and the palette

    def palette(self) -> list[dict[str, Any]]:
        """The codes by stage: a digit for each of the first nine, a letter for the first twenty-six
        codes in it; more are there for the mouse."""
        out = []
        stages = groupby(sorted(self.session.codebook, key=self._stage), key=lambda c: c.stage)
        for digit, (_, some) in enumerate(stages, start=1):
            codes = list(some)
            keys = [*LETTERS, *[""] * len(codes)]
            listed = [
                {"key": key, "code": c.code, "label": c.label, "definition": c.meaning}
                for key, c in zip(keys, codes)
            ]
            stage = codes[0].stage_label or words()["palette"]
            key = str(digit) if digit < 10 else f"（{digit}）"
            out.append({"key": key, "stage": stage, "codes": listed})
        return out

    def _stage(self, code: Any) -> int:
        return list(dict.fromkeys(c.stage for c in self.session.book)).index(code.stage)

    def _text(self) -> dict[str, Any]:
        s, case = self.session, self.look.case
        report = s.reports[case]
        names = s.codebook.labels
        suggested = s.suggestions(case)
        rows: dict[int, list[dict[str, Any]]] = {}
        for r in s.state.rows:
            if r.case == case and (r.coder == s.coder or s.open(case)):
                rows.setdefault(report.sentence_number(r.start), []).append(self._chip(r, names))
        machine: dict[int, list[dict[str, Any]]] = {}
        for x in suggested.itertuples(index=False):
            machine.setdefault(report.sentence_number(int(x.start)), []).append(
                {
                    "code": x.code,
                    "label": names[x.code],
                    "start": int(x.start),
                    "end": int(x.end),
                    "trigger": str(getattr(x, "trigger", "") or ""),
                }
            )
        level = {
            report.sentence_number(int(a)): int(n)
            for a, n in zip(report.outline["start"], report.outline["level"])
        }
        sentences = [
            {
                "n": n,
                "start": a,
                "text": report.text[a:b],
                "level": level.get(n, 0),
                "chips": rows.get(n, []),
                "machine": machine.get(n, []),
            }
            for n, (a, b) in enumerate(s.sentences(case), start=1)
        ]
        outline = [
            {"n": n, "level": depth, "text": str(sentences[n - 1]["text"])[:30]}
            for n, depth in sorted(level.items())
            if n
        ]
        return {
            "sentences": sentences,
            "outline": outline,
            "palette": self.palette(),
            "grades": [{"value": g, "label": evidence_name(g)} for g in EVIDENCE],
            "open": self._opened(),
            "notes": [*getattr(report, "notes", ()), *([] if sentences else [words()["empty"]])],
        }

    def _chip(self, r: Row, names: Mapping[str, str]) -> dict[str, Any]:
        s = self.session
        whole = (r.start, r.end) == s._around(r.case, r.start)
        words_of = s.reports[r.case].text[r.start : r.end]
        return {
            "key": list(r.key),
            "label": names[r.code] if r.code else words()["nothing"],
            "words": "" if whole else _short(words_of),
            "mine": r.coder == s.coder,
            "coder": r.coder,
            "grade": evidence_name(r.evidence) if r.evidence else "",
            "memo": r.memo,
            "chosen": r.key == self.look.row,
        }

    def _opened(self) -> dict[str, Any] | None:
        """The row whose grade and memo are open."""
        for r in self.session.state.rows:
            if r.key == self.look.row:
                code = self.session.codebook[r.code] if r.code else None
                return {
                    **self._chip(r, self.session.codebook.labels),
                    "evidence": r.evidence,
                    "text": self.session.reports[r.case].text[r.start : r.end],
                    "definition": code.meaning if code else "",
                }
        return None

    # ---- where coders differ, and the summary

    def _differences(self) -> dict[str, Any]:
        s, case = self.session, self.look.case
        here = s.coders_of(case)
        if not s.open(case) or len(here) < 2:
            why = words()["finish_first" if not s.open(case) else "one_coder"]
            return {"differences": [], "agreement": [], "why": why}
        book = s.codebook
        found = [
            {
                "n": s.reports[r.case].sentence_number(int(r.start)),
                "text": r.text,
                "code": r.code,
                "label": book[r.code].label,
                "definition": book[r.code].meaning,
                "yes": r.yes.replace(";", "、"),
                "no": r.no.replace(";", "、"),
                "editing": self.look.code == r.code,
            }
            for r in s.differences(case).itertuples(index=False)
        ]
        try:
            measured = s.agreement()
        except CaseError:  # nothing is coded yet on which two could agree
            measured = pd.DataFrame()
        table = [
            {
                "label": book[code].label,
                "percent": f"{row.percent:.0%}",
                "kappa": "—" if row.kappa != row.kappa else f"{row.kappa:.2f}",
                "alpha": "—" if row.alpha != row.alpha else f"{row.alpha:.2f}",
            }
            for code, row in zip(measured.index, measured.itertuples())
        ]
        on = [who for who in here if (case, who) not in s.state.passed]
        why = words()["still_coding"].replace("{0}", "、".join(on)) if on else ""
        return {
            "differences": found,
            "agreement": table,
            "why": why if found else words()["same"] + why,
        }

    def _writing(self) -> dict[str, Any]:
        text = self.session.state.summary
        found = self.session.check() if text.strip() else None
        rows = [
            {
                "claim": r.claim,
                "verdict": word("verdict", r.verdict),
                "good": r.verdict == "supported",
                # agreed to with a remark is for a person to see as well
                "mark": "✓"
                if r.verdict == "supported" and not r.reason
                else "?"
                if r.verdict in ("supported", "unsettled")
                else "✗",
                "source": _source(r.case, r.sentence),
                "reason": "" if pd.isna(r.reason) else str(r.reason),
                "cited": "" if pd.isna(r.cited) else str(r.cited),
            }
            for r in (() if found is None else found.itertuples(index=False))
        ]
        return {"summary": text, "checked": rows, "characters": len(text)}


def _short(text: str) -> str:
    """Words of a selection that fit on a chip."""
    return text if len(text) <= 24 else f"{text[:14]}…{text[-8:]}"


def _source(case: object, sentence: object) -> str:
    """C05 第3句, or as much as is known."""
    if pd.isna(sentence):
        return str(case)
    return f"{case} " + words()["sentence_short"].replace("{0}", str(sentence))
