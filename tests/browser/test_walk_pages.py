"""Walks over the compare page and through lessons in the real app: what stands on every stage is what a fresh page
draws.
"""

from __future__ import annotations

import random
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.catalog.scenes import PRESETS
from lessons.loader import steps_of
from lessons.own import packed
from tests.browser.test_lesson import known
from tests.browser.test_smoke import nav
from tests.browser.walking import act, counted, elsewhere, heard, load, rested, same_as_anew, to_the_end
from tests.test_lesson_forms import TEXT

LESSON = "L01"
STAGED = [(k, name) for k, (id, name) in enumerate(steps_of(LESSON), 1) if known(id).step(name).script]
"""The steps with a stage, with the number on their button."""


def press(page: Page, key: str) -> None:
    """Press a button of the page by its key, and wait for the picture that comes of it."""
    button = page.locator(f'[class*="st-key-{key}"] button').first
    expect(button).to_be_enabled()
    with heard(page):
        button.click()


def compare(page: Page, chance: random.Random) -> None:
    """One thing that is done on the compare page, or on the playground before one comes back."""
    chosen = [page.locator(f'[class*="st-key-pair_{side}"]') for side in ("first", "second")]
    match chance.choice(["system", "system", "swap", "seek", "play", "play"]):
        case "system":
            listed, others = chance.choice(chosen), page.locator('[role="option"][aria-selected="false"]')
            listed.get_by_role("combobox").click()
            page.wait_for_timeout(500)
            if not others.count():  # a tab that comes to the front has opened the list by its focus: this closed it
                listed.get_by_role("combobox").click()
            others.first.wait_for()
            with heard(page):
                others.nth(chance.randrange(others.count())).click()
        case "swap":
            if len({one.inner_text().splitlines()[-1] for one in chosen}) > 1:
                press(page, "swap")
        case "seek":
            if page.locator(".st-key-seek_first").count():
                press(page, "seek_first")
        case "play":
            press(page, f"open_{chance.choice('ab')}")
            act(page, chance)
            with heard(page):
                nav(page, "compare")


@pytest.mark.slow
def test_a_walk_over_the_compare_page(server: str, browser: Browser, page: Page) -> None:
    acts = 15
    tabs = [(counted(tab), random.Random(f"compare {nth}")) for nth, tab in enumerate((page, page.context.new_page()))]
    with elsewhere(browser, viewport=page.viewport_size, locale="en-US") as (fresh, other):
        for (tab, _), scene in zip(tabs, ("cp", "failover"), strict=True):
            load(tab, f"{server}/compare?lang=en&run={'; '.join(PRESETS[scene].splitlines())}")
        for nth in range(acts):
            for tab, chance in tabs:
                tab.bring_to_front()
                compare(tab, chance)
                same_as_anew(tab, chance, fresh, other)
            if nth == acts // 2:
                load(tabs[0][0], tabs[0][0].url)


def script_of(page: Page) -> str:
    return page.locator('[class*="st-key-script_own"] textarea').input_value()


def write(page: Page, script: str) -> None:
    """Let the step's run be this one, if it is not."""
    if script_of(page) != script:
        text = page.locator('[class*="st-key-script_own"] textarea')
        text.fill(script)
        text.press("Control+Enter")
        press(page, "run_try")


def mend(page: Page, chance: random.Random) -> None:
    """One thing that is done in a challenge: on its stage, or by its buttons."""
    key = chance.choice(["", "", "", "undo_try", "restart_try"])
    if key and page.locator(f".st-key-{key} button").is_enabled():
        press(page, key)
    else:
        act(page, chance)


@pytest.mark.slow
def test_a_walk_through_a_challenge(server: str, browser: Browser, page: Page) -> None:
    """The address holds no attempt: the fresh page goes to the same run in one step."""
    acts = 10
    tabs = [
        (counted(tab), random.Random(f"challenge {nth}")) for nth, tab in enumerate((page, page.context.new_page()))
    ]
    with elsewhere(browser, viewport=page.viewport_size, locale="en-US") as (fresh, other):
        for tab, _ in tabs:
            load(tab, f"{server}/lesson?lang=en&own={packed(TEXT)}&lesson=own&step=free")
        for nth in range(acts):
            for tab, chance in tabs:
                tab.bring_to_front()
                mend(tab, chance)
                same_as_anew(tab, chance, fresh, other, partial(write, script=script_of(tab)))
            if nth == acts // 2:
                load(tabs[1][0], tabs[1][0].url)


def unanswered(page: Page) -> bool:
    """Whether a question stands open."""
    return page.locator(".st-key-run_run button").count() > 0


def ask_likewise(page: Page, asked: bool) -> None:
    """That a question is asked once more is the visit's alone: the browser keeps the first prediction."""
    if asked and not unanswered(page):
        press(page, "again")


def learn(page: Page, chance: random.Random) -> None:
    """Another step of the lesson; or its question answered, rightly or not, and the run seen to its end."""
    run, choices = (
        page.locator(".st-key-run_run button"),
        page.locator('[data-testid="stRadio"] [role="radiogroup"] label'),
    )
    again = page.locator(".st-key-again button")
    if run.count() and choices.count() and chance.random() < 0.7:
        choices.nth(chance.randrange(choices.count())).click()
        press(page, "run_run")
        to_the_end(page)
        expect(page.locator(".st-key-reveal")).to_have_count(0)
        rested(page)
    elif again.count() and chance.random() < 0.3:
        press(page, "again")
    else:
        here = parse_qs(urlsplit(page.url).query)["step"][0]
        press(page, f"step_{chance.choice([k for k, name in STAGED if name != here])}")


@pytest.mark.slow
def test_a_walk_through_the_steps_of_a_lesson(server: str, browser: Browser, page: Page) -> None:
    """What was answered is kept by the browser, so the fresh page is given it, too."""
    acts, chance, tab = 14, random.Random("lesson"), counted(page)
    with elsewhere(browser, viewport=page.viewport_size, locale="en-US") as (fresh, other):
        load(fresh, other)
        load(tab, f"{server}/lesson?lang=en&lesson={LESSON}&step=acked")
        for nth in range(acts):
            learn(tab, chance)
            kept = tab.evaluate("localStorage.getItem('cap-lab-progress')")
            fresh.evaluate("kept => localStorage.setItem('cap-lab-progress', kept)", kept)
            same_as_anew(tab, chance, fresh, other, partial(ask_likewise, asked=unanswered(tab)))
            if nth == acts // 2:
                load(tab, tab.url)
