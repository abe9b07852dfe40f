"""Lesson 8 as a trainer meets it: opened in JupyterLab in Chinese and run from the menu, and
readable for everybody.

Checked after the list of the Notebooks For All project: one h1, headings in order without gaps,
alternative text on every picture, links that say where they lead, contrast. Editors and toolbars
are JupyterLab's own and not looked at here.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
import pytest

from workshop.lessons import texts

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = sorted(FOLDER.glob("[01][0-9]_*.teacher.ipynb"))
IDLE = "() => document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'"
#: what lessons write: rendered text and outputs
OURS = [[".jp-RenderedHTMLCommon"], [".jp-RenderedImage"], [".jp-RenderedText"]]


def without_outputs(source: Path, target: Path) -> None:
    notebook = nbformat.read(source, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, target)


def only_here(outside: list[str]) -> Callable[[Any], None]:
    def handle(route: Any) -> None:
        if re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    return handle


def run_all(page: Any, address: str) -> None:
    """Open the notebook, choose 运行所有单元格 from the menu, wait until it rests, save."""
    page.goto(f"{address}/lab/tree/{quote(address_of_lesson)}?token=lesson")
    page.wait_for_selector(".jp-Notebook .jp-RenderedHTMLCommon h1", timeout=120_000)
    page.wait_for_function(IDLE, timeout=120_000)
    page.locator(".lm-MenuBar-itemLabel", has_text="运行").click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(r"^运行所有单元格")).first.click()
    last = page.locator(".jp-CodeCell .jp-InputArea-prompt").last
    last.locator("text=/\\[\\d+\\]/").wait_for(timeout=240_000)
    page.wait_for_function(IDLE, timeout=60_000)
    page.keyboard.press("Control+s")
    page.wait_for_selector(".jp-mod-dirty", state="detached", timeout=30_000)


address_of_lesson = "第8课.ipynb"


def at_the_desk(page: Any, address: str, folder: Path) -> None:
    """The coding desk in a notebook: its keys are its own, and none of JupyterLab's."""
    (folder / "C01.txt").write_text(
        "某村小结（虚构）\n党员公开承诺办好12件实事。", encoding="utf-8"
    )
    v4 = nbformat.v4
    made = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# 编码"),
            v4.new_code_cell("from workshop import Desk\ndesk = Desk('C01.txt')\ndesk"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(made, folder / "编码.ipynb")
    # as it was left, the lesson would stand beside it
    page.goto(f"{address}/lab/tree/{quote('编码.ipynb')}?reset&token=lesson")
    page.locator(".jp-RenderedHTMLCommon h1", has_text="编码").wait_for(timeout=120_000)
    page.wait_for_function(IDLE, timeout=120_000)
    page.locator(".jp-CodeCell .cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.locator("[data-key=p2]").wait_for(timeout=60_000)
    page.locator("[data-key=p2]").focus()
    for key in "2g":
        page.keyboard.press(key)
    page.locator(".tkw-said", has_text="第 2 句：").wait_for()
    cells = page.locator(".jp-Notebook:visible .jp-Cell").count()
    for key in "ddbm":  # to JupyterLab: delete the cell, a new one below, make it text
        page.keyboard.press(key)
    page.locator(".tkd-memo:focus").wait_for()
    page.keyboard.type("dd 12")
    page.locator(".tkw-said", has_text="备忘已存").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.locator(".tkw-said", has_text="已撤销").wait_for()
    assert page.locator(".jp-Notebook:visible .jp-Cell").count() == cells
    from workshop.desk import CodingSession

    kept = CodingSession([folder / "C01.txt"], "看", save=folder / "编码台.json")
    assert kept.frame["text"].tolist() == ["党员公开承诺办好12件实事。"]


def faults(page: Any) -> list[str]:
    """Serious faults that axe-core finds in what the lesson shows."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context={"include": OURS}).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:150]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_lesson_8_runs_in_jupyterlab_in_chinese_without_asking_anybody(
    tmp_path: Path,
    browser: Any,
    jupyterlab: Callable[[Path], AbstractContextManager[str]],
) -> None:
    folder = tmp_path / "课 堂"
    folder.mkdir()
    (source,) = (path for path in FOLDER.glob("08_*.ipynb") if path.name.count(".") == 1)
    without_outputs(source, folder / address_of_lesson)
    outside: list[str] = []
    with jupyterlab(folder) as address:
        page = browser.new_page(locale="en-US", viewport={"width": 1366, "height": 768})
        page.route("**/*", only_here(outside))
        run_all(page, address)
        menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
        alts = page.evaluate("[...document.querySelectorAll('.jp-Notebook img')].map(i => i.alt)")
        levels = page.evaluate(
            "[...document.querySelectorAll('.jp-MarkdownCell :is(h1,h2,h3,h4,h5,h6)')].map(h => "
            "+h.tagName[1])"
        )
        found = faults(page)
        page.locator(".jp-Notebook img").first.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        page.screenshot(path=tmp_path / "lesson8.png")
        at_the_desk(page, address, folder)
        page.context.close()
    assert outside == []
    assert "运行" in menus and "Run" not in menus
    assert alts and all(re.search(r"[一-鿿]", alt) for alt in alts), (
        "every picture says in words what it shows"
    )
    assert gaps(levels) == [] and not found
    ran = nbformat.read(folder / address_of_lesson, as_version=4)
    code = [cell for cell in ran.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert [o for cell in code for o in cell.outputs if o.output_type == "error"] == []
    assert sum("还没有作答" in str(cell.outputs) for cell in code) == len(texts(8)["exercise"]), (
        "open exercises ask for an answer instead of failing"
    )


# ---- every lesson, as its text stands


def gaps(levels: list[int]) -> list[str]:
    """What is wrong with an outline: not one h1, or a level left out on the way down."""
    wrong = (
        [] if levels[:1] == [1] and levels.count(1) == 1 else [f"h1 stands {levels.count(1)} times"]
    )
    return wrong + [f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1]


class Page(HTMLParser):
    """Headings, pictures and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.pictures: list[str] = []
        self.links: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "img":
            self.pictures.append(dict(attrs).get("alt") or "")
        if tag == "a" and "anchor-link" not in (dict(attrs).get("class") or ""):
            self.links.append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.links[-1] += data


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name[:2])
def test_headings_pictures_and_links_of_an_exported_lesson(path: Path) -> None:
    from nbconvert import HTMLExporter

    page = Page()
    page.feed(HTMLExporter(template_name="basic").from_filename(str(path))[0])
    assert gaps(page.levels) == []
    assert all(len(alt) >= 10 for alt in page.pictures), (
        "a picture without alternative text: make the notebook again"
    )
    vague = re.compile(
        r"|这里|点击这里|此处|链接|here|click here|link|https?://.*", flags=re.IGNORECASE
    )
    assert not [link for link in page.links if vague.fullmatch(link.strip())]


def test_the_outline_check_sees_what_is_wrong() -> None:
    assert gaps([1, 2, 3, 2]) == []
    assert gaps([1, 2, 2, 4]) == ["h2 is followed by h4"]
    assert gaps([2, 3]) and gaps([1, 1, 2])
