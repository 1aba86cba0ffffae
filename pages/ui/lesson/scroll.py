"""Where the page stands: a new step begins at its top, and what was run is brought into view.

Rules of this file
* The browser remembers the last place, so that nothing moves while a learner reads and clicks about in one step.
* Where the page is one column, what came of a run is brought into view once it is told: by the button beside the last
  caption, or, where there are no captions, after a look at the end, unless the learner touches anything before.
"""

from __future__ import annotations

import streamlit as st

SCROLL = """
const find = (name) => document.querySelector(name);
const narrow = () => matchMedia("(max-width: 899px)").matches;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const show = (name) => find(name)?.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
const TOLD = ".st-key-lesson_told";
let timer = 0;
const hands = ["pointerdown", "wheel", "keydown", "touchmove"];
const stop = () => clearTimeout(timer);

function later(wait) {
  stop();
  timer = setTimeout(() => {
    const top = find(TOLD)?.getBoundingClientRect().top ?? 0;
    if (top < 40 || top > innerHeight * 0.6) show(TOLD);
  }, wait);
}

if (!window.capCompare) {
  window.capCompare = true;
  document.addEventListener("cap-compare", () => show(TOLD));
  for (const hand of hands) document.addEventListener(hand, stop, { capture: true, passive: true });
}

export default function ({ data }) {
  const place = `${data.step} ${data.run} ${data.wait}`;
  if (window.capPlace === place) return;
  const first = window.capPlace === undefined;
  window.capPlace = place;
  stop();
  if (first) return;
  if (data.wait !== null) { if (narrow()) later(data.wait); return; }
  setTimeout(() => {
    if (data.run) show(".st-key-lesson_stage");
    else find('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  }, 60);
}
"""

LOOK = 1500
"""How long the end of a run is looked at, in milliseconds."""

_scroller = st.components.v2.component("cap_scroll", js=SCROLL)


def to(step: str, run: str = "", wait: int | None = None) -> None:
    """Tell the browser which step this is, what was run in it just now, and, once it may be told, when to go there."""
    with st.container(key="lesson_scroll"):
        _scroller(key="scroller", data={"step": step, "run": run, "wait": wait})
