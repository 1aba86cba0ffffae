"""A walk through the real app: what patches have made of the stage is what a fresh page draws of the same run."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine.catalog.scenes import PRESETS
from lessons.words import load
from tests.browser.driver import settled
from tests.browser.test_playground import EN, node, open_run, script_of, to_the_end

ACTS, EVERY = 40, 5
"""So many acts in each of two tabs, and how often both are held against a fresh page."""

SCENES = ("first", "raft")

DRAWN = """() => {
  const inside = (el) => el.shadowRoot ? roots(el.shadowRoot) : [];
  const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap(inside)];
  const root = roots(document).find((one) => one.querySelector(".net"));
  const told = (el) => [...el.attributes]
    .filter((one) => !["style", "tabindex"].includes(one.name))
    .map((one) => `${one.name}=${one.value.split(/\\s+/).filter(Boolean).join(" ")}`).sort().join(" ");
  const own = (el) => (el.children.length ? "" : el.textContent);
  const all = (css) => [...root.querySelectorAll(css)].map((el) => `${el.tagName} ${told(el)} ${own(el)}`);
  const said = (css) => [...root.querySelectorAll(css)].map((el) => el.textContent);
  return {
    sheet: all(".sheet *").sort(),
    stage: [...all(".net .node, .net .link .wire, .net .link"), ...said(".net .who"), ...said(".net .node")].sort(),
    verdicts: [...root.querySelectorAll(".verdicts li, .verdicts .verdict")].map((el) => el.textContent),
    history: [...root.querySelectorAll(".history tr")].map((el) => el.textContent),
    marks: [...root.querySelectorAll(".marks i")].map((el) => `${el.className} ${el.getAttribute("style")}`).sort(),
    stands: root.querySelector(".now").textContent,
    head: root.querySelector(".headline")?.textContent,
  };
}"""


def at_rest(page: Page) -> None:
    """At the end of the run, with nothing under way, and the address written."""
    address = ""
    while address != page.url:
        address = page.url
        page.wait_for_timeout(600)
        settled(page)
    page.keyboard.press("Escape")
    to_the_end(page)
    page.wait_for_timeout(100)


def act(page: Page, chance: random.Random) -> None:
    """One thing that a learner does; what is not offered is passed over."""
    names = [f"n{k}" for k in (1, 2, 3)]
    match chance.choice(["read", "read", "write", "crash", "cut", "heal", "undo", "redo", "fork", "recover"]):
        case "undo" | "redo" as way:
            page.keyboard.press(way[0])
        case "cut":
            page.get_by_role("button", name=EN("stage.cut"), exact=True).first.click()
            node(page, chance.choice(names)).click()
            page.locator(".draftbar .cutting").click()
        case "heal":
            button = page.get_by_role("button", name=EN("stage.heal"), exact=True).first
            if button.is_enabled():
                button.click()
        case "fork":
            page.keyboard.press("Home")
            page.keyboard.press("ArrowRight")
            _menu(page, chance.choice(names), "read")
        case verb:
            _menu(page, chance.choice(names), verb)


def _menu(page: Page, name: str, verb: str) -> None:
    node(page, name).click()
    button = page.locator(".menu").get_by_role("button", name=EN(f"stage.{verb}"), exact=True)
    if button.count() and button.is_enabled():
        button.click()
    else:
        page.keyboard.press("Escape")


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
def test_a_walk_in_two_tabs_draws_what_a_fresh_page_draws(server: str, page: Page, scene: str) -> None:
    tabs = [page, page.context.new_page()]
    chances = [random.Random(f"{scene} {nth}") for nth in range(2)]
    for tab in tabs:
        open_run(tab, server, "; ".join(PRESETS[scene].splitlines()))
        at_rest(tab)
    for nth in range(ACTS):
        for tab, chance in zip(tabs, chances, strict=True):
            tab.bring_to_front()
            act(tab, chance)
            at_rest(tab)
            if nth % EVERY == EVERY - 1:
                expect(tab.locator('[data-testid="stException"]')).to_have_count(0)
                assert differences(tab) == {}, (nth, script_of(tab))
        if nth == ACTS // 2:
            tabs[1].reload()
            tabs[1].locator(".net").wait_for()
            at_rest(tabs[1])


def differences(tab: Page) -> dict[str, Any]:
    """What is not as a page draws it that opens the same run."""
    fresh = tab.context.new_page()
    fresh.goto(tab.url)
    fresh.locator(".net").wait_for()
    at_rest(fresh)
    here, there = tab.evaluate(DRAWN), fresh.evaluate(DRAWN)
    fresh.close()
    return {
        part: [(one, other) for one, other in zip(here[part], there[part], strict=False) if one != other][:3]
        or (len(here[part]), len(there[part]))
        for part in here
        if here[part] != there[part]
    }


def test_the_words_that_the_walk_clicks_on_are_there() -> None:
    assert all(load("en").has(f"stage.{verb}") for verb in ("read", "write", "crash", "recover", "cut", "heal"))
