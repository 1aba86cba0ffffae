"""CAP Lab: language, theme, navigation. Nothing else.

Rules of this file
* Colours and type are in .streamlit/config.toml; what that file cannot say is in pages/ui/frame.css.
* The language is the one in ?lang=, else the one chosen earlier in this session, else the browser's. A page finds it
  in st.session_state["lang"]. A choice is written into the address bar beside whatever stands there, so that a copied
  link speaks it too.
* A page whose file is opened before this one has run calls main() first (the guard at the top of every page).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lessons.words import Words, languages, load, pick

HERE = Path(__file__).parent
PAGES = ("playground", "compare", "inspect")
"""Names of the files in pages/, of their paths in the address bar and of their words under [nav]; the first is home."""


def main() -> None:
    """Draw the frame and run the page that the address names."""
    st.session_state["_app_ran"] = True
    words = load(_language())
    st.set_page_config(page_title=words("app.title"), page_icon=":material/hub:", layout="wide")
    page = st.navigation([_page(name, words) for name in PAGES], position="top")
    st.html(HERE / "pages" / "ui" / "frame.css")
    _switch(words)
    page.run()


def _language() -> str:
    chosen = st.session_state.get("_lang_chosen")
    if chosen and "lang" not in st.query_params:
        st.query_params["lang"] = chosen
    lang = pick(st.query_params.get("lang"), st.context.locale)
    st.session_state["lang"] = lang
    return lang


def _page(name: str, words: Words) -> st.Page:
    home = name == PAGES[0]
    file = HERE / "pages" / f"{name}.py"
    return st.Page(file, title=words(f"nav.{name}"), url_path="" if home else name, default=home)


def _switch(words: Words) -> None:
    st.session_state["_lang_switch"] = words.lang
    with st.container(key="language", width="content"):
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
    chosen = st.session_state["_lang_switch"]
    st.session_state["_lang_chosen"] = chosen
    st.query_params["lang"] = chosen


if __name__ == "__main__":
    main()
