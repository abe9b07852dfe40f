"""The words and marks on the board, from ``data``; its script holds none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.terms import CHANNELS, channel, channel_label, heading, tr, values, word
from workshop.wording import page_words


def marks() -> dict[str, Any]:
    """Mark and colour of each channel, as in the figures; short label of each goal and which way is
    better."""
    channels = {
        c.name: {"mark": c.sign, "empty": c.open_sign, "color": c.colour}
        for c in map(channel, CHANNELS)
    }
    more, less = tr("越多越好", "more is better"), tr("越少越好", "less is better")
    cheaper = tr("覆盖相同时越少越好", "at equal coverage, less is better")
    better = {"fairness": less, "distance": cheaper}
    goals = {g: (word("goal", g), better.get(g, more)) for g in values("goal")}
    # a room reads what it means, not how it is computed
    goals["fairness"] = (tr("空缺集中程度", "how far gaps fall together"), less)
    return {"channels": channels, "goals": goals}


def signed(channel: str) -> dict[str, Any]:
    """A channel with its name, mark and colour."""
    return {"channel": channel, "label": channel_label(channel), **marks()["channels"][channel]}


def plain_price(price: Mapping[str, int]) -> str:
    """What an exchange costs, in plain words; kilometres to one decimal."""
    km = round(abs(price.get("distance", 0)) / 1000, 1)
    amounts = {g: abs(n) for g, n in price.items()} | {"distance": km}
    said = {
        "coverage": (
            ("多满足 {} 项需要", "{} more needs met"),
            ("少满足 {} 项需要", "{} fewer needs met"),
        ),
        "fairness": (
            ("缺口更集中在少数单位", "gaps fall on fewer units"),
            ("缺口更分散", "gaps are spread more evenly"),
        ),
        "keep": (
            ("多保留现有结对 {} 对", "{} more running pairs kept"),
            ("少保留现有结对 {} 对", "{} fewer running pairs kept"),
        ),
        "fit": (("匹配分多 {}", "fit {} higher"), ("匹配分少 {}", "fit {} lower")),
        "distance": (
            ("总共多 {} 公里", "{} km more in all"),
            ("总共少 {} 公里", "{} km less in all"),
        ),
    }
    parts = [
        tr(*said[g][int(price[g] < 0)]).format(amounts[g])
        for g in said
        if price.get(g) and amounts[g]
    ]
    return tr("，", ", ").join(parts)


def words() -> dict[str, str]:
    """Every fixed word of the page, in the reader's language."""
    return page_words("workshop.board") | {"channels": heading("channel", "pairing").capitalize()}
