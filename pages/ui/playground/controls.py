"""The stage's gestures as plain fields: for keyboards, screen readers and tests.

A field is read when the button is pressed, not when the page was drawn: what was typed last counts. What stands here
does not depend on how far a run has come, so that a gesture on the stage need not draw it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from engine.model import Scenario
from engine.protocols import levels
from engine.script.limits import TICK_MAX
from engine.script.operator_commands import BEHAVIOURS
from lessons.words import Words
from pages.ui.session import run_cache as runs
from pages.ui.session import undo as desk

Do = Callable[[Mapping[str, Any]], None]

FIELDS = {
    "write": ("node", "key", "value", "client", "level"),
    "read": ("node", "key", "client", "level"),
    "delete": ("node", "key", "client", "level"),
    "call": ("gateway", "key", "client"),
    "behave": ("node", "how"),
    "cut": ("sides",),
    "heal": ("sides",),
    "crash": ("node",),
    "recover": ("node",),
    "slow": ("link", "latency"),
    "hold": ("message",),
    "drop": ("message",),
    "release": ("message",),
    "sync": ("node", "peer"),
    "handoff": ("node",),
    "purge": ("node", "key"),
    "promote": ("node", "tell"),
    "rejoin": ("node", "to"),
    "campaign": ("node",),
    "heartbeat": ("node",),
}
"""What each verb asks for, in the order of the fields."""

ENDS = ("write", "read", "delete", "crash", "recover")
TEXTS = {"key": "", "value": "1", "client": "alice", "sides": "n1 | n2 n3", "link": "n1-n2", "message": "n1>n2.1"}
"""Fields of text, each with what stands in it at first, or (for those with a shape of their own) as its example."""


def show(words: Words, current: desk.Desk, do: Do) -> None:
    """One row: what to do, its fields, after which tick."""
    trace, picture = runs.trace(current.script), runs.picture(current.script, words.lang)
    elements = picture["can"]["elements"]
    st.caption(words("panels.controls_help"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="plain_controls"):
        verb = st.selectbox(
            words("panels.verb"),
            picture["can"]["verbs"],
            format_func=lambda one: words(words.own("verb", trace.scenario.system.protocol, one)),
            key="do_verb",
            width=130,
        )
        known = levels(trace.scenario.system)
        for field in _fields(verb, elements):
            if field != "level":
                _field(words, field, _named(trace.scenario, verb, field), picture["key"])
            elif known:
                _level(words, known)
        at_end = words("panels.tick_end")
        st.number_input(words("panels.tick"), 0, TICK_MAX, None, placeholder=at_end, key="do_tick", width=100)
        st.button(words("panels.do"), type="primary", on_click=_submit, args=(do, verb, elements), key="do")
        for way in ("undo", "redo"):
            icon = f":material/{way}:"
            st.button(words(f"toolbar.{way}"), icon=icon, on_click=do, args=({"verb": way},), key=way)


def _named(scenario: Scenario, verb: str, field: str) -> tuple[str, ...]:
    """Whom a field can name: gateways, like nodes, take requests and faults, but no operator commands."""
    if field == "gateway":
        return tuple(gateway.name for gateway in scenario.gateways)
    return scenario.names if verb in ENDS and field == "node" else scenario.system.names


def _field(words: Words, field: str, nodes: tuple[str, ...], key: str) -> None:
    name, label = f"do_{field}", words(f"panels.{field}")
    if field in ("node", "peer", "to", "gateway"):
        st.selectbox(label, nodes, key=name, width=100)
    elif field == "tell":
        st.multiselect(label, nodes, key=name, width=220)
    elif field == "how":
        named = partial(st.selectbox, format_func=lambda how: words(f"stage.behave_{how}"))
        named(label, BEHAVIOURS, key=name, width=130)
    elif field == "latency":
        st.number_input(words("toolbar.latency"), 0, 100_000, 50, key=name, width=120)
    elif field in ("sides", "link", "message"):
        st.text_input(label, key=name, placeholder=TEXTS[field], width=200)
    else:
        st.text_input(label, TEXTS[field] or key, key=name, width=110)


def _level(words: Words, known: tuple[str, ...]) -> None:
    """What an operation asks for; at first, and where it was left from another system, nothing of its own."""
    if st.session_state.get("do_level") not in known:
        st.session_state["do_level"] = ""
    named = {"": words("level.usual"), **{level: words(f"level.{level}") for level in known}}
    st.selectbox(words("panels.level"), list(named), format_func=lambda one: named[one], key="do_level", width=170)


def _fields(verb: str, elements: bool) -> tuple[str, ...]:
    """The fields of a verb; of a set one element can be deleted."""
    return FIELDS["write"] if verb == "delete" and elements else FIELDS[verb]


def _submit(do: Do, verb: str, elements: bool) -> None:
    """Do what the fields say now; where no tick is said, at the end of the run."""
    state = st.session_state
    action: dict[str, Any] = {field: state.get(f"do_{field}", "") for field in _fields(verb, elements)}
    if "gateway" in action:
        action["node"] = action.pop("gateway")
    sides = str(action.pop("sides", "")).strip()
    if sides:
        action["groups"] = [side.split() for side in sides.split("|")]
    if (tick := state.get("do_tick")) is not None:
        action["tick"] = tick
        state["do_tick"] = None  # what is done next is done at the end again
    do({"verb": verb, **action})
