"""An overloaded service after the trouble is over: its queue, and what one changed setting makes of the same run.

Rules of this file
* Each row of the table is a run of its own; the numbers are the engine's (engine/resilience/aftermath.py).
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.resilience import CURES, aftermath
from engine.run.simulation import Overrun
from engine.script import print_script
from engine.script.rewrite import with_setting
from engine.trace import Trace
from lessons.words import Words
from pages.ui.protocols import service_queue
from pages.ui.session import run_cache as runs


def show(words: Words, trace: Trace) -> None:
    """The queue along time and, where somebody asked after the last trouble, the table; nothing without a capacity."""
    if not service_queue.applies(trace):
        return
    st.header(words("cures.title"), anchor=False)
    left, right = st.columns((3, 2))
    with left:
        service_queue.show(words, trace, trace.last)
    if (after := aftermath(trace)) is not None:
        with right:
            st.caption(words("cures.help", tick=after.tick))
            st.table(table(words, trace), hide_index=True, border="horizontal")
            st.caption(words("cures.see"))


def table(words: Words, trace: Trace) -> pd.DataFrame:
    """The run as it is, then each setting that is not what it has already."""
    scenario, rows = trace.scenario, []
    for setting in (None, *CURES):
        changed = print_script(with_setting(scenario, setting) if setting else scenario)
        if setting is None or changed != print_script(scenario):
            try:
                after = aftermath(runs.trace(changed))
            except Overrun:
                continue  # longer than a page shows
            assert after is not None
            said = words("cures.fraction", part=after.answered, whole=after.asked)
            rows.append((setting or words("cures.as_it_is"), said))
    return pd.DataFrame(rows, columns=[words("cures.setting"), words("cures.answered")])
