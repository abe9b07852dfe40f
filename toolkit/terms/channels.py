"""The channels of pairing: one row of ``channels.csv`` says all that is known of one.

Names, how it is drawn, who helps, whether it is planned, what is needed and carried by default with
its source, and the chance that it passes something on. A new channel is a new row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toolkit.terms.language import lang as current_lang
from toolkit.terms.language import tr
from toolkit.terms.shipped import read_data

#: how a filled and a hollow mark of matplotlib is written in text
SIGNS = {
    "o": "●○",
    "s": "■□",
    "^": "▲△",
    "v": "▼▽",
    "<": "◀◁",
    ">": "▶▷",
    "D": "◆◇",
    "*": "★☆",
    "p": "⬟⬠",
    "h": "⬢⬡",
    "P": "✚✛",
    "X": "✖✕",
}
#: the channel of a pairing whose source does not say how it helps: counted, meets no need
UNSTATED = "unstated"
#: helpers of a channel that are no sector: whoever is rated advanced
RATED_ADVANCED = "advanced"


@dataclass(frozen=True)
class Limit:
    """A number that a rule holds: its default, range, wording, sources and grade, as written."""

    default: str
    range: str
    chinese: str
    english: str
    sources: str
    grade: str
    note: str
    chinese_note: str


@dataclass(frozen=True)
class Channel:
    """One way of helping.

    ``mark`` and ``hatch`` are matplotlib's; ``helper`` is the sector that helps, ``advanced`` or
    empty (any organisation). ``planned``: a plan may meet needs of it; ``helping``: its purpose is
    to help a unit that is behind. ``need`` is None where it is not planned.

    Examples
    --------
    >>> from toolkit import terms
    >>> hook = terms.channel("hook_up_help")
    >>> hook.chinese, hook.helper, hook.planned
    ('挂钩帮扶', 'office', False)
    """

    name: str
    chinese: str
    english: str
    colour: str
    mark: str
    hollow: bool
    hatch: str
    helper: str
    planned: bool
    helping: bool
    need: Limit | None
    capacity: Limit
    chance: float | None
    chance_origin: str
    chance_note: str

    @property
    def sign(self) -> str:
        """Its mark as a character."""
        return SIGNS[self.mark][self.hollow]

    @property
    def open_sign(self) -> str:
        """The mark of a place that nobody has taken."""
        return SIGNS[self.mark][1]


def read_channels(rows: list[dict[str, str]]) -> dict[str, Channel]:
    """The channels of a table, by name and in its order.

    Raises
    ------
    ValueError
        A cell that cannot be read, a name given twice, or a need of a channel that is not planned;
        the sentence names the row and the column.
    """
    found: dict[str, Channel] = {}
    for number, row in enumerate(rows, 2):
        channel = _channel(row, number)
        if channel.name in found:
            raise _refused(number, "channel", channel.name, tr("重复", "stands twice"))
        found[channel.name] = channel
    return found


def _channel(row: dict[str, str], number: int) -> Channel:
    yes = {"yes": True, "no": False}
    for column, known in (("planned", yes), ("helping", yes), ("fill", ("solid", "hollow"))):
        if row[column] not in known:
            choose = ", ".join(known)
            raise _refused(
                number, column, row[column], tr(f"只能是 {choose}", f"must be one of {choose}")
            )
    if row["mark"] not in SIGNS:
        choose = " ".join(SIGNS)
        raise _refused(
            number, "mark", row["mark"], tr(f"只能是 {choose}", f"must be one of {choose}")
        )
    for column in ("channel", "chinese", "english", "colour"):
        if not row[column]:
            raise _refused(number, column, "", tr("不能为空", "must not be empty"))
    try:
        chance = float(row["chance"]) if row["chance"] else None
    except ValueError:
        raise _refused(
            number, "chance", row["chance"], tr("不是数字", "must be a number")
        ) from None
    planned, need = yes[row["planned"]], None
    if planned:
        need = _limit(row, "need", "每个单位需要几个帮扶方", "helpers each unit needs")
    elif row["need"].strip():
        # a need that no plan looks at would stand there as if it were met
        why = tr("写了需要，planned 却不是 yes", "is a need, but planned is not yes")
        raise _refused(number, "need", row["need"], why)
    return Channel(
        name=row["channel"],
        chinese=row["chinese"],
        english=row["english"],
        colour=row["colour"],
        mark=row["mark"],
        hollow=row["fill"] == "hollow",
        hatch=row["hatch"],
        helper=row["helper"],
        planned=planned,
        helping=yes[row["helping"]],
        need=need,
        capacity=_limit(row, "capacity", "每个帮扶方最多帮几个单位", "units for each helper"),
        chance=chance,
        chance_origin=row["chance_origin"],
        chance_note=row["chance_note"],
    )


def _limit(row: dict[str, str], kind: str, chinese: str, english: str) -> Limit:
    """Cells of a need or a capacity; a row without wording of its own gets its label's."""
    cell: dict[str, Any] = {
        part: row[f"{kind}_{part}"]
        for part in ("range", "chinese", "english", "sources", "grade", "note", "chinese_note")
    }
    cell["chinese"] = cell["chinese"] or f"{row['chinese']}：{chinese}"
    cell["english"] = cell["english"] or f"{row['english']}: {english}"
    return Limit(default=row[kind], **cell)


def _refused(number: int, column: str, value: str, why: str) -> ValueError:
    return ValueError(
        tr(
            f"channels.csv 第 {number} 行“{column}”列：{value!r} {why}",
            f"channels.csv, row {number}, column {column}: {value!r} {why}",
        )
    )


_KNOWN = read_channels(read_data("channels.csv"))
#: every channel, in the order of the table
CHANNELS = tuple(_KNOWN)


def channel(name: str) -> Channel:
    """What is known of one channel (KeyError if there is none of that name).

    Examples
    --------
    >>> from toolkit import terms
    >>> need = terms.channel("advanced_helps_backward").need
    >>> need.default, need.range
    ('1', '0..2')
    """
    return _KNOWN[name]


def channel_label(name: str, lang: str | None = None) -> str:
    """A channel as the reader reads it; an unknown name comes back as it is.

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.channel_label("hook_up_help", "zh"), terms.channel_label("a way of our own")
    ('挂钩帮扶', 'a way of our own')
    """
    if name not in _KNOWN:
        return str(name)
    known = _KNOWN[name]
    return known.chinese if (lang or current_lang()) == "zh" else known.english
