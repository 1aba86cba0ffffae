"""Nothing jumps while a run is stepped through and played: Play stays under the pointer."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from engine.catalog.scenes import PRESETS
from engine.script import parse, print_script
from lessons.words import load
from pages.ui.playground import stories
from pages.ui.session.story import Story
from tests.browser.modules import bare
from tests.browser.mounting import FRAMES, framed, mounted

pytestmark = pytest.mark.slow

WATCH = """
() => {
  window.shifts = [];
  const moved = ({ node, previousRect: a, currentRect: b }) => `${node?.className}: ${a.x} ${a.y} to ${b.x} ${b.y}`;
  const note = (entry) => window.shifts.push([entry.value, ...entry.sources.map(moved)]);
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "layout-shift" });
}
"""
PLAY = "root.querySelector('.tool.main').getBoundingClientRect().top + scrollY"
STEPS = 40
CAPTIONS = ({"i": 1, "text": "One."}, {"i": 4, "text": "Two, with much more to say. " * 8}, {"i": 9, "text": "Three."})

DESK, PHONE, PROJECTOR = (1280, 800), (390, 844), (1280, 720)
STAGES: dict[str, tuple[str, tuple[int, int], str, dict[str, Any]]] = {
    "a first visit": ("first", DESK, "en", {"mode": "lab"}),
    "a first visit on a phone": ("first", PHONE, "zh", {"mode": "lab"}),
    "raft": ("raft", DESK, "en", {"mode": "lab"}),
    "clients on a phone": ("causal", PHONE, "en", {"mode": "lab"}),
    "a lesson": ("cart", (700, 800), "en", {"mode": "watch", "captions": CAPTIONS, "held": False}),
    "a lesson on a phone": ("cart", PHONE, "en", {"mode": "watch", "captions": CAPTIONS, "held": False}),
    "a projector": ("first", PROJECTOR, "zh", {"mode": "projector"}),
}
"""Scene, size of the window, language, and what stands around it."""


@pytest.mark.parametrize("name", STAGES)
def test_nothing_moves_while_a_run_is_stepped_through_and_played(browser: Browser, name: str) -> None:
    scene, (width, height), lang, around = STAGES[name]
    script = print_script(parse(PRESETS[scene]))
    question = stories.question(load(lang), Story("scene", scene), script) if scene == "first" else None
    picture = framed(script, lang, question=question, start={"t": 0, "i": 0, "play": False}, **around)
    with bare(browser, viewport={"width": width, "height": height}) as page:
        mounted(page, picture, width)
        page.evaluate(WATCH)
        places = {page.evaluate(PLAY)}
        for _ in range(min(STEPS, len(picture["events"]))):
            page.keyboard.press("ArrowRight")
            page.evaluate(FRAMES)
            places.add(page.evaluate(PLAY))
        page.keyboard.press("Home")
        page.keyboard.press(" ")
        page.wait_for_timeout(1500)
        page.keyboard.press("End")
        page.evaluate(FRAMES)
        assert len(places | {page.evaluate(PLAY)}) == 1
        assert page.evaluate("window.shifts") == []


def test_a_shift_is_noticed(browser: Browser) -> None:
    """The watch itself."""
    with bare(browser, viewport={"width": 1280, "height": 800}) as page:
        mounted(page, framed(PRESETS["first"]), 1280)
        page.evaluate(WATCH)
        page.evaluate("root.querySelector('.now').style.height = '90px'")
        page.evaluate(FRAMES)
        page.evaluate(FRAMES)
        assert page.evaluate("window.shifts") != []
