"""`make shots`: pictures of the real app for the README, in both themes, both languages, on a desk and on a phone.

Usage: python -m tests.browser.shots [FOLDER]; the default folder is docs/pictures/.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from lessons.words import Words, load
from tests.browser.driver import browsing, chromium, serving, settled

FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
DESK = {"viewport": {"width": 1280, "height": 900}}
TALL = {"viewport": {"width": 1280, "height": 1000}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}


def _as_it_is(page: Page, words: Words) -> None:
    """Nothing is done."""


def _to_the_end(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words("stage.last"), exact=True).click()
    page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTo(0, 0)")


def _all_systems(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words("all_systems.button")).click()
    page.locator(".systems .cell.broken").first.wait_for()


def _predicted(page: Page, words: Words) -> None:
    """The first choice, and the run to its last caption."""
    page.locator('[data-testid="stRadio"] label').filter(has=page.locator("input")).first.click()
    settled(page)
    page.locator('[class*="st-key-run_run"] button').click()
    settled(page)
    on = page.locator(".narration .on")
    on.wait_for()
    page.wait_for_timeout(4000)
    while on.is_enabled():
        on.click()
        page.wait_for_timeout(4000)


VIEWS: dict[str, tuple[str, dict[str, Any], Callable[[Page, Words], None]]] = {
    "playground-light": ("?lang=en", {**DESK, "color_scheme": "light"}, _as_it_is),
    "verdict-dark": ("?lang=zh", {**DESK, "color_scheme": "dark"}, _to_the_end),
    "lesson-light": ("lesson?lang=en&lesson=L01&step=acked", {**DESK, "color_scheme": "light"}, _predicted),
    "course-dark": ("course?lang=zh", {**DESK, "color_scheme": "dark"}, _as_it_is),
    "compare-light": ("compare?lang=en", {**TALL, "color_scheme": "light"}, _as_it_is),
    "flaws-dark": ("flaws?lang=en&row=B65", {**TALL, "color_scheme": "dark"}, _as_it_is),
    "systems-light": ("?lang=en", {**DESK, "color_scheme": "light"}, _all_systems),
    "phone-zh": ("?lang=zh", {**PHONE, "color_scheme": "light"}, _to_the_end),
    "projector": ("?lang=en&view=projector", {**DESK, "color_scheme": "dark"}, _to_the_end),
}
"""Each picture: its address, its browser, and what is done first."""


def main() -> None:
    """Take all pictures."""
    path = chromium()
    if path is None:
        sys.exit("no Chromium or Chrome found")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with serving() as url, browsing(path) as browser:
        for name in VIEWS:
            print(shot(browser, url, name, folder))


def shot(browser: Browser, url: str, name: str, folder: Path) -> Path:
    """One picture."""
    address, options, prepare = VIEWS[name]
    page = browser.new_page(**options)
    page.goto(f"{url}/{address}")
    settled(page)
    page.wait_for_timeout(3000)
    prepare(page, load("zh" if "lang=zh" in address else "en"))
    page.wait_for_timeout(1000)
    place = folder / f"{name}.png"
    page.screenshot(path=place)
    page.close()
    return place


if __name__ == "__main__":
    main()
