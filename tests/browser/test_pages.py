"""The head of every page, in every language: what a browser, a search and a screen reader are told of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app import INNER, MENUS
from lessons.words import languages, load
from tests.browser.driver import settled

pytestmark = pytest.mark.slow

WEIGHT = "each => getComputedStyle(each).fontWeight"


def says_where_one_is(page: Page, name: str, lang: str) -> None:
    """One heading of the first rank, the language, a description and a title of its own; its menu is marked."""
    words = load(lang)
    heading = page.locator('h1, [role="heading"][aria-level="1"]')
    expect(heading).to_have_count(1)
    expect(heading).not_to_be_empty()
    expect(page.locator("html")).to_have_attribute("lang", words("language.tag"))
    expect(page.locator('meta[name="description"]')).to_have_attribute("content", words(f"head.{name}"))
    expect(page).to_have_title(re.compile(f".+ · {words('app.title')}$"))
    if name not in INNER and page.get_by_test_id("stExpandSidebarButton").count() == 0:
        mine = next(menu for menu, names in MENUS.items() if name in names)
        weights = {
            menu: page.get_by_role("button", name=words(f"menu.{menu}"), exact=True).first.evaluate(WEIGHT)
            for menu in MENUS
            if menu
        }
        assert [menu for menu, weight in weights.items() if int(weight) >= 600] == ([mine] if mine else []), name


def test_the_switch_changes_the_language_of_the_document(server: str, page: Page) -> None:
    page.goto(f"{server}/museum?lang=en")
    settled(page)
    page.get_by_role("radio", name=load("zh")("language.short")).click()
    expect(page.locator("html")).to_have_attribute("lang", load("zh")("language.tag"))
    expect(page.locator("h1")).to_have_text(load("zh")("nav.museum"))


def test_clocks_play_step_and_start_again_at_the_end(server: str, page: Page) -> None:
    page.goto(f"{server}/clocks?lang=en")
    settled(page)
    said, words = page.locator(".walk .said"), load("en")
    expect(said).to_contain_text("1/")
    page.get_by_role("button", name=words("stage.forward")).first.click()
    expect(said).to_contain_text("2/")
    play = page.locator(".walk").get_by_role("button", name=words("stage.play"))
    play.click()
    expect(said).to_contain_text("4/")
    page.locator(".walk").get_by_role("button", name=words("stage.pause")).click()
    page.locator(".walk input").focus()
    page.keyboard.press("End")
    play.click()
    expect(said).to_contain_text("1/")


@pytest.mark.parametrize("place", ["flaws?row=B35", "compare"])
def test_two_runs_have_one_play_bar_that_moves_both_and_read_across(server: str, page: Page, place: str) -> None:
    words = load("en")
    page.goto(f"{server}/{place}{'&' if '?' in place else '?'}lang=en")
    settled(page)
    expect(page.locator(".abreast")).to_have_count(2)
    plays = page.get_by_role("button", name=words("stage.play"), exact=True)
    expect(plays).to_have_count(1)  # the other is not seen, nor heard of
    bar, frames = page.locator(".leads .bar").bounding_box(), page.locator(".abreast").all()
    edges = [frame.bounding_box() for frame in frames]
    assert bar and edges[1] and abs(bar["x"] + bar["width"] - edges[1]["x"] - edges[1]["width"]) < 2
    tops = [box["y"] for part in page.locator(".abreast .diagram").all() if (box := part.bounding_box())]
    assert len(tops) == 2 and abs(tops[0] - tops[1]) < 2
    page.get_by_role("button", name=words("stage.first"), exact=True).click()
    times = page.locator(".abreast .time")
    for _ in range(3):
        page.get_by_role("button", name=words("stage.forward"), exact=True).click()
        assert len(set(times.all_text_contents())) == 1


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_on_a_phone_each_of_two_runs_has_its_own_play_bar(server: str, page: Page) -> None:
    page.goto(f"{server}/flaws?row=B35&lang=en")
    settled(page)
    expect(page.get_by_role("button", name=load("en")("stage.play"), exact=True)).to_have_count(2)


@pytest.mark.parametrize("lang", languages())
def test_what_streamlit_says_in_english_is_said_in_the_language_of_the_page(server: str, page: Page, lang: str) -> None:
    words = load(lang)
    page.goto(f"{server}/course?lang={lang}&part=own")
    settled(page)
    field = page.get_by_test_id("stFileUploaderDropzone")
    expect(field.get_by_role("button", name=words("instead.upload"), exact=True)).to_be_visible()
    most = page.get_by_test_id("stFileUploaderDropzoneInstructions").locator("div").first
    said = most.evaluate("each => getComputedStyle(each, '::after').content")
    assert said == f'"{words("instead.upload_most")}"'
