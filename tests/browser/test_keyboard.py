"""Who has no mouse: nodes are near, a cut is drawn and taken back by keys, and the focus never falls to the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lessons.words import load
from tests.browser.driver import settled

pytestmark = pytest.mark.slow

EN = load("en")
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.dataset.node ?? at?.getAttribute("class") ?? "";
}"""
NAMED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (at.type === "checkbox" || at.matches(".qr")) return at.type === "checkbox" ? at.type : "qr";
  return at.getAttribute("aria-label") ?? at.innerText;
}"""
TABS = 10
RUN = "system+quorum+nodes%3D3;+10+write+n1+x+1+by+alice"


@pytest.mark.parametrize("path", ["", "compare", "lesson?lesson=L01&step=acked"])
def test_the_first_node_is_within_ten_tabs(path: str, server: str, page: Page) -> None:
    page.goto(f"{server}/{path}{'&' if '?' in path else '?'}lang=en")
    settled(page)
    page.locator(".net .node").first.wait_for()
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == "cap-skip":
            page.keyboard.press("Enter")
            break
    assert page.evaluate(FOCUSED) == "n1"


def test_a_cut_is_drawn_confirmed_undone_and_healed_by_keys_alone(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=en&run={RUN}")
    settled(page)
    page.locator(".net .node").first.wait_for()

    bar, printed = page.locator(".draftbar"), page.locator(".printed")
    page.keyboard.press("c")
    expect(bar).to_contain_text(EN("stage.draft_keys"))
    assert page.evaluate(FOCUSED) == "n1"
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    page.keyboard.press("c")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(bar.locator(".cutting")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(printed).to_contain_text("cut n1 n2 | n3")
    assert page.evaluate(FOCUSED) == "n2"
    page.keyboard.press("Control+z")
    expect(printed).not_to_contain_text("cut")
    page.keyboard.press("Control+y")
    expect(printed).to_contain_text("cut n1 n2 | n3")
    page.keyboard.press("Enter")
    value = page.locator(".menu").get_by_label(EN("stage.value"))
    value.fill(" ")
    value.press("Enter")
    expect(value).to_be_focused()
    value.fill("a")
    value.press("Control+z")
    expect(printed).to_contain_text("cut n1 n2 | n3")
    page.keyboard.press("Escape")
    heal = page.get_by_role("button", name=EN("stage.heal"), exact=True)
    heal.focus()
    page.keyboard.press("Enter")
    expect(heal).to_be_disabled()
    page.wait_for_function(f"() => ({FOCUSED})() === 'n2'")


def test_all_of_the_sheet_to_share_is_reached_and_pressed_by_keys(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=en&run={RUN}")
    settled(page)
    page.locator(".net .node").first.wait_for()
    page.get_by_role("button", name=EN("toolbar.share")).focus()
    page.keyboard.press("Enter")
    page.locator(".share").wait_for()
    reached = set()
    for _ in range(2 * TABS):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(NAMED))
    assert {EN(f"share.{code}") for code in ("link", "embed", "copy", "png", "gif")} <= reached
    assert {"checkbox", "qr", "Close"} <= reached
    while page.evaluate(NAMED) != "checkbox":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.locator(".share .line input").first).to_have_value(re.compile("&t="))
    assert page.evaluate(NAMED) == "checkbox"


def test_a_tip_goes_with_the_focus_with_a_key_and_with_the_run_that_it_tells_of(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=en")
    settled(page)
    node, tip = page.locator(".net .node"), page.locator("div.tip")
    node.nth(0).focus()
    page.keyboard.press("Tab")
    expect(tip).to_contain_text("n2")
    page.keyboard.press("Shift")
    expect(tip).to_be_hidden()
    node.nth(1).hover()
    expect(tip).to_contain_text("n2")
    page.locator(".transport button").first.evaluate("(button) => button.click()")
    expect(page.locator("output.time")).to_have_text("t = 0")
    expect(page.locator("div.tip:not([hidden])", has_text="milk")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(tip).to_contain_text("n1")
    page.evaluate("document.activeElement.blur()")
    expect(tip).to_be_hidden()


def test_the_list_of_scenes_has_the_focus_while_it_is_open_and_gives_it_back(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=en")
    settled(page)
    page.locator(".net .node").first.wait_for()
    scenes, focused = page.locator(".st-key-scenes button:visible").first, page.locator(":focus")
    scenes.focus()
    page.keyboard.press("Enter")
    search = page.get_by_placeholder(EN("toolbar.search"))
    expect(search).to_be_focused()
    scenes.focus()
    page.keyboard.press("c")
    expect(page.locator(".draftbar")).to_be_hidden()
    search.focus()
    page.keyboard.press("Tab")
    expect(focused).to_contain_text(EN("scene.first"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(search).to_be_hidden()
    expect(scenes).to_be_focused()
    expect(scenes).to_contain_text("2")
