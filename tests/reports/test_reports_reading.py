"""The outline page of a case report: its whole text, marked, with counts, and nothing that runs."""

import re
from html import unescape

import pandas as pd
import pytest

from toolkit import cases, reports
from toolkit.reports.reading import _paragraphs
from toolkit.terms import use_lang

TEXT = """清河镇党建工作经验介绍（虚构）

一、主要做法
（一）实施“先锋结对”工程。走访农户1200余户，投入资金23.5万元。<script>alert(1)</script>
二、取得成效
2015年人均收入由4200元提高到6100元。全镇面貌焕然一新。
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    at = TEXT.index("走访农户")
    coded = pd.DataFrame({"code": ["VISIT"], "start": [at], "end": [TEXT.index("<script>")]})
    with use_lang("zh"):
        path = reports.reading_page(
            cases.read(TEXT), tmp_path_factory.mktemp("read") / "阅读.html", coded=coded
        )
    return path.read_text(encoding="utf-8")


def test_the_text_is_whole(page):
    body = page[page.index("<main>") :]
    words = unescape(
        re.sub(
            r'<(span|a) class="tag [^>]*>[^<]*</\1>|<aside>.*?</aside>|<[^>]*>',
            "",
            body,
            flags=re.S,
        )
    )
    for line in TEXT.splitlines():
        assert line in words


def test_marks(page):
    assert '<span class="figure" title="235000 元">23.5万元</span>' in page
    assert re.search(r'<span class="[^"]*programme[^"]*">先锋结对</span>', page)
    assert re.search(r'6100元</span>。<span class="tag e-before_after">前后对比</span>', page)
    assert '<span class="tag e-slogan">无数字</span>' in page
    linked = re.search(r'。<a class="tag code" href="#s4" title="第4句[^"]*">VISIT</a>', page)
    assert linked


def test_a_practice_leads_to_its_sentence_at_the_desk(page, tmp_path):
    way = page[page.index('id="s4"') :]
    assert f'href="http://127.0.0.1:{reports.DESK_PORT}/#R001.4"' in way
    assert "打开第4句" in way and "<code>toolkit desk 材料.txt --at 4</code>" in way
    report = cases.Report("公开承诺办实事三件。", "某村 2015")
    with use_lang("en"):
        path = reports.reading_page(report, tmp_path / "a.html", cases.code([report]))
    told = path.read_text(encoding="utf-8")
    assert f"{reports.DESK_PORT}/#%E6%9F%90%E6%9D%91%202015.1" in told
    assert "open sentence 1" in told and "toolkit desk &#34;某村 2015.txt&#34; --at 1" in told
    assert not re.search(
        "[一-鿿]", re.sub(r"<code>.*?</code>", "", told[told.index('class="desk"') :])
    )


def test_nothing_runs_and_nothing_is_fetched(page):
    desk = f'<a href="http://127.0.0.1:{reports.DESK_PORT}/'
    assert "<script" not in page and "http" not in re.sub(r"http-equiv", "", page.replace(desk, ""))
    assert "&lt;script&gt;" in page and "@font-face" in page


def test_in_english(tmp_path):
    with use_lang("en"):
        path = reports.reading_page(cases.read("没有标题的一句话。"), tmp_path / "a.html")
    assert "not a judgement" in path.read_text(encoding="utf-8")


def test_marks_that_cross_lines_and_lie_inside_each_other():
    text = "“甲乙\n丙3户丁”戊\n己"
    spans = [(0, 8, "quote", ""), (5, 7, "figure", "3 户")]
    read = _paragraphs(text, spans, [(7, "code", "VISIT", ""), (8, "e-slogan", "无数字", "")], "")
    assert [
        [(p.text, p.marks, p.hint, [w for _, w, _ in p.after]) for p in line.pieces]
        for line in read
    ] == [
        [("“甲乙", "quote", "", [])],
        [
            ("丙", "quote", "", []),
            ("3户", "quote figure", "3 户", ["VISIT"]),
            ("丁", "quote", "", ["无数字"]),
            ("”戊", "", "", []),
        ],
        [("己", "", "", [])],
    ]
    assert [[n for _, _, n in line.counts] for line in read] == [[1], [1], []]


def test_practices_bear_their_names_and_no_effect_is_said(tmp_path):
    text = "某村材料\n开展公开承诺。\n"
    coded = pd.DataFrame({"code": ["PLEDGE"], "start": [5], "end": [12]})
    with use_lang("zh"):
        words = reports.reading_page(cases.read(text), tmp_path / "a.html", coded).read_text(
            encoding="utf-8"
        )
    assert ">公开承诺践诺</a>" in words and "未找到成效陈述" in words


def test_a_coding_of_several_reports_shows_here_only_what_stands_here_and_no_name(tmp_path):
    one = cases.Report("甲村小结\n县委副书记房立群挂点甲村。\n党员公开承诺办好12件实事。\n", "甲")
    other = cases.Report("乙村小结\n县农业局与薄弱村结成对子。\n后备力量不足。\n", "乙")
    coded = cases.code([one, other])
    rows = coded.assign(withheld=True, reason="weak")
    pages = [
        reports.reading_page(r, tmp_path / f"{r.name}.html", rows).read_text(encoding="utf-8")
        for r in (one, other)
    ]
    assert "房立群" not in "".join(pages)
    assert "挂点" in pages[0] and "挂点" not in pages[1]
