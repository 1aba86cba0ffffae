"""`make shots`: pictures of the real app for the README, in both themes, both languages, on a desk and on a phone.

Usage: python -m tests.browser.shots [FOLDER]; the default folder is docs/pictures/.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from lessons.words import load
from tests.browser.driver import browsing, chromium, serving, settled

FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
VIEWS: dict[str, tuple[str, dict[str, Any], bool]] = {
    "playground-light": ("?lang=en", {**DESK, "color_scheme": "light"}, False),
    "verdict-dark": ("?lang=zh", {**DESK, "color_scheme": "dark"}, True),
    "compare-light": ("compare?lang=en", {**DESK, "color_scheme": "light"}, False),
    "inspect-dark": ("inspect?lang=en", {**DESK, "color_scheme": "dark"}, False),
    "clocks-light": ("clocks?lang=en", {**DESK, "color_scheme": "light"}, False),
    "flaws-dark": ("flaws?lang=zh&row=B65", {**DESK, "color_scheme": "dark"}, False),
    "phone-zh": ("?lang=zh", {**PHONE, "color_scheme": "light"}, True),
    "projector": ("?lang=en&view=projector", {**DESK, "color_scheme": "dark"}, True),
}
"""Each picture: its address, its browser, and whether the run is played to its end first."""


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
    address, options, played = VIEWS[name]
    page = browser.new_page(**options)
    page.goto(f"{url}/{address}")
    settled(page)
    page.wait_for_timeout(3000)
    if played:
        lang = "zh" if "lang=zh" in address else "en"
        page.get_by_role("button", name=load(lang)("stage.last"), exact=True).click()
        page.wait_for_timeout(1000)
    place = folder / f"{name}.png"
    page.screenshot(path=place)
    page.close()
    return place


if __name__ == "__main__":
    main()
