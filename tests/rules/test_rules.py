"""Every threshold has a source or says it has none; values outside their range are refused."""

import ast
import re
from pathlib import Path

import pytest

from toolkit.rules import RuleError, Rules, default_rules, sources

ROOT = Path(__file__).resolve().parents[2]


def test_every_rule_is_graded_and_its_sources_exist():
    for row in default_rules().rows():
        rule = default_rules().rule(row["rule"])
        assert rule.grade in {"A", "B", "C", "D", "unverified"}
        assert rule.sources or rule.grade == "unverified", rule.name
        assert set(rule.sources) <= set(sources()), rule.name


def test_defaults_lie_in_their_own_range():
    for name, value in default_rules().items():
        if value is not None:
            assert Rules({name: value})[name] == value


def test_types_of_values():
    r = default_rules()
    assert r["pair.keep_min"] == 0.8 and r["star.max_step"] == 1 and r["turn.mode"] == "threshold"
    assert r["pair.cap.co_building"] is None and r["star.veto"] is None
    assert Rules({"pair.cap.co_building": 3})["pair.cap.co_building"] == 3
    assert (
        Rules({"turn.mode": "quota"})["turn.mode"] == "quota"
        and Rules({"pair.keep_min": "0.5"})["pair.keep_min"] == 0.5
    )


@pytest.mark.parametrize(
    "change",
    [
        {"pair.keep_min": 2},
        {"pair.keep_min": "many"},
        {"turn.mode": "lottery"},
        {"no.such": 1},
        {"pair.cap.co_building": -1},
        {"pair.keep_min": True},
    ],
)
def test_values_that_are_refused(change):
    with pytest.raises(RuleError, match=next(iter(change))):
        Rules(change)
    with pytest.raises(ValueError):
        default_rules().replace(change)


def test_changes_are_kept_and_copied():
    changed = default_rules().replace({"pair.keep_min": 0.5}).replace({"turn.accept_score": 80})
    assert (changed["pair.keep_min"], changed["turn.accept_score"]) == (
        0.5,
        80,
    ) and default_rules()["pair.keep_min"] == 0.8
    assert "S51" in default_rules().rule("pair.keep_min").cited
    with pytest.raises(RuleError):
        default_rules()["nothing"]


def read_by_code() -> list[re.Pattern[str]]:
    """Every text in the code that could name a rule; a part that is filled in stands for a word."""
    found = set()
    for path in [p for folder in ("toolkit", "workshop") for p in (ROOT / folder).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts = [p.value if isinstance(p, ast.Constant) else None for p in parts]
            if isinstance(texts[0], str) and re.match(r"[a-z]+\.", texts[0]):
                pattern = "".join(r"[a-z0-9_]+" if t is None else re.escape(t) for t in texts)
                found.add(re.compile(pattern))
    return sorted(found, key=lambda p: p.pattern)


def test_every_rule_is_read_by_code():
    known = read_by_code()
    assert any(p.fullmatch("sandbox.rounds") for p in known)
    assert not any(p.fullmatch("sandbox.no_such.rule") for p in known)
    unread = [name for name in default_rules() if not any(p.fullmatch(name) for p in known)]
    assert not unread, "no code reads these rules: use them or take them out"


def test_sources_are_told_in_the_words_of_their_own_language():
    told = " ".join(sources().values())
    assert not re.search(r"\b(?:copy|art|paper table|bulletin|modules)\b", told)
