"""The popover at a node, while the stage waits for an answer and when another run comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from lessons.words import load
from tests.browser.modules import bare
from tests.browser.mounting import following, framed, mounted
from tests.browser.test_playground import node

EN = load("en")
RUN = "system quorum nodes=3; 10 write n1 x 1 by alice"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with bare(browser, viewport={"width": 1280, "height": 900}) as page:
        yield page


def begun(page: Page) -> Locator:
    """A write at n2 that somebody is about to ask for."""
    node(page, "n2").click()
    value = page.locator(".menu").get_by_label(EN("stage.value"))
    value.fill("pear")
    return value


def test_what_is_begun_while_an_answer_is_awaited_stays(tab: Page) -> None:
    mounted(tab, framed(RUN))
    node(tab, "n1").click()
    tab.locator(".menu").get_by_role("button", name=EN("stage.read"), exact=True).click()
    value = begun(tab)
    following(tab, framed(f"{RUN}; 40 read n1 x by alice"))
    assert value.is_visible() and value.input_value() == "pear"


def test_a_run_that_nobody_here_asked_for_closes_it(tab: Page) -> None:
    mounted(tab, framed(RUN))
    value = begun(tab)
    following(tab, framed("system quorum nodes=3; 10 write n2 y 7 by carol"))
    assert not value.is_visible()
