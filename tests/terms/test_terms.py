"""The glossary: every table, column and value has a Chinese name, none is doubled, both languages
read back."""

import locale
import re
from pathlib import Path

import pytest

import toolkit
from toolkit import terms


def test_every_column_and_value_has_one_chinese_name():
    for t in terms.tables().values():
        names = [c.chinese for c in t.columns]
        assert all(names) and len(set(names)) == len(names), t.name
        assert set(t.key) <= {c.name for c in t.columns}
        for c in t.columns:
            assert c.kind in {"string", "enum", "list", "date", "float", "Int64", "bool"}
            if c.kind == "enum":
                assert c.choices, (t.name, c.name)


def test_labels_read_back_in_both_languages():
    for (table, column), values in terms.labels().items():
        read = terms.spellings(table, column)
        for value in values:
            for lang in ("zh", "en"):
                assert read[terms.label(table, column, value, lang).lower()] == value


def test_backward_is_never_shown_by_that_word():
    assert terms.label("rating", "grade", "backward", "zh") == "待提升"
    assert terms.label("rating", "grade", "backward", "en") == "to improve"


def test_every_machine_is_deterministic_reachable_and_may_end():
    for name, m in terms.machines().items():
        steps = {(a, e): b for a, e, b in m["transitions"]}
        assert len(steps) == len(m["transitions"]), name
        states = {m["start"]} | set(steps.values())
        reached, frontier = {m["start"]}, {m["start"]}
        while frontier:
            frontier = {b for (a, _), b in steps.items() if a in frontier} - reached
            reached |= frontier
        assert reached == states and set(m["may_end"]) <= states


def test_language_is_chosen_by_flag_then_environment_then_system(monkeypatch):
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "TOOLKIT_LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda *a: ("Chinese (Simplified)_China", "936"))
    with terms.use_lang(None):
        assert terms.lang() == "zh"
        monkeypatch.setenv("LANG", "en_US.UTF-8")
        assert terms.lang() == "en"
        monkeypatch.setenv("TOOLKIT_LANG", "zh")
        assert terms.lang() == "zh"
    with terms.use_lang("en"):
        assert terms.lang() == "en" and terms.tr("中", "en") == "en"
    with pytest.raises(ValueError):
        terms.set_lang("fr")


def test_no_table_heading_stands_outside_terms():
    """A Chinese heading of the schema that is no everyday word appears as a string only in terms'
    data."""
    headings = {
        c.chinese for t in terms.tables().values() for c in t.columns if len(c.chinese) >= 4
    }
    root = Path(toolkit.__file__).parent
    for path in root.rglob("*.py"):
        if "demo" in path.parts:
            continue  # the generator writes contents, not headings
        for literal in re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8")):
            assert literal not in headings, f"{path.relative_to(root)}: {literal}"
