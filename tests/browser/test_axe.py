"""Nobody is shut out by what we drew: axe-core finds nothing of ours on any page, in any state that a test can reach.

Rules of this file
* What is Streamlit's own, and out of our reach, is listed with its selector, and counted apart (THEIRS).
* The short run sees the playground, the long one (slow) each page in both languages, light and dark, on a desk and on a
  phone, and what opens on the playground.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from app import PAGES
from lessons.words import languages, load
from tests.browser.driver import settled
from tests.browser.test_pages import says_where_one_is

LINKS: Final = {"lesson": "lesson?lesson=L01&step=acked", "playground": ""}
DESK: Final = (1280, 800)
PHONE: Final = (390, 844)
Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
CHANGES: Final = 500
"""Milliseconds in which a page has taken on another size or other colours."""

EN: Final = load("en")
RULES: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

THEIRS: Final[tuple[tuple[str, str], ...]] = (
    ("list", "stSidebarNavItems"),
    ("listitem", r"<li class=\"st-emotion"),
    ("presentation-role-conflict", "stFileUploaderDropzone"),
)
"""What of Streamlit's own is not as it should be: axe's rule and a pattern of the element's selector or of its HTML."""

SAID_BY_STYLE: Final = {"exclude": [['[data-testid="stFileUploaderDropzone"] button']]}
"""What has a name that axe does not hear: Streamlit's English word gave way to one of ours in the style sheet, which
browsers read (test_pages.py).
"""


@contextmanager
def opened(server: str, browser: Browser, page: str, lang: str = "en", size: tuple[int, int] = DESK) -> Iterator[Page]:
    """A page as somebody sees it who comes by a link, at rest."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    try:
        tab = context.new_page()
        path = LINKS.get(page, page)
        tab.goto(f"{server}/{path}{'&' if '?' in path else '?'}lang={lang}")
        settled(tab)
        tab.locator(':is(h1, [aria-level="1"])').first.wait_for()
        tab.wait_for_timeout(700)
        yield tab
    finally:
        context.close()


def faults(tab: Page) -> list[str]:
    """What axe finds that is ours: rule, element and how it begins."""
    found: Sequence[Any] = Axe().run(tab, context=SAID_BY_STYLE, options=RULES).response["violations"]
    nodes = [(rule["id"], str(node["target"]), node["html"], _why(node)) for rule in found for node in rule["nodes"]]
    return [
        f"{rule}: {target} {html[:160]} {why}" for rule, target, html, why in nodes if not _theirs(rule, target, html)
    ]


def faults_in(tab: Page, scheme: Scheme) -> list[str]:
    """What axe finds that is ours, by day or by night."""
    tab.emulate_media(color_scheme=scheme)
    tab.wait_for_timeout(CHANGES)
    return faults(tab)


def _why(node: Any) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(check["message"] for check in checks)[:200]


def _theirs(rule: str, target: str, html: str) -> bool:
    return any(rule == known and re.search(pattern, f"{target} {html}") for known, pattern in THEIRS)


def menu_open(tab: Page) -> None:
    tab.locator(".net .node").first.click()
    tab.locator(".menu").wait_for()


def link_chosen(tab: Page) -> None:
    tab.locator(".net .link").first.dispatch_event("click")
    tab.locator(".menu").wait_for()


def cut_begun(tab: Page) -> None:
    tab.locator(".action.cutting").first.click()
    tab.locator(".net .node").first.click()


def verdict_broken(tab: Page) -> None:
    tab.locator(".choice").first.click()
    tab.locator(".verdict.broken").first.wait_for()
    tab.locator(".answers .flip").wait_for()


def keys_shown(tab: Page) -> None:
    tab.locator(".tool.help").click()


def event_chosen(tab: Page) -> None:
    tab.locator(".sheet .dot").nth(3).dispatch_event("click")


def shared(tab: Page) -> None:
    tab.get_by_role("button", name=EN("toolbar.share")).click()
    tab.get_by_role("dialog").wait_for()
    tab.wait_for_timeout(500)


def all_systems(tab: Page) -> None:
    tab.get_by_role("button", name=EN("all_systems.button")).click()
    tab.locator(".systems table").wait_for()


def settings_open(tab: Page) -> None:
    tab.get_by_role("button", name=EN("toolbar.system"), exact=True).click()
    tab.locator(".st-key-set_nodes").wait_for()


STATES: Final = (
    menu_open, link_chosen, cut_begun, verdict_broken, keys_shown, event_chosen, shared, all_systems, settings_open,
)  # fmt: skip
"""What one does on the playground to see more of it."""


def test_axe_finds_nothing_of_ours_on_the_playground(server: str, browser: Browser) -> None:
    with opened(server, browser, "playground") as tab:
        assert faults(tab) == []


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_of_ours_in_any_state(state: Callable[[Page], None], server: str, browser: Browser) -> None:
    with opened(server, browser, "playground") as tab:
        state(tab)
        assert {scheme: faults_in(tab, scheme) for scheme in SCHEMES} == {scheme: [] for scheme in SCHEMES}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", languages())
def test_every_page_is_for_everybody_and_fits_a_phone(page: str, lang: str, server: str, browser: Browser) -> None:
    """On a phone, then on a desk: nothing wider than the window or for axe to find, its head in its language."""
    with opened(server, browser, page, lang, PHONE) as tab:
        assert tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE[0]
        found = {("phone", scheme): faults_in(tab, scheme) for scheme in SCHEMES}
        tab.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        found |= {("desk", scheme): faults_in(tab, scheme) for scheme in SCHEMES}
        assert {where: wrong for where, wrong in found.items() if wrong} == {}
        says_where_one_is(tab, page, lang)
