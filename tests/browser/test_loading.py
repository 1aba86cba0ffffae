"""Nothing jumps while a page loads: layout shift, added up as browsers do for a visit, on every page.

Rules of this file
* Styles, scripts and words of a page come in an order that nobody can promise. Of three loads the calmest counts:
  where something has no room reserved, none is calm.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from app import PAGES
from tests.browser.driver import settled

MOST, LOADS, SECONDS = 0.1, 3, 4
SIZES = {"desk": (1280, 800), "phone": (390, 844), "projector": (1280, 720)}
PLACES = ("", *PAGES[1:], "lesson?lesson=L03", "lesson?lesson=L10")
VISITS = [(place, size) for place in PLACES for size in ("desk", "phone")]
VISITS += [("?view=projector", "projector"), ("?lang=zh", "desk"), ("course?lang=zh", "desk")]
RESTLESS = {
    *((place, "phone") for place in ("course", "clocks", "histories", "inspect", "table")),
    ("museum", "desk"),
    ("course?lang=zh", "desk"),
}
"""Where words that wrap, tables or toolbars still move things by 0.1 to 0.25 on a slow machine: not held yet."""

WATCH = """
  window.shifted = 0;
  const note = (entry) => { if (!entry.hadRecentInput) window.shifted += entry.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "layout-shift", buffered: true });
"""


def shift(browser: Browser, url: str, size: str) -> float:
    """How far things moved, as a share of the window, in the first seconds of a visit."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(url)
    settled(page)
    page.wait_for_function("(most) => performance.now() > most", arg=1000 * SECONDS)
    found: float = page.evaluate("window.shifted")
    context.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("place", "size"), [visit for visit in VISITS if visit not in RESTLESS])
def test_nothing_jumps_while_a_page_loads(server: str, browser: Browser, place: str, size: str) -> None:
    found: list[float] = []
    while len(found) < LOADS and (not found or min(found) > MOST):
        found.append(shift(browser, f"{server}/{place}", size))
    assert min(found) <= MOST, found
