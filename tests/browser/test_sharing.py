"""What leaves the page and comes back, in the real app: the sheet to share, an embedded run, a reload, Back, paper."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from lessons.words import load
from tests.browser.driver import serving, settled
from tests.browser.test_playground import ask, open_run, to_the_end

pytestmark = pytest.mark.slow

TEXT = load("en")
MOMENT = "output.time"
TIP = 400
"""Milliseconds after which there would be one."""
CLIPBOARD = """
navigator.clipboard && Object.defineProperty(navigator, "clipboard", { value: undefined });
document.addEventListener("copy", () => (window.copied = document.activeElement.shadowRoot
  ? document.activeElement.shadowRoot.activeElement.value : document.activeElement.value));
"""
"""A browser on plain http has no clipboard to write to; what is copied as by hand is told."""
MODULES = """
[...document.querySelectorAll('*')].map((one) => one.shadowRoot).filter(Boolean)
  .map((root) => root.querySelector(".qr path")).filter(Boolean)
  .map((path) => [path.getAttribute("d"), path.ownerSVGElement.getAttribute("viewBox")])[0]
"""


def share(page: Page, server: str) -> None:
    """The first run, and the sheet to share it."""
    open_run(page, server, lang="en")
    page.get_by_role("button", name=TEXT("toolbar.share")).click()
    page.locator(".share").wait_for()


def copied(page: Page, place: int) -> str:
    """What a button to copy gives."""
    button = page.locator(".share .copy").nth(place)
    button.click()
    expect(button).to_have_text(TEXT("share.copied"))
    found: str = page.evaluate("window.copied")
    return found


def test_a_link_is_copied_where_there_is_no_clipboard_and_opens_the_run_at_its_moment(page: Page, server: str) -> None:
    page.add_init_script(CLIPBOARD)
    share(page, server)
    at = int(page.locator(".share .moment").inner_text().split("t = ")[1].strip(" )"))
    assert at > 0 and "&t=" not in copied(page, 0)
    page.locator(".share .moment input").check()
    link = page.locator(".share .line input").first
    expect(link).to_have_value(re.compile(rf"&t={at}$|&t={at}&"))
    assert copied(page, 0) == link.input_value()
    assert copied(page, 1).startswith("<iframe ") and f"t={at}" in copied(page, 1)
    page.goto(link.input_value())
    settled(page)
    expect(page.locator(MOMENT)).to_have_text(f"t = {at}")


def test_the_qr_code_that_is_drawn_is_that_of_the_link(page: Page, server: str) -> None:
    segno = pytest.importorskip("segno")
    share(page, server)
    path, box = page.evaluate(MODULES)
    rows = segno.make_qr(page.locator(".share .line input").first.input_value(), error="l", boost_error=False).matrix
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)", path)}
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    assert box == f"-4 -4 {len(rows) + 8} {len(rows) + 8}", "four squares of quiet around it"


def test_pictures_of_the_stage_are_files_and_leave_it_as_it_stood(page: Page, server: str) -> None:
    share(page, server)
    before = page.locator(MOMENT).inner_text()
    for name, begins in (("png", b"\x89PNG\r\n"), ("gif", b"GIF89a")):
        with page.expect_download(timeout=60_000) as download:
            page.get_by_role("button", name=TEXT(f"share.{name}")).click()
        found = download.value.path().read_bytes()
        assert found.startswith(begins) and len(found) > 20_000
    assert found.count(b"\x21\xf9\x04\x04") > 20, "pictures of the clip"
    assert page.locator(MOMENT).inner_text() == before
    page.get_by_role("button", name=TEXT("share.gif")).click()
    page.locator(".share .pictures").get_by_role("button", name=TEXT("share.cancel")).click()
    expect(page.get_by_role("button", name=TEXT("share.gif"))).to_be_enabled()
    assert page.locator(MOMENT).inner_text() == before


def test_an_embedded_run_has_stage_play_bar_and_verdict_and_nothing_else(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 800, "height": 640})
    open_run(page, server, lang="en", embed="true", scene="first")
    for part in (".net", ".transport", ".verdicts b >> nth=0", "a.whole"):
        expect(page.locator(part)).to_be_visible()
    for part in ('[data-testid="stHeader"]', ".st-key-language", ".tabs", ".diagram", ".history", ".st-key-toolbar"):
        expect(page.locator(part)).to_be_hidden()
    bottom = page.locator(".verdicts").evaluate("(box) => box.getBoundingClientRect().bottom")
    assert bottom <= 640, "all of it is one screen"
    assert "embed" not in (page.locator("a.whole").get_attribute("href") or "embed")


def test_a_reload_keeps_question_answer_moment_and_undo_and_another_tab_knows_nothing(page: Page, server: str) -> None:
    open_run(page, server, lang="en")
    answered_on_the_projector(page)
    to_the_end(page)
    ask(page, "n1", "write", value="pear")
    page.keyboard.press("Home")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    before = page.locator(MOMENT).inner_text()
    assert before != "t = 0"
    undo = page.locator(".headline").get_by_role("button", name=TEXT("stage.undo"), exact=True)
    expect(undo).to_be_enabled()
    page.wait_for_timeout(600)  # at rest, the address has the run
    page.reload()
    settled(page)
    expect(undo).to_be_enabled()
    expect(page.locator(MOMENT)).to_have_text(before)
    other = page.context.new_page()
    other.goto(page.url)
    settled(other)
    expect(other.locator(MOMENT)).to_be_visible()
    assert other.evaluate("JSON.parse(sessionStorage.getItem('cap-lab'))?.desk.runs.length ?? 1") == 1
    other.close()


def answered_on_the_projector(page: Page) -> None:
    """The question outlives a reload; the answer, the moment and the focus outlive the projector and another reload."""
    told, focused = page.locator(".question p"), page.locator(":focus")
    page.reload()
    settled(page)
    page.locator(".question").get_by_role("button", name="eggs", exact=True).press("Enter")
    page.keyboard.press("End")
    expect(focused.last).to_have_text(TEXT("question.try", change=TEXT("scene_try.first")))
    page.keyboard.press("ArrowLeft")
    answered = told.inner_text(), page.locator(MOMENT).inner_text()
    assert answered[0].startswith(TEXT("question.wrong", said="eggs", value="milk", why=""))
    page.get_by_role("button", name=TEXT("toolbar.projector")).click()
    for mode in ("projector", "lab"):
        expect(page.locator(f".frame.{mode} .track")).to_be_focused()
        assert (told.inner_text(), page.locator(MOMENT).inner_text()) == answered
        page.wait_for_timeout(TIP)
        expect(page.locator("div.tip")).to_be_hidden()  # the pointer rests on other things now
        if mode == "projector":
            hidden_on_the_projector(page)
            page.locator(".leave").press("Enter")
    page.reload()
    settled(page)
    expect(told).to_have_text(answered[0])
    expect(page.locator(MOMENT)).to_have_text(answered[1])


def hidden_on_the_projector(page: Page) -> None:
    """A reload is on the projector again, and shows nothing that was hidden from the class."""
    page.keyboard.press("v")
    page.wait_for_timeout(600)
    page.reload()
    settled(page)
    expect(page.locator(".frame.projector").get_by_text(TEXT("stage.verdict_veiled"))).to_be_visible()
    expect(page.locator(".verdicts .first")).to_be_hidden()
    page.keyboard.press("v")
    expect(page.locator(".verdicts .first")).to_be_visible()


HOSTILE = (
    "null",
    "7",
    "{",
    '{"run": 7}',
    '{"run": RUN, "t": 1e99, "i": -5, "desk": {"runs": [{}, {}], "at": 7}}',
    '{"run": RUN, "t": "x", "i": {}, "desk": []}',
    '{"run": RUN, "t": 3, "i": 1, "desk": {"runs": 7, "branches": [1]}}',
)
PLANT = """
const nth = Number(sessionStorage.getItem("nth") ?? 0);
sessionStorage.setItem("nth", nth + 1);
const run = JSON.stringify(new URLSearchParams(location.search).get("run"));
sessionStorage.setItem("cap-lab", TEXTS[nth % TEXTS.length].replace("RUN", run));
"""
"""Each time that the page is loaded another of the texts stands in the storage of its tab."""


def test_whatever_stands_in_the_storage_the_page_opens(page: Page, server: str) -> None:
    open_run(page, server, lang="en")
    page.wait_for_timeout(600)
    page.add_init_script(PLANT.replace("TEXTS", json.dumps(HOSTILE)))
    for text in HOSTILE:
        page.reload()
        settled(page)
        expect(page.locator(MOMENT)).to_be_visible()
        assert not page.locator('[data-testid="stAlert"]').count(), text


def test_back_goes_back_once(page: Page, server: str) -> None:
    page.goto(server)
    settled(page)
    expect(page.locator(MOMENT)).to_be_visible()
    page.locator(".st-key-language").get_by_text("中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh"))
    page.get_by_role("link", name=load("zh")("nav.course"), exact=True).click()
    expect(page).to_have_url(re.compile("/course"))
    settled(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?"))
    settled(page)
    page.go_back()
    assert page.url == "about:blank"


def test_while_the_server_is_away_the_page_says_so_in_its_own_language(browser: Browser) -> None:
    page = browser.new_page(locale="en-US")
    with serving() as url:
        open_run(page, url, lang="zh")
    expect(page.locator("#cap-away")).to_have_text(load("zh")("app.away"), timeout=30_000)
    page.wait_for_timeout(5_000)
    assert not page.locator('[data-testid="stDialog"]').count(), "nothing in English lies over it"
    page.close()


def test_on_paper_are_stage_diagram_verdicts_and_script_and_nothing_to_press(page: Page, server: str) -> None:
    open_run(page, server, lang="en")
    page.emulate_media(media="print")
    for part in (".net", ".sheet", ".verdicts b >> nth=0", ".printed"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator(".printed")).to_contain_text("write n4 basket eggs")
    for part in ('[data-testid="stHeader"]', ".st-key-toolbar", ".transport .bar", ".headline .actions"):
        expect(page.locator(part)).to_be_hidden()
    page.wait_for_function(
        "document.documentElement.scrollHeight > innerHeight"
    )  # what is too long goes on a next page
