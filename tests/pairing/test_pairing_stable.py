"""Stable matching where both sides have lists of their own, beside published examples."""

import pandas as pd

from toolkit import pairing


def matched(wishes: dict[str, list[str]], likings: dict[str, list[str]], places: int) -> set:
    rows = [
        (h, r, 1, list_.index(h) + 1, likings[h].index(r) + 1)
        for r, list_ in wishes.items()
        for h in list_
        if r in likings[h]
    ]
    candidates = pd.DataFrame(
        rows, columns=["helper_id", "recipient_id", "fit", "recipient_rank", "helper_rank"]
    )
    recipients = pd.DataFrame({"recipient_id": list(wishes), "hook_up_help": 1})
    helpers = pd.DataFrame(
        {"helper_id": list(likings), "channel": "hook_up_help", "capacity": places}
    )
    found, _ = pairing.stable(recipients, helpers, candidates, goals=("coverage",))
    return set(zip(found["recipient_id"], found["helper_id"]))


def test_residents_and_hospitals() -> None:
    """The example by which the National Resident Matching Program explains its algorithm."""
    wishes = {
        "Arthur": ["City"],
        "Sunny": ["City", "Mercy"],
        "Joseph": ["City", "General", "Mercy"],
        "Latha": ["Mercy", "City", "General"],
        "Darrius": ["City", "Mercy", "General"],
    }
    likings = {
        "Mercy": ["Darrius", "Joseph"],
        "City": ["Darrius", "Arthur", "Sunny", "Latha", "Joseph"],
        "General": ["Darrius", "Arthur", "Joseph", "Latha"],
    }
    assert matched(wishes, likings, 2) == {
        ("Arthur", "City"),
        ("Darrius", "City"),
        ("Joseph", "General"),
        ("Latha", "General"),
    }


def test_the_side_that_asks_gets_its_best_stable_partner() -> None:
    """Gale and Shapley (1962), example 1: every first wish is granted."""
    wishes = {"a": list("ABC"), "b": list("BCA"), "c": list("CAB")}
    likings = {"A": list("bca"), "B": list("cab"), "C": list("abc")}
    assert matched(wishes, likings, 1) == {("a", "A"), ("b", "B"), ("c", "C")}
    back = matched(likings, wishes, 1)
    assert back == {("A", "b"), ("B", "c"), ("C", "a")}
