"""A place for what works on a page without being seen: it takes no room, before its style has come (frame.css) too."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def unseen(name: str) -> DeltaGenerator:
    """A container for it. name: of this one on the page."""
    return st.container(key=f"unseen_{name}", height=1, border=False)
