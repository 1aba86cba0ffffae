"""What a teacher at a projector has: full screen, a pointer that the class sees, a timer; none of it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.modules import bare
from tests.browser.mounting import framed, mounted

RUN = "system quorum nodes=3; 10 write n1 x 1 by alice"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with bare(browser, viewport={"width": 1280, "height": 720}) as page:
        yield page


def test_the_pointer_follows_the_mouse_until_it_is_put_away(tab: Page) -> None:
    mounted(tab, framed(RUN, mode="projector"))
    tab.keyboard.press("p")
    tab.mouse.move(400, 300)
    box = tab.locator(".spot").bounding_box()
    assert box and abs(box["x"] + box["width"] / 2 - 400) < 2 and abs(box["y"] + box["height"] / 2 - 300) < 2
    tab.keyboard.press("p")
    expect(tab.locator(".spot")).to_be_hidden()


def test_the_timer_begins_with_a_minute_and_each_press_adds_half_of_one(tab: Page) -> None:
    tab.clock.install()
    mounted(tab, framed(RUN, mode="projector"))
    timer = tab.locator(".timer")
    timer.click()
    tab.clock.run_for(5_000)
    expect(timer).to_have_text("0:55")
    tab.keyboard.press("t")
    expect(timer).to_have_text("1:25")
    tab.clock.run_for(86_000)
    expect(timer).to_have_text("0:00")
    expect(timer).to_have_class("tool timer over")
    timer.click()
    expect(timer).to_have_class("tool timer")


def test_full_screen_is_asked_for(tab: Page) -> None:
    tab.evaluate("document.documentElement.requestFullscreen = () => Promise.resolve(window.asked = true)")
    mounted(tab, framed(RUN, mode="projector"))
    tab.keyboard.press("f")
    assert tab.evaluate("window.asked")


def test_elsewhere_there_is_none_of_it(tab: Page) -> None:
    mounted(tab, framed(RUN))
    expect(tab.locator(".presenter")).to_be_hidden()
    tab.keyboard.press("p")
    tab.mouse.move(400, 300)
    expect(tab.locator(".spot")).to_be_hidden()
