"""Who has no mouse: the first node is within ten Tabs of the page's top."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.driver import settled

FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.getAttribute("class") ?? "";
}"""
TABS = 10


@pytest.mark.parametrize("path", ["", "compare", "lesson?lesson=L01&step=acked"])
def test_the_first_node_is_within_ten_tabs(path: str, server: str, page: Page) -> None:
    page.goto(f"{server}/{path}{'&' if '?' in path else '?'}lang=en")
    settled(page)
    page.locator(".net .node").first.wait_for()
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == "cap-skip":
            page.keyboard.press("Enter")
            break
    assert page.evaluate(FOCUSED).split()[0] == "node"
