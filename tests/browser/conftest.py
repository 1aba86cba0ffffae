"""What browser tests share: one server and one browser a worker, a fresh page a test.

Rules of this file
* Without Chromium the tests are skipped; where CAPLAB_REQUIRE_BROWSER or CI is set they fail instead.
* A test that uses `page` fails if the console had an error or the page showed an exception, whatever else it asserts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.driver import browsing, chromium, serving

QUIET = ("/_stcore/",)
"""Addresses that may be missing: below a deep link the front end first looks for its server in the wrong place."""

MILLISECONDS = 20_000
"""Patience with a busy machine, for actions and expectations alike."""

expect.set_options(timeout=MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running app."""
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = chromium()
    if path is None:
        required = any(os.environ.get(name) for name in ("CAPLAB_REQUIRE_BROWSER", "CI"))
        (pytest.fail if required else pytest.skip)("no Chromium or Chrome found")
    with browsing(path) as found:
        yield found


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at 1280 x 900 in English; a test may ask for more with indirect parameters of a browser context."""
    options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **getattr(request, "param", {})}
    context = browser.new_context(**options)
    context.set_default_timeout(MILLISECONDS)
    wrong: list[str] = []
    tab = context.new_page()
    tab.on("console", lambda message: wrong.extend(complaint(message)))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    yield tab
    shown = tab.locator('[data-testid="stException"]').all_inner_texts()
    context.close()
    assert not shown, shown
    assert not wrong, wrong


def complaint(message: ConsoleMessage) -> list[str]:
    """A console message, if it is an error that counts."""
    counts = message.type == "error" and not any(each in message.location["url"] for each in QUIET)
    return [f"{message.text} {message.location['url']}"] if counts else []
