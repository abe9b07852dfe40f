"""Cards and ruled sheets that several lessons print: blank forms, grades of evidence, practices."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.cases import EVIDENCE, default_codebook
from toolkit.reports import evidence_name
from toolkit.terms import tr
from workshop.packs.cards import Card, Deck, Ruled
from workshop.packs.material import Material

#: what a claim of each grade of evidence rests on, in the order of the grades
_RESTS_ON = (
    ("审计、统计、随机问来的：外人说的数。", "audited or asked at random: an outsider says so"),
    ("和没有这样做的单位比过。", "beside units that did not do so"),
    ("同一个数，以前多少、以后多少，都写了。", "the same figure before and after"),
    ("写了从多少里来：几个里的几个、占百分之几。", "out of how many"),
    ("只有一个数，没有以前，也没有别处。", "a single figure"),
    ("数的是开了几次、办了几件，不是变了什么。", "counts what was done, not what changed"),
    ("一个数也没有，只有评价。", "praise without a figure"),
)


def numbered(n: int) -> str:
    """A sentence by its number, as the exercises name it."""
    return tr(f"第 {n} 句", f"sentence {n}")


def blank_form(
    _: Material,
    title: tuple[str, str],
    heads: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, str]] | int,
    widths: Sequence[float],
    note: tuple[str, str],
) -> Ruled:
    """A sheet to write on: rows are named in their first column, or counted."""
    if isinstance(rows, int):
        rows = [(str(i),) * 2 for i in range(1, rows + 1)]
    lines = [(tr(*name), *[""] * (len(heads) - 1)) for name in rows]
    tall = min(660 / len(lines), 90.0)
    return Ruled(tr(*title), [tr(*h) for h in heads], lines, widths, tr(*note), tall)


def evidence_cards(_: Material) -> Deck:
    """The grades of evidence, strongest first, to be laid beside a claim."""
    cards = [
        Card(
            tr(f"{i} 级", f"grade {i}"), tr("证据", "evidence"), evidence_name(grade), [tr(*means)]
        )
        for i, (grade, means) in enumerate(zip(EVIDENCE, _RESTS_ON, strict=True), 1)
    ]
    return Deck(
        tr("证据等级卡：1 级最硬，放在一条成效旁边", "Grades of evidence: 1 is the firmest"),
        cards,
        2,
        4,
    )


def code_strips(_: Material) -> Deck:
    """A strip for every practice of the codebook, with its definition."""
    book = default_codebook()
    told = book.frame[["code", "definition"]].itertuples(index=False, name=None)
    cards = [Card(book.labels[c], "", "", [str(d)]) for c, d in told]
    return Deck(tr("做法条：放在原文那一句旁边", "Strips of practices"), cards, 2, 7)
