"""The files of a pack, made from its material one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.progress import progress, waiting
from toolkit.records import Sheet, write_book
from toolkit.reports import Table
from toolkit.terms import heading, tr, use_lang
from workshop.lessons import Lesson, part
from workshop.packs import papers, slides
from workshop.packs.answer_book import answers
from workshop.packs.cards import write_cards
from workshop.packs.kit import Kit
from workshop.packs.material import Material
from workshop.packs.paper_words import number, prompt, titled


def pack(
    lesson: int,
    source: Any = None,
    folder: str | Path = "out",
    *,
    lang: str | None = None,
    names: bool = False,
) -> list[Path]:
    """Write the pack of a lesson: plans for 90 and 180 minutes, handout, answer book, figures on
    paper (Word), slides, workbook, cards.

    Parameters
    ----------
    lesson : int
        Its number.
    source : County, path, optional
        As for `Lesson`: data to teach with in place of the shipped ones.
    folder : path
        Where the files go; made when missing.
    lang : str, optional
        ``"zh"`` or ``"en"``; the language in force when left out.
    names : bool
        Show the names of user-supplied organisations (default: their codes).

    Returns
    -------
    list of Path
        The files written. What the data do not allow is left out, and the plans say why.

    Raises
    ------
    ValueError
        There is no such lesson, or the data lack what it needs.

    Examples
    --------
    >>> import tempfile
    >>> import workshop
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in workshop.pack(1, folder=folder, lang="zh")][:3]
    ['01_讲义.docx', '01_答案册.docx', '01_幻灯片.pptx']
    """
    with use_lang(lang):
        return make(Lesson(lesson, source), Path(folder), names)


def make(lesson: Lesson, folder: Path, names: bool = False) -> list[Path]:
    """Write every file of the lesson's pack; see `workshop.pack`."""
    kit = part(lesson.number, "kit").KIT
    words = {key: tr(*said) for key, said in kit.words.items()}
    with waiting(tr("计算本课的答案", "working the answers out")):
        m = Material(lesson, kit.shipped, names, words)
    if not m.truths:
        raise ValueError(
            tr("这份数据做不了本课的任何练习：", "these data bear none of the exercises: ")
            + " ".join(m.gone.values())
        )
    jobs = _jobs(m, kit, folder)
    extra: list[Path] = []
    inventory = [(path.name, what) for path, what, _ in jobs]
    for more, what in kit.files:
        extra += (found := m.tried(more, folder) or [])
        names_of = dict.fromkeys(path.relative_to(folder).parts[0] for path in found)
        inventory += [(name, tr(*what)) for name in names_of]
    if not any(path.suffix == ".pdf" for path, _, _ in jobs):
        inventory.append(
            (tr("（没有卡片）", "(no cards)"), tr("这份数据不制卡片", "none on these data"))
        )
    for minutes in (90, 180):
        target = folder / f"{lesson.number:02}_{tr(f'教案{minutes}分钟', f'plan_{minutes}')}.docx"
        jobs.append((target, "", partial(papers.plan, m, minutes, inventory)))
    return [write(path) for path, _, write in progress(jobs, len(jobs), titled(m))] + extra


def _jobs(m: Material, kit: Kit, folder: Path) -> list[tuple[Path, str, Callable[[Path], Path]]]:
    """File, what it is for, who writes it; what the data do not allow is not among them."""
    first, last = (
        [f for make in makers for f in m.draw(make)] for makers in (kit.figures, kit.answers)
    )
    tables, on_paper = (
        [t for make in makers if (t := m.tried(make)) is not None]
        for makers in (kit.tables, kit.papers)
    )
    cards = [made for make in kit.pages if (made := m.tried(make)) is not None]
    reading = kit.reading(m) if kit.reading else None

    shown, sheets = slides.outline(m, first, last), _sheets(m, kit, tables)
    handout = partial(papers.handout, m, [*tables, *on_paper], reading)
    everybody, trainer = (
        tr("学员一人一份", "one for everybody"),
        tr("只给教师", "for the trainer only"),
    )
    project = tr("投影用，备注里有讲法", "to project")
    computers = tr("有电脑的小组用", "for groups with a computer")
    jobs: list[tuple[str, str, Callable[[Path], Path]]] = [
        (tr("讲义.docx", "handout.docx"), everybody, handout),
        (tr("答案册.docx", "answers.docx"), trainer, partial(answers, m)),
        (tr("幻灯片.pptx", "slides.pptx"), project, partial(slides.write_slides, m, shown)),
        (tr("工作表.xlsx", "workbook.xlsx"), computers, lambda p: write_book(p, sheets)),
    ]
    if first or last:
        told = tr(
            "没有投影时贴在墙上；后半露答案，做完练习再贴",
            "for the wall, without a projector; the latter half after the exercises",
        )
        figures = partial(papers.figure_sheets, m, first, last)
        jobs.append((tr("图页.docx", "figures.docx"), told, figures))
    if cards:
        told = tr("裁开分组用，附表单：", "to cut out: ") + tr("、", ", ").join(
            c.title.split(tr("：", ":"))[0] for c in cards
        )
        title = titled(m)
        jobs.append(
            (tr("卡片.pdf", "cards.pdf"), told, lambda p: write_cards(p, cards, m.mark, title))
        )
    return [(folder / f"{m.lesson.number:02}_{name}", what, write) for name, what, write in jobs]


def _sheets(m: Material, kit: Kit, tables: Sequence[Table]) -> list[Sheet]:
    """Exercises with a cell to answer in, the forms, the tables; every sheet carries what the data
    are."""
    rows = [
        {"exercise": number(i, said), "prompt": "".join(prompt(m, said))} for i, said in m.asked
    ]
    notes = (titled(m), m.mark)
    frame = pd.DataFrame(
        rows, columns=["exercise", "prompt", "own_answer", "own_reason"], dtype="string"
    ).fillna("")
    widths = {"exercise": 26.0, "prompt": 70.0, "own_answer": 36.0, "own_reason": 36.0}
    asked = Sheet(
        tr("练习", "exercises"), frame, notes=notes, widths=widths, locked=True
    )  # the cells of a locked sheet wrap and stay open
    forms = kit.forms(m) if kit.forms else []
    return [
        asked,
        *forms,
        *(Sheet(t.title, t.frame, _headed(t), notes=(m.mark,)) for t in tables),
    ]


def _headed(table: Table) -> dict[str, str]:
    """Column → heading, as paper has it."""
    return dict(zip(map(str, table.frame.columns), table.columns)) or {"": heading("")}
