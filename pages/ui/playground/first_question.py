"""The question of a first visit: what will the next read return? Its choices and its answer are the run's.

Rules of this file
* The choices are what the nodes hold of that key when the question is asked; the answer is what the read returns.
* The stage asks, plays on and tells (js/question.js); here is only what it says.
"""

from __future__ import annotations

from engine.trace import Trace
from lessons import probes
from lessons.words import Words
from pages.ui.stage.picture.frame_schema import Question


def question(words: Words, trace: Trace, tick: int) -> Question | None:
    """What is asked at a tick, what can be answered, and what to say when the read has ended; None without a read."""
    read = next((op for op in trace.operations if op.kind == "read" and op.issued > tick), None)
    if read is None:
        return None
    names = {"client": read.client, "node": read.node}
    right = probes.ask(trace, f"value {read.id}").token
    held = [probes.ask(trace, f"store {node} {read.key} at t {tick}").token for node in trace.scenario.system.names]
    told = {
        value: words(f"greeting.{'right' if value == right else 'wrong'}", **names, said=value, value=right)
        for value in held
    }
    return {
        "text": words("playground.question"),
        "choices": list(told),
        "told": told,
        "plain": words("greeting.plain", **names, value=right),
        "waiting": words("greeting.waiting", **names),
        "op": read.id,
    }
