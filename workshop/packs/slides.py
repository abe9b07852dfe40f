"""A dozen slides for the lesson, as an ordinary presentation that can be edited; figures carry
their alternative text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.figures import HEIGHT, WIDTH, Figure, wrap
from toolkit.records import writing
from toolkit.reports import plain
from toolkit.terms import tr
from workshop.lessons import lettered
from workshop.packs.material import Material
from workshop.packs.notes import SlidePicture, Text, notes_of
from workshop.packs.paper_words import (
    by_hand,
    guiding,
    limits,
    number,
    numbered,
    prompt,
    text,
    titled,
)

#: a slide of 13.33 × 7.5 inches in points, the room for text on it, and the sizes tried: readable
#: from the last row; lists stay below a single statement
_WIDE, _HIGH = 960, 540
_LEFT, _TOP, _ROOM, _DEEP = 54, 112, 852, 380
_SIZES = (88, 80, 72, 66, 60, 54, 48, 44, 40, 36, 34, 32, 30, 28)
_LIST = 44
_TITLE, _FOOT = 34, 14
#: the one colour beside black and white: the blue of the figures
_ACCENT, _GREY = "0072B2", "595959"
_FONT = "微软雅黑"
#: height of a line and the gap after a paragraph, in sizes (this font is taller than most)
_LINE, _GAP = 1.36, 0.55


def outline(
    m: Material, first: Sequence[Figure], last: Sequence[Figure]
) -> list[Text | SlidePicture]:
    """What the slides say, in order: `last` are the figures that give exercises away."""
    texts = m.lesson.texts
    return [
        Text(
            tr("学完能做什么", "What you will be able to do"),
            numbered(texts["goals"]),
            tr("念一遍；问：哪一条现在就会？", "Read out; ask which they can do already."),
        ),
        Text(
            tr("开场两分钟", "The first two minutes"),
            [text(texts["opening"])],
            tr("两分钟各写各的，不作评论。", "Two minutes, everybody writes, no comment."),
            loud=True,
        ),
        Text(
            tr("学先进学什么，践行先进如何践", "What to learn, and how to put it into practice"),
            guiding(m),
            tr("全课带着这两问走，收束时再念。", "Both go through the lesson and close it."),
        ),
        *map(SlidePicture, first),
        *(_exercise(m, i, said) for i, said in m.asked),
        *map(SlidePicture, last),
        *(
            Text(
                tr("讨论", "Discussion"),
                [question],
                tr(
                    "先两人说，再请一组说；每说一句，追问凭哪一句、哪个数。",
                    "In pairs, then one group; ask of each statement which sentence or figure.",
                ),
            )
            for question in numbered(texts["discussion"])
        ),
        Text(
            tr("这节课没有证明什么", "What this lesson did not show"),
            numbered(limits(m)),
            tr("一条一条念，谁也不许跳过。", "Read out one by one; none is skipped."),
        ),
        *(_question(i, said) for i, said in enumerate(texts["quiz"], 1)),
    ]


def _exercise(m: Material, i: int, said: Mapping[str, Any]) -> Text:
    """An exercise as the class reads it; in the notes where to look and what to listen for."""
    lines = [line for block in (*prompt(m, said), *by_hand(said)) for line in block.split("\n")]
    hints = [text(hint) for hint in said.get("hints", {}).values()]
    listen = tr("注意听，听到就这样提示：", "Listen for these, and say:")
    note = [tr("从哪里看：", "Where to look: ") + text(said["look"]), listen, *hints]
    return Text(number(i, said), lines, "\n".join(note))


def _question(i: int, said: Mapping[str, Any]) -> Text:
    """One of the five questions; its answer and the reason in the notes."""
    options = lettered(said["options"])
    right = tr("答案：", "Answer: ") + options[said["answer"]] + "\n" + text(said["why"])
    return Text(tr(f"五问之{i}", f"Question {i} of five"), [text(said["ask"]), *options], right)


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
    notes = notes_of(m, pages)
    _cover(show, m)
    for page, note in zip(pages, notes):
        title = page.figure.title if isinstance(page, SlidePicture) else page.title
        slide = _blank(show, title, loud=_loud(page))
        if isinstance(page, SlidePicture):
            _picture(slide, page.figure, m.png(page.figure))
            note = f"{page.figure.caption}\n\n{note}"
        else:
            size = _size(page.paragraphs)
            colour = "FFFFFF" if page.loud else "000000"
            _box(slide, page.paragraphs, (_LEFT, _TOP, _ROOM, _DEEP), size, colour, spread=True)
            note = f"{note}\n\n{page.note}"
        slide.notes_slide.notes_text_frame.text = plain(note.strip())
    inks = ["FFFFFF" if _loud(page) else _GREY for page in (None, *pages)]
    for i, (slide, ink) in enumerate(zip(show.slides, inks), 1):
        _box(slide, m.mark, (_LEFT, _HIGH - 34, _ROOM - 70, 24), _FOOT, ink)
        _box(slide, str(i), (_WIDE - 100, _HIGH - 34, 46, 24), _FOOT, ink, right=True)
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
    """The largest size at which they fit."""
    tried = _SIZES if len(paragraphs) == 1 else [s for s in _SIZES if s <= _LIST]
    return next((s for s in tried if _height(paragraphs, s) <= _DEEP), tried[-1])


def _split(page: Text) -> list[Text]:
    """As few slides as the smallest size needs, filled evenly."""
    if not page.paragraphs:
        return []
    groups = _filled(page.paragraphs, _DEEP)
    low = _height(page.paragraphs, _SIZES[-1]) / len(groups)
    ceilings = [
        low + k * (_DEEP - low) / 8 for k in range(8)
    ]  # an even fill: the lowest ceiling that needs no further slide
    groups = next(
        (g for c in ceilings if len(g := _filled(page.paragraphs, c)) == len(groups)), groups
    )
    if len(groups) == 1:
        return [page]
    head, timed, _ = page.title.rpartition(tr("）", ")"))  # one bracket for minutes and part
    opens = f"{head}{tr('，', ', ')}" if timed else page.title + tr("（", " (")
    titles = [f"{opens}{i}/{len(groups)}{tr('）', ')')}" for i in range(1, len(groups) + 1)]
    return [replace(page, title=title, paragraphs=g) for title, g in zip(titles, groups)]


def _filled(paragraphs: Sequence[str], deep: float) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for paragraph in paragraphs:
        if groups[-1] and _height([*groups[-1], paragraph], _SIZES[-1]) > deep:
            groups.append([])
        groups[-1].append(paragraph)
    return groups


# ---- drawing


def _cover(show: Any, m: Material) -> None:
    slide = _blank(show, titled(m), top=150, size=60, loud=True)
    course = tr("典型工具箱　十课", "Exemplar Toolkit: ten lessons")
    _box(slide, course, (_LEFT, 84, _ROOM, 44), 28, "FFFFFF")
    _box(slide, m.mark, (_LEFT, 390, _ROOM, 90), 28, "FFFFFF")
    slide.notes_slide.notes_text_frame.text = plain(
        text(m.lesson.texts["data"]) if m.lesson.source is None else m.mark
    )


def _loud(page: Text | SlidePicture | None) -> bool:
    """Whether a slide is white on the accent; None stands for the cover."""
    return page is None or (isinstance(page, Text) and page.loud)


def _blank(show: Any, title: str, top: float = 26, size: float = _TITLE, loud: bool = False) -> Any:
    """A slide with its title; the title bears the accent, with a rule below it, or the whole slide
    does."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    slide = show.slides.add_slide(show.slide_layouts[5])  # title only
    box, deep = slide.shapes.title, 66 if top < 100 else 210
    box.left, box.top, box.width, box.height = Pt(_LEFT), Pt(top), Pt(_ROOM), Pt(deep)
    if loud:
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = _rgb(_ACCENT)
    else:
        rule = slide.shapes.add_shape(1, Pt(_LEFT), Pt(top + deep + 4), Pt(_ROOM), Pt(4))
        rule.fill.solid()
        rule.fill.fore_color.rgb = _rgb(_ACCENT)
        rule.line.fill.background()
    while size > 28 and wrap(plain(title), _ROOM - 16, size, 9).count("\n") >= (
        1 if size > 30 and top < 100 else 2
    ):
        size -= 1  # one line in large type, else two in smaller
    _fill(box.text_frame, [title], size, "FFFFFF" if loud else _ACCENT)
    box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    return slide


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour)


def _box(
    slide: Any,
    words: str | Sequence[str],
    place: tuple[float, float, float, float],
    size: float,
    colour: str,
    right: bool = False,
    spread: bool = False,
) -> None:
    """A text box; with `spread` what stays free goes between its paragraphs, above and below."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    box = slide.shapes.add_textbox(*map(Pt, place))
    blocks = [words] if isinstance(words, str) else list(words)
    gap = size * _GAP * 0.9
    if spread:
        free = place[3] - _height(blocks, size)
        gap += min(max(free, 0) / (len(blocks) + 1), size)
        box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _fill(box.text_frame, blocks, size, colour, right, gap)


def _fill(
    frame: Any,
    blocks: Sequence[str],
    size: float,
    colour: str,
    right: bool = False,
    gap: float = 0,
) -> None:
    """Paragraphs, each with its lines, `gap` points between them."""
    from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    lines = [line for b in blocks for line in plain(b).split("\n")]
    for k, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(gap if k < len(lines) - 1 else 0)
        run = paragraph.add_run()
        run.text = line
        run.font.size = Pt(size)
        run.font.color.rgb = _rgb(colour)
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
