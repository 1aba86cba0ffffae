"""Which run a page shows: the one in the link, else the one on this session's desk, else a scene.

Rules of this file
* A page has a name, and under it in the session: `name` the canonical script, `name_notice` what is wrong with the
  last link (the last good run stays), `name_address` the link as the page wrote it itself.
* A link is read once, when it is not the page's own. A page that was left for another looks at the desk again.
"""

from __future__ import annotations

import streamlit as st

from engine.run.simulation import Overrun
from engine.script import ScriptError, print_script
from pages.ui.session import address
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import run_cache as runs


def arrive(name: str, first: str) -> bool:
    """Take the run that is asked for; is it another one than before?"""
    state, asked = st.session_state, st.query_params.get("run")
    if name in state and asked is not None and asked == state.get(f"{name}_address"):
        return False
    before = state.get(name)
    good = asked is not None and take(name, asked)
    notice = state.get(f"{name}_notice")
    if not good and (name not in state or asked is None):
        take(name, state["desk"].script if "desk" in state else first)
        state[f"{name}_notice"] = notice if asked is not None else None
    return bool(state[name] != before)


def take(name: str, text: str) -> bool:
    """Show another run; False, and a notice, if it cannot be."""
    state, words = st.session_state, here.words()
    try:
        script = print_script(runs.scenario(text))
        runs.trace(script)
    except (ScriptError, Overrun) as error:
        state[f"{name}_notice"] = errors.kept(words, error)
        return False
    state[name], state[f"{name}_notice"] = script, None
    return True


def settle(name: str) -> None:
    """Let the address bar hold the run."""
    text = address.line(st.session_state[name])
    if st.query_params.get("run") != text:
        st.query_params["run"] = text
    st.session_state[f"{name}_address"] = text
