"""On a phone the menu is a drawer over the page: it shuts when another page has been chosen from it, and is shut on a
page that is loaded anew, though Streamlit remembers it open.
"""

from __future__ import annotations

import streamlit as st

SHUT = """
const MEMORY = "stSidebarCollapsed"; // how Streamlit's entries in the browser's storage begin

function forget() {
  for (const name of Object.keys(localStorage)) if (name.startsWith(MEMORY)) localStorage.removeItem(name);
}

export default function ({ data }) {
  if (window.capPage === undefined) addEventListener("pagehide", forget);
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
