"""The help page: what the script language, the checks and so on are, a topic at a time (?topic=); without one, a list.

Rules of this file
* The texts are ours (lessons/<lang>/help/). What a list of the program says, they leave to it: {stage}, {scenes} and
  {projector} are the keys that work there.
"""

from __future__ import annotations

import streamlit as st

from lessons.help import TOPICS, Section, Topic, topic
from lessons.words import Words
from pages.ui.head import head
from pages.ui.lesson import scroll
from pages.ui.session import language as here
from pages.ui.stage.shortcuts import KEYS, shortcuts

ASKED = "topic"
ICONS = {
    "start": "touch_app", "script": "code", "checks": "rule", "histories": "history", "lessons": "school",
    "keys": "keyboard", "privacy": "lock",
}  # fmt: skip


def show() -> None:
    """Draw the help page."""
    words, name = here.words(), st.query_params.get(ASKED)
    scroll.to(f"help {name}")
    if name in TOPICS:
        _one(words, name)
    else:
        _list(words, name)


def _list(words: Words, name: str | None) -> None:
    """All topics. name: one that was asked for in vain."""
    head(words, "help")
    if name is not None:
        st.warning(words("help.unknown"), icon=":material/search_off:")
    with st.container(key="help_list"):
        for each in TOPICS:
            found = topic(words.lang, each)
            with st.container(border=True, gap="xsmall", key=f"help_about_{each}"):
                icon = f":material/{ICONS[each]}:"
                st.button(
                    f"**{found.title}**", type="tertiary", icon=icon, on_click=_go, args=(each,), key=f"help_{each}"
                )
                st.markdown(found.about)


def _one(words: Words, name: str) -> None:
    """A topic, with the way to the others and to its sections."""
    found = topic(words.lang, name)
    head(words, "help", found.title, found.about)
    st.session_state["help_topic"] = name
    st.segmented_control(
        words("help.topics"),
        TOPICS,
        required=True,
        format_func=lambda each: topic(words.lang, each).title,
        key="help_topic",
        on_change=lambda: _go(st.session_state["help_topic"]),
        label_visibility="collapsed",
    )
    with st.container(key="help_text"):
        if len(found.sections) > 2:
            st.markdown(f":small[{_sections(found)}]")
        for section in found.sections:
            _section(words, section)


def _go(name: str) -> None:
    st.query_params[ASKED] = name


def _sections(found: Topic) -> str:
    return " · ".join(f"[{one.title}](#{one.anchor})" for one in found.sections if one.title)


def _section(words: Words, section: Section) -> None:
    if section.title:
        st.subheader(section.title, anchor=section.anchor, divider="gray")
    text = section.text
    for place in KEYS:
        keys = "\n".join(f"- `{one['key']}` {one['does']}" for one in shortcuts(words, place))
        text = text.replace(f"{{{place}}}", keys)
    st.markdown(text)
