"""The pairing board in a browser: a whole session by mouse and one by keyboard, hostile text in
every field, nobody outside asked."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pages import ROOT, Page, opened
from servers import answered, free_port

from toolkit import County, pairing

HOSTILE = "<img src=x onerror=window.hacked=1>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped 60 units, three of them and a township with names that would be markup."""
    county = County.load(ROOT / "datasets" / "qinglan_60")
    organisation = county["organisation"].copy()
    units = pairing.prepare(county, "2012-07-01")
    for i in (
        units.recipients["recipient_id"].iloc[0],
        units.helpers["helper_id"].iloc[0],
        units.helpers["helper_id"].iloc[-1],
    ):
        organisation.loc[organisation["org_id"] == i, "name"] = f"{HOSTILE}{i}（虚构）"
    organisation["township"] = organisation["township"].replace(
        organisation["township"].mode()[0], f"</option>{HOSTILE}"
    )
    return county.replace({"organisation": organisation}).save(
        tmp_path_factory.mktemp("数 据") / "敌意.xlsx"
    )


@pytest.fixture(scope="module")
def address(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running ``toolkit board`` of a group with a hostile name."""
    folder = tmp_path_factory.mktemp("新建 文件夹")
    line = ["board", str(hostile), "--on=2012-07-01", f"--group={HOSTILE}", "--save=板.json"]
    with opened(folder, *line) as found:
        yield found.address


def total(p: Page, goal: str) -> str:
    return str(p.page.locator(f".tkb-totals [data-goal={goal}]").inner_text())


def test_a_whole_session_by_mouse(browser: Any, address: str, tmp_path: Path) -> None:
    p = Page(browser, address, 1366, 768)
    page, helpers, units = (
        p.page,
        p.page.locator(".tkb-helpers .tkb-card"),
        p.page.locator(".tkb-units .tkb-card"),
    )
    p.says("先点一个帮扶方")
    assert HOSTILE in units.first.inner_text() and HOSTILE in page.locator("h2").inner_text()
    helpers.first.click()
    p.says("已选")
    units.first.click()
    p.says("已结对")
    assert total(p, "coverage") == "1 / 20"
    full = page.locator(".tkb-helpers .tkb-card[data-full]")
    assert full.count() == 1 and full.is_disabled(), "what would be refused is not offered"
    helpers.locator(":scope:enabled").first.click()
    p.says("已选")
    off = page.locator(".tkb-units .tkb-card:disabled")
    tips = off.locator(".tkb-tip").all_inner_texts()
    assert len(tips) == off.count() and all(len(tip) > 3 and "；" not in tip for tip in tips)
    page.keyboard.press("Escape")
    p.says("先点一个帮扶方")
    page.locator("[data-key=undo]").click()
    p.says("已撤销")
    page.locator("[data-key=redo]").click()
    page.locator("[data-key=running]").click()
    p.says("放上现有结对")
    assert p.faults() == []
    p.sound()
    page.locator("[data-key=tab]").click()
    page.locator(".tkb-sums tr[data-goal=coverage] td", has_text="20 / 20").wait_for()
    page.locator(".tkb-diffs li", has_text="我们有，方案没有").first.get_by_role("button").click()
    page.locator("form .tkw-main").click()
    p.says("请写明理由")
    page.locator("textarea").fill(f"{HOSTILE}同一行业")
    page.locator("form .tkw-main").click()
    p.says("已保留")
    kept = page.locator("li[data-kept=true], li[data-kept='']").first
    assert f"{HOSTILE}同一行业" in kept.inner_text() and "与方案相比" in kept.inner_text()
    assert page.locator(".tkb-sums th", has_text="方案含我们的选择").count() == 1
    assert p.faults() == []
    with page.expect_download() as handed:
        page.locator("[data-key=export]").click()
    handed.value.save_as(book := tmp_path / "board.xlsx")
    assert pairing.check_plan(book).problems.empty
    before = page.locator(".tkb-diffs b").first.inner_text()
    page.locator("[data-key=tab]").click()
    page.locator("[data-key=clear]").click()
    p.says("已全部取下")
    for bad, words in ((b"not a workbook", "坏.xlsx"), (b"", "坏.xlsx")):
        page.locator(".tkw-file").set_input_files(
            {"name": "坏.xlsx", "mimeType": "application/zip", "buffer": bad}
        )
        page.locator("[role=alert]", has_text=words).wait_for()
    page.locator(".tkw-file").set_input_files(book)
    p.says("已读入")
    page.locator("[data-key=tab]").click()
    assert (
        page.locator(".tkb-diffs b").first.inner_text() == before
        and page.locator(".tkb-reason").count() == 1
    )
    p.sound()
    page.close()


def test_a_whole_session_by_keyboard_goes_on_where_the_last_ended_and_fits_a_phone(
    browser: Any, address: str
) -> None:
    p = Page(browser, address, 1366, 768)
    page, key = p.page, p.page.keyboard

    def here() -> str:
        return str(page.evaluate("document.activeElement.dataset.key || ''"))

    def tab_to(start: str) -> None:
        for _ in range(30):
            if here().startswith(start):
                return
            key.press("Tab")
        raise AssertionError(f"the Tab key does not reach {start}")

    p.says("接着上次的结对")
    page.locator(".tkb").focus()
    tab_to("clear")
    key.press("Enter")
    p.says("已全部取下")
    tab_to("h")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "4px"
    first = here()
    key.press("ArrowDown")
    assert here() != first and here().startswith("h")
    key.press("ArrowUp")
    assert here() == first
    key.press("Enter")
    p.says("已选")
    for _ in range(3):
        if here().startswith("h"):
            key.press("ArrowRight")
    assert here()[0] in "us"
    key.press("Enter")
    p.says("已结对")
    tab_to("undo")  # round the page, so that the Tab key is not caught anywhere
    key.press("Control+z")
    p.says("已撤销")
    key.press("Control+y")
    p.says("已重做")
    tab_to("h")
    key.press("Enter")
    p.says("已选")
    assert page.locator(".tkb-slot:not([data-made]):enabled").count() > 0
    key.press("Escape")
    p.says("先点一个帮扶方")
    tab_to("tab")
    key.press("Enter")
    p.says("与方案的不同")
    button = page.locator(".tkb-diffs li", has_text="我们有").get_by_role("button").first
    button.focus()
    key.press("Enter")
    page.locator("textarea:focus").wait_for()
    key.type("习惯一起做事")
    key.press("Tab")
    key.press("Enter")
    p.says("已保留")
    assert page.locator(".tkb-reason", has_text="习惯一起做事").count() == 1
    p.sound()
    on_a_phone(p)
    page.close()


def on_a_phone(p: Page) -> None:
    """The same page, narrow: the next choice comes into view, nothing is too wide."""
    p.page.set_viewport_size({"width": 390, "height": 844})
    p.page.locator("[data-key=tab]").click()
    p.page.locator("[data-key=clear]").click()
    p.says("已全部取下")
    p.page.locator(".tkb-helpers .tkb-card").nth(1).click()
    p.says("已选")
    p.page.wait_for_function(
        "document.querySelector('.tkb-units').getBoundingClientRect().top < 100"
    )
    p.page.locator(".tkb-units .tkb-card").first.click()
    p.says("已结对")
    assert total(p, "coverage") == "1 / 20" and p.faults() == []
    p.sound()


def test_the_page_is_served_to_this_machine_and_to_who_has_the_token(address: str) -> None:
    plain = address.split("?")[0]
    with urllib.request.urlopen(plain, timeout=30) as answer:
        assert "login" in answer.url
    port = int(plain.rsplit(":", 1)[1].strip("/"))
    own = {i[4][0] for i in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)} - {
        "127.0.0.1",
        "127.0.1.1",
    }
    for ip in own:
        with socket.socket() as knock:
            knock.settimeout(2)
            assert knock.connect_ex((ip, port)) != 0


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[str]:
    """The address of the notebook that ``toolkit board --lab`` makes."""
    port, name = free_port(), "板"
    line = [
        sys.executable,
        "-m",
        "toolkit",
        "board",
        str(ROOT / "datasets" / "qinglan_60"),
        "--lab",
        "--no-browser",
        f"--port={port}",
    ]
    env = {
        **os.environ,
        "HOME": str(tmp_path),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_TOKEN": "lesson",
    }
    env |= {"PYTHONPATH": str(ROOT), "TOOLKIT_LANG": "zh"}
    output = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running: Any = subprocess.Popen([*line, f"--save={name}.json"], cwd=tmp_path, env=env, **output)
    root = f"http://127.0.0.1:{port}"
    try:
        answered(f"{root}/api", running)
        yield f"{root}/lab/tree/{quote(name)}.ipynb?token=lesson"
    finally:
        asked = urllib.request.Request(
            f"{root}/api/shutdown", method="POST", headers={"Authorization": "token lesson"}
        )
        urllib.request.urlopen(asked, timeout=10).close()
        running.wait(60)


def test_the_board_works_in_jupyterlab_and_keeps_its_keys_to_itself(
    browser: Any, notebook: str
) -> None:
    p = Page(browser, notebook, 1366, 768)
    page = p.page
    page.get_by_text(re.compile(r"\(ipykernel\) \| 空闲")).first.wait_for()
    for _ in range(
        20
    ):  # a notebook that is still opening swallows keys, or says that it is not ready
        if page.locator(".jp-Dialog").count():
            page.keyboard.press("Escape")
        page.locator(".jp-Notebook .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(3000)
        if re.search(r"[*\d]", page.locator(".jp-InputPrompt").first.inner_text()):
            break
    page.locator(".tkb-card").first.wait_for()
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    page.locator(".tkb-helpers .tkb-card").first.click()
    p.says("已选")
    for key in (
        "b",
        "d",
        "d",
        "ArrowDown",
    ):  # JupyterLab would add a cell, delete one, go to the next
        page.keyboard.press(key)
    page.locator(".tkb-units .tkb-card").first.click()
    p.says("已结对")
    assert (
        page.locator(".jp-Notebook .jp-Cell").count() == cells and total(p, "coverage") == "1 / 20"
    )
    p.sound()
    page.close()
