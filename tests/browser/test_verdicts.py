"""Verdicts by need: the promise in question first, what broke loud, the rest in one line; meanings; hiding."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.catalog.scenes import PRESETS, SCENES
from lessons.words import load
from pages.ui.playground import stories
from pages.ui.session import run_cache as runs
from pages.ui.session.story import Story as Told
from pages.ui.stage.picture.frame_schema import Start, Story
from tests.browser.modules import bare
from tests.browser.mounting import framed, mounted

EN = load("en")
ABOUT: Story = {"kind": "scene", "name": "first", "title": "", "says": "", "look": "", "promise": "available"}


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with bare(browser, viewport={"width": 1280, "height": 800}) as page:
        yield page


def named(page: Page, css: str) -> list[str | None]:
    return [one.get_attribute("data-check") for one in page.locator(f"{css} .chooser").all()]


def test_what_broke_first_stands_first_and_the_rest_is_one_line_that_opens(tab: Page) -> None:
    mounted(tab, framed(PRESETS["first"]))
    assert named(tab, ".loud") == ["linearizable", "regular"]
    expect(tab.locator(".verdict.first")).to_have_count(1)
    fold = tab.locator(".fold")
    expect(fold).to_contain_text(EN("stage.verdict_more_kept", count=3))
    expect(tab.locator(".more")).to_be_hidden()
    fold.click()
    expect(tab.locator(".more")).to_be_visible()
    assert named(tab, ".more") == ["monotonic_reads", "available", "converged", "durable"]


def test_the_promise_that_a_scene_is_about_stands_first_although_another_one_broke(tab: Page) -> None:
    mounted(tab, framed(PRESETS["first"], story=ABOUT))
    assert named(tab, ".loud") == ["available", "linearizable", "regular"]


def test_a_promise_says_nothing_before_anything_that_happened_speaks_of_it(tab: Page) -> None:
    about: Story = {**ABOUT, "name": "counted_twice", "promise": "counted_once"}
    mounted(tab, framed(PRESETS["counted_twice"], story=about, start={"t": 24, "i": 6, "play": False}))
    assert named(tab, ".loud") == ["available"]
    tab.keyboard.press("End")
    assert named(tab, ".loud") == ["counted_once", "converged"]


def test_a_projector_shows_the_one_in_question_alone(tab: Page) -> None:
    mounted(tab, framed(PRESETS["first"], mode="projector"), 1280)
    seen = [one for one in tab.locator(".verdicts .verdict").all() if one.is_visible()]
    assert len(seen) == 1 and EN("check.linearizable") in seen[0].inner_text()
    expect(tab.locator(".fold")).to_be_hidden()


def test_a_press_tells_what_a_word_means_and_a_press_elsewhere_puts_it_away(tab: Page) -> None:
    mounted(tab, framed(PRESETS["first"]))
    card = tab.locator(".termcard")
    expect(card).to_be_hidden()
    tab.get_by_role("button", name=EN("stage.verdict_term", name=EN("check.linearizable"))).click()
    expect(card).to_contain_text(EN("check_help.linearizable"))
    expect(card).to_contain_text(EN("term_help.linearizable"))
    tab.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(tab.get_by_role("button", name=EN("stage.verdict_term", name=EN("check.linearizable")))).to_be_focused()


def test_v_hides_what_came_of_it_and_what_nearly_says_it_and_shows_them_again(tab: Page) -> None:
    mounted(tab, framed(PRESETS["first"], mode="projector"), 1280)
    first, implied = tab.locator(".verdicts .first"), tab.locator(".implies")
    hidden = tab.locator(".verdicts > .soft:visible")
    for shown in (True, False, True):
        expect(first).to_be_visible(visible=shown)
        expect(implied).to_be_visible(visible=shown)
        assert hidden.all_inner_texts() == ([] if shown else [EN("stage.verdict_veiled")])
        tab.keyboard.press("v")


def test_v_before_the_answer_hides_them_until_then(tab: Page) -> None:
    told = Told("scene", "first")
    asked = stories.question(EN, told, stories.opened(told).script)
    at: Start = {"t": 0, "i": 1, "play": False}
    mounted(tab, framed(PRESETS["first"], mode="projector", question=asked, start=at), 1280)
    tab.keyboard.press("v")
    tab.keyboard.press("ArrowRight")
    assert tab.locator(".verdicts > .soft:visible").all_inner_texts() == [EN("stage.verdict_hidden")]
    tab.keyboard.press("End")
    expect(tab.locator(".verdicts .first")).to_be_visible()


def test_while_a_question_is_open_nothing_that_broke_is_told(tab: Page) -> None:
    """By 259 the acknowledged 7 is lost, and alice is about to ask for it."""
    scene, told = SCENES["unclean"], Told("scene", "unclean")
    question, story = stories.question(EN, told, scene.script), stories.told(EN, told)
    start = {"t": scene.at, "i": runs.trace(scene.script).at(scene.at), "play": False}
    mounted(tab, framed(scene.script, start=start, question=question, story=story))
    expect(tab.get_by_text(EN("stage.verdict_later"))).to_be_visible()
    expect(tab.locator(".verdict.broken")).to_have_count(0)
    tab.keyboard.press("End")
    expect(tab.get_by_text(EN("stage.verdict_later"))).to_be_hidden()
    expect(tab.locator(".verdict.broken.first")).to_be_visible()


def test_the_eye_stands_in_their_card_and_what_is_hidden_is_told_once(tab: Page) -> None:
    """On a lesson's stage, which is no page of its own, and before there is anything to judge."""
    mounted(tab, framed(PRESETS["first"], mode="lab", place="lesson"), 1280)
    tab.keyboard.press("Home")
    card, eye = (tab.locator(css).bounding_box() for css in (".verdicts", ".hider"))
    assert card and eye and card["y"] <= eye["y"] and eye["y"] + eye["height"] <= card["y"] + card["height"]
    tab.keyboard.press("v")
    assert tab.locator(".verdicts > .soft:visible").all_inner_texts() == [EN("stage.verdict_veiled")]
