"""Help in a browser: where it stands in the bar, and that a link leads to the section that it names."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lessons.help import TOPICS, topic
from lessons.words import load
from tests.browser.driver import settled, visit

pytestmark = pytest.mark.slow


def test_help_stands_at_the_end_of_the_bar(server: str, page: Page) -> None:
    page.goto(f"{server}/help?lang=en")
    settled(page)
    bar = page.get_by_test_id("stTopNav")
    ours = bar.get_by_role("link", name=load("en")("nav.help"), exact=True).bounding_box()
    places = [box["x"] for one in bar.locator(":scope > *").all() if (box := one.bounding_box())]
    assert ours and max(places) <= ours["x"]


def test_a_link_to_a_section_begins_there_in_every_language(server: str, page: Page) -> None:
    for lang in ("en", "zh"):
        visit(page, f"{server}/help?topic=checks&lang={lang}#transactions")
        settled(page)
        title = next(one.title for one in topic(lang, "checks").sections if one.anchor == "transactions")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_in_viewport(ratio=1)
        page.goto("about:blank")


def test_the_card_of_keys_leads_to_all_of_them(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=zh")
    settled(page)
    page.locator(".cap .net").wait_for()
    page.keyboard.press("?")
    with page.expect_popup() as opened:
        page.locator(".keycard a").click()
    expect(opened.value.locator("h1")).to_have_text(topic("zh", "keys").title)


def test_a_wide_table_does_not_make_the_page_wider_than_a_phone(server: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for name in TOPICS:
        page.goto(f"{server}/help?topic={name}&lang=zh")
        settled(page)
        expect(page.locator("h1")).to_have_text(topic("zh", name).title)
        main = page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), name
