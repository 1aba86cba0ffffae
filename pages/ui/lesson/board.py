"""The stage of a step: up to the question while it is open, then the whole run with its narration.

Rules of this file
* While a question is open the browser is not even sent what comes after it, nor any verdict, nor that a read is stale.
* What a learner may see is said once, in seen(), and is an argument of painting. A flaw is named once its run was seen.
* Captions are tied to events by index; the browser only looks them up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.protocols import protocol_of
from engine.script import print_script
from lessons.anchors import ProbeError, anchor
from lessons.scripts import before, trace
from pages.ui.lesson import closer, prose, reveal, scroll
from pages.ui.lesson.position import At, projector
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.stage.component import stage
from pages.ui.stage.frame import Around
from pages.ui.stage.picture import keys
from pages.ui.stage.picture.frame_schema import Caption, Start
from pages.ui.stage.picture.visibility import Visibility

Act = Callable[[dict[str, Any]], None]
OPEN = ("open", "blank")
"""Names of what stands there while a question is open."""
RUN, REPAIR, OPTION = "run", "repair_", "option_"
"""The name of a step's own run; how that of a repair's begins, or an option's. Captions tell of the flawed run; of a
repair they would not be true."""


@dataclass(frozen=True)
class Leaving:
    """to_playground: go there next."""

    to_playground: bool = False


class Parts(NamedTuple):
    """The places of a step's text, of what is asked, of the stage and of what came out."""

    text: DeltaGenerator
    words: DeltaGenerator
    view: DeltaGenerator
    outcome: DeltaGenerator


def parts() -> Parts:
    """They follow each other in this order on a phone (see lesson.css); on a projector the text comes last."""
    with st.container(key="lesson_board"):
        words, view, outcome = (st.container(key=f"lesson_{name}") for name in ("words", "view", "outcome"))
        text = st.container(key="lesson_text") if projector() else words.container(key="lesson_text")
    return Parts(text, words, view, outcome)


def quiet(at: At, script: str, place: str | None, asked: str | None) -> None:
    """The run up to the question."""
    scroll.to(at.key)
    early = before(script, place, asked)
    end = runs.trace(early)
    start: Start = {"t": end.end, "i": end.last, "play": False}
    _show(at, early, OPEN[0], Around(start=start, still=not end.scenario.commands), _keys(script))


def blank(at: At, script: str) -> None:
    """Nothing but the cluster at its start: where the settings themselves are the question."""
    scroll.to(at.key)
    early = before(script, "start", None)
    start: Start = {"t": 0, "i": runs.trace(early).at(0), "play": False}
    _show(at, early, OPEN[1], Around(start=start, still=True), _keys(script))


def _keys(script: str) -> tuple[str, ...]:
    """What the nodes keep, named as in the whole run."""
    return tuple(keys(runs.trace(script)))


def whole(at: At, script: str, name: str = RUN, since: str | None = None, on_act: Act | None = None) -> None:
    """The whole run. since: the moment before which the learner has seen it; it plays on from there. What came of it is
    told when it was watched, but for one that is acted on.
    """
    fresh = reveal.fresh(at, name)
    tick = runs.trace(before(script, since, at.step.ask)).end if fresh and not at.step.captions else 0
    start: Start = {"t": 0, "i": runs.trace(script).at(0), "play": False}
    said = () if name.startswith(REPAIR) else tuple(captions(at, script))
    held = not reveal.told(at, name) if fresh and on_act is None else None
    wait = scroll.LOOK if held is False and not said else None
    scroll.to(at.key, name if fresh else "", wait)
    around = Around(play_from=tick) if fresh else Around(start=start)
    _show(at, script, name, around._replace(captions=said, held=held), on_act=on_act)
    st.button(
        at.words("lesson.open"),
        icon=":material/open_in_new:",
        type="tertiary",
        on_click=_to_playground,
        args=(script,),
        key=f"open_{name}",
    )
    if session.take(Leaving, "to_playground"):
        st.switch_page("pages/playground.py")


def captions(at: At, script: str) -> list[Caption]:
    """The narration: at which event, and what. A moment that this run does not have is passed over."""
    run = trace(script)
    said: list[Caption] = []
    for name, place in at.step.captions:
        with suppress(ProbeError):
            said.append({"i": anchor(run, place), "text": prose.plain(at, at.text(f"caption {name}"), script)})
    return sorted(said, key=lambda one: one["i"])


def seen(
    at: At,
    name: str,
    acts: bool = False,
    keys: tuple[str, ...] | None = None,
    large: bool = False,
    told: bool = True,
) -> Visibility:
    """What a learner may see of a run. name: which run of the step; acts: it can be acted on; large: on a projector;
    told: it was watched.
    """
    still_open, judged_here = name in OPEN, bool(at.lesson.checks)
    hidden = at.step.kind == "flaw" and (still_open or (name == RUN and not told))
    return Visibility(
        checks=() if still_open else tuple(at.lesson.checks),
        judged=not still_open,
        keys=keys,
        implies=acts or (at.step.kind == "flaw" and not hidden),
        setting=judged_here and name != OPEN[1] and not hidden,
        bare=not acts and (large or not judged_here),
    )


def _show(
    at: At,
    script: str,
    name: str,
    around: Around,
    keys: tuple[str, ...] | None = None,
    on_act: Act | None = None,
) -> None:
    script = print_script(runs.scenario(script))
    visible = seen(at, name, on_act is not None, keys, projector(), reveal.told(at, name))
    called = f"{at.key}{name}"
    event = closer.event(called, around.start["i"] if around.start else 0)
    around = around._replace(
        mode="lab" if on_act else "watch",
        name=called,
        clock=event if at.step.views else None,
        place=at.key,
        clocks=at.lesson.clocks,
        low=not (runs.picture(script, at.words.lang, visible)["cuts"] or _busy(script)),
        large=projector(),
    )
    with st.container(key="lesson_stage"):
        stands = partial(closer.stands, called)
        stage("lesson", script, at.words, around, visible, on_act, reveal.watched, on_stands=stands)
    closer.show(at, runs.trace(script), event)


def _busy(script: str) -> bool:
    """Whether nodes carry signs that need room: modes, roles, beliefs."""
    scenario = runs.scenario(script)
    return bool(scenario.gateways) or protocol_of(scenario.system).signs


def _to_playground(script: str) -> None:
    opening.put(print_script(runs.scenario(script)))
    session.change(Leaving, to_playground=True)
