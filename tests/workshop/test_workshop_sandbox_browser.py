"""A whole session in headless Chromium: one group on a laptop's width, one on a phone's, the
facilitator, to the export."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox_players import Running

from toolkit.records import read_book
from workshop.sandbox.county import Sandbox
from workshop.sandbox.room import Room
from workshop.sandbox.session import SandboxSession
from workshop.sandbox.store import SessionFile

WORD, EVIL = "春风化雨", "<b>二组</b>"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    box = Sandbox(150, seed=3)
    store = SessionFile(tmp_path_factory.mktemp("session") / "s.sqlite", box.settings)
    yield Room(SandboxSession(box, store), WORD)
    store.close()


@pytest.fixture(scope="module")
def base(room: Room) -> Iterator[str]:
    running = Running(room)
    yield f"http://127.0.0.1:{running.port}"
    running.stop()


class Browser:
    """Contexts of one Chromium that may reach the server and nothing else."""

    def __init__(self, chromium: Any, base: str):
        self.base, self.outside, self.errors, self.chromium = base, [], [], chromium

    def page(self, path: str, width: int, height: int, **more: Any) -> Any:
        context = self.chromium.new_context(viewport={"width": width, "height": height}, **more)
        context.route("**/*", self._only_here)
        page = context.new_page()
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on(
            "console",
            lambda m: (
                self.errors.append(m.text) if m.type == "error" and " 40" not in m.text else None
            ),
        )
        page.on("dialog", lambda d: self.errors.append(f"dialog {d.message}"))
        page.goto(self.base + path)
        return page

    def _only_here(self, route: Any) -> None:
        if route.request.url.startswith(self.base):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


def faults(page: Any) -> list[str]:
    """Serious faults that axe-core finds."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def fits(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def come_in(page: Any, name: str) -> None:
    page.fill("#word", WORD)
    page.fill("#team", name)
    page.click("button.main")
    page.wait_for_selector("h2:has-text('真正好转')")  # the first screen says one thing
    assert page.locator("#main table, #main li").count() == 0
    page.click("#begin")
    page.wait_for_selector("#decide")


def play_round(page: Any, r: int, sites: list[str], by_keyboard: bool) -> None:
    page.wait_for_selector(f"h2:has-text('第 {r} 轮'):has-text('作决策')")
    for unit in ("U1", "U5"):
        if r == 1:
            select = page.locator(f"select[data-unit={unit}]")
            select.select_option(
                index=next(
                    i for i in range(1, 9) if not select.locator("option").nth(i).is_disabled()
                )
            )
    for site in sites:
        page.check(f"[data-site={site}]")
    for unit in ("U1", "U3"):
        if by_keyboard:
            page.focus(f"[data-visit={unit}]")
            page.keyboard.press("Space")
        else:
            page.check(f"[data-visit={unit}]")
    assert "走访 2/4" in page.inner_text("#count")
    page.click("#submit")
    page.wait_for_selector(".sure:has-text('走访 2 次')")  # what is left unspent
    page.click("#sure-yes")
    page.wait_for_selector("#believe")
    assert (
        page.locator("tr:has(th:has-text('U1 ')) td.verified b").count() == r
    )  # one verified score for each visit so far
    assert page.locator("tr:has(th:has-text('U2 ')) td.verified b").count() == 0
    page.locator("[data-turned=U3]").set_checked(True)
    page.fill("#effect", "3.5")
    page.fill("#note", "<script>alert(1)</script>走访所见")
    page.click("#submit")
    page.wait_for_selector(".waiting")


def nothing_at_all(page: Any) -> None:
    """An empty decision is asked about before it is handed in."""
    page.click("#submit")
    page.wait_for_selector(".sure:has-text('什么都没有安排')")
    assert page.locator("#believe").count() == 0
    page.click("#sure-no")
    assert page.locator(".sure").count() == 0


def too_much(page: Any) -> None:
    """A decision beyond every limit: all problems on the page, everything chosen still there,
    nothing handed in."""
    sites = [f"[data-site=S{k}]" for k in range(1, 5)]
    for tick in (*sites, *(f"[data-visit=U{k}]" for k in range(4, 9))):
        page.check(tick)
    page.click("#submit")
    page.wait_for_selector(".problems li:nth-child(2)")
    assert page.locator(".problems li").count() == 2 and all(page.is_checked(s) for s in sites)
    for tick in (*sites, *(f"[data-visit=U{k}]" for k in range(4, 9))):
        page.uncheck(tick)


def comes_late(browser: Browser, lead: Any) -> None:
    """After the first decisions a new group sees nothing to decide until the facilitator agrees."""
    late = browser.page("/", 1366, 768)
    late.fill("#word", WORD)
    late.fill("#team", "来晚的组")
    late.click("button.main")
    late.wait_for_selector(".waiting:has-text('等讲师同意')")
    lead.wait_for_selector(".asking b:has-text('来晚的组')")
    assert faults(lead) == [] and faults(late) == [] and late.locator("#decide").count() == 0
    lead.click(".asking button.main")
    late.wait_for_selector("#begin")
    late.context.close()


def other_phone(browser: Browser, phone: Any) -> Any:
    code = phone.locator(".code b").text_content()
    phone.context.close()
    page = browser.page("/", 390, 844, is_mobile=True, has_touch=True)
    page.wait_for_selector("#word")
    page.click("summary")
    page.fill("#word", "错的")
    page.fill("#code", code.lower())
    page.click("details button")
    page.wait_for_selector(".problems:has-text('口令不对')")
    page.fill("#word", WORD)
    page.click("details button")
    page.wait_for_selector(".waiting")
    return page


def test_a_whole_session(room: Room, base: str, tmp_path: Path, browser: Any) -> None:
    browser = Browser(browser, base)
    lead = browser.page(f"/lead#{room.session.store.get('lead')}", 1366, 768)
    lead.wait_for_selector("#open-next")
    assert "#" not in lead.url  # the secret left the address
    desk = browser.page("/", 1366, 768)
    phone = browser.page("/", 390, 844, is_mobile=True, has_touch=True)
    assert phone.wait_for_selector("#word") and faults(phone) == []
    come_in(desk, "第一组")
    come_in(phone, EVIL)
    assert phone.inner_text("#group-name") == EVIL
    assert faults(desk) == [] and faults(phone) == [] and fits(desk) and fits(phone)
    assert desk.evaluate("document.fonts.check('16px \"Noto Sans SC Subset\"', '典')")
    nothing_at_all(desk)
    too_much(desk)
    for r in range(1, 6):
        play_round(desk, r, ["S1"] if r == 2 else [], by_keyboard=True)
        play_round(phone, r, ["S2"] if r == 1 else [], by_keyboard=False)
        if r == 1:
            assert faults(desk) == [] and fits(phone)
            comes_late(browser, lead)
        if r == 3:  # another phone, with the code: the group is where it was
            phone = other_phone(browser, phone)
        if r < 5:
            lead.click("#open-next")
            lead.wait_for_selector(f"text=现在开放到第 {r + 1} 轮")
    assert "核验" not in lead.inner_text("#board")
    lead.click("#reveal")
    lead.click("#reveal-yes")
    lead.wait_for_selector("text=各组并排")
    assert EVIL in lead.inner_text("#board") and faults(lead) == []
    for page in (desk, phone):
        page.wait_for_selector(".chart")
        assert page.locator(".chart circle.end").count() == 16 and faults(page) == [] and fits(page)
    for page, link in ((lead, "/api/lead/results.xlsx"), (desk, "/api/results.xlsx")):
        with page.expect_download() as got:
            page.click(f"a[href='{link}']")
        got.value.save_as(tmp_path / "results.xlsx")
        cells = [
            str(v) for s in read_book(tmp_path / "results.xlsx") for v in s.cells.to_numpy().ravel()
        ]
        assert {"逐单位", "并排"} <= {s.name for s in read_book(tmp_path / "results.xlsx")}
        assert "第一组" in cells and (EVIL in cells) == (page is lead)
    assert browser.outside == [] and browser.errors == []
    for context in browser.chromium.contexts:
        context.close()
