"""Where the page stands: a new step begins at its top, and what was run is brought into view.

Rules of this file
* The browser remembers the last place, so that nothing moves while a learner reads and clicks about in one step.
* A page that is opened by a link to a section of it (#...) begins there.
* Where the page is one column, what came of a run is brought into view once it is told: by the button beside the last
  caption, or, where there are no captions, after a look at the end, unless the learner touches anything before.
* A button that goes once it is pressed gives its focus to the play bar.
"""

from __future__ import annotations

import streamlit as st

from pages.ui.js.modules import component
from pages.ui.session.unseen import unseen

LOOK = 1500
"""How long the end of a run is looked at, in milliseconds."""

_scroller = st.components.v2.component("cap_scroll", js=component("scroll", "scrollTo"))


def to(step: str, run: str = "", wait: int | None = None) -> None:
    """Tell the browser which step this is, what was run in it just now, and, once it may be told, when to go there."""
    with unseen("scroll"):
        _scroller(key="scroller", data={"step": step, "run": run, "wait": wait})
