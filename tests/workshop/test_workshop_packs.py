"""Packs: every lesson on paper, slides and sheets; answers in the answer book only; any county's
data; nothing named that should not be."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation

import workshop
from toolkit import County, dataset, pairing
from toolkit.cli import main
from toolkit.demo import Settings, demo_tables
from toolkit.records import read_book
from toolkit.terms import use_lang
from workshop.lessons.lesson import Lesson, numbers, part, say, texts
from workshop.packs import cards, pair_sheets
from workshop.packs.cards import Card, Deck, Ruled, write_cards
from workshop.packs.material import Material
from workshop.packs.paper_words import text
from workshop.packs.slides import _DEEP, _lines

Pack = Callable[..., dict[str, Path]]
each_lesson = pytest.mark.parametrize("number", numbers())
#: what each page of a pack's cards says, by the PDF's folder
DRAWN: dict[Path, list[str]] = {}
HOSTILE = "=cmd|'/c calc'!A1<b>$\\alpha$</b>"


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A lesson's files by kind, made once: ``pack(4)``, ``pack(2, "mine")``."""

    @cache
    def make(
        number: int, source: str | None = None, lang: str = "zh", names: bool = False
    ) -> dict[str, Path]:
        folder = tmp_path_factory.mktemp(f"包 {number}")
        save, said = PdfPages.savefig, DRAWN.setdefault(folder, [])

        def noted(book: PdfPages, page: Any) -> None:
            said.extend("\n".join(texts) for texts in written([page]))
            save(book, page)

        with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
            warnings.simplefilter("error", UserWarning)  # a character that the font lacks
            patch.setattr(PdfPages, "savefig", noted)
            paths = workshop.pack(
                number, SOURCES[source]() if source else None, folder, lang=lang, names=names
            )
        assert all(path.is_file() for path in paths) and not list(folder.glob(".*"))
        return {re.sub(r"^\d\d_", "", path.stem): path for path in paths if path.parent == folder}

    return make


def mine() -> County:
    """A county of a reader's own, with one name that would like to be a formula."""
    tables = demo_tables(Settings(organisations=150, seed=7))
    organisation = tables["organisation"].assign(data_nature="user_supplied")
    names = [
        HOSTILE if level == "branch" else name
        for level, name in zip(organisation["level"], organisation["name"])
    ]
    return County(
        tables | {"organisation": organisation.assign(name=pd.array(names, dtype="string"))}
    )


SOURCES: dict[str, Callable[[], Any]] = {
    "mine": cache(mine),
    "public": lambda: dataset("counterpart_assistance"),
}


def words(path: Path) -> str:
    """Everything a Word document says, tables included."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def mark(number: int) -> str:
    return "公开资料" if number == 4 else "虚构数据"


# ---- every lesson on its shipped data


@each_lesson
def test_a_pack_has_everything_and_says_on_each_page_what_the_data_are(
    number: int, pack: Pack
) -> None:
    files = pack(number)
    assert {
        "教案90分钟",
        "教案180分钟",
        "讲义",
        "答案册",
        "图页",
        "幻灯片",
        "工作表",
        "卡片",
    } <= set(files)
    for path in (p for p in files.values() if p.suffix == ".docx"):
        assert mark(number) in docx.Document(str(path)).sections[0].header.paragraphs[0].text
        assert (
            mark(number) in docx.Document(str(path)).sections[0].even_page_header.paragraphs[0].text
        )
    for slide in Presentation(str(files["幻灯片"])).slides:
        assert any(
            shape.has_text_frame and mark(number) in shape.text_frame.text for shape in slide.shapes
        )
    for sheet in read_book(files["工作表"]):
        assert sheet.hidden or mark(number) in " ".join(
            str(v) for v in sheet.cells.head(3).to_numpy().ravel()
        )


@each_lesson
def test_exercises_are_in_the_handout_and_answers_in_the_answer_book_only(
    number: int, pack: Pack
) -> None:
    handout, answers, said = (
        words(pack(number)["讲义"]),
        words(pack(number)["答案册"]),
        texts(number),
    )
    with use_lang("zh"):
        for exercise in said["exercise"]:
            for line in text(exercise["prompt"]).split("\n"):
                assert line in handout and line in answers
            shows = text(exercise["right"]).removeprefix("对。")
            assert shows in answers and shows not in handout
            for hint in exercise["hints"].values():
                assert text(hint) in answers and text(hint) not in handout
        for question in said["quiz"]:
            assert say(question["ask"]) in handout and text(question["why"]) in answers
            assert text(question["why"]) not in handout
    assert answers.count("答案：") == len(said["exercise"]) and "答案：" not in handout


@each_lesson
def test_plans_say_when_and_how_and_what_to_bring(number: int, pack: Pack) -> None:
    with use_lang("zh"):
        for minutes in (90, 180):
            plan = words(pack(number)[f"教案{minutes}分钟"])
            table = workshop.Lesson(number).plan(minutes)
            for step in table.itertuples(index=False):
                assert text(step.how) in plan and f"{step[0]}–{step.to}" in plan
            assert all(
                path.name in plan
                for kind, path in pack(number).items()
                if not kind.startswith("教案")
            )


@each_lesson
def test_slides_fit_and_can_be_read_from_the_last_row(number: int, pack: Pack) -> None:
    show = Presentation(str(pack(number)["幻灯片"]))
    assert 16 <= len(show.slides) <= 22
    assert (show.slide_width, show.slide_height) == (960 * 12700, 540 * 12700)
    notes, pictures = [], 0
    for slide in show.slides:
        assert slide.shapes.title.text.strip()
        notes.append(slide.notes_slide.notes_text_frame.text)
        assert notes[-1].strip(), "every slide has its notes"
        for shape in slide.shapes:
            assert (
                shape.left >= 0
                and shape.left + shape.width <= show.slide_width
                and shape.top + shape.height <= show.slide_height
            )
            if shape.shape_type == 13:
                pictures += 1
                assert len(shape._element.nvPicPr.cNvPr.get("descr")) > 20
                down, across = inked(shape.image.blob)
                assert down >= 0.5 and across >= 0.5, "a figure fills its slide"
            elif shape.has_text_frame and shape.height.pt > 30:
                sizes = {run.font.size.pt for p in shape.text_frame.paragraphs for run in p.runs}
                assert min(sizes) >= 28
                if shape.height.pt == _DEEP:
                    lines = [
                        (_lines(p.text, max(sizes)), p.space_after.pt)
                        for p in shape.text_frame.paragraphs
                    ]
                    filled = sum(n * 1.32 * max(sizes) + gap for n, gap in lines)
                    # the question that opens the lesson stands alone on the accent
                    least = 0.3 if slide.background.fill.type == 1 else 0.6
                    assert least * _DEEP <= filled <= _DEEP, "neither too full nor half empty"
    with use_lang("zh"):
        how = [text(h) for h in workshop.Lesson(number).plan()["how"]]
    assert pictures >= 1 and all(any(h in note for note in notes) for h in how)


def inked(image: bytes) -> tuple[float, float]:
    """How much of a figure between title and caption its drawing takes, downwards and across: the
    share of twenty bands with something in them."""
    grey = np.asarray(Image.open(io.BytesIO(image)).convert("L"))
    high = len(grey)
    dark = grey[int(0.09 * high) : int(0.93 * high)] < 200
    rows, columns = (np.array_split(dark.any(axis=axis), 20) for axis in (1, 0))
    down = sum(band.mean() > 0.2 for band in rows) / 20
    return down, sum(bool(band.any()) for band in columns) / 20


#: Latin that a class may meet: letters of choices, case and unit numbers, units of measure, names
#: of files that the plan lists
ALLOWED = re.compile(
    r"[A-H]{1,4}|Jaccard|C\d\d|U\d{4}|QL\d{4}(-\d+)?|X\d{4}|R\d\d(-\d\d)?|QCA|km|PRI|[ABC]\d|EX\w+"
)


@each_lesson
def test_no_latin_word_of_code_is_printed(number: int, pack: Pack) -> None:
    files = pack(number)
    told = [words(p) for p in files.values() if p.suffix == ".docx"]
    for slide in Presentation(str(files["幻灯片"])).slides:
        told += [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        told.append(slide.notes_slide.notes_text_frame.text)
    cards_say = DRAWN[files["卡片"].parent]
    assert cards_say
    told += cards_say
    names = "|".join(re.escape(path.name) for path in files.values())
    for page in told:
        found = set(re.findall(r"[A-Za-z_][A-Za-z_0-9-]*", re.sub(names, "", page)))
        assert not {w for w in found if not ALLOWED.fullmatch(w)}


def test_slides_name_the_chinese_font(pack: Pack) -> None:
    show = Presentation(str(pack(4)["幻灯片"]))
    runs = [
        r
        for s in show.slides
        for shape in s.shapes
        if shape.has_text_frame
        for p in shape.text_frame.paragraphs
        for r in p.runs
    ]
    assert all('<a:ea typeface="微软雅黑"' in r._r.xml for r in runs)


@each_lesson
def test_cards_are_black_on_white_with_their_font_inside(number: int, pack: Pack) -> None:
    pdf = pack(number)["卡片"].read_bytes()
    assert (
        pdf.startswith(b"%PDF")
        and b"/FontFile2" in pdf
        and b"/Type3" not in pdf
        and b"/Subtype /Image" not in pdf
    )


def test_the_plan_by_hand_is_read_back_from_the_workbook(pack: Pack, tmp_path: Path) -> None:
    with use_lang("zh"):
        lesson = workshop.Lesson(3)
        pairs = lesson.data.plan.pairs
        book = load_workbook(pack(3)["工作表"])
        sheet = book["结对方案"]
        assert sheet.max_row == 2, "no answer is written in advance"
        for row in pairs[["helper_id", "recipient_id", "channel"]].itertuples(index=False):
            sheet.append(list(row))
        book.save(tmp_path / "填好.xlsx")
        back = pairing.read_plan(tmp_path / "填好.xlsx")
        assert len(back) == len(pairs) and lesson.check("by_hand", back)
        edits = pairing.check_plan(tmp_path / "填好.xlsx")
    assert edits.problems.empty


def test_the_answer_book_names_units_and_cuts_nothing(pack: Pack) -> None:
    answers = words(pack(3)["答案册"])
    with use_lang("zh"):
        named = workshop.Lesson(3).exercise("nearest").solve()
    assert named and all(name in answers for name in named)
    assert "…" not in answers.split("典型错法，怎样提示：")[1].split("练习 3")[0]
    assert not re.search(r"\d\.\d{3}", answers) and "\n—\n" not in answers


def test_the_answer_book_says_where_others_stand_too_and_the_figure_is_of_the_case_read(
    pack: Pack,
) -> None:
    answers = words(pack(8)["答案册"])
    assert "成立的答案不止一个" not in answers[answers.index("答案：8、10") :][:40]
    assert answers.count("成立的答案不止一个") == 2, "rivals and the summary"
    slides = Presentation(str(pack(8)["幻灯片"])).slides
    titles = [slide.shapes.title.text for slide in slides]
    told = next(title for title in titles if title.startswith("25 个数字里"))
    exercises = [at for at, title in enumerate(titles) if title.startswith("练习")]
    assert titles.index(told) > max(exercises)


def test_without_a_computer_is_said_in_handout_and_slides(pack: Pack) -> None:
    handout, show = words(pack(3)["讲义"]), Presentation(str(pack(3)["幻灯片"]))
    slides = "".join(
        shape.text_frame.text for s in show.slides for shape in s.shapes if shape.has_text_frame
    )
    for exercise in texts(3)["exercise"]:
        assert (
            "没有电脑：" + exercise["paper"]["zh"] in handout and exercise["paper"]["zh"] in slides
        )


def test_exercises_wrap_and_no_sheet_comes_twice(pack: Pack) -> None:
    book = load_workbook(pack(3)["工作表"])
    assert book["练习"]["B4"].alignment.wrap_text and not book["练习"]["C4"].protection.locked
    assert not {"需要表", "名额表"} & set(book.sheetnames)
    assert all(
        value == round(value, 3)
        for (value,) in book["候选"].iter_rows(min_row=3, min_col=4, max_col=4, values_only=True)
    )


def test_figures_that_answer_have_pages_apart_and_the_notes_of_their_step(pack: Pack) -> None:
    sheets = docx.Document(str(pack(3)["图页"]))
    kept = [p for p in sheets.paragraphs if "教师先收着" in p.text]
    assert len(kept) == 3 and all(p.paragraph_format.page_break_before for p in kept)
    head = sheets.sections[0].header.paragraphs[0].text
    assert "第 3 课" in head and "虚构数据" in head, "the title leaves the page to the figure"
    across = sheets.sections[0].page_width - 2 * sheets.sections[0].left_margin
    assert all(abs(shape.width - across) < 36_000 for shape in sheets.inline_shapes)
    assert not [p for p in sheets.paragraphs if p.style.name in ("Title", "Caption")]
    notes = [
        s.notes_slide.notes_text_frame.text
        for s in Presentation(str(pack(3)["幻灯片"])).slides
        if s.has_notes_slide
    ]
    assert sum("先押字母" in note for note in notes) >= 1


# ---- other data


@pytest.mark.parametrize("number", [3, 4])
def test_a_county_of_ones_own_shows_codes_and_no_fictitious_mark(number: int, pack: Pack) -> None:
    files = pack(number, "mine")
    for kind in ("讲义", "答案册", "教案90分钟"):
        said = words(files[kind])
        assert "虚构数据" not in said and HOSTILE not in said
        assert "内部教学" in docx.Document(str(files[kind])).sections[0].header.paragraphs[0].text
    with use_lang("zh"):
        lesson = workshop.Lesson(number, SOURCES["mine"]())
        gone = lesson.here()
    handout, answers = words(files["讲义"]), words(files["答案册"])
    assert len(gone) < len(lesson.exercises)
    for exercise in texts(number)["exercise"]:
        there = exercise["id"] not in gone
        assert (text(exercise["prompt"]).split("\n")[0] in handout) == there
        assert there or gone[exercise["id"]] in answers


@pytest.mark.parametrize("number", [1, 8])
def test_a_pack_on_reports_of_ones_own_names_no_person(number: int, tmp_path: Path) -> None:
    people = ["王建国", "李秀英", "陈玉梅", "周大勇", "孙丽华", "13812345678"]
    folder, out = tmp_path / "reports", tmp_path / "out"
    folder.mkdir()
    for name, said in {
        "甲河村": "村党支部书记王建国每周三到户走访，帮助12户解决用水难题。\n"
        "党员李秀英同志每月代办一次，满意度由61%升至72%。\n建党99周年之际表彰先进基层党组织3个。\n联系电话13812345678。\n",
        "乙塘村": "支部书记陈玉梅每季度公开承诺一件实事，由村民代表验收。\n"
        "村委会主任周大勇负责督查，满意度由58%升至66%，没有结对的邻村同期由57%升至60%。\n致富带头人孙丽华培训200人次。\n",
    }.items():
        (folder / f"{name}.txt").write_text(
            f"{name}党支部工作小结\n发布时间：2021-05-01\n{said}", encoding="utf-8"
        )
    drawn: list[str] = []
    save = PdfPages.savefig

    def noted(book: PdfPages, page: Any) -> None:
        drawn.extend("\n".join(texts) for texts in written([page]))
        save(book, page)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PdfPages, "savefig", noted)
        files = workshop.pack(number, folder, out, lang="zh")
    told = {"cards": "\n".join(drawn)}
    for path in files:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                whole = b"".join(parts.read(name) for name in parts.namelist())
            told[path.name] = re.sub("<[^>]+>", "", whole.decode("utf-8", "ignore"))
        elif path.suffix != ".pdf":
            told[path.name] = path.read_text(encoding="utf-8")
    assert len(told) >= 8 and "周某" in "".join(told.values())
    assert not {name: who for name, said in told.items() for who in people if who in said}


def test_a_hostile_name_is_text_where_names_are_asked_for(pack: Pack) -> None:
    files = pack(2, "mine", names=True)
    assert HOSTILE in words(files["讲义"]) + words(files["答案册"])
    assert text(texts(2)["exercise"][1]["prompt"]) in words(files["讲义"])
    sheets = load_workbook(files["工作表"])
    found = [
        cell
        for sheet in sheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value and HOSTILE in str(cell.value)
    ]
    assert found and all(cell.data_type == "s" for cell in found)


def test_published_facts_are_described_and_never_judged(pack: Pack) -> None:
    with pytest.raises(ValueError, match=r"任何练习.*公开资料只作描述"):
        pack(2, "public")


def test_in_english(pack: Pack) -> None:
    files = pack(5, lang="en")
    assert {
        "plan_90",
        "plan_180",
        "handout",
        "answers",
        "figures",
        "slides",
        "workbook",
        "cards",
    } <= set(files)
    with use_lang("en"):
        assert text(texts(5)["exercise"][0]["prompt"]) in words(files["handout"])


def test_a_lesson_that_the_data_do_not_carry_says_why(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有第 11 课"):
        workshop.pack(11, folder=tmp_path, lang="zh")
    with pytest.raises(ValueError):
        workshop.pack(2, dataset("counterpart_assistance"), tmp_path)
    assert not list(tmp_path.iterdir())


# ---- the command


def test_all_lessons_are_written_but_those_that_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def some(number: int, source: Any, folder: Path, names: bool) -> list[Path]:
        if number == 6:
            raise ValueError("没有评定得分")
        return [folder / "a.docx"]

    monkeypatch.setattr(workshop, "pack", some)
    assert main(["pack", "all", "--out", str(tmp_path), "--lang", "zh"]) == 1
    said = capsys.readouterr()
    assert said.out.count("a.docx") == 9 and "第 6 课没有写：没有评定得分" in said.err


def test_what_ones_own_data_cannot_carry_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workshop, "pack", lambda *_, names: [])
    source = mine().save(tmp_path / "县")
    assert main(["pack", "2", str(source), "--out", str(tmp_path), "--lang", "zh"]) == 0
    with use_lang("zh"):
        gone = workshop.Lesson(2, source).here()
    told = capsys.readouterr().out.splitlines()
    assert gone and [line.split("：", 1)[1] for line in told] == list(gone.values())


@pytest.mark.parametrize("words", [["0"], ["eleven"], ["4", "没有这个文件夹"]])
def test_the_command_refuses_with_a_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", *words, "--lang", "zh"]) == 2
    assert "没有" in capsys.readouterr().err


# ---- cards


def written(pages: Any) -> list[list[str]]:
    return [[t.get_text() for t in page.axes[0].texts] for page in pages]


def test_no_card_is_lost_and_every_page_carries_the_line() -> None:
    deck = Deck(
        "卡",
        [Card(f"K{i}", "词", f"名{i}", [f"● 行{i}", "---", f"□ 尾{i}"]) for i in range(25)],
        3,
        4,
    )
    pages = written(cards._deck(deck, "虚构数据，供教学"))
    assert len(pages) == 3 and all("虚构数据，供教学" in page for page in pages)
    assert {sum("词" in t for t in page) for page in pages} <= {7, 9}, "none is nearly bare"
    said = list(chain.from_iterable(pages))
    assert all({f"K{i}", f"名{i}", f"● 行{i}", f"□ 尾{i}"} <= set(said) for i in range(25))


def test_a_unit_of_four_channels_is_as_large_as_the_others() -> None:
    m = Material(Lesson(2, dataset("qinglan_60")), "qinglan_60")
    deck = pair_sheets.running_cards(m)
    most = max(deck.cards, key=lambda card: len(card.lines))
    assert sum(line[0] in "●■▲◆○" for line in most.lines) == 4  # QL0033
    high = (cards._A4[1] - cards._EDGE - cards._HEAD - 14) / deck.down
    assert min(size for _, size in cards._fitted(most.lines, 160, high - 70)) >= 10
    assert any("不限" in line for card in deck.cards for line in card.lines)


def test_figures_are_sorted_by_the_same_words_on_cards_and_in_the_exercise() -> None:
    own = part(1, "kit")
    words = {key: zh for key, (zh, _) in own.KIT.words.items()}
    deck = own.figure_cards(Material(Lesson(1), own.KIT.shipped, words=words))
    assert deck.cards[0].lines[-2:] == ["□ 家底　□ 投入", "□ 活动　□ 结果"]
    assert all(f"{name}" in deck.title for name in words.values())


def test_what_does_not_fit_a_card_is_cut_where_it_is_long() -> None:
    lines = ["甲" * 9000, "---", "□ 得分 70"]
    said = list(
        chain.from_iterable(
            written(cards._deck(Deck("卡", [Card("K", "词", "名", lines)], 4, 6), "内部教学"))
        )
    )
    assert "□ 得分 70" in said and any(line.endswith("…") for line in said)


@pytest.mark.parametrize(("number", "maker"), [(5, "score_cards"), (9, "condition_cards")])
def test_what_stands_below_the_fold_is_on_every_card(number: int, maker: str) -> None:
    with use_lang("zh"):
        deck = getattr(part(number, "kit"), maker)(Material(workshop.Lesson(number), ""))
        pages = written(cards._deck(deck, "虚构数据"))
    said = list(chain.from_iterable(pages))
    assert len(deck.cards) >= 20 and all(card.lines[-1] in said for card in deck.cards)


def test_a_long_list_goes_on_with_its_headings_and_a_few_rows_too_many_do_not() -> None:
    rows = [(f"甲{i}", f"乙{i}") for i in range(60)]
    pages = written(cards._ruled(Ruled("单", ["左", "右"], rows, (1, 1)), "内部教学"))
    assert len(pages) == 2 and all(page.count("左") == 1 for page in pages)
    assert {f"甲{i}" for i in range(60)} <= set(chain.from_iterable(pages))
    assert len(written(cards._ruled(Ruled("单", ["左", "右"], rows[:38], (1, 1)), "内部教学"))) == 1


def test_a_card_keeps_characters_that_the_font_lacks_visible(tmp_path: Path) -> None:
    deck = Deck("卡", [Card("K1", "词", "$x$ <b>名</b>\x00")])
    assert write_cards(tmp_path / "卡.pdf", [deck], "内部教学", "题").stat().st_size > 1000
    with pytest.warns(UserWarning, match="U\\+20000"):
        write_cards(tmp_path / "卡2.pdf", [Deck("卡", [Card("𠀀", "词")])], "内部教学", "题")
