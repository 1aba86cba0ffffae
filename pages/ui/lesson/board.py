"""The stage of a step: up to the question while it is open, then the whole run with its narration.

Rules of this file
* While a question is open the browser is not even sent what comes after it, nor any verdict, nor that a read is stale.
* Captions are tied to events by index; the browser only looks them up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.protocols import protocol_of
from engine.script import print_script
from lessons.probes import ProbeError, anchor
from lessons.scripts import before, trace
from pages.ui.lesson import prose, reveal, scroll
from pages.ui.lesson.position import At
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.stage import frame
from pages.ui.stage.component import stage

Act = Callable[[dict[str, Any]], None]
OPEN = ("open", "blank")
"""Names of what stands there while a question is open."""
REPAIR = "repair_"
"""How the name of a repair's run begins. Captions tell of the flawed run; of a repair they would not be true."""


def parts() -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """The places of the words, of the stage and of what came out: in this order on a phone (see lesson.css)."""
    with st.container(key="lesson_board"):
        words, view, outcome = (st.container(key=f"lesson_{name}") for name in ("words", "view", "outcome"))
    return words, view, outcome


def quiet(at: At, script: str, place: str | None, asked: str | None) -> None:
    """The run up to the question."""
    scroll.to(at.key)
    early = before(script, place, asked)
    end = runs.trace(early)
    begin = {"t": end.end, "i": len(end.events) - 1, "play": False}
    _show(at, early, OPEN[0], {"start": begin, "still": not end.scenario.commands, **_keys(script)})


def blank(at: At, script: str) -> None:
    """Nothing but the cluster at its start: where the settings themselves are the question."""
    scroll.to(at.key)
    early = before(script, "start", None)
    begin = {"t": 0, "i": runs.trace(early).at(0), "play": False}
    _show(at, early, OPEN[1], {"start": begin, "still": True, **_keys(script)})


def _keys(script: str) -> dict[str, Any]:
    """What the nodes keep, named as in the whole run."""
    whole = runs.picture(script, here.lang())
    return {"keys": whole["keys"], "key": whole["key"]}


def whole(at: At, script: str, name: str = "run", since: str | None = None, on_act: Act | None = None) -> None:
    """The whole run. since: the moment before which the learner has seen it; it plays on from there. What came of it is
    told when it was watched, but for one that is acted on.
    """
    fresh = reveal.fresh(at, name)
    tick = runs.trace(before(script, since, at.step.ask)).end if fresh and not at.step.captions else 0
    begin = {"t": 0, "i": runs.trace(script).at(0), "play": False}
    opening: dict[str, Any] = {"play_from": tick} if fresh else {"start": begin}
    said = [] if name.startswith(REPAIR) else captions(at, script)
    if held := fresh and on_act is None:
        opening["held"] = not reveal.told(at, name)
    wait = scroll.LOOK if held and not opening["held"] and not said else None
    scroll.to(at.key, name if fresh else "", wait)
    _show(at, script, name, opening, captions=said, on_act=on_act)
    st.button(
        at.words("lesson.open"),
        icon=":material/open_in_new:",
        type="tertiary",
        on_click=_to_playground,
        args=(script,),
        key=f"open_{name}",
    )
    if st.session_state.pop("to_playground", False):
        st.switch_page("pages/playground.py")


def captions(at: At, script: str) -> list[dict[str, Any]]:
    """The narration: at which event, and what. A moment that this run does not have is passed over."""
    run, said = trace(script), []
    for name, place in at.step.captions:
        with suppress(ProbeError):
            said.append({"i": anchor(run, place), "text": prose.plain(at, at.text(f"caption {name}"), script)})
    return sorted(said, key=lambda one: one["i"])


def _show(
    at: At,
    script: str,
    name: str,
    opening: dict[str, Any],
    captions: list[dict[str, Any]] | None = None,
    on_act: Act | None = None,
) -> None:
    script = print_script(runs.scenario(script))
    picture = frame.framed(script, here.lang(), at.words, mode="lab" if on_act else "watch", **opening)
    picture |= {"id": f"{at.key}{name}{picture['id']}", "captions": captions or []}
    large = st.session_state.get("lesson_projector", False)
    picture |= {"place": at.key, "clocks": at.lesson.clocks, "low": not (large or picture["cuts"] or _busy(script))}
    checks = () if name in OPEN else at.lesson.checks
    if name in OPEN:
        picture["operations"] = [_unjudged(one, at.words("why.missed")) for one in picture["operations"]]
    picture["verdicts"] = [one for one in picture["verdicts"] if one["check"] in checks]
    if not on_act and at.step.kind != "flaw":
        picture["implies"] = {"level": "plain", "text": ""}
    if name == OPEN[1] or not at.lesson.checks:
        picture["setting"] = ""
    picture["bare"] = not on_act and (not at.lesson.checks or large)
    with st.container(key="lesson_stage"):
        stage(picture, key="lesson", on_act=on_act, on_watched=reveal.watched)


def _busy(script: str) -> bool:
    """Whether nodes carry signs that need room: modes, roles, beliefs."""
    scenario = runs.scenario(script)
    return bool(scenario.gateways) or protocol_of(scenario.system).signs


def _unjudged(operation: dict[str, Any], missed: str) -> dict[str, Any]:
    """An operation without what says whether its answer was right."""
    why = operation["why"]
    if why:
        why = {**why, "rows": [row for row in why["rows"] if row[0] != missed]}
    return {**operation, "note": None, "why": why}


def _to_playground(script: str) -> None:
    opening.put(print_script(runs.scenario(script)))
    st.session_state["to_playground"] = True
