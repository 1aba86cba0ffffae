"""The scripts of a lesson: texts, texts with holes, and variants of them.

    main = "..."                                                     a script; {w} is a hole, filled by a knob
    fast = { of = "main", swap = { "latency=60" = "latency=10" }, add = "90 read n3 x by bob as r2" }
    flawed = { row = "B56", rule = "brief" }                         a run of engine/flaws

Rules of this file
* What is swapped must be there exactly once, so that a variant never quietly is its own original.
* A run is computed once a process and text; a script is held to the app's limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice, product

from engine.flaws import FLAWS
from engine.model import Scenario
from engine.run.simulation import run
from engine.script import APP, parse, print_script
from engine.trace import Trace
from lessons.anchors import anchor
from lessons.lesson import Lesson, Step

HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
EVENTS_MAX = 20_000
"""Events of a lesson's run: a page runs it while its reader waits."""
DEPTH_MAX = 8
"""Scripts made from scripts: a chain that is longer goes round in a circle."""
WAYS_MAX = 64
"""Ways to set the knobs of a step at most: each is a run, and vetting makes them all."""
GATEWAY = "gateway"
"""Who has a setting that no protocol has."""


class MadeError(ValueError):
    """A script that cannot be made: a code and what it is about."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(code, found)
        self.code, self.found = code, found


@lru_cache(maxsize=512)
def trace(script: str) -> Trace:
    """The run of a script. Raises ScriptError or Overrun."""
    return run(parse(script, APP), EVENTS_MAX)


def text_of(lesson: Lesson, name: str, holes: Mapping[str, str] | None = None) -> str:
    """The text of a script, its holes filled. Raises MadeError."""
    made, filled = _made(lesson, name, 0), holes or {}
    if len(made) + sum(len(filled.get(hole, "")) for hole in HOLE.findall(made)) > APP.bytes:
        raise MadeError("made_too_long", name)
    text = HOLE.sub(lambda found: filled.get(found[1], found[0]), made)
    if left := HOLE.search(text):
        raise MadeError("hole_without_knob", left[0])
    return text


def holes_of(lesson: Lesson, name: str) -> tuple[str, ...]:
    """The holes of a script. Raises MadeError."""
    return tuple(dict.fromkeys(HOLE.findall(_made(lesson, name, 0))))


def filled_by(lesson: Lesson, name: str, hole: str) -> tuple[str, str]:
    """The setting whose value a hole of a script is, and whose: a protocol's, or GATEWAY; both '' where it is none."""
    found = re.search(rf"^(.*?)\b([a-z_]+)={{{hole}}}(?:\s|$)", _made(lesson, name, 0), re.M)
    if not found:
        return "", ""
    verb, *named = found[1].split() or [""]
    owner = GATEWAY if verb == GATEWAY else named[0] if verb == "system" and named else ""
    return found[2], owner


def canonical(lesson: Lesson, name: str, holes: Mapping[str, str] | None = None) -> str:
    """The text of a script as the printer writes it. Raises MadeError or ScriptError."""
    return print_script(parse(text_of(lesson, name, holes), APP))


def first_holes(step: Step) -> dict[str, str]:
    """What stands in the holes at first: `start`, and else the first value of each knob."""
    return {name: values[0] for name, values in step.knobs} | dict(step.start)


def settings(step: Step) -> tuple[dict[str, str], ...]:
    """Every way to set the knobs of a step, WAYS_MAX at most."""
    names = [name for name, _ in step.knobs]
    ways = product(*(values for _, values in step.knobs))
    return tuple(dict(zip(names, way, strict=True)) for way in islice(ways, WAYS_MAX))


def turned(lesson: Lesson, step: Step, script: str) -> dict[str, str] | None:
    """The setting of the knobs with which a step's own script is this one; None where there is none."""
    own = step.script or ""
    return next((holes for holes in settings(step) if canonical(lesson, own, holes) == script), None)


def alike(lesson: Lesson, step: Step, script: str) -> tuple[tuple[str, str], ...]:
    """The runs of a step as (name, script), with the setting of its knobs in which its own script is this one; that one
    alone, where nothing but it is known.
    """
    holes = turned(lesson, step, script) if step.runs else None
    others = () if holes is None else tuple((name, canonical(lesson, name, holes)) for name in step.runs)
    return ((step.script or "", script), *others)


def before(script: str, place: str | None, asked: str | None) -> str:
    """The run up to the moment that a question is about: what a learner may see who has not answered yet.

    place: an anchor; None: where the operation that is asked about is issued, and else the start.
    """
    whole = trace(script)
    ids = {op.id: op for op in whole.operations}
    named = next((word for word in (asked or "").split() if word in ids), None)
    index = anchor(whole, place) if place else ids[named].first if named else 0
    tick = max(0, whole.events[index].tick - 1)
    scenario: Scenario = whole.scenario
    kept = tuple(one for one in scenario.commands if one.tick <= tick)
    return print_script(replace(scenario, commands=kept, stop=tick))


def _made(lesson: Lesson, name: str, depth: int) -> str:
    made = lesson.scripts.get(name)
    if made is None or depth > DEPTH_MAX:
        raise MadeError("no_script" if made is None else "script_circle", name)
    if isinstance(made, str):
        return made.strip() + "\n"
    if "row" in made:
        if made["row"] not in FLAWS:
            raise MadeError("no_flaw", str(made["row"]))
        flaw = FLAWS[made["row"]]
        return print_script(flaw.wrong() if made.get("rule") == "brief" else flaw.right())
    text = _made(lesson, made["of"], depth + 1)
    for old, new in made.get("swap", {}).items():
        if text.count(old) != 1:
            raise MadeError("swap_not_once", old)
        text = text.replace(old, str(new))
    return text + (made.get("add", "").strip() + "\n" if made.get("add") else "")
