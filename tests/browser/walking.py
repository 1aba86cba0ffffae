"""What walks through the real app share: acts by mouse and keyboard, when a page is at rest, and what it has drawn.

Rules of this file
* A page is held against one that was just loaded, from another server: that one shares no run and no picture with it.
* Nothing is waited for by the clock: an act that Python hears of is over when its answer has come and the stage is at
  rest (rest.js).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.driver import serving, visit
from tests.browser.mounting import FRAMES
from tests.browser.test_playground import EN, node

Then = Callable[[Page], None]

TRIES, PAUSE = 10, 500
"""How often two pages are looked at before they are said to differ, and milliseconds in between."""

COUNTING = """() => {
  const pictures = (window.capPictures = new Map());
  window.capReceived = 0;
  pictures.set = (name, picture) => {
    window.capReceived += 1;
    return Map.prototype.set.call(pictures, name, picture);
  };
}"""
"""How many pictures have come to a page (wire.js)."""

ROOTS = """
  const inside = (el) => el.shadowRoot ? roots(el.shadowRoot) : [];
  const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap(inside)];
  const stages = roots(document).filter((one) => one.querySelector(".net"));
"""

RESTS = f"""(received) => {{
  {ROOTS}
  const app = document.querySelector('[data-testid="stApp"]');
  const last = [...window.capPictures.values()].at(-1);
  const written = new URL(location).searchParams.get("run");
  return window.capReceived > received && app?.dataset.testScriptState === "notRunning" && stages.length > 0
    && !last.behind && (last.run === null || last.run.join("; ") === written);
}}"""
"""Has a picture come since, is nothing left to be told, and does the address hold the run?"""

DRAWN = f"""() => {{
  {ROOTS}
  const told = (el) => [...el.attributes]
    .filter((one) => !["style", "tabindex"].includes(one.name))
    .map((one) => `${{one.name}}=${{one.value.split(/\\s+/).filter(Boolean).join(" ")}}`).sort().join(" ");
  const visible = (el) => !el || (getComputedStyle(el).display !== "none" && visible(el.parentElement));
  const blank = (el) => el.tagName === "text" && !el.textContent; // what has nothing to say now
  const own = (el) => (el.children.length ? "" : el.textContent);
  return stages.map((root) => {{
    if (root.querySelector(".scroll").clientWidth) root.querySelector(".sheet").capWhole();
    const seen = (css) => [...root.querySelectorAll(css)].filter((el) => visible(el) && !blank(el));
    const all = (css) => seen(css).map((el) => `${{el.tagName}} ${{told(el)}} ${{own(el)}}`).sort();
    const said = (css) => seen(css).map((el) => el.textContent);
    return {{
      sheet: all(".sheet *"),
      stage: all(".net *"),
      legend: said(".legend li"),
      verdicts: all(".verdicts *"),
      why: said(".why"),
      history: all(".history tr, .history td"),
      marks: seen(".marks i").map((el) => `${{el.className}} ${{el.getAttribute("style")}}`).sort(),
      stands: said(".now, .time"),
      head: said(".headline"),
      narration: said(".narration .said"),
    }};
  }});
}}"""
"""Of every stage on the page, what it shows: elements with their attributes, places among them, and texts."""


@contextmanager
def elsewhere(browser: Browser, **options: Any) -> Iterator[tuple[Page, str]]:
    """A page for what is loaded anew, and the address of the server that it is loaded from."""
    with serving() as url:
        context = browser.new_context(**options)
        yield counted(context.new_page()), url
        context.close()


def counted(page: Page) -> Page:
    """Count the pictures that come to it, whatever it loads."""
    page.add_init_script(f"({COUNTING})()")
    return page


def load(page: Page, url: str) -> None:
    """Load an address, and wait until it is drawn."""
    visit(page, url)
    rested(page)


def rested(page: Page, received: int = 0) -> None:
    """Wait until a picture has come since, and all that follows from it is drawn."""
    page.wait_for_function(RESTS, arg=received)
    page.evaluate(FRAMES)


@contextmanager
def heard(page: Page) -> Iterator[None]:
    """Something that Python hears of: wait until it has answered."""
    received = page.evaluate("window.capReceived")
    yield
    rested(page, received)


def to_the_end(page: Page, back: int = 0) -> None:
    """Every stage at its end, or so many events before it, with no menu open."""
    page.keyboard.press("Escape")
    tools = {
        name: page.get_by_role("button", name=EN(f"stage.{name}"), exact=True) for name in ("first", "last", "back")
    }
    if tools["first"].count():  # where there is nothing to play there is nothing to play it with
        for name in ("first", "last", *["back"] * back):
            tools[name].first.click()
    page.evaluate(FRAMES)


def act(page: Page, chance: random.Random) -> None:
    """One thing that a learner does on a stage; what is not offered is passed over."""
    to_the_end(page)
    nodes = page.locator(".net .node")
    name = f"n{chance.randint(1, nodes.count())}"
    match chance.choice(["read", "read", "write", "crash", "cut", "link", "heal", "undo", "redo", "past", "recover"]):
        case "undo" | "redo" as way:
            button = page.get_by_role("button", name=EN(f"stage.{way}"), exact=True).first
            if button.is_enabled():
                with heard(page):
                    page.keyboard.press(way[0])
        case "cut":
            page.get_by_role("button", name=EN("stage.cut"), exact=True).first.click()
            node(page, name).locator(".body").click()
            with heard(page):
                page.locator(".draftbar .cutting").click()
        case "link":
            page.locator(".net .link").nth(chance.randrange(page.locator(".net .link").count())).press("Enter")
            choose(page, chance.choice(["slow", "cut", "heal"]))
        case "heal":
            button = page.get_by_role("button", name=EN("stage.heal"), exact=True).first
            if button.is_enabled():
                with heard(page):
                    button.click()
        case "past":
            to_the_end(page, back=chance.randint(1, 6))
            node(page, name).locator(".body").click()
            choose(page, "read")
        case verb:
            node(page, name).locator(".body").click()
            choose(page, verb)


def choose(page: Page, verb: str) -> None:
    """Press a button of the menu; close it where it has none."""
    button = page.locator(".menu").get_by_role("button", name=EN(f"stage.{verb}"), exact=True)
    if button.count():
        with heard(page):
            button.click()
    else:
        page.keyboard.press("Escape")


def differences(page: Page, fresh: Page, back: int = 0) -> dict[str, Any]:
    """What one page has not drawn as the other has, both so many events before the end."""
    for one in (page, fresh):
        expect(one.locator('[data-testid="stException"]')).to_have_count(0)
        to_the_end(one, back)
    here, there = page.evaluate(DRAWN), fresh.evaluate(DRAWN)
    assert len(here) == len(there)
    return {
        f"{part} {k}": unlike(mine[part], theirs[part])
        for k, (mine, theirs) in enumerate(zip(here, there, strict=True))
        for part in mine
        if mine[part] != theirs[part]
    }


def unlike(here: list[str], there: list[str]) -> tuple[list[str], list[str]]:
    """The first that only one of them has."""
    return [one for one in here if one not in there][:4], [one for one in there if one not in here][:4]


def address(page: Page, server: str) -> str:
    """The address of a page, on another server."""
    here = urlsplit(page.url)
    return f"{server}{here.path}?{here.query}"


def same_as_anew(page: Page, chance: random.Random, fresh: Page, server: str, then: Then | None = None) -> None:
    """What stands here is what the same address draws elsewhere. then: what else is to be done there first."""
    load(fresh, address(page, server))
    if then is not None:
        then(fresh)
    for back in (0, chance.randint(1, 8)):
        for left in reversed(range(TRIES)):  # a page that has come may still get what its browser has kept
            found = differences(page, fresh, back)
            if not found:
                break
            assert left, (page.url, back, found)
            fresh.wait_for_timeout(PAUSE)
