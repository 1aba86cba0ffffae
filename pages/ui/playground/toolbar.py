"""Above the stage: which scene, which system with which numbers, undo, redo and the branches left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from engine.model import Latency, Scenario, System
from engine.model import setting_kinds as settings
from engine.protocols import PROTOCOLS, configured, protocol_of, sessions
from engine.script import print_script
from engine.script.limits import APP
from engine.script.rewrite import fitting, under, with_settings
from lessons.words import Words
from pages.ui.compare import all_systems
from pages.ui.playground import explorer as attack
from pages.ui.playground import gateway_settings as gateways
from pages.ui.playground import scenes, sharing
from pages.ui.session import run_cache as runs
from pages.ui.session import story
from pages.ui.session import undo as desk
from pages.ui.stage import frame

RANGE_SHOWN = 1_000
"""How far the control of a range goes, where the run does not go further."""

UPKEEP = ("tombstones", "handoff", "anti_entropy", "compare", "home")
"""Settings that a first look can do without."""

MANY_SETTINGS = 12
"""Of so many settings and more those are folded away."""

MANY = settings.Names | settings.Flags
"""Kinds of settings that are a tuple."""

Open = Callable[..., object]
Turn = Callable[..., None]


def show(
    words: Words,
    current: desk.Desk,
    open_script: Open,
    open_story: scenes.Open,
    turn: Turn,
    projector: Callable[[bool], None],
) -> None:
    """The row of controls above the stage. turn: moves through the undo history; projector: switches it on or off."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="toolbar"):
        scenes.show(words, open_story)
        system = st.popover(words("toolbar.system"), icon=":material/tune:", key="system", on_change="rerun")
        if system.open:
            with system:
                _system(words, runs.scenario(current.script), open_script)
        if current.branches:
            with st.popover(words("toolbar.branches", count=len(current.branches)), icon=":material/call_split:"):
                _branches(words, current, turn)
        attack.popover(words, {"": current.script})
        all_systems.button(words, current.script, lambda row, tick: open_script(row.script, at=tick or 0))
        sharing.button(words, current.script)
        st.button(
            words("toolbar.projector"),
            icon=":material/present_to_all:",
            on_click=projector,
            args=(True,),
            help=words("toolbar.projector_help"),
        )


def shown(current: desk.Desk) -> object:
    """What stands here of a run; equal as long as it need not be drawn again. An open popover shows all of it."""
    return (current.branches, current.script if st.session_state.get("system") else None)


def _branches(words: Words, current: desk.Desk, turn: Turn) -> None:
    st.caption(words("toolbar.branches_help"))
    for place, script in reversed(list(enumerate(current.branches))):
        commands = script.count("\n") - 1
        label = words("toolbar.branch", number=place + 1, count=commands)
        st.button(label, key=f"branch_{place}", on_click=turn, args=("visit", place), help=_tail(script))


def _tail(script: str) -> str:
    return "```\n" + "\n".join(script.splitlines()[-6:]).replace("`", "'") + "\n```"


def _system(words: Words, scenario: Scenario, open_script: Open) -> None:
    """The system's settings, each as a control that writes the script anew."""

    def put(changed: Scenario) -> None:
        open_script(print_script(changed), play=True, told=story.in_hand())

    def protocol() -> None:
        name = st.session_state["set_protocol"]
        put(under(scenario, System(name, scenario.system.nodes))[0])

    state = st.session_state
    state["set_protocol"] = scenario.system.protocol
    st.selectbox(
        words("toolbar.protocol"),
        list(PROTOCOLS),
        format_func=lambda name: words(f"system.{name}"),
        key="set_protocol",
        on_change=protocol,
    )
    text, level = frame.implies(scenario, words)
    st.markdown(f"{'▲' if level == 'warn' else '✓'} **{text}**")
    _numbers(words, scenario, put)
    config = configured(scenario.system)._asdict()
    kinds, chosen = PROTOCOLS[scenario.system.protocol].settings, dict(scenario.system.settings)
    for group, names in _grouped(kinds).items():
        with _place(words, group, any(name in chosen for name in names)):
            for name in names:
                _setting(words, scenario, name, kinds[name], config, put)
    for gateway in scenario.gateways:
        st.markdown(f"**{words('gateways.title', name=gateway.name)}**")
        gateways.show(words, scenario, gateway.name, put, f"set_{gateway.name}")
    if not scenario.gateways:
        gateways.add(words, scenario, put, "set")


def _grouped(kinds: Mapping[str, settings.Kind]) -> dict[str, list[str]]:
    """Settings by what they are about; what everybody needs has no name."""
    found: dict[str, list[str]] = {"": [], "upkeep": [], "sessions": [], "flaw": []}
    for name in kinds:
        group = "sessions" if name in sessions.SETTINGS else name if name == "flaw" else ""
        found["upkeep" if name in UPKEEP and len(kinds) >= MANY_SETTINGS else group].append(name)
    return {group: names for group, names in found.items() if names}


def _place(words: Words, group: str, used: bool) -> Any:
    """Where a group stands: folded away until it is in use."""
    return st.expander(words(f"toolbar.group_{group}"), expanded=used) if group else st.container()


def _numbers(words: Words, scenario: Scenario, put: Callable[[Scenario], None]) -> None:
    state, system = st.session_state, scenario.system

    def nodes() -> None:
        put(replace(scenario, system=_fewer(replace(system, nodes=state["set_nodes"]))))

    def latency() -> None:
        put(replace(scenario, latency=Latency(state["set_latency"], state["set_latency"])))

    def timeout() -> None:
        put(replace(scenario, timeout=state["set_timeout"]))

    state.update(set_nodes=system.nodes, set_latency=scenario.latency.low, set_timeout=scenario.timeout)
    st.slider(words("toolbar.nodes"), 1, APP.nodes, key="set_nodes", on_change=nodes)
    left, right = st.columns(2)
    left.number_input(words("toolbar.latency"), 0, 1000, key="set_latency", on_change=latency)
    right.number_input(words("toolbar.timeout"), 1, 100_000, key="set_timeout", on_change=timeout)


def _fewer(system: System) -> System:
    """A system with fewer nodes: quorums that no longer fit become a majority again, lost homes stay away."""
    names, chosen = set(system.names), dict(system.settings)
    if "home" in chosen:
        chosen["home"] = tuple(node for node in chosen["home"] if node in names) or system.names
    replicas = len(chosen.get("home", system.names))
    fits = {name: value for name, value in chosen.items() if name not in ("r", "w") or value <= replicas}
    return with_settings(system, {name: value for name, value in fits.items() if _names_a_node(value, names)})


def _names_a_node(value: Any, names: set[str]) -> bool:
    return not (isinstance(value, str) and value[:1] == "n" and value[1:].isdigit()) or value in names


def _setting(
    words: Words,
    scenario: Scenario,
    name: str,
    kind: settings.Kind,
    config: Mapping[str, Any],
    put: Callable[[Scenario], None],
) -> None:
    key, state = f"set_{name}", st.session_state
    protocol = scenario.system.protocol
    label, told = words(words.own("setting", protocol, name)), words.own("setting_help", protocol, name)
    helps = words(told) if words.has(told) else None

    def changed() -> None:
        chosen = {**dict(scenario.system.settings), name: _read(kind, state[key])}
        if chosen[name] in ((), None):
            del chosen[name]
        put(under(scenario, fitting(scenario.system, chosen, name))[0])

    if config[name] is None and isinstance(kind, settings.Choice | settings.Count):
        return  # it means nothing beside the other settings
    state[key] = list(config[name]) if isinstance(kind, MANY) else config[name]
    replicas = protocol_of(scenario.system).replicas(configured(scenario.system))
    most = max(RANGE_SHOWN, *config[name]) if isinstance(kind, settings.Range) else max(2, len(replicas))

    def chosen_as(code: str) -> str:
        return words(words.own("choice", protocol, f"{name}_{code}"))

    _control(words, kind, scenario.system.names, most, chosen_as)(label, key=key, on_change=changed, help=helps)


def _control(
    words: Words, kind: settings.Kind, nodes: tuple[str, ...], most: int, chosen_as: Callable[[str], str]
) -> Callable[..., Any]:
    """The control for a kind of setting but for label, key and what a change does; chosen_as: words of a choice."""
    match kind:
        case settings.Switch():
            return st.toggle
        case settings.Choice(codes):
            return partial(st.segmented_control, options=codes, required=True, format_func=chosen_as)
        case settings.Names():
            return partial(st.multiselect, options=nodes)
        case settings.Flags(codes):
            return partial(st.multiselect, options=codes, format_func=lambda code: words(f"flaw.{code}"))
        case settings.Node():
            return partial(st.selectbox, options=nodes, index=None)
        case settings.Range():
            return partial(st.slider, min_value=0, max_value=most, step=10)
        case settings.Period():
            return partial(st.number_input, min_value=0, max_value=100_000, step=50)
        case settings.Count(low, high) if high is not None:
            return partial(st.number_input, min_value=low, max_value=high)
        case settings.Count():
            return partial(st.slider, min_value=1, max_value=most)


def _read(kind: settings.Kind, value: Any) -> Any:
    """What a control says, as a setting: a range that begins at 0 is off."""
    if isinstance(kind, settings.Range) and not value[0]:
        return (0, 0)
    return tuple(value) if isinstance(kind, settings.Range | MANY) else value
