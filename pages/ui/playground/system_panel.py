"""The settings of the system in hand, each as a control that writes the script anew.

Rules of this file
* What a first look needs stands first, with a line on what each number does; the rest is folded until it is in use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from engine.model import Call, Command, Delete, Gateway, Latency, Read, Scenario, System, Write
from engine.model import setting_kinds as settings
from engine.protocols import PROTOCOLS, configured, protocol_of, sessions
from engine.script.limits import APP
from engine.script.rewrite import fitting, supported, under
from lessons.words import Words
from pages.ui.playground import gateway_settings as gateways
from pages.ui.stage import frame

RANGE_SHOWN = 1_000
"""How far the control of a range goes, where the run does not go further."""

PLAIN: Final = (
    "r", "w", "copy", "primary", "read", "leader", "election", "resolver", "crdt", "versions", "hold_back", "converge",
    "lock", "minority", "a", "b",
)  # fmt: skip
"""Settings that a first look needs."""

INTERVALS = (20, 50, 100, 200, 500, 1000)
"""Ticks that the control of an interval offers besides its codes."""

MANY = settings.Names | settings.Flags
"""Kinds of settings that are a tuple."""

Put = Callable[[Scenario], object]


def show(words: Words, scenario: Scenario, put: Put) -> None:
    """The protocol, what its settings imply, its settings, those of gateways. put: a changed scenario on the stage."""

    def protocol() -> None:
        put(run_by(scenario, st.session_state["set_protocol"]))

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
    config = configured(scenario.system)._asdict()
    kinds, chosen = PROTOCOLS[scenario.system.protocol].settings, dict(scenario.system.settings)
    for group, names in _grouped(kinds).items():
        with _place(words, group, any(name in chosen for name in names)):
            for name in names:
                _setting(words, scenario, name, kinds[name], config, put)
        if not group:
            _numbers(words, scenario, put)
    for gateway in scenario.gateways:
        st.markdown(f"**{words('gateways.title', name=gateway.name)}**")
        gateways.show(words, scenario, gateway.name, put, f"set_{gateway.name}")
    if not scenario.gateways:
        gateways.add(words, scenario, put, "set")


def run_by(scenario: Scenario, protocol: str) -> Scenario:
    """The scenario under another protocol with its usual settings. Services are called, through a gateway, wherever a
    store was asked; what was a call means nothing to a store.
    """
    system = System(protocol, scenario.system.nodes)
    changed = under(scenario, system)[0]
    services = PROTOCOLS[protocol].services(configured(system))
    if services is None:
        return replace(changed, commands=tuple(one for one in changed.commands if not isinstance(one, Call)))
    gates = changed.gateways or (Gateway("g1"),)

    service = next(iter(services))

    def called(one: Command) -> Command:
        if isinstance(one, Write | Read | Delete):
            return Call(one.tick, gates[0].name, service, client=one.client)
        return one

    return replace(changed, gateways=gates, init=(), commands=tuple(called(one) for one in changed.commands))


def _grouped(kinds: Mapping[str, settings.Kind]) -> dict[str, list[str]]:
    """Settings by what they are about; what everybody needs has no name."""
    found: dict[str, list[str]] = {"": [], "more": [], "sessions": [], "flaw": []}
    for name in kinds:
        group = "sessions" if name in sessions.SETTINGS else name if name == "flaw" else "more"
        found["" if name in PLAIN else group].append(name)
    return {group: names for group, names in found.items() if names or not group}


def _place(words: Words, group: str, used: bool) -> Any:
    """Where a group stands: folded away until it is in use."""
    return st.expander(words(f"toolbar.group_{group}"), expanded=used) if group else st.container()


def _numbers(words: Words, scenario: Scenario, put: Put) -> None:
    state, system = st.session_state, scenario.system

    def nodes() -> None:
        put(replace(scenario, system=_fewer(replace(system, nodes=state["set_nodes"]))))

    def latency() -> None:
        put(replace(scenario, latency=Latency(state["set_latency"], state["set_latency"])))

    def timeout() -> None:
        put(replace(scenario, timeout=state["set_timeout"]))

    state.update(set_nodes=system.nodes, set_latency=scenario.latency.low, set_timeout=scenario.timeout)
    st.slider(words("toolbar.nodes"), 1, APP.nodes, key="set_nodes", on_change=nodes)
    st.caption(words("toolbar.nodes_help"))
    left, right = st.columns(2)
    left.number_input(words("toolbar.latency"), 0, 1000, key="set_latency", on_change=latency)
    left.caption(words("toolbar.latency_help"))
    right.number_input(words("toolbar.timeout"), 1, 100_000, key="set_timeout", on_change=timeout)
    right.caption(words("toolbar.timeout_help"))


def _fewer(system: System) -> System:
    """A system with fewer nodes: quorums that no longer fit become a majority again, who is gone is not named."""
    kinds = protocol_of(system).settings
    chosen: dict[str, Any] = {name: _left(kinds[name], value, system.names) for name, value in system.settings}
    replicas = len(chosen.get("home") or system.names)
    fits = {name: value for name, value in chosen.items() if name not in ("r", "w") or value <= replicas}
    return fitting(system, {name: value for name, value in fits.items() if value not in (None, ())}, "")


def _left(kind: settings.Kind, value: Any, names: tuple[str, ...]) -> Any:
    """What a setting still says where these are the nodes; None or () where that is nothing."""
    match kind:
        case settings.Names():
            return tuple(node for node in value if node in names)
        case settings.Node():
            return value if value in names else None
    return value


def _setting(
    words: Words,
    scenario: Scenario,
    name: str,
    kind: settings.Kind,
    config: Mapping[str, Any],
    put: Put,
) -> None:
    key, state = f"set_{name}", st.session_state
    protocol = scenario.system.protocol
    label, told = words(words.own("setting", protocol, name)), words.own("setting_help", protocol, name)
    helps = words(told) if words.has(told) else None

    def changed() -> None:
        chosen = {**dict(scenario.system.settings), name: _read(kind, state[key])}
        if chosen[name] in ((), None):
            del chosen[name]
        put(under(scenario, supported(scenario.system, chosen, name))[0])

    if config[name] is None and isinstance(kind, settings.Choice | settings.Count | settings.Switch):
        return  # it means nothing beside the other settings
    state[key] = list(config[name]) if isinstance(kind, MANY) else config[name]
    replicas = protocol_of(scenario.system).replicas(configured(scenario.system))
    most = max(RANGE_SHOWN, *config[name]) if isinstance(kind, settings.Range) else max(2, len(replicas))

    def chosen_as(code: str | int) -> str:
        if isinstance(code, int):
            return words("toolbar.every", ticks=code)
        return words(words.own("choice", protocol, f"{name}_{code}"))

    line = name in PLAIN and isinstance(kind, settings.Count)  # told below it
    control = _control(words, kind, config[name], scenario.system.names, most, chosen_as)
    control(label, key=key, on_change=changed, help=None if line else helps)
    if line and helps:
        st.caption(helps)


def _control(
    words: Words, kind: settings.Kind, value: Any, nodes: tuple[str, ...], most: int, chosen_as: Callable[[Any], str]
) -> Callable[..., Any]:
    """The control for a kind of setting with this value, but for label, key and what a change does; chosen_as: words
    of a choice."""
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
        case settings.Interval(codes):
            ticks = sorted({*INTERVALS, *([] if value in codes else [value])})
            return partial(st.selectbox, options=(*codes, *ticks), format_func=chosen_as)
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
