"""Break it: the explorer at a learner's hand, in a popover of the toolbar.

Rules of this file
* The search goes on in short slices at the end of the page's run: what the page shows is there before, and any click
  comes between two slices. Closing the popover, another run, or Stop lets it go.
* What is found is opened as a run like any other, so Undo takes it back. What is not found is said as it is: none in
  all states, or none in so many schedules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.explore import PROMISES, Finding, Scope, Search, SearchProgress, explore, strongest
from engine.explore.scene import PAIRS, RACE, SMALL, standard
from engine.model import ClientCommand, Scenario
from engine.protocols import configured, protocol_of
from engine.script import print_script
from lessons.words import Words
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session.turns import turn

SLICE_SECONDS = 0.2
STATES, SCHEDULES = 120_000, 500
FAULTS = {"cuts": 1, "crashes": 0, "losses": 0, "duplicates": 0, "pauses": 0, "unflushed": 0}
"""Kinds of faults, with how many are allowed at first."""
FAULTS_MOST = 3
OWN, OWN_MOST = "own", 6
"""The run's own operations, which are the first choice up to so many."""


@dataclass
class Attack:
    """A search under way, or ended. side: which of the page's runs it began from."""

    of: str
    side: str
    search: Search
    scope: Scope
    progress: SearchProgress | None = None
    finding: Finding | None = None


@dataclass(frozen=True)
class Explorer:
    """run: the search under way, or ended. of: the run that the questions are about. told: the run that was found, with
    how. close: shut the popover next. place: where progress is shown.
    """

    run: Attack | None = None
    of: str | None = None
    told: tuple[str, Finding] | None = None
    close: bool = False
    place: DeltaGenerator | None = None


def popover(words: Words, scripts: Mapping[str, str]) -> None:
    """The button, and all of it when it is open. scripts: the page's runs by name."""
    if session.take(Explorer, "close"):
        st.session_state["attack"] = False
    box = st.popover(words("explore.button"), icon=":material/bolt:", key="attack", on_change="rerun")
    if not box.open:
        session.change(Explorer, run=None)
        return
    under_way = session.get(Explorer).run
    if under_way is not None and under_way.of not in scripts.values():
        session.change(Explorer, run=None)
        under_way = None
    with box:
        st.caption(words("explore.help") if len(scripts) > 1 else f"{words('explore.help')} {words('explore.undo')}")
        _questions(words, scripts)
        place = st.empty()
        session.change(Explorer, place=place)
        if under_way is not None and under_way.finding is not None:
            place.info(told(words, under_way.finding), icon=":material/verified:")


def work(words: Words, found: Callable[[Attack, str], object]) -> None:
    """Go on with the search under way; found: opens a script that it found."""
    attack = session.get(Explorer).run
    if attack is None or attack.finding is not None:
        return
    while (finding := _slice(attack)) is None:
        _progress(words, attack)
    attack.finding = finding
    if finding.scenario is not None:
        script = print_script(finding.scenario)
        found(attack, script)
        session.change(Explorer, close=True, told=(script, finding))
    st.rerun()


def notice(words: Words, *scripts: str) -> None:
    """What was found, as long as the run that shows it is on the page."""
    found = session.get(Explorer).told
    if found is not None and found[0] in scripts:
        st.info(told(words, found[1]), icon=":material/bolt:")


def shown(script: str) -> object:
    """What the popover and the notice show of a run; equal as long as they need not be drawn again."""
    found = session.get(Explorer).told
    return script if st.session_state.get("attack") else found is not None and found[0] == script


def told(words: Words, finding: Finding) -> str:
    """How a search ended, in a sentence."""
    code = finding.outcome
    if code == "found":
        code = "found_steps" if finding.steps else "found_schedule" if finding.schedules else "found"
    elif code == "not_found" and finding.states:
        code = "not_found_states"
    return words(
        f"explore.{code}",
        promise=words(f"check.{finding.promise}"),
        steps=finding.steps,
        states=f"{finding.states:,}",
        schedules=f"{finding.schedules:,}",
    )


def _questions(words: Words, scripts: Mapping[str, str]) -> None:
    """Which promise, of which run, with how many faults."""
    state, sides = st.session_state, list(scripts)
    side = sides[0]
    if len(sides) > 1:
        side = st.segmented_control(
            words("explore.side"), sides, default=sides[0], required=True, format_func=str.upper, key="attack_side"
        )
    script = scripts[side]
    if session.get(Explorer).of != script:
        session.change(Explorer, of=script)
        state.update(attack_promise=_worth(script), attack_scene=_scenes(script)[0])
    st.selectbox(
        words("explore.promise"), PROMISES, format_func=lambda one: words(f"check.{one}"), key="attack_promise"
    )
    st.selectbox(
        words("explore.scene"),
        _scenes(script),
        format_func=lambda one: words(f"explore.scene_{one}"),
        key="attack_scene",
    )
    columns = st.columns(len(FAULTS), vertical_alignment="bottom")
    for column, (name, usual) in zip(columns, FAULTS.items(), strict=True):
        state.setdefault(f"attack_{name}", usual)
        column.number_input(words(f"explore.{name}"), 0, FAULTS_MOST, key=f"attack_{name}")
    run = session.get(Explorer).run
    running = run is not None and run.finding is None
    code, icon = ("stop", ":material/stop:") if running else ("search", ":material/search:")
    press, args = (_stop, ()) if running else (_begin, (side, script))
    st.button(words(f"explore.{code}"), icon=icon, on_click=press, args=args, key="attack_go", type="primary")


def _begin(side: str, script: str) -> None:
    state = st.session_state
    faults = {name: state[f"attack_{name}"] for name in FAULTS}
    scope = Scope(**faults, states=STATES, schedules=SCHEDULES)
    scenario, scene = runs.scenario(script), state["attack_scene"]
    wanted: Scenario = scenario if scene == OWN else standard(scenario, scene)
    session.change(Explorer, run=Attack(script, side, explore(wanted, state["attack_promise"], scope), scope))


def _stop() -> None:
    session.change(Explorer, run=None)


def _slice(attack: Attack) -> Finding | None:
    """A short while of searching, when it is its turn; how it ended, if it did."""
    with turn():
        until = monotonic() + SLICE_SECONDS
        try:
            while monotonic() < until:
                attack.progress = next(attack.search)
        except StopIteration as end:
            found: Finding = end.value
            return found
    return None


def _progress(words: Words, attack: Attack) -> None:
    now, scope = attack.progress or SearchProgress("states", 0, 0, 0), attack.scope
    share = {"states": now.states / scope.states, "schedules": now.schedules / max(1, scope.schedules), "smaller": 1.0}
    text = words(
        f"explore.progress_{now.phase}", states=f"{now.states:,}", schedules=f"{now.schedules:,}", depth=now.depth
    )
    place = session.get(Explorer).place
    if place is not None:
        place.progress(min(1.0, share[now.phase]), text)


@lru_cache(maxsize=64)
def _worth(script: str) -> str:
    """The promise to begin with: one copy, where the system is meant to look like one; else the strongest kept here."""
    one_copy = protocol_of(runs.scenario(script).system).one_copy
    return "linearizable" if one_copy else strongest(runs.trace(script))


@lru_cache(maxsize=64)
def _scenes(script: str) -> tuple[str, ...]:
    """Which scenes can be searched, the likeliest first."""
    scenario: Any = runs.scenario(script)
    asked = sum(isinstance(one, ClientCommand) for one in scenario.commands)
    if scenario.gateways:
        return (OWN,)
    protocol = protocol_of(scenario.system)
    standing = (SMALL, PAIRS, RACE) if protocol.compares(configured(scenario.system)) else (SMALL, PAIRS)
    if not asked:
        return standing
    return (OWN, *standing) if asked <= OWN_MOST else (*standing, OWN)
