"""All systems at once in the real app: one press shows the grid, a press on a broken cell opens that run."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.driver import settled


def test_a_broken_cell_opens_its_systems_run_at_the_break(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{server}/?lang=en")
    settled(page)
    page.get_by_role("button", name="All systems").click()
    row = page.locator(".systems tbody tr", has_text="Primary, synchronous copies")
    row.locator(".cell.broken").click()
    page.locator(".systems").wait_for(state="detached")
    page.wait_for_url("**/*run=system*primary*")
    assert page.locator(".time").first.inner_text().endswith("130")
    page.close()
