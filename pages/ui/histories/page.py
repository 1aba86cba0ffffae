"""The histories page: any history, pasted or uploaded, as lanes with a verdict a key and the operations that prove it.

Rules of this file
* The text is the state; what is seen is computed from it. A text that cannot be read is told with its place, and the
  last good history stays in view.
* A judgement is cut off after SECONDS: then nobody can tell. Nothing is kept of a history but in this session.
* The run on the desk comes here as a table of its operations, to be judged and changed like any other text.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import streamlit as st

from engine.catalog.scenes import PRESETS
from engine.checks import FOREIGN
from engine.checks.objects import OBJECTS
from engine.exports import FORMS
from engine.histories import APP, FORMATS, Log, decoded, read
from engine.histories.examples import EXAMPLES
from engine.histories.judging import judged, plain
from engine.histories.limits import DEPTH_MAX, VALUE_MAX
from engine.model import Verdict
from engine.script import ScriptError, print_script
from lessons.words import Words
from pages.ui.histories import verdict as told
from pages.ui.playground import exports as takeaway
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session.turns import turn
from pages.ui.session.undo import InHand

FIRST = "inversion"
AREA_MAX = 60_000
"""Characters that the text area takes; a longer file is judged all the same."""
SECONDS = 3.0
JEPSEN = "{:process 0, :type :invoke, :f :write, :value 1}"
SMALL = 300
"""Operations up to which the other models are judged without being asked for, and nobody waits for a turn."""


class Judged(NamedTuple):
    """A history that could be read, and its verdicts."""

    log: Log
    model: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Pasted:
    """text: the history that is judged. script: the run that it tells of. format, model: as chosen. good: what could be
    read last, as (text, format, model). refused: why the last file was not taken. uploaded: that file.
    """

    text: str = EXAMPLES[FIRST]
    script: str | None = None
    format: str = "auto"
    model: str = "auto"
    good: tuple[str, str, str] | None = None
    refused: str | None = None
    uploaded: str | None = None


def show() -> None:
    """Draw the histories page."""
    _page()


@st.fragment
def _page() -> None:
    words = here.words()
    st.caption(words("histories.intro"))
    _choose(words)
    left, right = st.columns((5, 4), gap="medium")
    with left:
        _text(words)
    with right:
        form, model = _how(words)
        found = _found(words, form, model)
        if found is not None:
            told.summary(words, found)
    if found is not None:
        told.keys(words, found)
        _others(words, found)
    _take(words)
    with st.expander(words("histories.formats")):
        limits = {"bytes": f"{APP.bytes:,}", "operations": f"{APP.operations:,}", "processes": f"{APP.processes:,}"}
        st.markdown(words("histories.formats_help", jepsen=JEPSEN))
        st.caption(words("histories.limits", depth=DEPTH_MAX, value=f"{VALUE_MAX:,}", **limits))


def _choose(words: Words) -> None:
    """An example, or the run on the desk."""
    state = st.session_state

    def example() -> None:
        if name := state["history_example"]:
            _take_in(EXAMPLES[name])
        state["history_example"] = None

    def mine() -> None:
        desk = session.get(InHand).desk
        script = desk.script if desk else print_script(runs.scenario(PRESETS["first"]))
        _take_in(FORMS["csv"].make(runs.trace(script)), script)

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
            width=340,
        )
        helps, icon = words("histories.mine_help"), ":material/gavel:"
        st.button(words("histories.mine"), icon=icon, help=helps, key="history_mine", on_click=mine)


def _take_in(text: str, script: str | None = None) -> None:
    """Another text; script: the run that it tells of."""
    session.change(Pasted, text=text, script=script, format="auto", model="auto")


def _text(words: Words) -> None:
    """The text to write in, and a file in its place."""
    state = st.session_state
    text = session.get(Pasted).text
    if len(text) <= AREA_MAX:
        state["history_area"] = text
        st.text_area(
            words("histories.text"),
            height=300,
            max_chars=AREA_MAX,
            key="history_area",
            on_change=lambda: session.change(Pasted, text=state["history_area"], script=None),
        )
    else:
        st.text(words("histories.long", size=f"{len(text):,}"))
        st.code(text[:2_000], language=None, height=230)
    most = APP.bytes // 1_000_000
    found = st.file_uploader(words("histories.upload", size=most), key="history_upload", max_upload_size=most)
    if found is not None and session.get(Pasted).uploaded != found.file_id:
        session.change(Pasted, uploaded=found.file_id)
        try:
            _upload(decoded(found.getvalue(), APP))
        except ScriptError as error:
            session.change(Pasted, refused=errors.sentence(words, error))
        st.rerun()


def _upload(text: str) -> None:
    _take_in(text.replace("\r\n", "\n"))
    session.change(Pasted, refused=None)


def _how(words: Words) -> tuple[str, str]:
    """In which notation to read it, and as what to judge it."""
    pasted = session.get(Pasted)
    with st.container(horizontal=True):
        for name, held, codes in (
            ("format", pasted.format, tuple(FORMATS)),
            ("model", pasted.model, tuple(OBJECTS)),
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
                width=200,
            )
    return pasted.format, pasted.model


def _named(words: Words, name: str, code: str) -> str:
    return words(f"history_{name}.{code}")


def _chosen(name: str) -> None:
    session.change(Pasted, **{name: st.session_state[f"history_{name}_shown"]})


def _found(words: Words, form: str, model: str) -> Judged | None:
    """The judgement of the text, or of the last one that could be read, with what is wrong."""
    asked = (session.get(Pasted).text, form, model)
    refused = session.take(Pasted, "refused")
    try:
        found = judge(*asked)
    except ScriptError as error:
        st.error(f"{errors.sentence(words, error)} {words('histories.stays')}", icon=":material/error:")
    else:
        session.change(Pasted, good=asked)
        if refused:
            st.error(f"{refused} {words('histories.stays')}", icon=":material/error:")
        return found
    good = session.get(Pasted).good
    return judge(*good) if good else None


@lru_cache(maxsize=16)
def judge(text: str, form: str, model: str) -> Judged:
    """Read and judge a text. Raises ScriptError."""
    log = read(text, form, APP)
    chosen = log.model if model == "auto" else model
    with turn(long=len(log.operations) > SMALL):
        end = time.monotonic() + SECONDS
        return Judged(log, chosen, judged(log, chosen, stop=lambda: time.monotonic() > end))


@lru_cache(maxsize=16)
def weaker(text: str, form: str, model: str) -> tuple[Verdict, ...]:
    """All checks but linearizability. Raises ScriptError."""
    found = judge(text, form, model)
    with turn(long=len(found.log.operations) > SMALL):
        return judged(found.log, found.model, FOREIGN[1:], known=found.verdicts)


def _others(words: Words, found: Judged) -> None:
    """The weaker models, and for a run of this laboratory the guarantees that need to know its versions."""
    st.subheader(words("histories.others"), anchor=False)
    if not plain(found.log) or found.model not in ("register", "cas-register"):
        st.caption(words("histories.others_none"))
        return
    pasted = session.get(Pasted)
    asked = len(found.log.operations) <= SMALL or st.toggle(words("histories.others_ask"), key="history_others")
    if asked and pasted.good:
        script = pasted.script
        told.others(words, weaker(*pasted.good), runs.trace(script) if script else None)


def _take(words: Words) -> None:
    """The run that this text tells of, in other notations."""
    script = session.get(Pasted).script
    if script:
        st.subheader(words("histories.take"), anchor=False)
        takeaway.buttons(words, script, here.lang())
