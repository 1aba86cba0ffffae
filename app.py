"""CAP Lab: language, theme, navigation. Nothing else.

Rules of this file
* Colours and type are in .streamlit/config.toml; what that file cannot say is in pages/ui/css/.
* The language is the one in ?lang=, else the one this session speaks already, else the browser's; a page finds it in
  pages/ui/session/language.py. Where it is not the browser's own, the address bar says so, beside whatever else stands
  there: so it outlives a change of page, and a copied link speaks it too.
* A page whose file is run past this one (a deep link that woke the server) gets its frame all the same: every page goes
  through framed(), which asks for st.session_state["_app_ran"], true only while main() runs. It is a key of its own:
  this file is then two modules, __main__ and app, which share nothing but the session.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import streamlit as st

from lessons.words import Words, languages, load, pick
from pages.ui.head import document, instead, title
from pages.ui.session import browser, drawer, state, warm
from pages.ui.session.language import Spoken

HERE = Path(__file__).parent
UI = HERE / "pages" / "ui"

# Names of the files in pages/, of their paths in the address bar and of their words under [nav], by menu (words under
# [menu]; those of "" stand in the bar itself); the first is home.
MENUS = {
    "": ("playground", "course", "lesson", "help"),
    "lab": ("compare", "clocks", "histories", "resilience", "inspect", "museum"),
    "mistakes": ("flaws", "table"),
}
PAGES = tuple(page for pages in MENUS.values() for page in pages)
SWITCH = 112
"""Width of the switch of languages in pixels, before frame.css has come."""
SHOWN = """<style>
.st-key-page:not(:has([data-testid="stSkeleton"])) { animation-play-state: running; }
</style>"""
"""A page is seen when its script has ended and no part of it still waits for a script of its own (frame.css)."""
MARKED = """<style>
[data-testid="stTopNav"] > :nth-child(%d) > button {
  background: color-mix(in srgb, currentColor 9%%, transparent);
  font-weight: 600;
}
</style>"""
INNER = ("lesson",)
"""Pages that others lead to: they are not named in the bar."""


def main() -> None:
    """Draw the frame and run the page that the address names."""
    words = load(_language())
    st.set_page_config(page_icon=UI / "icon.svg", layout="wide")
    for sheet in ("frame.css", "pages.css"):
        st.html(UI / "css" / sheet)
    instead(words)
    menus = {menu and words(f"menu.{menu}"): [_page(name, words) for name in names] for menu, names in MENUS.items()}
    page = st.navigation(menus, position="hidden" if st.context.is_embedded else "top")
    name = page.url_path or PAGES[0]
    title(words, page.title)
    st.logo(UI / "css" / "logo.svg", size="small")
    st.session_state["_app_ran"] = True
    try:
        with st.container(key="frame", gap=None, height=1, border=False):
            with st.container(key="header", height=1, border=False):
                drawer.shut(page.url_path)
                browser.ask(words)
                document(words, name)
                _switch(words)
            with st.container(key="page"):
                page.run()
    finally:
        st.html(SHOWN + _marked(name))
        st.session_state["_app_ran"] = False
    warm.begin()


def framed(show: Callable[[], None]) -> None:
    """What a file of pages/ does: show its view where the frame stands, else draw the frame, which runs the file."""
    if st.session_state.get("_app_ran"):
        show()
    else:
        main()


def _marked(name: str) -> str:
    """A style that shows which menu a page belongs to: the bar marks only what stands in it itself."""
    menu = next(menu for menu, names in MENUS.items() if name in names)
    before = len(MENUS[""]) - len(INNER) + list(MENUS).index(menu)
    return MARKED % before if menu else ""


def _language() -> str:
    asked = st.query_params.get("lang") or state.get(Spoken).lang
    lang = pick(asked, st.context.locale)
    state.change(Spoken, lang=lang)
    if "lang" not in st.query_params and lang != pick(None, st.context.locale):
        st.query_params["lang"] = lang
    return lang


def _page(name: str, words: Words) -> st.Page:
    home = name == PAGES[0]
    file = HERE / "pages" / f"{name}.py"
    seen: Literal["visible", "hidden"] = "hidden" if name in INNER else "visible"
    return st.Page(file, title=words(f"nav.{name}"), url_path="" if home else name, default=home, visibility=seen)


def _switch(words: Words) -> None:
    st.session_state["_lang_switch"] = words.lang
    with st.container(key="language", width=SWITCH):
        st.segmented_control(
            words("language.label"),
            languages(),
            required=True,
            format_func=lambda lang: load(lang)("language.short"),
            key="_lang_switch",
            on_change=_switched,
            label_visibility="collapsed",
        )


def _switched() -> None:
    st.query_params["lang"] = st.session_state["_lang_switch"]


if __name__ == "__main__":
    main()
