"""A run that is put on the learner's desk, from whatever page: what was in hand before is one undo away."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.ui.session import undo as desk


def put(script: str, fork: bool = False, start: dict[str, Any] | None = None, play_from: int | None = None) -> None:
    """Another run in hand, with nothing left over from the last one. start, play_from: where the stage begins."""
    state = st.session_state
    state["desk"] = desk.change(state["desk"], script, fork) if "desk" in state else desk.Desk(script)
    fresh(start, play_from)


def fresh(start: dict[str, Any] | None = None, play_from: int | None = None) -> None:
    """The stage begins anew: no notice, no question."""
    st.session_state.update(notice=None, start=start, play_from=play_from, question=False)


def on_playground(script: str) -> None:
    """Put it there, and go there."""
    put(script)
    st.switch_page("pages/playground.py")
