"""The stage of a picture on a bare page, without the app, and the next picture as the app sends it.

Rules of this file
* What has not changed from one picture to the next is the same object, as it is in the app; `anew` draws from nothing.
"""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from engine.script import parse, print_script
from lessons.words import load
from pages.ui.stage import frame
from pages.ui.stage.component import style
from pages.ui.stage.frame import Around
from pages.ui.stage.picture.frame_schema import Start

MOUNT = """
async ([style, width]) => {
  const { mounting } = await import("/mount.js");
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const shared = (a, b) => {
    if (![a, b].every((one) => one && typeof one === "object") || Array.isArray(a) !== Array.isArray(b)) return b;
    return same(a, b) ? a : Object.assign(b, Object.fromEntries(Object.keys(b).map((k) => [k, shared(a[k], b[k])])));
  };
  document.body.style.margin = 0;
  let last = null;
  let told = null; // what the stage asked for last: the next picture is its answer
  const setTriggerValue = (_, what) => (told = what);
  const mount = (picture) => window.show({ parentElement: window.root, data: picture, setTriggerValue });
  const answer = () => [told?.gesture ?? null, (told = null)][0];
  window.anew = (picture) => {
    document.querySelector("#host")?.remove();
    const host = document.body.appendChild(Object.assign(document.createElement("div"), { id: "host" }));
    host.style.width = `${width}px`;
    window.root = host.attachShadow({ mode: "open" });
    window.show = mounting(style, (picture) => ({ name: `bare.${picture.id}`, picture, gesture: answer() }));
    mount((last = picture));
  };
  window.next = (picture) => mount((last = shared(last, picture)));
}
"""

FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"


def framed(script: str, lang: str = "en", **around: Any) -> Any:
    """The picture of a script as JSON, its cursor at the end unless something else is said."""
    text = print_script(parse(script))
    start: Start = {"t": 10**6, "i": 10**6, "play": False}
    found = frame.framed(text, load(lang), Around(**{"start": start, **around}))
    return json.loads(json.dumps(found))


def mounted(page: Page, picture: Any, width: int = 1200) -> None:
    """A stage of this width."""
    page.evaluate(MOUNT, [style(), width])
    anew(page, picture)


def anew(page: Page, picture: Any) -> None:
    """The picture on a new stage."""
    page.evaluate("(picture) => window.anew(picture)", picture)
    page.evaluate(FRAMES)


def following(page: Page, picture: Any) -> None:
    """The next picture on the stage that is there."""
    page.evaluate("(picture) => window.next(picture)", picture)
    page.evaluate(FRAMES)
