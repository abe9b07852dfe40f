"""A dozen slides for the lesson, as an ordinary presentation that can be edited; figures carry
their alternative text."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.figures import HEIGHT, WIDTH, Figure, wrap
from toolkit.records import writing
from toolkit.reports import plain
from toolkit.terms import lang, tr
from workshop.lessons import lettered, say
from workshop.packs.material import Material
from workshop.packs.papers import by_hand, guiding, limits, number, numbered, prompt, text, titled

#: a slide of 13.33 × 7.5 inches in points, the room for text on it, and the sizes tried: readable
#: from the last row
_WIDE, _HIGH = 960, 540
_LEFT, _TOP, _ROOM, _DEEP = 54, 104, 852, 378
_SIZES = (36, 32, 30, 28, 26, 24, 22, 20)
_TITLE, _FOOT = 34, 14
_FONT = "微软雅黑"
#: height of a line and the gap after a paragraph, in sizes (this font is taller than most)
_LINE, _GAP = 1.36, 0.55


@dataclass
class Text:
    """Paragraphs under a title; goes on over further slides where they do not fit one."""

    title: str
    paragraphs: Sequence[str]
    least: int = _SIZES[-1]


@dataclass
class SlidePicture:
    """A figure as it is drawn."""

    figure: Figure


def outline(
    m: Material, first: Sequence[Figure], last: Sequence[Figure]
) -> list[Text | SlidePicture]:
    """What the slides say, in order: `last` are the figures that give exercises away."""
    texts = m.lesson.texts
    asked = [
        "\n".join([number(i, said), "".join(prompt(m, said)), *by_hand(said)])
        for i, said in m.asked
    ]
    quiz = [
        f"{i}. {text(q['ask'])}\n{'　'.join(lettered(q['options']))}"
        for i, q in enumerate(texts["quiz"], 1)
    ]
    return [
        Text(tr("学完能做什么", "What you will be able to do"), numbered(texts["goals"])),
        Text(tr("开场两分钟", "The first two minutes"), [text(texts["opening"])]),
        Text(
            tr("学先进学什么，践行先进如何践", "What to learn, and how to put it into practice"),
            guiding(m),
        ),
        *map(SlidePicture, first),
        Text(tr("动手做", "Exercises"), asked, 26),
        *map(SlidePicture, last),
        Text(tr("讨论", "Discussion"), numbered(texts["discussion"])),
        Text(tr("这节课没有证明什么", "What this lesson did not show"), numbered(limits(m))),
        Text(tr("五问", "Five questions"), quiz),
    ]


def write_slides(m: Material, parts: Sequence[Text | SlidePicture], path: Path) -> Path:
    """Write the presentation; the notes of a slide are the trainer's steps that belong to it."""
    from pptx import Presentation
    from pptx.util import Pt

    show = Presentation()
    show.slide_width, show.slide_height = Pt(_WIDE), Pt(_HIGH)
    show.core_properties.title, show.core_properties.author = titled(m), "Exemplar Toolkit"
    _east_asian_theme(show)
    pages = [
        page
        for part in parts
        for page in ([part] if isinstance(part, SlidePicture) else _split(part))
    ]
    notes = _notes(m, pages)
    _cover(show, m)
    for page, note in zip(pages, notes):
        slide = _blank(show, page.figure.title if isinstance(page, SlidePicture) else page.title)
        if isinstance(page, SlidePicture):
            _picture(slide, page.figure, m.png(page.figure))
            note = f"{page.figure.caption}\n\n{note}".strip()
        else:
            size = _size(page.paragraphs)
            _box(slide, page.paragraphs, (_LEFT, _TOP, _ROOM, _DEEP), size)
        if note:
            slide.notes_slide.notes_text_frame.text = plain(note)
    for i, slide in enumerate(show.slides, 1):
        _box(slide, m.mark, (_LEFT, _HIGH - 34, _ROOM - 70, 24), _FOOT, grey=True)
        _box(slide, str(i), (_WIDE - 100, _HIGH - 34, 46, 24), _FOOT, grey=True, right=True)
    with writing(path) as draft:
        show.save(str(draft.path))
    return draft.final


def _east_asian_theme(show: Any) -> None:
    """Name the Chinese font in the theme, so that text typed in later has it, too."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'<a:ea typeface=""/>', f'<a:ea typeface="{_FONT}"/>'.encode())


# ---- how much fits


def _lines(paragraph: str, size: float) -> int:
    return sum(wrap(line, _ROOM - 16, size, 99).count("\n") + 1 for line in paragraph.split("\n"))


def _height(paragraphs: Sequence[str], size: float) -> float:
    return sum(_lines(p, size) * _LINE * size + _GAP * size for p in paragraphs)


def _size(paragraphs: Sequence[str]) -> int:
    """The largest size that leaves a fifth of the room free, else the smallest; lists stay below a
    single statement."""
    tried = _SIZES if len(paragraphs) == 1 else _SIZES[1:]
    return next(
        (s for s in tried if _height(paragraphs, s) <= 0.8 * _DEEP),
        next((s for s in tried if _height(paragraphs, s) <= _DEEP), tried[-1]),
    )


def _split(page: Text) -> list[Text]:
    """As few slides as the smallest size needs, filled evenly."""
    if not page.paragraphs:
        return []
    groups = _filled(page, _DEEP)
    low = _height(page.paragraphs, page.least) / len(groups)
    ceilings = [
        low + k * (_DEEP - low) / 8 for k in range(8)
    ]  # an even fill: the lowest ceiling that needs no further slide
    groups = next((g for c in ceilings if len(g := _filled(page, c)) == len(groups)), groups)
    more = [
        tr(f"（{i}/{len(groups)}）", f" ({i}/{len(groups)})") if len(groups) > 1 else ""
        for i in range(1, len(groups) + 1)
    ]
    return [Text(page.title + mark, group) for mark, group in zip(more, groups)]


def _filled(page: Text, deep: float) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for paragraph in page.paragraphs:
        if groups[-1] and _height([*groups[-1], paragraph], page.least) > deep:
            groups.append([])
        groups[-1].append(paragraph)
    return groups


# ---- the trainer's notes


def _notes(m: Material, pages: Sequence[Text | SlidePicture]) -> list[str]:
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


# ---- drawing


def _cover(show: Any, m: Material) -> None:
    slide = _blank(show, titled(m), top=170, size=44)
    _box(
        slide,
        tr("典型工具箱　十课", "Exemplar Toolkit: ten lessons"),
        (_LEFT, 120, _ROOM, 40),
        22,
        grey=True,
    )
    _box(slide, m.mark, (_LEFT, 300, _ROOM, 80), 22)
    slide.notes_slide.notes_text_frame.text = plain(
        text(m.lesson.texts["data"]) if m.lesson.source is None else m.mark
    )


def _blank(show: Any, title: str, top: float = 30, size: float = _TITLE) -> Any:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    slide = show.slides.add_slide(show.slide_layouts[5])  # title only
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = (
        Pt(_LEFT),
        Pt(top),
        Pt(_ROOM),
        Pt(66 if top < 100 else 110),
    )
    while size > 22 and wrap(plain(title), _ROOM - 16, size, 9).count("\n") >= (
        1 if size > 27 else 2
    ):
        size -= 1  # one line in large type, else two in smaller
    _fill(box.text_frame, [title], size)
    box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    return slide


def _box(
    slide: Any,
    words: str | Sequence[str],
    place: tuple[float, float, float, float],
    size: float,
    grey: bool = False,
    right: bool = False,
) -> None:
    from pptx.util import Pt

    box = slide.shapes.add_textbox(*map(Pt, place))
    _fill(box.text_frame, [words] if isinstance(words, str) else words, size, grey, right)


def _fill(
    frame: Any, blocks: Sequence[str], size: float, grey: bool = False, right: bool = False
) -> None:
    """Paragraphs, each with its lines; of several lines the first is its heading."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    lines = [
        (line, i == 0 and "\n" in b, i == b.count("\n"))
        for b in blocks
        for i, line in enumerate(plain(b).split("\n"))
    ]
    for k, (line, head, last) in enumerate(lines):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * _GAP * 0.9 if last else 0)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), head or None
        run.font.color.rgb = RGBColor(0x59, 0x59, 0x59) if grey else RGBColor(0, 0, 0)
        _speak(run)


def _speak(run: Any) -> None:
    """Name the Chinese font and the language on the run itself: a pasted slide keeps them."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    properties = run._r.get_or_add_rPr()
    properties.set("lang", tr("zh-CN", "en-GB"))
    properties.set("altLang", "en-US")
    properties.append(parse_xml(f'<a:ea {nsdecls("a")} typeface="{_FONT}"/>'))


def _picture(slide: Any, figure: Figure, image: bytes) -> None:
    """The whole drawing, which has its own title and caption; the slide's title lies behind it for
    outline and screen reader."""
    from pptx.util import Pt

    high = _HIGH - 34.0
    wide = high * WIDTH / HEIGHT
    placed = slide.shapes.add_picture(
        io.BytesIO(image), Pt((_WIDE - wide) / 2), Pt(2), Pt(wide), Pt(high)
    )
    placed._element.nvPicPr.cNvPr.set("descr", plain(figure.alt))
