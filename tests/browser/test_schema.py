"""The schema of a picture, from the browser's side: the stage reads what it names, and all of it but for a few fields.

Rules of this file
* A picture is wrapped in proxies made from the schema; to read a name that it does not know throws.
* The stage is mounted from its modules, without the app, and used: stepped through, clicked, chosen, cut.
* What is read anywhere is collected; what nobody reads must be listed here, with the reason.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from engine.catalog.scenes import PRESETS
from engine.script import parse, print_script
from lessons.words import load
from pages.ui.playground import stories
from pages.ui.session.story import Story
from pages.ui.stage import frame
from pages.ui.stage.component import style
from pages.ui.stage.frame import Around
from pages.ui.stage.picture.frame_schema import Framed, Mode, Start
from pages.ui.stage.picture.json_schema import schema_of
from tests.browser.modules import bare

pytestmark = pytest.mark.slow

FOR_PYTHON = {
    "Operation.key": "lists beside the stage",
    "Operation.of": "the arc shows what is needed, not of how many",
    "Operation.reason": "told by why; the space-time diagram of the inspect page has it beside the bar",
    "Message.due": "the inspect page draws what is still under way up to its due tick",
    "Counted.i": "counted by tick",
    "Story.title": "the title of the frame",
    "Story.promise": "what stands first among the verdicts",
    **{f"Kept.{field}": "the tab keeps a desk whole" for field in ("runs", "at", "branches")},
    **{f"Change.{field}": "the tab keeps a desk whole" for field in ("head", "tail", "lines")},
    "Counted.node": "the legend of the arc is a number",
}
"""Fields that the stage does not read."""

WATCH = """
async ([schema, picture, style]) => {
  const read = (window.read = new Set());
  const wrong = (window.wrong = new Set());
  const resolve = (part) => (part.$ref ? schema.$defs[part.$ref.split("/").pop()] : part);
  const nameOf = (part) => part.$ref?.split("/").pop();
  const inside = (part, value) => {
    if (value === null || typeof value !== "object") return value;
    const parts = part.anyOf ?? [part];
    const fitting = parts.find((one) => ["array", "object"].includes(resolve(one).type));
    return Array.isArray(value) ? value.map((one) => inside(fitting.items, one)) : watched(fitting, value);
  };
  const watched = (part, value) => {
    const { properties, additionalProperties } = resolve(part);
    const fields = Object.entries(value).map(([k, one]) => [k, inside(properties?.[k] ?? additionalProperties, one)]);
    if (!properties) return Object.fromEntries(fields); // a dict: its keys are names, not fields
    return new Proxy(Object.fromEntries(fields), {
      get(target, name) {
        if (typeof name === "symbol" || name === "toJSON") return target[name];
        if (!(name in properties)) {
          wrong.add(`${nameOf(part)}.${name}`);
          throw new Error(`the schema has no ${nameOf(part)}.${name}`);
        }
        read.add(`${nameOf(part)}.${name}`);
        return target[name];
      },
      set(target, name) {
        throw new Error(`a picture is read only: ${nameOf(part)}.${String(name)}`);
      },
    });
  };
  const { mounting } = await import("/mount.js");
  const host = document.body.appendChild(document.createElement("div"));
  host.style.width = "1200px";
  const root = host.attachShadow({ mode: "open" });
  const mount = mounting(style, (picture) => ({ name: "it", picture, gesture: null }));
  window.sent = [];
  window.show = (one) => mount({
    parentElement: root,
    data: watched({ $ref: schema.$ref }, one),
    setTriggerValue: (name, what) => window.sent.push(what.verb),
  });
  window.show(picture);
}
"""


STEP_ON = """
(steps) => {
  const root = document.body.lastElementChild.shadowRoot;
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  for (let k = 0; k < steps; k += 1) {
    press("ArrowRight");
    root.querySelector(".net .message")?.dispatchEvent(new MouseEvent("click"));
  }
}
"""


def framed(name: str, mode: Mode = "lab", **more: Any) -> Framed:
    script, words, story = print_script(parse(PRESETS[name])), load("en"), Story("scene", name)
    start: Start = {"t": 0, "i": 0, "play": False}
    question = stories.question(words, story, script) if mode == "lab" else None
    told = stories.told(words, story)
    around = Around(
        mode, start=start, question=question, story=told, captions=({"i": 1, "text": "now"},), twin="one", place="p"
    )
    return frame.framed(script, words, around._replace(**more))


def fields() -> set[str]:
    """Every field of the schema, as `Operation.need`."""
    return {f"{name}.{field}" for name, leaf in schema_of(Framed)["$defs"].items() for field in leaf["properties"]}


def mounted(page: Page, picture: Framed) -> None:
    page.evaluate(WATCH, [schema_of(Framed), json.loads(json.dumps(picture)), style()])
    page.locator(".net").wait_for()


def used(page: Page) -> set[str]:
    """Do everything that reads; what was read."""
    for choice in page.locator(".choice:visible").all()[:1]:
        choice.click()
    frame_passes(page)
    press(page, "Home")
    page.evaluate(STEP_ON, STEPS)
    for kind in (".net .node", ".net .link", ".net .message"):
        for thing in page.locator(kind).all()[:2]:
            thing.dispatch_event("click")
            press(page, "Escape")
    remove = page.locator(".menu .verb", has_text=load("en")("stage.delete"))
    page.locator(".net .node").first.dispatch_event("click")
    for verb in remove.all()[:1]:
        verb.click()
        assert page.evaluate("window.sent.at(-1)") == "delete"
    press(page, "Escape")
    for tab in ("why", "history", "diagram"):
        page.locator(f'[role=tab][data-for="{tab}"]').dispatch_event("click")
        frame_passes(page)
    for kind in (".dot", ".arrow", ".op", ".chooser", ".term", "tbody tr"):
        page.locator(kind).last.dispatch_event("click")
        frame_passes(page)
    press(page, "ArrowLeft")
    press(page, "c")
    page.locator(".net .node").first.dispatch_event("click")
    press(page, "Escape")
    press(page, " ")
    page.wait_for_timeout(100)
    press(page, " ")
    assert page.evaluate("[...window.wrong]") == []
    return set(page.evaluate("[...window.read]"))


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)


def frame_passes(page: Page) -> None:
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


STEPS = 40
"""So many events of a run are stepped through."""

SCENES = ("first", "raft", "causal", "split", "dead_instance", "table_etcd")


def test_the_stage_reads_what_the_schema_names_and_nothing_else(browser: Browser) -> None:
    found: set[str] = set()
    for name in SCENES:
        with bare(browser, viewport={"width": 1280, "height": 900}) as page:
            mounted(page, framed(name))
            found |= used(page)
    with bare(browser) as page:
        mounted(page, framed("first", run=["system quorum"]))
        press(page, "End")
        page.wait_for_timeout(400)
        found |= set(page.evaluate("[...window.read]"))
    with bare(browser, viewport={"width": 500, "height": 900}) as page:
        mounted(page, framed("first", "watch", held=False, play_from=3))
        page.evaluate("(picture) => window.show(picture)", json.loads(json.dumps(framed("cp", "watch", place="q"))))
        found |= used(page)
    assert fields() - found == set(FOR_PYTHON), "a field that nobody reads, or one that is listed and read"


def test_a_name_that_the_schema_does_not_know_is_found(browser: Browser) -> None:
    """The watch itself: without a field that the stage needs, mounting fails, and the field is named."""
    poor = schema_of(Framed)
    del poor["$defs"]["Event"]["properties"]["star"]
    picture = json.loads(json.dumps(framed("first")))
    for event in picture["events"]:
        del event["star"]
    with pytest.raises(Error, match=r"the schema has no Event\.star"), bare(browser) as page:
        page.evaluate(WATCH, [poor, picture, style()])
