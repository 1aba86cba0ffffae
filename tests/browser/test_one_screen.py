"""One screen: on every window Play is wholly inside it and where it was, whatever is done and told above it.

The verdict on the promise in question is seen without scrolling, and on a phone every button above the stage.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driver import settled
from tests.browser.test_gestures import comes

pytestmark = pytest.mark.slow

DESKS = ((1280, 720), (1366, 768), (1440, 900), (1920, 1080))
WINDOWS: dict[str, tuple[tuple[int, int], str]] = {
    **{f"{width}x{height}": ((width, height), "") for width, height in DESKS},
    "a phone": ((390, 844), ""),
    "a small projector": ((1280, 720), "&view=projector"),
    "a projector": ((1920, 1080), "&view=projector"),
}
"""Size of the window, and what else stands in the address."""

OUTSIDE = """() => [...document.querySelectorAll(".st-key-toolbar button")].filter((one) => {
  const { width, height, x, right } = one.getBoundingClientRect();
  return width && (x < 0 || right > innerWidth || Math.min(width, height) < 24);
}).length"""
"""How many buttons of the row above the stage are out of the window, or too small for a finger."""

PLACES = """(name) => {
  const host = [...document.querySelectorAll("*")].find((el) => el.shadowRoot?.querySelector(".cap"));
  const { x, y, right, bottom } = host.shadowRoot.querySelector(name).getBoundingClientRect();
  return { x, y, right, bottom, width: innerWidth, height: innerHeight };
}"""


def place(page: Page, name: str) -> Any:
    return page.evaluate(PLACES, name)


def inside(page: Page, name: str) -> bool:
    at = place(page, name)
    return bool(at["x"] >= 0 and at["y"] >= 0 and at["right"] <= at["width"] and at["bottom"] <= at["height"])


def walk(page: Page, by_touch: bool) -> dict[str, float]:
    """Where Play stands, by what was done last. by_touch: nodes of a cut are tapped with a finger."""
    found: dict[str, float] = {}

    def note(name: str) -> None:
        page.wait_for_timeout(150)
        assert inside(page, ".tool.main"), name
        found[name] = place(page, ".tool.main")["y"]

    note("the first visit")
    if inside(page, ".tabs") and page.locator(".lanes .scale").count():  # a projector shows no lanes
        assert place(page, ".lanes .scale")["bottom"] <= place(page, ".detail")["y"]  # the ticks below all lanes
    page.locator(".choice").last.click()
    page.keyboard.press("End")
    note("the guess")
    assert inside(page, ".first b") and inside(page, ".first .sentence")
    page.locator("[data-node=n4]").click()
    assert inside(page, ".menu .verb.write")
    page.locator(".menu .verb.write").click()
    comes(page, "write n4 ")
    page.keyboard.press("End")
    note("a write")
    page.keyboard.press("h")
    comes(page, " heal")
    note("heal")
    page.keyboard.press("ArrowLeft")
    note("a step back over it")
    page.keyboard.press("End")
    page.keyboard.press("c")
    note("cut mode")
    cut_off = page.locator("[data-node=n1]")
    (cut_off.tap if by_touch else cut_off.click)()
    note("a cut that is drawn")
    page.locator(".draftbar .cutting").click()
    comes(page, "cut n1 |")
    note("a cut")
    return found


@pytest.mark.parametrize("name", WINDOWS)
def test_play_is_in_the_window_and_stays_where_it_is(browser: Browser, server: str, name: str) -> None:
    (width, height), asked = WINDOWS[name]
    phone = width < 640
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US", has_touch=phone)
    page = context.new_page()
    page.goto(f"{server}/?lang=en{asked}")
    settled(page)
    page.locator(".choice").last.wait_for()
    if phone:
        page.locator(".headline p").tap()  # what has no room there
        assert page.locator("div.tip").inner_text() == page.locator(".headline p").get_attribute("data-tip")
    places = walk(page, phone)
    assert not (phone and page.evaluate(OUTSIDE))
    assert max(places.values()) - min(places.values()) < 1, places
    if asked:
        assert inside(page, ".leave") and inside(page, ".verdicts")
        page.locator(".leave").click()
        page.locator(".st-key-toolbar").wait_for()
    context.close()


@pytest.mark.parametrize("size", [(480, 360), (800, 450)])
def test_embedded_the_stage_and_one_verdict_have_room(browser: Browser, server: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-US")
    page = context.new_page()
    page.goto(f"{server}/?lang=en&embed=true&scene=split")
    settled(page)
    page.locator(".verdict").first.wait_for()
    assert all(inside(page, name) for name in (".tool.main", ".verdict .sentence", ".whole"))
    net = place(page, ".net")
    assert net["bottom"] - net["y"] > size[1] / 2.2
    assert page.locator(".verdict:visible").count() == 1
    context.close()
