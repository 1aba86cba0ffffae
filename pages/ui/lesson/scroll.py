"""Where the page stands: a new step begins at its top, and what was run is brought into view.

Rules of this file
* The browser remembers the last place, so that nothing moves while a learner reads and clicks about in one step.
"""

from __future__ import annotations

import streamlit as st

SCROLL = """
export default function ({ data }) {
  const place = `${data.step} ${data.run}`;
  if (window.capPlace === place) return;
  const first = window.capPlace === undefined;
  window.capPlace = place;
  if (first) return;
  const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const find = (name) => document.querySelector(name);
  setTimeout(() => {
    if (data.run) find(".st-key-lesson_stage")?.scrollIntoView({ block: "start", behavior: smooth });
    else find('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  }, 60);
}
"""

_scroller = st.components.v2.component("cap_scroll", js=SCROLL)


def to(step: str, run: str = "") -> None:
    """Tell the browser which step this is, and what was run in it just now."""
    with st.container(key="lesson_scroll"):
        _scroller(key="scroller", data={"step": step, "run": run})
