"""The HTML page: one file, no outside address, text stays text, every picture has words."""

import os
import re
import shutil
from html.parser import HTMLParser

import pandas as pd
import pytest
from matplotlib.text import Text

from toolkit import reports
from toolkit.reports.book import tables_book
from toolkit.terms import use_lang


class Tags(HTMLParser):
    """Every start tag with its attributes, and the visible text."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture()
def page(written):
    return (written[2] / "report.html").read_text(encoding="utf-8")


def test_names_no_outside_address(page):
    for tag, attrs in Tags(page).tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            assert attrs.get(name, "#").startswith(("#", "data:")), (tag, attrs[name][:80])
    assert all(u.strip("\"'").startswith("data:") for u in re.findall(r"url\(([^)]{1,40})", page))
    assert "@import" not in page


def test_blocks_everything_but_itself(page):
    policies = [
        a["content"] for t, a in Tags(page).tags if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies and "default-src 'none'" in policies[0] and "script" not in policies[0]


def test_every_picture_has_alternative_text(written, page):
    pictures = [a for t, a in Tags(page).tags if t in ("img", "svg")]
    assert len(pictures) == sum(len(s.figures) for s in written[1].sections) > 0
    assert all(len(a.get("alt", "")) > 20 for a in pictures)
    assert all(
        p.svg.is_file() and p.png.is_file() for saved in written[1].pictures.values() for p in saved
    )


def test_hostile_cells_stay_text(page):
    found = Tags(page)
    assert not [t for t, _ in found.tags if t in ("script", "iframe", "object")]
    assert "<script>alert(1)</script>镇" in found.text


def test_control_characters_are_removed(tmp_path):
    table = reports.Table(
        "表\x07", pd.DataFrame({"reason": ["甲\x00\x1b[31m乙\u202e\ud800", None]}, dtype=object)
    )
    report = reports.WrittenReport(
        "题\x0b", "", "", [reports.Section("a", "节", "见\x08", tables=[table], limits=["限\x01"])]
    )
    report.draw(tmp_path)
    text = reports.html_page(report, tmp_path / "a.html").read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", text) and "甲[31m乙" in text
    reports.word_page(report, tmp_path / "a.docx")
    tables_book(report, tmp_path / "a.xlsx")


def test_carries_its_font_and_language(written, page):
    assert "@font-face" in page and "data:font/" in page
    assert f'<html lang="{"zh-CN" if written[0] == "zh" else "en"}">' in page
    assert ("一、" in page) == (written[0] == "zh")


def test_watermark_on_fictitious_data(written, page):
    assert {"zh": "虚构数据", "en": "Fictitious data"}[written[0]] in Tags(page).text


def test_report_of_another_room(tmp_path):
    """Any room may hand over a report without figures."""
    with use_lang("en"):
        report = reports.WrittenReport("T", "S", "N", [reports.Section("x", "H", paragraphs=["P"])])
        assert "<h2>1. H</h2>" in reports.html_page(report, tmp_path / "x.html").read_text(
            encoding="utf-8"
        )


def test_a_browser_asks_for_nothing(written):
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if chromium is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    asked = []
    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.route(
            "**/*",
            lambda route: (
                asked.append(route.request.url),
                route.continue_() if route.request.url.startswith("file:") else route.abort(),
            ),
        )
        page.goto((written[2] / "report.html").as_uri())
        page.wait_for_timeout(300)
        widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        drawn = page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
        # on a projector the smallest type of every figure is read from the back row
        page.set_viewport_size({"width": 1366, "height": 768})
        wide = page.evaluate("document.documentElement.scrollWidth")
        shown = page.evaluate("[...document.querySelectorAll('figure img')].map(i => i.width)")
        # on a phone each unit of page one is a card, and a figure keeps its size
        page.set_viewport_size({"width": 390, "height": 844})
        widths += page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        cells = page.evaluate(
            "[...document.querySelectorAll('.front td')].map(t => t.getBoundingClientRect().right)"
        )
        figure = page.evaluate("document.querySelector('figure img').getBoundingClientRect().width")
        family = page.evaluate("document.fonts.check('16px \"Noto Sans SC Subset\"', '典')")
        browser.close()
    assert [u for u in asked if not u.startswith("file:")] == []
    assert drawn and family and widths[0] <= widths[1] and widths[2] <= widths[3] == 390
    assert cells and max(cells) <= 390 and figure > 700
    figures = [f.figure for s in written[1].sections for f in s.figures]
    assert wide <= 1366 and len(shown) == len(figures) > 5
    for slide, width in zip(figures, shown):
        texts = [t for t in slide.findobj(Text) if t.get_visible() and t.get_gid() != "watermark"]
        smallest = min(t.get_fontsize() for t in texts if t.get_text().strip())
        # points of the figure → pixels of the page → points
        assert smallest * width / (slide.get_figwidth() * 72) * 0.75 >= 14
