"""All systems at once in the real app: one press shows the grid, a press on a broken cell opens that run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import settled


@pytest.mark.parametrize("page", [{"viewport": {"width": 1280, "height": 720}}], indirect=True)
def test_a_broken_cell_opens_its_systems_run_at_the_break(server: str, page: Page) -> None:
    """First of the run that is on the stage already, then of another one."""
    page.goto(f"{server}/?lang=en")
    settled(page)
    for name, system, broke in (("This run", "quorum", 60), ("Primary, synchronous copies", "primary", 130)):
        page.get_by_role("button", name="All systems").click()
        row = page.locator(".systems tbody tr", has_text=name)
        row.locator(".cell.broken").first.click()
        page.locator(".systems").wait_for(state="detached")
        page.wait_for_url(f"**/*run=system*{system}*")
        expect(page.locator(".time").first).to_have_text(f"t = {broke}")
