"""Walks through the playground without a page: random acts on a run as a learner does them, undo, redo, branches, and
links to what was there before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.protocols import levels
from engine.run.simulation import Overrun, run
from engine.script import ScriptError, parse, print_script
from engine.script.operator_commands import BEHAVIOURS
from engine.trace import Trace
from pages.ui.session import undo as desk
from pages.ui.session.undo import Desk
from pages.ui.stage import gestures
from pages.ui.stage.picture import can, keys

EVENTS_MAX = 1_500
"""A walk does not go on from longer runs."""

WAYS = {"act": 14, "undo": 3, "redo": 2, "branch": 1, "link": 1}
"""How often each of them is tried."""


class Stand(NamedTuple):
    """Where a walk stands: a script as it is printed, and its run, played from the start."""

    script: str
    trace: Trace


def walk(script: str, seed: int, acts: int) -> Iterator[Stand]:
    """The scene itself, and so many other runs, one after another; what is refused is no step."""
    chance = random.Random(f"{seed} {script}")
    known = {(first := print_script(parse(script))): run(parse(script))}
    held = Desk(first)
    yield Stand(first, known[first])
    while acts:
        after = _after(held, known, chance)
        if after.script == held.script:
            continue
        held = after
        yield Stand(held.script, known[held.script])
        acts -= 1


def _after(held: Desk, known: dict[str, Trace], chance: random.Random) -> Desk:
    """The desk after one thing that a learner does; the same one where nothing comes of it."""
    match chance.choices(list(WAYS), list(WAYS.values()))[0]:
        case "undo":
            return desk.undo(held)
        case "redo":
            return desk.redo(held)
        case "branch":
            return desk.visit(held, chance.randrange(desk.BRANCHES_MAX))
        case "link":
            return desk.change(held, chance.choice(list(known)))
    trace = known[held.script]
    try:
        acted = gestures.act(trace, act(trace, chance))
        script = print_script(acted.scenario)
        known[script] = known.get(script) or run(acted.scenario, EVENTS_MAX)
    except (ScriptError, Overrun):
        return held
    return desk.change(held, script, acted.forked)


def act(trace: Trace, chance: random.Random) -> Mapping[str, Any]:
    """Something that the stage offers for this run, at its end or, now and then, earlier."""
    system, names = trace.scenario.system.names, trace.scenario.names
    gateways = [gateway.name for gateway in trace.scenario.gateways]
    verb = chance.choice(can(trace)["verbs"])
    messages = [message.name for message, _, _ in trace.messages()] or ["n1>n2.1"]
    return {
        "verb": verb,
        "tick": trace.end if chance.random() < 0.6 else chance.randrange(trace.end + 1),
        "node": chance.choice(gateways if verb == "call" else names),
        "key": chance.choice(keys(trace)),
        "value": str(chance.randrange(4)),
        "expected": chance.choice(["", *map(str, range(4))]),
        "client": chance.choice(["alice", "bob"]),
        "level": chance.choice(["", *levels(trace.scenario.system)]),
        **_cut(system, chance),
        "message": chance.choice(messages[-6:]),
        "link": "-".join(chance.sample(system, 2)) if len(system) > 1 else "n1-n1",
        "latency": chance.choice([0, 30, 90]),
        "loss": chance.choice([0, 50, 100]),
        "offset": chance.choice([-40, 0, 90]),
        "ticks": chance.choice([5, 60]),
        "wipe": chance.random() < 0.2,
        "unflushed": chance.random() < 0.3,
        "peer": chance.choice(system),
        "to": chance.choice(system),
        "how": chance.choice(BEHAVIOURS),
    }


def _cut(nodes: Sequence[str], chance: random.Random) -> Mapping[str, Any]:
    """Two sides, one way of a link, or nothing: all of it is healed."""
    left = [node for node in nodes if chance.random() < 0.5]
    sides = [left, [node for node in nodes if node not in left]]
    way = ">".join(chance.sample(nodes, 2)) if len(nodes) > 1 else "n1>n1"
    return chance.choice([{"groups": sides}, {"groups": sides}, {"links": [way]}, {}])
