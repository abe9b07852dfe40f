"""The Word documents of a pack: the trainer's plans, the handout, and the figures on paper."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from toolkit.figures import Figure
from toolkit.reports import (
    Picture,
    Section,
    Table,
    WrittenReport,
    nature_words,
    plain,
    word_page,
)
from toolkit.terms import tr
from workshop.packs.material import Material
from workshop.packs.paging import fill_pages, room_to_write
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

#: tables of more rows are left to the workbook
_ON_PAPER = 45


def written(
    m: Material,
    kind: str,
    sections: Iterable[Section],
    path: Path,
    figures: Mapping[str, Sequence[Figure]] = MappingProxyType({}),
) -> Path:
    line, mark = nature_words(m.nature)
    # text in the size of a handout; figures to put on a wall as large as their page
    report = WrittenReport(kind, titled(m), line, list(sections), mark, brief=not figures)
    with tempfile.TemporaryDirectory() as folder:
        placed = [(key, figure) for key, those in figures.items() for figure in those]
        for i, (key, figure) in enumerate(placed, 1):
            png = Path(folder) / f"{i}.png"
            png.write_bytes(m.png(figure))
            title, caption, alt = plain(figure.title), plain(figure.caption), plain(figure.alt)
            report.pictures.setdefault(key, []).append(Picture(i, title, caption, alt, png, png))
        return word_page(report, path)


def plan(m: Material, minutes: int, inventory: Sequence[tuple[str, str]], path: Path) -> Path:
    """The trainer's plan for 90 or 180 minutes: goals, what to bring, the timing with how each step
    goes, what to ask, the limits."""
    texts, steps = m.lesson.texts, m.lesson.plan(minutes)
    clock = [f"{a}–{b}" for a, b in zip(steps["from"], steps["to"])]
    timing = pd.DataFrame(
        {"clock": clock, "step": steps["step"], "how_to": [text(h) for h in steps["how"]]}
    )
    bring = pd.DataFrame(inventory, columns=["file", "what_for"])
    sections = [
        Section("goals", tr("本课目标", "Goals"), paragraphs=numbered(texts["goals"])),
        Section(
            "timing",
            tr("时间安排", "Timing"),
            tables=[Table("", timing, widths=(1.9, 2.6, 9), tall=8, show=99)],
        ),
        Section(
            "asks", tr("开场两分钟", "The first two minutes"), paragraphs=[text(texts["opening"])]
        ),
        Section(
            "guiding", tr("两个问题贯穿全课", "Two questions throughout"), paragraphs=guiding(m)
        ),
        Section("discussion", tr("讨论", "Discussion"), paragraphs=numbered(texts["discussion"])),
        Section(
            "bring",
            tr("带什么去", "What to bring"),
            paragraphs=_advice(m),
            tables=[Table("", bring, widths=(4, 8), tall=7, show=99)],
        ),
        Section("data", tr("数据从哪里来", "Where the data come from"), paragraphs=[_data(m)]),
        Section(
            "limits",
            tr("这节课没有证明什么", "What this lesson did not show"),
            paragraphs=numbered(limits(m)),
        ),
    ]
    return written(
        m, tr(f"教案（{minutes} 分钟）", f"Trainer's plan ({minutes} minutes)"), sections, path
    )


def _advice(m: Material) -> list[str]:
    said = [
        tr(
            "打印可用黑白；卡片用厚纸单面印，沿虚线裁开，每组一套。",
            "Black and white will do; print the cards on one side of stiff paper, cut along the "
            "dashes, one set a group.",
        )
    ]
    gone = m.gone
    if gone:
        said.append(
            tr("这份数据做不了的练习：", "Exercises that these data cannot bear: ")
            + tr("；", "; ").join(gone.values())
        )
    if m.without:
        said.append(
            tr("这份数据做不出的图和卡片：", "Figures and cards that these data do not allow: ")
            + " ".join(m.without)
        )
    return said


def _data(m: Material) -> str:
    if m.lesson.source is None:
        return text(m.lesson.texts["data"])
    return m.mark + tr(
        f"共 {len(m.table('organisation'))} 个组织，以 {m.day:%Y-%m-%d} 为准。",
        f" {len(m.table('organisation'))} organisations, as of {m.day:%Y-%m-%d}.",
    )


def handout(m: Material, tables: Sequence[Table], reading: Section | None, path: Path) -> Path:
    """What the class holds in its hands: questions, exercises with room to answer, the tables they
    need; no answer."""
    texts = m.lesson.texts
    sections = [
        Section(
            "goals",
            tr("学完能做什么", "What you will be able to do"),
            paragraphs=numbered(texts["goals"]),
        ),
        Section(
            "opening",
            tr("开场两分钟", "The first two minutes"),
            paragraphs=[text(texts["opening"])],
            tables=[room_to_write(12)],
        ),
        Section(
            "quiz",
            tr("课前课后五问：填字母，课后再答一遍", "Five questions, before and after"),
            tables=[_quiz(m)],
        ),
    ]
    sections += [
        *(
            Section(
                said["id"],
                number(i, said),
                paragraphs=[*prompt(m, said), *by_hand(said)],
                tables=[room_to_write(34)],
            )
            for i, said in m.asked
        ),
        *_tables(m, tables),
        Section(
            "discussion",
            tr("讨论", "Discussion"),
            paragraphs=numbered(texts["discussion"]),
            tables=[room_to_write(30)],
        ),
        Section(
            "guiding", tr("带走的两个问题", "Two questions to take along"), paragraphs=guiding(m)
        ),
        Section(
            "limits",
            tr("这节课没有证明什么", "What this lesson did not show"),
            paragraphs=numbered(limits(m)),
        ),
    ]
    fill_pages(sections)
    if reading is not None:
        sections.append(reading)
    return written(m, tr("学员讲义", "Handout"), sections, path)


def _quiz(m: Material) -> Table:
    quiz = m.lesson.quiz().reset_index(drop=True)
    asked = pd.DataFrame(
        {
            "": range(1, len(quiz) + 1),
            "question": [f"{q}\n{o}" for q, o in zip(quiz["question"], quiz["options"])],
            "before_class": "",
            "after_class": "",
        }
    )
    asked[""] = asked[""].astype(str)
    return Table("", asked, widths=(0.6, 10, 1.3, 1.3), tall=12)


def _tables(m: Material, tables: Sequence[Table]) -> list[Section]:
    """The tables that paper can hold, in a section; none where all are too long."""
    short = [t for t in tables if len(t.frame) <= _ON_PAPER]
    for table in short:
        table.show = _ON_PAPER
    title = tr("附表", "Tables")
    return [Section("tables", title, paragraphs=[_data(m)], tables=short)] if short else []


def figure_sheets(m: Material, first: Sequence[Figure], last: Sequence[Figure], path: Path) -> Path:
    """Every figure of the lesson for a room without a projector; each on its own page the `last`,
    which give exercises away."""
    placed = {"figures": first} | {f"answer{i}": [figure] for i, figure in enumerate(last, 1)}
    sections = (
        [Section("figures", tr("上课就可以贴的图", "Figures to put up at once"))] if first else []
    )
    title = tr(
        "教师先收着：图上有练习的答案，做完再贴",
        "For the trainer to keep back: this answers an exercise",
    )
    sections += [Section(f"answer{i}", title, new_page=True) for i in range(1, len(last) + 1)]
    kind = tr("图页（没有投影时用）", "Figures on paper (for a room without a projector)")
    return _across(written(m, kind, sections, path, placed))


def _across(path: Path) -> Path:
    """Turn the pages of a Word document, so that its pictures fill them: the title stands in the
    head of every page, and no caption below a picture that says it itself."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = Document(str(path))
    titles = [p for p in document.paragraphs if p.style and p.style.name in ("Title", "Subtitle")]
    said = "　".join(p.text for p in titles)
    for told in (*titles, *(p for p in document.paragraphs if _below_a_picture(p))):
        told._p.getparent().remove(told._p)
    for page in document.sections:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
        page.top_margin, page.bottom_margin, page.left_margin = Mm(20), Mm(14), Mm(20)
        page.right_margin, page.header_distance, page.footer_distance = Mm(20), Mm(10), Mm(6)
        for head in (page.header, page.even_page_header):
            head.paragraphs[0].runs[0].text = f"{said}　{head.paragraphs[0].text}"
    for shape in document.inline_shapes:
        shape.height, shape.width = int(shape.height * Mm(257) / shape.width), Mm(257)
    document.save(str(path))
    return path


def _below_a_picture(paragraph: Any) -> bool:
    """Whether a paragraph is a picture's caption, or the note below one."""
    above = paragraph._p.getprevious()
    number = paragraph.style.name == "Caption"
    return number or (
        paragraph.style.name == "Table Text"
        and above is not None
        and above.style in ("Caption", paragraph.part.styles["Caption"].style_id)
    )
