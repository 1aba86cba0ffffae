"""A server that was started anew knows nothing of the visit: the run that the browser shows goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driver import free_port, serving, settled
from tests.browser.test_playground import ask, node, open_run, script_of, to_the_end

pytestmark = pytest.mark.slow

BACK = 30_000
"""Milliseconds for the browser to find the server again: it asks ever more rarely."""


def test_a_run_outlives_the_server(browser: Browser) -> None:
    port = free_port()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(BACK)
    with serving(port) as url:
        open_run(page, url, lang="en")
        to_the_end(page)
        ask(page, "n1", "write", value="pear")
        before = script_of(page)
        known = page.evaluate("[...window.capPictures.keys()].length")
    assert len(before) > 6 and "write n1 basket pear" in before[-1]
    with serving(port):
        # what the new server begins with, which is not drawn, and the run again
        page.wait_for_function("known => window.capPictures.size >= known + 2", arg=known)
        settled(page)
        expect(node(page, "n1")).to_contain_text("pear")
        assert script_of(page) == before
        ask(page, "n1", "read")
        after = script_of(page)
        assert after[:-1] == before and "read n1 basket" in after[-1]
    page.close()
