"""The sheet to share a run: its link, code to embed it, a QR code, pictures of the stage, files.

Rules of this file
* Links and the QR code are made here, all else in the browser (share_sheet.js): copying, and pictures of the stage.
* The browser says from which tick on a link is to show the run; that is untrusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Final

import segno
import streamlit as st

from engine.script.limits import TICK_MAX
from lessons.words import Words
from pages.ui.js.modules import component
from pages.ui.playground import exports
from pages.ui.session import address, state
from pages.ui.session import story as telling

READABLE: Final = 1_000
"""Characters of a link from which on a phone hardly reads its QR code from a screen."""

KEY: Final = "share_sheet"
WIDTH, HEIGHT = 800, 640
"""Of an embedded run, in pixels."""

_view = st.components.v2.component("cap_share", js=component("shim", "shareWhenReady"))


@dataclass(frozen=True)
class Sharing:
    """at: the tick from which on a link shows the run; None: as it begins."""

    at: int | None = None


def button(words: Words, script: str) -> None:
    """What opens the sheet."""
    if st.button(words("toolbar.share"), icon=":material/link:", key="share"):
        state.put(Sharing())
        st.dialog(words("share.title"), width="medium")(_sheet)(words, script)


def _sheet(words: Words, script: str) -> None:
    at = state.get(Sharing).at
    link = address.link(script, at, **telling.query(script))
    said = dict(words.section("share"))
    data = {"link": link, "embed": embed(words, script, at), "at": at, "qr": qr(link), "words": said}
    _view(key=KEY, data=data, on_at_change=_moved)
    with st.expander(words("share.files")):
        st.download_button(words("panels.download"), script, "cap-lab.txt", "text/plain", icon=":material/download:")
        exports.buttons(words, script, words.lang)


def _moved() -> None:
    """The learner chose from which moment on: a tick, or less than 0 for none."""
    at: Any = st.session_state.get(KEY, {}).get("at")
    state.put(Sharing(min(at, TICK_MAX) if isinstance(at, int) and at >= 0 else None))


def embed(words: Words, script: str, at: int | None = None) -> str:
    """HTML that shows the run in somebody's page."""
    src = escape(address.link(script, at, **telling.query(script), lang=words.lang, embed="true"))
    title = escape(words("app.title"))
    return f'<iframe src="{src}" title="{title}" width="{WIDTH}" height="{HEIGHT}" style="border:0"></iframe>'


def qr(link: str) -> dict[str, Any] | None:
    """The QR code of a link: the path of its dark squares, the squares of a side. None for a link that is too long."""
    if len(link) > READABLE:
        return None
    rows = segno.make_qr(link, error="l", boost_error=False).matrix
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return {"size": len(rows), "path": "".join(dark)}
