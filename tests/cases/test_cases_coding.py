"""Codebook, coders, people's coding, agreement."""

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import cases
from toolkit.terms import use_lang

BOOK = cases.default_codebook()
TEXT = (
    "某村经验\n党员公开承诺办好12件实事。村里没有开展承诺。工会和妇联一起慰问老人。"
    "县交通局与后进村结对帮扶。\n"
)


def test_codes_come_by_sentence_with_slices_and_a_machine_s_name():
    coded = cases.accepted(cases.code([cases.read(TEXT)]))
    assert list(coded.columns[:7]) == [
        "case",
        "code",
        "start",
        "end",
        "text",
        "coder",
        "confidence",
    ]
    assert set(coded["case"]) == {"R001"} and set(coded["coder"]) == {"combined"}
    assert {"PLEDGE", "MASS_ORG", "DEPT_LINK", "SERVE"} <= set(coded["code"])
    assert all(TEXT[a:b] == t for a, b, t in zip(coded["start"], coded["end"], coded["text"]))
    assert coded["confidence"].between(0.5, 1).all()
    assert not coded["text"].str.contains("没有开展").any()


def suggested(text):
    return cases.accepted(cases.code([cases.read(text)]))


ELSEWISE = [
    ("COMMEND", "村党总支先后6次受到县级以上表彰。", "年底隆重表彰了12名党员。"),
    ("COMMEND", "荣获全国文明村荣誉称号。", "授予3个支部先进称号。"),
    ("HOOKUP", "评议结果与年终考核挂钩。", "县级领导挂钩到村。"),
    ("HOOKUP", "密切联系群众，改进作风。", "干部联系群众5户。"),
    ("IDENTITY", "发挥党员先锋模范作用。", "设立党员先锋岗12个。"),
    ("DISTILL", "推行“四议两公开”工作法。", "总结出一套可复制的经验。"),
    ("DEMO_SITE", "先后获评省级示范社区。", "创建党建示范点3个。"),
    ("LEADERS", "成立由书记任组长的领导小组。", "选派优秀干部任村党支部书记。"),
    ("PLEDGE", "村里从未公开承诺。", "支部公开承诺12件事。"),
]


@pytest.mark.parametrize(("code", "other", "meant"), ELSEWISE)
def test_a_rule_knows_what_is_not_the_practice(code, other, meant):
    assert code not in set(suggested(f"某村\n{other}\n后文。")["code"])
    assert code in set(suggested(f"某村\n{meant}\n后文。")["code"])


KINDS = Path(__file__).parent / "data" / "practices.csv"


def test_every_kind_of_wording_is_taken_or_left():
    """One report a sentence: what does a practice, what only has its words."""
    with KINDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    reports = {
        str(i): cases.read(f"某乡党建工作情况\n{r['text']}\n以上报告。") for i, r in enumerate(rows)
    }
    told = cases.accepted(cases.code(reports))
    found = set(zip(told["case"], told["code"]))
    wrong = [
        (r["code"], r["done"], r["text"])
        for i, r in enumerate(rows)
        if ((str(i), r["code"]) in found) != (r["done"] == "yes")
    ]
    assert wrong == []


def test_a_report_on_how_faults_were_mended_names_them_in_its_headings():
    told = "（一）关于“结对帮带有名无实”的问题\n强村书记每月到弱村指导一次。\n"
    for title, done in (("整改落实情况的报告", True), ("检查情况的通报", False)):
        report = cases.read(f"某乡关于{title}\n现将情况报告如下。\n{told}以上报告。\n")
        assert ("ADV_BACK" in set(cases.accepted(cases.code([report]))["code"])) == done


def test_names_of_cases(tmp_path):
    (tmp_path / "甲村.txt").write_text(TEXT, encoding="utf-8")
    named, pasted = cases.read(tmp_path / "甲村.txt"), cases.read(TEXT)
    assert set(cases.code([named, pasted])["case"]) == {"甲村", "R002"}
    assert set(cases.code({"x": pasted})["case"]) == {"x"}
    assert set(cases.code([named, named])["case"]) == {"甲村", "甲村-2"}
    assert cases.code([]).empty
    with pytest.raises(cases.CaseError):
        cases.code([TEXT])


def test_an_own_code_is_found_by_its_definition_and_by_examples():
    own = cases.Codebook(
        (cases.Code("TEA", "培育", "种茶制茶技术", "茶园修剪、采茶、炒茶技术传授"), BOOK["PLEDGE"])
    )
    text = "某村\n师傅手把手传授茶园修剪、采茶、炒茶技术。\n村里开了会，商量修路。\n"
    assert cases.accepted(cases.code([cases.read(text)], own))["code"].tolist() == ["TEA"]
    examples = pd.DataFrame(
        {
            "text": ["村里商量修路架桥", "开会商量修路", "大家商量修路的事", "修路要商量"],
            "code": ["TEA"] * 4,
        }
    )
    found = cases.code([cases.read(text)], own, coder="similarity", examples=examples)
    assert "村里开了会，商量修路。" in found["text"].tolist()


def test_every_code_has_a_name_in_both_languages():
    for lang, letters in (("zh", "[一-鿿]"), ("en", "[A-Za-z]")):
        with use_lang(lang):
            labels = BOOK.labels
        assert len(set(labels.values())) == len(BOOK) == 26
        assert all(re.match(letters, name) and name not in labels for name in labels.values())


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx", ".csv", ".qdc"])
def test_the_codebook_comes_back_from_every_format(tmp_path, suffix):
    path = BOOK.save(tmp_path / f"编码表{suffix}")
    back = cases.Codebook.load(path)
    assert sorted(back, key=lambda c: c.code) == sorted(BOOK, key=lambda c: c.code)
    assert suffix == ".qdc" or back == BOOK  # .qdc nests codes under their stage


def test_qdc_of_another_program(tmp_path):
    text = (
        '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        '<Code guid="a" name="培育" isCodable="true"><Code guid="b" name="公开承诺" '
        'isCodable="true">'
        "<Description>党员公开承诺</Description></Code></Code></Codes></CodeBook>"
    )
    (tmp_path / "other.qdc").write_text(text, encoding="utf-8")
    parent, code = cases.Codebook.load(tmp_path / "other.qdc").codes
    assert (parent.stage, parent.name) == ("", "培育")  # codable, so it is a code, too
    assert (code.stage, code.name, code.definition) == ("培育", "公开承诺", "党员公开承诺")
    (tmp_path / "bad.qdc").write_text('<!DOCTYPE x [<!ENTITY a "b">]><x/>', encoding="utf-8")
    with pytest.raises(cases.CaseError):
        cases.Codebook.load(tmp_path / "bad.qdc")


@pytest.mark.parametrize("names", [("Peer help", "Public pledge", "结对 帮扶"), ("A 甲", "A 乙")])
def test_names_of_another_programs_codes_stay_whole(tmp_path, names):
    codes = "".join(f'<Code guid="{i}" name="{n}" isCodable="true"/>' for i, n in enumerate(names))
    (tmp_path / "other.qdc").write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Other 2.0"><Codes>'
        f'<Code guid="p" name="组织 建设" isCodable="false">{codes}</Code></Codes></CodeBook>',
        encoding="utf-8",
    )
    book = cases.Codebook.load(tmp_path / "other.qdc")
    assert [c.name for c in book] == list(names) and {c.stage for c in book} == {"组织 建设"}
    assert len({c.code for c in book}) == len(names)


@pytest.mark.parametrize("no", ["false", "False", "0"])
def test_a_heading_of_codes_is_no_code_and_names_used_twice_are_said(tmp_path, no):
    double = '<Code guid="1" name="互助" isCodable="1"/><Code guid="2" name="互助"/>'
    (tmp_path / "other.qdc").write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Other 2.0"><Codes>'
        f'<Code guid="p" name="做法" isCodable="{no}">{double}</Code></Codes></CodeBook>',
        encoding="utf-8",
    )
    with pytest.warns(UserWarning, match="互助"):
        book = cases.Codebook.load(tmp_path / "other.qdc")
    assert [(c.stage, c.name) for c in book] == [("做法", "互助")] * 2


def test_a_broken_rule_names_its_code(tmp_path):
    (tmp_path / "b.yaml").write_text(
        "codes:\n- {code: X, name: 甲, rules: [{strength: 0.9, pattern: '('}]}\n", encoding="utf-8"
    )
    with pytest.raises(cases.CaseError, match="X"):
        cases.Codebook.load(tmp_path / "b.yaml")


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


def test_people_code_in_a_workbook_and_are_never_overwritten(tmp_path):
    from toolkit.records import Sheet, read_book, table_from, write_book

    report = cases.read(TEXT)
    machine = cases.code({"甲": report})
    path = cases.coding_sheet({"甲": report}, tmp_path / "编码.xlsx", suggestions=machine)
    columns = {
        c: c for c in ("case", "text", "suggestion", "code_1", "code_2", "code_3", "nothing")
    } | {"start": "起", "end": "止"}
    table = table_from(read_book(path)[0], columns)
    assert cases.read_coding(path, "甲员").empty  # nothing is filled in for a person
    table.loc[1, "code_1"] = "SERVE 服务群众办实事"
    table.loc[3, "nothing"] = "无"
    table["start"], table["end"] = table["start"].astype(int), table["end"].astype(int)
    write_book(tmp_path / "完成.xlsx", [Sheet("编码", table.fillna(""))])
    person = cases.read_coding(tmp_path / "完成.xlsx", "甲员")
    assert person["code"].tolist() == ["SERVE", ""]
    both = cases.merge(machine, person)
    first, silenced = person["start"].tolist()
    assert both.loc[both["start"] == first, ["code", "coder"]].to_numpy().tolist() == [
        ["SERVE", "甲员"]
    ]
    assert (both["start"] != silenced).all()
    assert (both["coder"] == "combined").any()
    with pytest.raises(cases.CaseError):
        cases.read_coding(tmp_path / "完成.xlsx", "rules")


def coding(rows):
    return pd.DataFrame(
        [(f"c{u // 4}", code, u, u + 1, "句", coder, 1.0) for u, code, coder in rows],
        columns=["case", "code", "start", "end", "text", "coder", "confidence"],
    )


def test_agreement_equals_a_count_by_hand():
    a, b = "AAAABBBBBB", "AAABBBBBBA"
    coded = coding(
        [(u, c, who) for who, codes in (("甲", a), ("乙", b)) for u, c in enumerate(codes)]
    )
    got = cases.agreement(coded, draws=200).loc["A"]
    x, y = np.array(list(a)) == "A", np.array(list(b)) == "A"
    agreed = (x == y).mean()
    chance = x.mean() * y.mean() + (1 - x.mean()) * (1 - y.mean())
    n, ones = 20, x.sum() + y.sum()
    alpha = 1 - ((x != y).sum() * 2 / n) / (2 * ones * (n - ones) / (n * (n - 1)))
    assert got["percent"] == pytest.approx(agreed)
    assert got["kappa"] == pytest.approx((agreed - chance) / (1 - chance))
    assert got["alpha"] == pytest.approx(alpha)
    assert got["alpha_low"] < got["alpha"] < got["alpha_high"]
    differ = cases.disagreements(coded)
    assert sorted(set(differ["start"])) == [3, 9]


def test_agreement_leaves_machines_out_and_says_what_constructed_keys_are():
    coded = coding([(0, "A", "甲"), (1, "B", "甲"), (0, "A", "rules"), (1, "A", "rules")])
    with pytest.raises(cases.CaseError):
        cases.agreement(coded)
    assert set(cases.agreement(coded, machines=True).index) == {"A", "B"}
    key = coding(
        [
            (0, "A", "key"),
            (1, "B", "key"),
            (0, "A", "second_same_hand"),
            (1, "A", "second_same_hand"),
        ]
    )
    assert "note" in cases.agreement(key).attrs
    everyone = coding([(0, "A", "甲"), (0, "A", "乙")])
    assert cases.agreement(everyone).loc["A", "percent"] == 1 and np.isnan(
        cases.agreement(everyone).loc["A", "kappa"]
    )


def test_alpha_knows_missing_judgements():
    # the third coder saw only the first case; Krippendorff 2004 leaves the rest out of the pairs
    rows = [
        (u, c, who)
        for who, codes in (("甲", "AABBA"), ("乙", "AABAA"), ("丙", "AAAA"))
        for u, c in enumerate(codes)
    ]
    got = cases.agreement(coding(rows)).loc["A"]
    ones, zeros = np.array([3, 3, 1, 2, 2]), np.array([0, 0, 2, 1, 0])
    m = ones + zeros
    n = m.sum()
    observed = (2 * ones * zeros / (m - 1)).sum() / n
    expected = 2 * ones.sum() * zeros.sum() / (n * (n - 1))
    assert got["alpha"] == pytest.approx(1 - observed / expected)


def test_a_codebook_may_be_a_table_or_a_file(tmp_path):
    report = [cases.read(TEXT)]
    pledge = BOOK.frame[BOOK.frame["code"] == "PLEDGE"]
    assert set(cases.code(report, codebook=pledge)["code"]) == {"PLEDGE"}
    assert cases.code(report, codebook=BOOK.save(tmp_path / "b.csv")).equals(cases.code(report))
