"""Opening and changing pages in Chromium: `python -m tests.bench.pages PORT`, by hand; it starts its own server.

Rules of this file
* A link is opened again and again by a browser that has been there (its files are cached, its visit is new), until the
  network of nodes stands there.
* A page is changed to by the navigation: over when its script has run. Each page is gone to twice; the second counts.
"""

from __future__ import annotations

import statistics
import sys
import time
from urllib.parse import quote

from playwright.sync_api import Page

from app import INNER, PAGES
from tests.bench.click import counted, script
from tests.browser.driver import browsing, chromium, serving, settled
from tests.browser.test_smoke import nav

VISITS, OPERATIONS = 9, 12


def opened(page: Page, url: str) -> float:
    """Seconds from a link to its first picture."""
    page.goto("about:blank")
    begin = time.perf_counter()
    page.goto(url)
    page.locator(".net").wait_for()
    took = time.perf_counter() - begin
    settled(page)
    return took


def changed(page: Page, name: str) -> float:
    """Seconds from a click in the navigation to the end of the page's script."""
    begin = time.perf_counter()
    nav(page, name)
    page.wait_for_function("(name) => location.pathname === '/' + name", arg="" if name == PAGES[0] else name)
    settled(page)
    took = time.perf_counter() - begin
    page.wait_for_timeout(1000)
    return took


def main(port: int) -> None:
    """Measure and print."""
    path = chromium()
    if path is None:
        raise SystemExit("no Chromium")
    with serving(port) as url, browsing(path) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        received = counted(page)
        link = f"{url}/?run={quote(script(OPERATIONS))}"
        opened(page, link)
        times = [opened(page, link) for _ in range(VISITS)]
        print(f"link to first picture: p50 {statistics.median(times):.2f} s, most {max(times):.2f} s")
        for _ in range(2):
            rows = []
            for name in (*(name for name in PAGES[1:] if name not in INNER), PAGES[0]):
                before = received[0]
                took = changed(page, name)
                rows.append(f"{name} {took:.2f} s {(received[0] - before) / 1e3:.0f} kB")
        print("changed to: " + ", ".join(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]))
