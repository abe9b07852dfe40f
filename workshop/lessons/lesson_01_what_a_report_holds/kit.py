"""What the pack of lesson 1 holds."""

from functools import partial

from toolkit import figures
from toolkit.reports import Section, Table
from toolkit.terms import tr
from workshop.lessons import NotHere
from workshop.lessons.lesson_01_what_a_report_holds.tasks import CLASSES
from workshop.packs import Kit, Material, lists
from workshop.packs.cards import Card, Deck
from workshop.packs.shared_sheets import blank_form, numbered


def report(m: Material) -> Section:
    """The report itself, its sentences numbered as the exercises name them."""
    return lists.reading(m, m.data.report.title, {"": m.data.report})


def seven(m: Material) -> Table:
    """The figures of the county report of 2011."""
    return Table(tr("2011 年那份报告里的七个数字", "The seven figures of 2011"), m.data.seven)


def parts(m: Material) -> Table:
    """Its items by part."""
    return Table(tr("2011 年那份报告写了什么", "What the report of 2011 holds"), m.data.parts)


#: characters of a card's sentence around its figure
_AROUND = 58


def figure_cards(m: Material) -> Deck:
    """Each figure of the report in its sentence, to be sorted into the classes of the
    exercise."""
    report = m.data.report
    found = report.figures[["raw", "start", "end"]].drop_duplicates("start").head(30)
    if found.empty:
        raise NotHere(tr("这份报告没有数字，不制数字卡。", "this report gives no figure: no cards"))
    spans = list(zip(report.sentences["start"], report.sentences["end"]))
    cards = []
    names = list(m.words.values())
    boxes = ["　".join(f"□ {name}" for name in names[i : i + 2]) for i in range(0, len(names), 2)]
    for raw, a, b in found.itertuples(index=False):
        s, e = next(((s, e) for s, e in spans if s <= a < e), (max(a - 30, 0), b + 30))
        said = _around(report.text[s:e], a - s, b - s)
        cards.append(Card(str(raw), numbered(report.sentence_number(int(a))), "", [said, *boxes]))
    sorts = tr("、", ", ").join(names)
    return Deck(
        tr(f"数字卡：分一分，哪些是{sorts}", f"Figure cards: which are {sorts}?"), cards, 3, 5
    )


def _around(sentence: str, a: int, b: int) -> str:
    """The part of a sentence around one of its figures."""
    sentence = " ".join(sentence.split(" "))
    if len(sentence) <= _AROUND:
        return sentence
    start = max(min(a - _AROUND // 2, len(sentence) - _AROUND), 0)
    cut = sentence[start : max(start + _AROUND, b)]
    return ("…" if start else "") + cut + ("…" if start + _AROUND < len(sentence) else "")


SORTING = partial(
    blank_form,
    title=("分类单", "Sorting sheet"),
    heads=[("数字", "figure"), *CLASSES.values(), ("凭哪个字眼", "by which words")],
    rows=8,
    widths=(3, 1, 1, 1, 1, 4),
    note=(
        "一行一个数字，在一类下面打勾，写出凭哪个字眼；两人不一样的，翻回原句再定。",
        "A figure a row: tick one class and write the words that decide it.",
    ),
)
RATIOS = partial(
    blank_form,
    title=("复算单", "Ratios"),
    heads=[("算什么", "what"), ("谁", "part"), ("除以谁", "of"), ("得数", "result")],
    rows=[
        ("每名党员几件承诺", "commitments a member"),
        ("每个党组织几名党员", "members an organisation"),
        ("受表彰的党组织占百分之几", "per cent of organisations commended"),
        ("两个数差不多：说的是一回事吗", "two alike: do they tell the same?"),
    ],
    widths=(3, 3, 3, 2),
    note=("先写“谁除以谁”，再算，保留两位小数。", "Write the division first; two decimals."),
)
QUESTIONS = partial(
    blank_form,
    title=("五个报告答不了的问题", "Five questions that the report cannot answer"),
    heads=[("", ""), ("问什么", "question"), ("向谁要", "whom to ask"), ("有了它能说什么", "use")],
    rows=5,
    widths=(0.5, 6, 2.5, 4),
    note=("各问一件不同的事；报告里有的不问。", "Each about something else, none of it told."),
)

KIT = Kit(
    "teaching_report",
    answers=(lambda m: figures.claims(m.data.report, nature=m.nature),),
    tables=(seven, parts),
    pages=(figure_cards, SORTING, RATIOS, QUESTIONS),
    reading=report,
    words=CLASSES,
)
