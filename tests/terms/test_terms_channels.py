"""The table of channels: what a row says is what every room reads."""

import pytest

from toolkit.rules import RuleError, Rules
from toolkit.spread import assumptions
from toolkit.terms import (
    CHANNELS,
    UNSTATED,
    channel,
    channel_label,
    read_data,
    spellings,
    tables,
    use_lang,
)
from toolkit.terms.channels import read_channels


def test_every_room_reads_the_table() -> None:
    rules = Rules()
    assert tables()["pairing"].column("channel").choices == CHANNELS
    assert set(assumptions()["kind"]) >= set(CHANNELS)
    for name in CHANNELS:
        known = channel(name)
        assert f"pair.cap.{name}" in rules
        assert (f"pair.need.{name}" in rules) == known.planned
        with use_lang("en"):
            assert spellings("pairing", "channel")[channel_label(name).lower()] == name
        assert spellings("pairing", "channel")[channel_label(name, "zh")] == name


def test_help_of_an_unstated_kind_is_a_channel_that_nobody_needs() -> None:
    assert channel_label(UNSTATED, "zh") == "未注明方式" and not channel(UNSTATED).planned


@pytest.mark.parametrize("name", [c for c in CHANNELS if not channel(c).planned])
def test_a_need_of_a_channel_that_is_not_planned_is_an_error_and_no_zero(name: str) -> None:
    with pytest.raises(RuleError, match=rf"planned.*|{name}"):
        Rules({f"pair.need.{name}": 1})
    with pytest.raises(RuleError, match=name):
        Rules()[f"pair.need.{name}"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("mark", "?"),
        ("planned", "maybe"),
        ("fill", ""),
        ("chinese", ""),
        ("colour", ""),
        ("chance", "often"),
        ("channel", CHANNELS[0]),
        ("need", "1"),
    ],
)
def test_a_row_that_cannot_be_read_names_its_row_and_column(column: str, value: str) -> None:
    rows = read_data("channels.csv")
    last = next(row for row in rows if row["channel"] == UNSTATED)
    last[column] = value
    with pytest.raises(ValueError, match=rf"{rows.index(last) + 2}.*{column}"):
        read_channels(rows)
