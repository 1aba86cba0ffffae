"""Nothing jumps while a page loads: layout shift, added up as browsers do for a visit, on every page.

Rules of this file
* Styles, scripts and words of a page come in an order that nobody can promise. Of LOADS loads the calmest counts:
  where something has no room reserved, none is calm.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.bench.loading import PLACES, SIZES, WATCH, shift

MOST, LOADS = 0.1, 3


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_nothing_jumps_while_a_page_loads(browser: Browser, server: str, size: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
    page = context.new_page()
    page.add_init_script(WATCH)
    moved = {}
    for place in PLACES:
        loads = (shift(page, f"{server}/{place}") for _ in range(LOADS))
        moved[place] = next((each for each in loads if each <= MOST), None)
    context.close()
    assert [place for place, least in moved.items() if least is None] == []


def test_what_moves_is_seen(browser: Browser) -> None:
    """The measure itself: a box that pushes another down is told."""
    page = browser.new_page(viewport={"width": 600, "height": 600})
    page.add_init_script(WATCH)
    page.goto("data:text/html,<div id=a></div><div style='height:300px;background:red'>b</div>")
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('#a').style.height = '200px'")
    page.wait_for_function("window.shifted > 0.1")
    page.close()
