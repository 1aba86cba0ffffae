"""The stage's gestures as plain fields: for keyboards, screen readers and tests.

A field is read when the button is pressed, not when the page was drawn: what was typed last counts. What stands here
depends on a scene, not on how far its run has come, so that a gesture on the stage need not draw it again; so a value
that is left empty counts up from what the run has come to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from engine.model import Scenario
from engine.protocols import levels
from engine.script.limits import TICK_MAX
from engine.script.operator_commands import BEHAVIOURS
from lessons.words import Words
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session import undo as desk
from pages.ui.stage.picture import PEOPLE, fresh
from pages.ui.stage.picture.schema import Picture

Do = Callable[[Mapping[str, Any]], None]

FIELDS = {
    "write": ("node", "key", "value", "client", "level"),
    "read": ("node", "key", "client", "level"),
    "delete": ("node", "key", "client", "level"),
    "cas": ("node", "key", "expected", "value", "client"),
    "call": ("gateway", "key", "client"),
    "behave": ("node", "how"),
    "cut": ("sides",),
    "heal": ("sides",),
    "crash": ("node", "unflushed", "wipe"),
    "recover": ("node", "wipe"),
    "slow": ("link", "latency"),
    "lose": ("link", "loss"),
    "skew": ("node", "offset"),
    "pause": ("node", "ticks"),
    "hold": ("message",),
    "drop": ("message",),
    "release": ("message",),
    "duplicate": ("message",),
    "sync": ("node", "peer"),
    "handoff": ("node",),
    "purge": ("node", "key"),
    "promote": ("node", "tell"),
    "rejoin": ("node", "to"),
    "campaign": ("node",),
    "heartbeat": ("node",),
}
"""What each verb asks for, in the order of the fields."""

ENDS = ("write", "read", "delete", "cas", "crash", "recover", "skew", "pause")
SHAPES = {"sides": "n1 | n2 n3", "link": "n1-n2", "message": "n1>n2.1"}
"""Fields with a shape of their own, each with an example."""


@dataclass(frozen=True)
class Controls:
    """scene, keys: whose keys and clients the fields follow."""

    scene: object = None
    keys: tuple[str, ...] = ()


def show(words: Words, current: desk.Desk, do: Do) -> None:
    """One row: what to do, its fields, after which tick."""
    trace, picture = runs.trace(current.script), runs.picture(current.script, words.lang)
    elements = picture["can"]["elements"]
    _follow(current.script, picture)
    st.caption(words("panels.controls_help"))
    if not {"write", "call"} & {*picture["can"]["verbs"]}:
        st.caption(words("stage.hint_gateway"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="plain_controls"):
        verb = st.selectbox(
            words("panels.verb"),
            picture["can"]["verbs"],
            format_func=lambda one: words(words.own("verb", trace.scenario.system.protocol, one)),
            key="do_verb",
            width=130,
        )
        known = levels(trace.scenario.system, verb)
        for field in _fields(verb, elements):
            if field != "level":
                _field(words, field, _named(trace.scenario, verb, field), picture["keys"])
            elif known:
                _level(words, known)
        at_end = words("panels.tick_end")
        st.number_input(words("panels.tick"), 0, TICK_MAX, None, placeholder=at_end, key="do_tick", width=100)
        st.button(words("panels.do"), type="primary", on_click=_submit, args=(do, verb, elements), key="do")
        for way in ("undo", "redo"):
            icon = f":material/{way}:"
            st.button(words(f"toolbar.{way}"), icon=icon, on_click=do, args=({"verb": way},), key=way)


def scene(script: str) -> object:
    """What stands here of a run; a gesture changes nothing of it."""
    scenario = runs.scenario(script)
    return scenario.system, scenario.init, scenario.gateways


def _follow(script: str, picture: Picture) -> None:
    """Another scene has keys and clients of its own; what was typed into this one stays."""
    state, before, keys = st.session_state, session.get(Controls), tuple(picture["keys"])
    now = Controls(scene(script), keys)
    gone = state.get("do_key") in before.keys and state.get("do_key") not in keys
    if gone or before.scene != now.scene:
        state["do_key"] = picture["key"]
        state["do_client"] = next((client["id"] for client in picture["clients"]), PEOPLE[0])
    session.put(now)


def _named(scenario: Scenario, verb: str, field: str) -> tuple[str, ...]:
    """Whom a field can name: gateways, like nodes, take requests and faults, but no operator commands."""
    if field == "gateway":
        return tuple(gateway.name for gateway in scenario.gateways)
    return scenario.names if verb in ENDS and field == "node" else scenario.system.names


def _field(words: Words, field: str, nodes: tuple[str, ...], keys: Sequence[str]) -> None:
    name, label = f"do_{field}", words("toolbar.latency" if field == "latency" else f"panels.{field}")
    match field:
        case "node" | "peer" | "to" | "gateway":
            st.selectbox(label, nodes, key=name, width=100)
        case "tell":
            st.multiselect(label, nodes, key=name, width=220)
        case "how":
            named = partial(st.selectbox, format_func=lambda how: words(f"stage.behave_{how}"))
            named(label, BEHAVIOURS, key=name, width=130)
        case "wipe" | "unflushed":
            st.checkbox(label, key=name)
        case "latency":
            st.number_input(label, 0, 100_000, 50, key=name, width=120)
        case "loss":
            st.number_input(label, 0, 100, 30, key=name, width=150)
        case "offset":
            st.number_input(label, -100_000, 100_000, 50, key=name, width=150)
        case "ticks":
            st.number_input(label, 1, 100_000, 50, key=name, width=150)
        case "sides" | "link" | "message":
            st.text_input(label, key=name, placeholder=SHAPES[field], width=200)
        case "expected":
            st.text_input(label, key=name, width=150)
        case "value":
            st.text_input(label, key=name, placeholder=words("panels.counts_up"), width=150)
        case _:
            st.text_input(label, key=name, placeholder=" ".join(keys) if field == "key" else "", width=110)


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
    if verb in ("write", "cas") and not str(action["value"]).strip():
        action["value"] = _next_value(str(action["key"]).strip())
    sides = str(action.pop("sides", "")).strip()
    if sides:
        action["groups"] = [side.split() for side in sides.split("|")]
    if (tick := state.get("do_tick")) is not None:
        action["tick"] = tick
        state["do_tick"] = None  # what is done next is done at the end again
    do({"verb": verb, **action})


def _next_value(key: str) -> str:
    """A value that no write of a key has used in the run in hand."""
    held = session.get(desk.InHand).desk
    assert held is not None  # the page has put a run on it
    return fresh.values(runs.trace(held.script), [key])[key]
