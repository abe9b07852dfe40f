"""The coding desk in a browser: a whole session by mouse and keyboard, killed in the middle,
nothing lost, nobody outside asked."""

from pathlib import Path
from typing import Any

import psutil
import pytest
from pages import Page, opened

from toolkit import cases, reports
from workshop.desk import CodingSession

HOSTILE = "<img src=x onerror=window.hacked=1>"
TEXT = f"""示范村经验（虚构）
一、公开承诺
村党支部组织党员公开承诺办实事三件。全村办成实事12件{HOSTILE}。
二、结对帮扶
先进支部与后进支部结对，每月走访一次。群众满意度由61%提高到72%。"""
#: what a finger would miss
SMALL = (
    "[...document.querySelectorAll('.tkw :is(button, select, summary, textarea, input)')].filter("
    "(x) => { const r = x.getBoundingClientRect(); "
    "return r.width && (r.height < 40 || r.width < 40); })"
    ".map((x) => x.innerText || x.dataset.key)"
)
LINE = "--save=编码台.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("编码 文件夹")
    (folder / "C01.txt").write_text(TEXT, encoding="utf-8")
    return folder


def kept(folder: Path) -> CodingSession:
    """What the file holds."""
    return CodingSession([folder / "C01.txt"], "看", save=folder / "编码台.json")


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.dataset.key || ''"))


def by_keyboard(p: Page, folder: Path) -> None:
    """The first coder's pass, blind: sentences, words, grade and memo by keys alone."""
    page, keys = p.page, p.page.keyboard
    p.says("先点一句话")
    assert page.locator(".tkd-machine").count() == 0, "blind: no suggestion yet"
    page.locator("[data-key=p1]").focus()
    for _ in range(2):
        keys.press("ArrowDown")
    assert focused(page) == "p3"
    keys.press("2")  # the second stage …
    page.locator(".tkd-stage[data-open] kbd", has_text="2").wait_for()
    letter = page.locator(".tkd-stage[data-open] li", has_text="公开承诺践诺").locator("kbd")
    keys.press(letter.inner_text())  # … and the letter of a code
    p.says("第 3 句：公开承诺践诺")
    keys.press("e")
    page.locator(".tkd-grade:focus").wait_for()
    page.locator(".tkd-grade").select_option("activity")
    p.says("证据等级已记下")
    keys.press("Escape")
    keys.press("m")
    page.locator(".tkd-memo:focus").wait_for()
    keys.type("哪三件？" + HOSTILE)
    p.says("备忘已存")
    page.locator("[data-key=undo]").click()
    p.says("已撤销")
    assert page.locator(".tkd-memo").input_value() == "", "a field shows what undo led back to"
    page.locator("[data-key=redo]").click()
    p.says("已重做")
    page.wait_for_function("document.querySelector('.tkd-memo').value.startsWith('哪三件')")
    keys.press("Escape")
    assert focused(page) == "p3"
    keys.press("ArrowDown")
    for _ in range(3):
        keys.press("ArrowRight")
    keys.press("Shift+ArrowRight")
    words = page.locator(".tkd-chosen b").inner_text()
    assert 2 <= len(words) < 12 and words in TEXT
    keys.press("5")
    keys.press("a")
    p.says("第 4 句：")
    chip = page.locator("[data-key=s4] .tkd-chip")
    assert f"「{words}」" in chip.inner_text()
    keys.press("Control+z")
    p.says("已撤销")
    keys.press("Control+y")
    p.says("已重做")
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    keys.press("0")
    p.says("第 2 句：无")


def by_mouse(p: Page) -> None:
    """Words chosen with the mouse, a code from the palette."""
    page = p.page
    across_sentences(page)
    words = page.locator("[data-key=p6] .tkd-said")
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    chosen = page.locator(".tkd-chosen b").inner_text()
    assert chosen and TEXT.split("\n")[4].startswith(chosen)
    page.get_by_role("button", name="先进带后进").click()
    p.says("先进带后进")
    assert f"「{chosen}」" in page.locator("[data-key=s6] .tkd-chip").inner_text()


def across_sentences(page: Any) -> None:
    """A selection over a heading keeps to the sentence where it began, and says so."""
    first, last = (page.locator(f"[data-key=p{n}] .tkd-said").bounding_box() for n in (4, 6))
    page.mouse.move(first["x"] + 40, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(last["x"] + 60, last["y"] + 10, steps=4)
    page.mouse.up()
    chosen = page.locator(".tkd-chosen b").inner_text()
    assert chosen and TEXT.split("\n")[2].endswith(chosen)
    assert "只取起头的这一句" in page.locator(".tkd-chosen").inner_text()
    assert page.evaluate("getSelection().toString()") == chosen
    # a finger selects without a mouse
    page.evaluate(
        "getSelection().setBaseAndExtent(...((n) => [n, 0, n, 4])("
        "document.querySelector('[data-key=p7] .tkd-said').firstChild))"
    )
    page.locator(".tkd-chosen b", has_text=TEXT[TEXT.index("群众满意") :][:4]).wait_for()


def test_a_whole_session_killed_in_the_middle(browser: Any, folder: Path, tmp_path: Path) -> None:
    with opened(folder, "desk", "C01.txt", LINE, "--blind", "--coder=甲") as running:
        p = Page(browser, running.address, 1366, 768)
        by_keyboard(p, folder)
        by_mouse(p)
        assert p.faults() == []
        p.sound()
        p.page.screenshot(path=tmp_path / "desk.png")
        before = kept(folder).frame
        assert len(before) == 4 and before["memo"].tolist().count("哪三件？" + HOSTILE) == 1
        kernels = psutil.Process(running.process.pid).children(recursive=True)
        assert kernels
        for kernel in kernels:  # as a power cut would: what writes has no time for a farewell
            kernel.kill()
        psutil.wait_procs(kernels, timeout=60)
        p.page.close()
        p = Page(browser, running.address, 1366, 768)
        p.says("接着上次的编码：4 处")
        assert kept(folder).frame.equals(before), "nothing is lost"
        second_pass(p, folder)
        compared(p, folder)
        written(p)
        exported(p, folder, tmp_path)
        on_a_phone(p)
        p.page.close()


def second_pass(p: Page, folder: Path) -> None:
    """Suggestions once the first pass is done; then another person, blind again."""
    page, keys = p.page, p.page.keyboard
    page.locator("[data-key=finish]").click()
    p.says("第一遍编完")
    machine = page.locator(".tkd-machine")
    machine.first.wait_for()
    assert "因为" in machine.first.inner_text()
    every_sentence(page)
    count, coded = machine.count(), len(kept(folder).frame)
    key = machine.first.locator("xpath=ancestor::li[1]").get_attribute("data-key")
    page.locator(f"[data-key=p{key[1:]}]").focus()
    keys.press("n")
    p.says("不采纳")
    page.wait_for_function(f"document.querySelectorAll('.tkd-machine').length === {count - 1}")
    assert len(kept(folder).frame) == coded, "nothing is coded by itself"
    if count > 1:
        machine.first.get_by_role("button").last.click()
        page.wait_for_function(f"document.querySelectorAll('.tkd-machine').length === {count - 2}")
        assert focused(page).startswith("p"), "the keys go on where a suggestion was"
    page.locator("[data-key=coder] input").fill("乙")
    page.locator("[data-key=coder] button").click()
    p.says("现在由 乙 编")
    every_sentence(page)
    assert page.locator(".tkd-machine, .tkd-chip").count() == 0
    page.locator("[data-key=p3]").focus()
    keys.press("2")
    page.locator(".tkd-stage[data-open]").wait_for()
    letter = page.locator(".tkd-stage[data-open] li", has_text="公开承诺践诺").locator("kbd")
    keys.press(letter.inner_text())
    p.says("第 3 句：公开承诺践诺")
    page.locator("[data-key=finish]").click()
    p.says("第一遍编完")


def every_sentence(page: Any) -> None:
    """What is not drawn again still stands there."""
    said = page.locator(".tkd-said").all_inner_texts()
    assert [text for text in said if text] == said and len(said) == 7


def compared(p: Page, folder: Path) -> None:
    """Where the two differ, the definition beside it and mended; the agreement is the computed
    one."""
    page = p.page
    page.locator("[data-key=tab-differ]").click()
    item = page.locator(".tkd-differ li", has_text="先进带后进")
    item.get_by_role("button", name="改定义").click()
    item.locator("textarea").fill("先进支部帮待提升支部，有结对关系的")
    item.get_by_role("button", name="保存定义").click()
    p.says("定义已改")
    item.get_by_text("有结对关系的").wait_for()
    page.locator("summary").click()
    row = page.locator("tr", has_text="公开承诺践诺")
    measured = kept(folder).agreement().loc["PLEDGE"]
    assert row.locator("td").nth(0).inner_text() == f"{measured['percent']:.0%}" == "100%"
    assert row.locator("td").nth(1).inner_text() == f"{measured['kappa']:.2f}" == "1.00"
    assert p.faults() == []


def written(p: Page) -> None:
    """A summary held against its sources."""
    page = p.page
    page.locator("[data-key=tab-write]").click()
    summary = "群众满意度由61%提高到72%（C01，第7句）。群众满意度由61%提高到92%（C01，第7句）。"
    page.locator("#tkd-summary").fill(summary)
    rows = page.locator("[data-key=write] tbody tr")
    rows.nth(1).wait_for()
    assert "✓" in rows.nth(0).inner_text() and "✗" in rows.nth(1).inner_text()
    assert p.faults() == []


def exported(p: Page, folder: Path, tmp_path: Path) -> None:
    for kind in ("xlsx", "qdpx"):
        with p.page.expect_download() as handed:
            p.page.locator(f"[data-key={kind}]").click()
        handed.value.save_as(tmp_path / f"编码.{kind}")
    project = cases.from_qdpx(tmp_path / "编码.qdpx")
    ours = kept(folder).frame
    assert project.reports["C01"].text == ours.pipe(lambda _: kept(folder).reports["C01"].text)
    columns = ["code", "start", "end", "coder"]
    assert sorted(map(tuple, project.coded[columns].to_numpy())) == sorted(
        map(tuple, ours[columns].to_numpy())
    )


def on_a_phone(p: Page) -> None:
    page = p.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("[data-key=tab-code]").click()
    page.locator("[data-key=p5] .tkd-said").click()
    head = page.locator(".tkw header").bounding_box()
    assert head["height"] < 844 / 4, "the head leaves room for the text"
    page.locator("[data-key=menu]").click()
    page.locator("[data-key=qdpx]").wait_for()
    assert page.evaluate(SMALL) == []
    page.locator("[data-key=menu]").click()
    page.locator("[data-key=qdpx]").wait_for(state="hidden")
    page.locator("[data-key=d2]").click()
    assert page.evaluate(SMALL) == []
    sentence, panel = (page.locator(x).bounding_box() for x in ("[data-key=p5]", ".tkd-side"))
    assert sentence["y"] + sentence["height"] <= panel["y"], "the sentence is above its codes"
    page.locator(".tkd-stage[data-open] li button").nth(2).click()
    p.says("第 5 句：")
    assert p.faults() == []
    p.sound()
    # at 200 % text and codes stand beside each other, and both can be seen
    page.set_viewport_size({"width": 683, "height": 384})
    text, panel = (page.locator(x).bounding_box() for x in (".tkd-pane", ".tkd-side"))
    assert min(text["height"], panel["height"]) > 150 and panel["x"] > text["x"] + 300
    p.sound()


def test_a_reading_page_leads_into_the_desk(browser: Any, tmp_path: Path) -> None:
    report = tmp_path / "示范 村.txt"
    report.write_text(TEXT + "\n党员公开承诺办实事。" * 30, encoding="utf-8")
    read = cases.read(report)
    page = reports.reading_page(read, tmp_path / "阅读.html", cases.code([read]))
    with opened(tmp_path, "desk", report.name, LINE, "--at=7") as running:
        p = Page(browser, running.address, 1366, 768)
        p.says("先点一句话")
        p.page.locator("[data-key=p7]:focus").wait_for()
        # the same page as written for the port that is free on this machine
        port = running.address.split(":")[2].split("/")[0]
        page.write_text(
            page.read_text(encoding="utf-8").replace(str(reports.DESK_PORT), port),
            encoding="utf-8",
        )
        assert (p.outside, p.errors) == ([], [])
        reading = p.page
        reading.unroute("**/*")
        reading.goto(page.as_uri())
        last = reading.locator("a.tag.code").last
        n = str(last.get_attribute("href"))[2:]
        assert not reading.locator(f"#s{n}").is_visible() and int(n) > 7
        last.click()
        box = reading.locator(f"#s{n}")
        assert f'toolkit desk "示范 村.txt" --at {n}' in box.inner_text()
        assert box.bounding_box()["y"] > 500, "the text stays where it was read"
        with reading.expect_popup() as led:
            box.get_by_role("link", name=f"打开第{n}句").click()
        desk = led.value
        desk.locator(f"[data-key=p{n}]:focus").wait_for(timeout=120_000)
        assert desk.locator(f"[data-key=s{n}]").get_attribute("data-now") is not None
        # the desk's window is used again, and a sentence that is not there is said
        reading.evaluate("document.querySelectorAll('.desk a')[0].href += '999'")
        reading.locator("a.tag.code").first.click()
        reading.locator(".desk:target a").first.click()
        desk.locator(".tkw-said", has_text="句，没有第").wait_for(timeout=30_000)
        p.page.close()
