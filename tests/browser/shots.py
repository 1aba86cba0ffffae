"""`make shots`: pictures of every page in both themes, both languages and on a phone, from the real app.

Usage: python -m tests.browser.shots [FOLDER]; the default folder is tests/browser/shots/.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from app import PAGES
from tests.browser.driver import browsing, chromium, serving, settled

FOLDER = Path(__file__).parent / "shots"
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
VIEWS: dict[str, tuple[dict[str, Any], str]] = {
    "light": ({**DESK, "color_scheme": "light"}, "?lang=en"),
    "dark": ({**DESK, "color_scheme": "dark"}, "?lang=en"),
    "zh": ({**DESK, "color_scheme": "light"}, "?lang=zh"),
    "phone": ({**PHONE, "color_scheme": "light"}, "?lang=en"),
}


def main() -> None:
    """Take all pictures."""
    path = chromium()
    if path is None:
        sys.exit("no Chromium or Chrome found")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with serving() as url, browsing(path) as browser:
        for name in PAGES:
            for view in VIEWS:
                print(shot(browser, url, name, view, folder))


def shot(browser: Browser, url: str, name: str, view: str, folder: Path) -> Path:
    """One page in one view."""
    options, query = VIEWS[view]
    page = browser.new_page(**options)
    page.goto(f"{url}/{'' if name == PAGES[0] else name}{query}")
    settled(page)
    page.wait_for_timeout(800)
    place = folder / f"{name}-{view}.png"
    page.screenshot(path=place)
    page.close()
    return place


if __name__ == "__main__":
    main()
