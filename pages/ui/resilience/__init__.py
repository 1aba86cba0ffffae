"""The resilience page: what stands between a client and a service that fails, and what it makes of the failure.

Rules of this file
* The run is the one in the link, else the one on this session's desk if it has a gateway, else the first scene; the
  gateway's settings are set here, and the address holds the run with them.
* One request is always chosen: the stage begins where it first goes wrong, else where it was asked. The breaker stands
  as it did at the moment of the stage. All numbers are of engine/resilience/.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from engine.catalog.scenes import PRESETS, TOPICS
from engine.model import Scenario
from engine.resilience import Walked, walks
from engine.script import print_script
from lessons.words import Words
from pages.ui.head import head
from pages.ui.playground import gateway_settings as gateways
from pages.ui.resilience import breaker, cures, many, numbers, over_time, timeline, walk
from pages.ui.session import arrival
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.stage import frame
from pages.ui.stage.component import load_stage, stage
from pages.ui.stage.picture.frame_schema import Start

NAME = "guarded"
SCENES = TOPICS["resilience"]
FIRST = "fast_failure"
"""What one sees at first: a success rate that hides that two of three were not served."""


@dataclass(frozen=True)
class Guarded:
    """stands: a run, the request that is followed in it, and the event at which the stage has come to rest."""

    stands: tuple[str, str, int] | None = None


def show() -> None:
    """Draw the resilience page."""
    load_stage()
    linked = st.query_params.get("run")
    if arrival.arrive(NAME, PRESETS[FIRST]) and linked is None and not _scenario().gateways:
        arrival.take(NAME, PRESETS[FIRST])
    _page()


@st.fragment
def _page() -> None:
    words, visit = here.words(), arrival.visit(NAME)
    head(words, "resilience")
    _scenes(words)
    if visit.notice:
        st.error(visit.notice, icon=":material/error:")
    scenario = _scenario()
    if scenario.gateways:
        _settings(words, scenario)
        _run(words, scenario)
    else:
        st.info(words("resilience.no_gateway"))
        gateways.add(words, scenario, _put, "guard")
    many.show(words)
    arrival.settle(NAME)


def _scenario() -> Scenario:
    return runs.scenario(arrival.script_of(NAME))


def _put(scenario: Scenario) -> None:
    arrival.take(NAME, print_script(scenario))


def _scenes(words: Words) -> None:
    state = st.session_state

    def chosen() -> None:
        if name := state["guarded_scene"]:
            arrival.take(NAME, PRESETS[name])

    state["guarded_scene"] = next((name for name in SCENES if PRESETS[name] == arrival.script_of(NAME)), None)
    with st.container(horizontal=True, vertical_alignment="bottom", key="guarded_scenes"):
        st.selectbox(
            words("toolbar.scene"),
            SCENES,
            index=None,
            format_func=lambda name: words(f"scene.{name}"),
            placeholder=words("resilience.own"),
            key="guarded_scene",
            on_change=chosen,
            required=True,
            width=400,
            label_visibility="collapsed",
        )
        if st.button(words("resilience.open"), icon=":material/open_in_new:", key="guarded_open"):
            opening.on_playground(arrival.script_of(NAME))


def _settings(words: Words, scenario: Scenario) -> None:
    with st.expander(
        words("resilience.settings"), icon=":material/tune:", key="guarded_tune", on_change="rerun"
    ) as box:
        if box.open:
            gateways.show(words, scenario, _gateway(words, scenario), _put, "guard")


def _gateway(words: Words, scenario: Scenario) -> str:
    """Which gateway is looked at."""
    names = [gateway.name for gateway in scenario.gateways]
    if st.session_state.get("guarded_gateway") not in names:
        st.session_state["guarded_gateway"] = names[0]
    if len(names) == 1:
        return names[0]
    return str(st.segmented_control(words("resilience.gateway"), names, required=True, key="guarded_gateway"))


def _run(words: Words, scenario: Scenario) -> None:
    """What the run came to, its requests, its breakers."""
    trace = runs.trace(arrival.script_of(NAME))
    gateway: str = st.session_state.get("guarded_gateway") or scenario.gateways[0].name
    if gateway not in [one.name for one in scenario.gateways]:
        gateway = scenario.gateways[0].name
    numbers.wrong(words, trace)
    walked = walks(trace)
    if not walked:
        st.info(words("resilience.no_calls"))
        numbers.show(words, trace, gateway)
        return
    chosen = walk.choose(words, walked)
    left, right = st.columns((3, 2))
    at = _at(chosen)
    with left:
        _stage(words, chosen, at)
    with right:
        walk.show(words, trace, chosen)
        breaker.show(words, trace, gateway, at)
    numbers.show(words, trace, gateway)
    st.header(words("resilience.timeline"), anchor=False)
    timeline.show(words, trace, gateway, walked, chosen)
    over_time.show(words, trace)
    cures.show(words, trace)


def _start(chosen: Walked) -> Start:
    """Where the stage begins."""
    tick = walk.turn(chosen)
    return {"t": tick, "i": runs.trace(arrival.script_of(NAME)).at(tick), "play": False}


def _at(chosen: Walked) -> int:
    """The event at which the run is shown beside the stage: where that stands, or began before it has said so."""
    stands = session.get(Guarded).stands
    script = arrival.script_of(NAME)
    if stands is not None and stands[:2] == (script, chosen.op.id):
        return max(0, min(stands[2], runs.trace(script).last))
    return _start(chosen)["i"]


def _stage(words: Words, chosen: Walked, at: int) -> None:
    script = arrival.script_of(NAME)

    def stands(event: int) -> None:
        session.change(Guarded, stands=(script, chosen.op.id, event))

    around = frame.Around("watch", chosen.op.id, start=_start(chosen), clock=at)
    stage("stage_guarded", script, words, around, on_stands=stands)
