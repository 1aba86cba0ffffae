"""What stands on the stage stands apart: labels, clients, nodes and what they say, on desk, phone and projector."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from engine.catalog.scenes import PRESETS
from lessons.words import load
from pages.ui.js.modules import JS
from tests.browser.modules import bare, value
from tests.browser.mounting import framed, mounted

pytestmark = pytest.mark.slow

NINE = """system quorum nodes=9 r=5 w=5; init shopping_basket_main "a very long value indeed";
10 write n1 shopping_basket_main "supercalifragilistic" by charlotte;
40 cut n1 n2 n3 | n4 n5 n6 n7 n8 n9; 50 write n2 shopping_basket_main "another long one" by bartholomew;
60 read n9 shopping_basket_main by alice"""
SERVICES = {f"{n} services": f"system service nodes={n}; gateway g1; 10 call g1 a by alice" for n in (1, 5, 9)}
THREE = "system quorum nodes=5; 5 cut n1 n2 | n3 n4 | n5; 10 write n1 x a by alice; 14 read n5 x by carol"
RUNS = {**PRESETS, "nine nodes": NINE, "three sides": THREE, **SERVICES}
BOXES = {"desk": (760, 330), "phone": (358, 340), "projector": (1246, 330)}
HIGH = "room.high || heightOf(picture, width)"
OVER = """
() => {
  const box = (el) => el.getBoundingClientRect();
  const stage = box(root.querySelector(".net"));
  const seen = (el) => el.getBBox().width > 0 && getComputedStyle(el).display !== "none";
  const of = (what) => [...root.querySelectorAll(`.net ${what}`)].filter(seen);
  const called = (el) => `${el.getAttribute("class")} ${el.textContent}`;
  const named = (what) => of(what).map((el) => [called(el), box(el), el.closest(".node")]);
  const wide_stage = stage.width >= 560; // a phone has no room for what nodes believe
  const words = [".client", ".says", ".hears", ".grouplabel", ".cutmark", ".figure"];
  const texts = [...words, ...(wide_stage ? [".belief.on", ".role.on"] : [])].flatMap(named);
  const rim = (el) => box([...el.parentNode.querySelectorAll(".quorum:has(path)"), el][0]);
  const bodies = of(".body").map((el) => ["node", box(el), el.parentNode]);
  const rings = of(".body").map((el) => ["ring", rim(el), el.parentNode]);
  const wide = ([, one], [, two]) => Math.min(one.right, two.right) - Math.max(one.left, two.left);
  const high = ([, one], [, two]) => Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
  const found = [];
  const pairs = (one, two) => wide(one, two) > 3 && high(one, two) > 5 && found.push(`${one[0]} on ${two[0]}`);
  const apart = (one, two) => (one[2] && one[2] === two[2]) || pairs(one, two);
  texts.forEach((one, k) => texts.slice(k + 1).forEach((two) => apart(one, two)));
  const clients = texts.filter(([, , node]) => !node);
  clients.forEach((one) => (wide_stage ? rings : bodies).forEach((two) => apart(one, two)));
  const near = ([, one], [, two]) => Math.hypot(one.left - two.left, one.top - two.top) < (one.width + two.width) / 2;
  bodies.forEach((one, k) => bodies.slice(k + 1).forEach((two) => near(one, two) && found.push("node on node")));
  const lines = of(".seam").map((el) => ["x1", "y1", "x2", "y2"].map((name) => Number(el.getAttribute(name))));
  const ahead = ([x1, y1, x2, y2], x, y) =>
    ((x - stage.left - x1) * (y2 - y1) - (y - stage.top - y1) * (x2 - x1)) / Math.hypot(x2 - x1, y2 - y1);
  for (const line of lines.slice(0, lines.length === 1 ? 1 : 0)) {
    for (const [, one] of bodies)
      if (Math.abs(ahead(line, one.left + one.width / 2, one.top + one.height / 2)) < one.width / 2 + 9)
        found.push("the cut runs through a side");
    for (const [name, one] of [...named(".grouplabel"), ...named(".client")])
      if (ahead(line, one.left, one.top) * ahead(line, one.right, one.bottom) < 0)
        found.push(`the cut runs through ${name}`);
  }
  for (const [name, one] of [...texts, ...bodies]) {
    const far = [stage.left - one.left, one.right - stage.right, stage.top - one.top, one.bottom - stage.bottom];
    if (Math.max(...far) > 1) found.push(`${name} is not on the stage`);
  }
  return found;
}
"""


ASTRAY = """
() => {
  const middle = (el) => el.getBoundingClientRect().left + el.getBoundingClientRect().width / 2;
  const cut = middle(root.querySelector(".seams .seam"));
  const body = (name) => middle(root.querySelector(`.node[data-node="${name}"] .body`));
  const person = (name) => [...root.querySelectorAll(".who")].find((el) => el.textContent.startsWith(name));
  const across = (name, node) => (middle(person(name).querySelector(".figure")) - cut) * (body(node) - cut) < 0;
  return [["alice", "n1"], ["bob", "n4"]].filter((one) => across(...one));
}
"""


@pytest.fixture(scope="module", params=BOXES)
def stage(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, int]]:
    """A page on which stages are as large as the box, whatever else is on it."""
    width, height = BOXES[request.param]
    with bare(browser, viewport={"width": width + 34, "height": 720}) as page:
        text = (JS / "network.js").read_text(encoding="utf-8")
        assert HIGH in text
        body = text.replace(HIGH, str(height))
        page.route("**/network.js", lambda route: route.fulfill(body=body, content_type="text/javascript"))
        yield page, width


def test_nothing_lies_on_anything_else(stage: tuple[Page, int]) -> None:
    page, width = stage
    found = {}
    for name, script in RUNS.items():
        picture = framed(script, mode="projector" if width > 1000 else "lab")
        tick = round(picture["end"] * 0.6)
        index = max((k for k, event in enumerate(picture["events"]) if event["t"] <= tick), default=0)
        mounted(page, {**picture, "start": {"t": tick, "i": index, "play": False}}, width)
        if over := page.evaluate(OVER):
            found[f"{name} at {tick}"] = over
    assert not found


def test_clients_take_the_first_place_that_is_free_all_the_time(browser: Browser) -> None:
    stays = [("alice", 0, 20), ("bob", 10, None), ("carol", 20, None), ("dave", 20, 30)]
    visits = [{"client": who, "node": "n1", "from": begin, "to": end} for who, begin, end in stays]
    with bare(browser) as page:
        assert value(page, "client_spots", "slotsOf(visits)", visits=visits) == [0, 1, 0, 2]


def test_on_a_phone_nobody_stands_across_the_cut_from_the_node_that_they_asked(browser: Browser) -> None:
    """However little room there is: the stage is as low as a question above it leaves it."""
    with bare(browser, viewport={"width": 390, "height": 755}) as page:
        picture = framed(PRESETS["split"], "zh", mode="lab")
        index = max(k for k, event in enumerate(picture["events"]) if event["t"] <= 169)
        mounted(page, {**picture, "start": {"t": 169, "i": index, "play": False}}, 356)
        assert page.evaluate(ASTRAY) == []


def test_many_clients_are_one_figure_with_their_number(browser: Browser) -> None:
    with bare(browser, viewport={"width": 760, "height": 900}) as page:
        mounted(page, framed(PRESETS["retry_storm"]), 760)
        assert page.locator(".who").count() == 1
        assert page.locator(".who .client").text_content() == load("en")("stage.clients", count=20)


def test_a_cut_into_three_is_drawn_between_each_two(browser: Browser) -> None:
    """n5 | n1 n2 | n3 n4 stand beside each other: two lines, and none through a third side."""
    with bare(browser, viewport={"width": 760, "height": 900}) as page:
        mounted(page, framed(THREE), 760)
        assert page.locator(".seams .seam").count() == 2
        assert page.locator(".cutmark").text_content() == load("en")("stage.cut_at", t=5)
