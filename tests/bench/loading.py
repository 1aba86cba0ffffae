"""How far things move while a page loads, in Chromium: `python -m tests.bench.loading PORT`, by hand.

Rules of this file
* Layout shift is added up as browsers do for a visit: each as a share of the window, without what follows a click.
* Every page, on a desk and on a phone, in a browser that has its files; the median of LOADS loads is told.
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import Browser, Page

from app import PAGES
from tests.browser.driver import browsing, chromium, serving, settled, visit

LOADS, MILLISECONDS = 3, 3000
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
PLACES = (
    "",
    "?view=projector",
    *(page for page in PAGES[1:] if page != "lesson"),
    "lesson?lesson=L03",
    "lesson?lesson=L10",
    "?lang=zh",
)

WATCH = """
  window.shifted = 0;
  const note = (entry) => { if (!entry.hadRecentInput) window.shifted += entry.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "layout-shift", buffered: true });
"""


def shift(page: Page, url: str) -> float:
    """How far things moved in the first seconds of a visit."""
    visit(page, url)
    settled(page)
    page.wait_for_function("(most) => performance.now() > most", arg=MILLISECONDS)
    found: float = page.evaluate("window.shifted")
    return found


def row(browser: Browser, url: str, size: str) -> str:
    """All pages at one size of the window."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, locale="en-US")
    page.add_init_script(WATCH)
    shift(page, url)
    found = {place: statistics.median(shift(page, f"{url}/{place}") for _ in range(LOADS)) for place in PLACES}
    page.close()
    return f"{size}: " + ", ".join(f"{place or 'playground'} {moved:.2f}" for place, moved in found.items())


def main(port: int) -> None:
    """Measure and print."""
    path = chromium()
    if path is None:
        raise SystemExit("no Chromium")
    with serving(port) as url, browsing(path) as browser:
        for size in SIZES:
            print(row(browser, url, size), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
