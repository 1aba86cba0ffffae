"""Walks through the real app: what patches have made of a stage is what a fresh page draws of the same run."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Browser, Page

from engine.catalog.scenes import PRESETS
from lessons.words import load as words_of
from tests.browser.walking import act, counted, elsewhere, heard, load, same_as_anew

WALKS = {"first": ("", 40, 5), "raft": ("", 40, 5), "both_sides": ("&view=projector", 18, 2)}
"""By scene: what else stands in the address, acts in each of two tabs, how often both are held against a fresh page."""


@pytest.mark.slow
@pytest.mark.parametrize("scene", WALKS)
def test_a_walk_in_two_tabs_draws_what_a_fresh_page_draws(
    server: str, browser: Browser, page: Page, scene: str
) -> None:
    asked, acts, every = WALKS[scene]
    tabs = [(counted(tab), random.Random(f"{scene} {nth}")) for nth, tab in enumerate((page, page.context.new_page()))]
    with elsewhere(browser, viewport=page.viewport_size, locale="en-US") as (fresh, other):
        for tab, _ in tabs:
            load(tab, f"{server}/?lang=en&run={'; '.join(PRESETS[scene].splitlines())}{asked}")
        for nth in range(1, acts + 1):
            for tab, chance in tabs:
                tab.bring_to_front()
                act(tab, chance)
                if nth % every == 0:
                    without_notice(tab)
                    same_as_anew(tab, chance, fresh, other)
            if nth == acts // 2:
                load(tabs[1][0], tabs[1][0].url)


def without_notice(page: Page) -> None:
    """What was refused leaves a sentence above the stage, and that takes room; it goes with the next act."""
    if page.get_by_test_id("stAlert").count():
        with heard(page):
            page.keyboard.press("u")


def test_the_words_that_the_walk_clicks_on_are_there() -> None:
    said = ("read", "write", "crash", "recover", "cut", "heal", "slow", "undo", "redo", "first", "last", "back")
    assert all(words_of("en").has(f"stage.{verb}") for verb in said)
