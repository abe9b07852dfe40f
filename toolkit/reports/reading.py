"""The outline page: a case report's own text, marked with what the toolkit read in it, and counts
in the margin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from toolkit.records import writing
from toolkit.reports.html import render
from toolkit.reports.wording import plain
from toolkit.terms import lang, tr, values, word

#: where `toolkit desk` serves its page, unless the port is taken or another is asked for
DESK_PORT = 8867
#: what is marked; later ones lie on top of earlier ones
_MARKS = values("mark")
_EVIDENCE = values("evidence")


def evidence_name(grade: str) -> str:
    """A grade of evidence (`toolkit.cases.EVIDENCE`) as the reader reads it.

    Examples
    --------
    >>> from toolkit import reports
    >>> reports.evidence_name("before_after")
    '前后对比'
    """
    return word("evidence", grade)


@dataclass
class Piece:
    """A stretch of text under the same marks; ``after`` are the tags that follow a sentence
    (evidence, practices)."""

    text: str
    marks: str
    hint: str = ""
    after: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Paragraph:
    """One paragraph: its pieces, the counts its margin shows, and what is withheld there (practice,
    words, why)."""

    pieces: list[Piece]
    counts: list[tuple[str, str, int]]
    withheld: list[tuple[str, str, str]] = field(default_factory=list)


def reading_page(
    report: Any,
    path: str | Path,
    coded: pd.DataFrame | None = None,
    *,
    show_people: bool = False,
) -> Path:
    """Write a read case report as one self-contained HTML page: its text in colour, counts in the
    margin.

    Parameters
    ----------
    report : toolkit.cases.Report
    path : str or Path
    coded : DataFrame, optional
        Rows of `toolkit.cases.code` for this report (``code, start, end, trigger, reason``):
        practices beside their sentences with the words that decided marked in them; what is
        withheld stands in the margin with its reason.
    show_people : bool
        Persons stand as surname and 某 unless asked otherwise.

    Returns
    -------
    Path
        The file written; a target that is open elsewhere gets the next free name.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases, reports
    >>> report = cases.read("某村转化案例\\n\\n县林业局派驻村工作队，修通了四公里产业路。\\n")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = reports.reading_page(report, folder + "/读法.html", cases.code(report))
    ...     page.name, "修通了四公里产业路" in page.read_text(encoding="utf-8")
    ('读法.html', True)
    """
    from toolkit.cases import shown_to_others

    names = report.names_read_by
    coded = _of_this(report, coded)
    spans = _spans(report, coded)
    tags = _tags(report, coded)
    withheld = _withheld(report, coded)
    (report,) = shown_to_others([report], show_people).values()
    text = report.text
    # the words as this page shows them: a name among them is masked here as there
    margin = [(start, name, text[a:b], why) for start, name, (a, b), why in withheld]
    outcome = tr("报告自己说的结果：", "What the report says became of it: ")
    outcome += word("outcome", report.outcome)
    if report.outcome_sentence:
        number = report.sentence_number(report.outcome_sentence[0])
        outcome += tr(f"（第{number}句）", f" (sentence {number})")
    page = render(
        "reading.html.j2",
        lang(),
        title=plain(report.title or report.name or tr("一份材料", "A report")),
        outcome=outcome,
        names=names,
        masked=not show_people,
        desks=_desks(report, coded),
        legend=[
            (mark, word("mark", mark), sum(m == mark for _, _, m, _ in spans)) for mark in _MARKS
        ],
        evidence=[
            (grade, word("evidence", grade), sum(c == f"e-{grade}" for _, c, _, _ in tags))
            for grade in _EVIDENCE
        ],
        paragraphs=_paragraphs(text, spans, tags, report.title, margin),
    )
    with writing(path) as draft:
        draft.path.write_text(page, encoding="utf-8", newline="\n")
    return draft.final


def _spans(report: Any, coded: pd.DataFrame | None) -> list[tuple[int, int, str, str]]:
    """(start, end, mark, hint) of everything marked inside the text."""
    frames = {
        "heading": report.outline,
        "quote": report.quotes,
        "programme": report.programmes,
        "figure": report.figures,
    }
    out = []
    for mark, frame in frames.items():
        for row in frame.to_dict("records"):
            hint = (
                f"{row['value']:g} {'' if pd.isna(row['unit']) else row['unit']}".strip()
                if mark == "figure" and pd.notna(row["value"])
                else ""
            )
            out.append((int(row["start"]), int(row["end"]), mark, hint))
    return out + _triggers(report, coded)


def _of_this(report: Any, coded: pd.DataFrame | None) -> pd.DataFrame | None:
    """The rows of a coding of several reports that lie in this one."""
    if coded is None or "text" not in coded or not len(coded):
        return coded
    here = [
        report.text[int(a) : int(b)] == words
        for a, b, words in zip(coded["start"], coded["end"], coded["text"])
    ]
    return coded[here]


def _triggers(report: Any, coded: pd.DataFrame | None) -> list[tuple[int, int, str, str]]:
    """The words that decided, inside their sentences; withheld ones are left to the margin."""
    if coded is None or "trigger" not in coded:
        return []
    from toolkit.cases import accepted, default_codebook

    names, out = default_codebook().labels, []
    for r in accepted(coded).itertuples(index=False):
        if r.trigger:
            at = report.text.find(r.trigger, int(r.start), int(r.end))
            if at >= 0:
                hint = names.get(r.code, str(r.code))
                out.append((at, at + len(r.trigger), "trigger", hint))
    return out


def _withheld(
    report: Any, coded: pd.DataFrame | None
) -> list[tuple[int, str, tuple[int, int], str]]:
    """(place, practice, where its words stand, why) of what the machine does not suggest."""
    if coded is None or "withheld" not in coded:
        return []
    from toolkit.cases import default_codebook

    names = default_codebook().labels
    rows = coded[coded["withheld"].fillna(False).astype(bool)]
    out = []
    for r in rows.itertuples(index=False):
        at = report.text.find(r.trigger, int(r.start), int(r.end))
        where = (at, at + len(r.trigger))
        out.append((int(r.start), names.get(r.code, str(r.code)), where, word("reason", r.reason)))
    return sorted(out)


def _tags(report: Any, coded: pd.DataFrame | None) -> list[tuple[int, str, str, str]]:
    """(place, class, words, sentence) of what is printed after a sentence; only a practice says its
    sentence, which is opened at the desk."""
    found = report.statements
    found = found[found["evidence"].fillna("") != ""]
    effects = report.effects
    ways = dict(zip(effects["start"], effects["direction"]))
    out = [
        (int(end), f"e-{grade}", word("evidence", grade) + _way(ways.get(start, "")), "")
        for start, end, grade in found[["start", "end", "evidence"]].itertuples(index=False)
    ]
    planned = tr("只是打算", "only planned")
    out += [(int(e), "e-slogan", planned, "") for e in effects.loc[effects["planned"], "end"]]
    if coded is not None:
        from toolkit.cases import accepted, default_codebook

        coded = accepted(coded)
        names = default_codebook().labels
        for r in coded.itertuples(index=False):
            n = report.sentence_number(int(r.start))
            out.append((int(r.end), "code", names.get(r.code, str(r.code)), str(n)))
    return sorted(out)


def _desks(report: Any, coded: pd.DataFrame | None) -> list[tuple[int, str, str]]:
    """(sentence, address, command) of every sentence with a practice: where the desk shows it, and
    what starts the desk there."""
    if coded is None:
        return []
    from toolkit.cases import accepted

    name = report.name or "R001"
    file = f"{report.name or tr('材料', 'report')}.txt"
    file = f'"{file}"' if re.search(r"[^\w.（）-]", file) else file
    return [
        (
            n,
            f"http://127.0.0.1:{DESK_PORT}/#{quote(name)}.{n}",
            plain(f"toolkit desk {file} --at {n}"),
        )
        for n in sorted({report.sentence_number(int(at)) for at in accepted(coded)["start"]})
    ]


def _way(direction: str) -> str:
    """How a tag tells a fall or no change; a rise needs no word."""
    return f" {word('direction', direction, short=True)}" if direction in ("worse", "same") else ""


def _paragraphs(
    text: str,
    spans: list[tuple[int, int, str, str]],
    tags: list[tuple[int, str, str, str]],
    title: str,
    withheld: Sequence[tuple[int, str, str, str]] = (),
) -> list[Paragraph]:
    # spans and tags are walked once beside the lines: asking every span about every line is too
    # slow for a book
    out: list[Paragraph] = []
    coming, open_, later = iter(sorted(spans)), deque[tuple[int, int, str, str]](), deque(tags)
    following = next(coming, None)
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip("\r\n"))
        open_ = deque(s for s in open_ if s[1] > at)
        while following is not None and following[0] < end:
            if following[1] > at:
                open_.append(following)
            following = next(coming, None)
        after = []
        while later and later[0][0] <= end:
            after.append(later.popleft())
        if line.strip() and (out or line.strip() != title):
            begun = Counter(s[2] for s in open_ if s[0] >= at)
            counts = [(m, word("mark", m), begun[m]) for m in _MARKS if m != "heading" and begun[m]]
            aside = [tuple(map(plain, w[1:])) for w in withheld if at <= w[0] < end]
            out.append(Paragraph(_pieces(text, at, end, list(open_), after), counts, aside))  # type: ignore[arg-type]
        at += len(line)
    return out


def _pieces(
    text: str,
    at: int,
    end: int,
    spans: list[tuple[int, int, str, str]],
    tags: list[tuple[int, str, str, str]],
) -> list[Piece]:
    # marks may lie inside one another, so the line is cut wherever one begins or ends
    changes: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for a, b, mark, hint in spans:
        changes[max(a, at)].append((1, mark, hint))
        changes[min(b, end)].append((-1, mark, hint))
    after: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for place, kind, words, hint in tags:
        after[place].append((kind, plain(words), hint))
    over: Counter[str] = Counter()
    hints: Counter[str] = Counter()
    out = []
    for a, b in pairwise(sorted({at, end, *changes, *(place for place in after if place > at)})):
        for step, mark, hint in changes.get(a, ()):
            over[mark] += step
            hints[hint] += step
        shown = next((h for h, n in hints.items() if h and n), "")
        out.append(
            Piece(
                plain(text[a:b]),
                " ".join(m for m in _MARKS if over[m]),
                plain(shown),
                after.get(b, []),
            )
        )
        hints = Counter({h: n for h, n in hints.items() if n})
    return out
