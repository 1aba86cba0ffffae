"""The frame in a real browser: title, navigation, languages by link, locale, mouse and keyboard, deep links."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app import INNER, MENUS, PAGES
from lessons.words import Words, load
from tests.browser.driver import serving, settled, visit
from tests.browser.test_pages import says_where_one_is

EN, ZH = load("en"), load("zh")


def at(page: Page, url: str) -> Page:
    visit(page, url)
    settled(page)
    return page


def nav(page: Page, name: str, words: Words = EN) -> None:
    """Go to a page by the top navigation, through its menu where it has one."""
    menu = next(menu for menu, names in MENUS.items() if name in names)
    if menu:
        page.get_by_role("button", name=words(f"menu.{menu}"), exact=True).first.click()
    role: Literal["link", "menuitem"] = "menuitem" if menu else "link"
    page.get_by_role(role, name=words(f"nav.{name}"), exact=True).first.click()


def there(page: Page, path: str, *query: str) -> None:
    """Wait until the address has this path and holds these parts of a query."""
    page.wait_for_url(lambda url: urlsplit(url).path == path and set(query) <= set(urlsplit(url).query.split("&")))


def test_every_page_is_reached_by_the_menu_and_says_where_one_is(server: str, page: Page) -> None:
    at(page, server)
    expect(page).to_have_title(f"{EN('nav.playground')} · CAP Lab")
    for name in (name for name in PAGES[1:] if name not in INNER):
        nav(page, name)
        there(page, f"/{name}")
        settled(page)
        says_where_one_is(page, name, "en")
    nav(page, PAGES[0])
    settled(page)
    says_where_one_is(page, PAGES[0], "en")
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_chinese_by_link_and_it_outlives_a_change_of_page(server: str, page: Page) -> None:
    at(page, f"{server}/?lang=zh")
    nav(page, "compare", ZH)
    there(page, "/compare", "lang=zh")
    expect(page.get_by_role("link", name=ZH("nav.playground"), exact=True).first).to_be_visible()


@pytest.mark.parametrize("page", [{"locale": "zh-CN"}], indirect=True)
def test_chinese_by_the_browser(server: str, page: Page) -> None:
    at(page, server)
    expect(page.get_by_role("link", name=ZH("nav.playground"), exact=True).first).to_be_visible()


def test_the_switch_by_mouse_keeps_the_address(server: str, page: Page) -> None:
    at(page, f"{server}/?other=kept")
    page.get_by_role("radio", name=ZH("language.short")).click()
    expect(page.get_by_role("link", name=ZH("nav.playground"), exact=True).first).to_be_visible()
    there(page, "/", "lang=zh", "other=kept")


def test_the_switch_by_keyboard(server: str, page: Page) -> None:
    at(page, server)
    english, chinese = (page.get_by_role("radio", name=words("language.short")) for words in (EN, ZH))
    expect(english).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if english.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("ArrowRight")
    expect(chinese).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=ZH("nav.playground"), exact=True).first).to_be_visible()


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}, "has_touch": True}], indirect=True)
def test_the_drawer_of_a_phone_shuts_after_a_choice_and_is_shut_after_a_reload(server: str, page: Page) -> None:
    at(page, server)
    drawer = page.get_by_test_id("stSidebar")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(drawer).to_have_attribute("data-collapsed", "false")
    page.get_by_role("link", name=EN("nav.course"), exact=True).click()
    there(page, "/course")
    expect(drawer).not_to_have_attribute("data-collapsed", "false")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(drawer).to_have_attribute("data-collapsed", "false")
    page.reload()
    settled(page)
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    expect(drawer).not_to_have_attribute("data-collapsed", "false")


@pytest.mark.slow
def test_a_deep_link_that_wakes_the_server(browser: Browser) -> None:
    with serving() as url:
        tab = browser.new_page(locale="en-US")
        at(tab, f"{url}/compare?lang=zh")
        expect(tab).to_have_title(f"{ZH('nav.compare')} · CAP Lab")
        expect(tab.get_by_role("link", name=ZH("nav.playground"), exact=True).first).to_be_visible()
        expect(tab.get_by_text("Page not found")).to_have_count(0)
        tab.close()
