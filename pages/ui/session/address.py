"""The address bar is the save file: ?run= holds the script, with ';' for line ends.

A link is read once: when it is not one that this session wrote itself. The browser writes it, not Streamlit: so a
gesture leaves no step in the browser's history, and costs no run of the page. ?t= says at which tick to begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from engine.script.limits import TICK_MAX
from pages.ui.session import state

OWN: Final = 16
"""So many of its own links a session knows again: the browser may be some gestures behind."""


@dataclass(frozen=True)
class Written:
    """runs: the last links that this session wrote itself, or has read, the newest last."""

    runs: tuple[str, ...] = ()


def read() -> str | None:
    """The script of a link that this session neither wrote itself nor has read; None when there is nothing new."""
    text = st.query_params.get("run")
    if text is None or text in state.get(Written).runs:
        return None
    _remember(text)
    return text


def start() -> int | None:
    """The tick at which a link says to begin; None: it does not say."""
    text = st.query_params.get("t", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return None
    return min(int(text), TICK_MAX)


def written(script: str) -> list[str]:
    """The lines of a run that the stage writes into the address bar once it is at rest (view.js)."""
    _remember(line(script))
    return script.splitlines()


def _remember(text: str) -> None:
    others = [one for one in state.get(Written).runs if one != text]
    state.put(Written((*others, text)[-OWN:]))


def line(script: str) -> str:
    """A script on one line, as it stands in an address."""
    return "; ".join(script.splitlines())


def link(script: str, at: int | None = None, **more: str) -> str:
    """A link that opens this run, whole. at: the tick to begin with."""
    moment = {} if at is None else {"t": str(at)}
    return asking(run=line(script), **moment, **more)


def asking(page: str | None = None, **query: str) -> str:
    """The address of this page with another query, as short as it can be written. page: that one in place of this."""
    here = urlsplit(st.context.url or "")
    path = here.path if page is None else f"{here.path.rpartition('/')[0]}/{page}"
    return f"{here.scheme}://{here.netloc}{path}?{urlencode(query, safe=';:,=')}"
