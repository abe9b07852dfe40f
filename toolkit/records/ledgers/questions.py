"""What a ledger leaves open, as closed questions: a sentence, a few choices, and a key that stays
the same next year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.records.ledgers.wording import (
    ABOVE,
    ALSO_HERE,
    ANOTHER,
    BOTH,
    COUNTS,
    COUNTS_NOT,
    DETAILS,
    EACH,
    HELPER,
    JANUARY,
    LEAVE,
    NEITHER,
    NOBODY,
    NOT_HERE,
    OCTOBER,
    ONE_TO_ONE,
    READ,
    RECIPIENT,
    SAME,
    SUMMARY,
    TWO,
    UNKNOWN,
    choice_said,
)
from toolkit.terms import CHANNELS, channel_label, tr

#: no sentence is longer
LONGEST = 200


@dataclass(frozen=True)
class Question:
    """A closed question about a ledger.

    Attributes
    ----------
    key : str
        What an answer is kept under in the mapping.
    sentence : str
        In Chinese, at most 200 characters, about one thing.
    choices : tuple of str
        The answers there are, as the mapping keeps them.
    english : str
        The sentence in English.

    Examples
    --------
    >>> from toolkit import records
    >>> asked = records.Question("channel", "是哪种结对？", ("hook_up_help",), "Which channel?")
    >>> asked.choices
    ('hook_up_help',)
    """

    key: str
    sentence: str
    choices: tuple[str, ...]
    english: str

    def __str__(self) -> str:
        return self.sentence

    @property
    def said(self) -> str:
        """The sentence in the language of whoever reads."""
        return tr(self.sentence, self.english)

    @property
    def choices_said(self) -> list[str]:
        """The answers in the language of whoever reads; either language is understood."""
        return list(map(choice_said, self.choices))


def listed(names: Sequence[str], room: int) -> str:
    """Names in 、 as far as they fit, then how many there are."""
    out = ""
    for n, name in enumerate(names):
        if len(out) + len(name) > room:
            return f"{out}等{len(names)}处"
        out += ("、" if n else "") + name
    return out


def _in_english(names: Sequence[str], room: int) -> str:
    said = listed(names, room).replace("、", ", ")
    said = said.replace("汇总有", "the summary has ").replace("分表有", "the sheets have ")
    return re.sub(r"等([0-9]+)处$", r" … (\1 in all)", said)


def ask_channel(pairs: int, of: int, other: bool) -> Question:
    """No cell, heading or title states how a pairing helps."""
    what = "结对方式写的是“其他”" if other else "没有写明结对方式"
    how = f"有{pairs}对" if pairs < of else f"全部{of}对"
    return Question(
        "channel:其他" if other else "channel",
        f"{how}结对{what}，属于哪一种结对方式（渠道）？不选则记为“未注明方式”。",
        (*(channel_label(c, "zh") for c in CHANNELS if c != "unstated"), UNKNOWN),
        f"Which channel do {pairs} of {of} pairings have? "
        + ("The ledger says “其他” (other)." if other else "The ledger does not say."),
    )


def ask_direction(first: str, second: str) -> Question:
    """Neither heading says who helps."""
    a, b = first[:40], second[:40]
    return Question(
        f"direction:{a}/{b}",
        f"“{a}”和“{b}”哪一方是帮扶方？表里没有说谁帮谁，暂把“{a}”当作帮扶方。",
        (f"{a}{HELPER}", f"{b}{HELPER}"),
        f"Which side helps, “{a}” or “{b}”? The ledger does not say; until answered “{a}” does.",
    )


def ask_same(first: str, second: str) -> Question:
    """Two names that are probably one unit."""
    a, b = sorted((first, second))
    return Question(
        f"same:{a}|{b}",
        f"“{first}”和“{second}”是不是同一个单位？暂按两个单位读入。",
        (SAME, TWO),
        f"Are “{first}” and “{second}” one unit? Read as two until answered.",
    )


def ask_villages(name: str, townships: Sequence[str]) -> Question:
    """A helping village without its township in rows of several townships."""
    return Question(
        f"villages:{name}",
        f"“{name}”没有写乡镇，在{listed(townships, 60)}的行里都作帮扶方：是不是同一个村？"
        "暂按一个读入。",
        (SAME, TWO),
        f"“{name}” helps in rows of several townships ({_in_english(townships, 60)}) without its "
        "own: is it one village? Read as one until answered.",
    )


def ask_role(sheet: str, heading: str, like: str) -> Question:
    """A column of units whose part in the pairing is unclear."""
    return Question(
        f"role:{heading}",
        f"“{sheet[:30]}”表的“{heading[:60]}”列里是单位，它们算不算结对的{like}？暂未计入结对。",
        (HELPER, RECIPIENT, NEITHER),
        f"Column “{heading[:60]}” of “{sheet[:30]}” holds units: are they a side of the pairing? "
        "Left out until answered.",
    )


def ask_tick(mark: str, first: str, legend: str) -> Question:
    """A second kind of tick in a matrix."""
    said = f"（表里注明：{legend[:60]}）" if legend else ""
    return Question(
        f"tick:{mark}",
        f"矩阵里除“{first}”外还有记号“{mark}”{said}，“{mark}”算不算结对？暂只把“{first}”读作结对。",
        (COUNTS, COUNTS_NOT),
        f"The matrix holds “{mark}” beside “{first}”{legend and f' ({legend[:60]})'}: is it a "
        f"pairing? Until answered “{first}” alone is.",
    )


def ask_empty(heading: str, rows: Sequence[int], names: Sequence[str]) -> Question:
    """Empty cells of a side that may have been merged ones."""
    where = listed([str(r) for r in rows], 30)
    who = listed(names, 60)
    beside = f"（{who}）" if who else ""
    return Question(
        f"empty:{heading}",
        f"第{where}行{beside}的“{heading[:30]}”是空的：是与上一行相同（原是合并单元格），"
        "还是没有结对？暂按没有读入。",
        (ABOVE, NOBODY),
        f"“{heading[:30]}” is empty in row {_in_english([str(r) for r in rows], 30)}"
        f"{who and f' ({who})'}: the same as above (cells once merged), or nobody? "
        "Left out until answered.",
    )


def ask_summary(sheet: str, differences: Sequence[str]) -> Question:
    """A summary sheet that says something else than the sheets it sums up."""
    return Question(
        f"summary:{sheet}",
        f"汇总表“{sheet[:20]}”与分表不一致：{listed(differences, 110)}。"
        "以哪一个为准？暂以分表为准。",
        (DETAILS, SUMMARY, BOTH),
        f"The summary “{sheet[:20]}” differs from the sheets: {_in_english(differences, 110)}. "
        "Which counts? The sheets do until answered.",
    )


def ask_township(name: str, townships: Sequence[str]) -> Question:
    """A short name that units of several townships bear."""
    return Question(
        f"township:{name}",
        f"“{name}”没有写乡镇，而{listed(townships, 60)}都有这个名字的单位："
        "是哪一个？暂作另一个单位。",
        (*townships, ANOTHER),
        f"“{name}” stands without its township, and {_in_english(townships, 60)} all have one: "
        "which is it? Kept as a unit of its own until answered.",
    )


def ask_many(heading: str, rows: Sequence[int]) -> Question:
    """Rows with several helpers and several recipients, numbered alike."""
    return Question(
        f"many:{heading}",
        f"第{listed([str(r) for r in rows], 40)}行两边都有几个单位，"
        "是每个都互相结对，还是依次一对一？暂按每个都结对读入。",
        (EACH, ONE_TO_ONE),
        f"Row {_in_english([str(r) for r in rows], 40)} has several units on both sides: each with "
        "each, or one to one? Each with each until answered.",
    )


#: what is asked about one name and a text beside it: sentence, answers, sentence in English
_ABOUT = {
    # a hidden sheet that was not read
    "hidden": (
        "隐藏的工作表“{0}”没有读，要不要读入？",
        (LEAVE, READ),
        "The hidden sheet “{0}” was not read: shall it be?",
    ),
    # a start that stands right above the first table of several
    "start": (
        "第一张表上方写了起始时间{1}，“{0}”没有另写：是不是也从这个时间起？暂按没有写起始读入。",
        (ALSO_HERE, NOT_HERE),
        "Above the first table stands the start {1}; “{0}” says none: does it hold there, too? "
        "Read without a start until answered.",
    ),
    # rows that say that their pairing is over, and not since when
    "ended": (
        "“{0}”第{1}行写着结对已经结束或调整，没有结束时间：还算不算正在结对？暂按仍在结对读入。",
        (COUNTS, COUNTS_NOT),
        "Under “{0}” row {1} says that the pairing is over and not since when: does it still "
        "count? It does until answered.",
    ),
    # a number such as 2023.1, which is how a sheet keeps 2023.10 as well
    "month": (
        "“{0}”里有写成数字的{1}：表格里10月（{1}0）也会显示成这样，是1月还是10月？暂只取年份。",
        (JANUARY, OCTOBER, UNKNOWN),
        "“{0}” holds the number {1}, as which a sheet shows {1}0, too: January or October? The "
        "year alone is kept until answered.",
    ),
}


def ask_about(kind: str, name: str, beside: str = "") -> Question:
    """A question about a sheet or heading: ``hidden``, ``start``, ``ended`` or ``month``."""
    chinese, choices, english = _ABOUT[kind]
    said = (name[:30], beside)
    return Question(f"{kind}:{name}", chinese.format(*said), choices, english.format(*said))
