"""The Word documents of a pack: the trainer's plans, the handout, the answer book, and the figures
on paper."""

from __future__ import annotations

import re
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
    display_width,
    nature_words,
    plain,
    word_page,
)
from toolkit.terms import heading, tr
from workshop.lessons import lettered, say
from workshop.packs.material import Material

#: answers of more parts than this are set as a table
_SHORT = 6
#: a mistaken answer of more characters says nothing on paper: its hint alone is printed
_LONG = 61
#: tables of more rows are left to the workbook
_ON_PAPER = 45
#: a page of a handout in points: its room (a little kept free), the title, a heading, a line;
#: characters a line; points a millimetre
_PAGE, _TITLE, _HEADING, _LINE, _ACROSS, _MM = 622.0, 75.0, 29.0, 18.0, 36, 72 / 25.4
#: words of a prompt that say where in the notebook to type
_CELLS = re.compile(
    r"再?写?[在进][^，。；：？！（）\n]*引号(?:里|之间)(?:，可以换行)?，?|，?运行下面这一格"
    r"|,? ?[Tt]hen run the cell below"
)


def text(said: Mapping[str, str] | str) -> str:
    """A text of the lesson as paper shows it: without the marks of the notebook, and without what
    speaks of its cells."""
    told = say(said).replace("`", "").replace("**", "").replace("<br>", tr("", " "))
    told = re.sub(r"^- ", "", _CELLS.sub("", told), flags=re.M)
    told = re.sub(r"\n{2,}", "\n", re.sub(r"（）|[，；](?=。)", "", told))
    return re.sub(r"(^|(?<=[。？！]))。", "", told)


def titled(m: Material) -> str:
    """The lesson's number and title."""
    return tr(
        f"第 {m.lesson.number} 课　{m.lesson.title}", f"Lesson {m.lesson.number}. {m.lesson.title}"
    )


def number(i: int, said: Mapping[str, Any]) -> str:
    """An exercise's heading."""
    name, minutes = text(said["title"]), said["minutes"]
    return tr(f"练习 {i}　{name}（{minutes} 分钟）", f"Exercise {i}. {name} ({minutes} minutes)")


def prompt(m: Material, said: Mapping[str, Any]) -> list[str]:
    """What an exercise asks, and which unit, pair or day it means on these data where its prompt
    leaves that open."""
    given = m.lesson.exercise(said["id"]).given
    told = re.sub(r"[^\s、，,：（）()]+", lambda word: m.who(word[0]), given)
    if told and "：" not in told and ": " not in told:
        told = tr("本题所指：", "Named for this exercise: ") + told
    return [text(said["prompt"]), *([told + tr("。", ".")] if told else [])]


def by_hand(said: Mapping[str, Any]) -> list[str]:
    """How an exercise goes without a computer, where its prompt needs one."""
    return (
        [tr("没有电脑：", "Without a computer: ") + text(said["paper"])] if "paper" in said else []
    )


def _write(
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


def numbered(items: Sequence[Mapping[str, str]]) -> list[str]:
    """Texts of the lesson with their numbers."""
    return [f"{i}. {text(item)}" for i, item in enumerate(items, 1)]


def guiding(m: Material) -> list[str]:
    """What the lesson says to each of the two questions."""
    return re.split(r"(?<=[。.])\s*(?=践行先进|How to put)", text(m.lesson.texts["guiding"]))


def limits(m: Material) -> list[Mapping[str, str]]:
    """The lesson's limits; on other data than the shipped ones without those that speak of the
    fictitious county."""
    said = m.lesson.texts["limits"]
    return (
        said if m.lesson.source is None else [limit for limit in said if "虚构" not in limit["zh"]]
    )


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
    return _write(
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
            tables=[_room(12)],
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
                tables=[_room(34)],
            )
            for i, said in m.asked
        ),
        *_tables(m, tables),
        Section(
            "discussion",
            tr("讨论", "Discussion"),
            paragraphs=numbered(texts["discussion"]),
            tables=[_room(40)],
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
    _fill_pages(sections)
    if reading is not None:
        sections.append(reading)
    return _write(m, tr("学员讲义", "Handout"), sections, path)


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


def _room(tall: float) -> Table:
    """A ruled box to write in."""
    return Table("", pd.DataFrame({"write_here": [""]}), tall=tall)


def _tables(m: Material, tables: Sequence[Table]) -> list[Section]:
    """The tables that paper can hold, in a section; none where all are too long."""
    short = [t for t in tables if len(t.frame) <= _ON_PAPER]
    for table in short:
        table.show = _ON_PAPER
    title = tr("附表", "Tables")
    return [Section("tables", title, paragraphs=[_data(m)], tables=short)] if short else []


def _fill_pages(sections: Sequence[Section]) -> None:
    """Begin a page where a section would not fit the one before, and let the boxes to write in take
    what is left of each page."""
    on_page: list[Section] = []
    used = _TITLE
    closed: list[Section | None] = [*sections, None]
    for section in closed:
        deep = _deep(section) if section else _PAGE
        if on_page and used + deep > _PAGE:
            rooms = [t for s in on_page for t in s.tables if list(t.frame) == ["write_here"]]
            if not rooms and used < 0.75 * _PAGE:
                on_page[-1].paragraphs.append(tr("我还想问：", "What I still ask:"))
                on_page[-1].tables.append(room := _room(0))
                used, rooms = used + 2 * _LINE, [room]
            for room in rooms:
                room.tall += max(_PAGE - used, 0) / _MM / len(rooms)
            on_page, used = [], 0.0
            if section:
                section.new_page = True
        on_page, used = [*on_page, *([section] if section else [])], used + deep
        if used > _PAGE:  # a long table goes on
            used %= _PAGE


def _deep(section: Section) -> float:
    """How much of a page a section takes, in points."""
    deep = _HEADING + sum(_LINE * _lines(p, _ACROSS) for p in section.paragraphs)
    for table in section.tables:
        share = _ACROSS / sum(table.widths) if table.widths else _ACROSS
        widths = [share * w for w in table.widths] or [_ACROSS]
        deep += 26 if table.title else 0  # its caption
        line, gap = (16.0, 6.0) if table.tall else (12.0, 4.0)  # larger type in forms
        deep += line + gap  # its heading
        for cells in table.frame.itertuples(index=False):
            most = max(_lines(str(c), w - 1) for c, w in zip(cells, widths))
            deep += max(table.tall * _MM, line * most + gap)
    return deep


def _lines(said: str, across: float) -> int:
    """Lines of a text in a column of so many characters."""
    return sum(
        -(-(display_width(line) // 2 + 2) // max(int(across), 1)) for line in said.split("\n")
    )


def answers(m: Material, path: Path) -> Path:
    """For the trainer: each exercise with its answer on these data, what it shows, typical
    mistakes; the quiz with reasons."""
    sections = [_answer(m, i, said) for i, said in m.asked]
    if m.gone:
        gone = [
            f"{text(m.lesson.texts_of(id)['title'])}{tr('：', ': ')}{why}"
            for id, why in m.gone.items()
        ]
        sections.append(
            Section(
                "gone",
                tr("这份数据做不了的练习", "Exercises that these data cannot bear"),
                paragraphs=gone,
            )
        )
    rows = []
    for i, q in enumerate(m.lesson.texts["quiz"], 1):
        rows.append(
            {
                "": str(i),
                "question": text(q["ask"]),
                "correct": lettered(q["options"])[q["answer"]],
                "reason": text(q["why"]),
            }
        )
    table = Table("", pd.DataFrame(rows), widths=(0.6, 4.5, 4, 5), tall=6)
    sections.append(
        Section(
            "quiz",
            tr("五问的答案与理由", "Answers to the five questions, with reasons"),
            tables=[table],
        )
    )
    return _write(m, tr("答案册（教师用）", "Answer book (for the trainer)"), sections, path)


def _answer(m: Material, i: int, said: Mapping[str, Any]) -> Section:
    checker = m.lesson.exercise(said["id"])
    told, tables = _shown(m, m.truths[said["id"]], said.get("decimals"))
    if checker.task.told is not None:
        told, tables = checker.task.told(m.data, m.truths[said["id"]]), []
    told += say(said["unit"]) if "unit" in said else ""
    many = (
        tr("（成立的答案不止一个，这是其中之一）", " (one of several that stand)")
        if checker.task.judge is not None
        else ""
    )
    shows = tr("说明什么：", "What it shows: ") + text(said["right"]).removeprefix("对。")
    look = tr("从哪里看：", "Where to look: ") + text(said["look"])
    paragraphs = [*prompt(m, said), tr("答案：", "Answer: ") + told + many, shows, look]
    hints = {key: text(hint) for key, hint in said.get("hints", {}).items()}
    decimals = max(
        2, said.get("decimals", 2)
    )  # a share in place of a percentage needs its two places
    led_to = {
        key: m.said(wrong, names=False, decimals=None if decimals == 2 else decimals)
        if checker.task.told is None
        else checker.task.told(m.data, wrong)
        for key, wrong in checker.mistakes().items()
    }
    rows = [
        {"mistaken": led_to[key], "hint": hint}
        for key, hint in hints.items()
        if len(led_to.get(key, "")) in range(1, _LONG)
    ]
    if more := [
        hint for key, hint in hints.items() if len(led_to.get(key, "")) not in range(1, _LONG)
    ]:
        paragraphs += [
            tr("典型错法，怎样提示：", "Typical mistakes, and what to say:"),
            *(f"· {hint}" for hint in more),
        ]
    if rows:
        title = tr("典型错法会得到什么，怎样提示", "What typical mistakes lead to, and what to say")
        tables.append(Table(title, pd.DataFrame(rows), widths=(5, 9), tall=8, show=99))
    return Section(said["id"], number(i, said), paragraphs=paragraphs, tables=tables)


def _shown(m: Material, truth: Any, decimals: int | None = None) -> tuple[str, list[Table]]:
    """An answer in a sentence, long ones in a table."""
    if isinstance(truth, Mapping) and len(truth) > _SHORT:
        frame = pd.DataFrame(
            {
                "item": [m.said(k) for k in truth],
                "correct": [m.said(v, decimals=decimals) for v in truth.values()],
            }
        )
        return tr("见下表", "see the table"), [
            Table("", frame, widths=(1, 2), tall=7, show=len(frame))
        ]
    if isinstance(truth, (set, frozenset, list)) and len(truth) > _SHORT:
        items = sorted(truth, key=str) if isinstance(truth, (set, frozenset)) else truth
        frame = pd.DataFrame(
            {"": [str(i) for i in range(1, len(items) + 1)], "correct": [m.said(v) for v in items]}
        )
        return tr(f"共 {len(items)} 个，见下表", f"{len(items)}, see the table"), [
            Table("", frame, widths=(1, 8), tall=7, show=len(frame))
        ]
    return m.said(truth, decimals=decimals), []


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
    sections += [
        Section(f"answer{i}", title, new_page=bool(sections) or i > 1)
        for i in range(1, len(last) + 1)
    ]
    kind = tr("图页（没有投影时用）", "Figures on paper (for a room without a projector)")
    return _across(_write(m, kind, sections, path, placed))


def _across(path: Path) -> Path:
    """Turn the pages of a Word document, so that its pictures fill them."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = Document(str(path))
    for page in document.sections:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
        page.top_margin, page.bottom_margin, page.left_margin = Mm(20), Mm(16), Mm(46)
        page.right_margin, page.header_distance, page.footer_distance = Mm(46), Mm(10), Mm(8)
    for shape in document.inline_shapes:
        shape.height, shape.width = int(shape.height * Mm(205) / shape.width), Mm(205)
    document.save(str(path))
    return path


def headed(table: Table) -> dict[str, str]:
    """Column → heading, as paper has it."""
    return dict(zip(map(str, table.frame.columns), table.columns)) or {"": heading("")}
