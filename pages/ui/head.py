"""The head of a page: its name as the one heading of the first rank, and one sentence that says what can be done there.

Rules of this file
* The sentences are in words, under [head]; app.py tells them to the browser as the page's description, too.
* Headings below are of the second rank and lower (st.header and less).
"""

from __future__ import annotations

import streamlit as st

from lessons.words import Words
from pages.ui.js.modules import component

INSTEAD = {
    "upload": ('[data-testid="stFileUploaderDropzone"] button', "p"),
    "upload_most": ('[data-testid="stFileUploaderDropzoneInstructions"] > div', "span"),
    "apply": (':is([data-testid="stTextInput"], [data-testid="stNumberInput"])', '[data-testid="InputInstructions"]'),
    "apply_text": ('[data-testid="stTextArea"]', '[data-testid="InputInstructions"]'),
}
"""Streamlit's own words, which know no language, by ours: in which element, and which of its parts gives way."""

_document = st.components.v2.component("cap_document", js=component("document", "describe"))


def head(words: Words, page: str, name: str | None = None, sentence: str | None = None) -> None:
    """The head of a page; name, sentence: those of what is open on it, in place of the page's own."""
    own = words(f"nav.{page}")
    with st.container(key="head", gap=None):
        st.title(name or own, anchor=False)
        st.markdown(sentence or words(f"head.{page}"))
    title(words, *((name, own) if name else (own,)))


def title(words: Words, *names: str) -> None:
    """What the browser calls this page."""
    st.set_page_config(page_title=" · ".join((*names, words("app.title"))))


def instead(words: Words) -> None:
    """Our words in the place of Streamlit's: what is not displayed is not read aloud either."""
    rules = (
        f"{place} {part} {{ display: none; }} {place} {{ position: relative; }}"
        f'{place}:has({part})::after {{ content: "{words(f"instead.{code}")}"; font-size: 0.875rem; {_room(code)} }}'
        for code, (place, part) in INSTEAD.items()
    )
    st.html(f"<style>{' '.join(rules)}</style>")


def _room(code: str) -> str:
    """What a field says while one writes takes no room: a button below would move from under the press that ends it."""
    return "position: absolute; right: 0; top: 100%; pointer-events: none;" if code.startswith("apply") else ""


def document(words: Words, page: str) -> None:
    """The language of a page and its description, for the browser and whoever reads the page aloud."""
    _document(key="cap_document", data={"lang": words("language.tag"), "description": words(f"head.{page}")})
