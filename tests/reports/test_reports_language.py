"""Both languages of a report: one of a thing in the singular, no word of ours, rules and the
dictionary wholly in the reader's language."""

import re

import pytest
from reports_samples import report_of, small_tables

import toolkit
from toolkit.records.data_dictionary import dictionary
from toolkit.rules import default_rules
from toolkit.terms import use_lang

CHINESE = "[\u4e00-\u9fff]"


def told(report) -> str:
    return "\n".join(
        text
        for s in report.sections
        for text in (
            *(s.heading, s.finding, *s.paragraphs, *s.closing, *s.limits),
            *(t for f in s.figures for t in (f.title, f.caption, f.alt)),
            *(t.title for t in s.tables),
            *(c for t in s.tables for c in t.columns),
        )
    )


def one_of_each() -> dict:
    """The small county cut down to one unit to be helped, one helper, one pair, one of all else."""
    tables = small_tables()
    tables["pairing"] = tables["pairing"].iloc[[2]].assign(end_plan="2015-01-01")
    rating = tables["rating"]
    tables["rating"] = rating[rating["org_id"].isin(["008", "001"])]
    tables["exemplar"] = tables["exemplar"].iloc[:1].assign(named_on="2013-01-01")
    for name in ("commitment", "flag"):
        tables[name] = tables[name].iloc[:1]
    return tables


@pytest.mark.parametrize("full", [True, False])
def test_one_of_a_thing_is_singular_in_english(full):
    with use_lang("en"):
        text = told(report_of(toolkit.County(one_of_each()), full=full))
    assert "1 pairing past its planned end" in text and "Of 1 unit to be helped, 1 has" in text
    # "1 units", "1 … are": not of 12,001, of 0.1 or of a date
    wrong = re.findall(r"(?<![\d.,-])1 (?!is|was|has|less|this)[a-z]+s\b(?! of)", text)
    wrong += re.findall(r"(?<![\d.,-])1 (?:[a-z]+ )?(?:are|have|were)\b", text)
    assert not wrong, wrong


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_of_a_table_or_column_stands_in_the_text(language):
    with use_lang(language):
        text = told(report_of(toolkit.County(small_tables())))
    assert not re.findall(r"[a-z]+_[a-z]+|\b(?:None|NaN|NaT)\b", text)


def test_the_rules_are_in_one_language_each():
    for language, foreign in (("en", CHINESE), ("zh", "[A-Za-z]{4,}")):
        with use_lang(language):
            for row in default_rules().rows():
                said = (row["meaning"] + row["note"]).replace("TF-IDF", "")
                assert said and not re.search(foreign, said), row
    with use_lang("en"):
        meanings = [row["meaning"] for row in default_rules().rows()]
        assert len(set(meanings)) == len(meanings)


def test_the_dictionary_says_every_rule_in_the_readers_language():
    with use_lang("zh"):
        rules = dictionary("zh")["rule"]
    # other names of a value are read as they stand
    strange = rules[rules.str.contains("[A-Za-z]{2,}|>|→")].tolist()
    assert strange == ["互评也读作 mutual，组织评也读作 org"]
    with use_lang("en"):
        rules = dictionary("en")["rule"]
    assert not rules.str.contains(">|→").any()
