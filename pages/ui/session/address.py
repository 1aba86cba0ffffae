"""The address bar is the save file: ?run= holds the script, with ';' for line ends.

A link is read once: when it is not the one that this session wrote itself. ?t= says at which tick to begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from engine.script.limits import TICK_MAX
from pages.ui.session import state


@dataclass(frozen=True)
class Written:
    """run: the link that this session wrote itself."""

    run: str | None = None


def read() -> str | None:
    """The script of a link that this session did not write itself; None when there is nothing new."""
    text = st.query_params.get("run")
    return None if text is None or text == state.get(Written).run else text


def start() -> int | None:
    """The tick at which a link says to begin; None: it does not say."""
    text = st.query_params.get("t", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return None
    return min(int(text), TICK_MAX)


def write(script: str) -> None:
    """Let the address bar hold this run."""
    text = line(script)
    if st.query_params.get("run") != text:
        st.query_params["run"] = text
    state.change(Written, run=text)


def line(script: str) -> str:
    """A script on one line, as it stands in an address."""
    return "; ".join(script.splitlines())


def link(script: str) -> str:
    """A link that opens this run, whole."""
    return asking(run=line(script))


def asking(**query: str) -> str:
    """The address of this page with another query."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{here.path}?{urlencode(query, quote_via=quote, safe='')}"
