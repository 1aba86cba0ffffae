"""Below the stage: tables of truth and of belief, every step in words, the script, files, and plain controls.

All of it works without the stage: for keyboards, screen readers and tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lessons.words import Words
from pages.ui import desk, runs, tables

Do = Callable[[Mapping[str, Any]], None]
Open = Callable[..., object]


def show(words: Words, current: desk.Desk, do: Do, open_script: Open) -> None:
    """The tabs."""
    names = ("controls", "nodes", "history", "steps", "script")
    controls, nodes, history, steps, script = st.tabs([words(f"panels.{name}") for name in names])
    with controls:
        _controls(words, current, do)
    with nodes:
        _nodes(words, current)
    with history:
        _history(words, current)
    with steps:
        st.caption(words("panels.steps_help"))
        st.dataframe(tables.steps(runs.trace(current.script), words), hide_index=True)
    with script:
        _script(words, current, open_script)


def _controls(words: Words, current: desk.Desk, do: Do) -> None:
    """The stage's gestures as plain fields."""
    trace = runs.trace(current.script)
    nodes = trace.scenario.system.names
    verbs = runs.picture(current.script, words.lang)["can"]["verbs"]
    st.caption(words("panels.controls_help"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="plain_controls"):
        verb = st.selectbox(
            words("panels.verb"), verbs, format_func=lambda one: words(f"verb.{one}"), key="do_verb", width=150
        )
        action: dict[str, Any] = {"verb": verb}
        if verb in ("write", "read", "delete"):
            action |= _operation_fields(words, nodes, runs.picture(current.script, words.lang)["key"], verb)
        elif verb in ("cut", "heal"):
            sides = st.text_input(words("panels.sides"), key="do_sides", placeholder="n1 n2 | n3", width=220)
            action["groups"] = [side.split() for side in sides.split("|")] if sides.strip() else []
        elif verb in ("hold", "drop", "release"):
            action["message"] = st.text_input(
                words("panels.message"), key="do_message", placeholder="n1>n2.1", width=150
            )
        elif verb == "slow":
            action["link"] = st.text_input(words("panels.link"), key="do_link", placeholder="n1-n2", width=120)
            action["latency"] = st.number_input(words("toolbar.latency"), 0, 10_000, 50, key="do_latency", width=120)
        else:
            action |= _node_fields(words, nodes, verb)
        action["tick"] = int(
            st.number_input(words("panels.tick"), 0, 1_000_000, trace.end, key=f"do_tick_{trace.end}", width=120)
        )
        st.button(words("panels.do"), type="primary", on_click=do, args=(action,), key="do")
        for way, possible in (("undo", current.past), ("redo", current.future)):
            st.button(
                words(f"toolbar.{way}"),
                icon=f":material/{way}:",
                on_click=do,
                args=({"verb": way},),
                disabled=not possible,
                key=way,
            )


def _operation_fields(words: Words, nodes: tuple[str, ...], key: str, verb: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"node": st.selectbox(words("panels.node"), nodes, key="do_node", width=100)}
    fields["key"] = st.text_input(words("panels.key"), key, key="do_key", width=110)
    if verb == "write":
        fields["value"] = st.text_input(words("panels.value"), "1", key="do_value", width=110)
    fields["client"] = st.text_input(words("panels.client"), "alice", key="do_client", width=110)
    return fields


def _node_fields(words: Words, nodes: tuple[str, ...], verb: str) -> dict[str, Any]:
    node = st.selectbox(words("panels.node"), nodes, key="do_node", width=100)
    fields: dict[str, Any] = {"node": node}
    others = [name for name in nodes if name != node]
    if verb in ("sync", "rejoin") and others:
        other = st.selectbox(words("panels.peer"), others, key="do_peer", width=100)
        fields |= {"peer": other, "to": other}
    if verb == "promote":
        fields["tell"] = st.multiselect(words("panels.tell"), others, key="do_tell", width=220)
    if verb == "purge":
        fields["key"] = st.text_input(words("panels.key"), "x", key="do_key", width=110)
    return fields


def _nodes(words: Words, current: desk.Desk) -> None:
    trace = runs.trace(current.script)
    tick = trace.end
    if trace.end > 0:
        tick = st.slider(words("panels.at"), 0, trace.end, trace.end, key=f"nodes_at_{trace.end}")
    left, right = st.columns(2)
    left.markdown(f"**{words('panels.truth')}**", help=words("panels.truth_help"))
    left.dataframe(tables.truth(trace, trace.at(tick), words), hide_index=True)
    right.markdown(f"**{words('panels.belief')}**", help=words("panels.belief_help"))
    right.dataframe(tables.belief(trace, trace.at(tick), words), hide_index=True)


def _history(words: Words, current: desk.Desk) -> None:
    table = tables.history(runs.trace(current.script), words)
    if table.empty:
        st.info(words("panels.no_history"))
        return
    st.dataframe(table, hide_index=True)


def _script(words: Words, current: desk.Desk, open_script: Open) -> None:
    """The run as text: to read, change, keep and open again."""
    st.caption(words("panels.script_help"))
    place = f"script_{hash(current.script)}"
    text = st.text_area(words("panels.script"), current.script, height=280, key=place, label_visibility="collapsed")
    st.button(words("panels.run"), on_click=_run, args=(open_script, text), type="primary", key="run")
    found = st.file_uploader(words("panels.open"), key="upload")
    if found is not None and st.session_state.get("uploaded") != found.file_id:
        st.session_state["uploaded"] = found.file_id
        _open_file(words, found.getvalue(), open_script)


def _run(open_script: Open, text: str) -> None:
    open_script(text, play=True)


def _open_file(words: Words, data: bytes, open_script: Open) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        st.session_state["notice"] = f"{words('error.not_text')} {words('error.kept')}"
    else:
        open_script(text, play=True)
    st.rerun()
