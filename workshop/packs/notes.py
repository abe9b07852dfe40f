"""What the slides of a lesson hold, and the trainer's notes that belong to each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.figures import Figure
from toolkit.terms import lang, tr
from workshop.lessons import say
from workshop.packs.material import Material
from workshop.packs.paper_words import numbered, text


@dataclass
class Text:
    """Paragraphs under a title; goes on over further slides where they do not fit one. `note` is
    for the speaker; `loud` turns the slide: white on the accent."""

    title: str
    paragraphs: Sequence[str]
    note: str = ""
    loud: bool = False


@dataclass
class SlidePicture:
    """A figure as it is drawn."""

    figure: Figure


def notes_of(m: Material, pages: Sequence[Text | SlidePicture]) -> list[str]:
    """Each step of the plan on the slide it speaks of most, in order: slides and steps never cross.

    The first step belongs to the opening question, the last to the discussion. Figures that a step
    names repeat it.
    """
    steps = list(m.lesson.plan().itertuples(index=False, name=None))
    told = [_pairs("".join(_words(page))) for page in pages]
    seen = Counter(pair for words in told for pair in words)
    rare = {pair: math.log(len(pages) / n) for pair, n in seen.items()}
    start, end = (
        1,
        next(
            (i for i, p in enumerate(pages) if isinstance(p, Text) and p.paragraphs[0] == _talk(m)),
            len(pages) - 1,
        ),
    )
    out = [""] * len(pages)
    total = [0.0] * (end - start)
    came: list[list[int]] = []
    for *_, step, how in steps[
        1:-1
    ]:  # dynamic programming over (step, slide): most likeness with both in order
        about, reach, back, at = _pairs(step + how), [], [], 0
        for j, words in enumerate(told[start:end]):
            at = j if total[j] > total[at] else at
            reach.append(
                total[at] + sum(rare[pair] for pair in about & words) / (1 + len(words)) ** 0.5
            )
            back.append(at)
        total, came = reach, [*came, back]
    at, places = max(range(end - start), key=lambda j: total[j]), [end]
    for back in reversed(came):
        places.append(start + at)
        at = back[at]
    for place, (a, b, step, how) in zip([start, *reversed(places)], steps):
        line = f"{a}–{b} {tr('分', 'min')}　{step}{tr('：', ': ')}{text(how)}\n"
        later = [j for j in _shown(m, step, pages) if j != place]
        goes = tr("、", ", ").join(str(j + 2) for j in later)  # the cover is slide 1
        out[place] += line + (
            tr(f"（图在第 {goes} 张）\n", f"(figure on slide {goes})\n") if later else ""
        )
        for j in later:
            out[j] += line
    return out


def _shown(m: Material, step: str, pages: Sequence[Text | SlidePicture]) -> list[int]:
    """The slides of the figures that a step names in the lesson's texts."""
    named = {
        name
        for said in m.lesson.texts["step"]
        if say(said["name"]) == step
        for name in said.get("figures", ())
    }
    return [
        j
        for j, page in enumerate(pages)
        if isinstance(page, SlidePicture) and page.figure.name in named
    ]


def _words(page: Text | SlidePicture) -> tuple[str, ...]:
    return (
        (page.figure.title, page.figure.alt, page.figure.caption)
        if isinstance(page, SlidePicture)
        else (page.title, *page.paragraphs)
    )


def _talk(m: Material) -> str:
    return numbered(m.lesson.texts["discussion"])[0]


def _pairs(words: str) -> set[str]:
    if lang() == "en":
        return {w.lower().strip(".,:;?") for w in words.split() if len(w) > 3}
    return {
        words[i : i + 2]
        for i in range(len(words) - 1)
        if all("一" <= c <= "鿿" for c in words[i : i + 2])
    }
