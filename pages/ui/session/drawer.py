"""On a phone the menu is a drawer over the page: it shuts when another page has been chosen from it."""

from __future__ import annotations

import streamlit as st

SHUT = """
export default function ({ data }) {
  const opened = new URL(performance.getEntriesByType("navigation")[0].name).pathname.split("/").pop();
  const last = window.capPage ?? opened; // a choice may come before this script
  window.capPage = data.page;
  if (last === data.page) return;
  document.querySelector('[aria-controls="stSidebar"][aria-expanded="true"]')?.click();
}
"""

_drawer = st.components.v2.component("cap_drawer", js=SHUT)


def shut(page: str) -> None:
    """Tell the browser which page this is."""
    _drawer(key="drawer_shut", data={"page": page})
