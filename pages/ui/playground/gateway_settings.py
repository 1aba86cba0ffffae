"""The settings of a gateway as controls, in four groups: health, breaker, retry, fallback.

Rules of this file
* Every change writes the script anew. What makes no sense is refused by the script's own parser, by name.
* A setting that is set to its default is left out of the script.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from engine.availability.gateway import DEFAULTS, SETTINGS
from engine.model import Gateway, Scenario
from engine.model import setting_kinds as settings
from lessons.words import Words

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "health": ("check", "check_timeout", "rise", "fall", "passive", "none_healthy"),
    "breaker": ("breaker", "threshold", "cooldown", "window", "probes", "counts"),
    "retry": (
        "retries", "backoff", "factor", "cap", "jitter", "budget", "retry_on", "elsewhere", "idempotent", "attempt",
    ),
    "fallback": ("fallback", "flaw"),
}  # fmt: skip
COUNT_SHOWN = 1_000
WIDTH = 145

Put = Callable[[Scenario], object]


def show(words: Words, scenario: Scenario, name: str, put: Put, place: str) -> None:
    """One group of a gateway's settings, and the choice among groups. place: tells two of these on a page apart."""
    gateway = next(one for one in scenario.gateways if one.name == name)
    group = st.segmented_control(
        words("gateways.group", name=name),
        list(GROUPS),
        required=True,
        default="health",
        format_func=lambda one: words(f"gateways.{one}"),
        key=f"{place}_group",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{place}_settings"):
        for setting in GROUPS[group or "health"]:
            _setting(words, scenario, gateway, setting, put, place)


def add(words: Words, scenario: Scenario, put: Put, place: str) -> None:
    """A button that puts a gateway in front of a system that has none."""

    def added() -> None:
        put(replace(scenario, gateways=(Gateway("g1"),)))

    st.button(
        words("gateways.add"),
        icon=":material/add:",
        on_click=added,
        key=f"{place}_add",
        help=words("gateways.add_help"),
    )


def with_setting(scenario: Scenario, name: str, setting: str, value: Any) -> Scenario:
    """The scenario with one setting of one gateway changed."""
    changed = []
    for gateway in scenario.gateways:
        if gateway.name == name:
            chosen = {**dict(gateway.settings), setting: value}
            kept = {one: chosen[one] for one in SETTINGS if one in chosen and chosen[one] != DEFAULTS[one]}
            gateway = replace(gateway, settings=tuple(kept.items()))
        changed.append(gateway)
    return replace(scenario, gateways=tuple(changed))


def _setting(words: Words, scenario: Scenario, gateway: Gateway, setting: str, put: Put, place: str) -> None:
    key, kind = f"{place}_{gateway.name}_{setting}", SETTINGS[setting]
    value = {**DEFAULTS, **dict(gateway.settings)}[setting]

    def changed() -> None:
        told = st.session_state[key]
        put(with_setting(scenario, gateway.name, setting, tuple(told) if isinstance(kind, settings.Flags) else told))

    st.session_state[key] = list(value) if isinstance(kind, settings.Flags) else value
    label, told = words(f"setting.gateway_{setting}"), words(f"setting_help.gateway_{setting}")
    _control(words, setting, kind)(label, key=key, on_change=changed, help=told)


def _control(words: Words, setting: str, kind: settings.Kind) -> Callable[..., Any]:
    """The control for a setting, but for its label, key and what a change does."""
    match kind:
        case settings.Switch():
            return st.toggle
        case settings.Choice(codes):
            named = partial(st.segmented_control, format_func=lambda code: words(f"gateway_choice.{setting}_{code}"))
            return partial(named, options=codes, required=True)
        case settings.Flags(codes):
            return partial(st.multiselect, options=codes, format_func=lambda code: words(f"flaw.{code}"))
        case settings.Count(low, high):
            return partial(st.number_input, min_value=low, max_value=high or COUNT_SHOWN, width=WIDTH)
        case _:
            return partial(st.number_input, min_value=0, max_value=settings.PERIOD_MAX, step=10, width=WIDTH)
