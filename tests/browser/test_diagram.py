"""The space-time diagram in a browser: time is linear, what was drawn stays, only what is in sight is there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from engine.catalog.scenes import PRESETS
from lessons.words import load
from tests.browser.modules import bare, value
from tests.browser.mounting import FRAMES, anew, following, framed, mounted
from tests.walks import walk

pytestmark = pytest.mark.slow

GAP = "system quorum nodes=3 r=2 w=3; timeout 300; 10 write n1 x a; 50 cut n1 n2 | n3; 60 write n1 x b; 400 heal"
WRITES = [f"{10 + 25 * k} write n{k % 3 + 1} x {k} by alice" for k in range(40)]
WIDE = 1900
"""A stage so wide that a step of the diagram beside it has its usual width."""
LONG = "; ".join(["system quorum nodes=3", *WRITES])


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with bare(browser, viewport={"width": 1280, "height": 900}) as page:
        yield page


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    with bare(browser) as page:
        yield page


def clock(ticks: list[int], end: int, step: int = 10) -> dict[str, Any]:
    """What the clock follows from: the ticks of events, the last tick, a step."""
    return {"events": [{"t": t, "lane": "n1"} for t in ticks], "end": end, "step": step}


CLOCK = """
(({ at, tick, total, last, breaks }) => ({
  breaks, total, last,
  at: [-9, 5, 10, 13, 23, 56.5, 90, 100, 110].map(at), tick: [-1, 0.5, 1.3, 2.3, 2.675, 4.05, 9].map(tick),
}))(warpOf(run))
"""


def test_time_is_linear_and_a_long_wait_is_a_break(modules: Page) -> None:
    """A step is 10 ticks. From 13 to 100 it is more than four steps, so 23 to 90 becomes three quarters of one."""
    found = value(modules, "warp", CLOCK.strip(), run=clock([0, 10, 13], 100))
    assert found["breaks"] == [{"from": 23, "to": 90}]
    assert found["at"] == pytest.approx([0, 0.5, 1, 1.3, 2.3, 2.675, 3.05, 4.05, 5.05])
    assert found["tick"] == pytest.approx([0, 5, 13, 23, 56.5, 100, 100])
    assert (found["total"], found["last"]) == (pytest.approx(4.05), 100)
    assert value(modules, "warp", "warpOf(run).breaks", run=clock([0, 40], 40)) == []


def test_nothing_that_was_moves_when_something_comes_later(modules: Page) -> None:
    chance = random.Random(1)
    for _ in range(40):
        ticks = sorted(chance.sample(range(600), 14))
        step = chance.choice([1, 5, 10, 40])
        before, after = clock(ticks[:9], ticks[8], step), clock(ticks, ticks[-1] + 50, step)
        places = "events.map(({ t }) => t).slice(0, 9).map(warpOf(run).at)"
        assert value(modules, "warp", places, run=before, events=before["events"]) == value(
            modules, "warp", places, run=after, events=after["events"]
        )


def test_order_on_the_axis_never_contradicts_time(modules: Page) -> None:
    chance = random.Random(2)
    for _ in range(40):
        ticks = sorted(chance.choices(range(60), k=30))
        events = [{"t": t, "lane": chance.choice(["n1", "n2", None])} for t in ticks]
        places = value(modules, "diagram_plan warp", "placesOf(run.events, (t) => 48 * warpOf(run).at(t), 48)", run={
            "events": events, "end": 60, "step": 10,
        })  # fmt: skip
        pairs = list(zip(events, places, strict=True))
        for k, (event, x) in enumerate(pairs):
            for later, right in pairs[k + 1 :]:
                assert right > x or event["t"] == later["t"], (event, later)
                if (event["t"], event["lane"]) == (later["t"], later["lane"]):
                    assert right > x


def test_the_scale_has_round_ticks_and_shows_where_time_is_left_out(tab: Page) -> None:
    mounted(tab, framed(GAP), WIDE)
    tab.evaluate("root.querySelector('.sheet').capWhole()")
    numbers = tab.locator(".sheet .scale text").all_text_contents()
    assert numbers == [str(t) for t in (*range(0, 91, 10), *range(350, 401, 10))]
    assert tab.locator(".sheet .break").get_attribute("data-tip") == load("en")("stage.left_out", ticks=350 - 90)
    xs = tab.locator(".sheet .scale text").evaluate_all("all => all.map(one => Number(one.getAttribute('x')))")
    steps = {round(b - a, 1) for a, b in pairwise(xs)}
    assert steps == {48.0, 36.0}, "a step is 48 px, the break three quarters of one"


def test_an_operation_without_length_is_a_narrow_bar_that_can_be_chosen(tab: Page) -> None:
    mounted(tab, framed("system quorum nodes=2 r=1 w=1; 10 read n1 x by alice; 10 read n1 x by alice"), WIDE)
    bars = tab.locator(".sheet .op.instant")
    places = bars.locator(".whole").evaluate_all(
        "all => all.map(one => ['x', 'y', 'width'].map(a => one.getAttribute(a)))"
    )
    assert len({y for _, y, _ in places}) == 2 and {(x, wide) for x, _, wide in places} == {("63", "6")}
    bars.first.locator(".grip").click()
    assert tab.locator(".sheet .op.lit").get_attribute("data-op") == "r1"


SNAPSHOT = """
() => {
  root.querySelector(".sheet").capWhole();
  const classes = (text) => text.split(/\\s+/).filter(Boolean).sort().join(" ");
  const plain = (el) => [
    el.tagName,
    [...el.attributes].map(({ name, value }) => [name, name === "class" ? classes(value) : value]).sort(),
    el.childElementCount ? [...el.children].map(plain) : el.textContent,
  ];
  const all = (what) => [...root.querySelectorAll(what)].map(plain);
  const sorted = (list) => list.map((one) => JSON.stringify(one)).sort();
  const beside = [".history tbody tr", ".verdicts button", ".why .said"].map(all);
  return [all(".sheet > g"), all(".lanes"), sorted(all(".marks i")), ...beside];
}
"""
"""All that a diagram, the marks of the scrubber, the history and the verdicts show, as plain data."""

PARTS = ("diagram", "lanes", "scrubber", "history", "verdicts", "why")


@pytest.mark.parametrize("name", ["first", "busy", "raft"])
def test_a_picture_that_follows_shows_what_one_drawn_anew_shows(tab: Page, name: str) -> None:
    mounted(tab, framed(PRESETS[name]))
    walks = []
    for stand in walk(PRESETS[name], 1, 8):
        following(tab, framed(stand.script))
        walks.append((stand.script, tab.evaluate(SNAPSHOT)))
        tab.evaluate("root.querySelector('.scroll').dispatchEvent(new Event('scroll'))")
    for script, found in walks:
        anew(tab, framed(script))
        for part, one, other in zip(PARTS, found, tab.evaluate(SNAPSHOT), strict=True):
            assert one == other, (part, script)


def test_one_operation_more_leaves_the_elements_of_the_others_where_they_are(tab: Page) -> None:
    script = "; ".join(["system quorum nodes=3", *WRITES[:8]])  # all of it is near
    mounted(tab, framed(script), WIDE)
    elements = "[...root.querySelectorAll('.sheet :is(.dot, .arrow, .op), .history tr')]"
    tab.evaluate(f"window.held = {elements}")
    following(tab, framed(f"{script}; 300 read n1 x by alice"))
    left = tab.evaluate(f"((now) => held.filter((one) => !now.has(one)).length)(new Set({elements}))")
    assert left == 0


TRANSFORMS = "all => all.map(one => one.getAttribute('transform'))"


def test_only_what_is_near_is_there_until_it_is_asked_for(tab: Page) -> None:
    picture = framed(LONG)
    mounted(tab, picture)
    dots = tab.locator(".sheet .dot")
    places = "all => all.map(one => Number(one.dataset.event))"
    events = len(picture["events"])
    assert 0 < dots.count() < events / 2 and max(dots.evaluate_all(places)) == events - 1
    tab.locator(".scroll").evaluate("one => { one.scrollLeft = 0; }")
    tab.wait_for_function("root.querySelector('.sheet .dot[data-event=\"0\"]') !== null")
    near = dots.evaluate_all(places)
    assert near == sorted(near), "in the order of events, so that what comes later lies above"
    room = tab.locator(".scroll").evaluate("one => one.clientWidth")
    right = max(float(place.split("(")[1].split()[0]) for place in dots.evaluate_all(TRANSFORMS))
    assert 1.5 * room < right <= 2 * room, "a screen beyond what is seen"
    tab.evaluate("root.querySelector('.sheet').capWhole()")
    assert dots.evaluate_all(places) == list(range(events))


def test_a_saved_drawing_has_all_of_it(tab: Page) -> None:
    picture = framed(LONG)
    mounted(tab, picture)
    near = tab.locator(".sheet .dot").count()
    with tab.expect_download() as download:
        tab.locator(".diagram .cardhead .tool").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert all(f'data-event="{k}"' in text for k in range(len(picture["events"])))
    assert tab.locator(".sheet .dot").count() == near


@pytest.mark.parametrize("kind", ["event", "op"])
def test_the_focus_stays_on_what_it_was_on(tab: Page, kind: str) -> None:
    mounted(tab, framed(LONG))
    last = tab.locator(f".sheet [data-{kind}]").last
    last.focus()
    name = last.get_attribute(f"data-{kind}")
    for script in (f"{LONG}; 1100 read n1 x by bob", LONG.replace("write n1 x 39", "write n1 x other")):
        anew_object = framed(script)
        for event in anew_object["events"]:
            event["text"] += "."
        for op in anew_object["operations"]:
            op["text"] += "."
        following(tab, anew_object)
        assert tab.evaluate(f"root.activeElement?.dataset.{kind}") == name
    tab.locator(".scroll").evaluate("one => { one.scrollLeft = 0; }")
    tab.evaluate(FRAMES)
    assert tab.evaluate(f"root.activeElement?.dataset.{kind}") == name
