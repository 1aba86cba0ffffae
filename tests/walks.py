"""Walks through the playground without a page: random acts on a run, as a learner does them, and undo."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.run.simulation import Overrun, run
from engine.script import ScriptError, parse, print_script
from engine.script.operator_commands import BEHAVIOURS
from engine.trace import Trace
from lessons.words import load
from pages.ui.stage import gestures
from pages.ui.stage.picture import paint

EVENTS_MAX = 1_500
"""A walk does not go on from longer runs."""


def walk(script: str, seed: int, acts: int) -> Iterator[tuple[str, str]]:
    """So many steps: the script before an act and the one after it, printed; refused acts are no steps."""
    chance, past = random.Random(f"{seed} {script}"), [print_script(parse(script))]
    while acts:
        trace = run(parse(past[-1]))
        if len(past) > 1 and chance.random() < 0.2:
            before = past.pop()
            yield before, past[-1]
        else:
            try:
                after = print_script(gestures.act(trace, act(trace, chance)).scenario)
                run(parse(after), EVENTS_MAX)
            except (ScriptError, Overrun):
                continue
            yield past[-1], after
            past.append(after)
        acts -= 1


def act(trace: Trace, chance: random.Random) -> Mapping[str, Any]:
    """Something that the stage offers for this run, at its end or, now and then, earlier."""
    picture = paint(trace, load("en"))
    system, names = trace.scenario.system.names, trace.scenario.names
    gateways = [gateway.name for gateway in trace.scenario.gateways]
    verb = chance.choice(picture["can"]["verbs"])
    messages = [message["name"] for message in picture["messages"]] or ["n1>n2.1"]
    return {
        "verb": verb,
        "tick": trace.end if chance.random() < 0.6 else chance.randrange(trace.end + 1),
        "node": chance.choice(gateways if verb == "call" else names),
        "key": chance.choice(picture["keys"]),
        "value": str(chance.randrange(4)),
        "client": chance.choice(["alice", "bob"]),
        "level": chance.choice(["", *(level["id"] for level in picture["levels"])]),
        "groups": _sides(system, chance),
        "message": chance.choice(messages[-6:]),
        "link": "-".join(chance.sample(system, 2)) if len(system) > 1 else "n1-n1",
        "latency": chance.choice([0, 30, 90]),
        "peer": chance.choice(system),
        "to": chance.choice(system),
        "how": chance.choice(BEHAVIOURS),
    }


def _sides(nodes: Sequence[str], chance: random.Random) -> list[list[str]]:
    left = [node for node in nodes if chance.random() < 0.5]
    return [left, [node for node in nodes if node not in left]]
