"""The marks of the space-time diagram: names that lie on nothing, events that are chosen by mouse, finger and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from engine.catalog.scenes import PRESETS
from lessons.words import load
from tests.browser.modules import bare, value
from tests.browser.mounting import FRAMES, framed, mounted

pytestmark = pytest.mark.slow

OVER = """
() => {
  root.querySelector(".sheet").capWhole();
  const all = [...root.querySelectorAll(".sheet :is(.op, .cutspan, .scale, .break) text")];
  const said = all.filter((el) => el.textContent && getComputedStyle(el).visibility !== "hidden");
  const boxes = said.map((el) => [el.textContent, el.getBoundingClientRect()]);
  const wide = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const over = ([, a], [, b]) => wide(a, b) > 1 && high(a, b) > 3;
  const parts = (el) => [el.querySelector("text"), el.querySelector(".whole")];
  const bars = [...root.querySelectorAll(".sheet .op")].map(parts);
  const found = boxes.flatMap((a, k) => boxes.slice(k + 1).filter((b) => over(a, b)).map((b) => `${a[0]} on ${b[0]}`));
  for (const [text] of bars.filter(([one]) => one.textContent))
    for (const [own, bar] of bars)
      if (own !== text && over([, text.getBoundingClientRect()], [, bar.getBoundingClientRect()]))
        found.push(`${text.textContent} on a bar`);
  return found;
}
"""
HIT = """
() => {
  const [sheet, scroll] = [root.querySelector(".sheet"), root.querySelector(".scroll")];
  sheet.capWhole();
  scroll.scrollIntoView();
  const dots = [...sheet.querySelectorAll(".dot")];
  const at = dots.map((dot) => dot.getAttribute("transform").match(/[-\\d.]+/g).map(Number));
  const chosen = (dot, [x, y]) => {
    scroll.scrollLeft = x - 100;
    const edge = sheet.getBoundingClientRect();
    return root.elementFromPoint(edge.left + x, edge.top + y)?.closest(".dot") === dot;
  };
  const same = (k) => at.some(([x, y], n) => n > k && Math.hypot(x - at[k][0], y - at[k][1]) < 1);
  return dots.filter((dot, k) => !same(k) && !chosen(dot, at[k])).map((dot) => dot.getAttribute("aria-label"));
}
"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with bare(browser, viewport={"width": 1280, "height": 900}) as page:
        yield page


def test_no_name_lies_on_another_or_on_a_bar(tab: Page) -> None:
    found = {}
    for name, script in PRESETS.items():
        mounted(tab, framed(script), 700)
        if over := tab.evaluate(OVER):
            found[name] = over
    assert not found


def test_a_press_on_the_middle_of_an_event_chooses_it(tab: Page) -> None:
    found = {}
    for name in ("first", "raft", "table_cluster", "dead_instance", "causal"):
        mounted(tab, framed(PRESETS[name]), 700)
        if missed := tab.evaluate(HIT):
            found[name] = missed
    assert not found


def test_the_ground_of_a_mark_is_what_is_nearest_to_it(browser: Browser) -> None:
    """Two marks 10 apart share the ground between them; alone each has 24 px either way, as fingers need."""
    points = [{"x": 0, "y": 0}, {"x": 10, "y": 0}, {"x": 100, "y": 0}, {"x": 100, "y": 0}]
    sides = "cellsOf(points).map((cell) => [cell.map(({ x }) => x), cell.map(({ y }) => y)])"
    with bare(browser) as page:
        cells = value(page, "diagram_plan", sides, points=points)
    assert [(min(xs), max(xs), min(ys), max(ys)) for xs, ys in cells] == [
        (-12, 5, -12, 12), (5, 22, -12, 12), (88, 112, -12, 12), (88, 112, -12, 12),
    ]  # fmt: skip


def test_events_are_walked_by_arrow_keys(tab: Page) -> None:
    """Of all marks one takes part in the order of Tab: at first the one at the cursor."""
    mounted(
        tab,
        framed(
            "system quorum nodes=3; 10 write n1 x a by alice; 40 read n2 x by bob",
            start={"t": 0, "i": 0, "play": False},
        ),
        900,
    )
    stops = tab.locator(".sheet [tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    lane = "root.activeElement.getAttribute('aria-label')"
    events: dict[str, list[str]] = {"ArrowRight": [], "ArrowLeft": []}
    for key, heard in events.items():
        for _ in range(3):
            tab.keyboard.press(key)
            heard.append(tab.evaluate(lane))
    assert events["ArrowLeft"][:2] == events["ArrowRight"][1::-1]
    for _ in range(6):
        tab.keyboard.press("ArrowUp")
    assert tab.evaluate("root.activeElement.dataset.op") in ("w1", "r1"), "the clients' lanes are above those of nodes"
    for _ in range(6):
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.evaluate(FRAMES)
    assert tab.locator(".detail").text_content() != load("en")("stage.diagram_hint")
    assert tab.locator(".sheet .dot.chosen").count() == 1 and stops.count() == 1


def test_many_clients_have_one_lane_until_they_are_asked_for(tab: Page) -> None:
    words = load("en")
    mounted(tab, framed(PRESETS["retry_storm"]), 700)
    lanes = tab.locator(".lanes text.client")
    assert lanes.count() == 1 and lanes.get_attribute("data-tip") == words("stage.clients", count=20)
    tab.get_by_role("button", name=words("stage.clients_open")).click()
    assert lanes.count() == 20
    tab.get_by_role("button", name=words("stage.clients_shut")).click()
    assert lanes.count() == 1


def test_time_that_is_left_out_says_how_much(tab: Page) -> None:
    mounted(tab, framed("10 write n1 x a; 400 read n1 x"), 700)
    tab.evaluate("root.querySelector('.sheet').capWhole()")
    told = tab.locator(".sheet .break").get_attribute("data-tip") or ""
    ticks = told.split()[0]
    assert int(ticks) > 200
    assert tab.locator(".sheet .break text").text_content() == load("en")("stage.left_out_short", ticks=ticks)
