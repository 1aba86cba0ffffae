"""The histories page: any history, pasted or uploaded, as lanes with a verdict a key and the operations that prove it.

Rules of this file
* The text is the state; what is seen is computed from it. A text or a file that cannot be read is told, with its place,
  where the verdict would stand; the last history that could be read stays below, and is called that.
* Nothing is kept of a history but in this session, and for a while what it was judged to be (judged.py).
* The run on the desk comes here as a table of its operations, to be judged and changed like any other text.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from engine.catalog.scenes import PRESETS
from engine.checks.objects import OBJECTS
from engine.exports import FORMS
from engine.histories import APP, FORMATS
from engine.histories.examples import EXAMPLES
from engine.histories.judging import plain
from engine.script import print_script
from engine.transactions import TRANSACTIONAL
from lessons.words import Words
from pages.ui.head import head
from pages.ui.help.link import to_help
from pages.ui.histories import transactions
from pages.ui.histories import verdict as told
from pages.ui.histories.judged import SMALL, Asked, Judged, judge, weaker
from pages.ui.histories.notations import help_on
from pages.ui.histories.pasted import Pasted, found, take_in, uploaded
from pages.ui.playground import exports as takeaway
from pages.ui.session import language as here
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session.undo import InHand

AREA_MAX = 60_000
"""Characters that the text area takes; a longer file is judged all the same."""
UPLOAD = 10
"""Megabytes that the field takes (.streamlit/config.toml): more than may be read, so that we can say what is wrong.
What it refuses itself is told by a notice that is seen only then (frame.css)."""
STARTS_MAX = 300
"""Characters of the values at the start."""


def show() -> None:
    """Draw the histories page."""
    _page()


@st.fragment
def _page() -> None:
    words = here.words()
    head(words, "histories")
    _choose(words)
    left, right = st.columns((5, 4), gap="medium")
    with left:
        _text(words)
    with right:
        _how(words)
        asked, wrong, source = found(words)
        with st.container(key="history_not_taken"):
            st.warning(words("histories.not_taken", size=UPLOAD), icon=":material/warning:")
        with st.container(key="history_said"):
            if wrong:
                st.error(wrong, icon=":material/error:")
            elif asked:
                _summary(words, judge(asked))
    if asked and wrong:
        st.markdown(f"## {words('histories.stays', source=source)}")
    with st.container(key="history_last" if wrong else "history_verdict"):
        if asked:
            _rest(words, asked, last=bool(wrong))
    _take(words)
    with st.expander(words("histories.formats")):
        help_on(words)
        to_help(words, "histories")


def _rest(words: Words, asked: Asked, last: bool) -> None:
    """The picture and what else is known. last: it is that of the last history that could be read."""
    history = judge(asked)
    if last:
        _summary(words, history)
    if _of_transactions(history):
        transactions.show(words, history)
    else:
        told.keys(words, history)
        _others(words, history, asked)


def _of_transactions(history: Judged) -> bool:
    return history.model in TRANSACTIONAL and bool(history.log.operations)


def _summary(words: Words, history: Judged) -> None:
    if _of_transactions(history):
        transactions.summary(words, history)
    else:
        told.summary(words, history)


def _choose(words: Words) -> None:
    """An example, or the run on the desk."""
    state = st.session_state

    def example() -> None:
        if name := state["history_example"]:
            take_in(EXAMPLES[name], f"example.{name}")
        state["history_example"] = None

    def mine() -> None:
        desk = session.get(InHand).desk
        script = desk.script if desk else print_script(runs.scenario(PRESETS["first"]))
        take_in(FORMS["csv"].make(runs.trace(script)), "run", script)

    with st.container(horizontal=True, vertical_alignment="bottom", key="history_toolbar"):
        st.selectbox(
            words("histories.example"),
            list(EXAMPLES),
            index=None,
            format_func=lambda name: words(f"history_example.{name}"),
            placeholder=words("histories.example_hint"),
            key="history_example",
            on_change=example,
            label_visibility="collapsed",
            width=430,
        )
        helps, icon = words("histories.mine_help"), ":material/gavel:"
        st.button(words("histories.mine"), icon=icon, help=helps, key="history_mine", on_click=mine)


def _text(words: Words) -> None:
    """The text to write in, and a file in its place."""
    state, pasted = st.session_state, session.get(Pasted)
    if len(pasted.text) <= AREA_MAX:
        state["history_area"] = pasted.text
        st.text_area(
            words("histories.text"),
            height=300,
            max_chars=AREA_MAX,
            key="history_area",
            on_change=lambda: session.change(
                Pasted, text=state["history_area"], source="text", script=None, refused=None
            ),
        )
    else:
        _, _, name = pasted.source.partition("file.")
        st.text(words("histories.long", name=name or words("histories.text"), size=f"{len(pasted.text):,}"))
        st.code(pasted.text[:2_000], language=None, height=230)
    key = f"history_upload_{pasted.uploads}"  # another one for each file: what was read is let go
    size = f"{APP.bytes // 1_000_000:,}"
    given = st.file_uploader(words("histories.upload", size=size), key=key, max_upload_size=UPLOAD)
    if given is not None:
        uploaded(words, given.name, given.getvalue())
        st.rerun()


def _how(words: Words) -> None:
    """In which notation to read it, and as what to judge it."""
    pasted = session.get(Pasted)
    with st.container(horizontal=True):
        for name, held, codes, width in (
            ("format", pasted.format, tuple(FORMATS), 150),
            ("model", pasted.model, (*OBJECTS, *TRANSACTIONAL), 200),
        ):
            key = f"history_{name}"
            st.session_state[f"{key}_shown"] = held
            st.selectbox(
                words(f"histories.{name}"),
                ("auto", *codes),
                format_func=partial(_named, words, name),
                key=f"{key}_shown",
                on_change=_chosen,
                args=(name,),
                width=width,
            )
        st.session_state["history_starts_shown"] = pasted.starts
        st.text_input(
            words("histories.starts"),
            max_chars=STARTS_MAX,
            placeholder=words("histories.starts_hint"),
            help=words("histories.starts_help", bank='{"alice" 10, "bob" 10}', set="#{1 2}"),
            key="history_starts_shown",
            on_change=_chosen,
            args=("starts",),
            width=130,
        )


def _named(words: Words, name: str, code: str) -> str:
    return words(f"history_{name}.{code}")


def _chosen(name: str) -> None:
    session.change(Pasted, **{name: st.session_state[f"history_{name}_shown"]})


def _others(words: Words, history: Judged, asked: Asked) -> None:
    """The weaker models, and for a run of this laboratory the guarantees that need to know its versions."""
    if not history.log.operations:
        return
    if not plain(history.log) or history.model not in ("register", "cas-register"):
        st.caption(words("histories.others_none"))
        return
    st.header(words("histories.others"), anchor=False)
    script = session.get(Pasted).script
    if len(history.log.operations) <= SMALL or st.toggle(words("histories.others_ask"), key="history_others"):
        told.others(words, weaker(asked), runs.trace(script) if script else None)


def _take(words: Words) -> None:
    """The run that this text tells of, in other notations."""
    script = session.get(Pasted).script
    if script:
        st.header(words("histories.take"), anchor=False)
        takeaway.buttons(words, script, here.lang())
