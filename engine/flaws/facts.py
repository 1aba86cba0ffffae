"""What can be said of a run in one word each, so that two runs can be laid side by side.

Rules of this file
* A fact has a name: `verdict.linearizable`, `op.r1` (status, and what a read returned), `store.n1.x`, `mode.n1`,
  `role.n1`, `log.n1`, `hints.n1`, `belief.n1.primary`, `peak` (retries in one tick), `note.purged` (how often),
  `sent.Store` (how many), `lost` (acknowledged writes).
* What is not there has no fact, so a comparison says None.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.analysis.durability import lost_writes
from engine.analysis.verdicts import verdicts
from engine.availability.endpoints import view_of
from engine.availability.messages import Call
from engine.checks import CHECKS
from engine.model import WORST, NodeView, Note
from engine.trace import Trace


def facts(trace: Trace) -> dict[str, Any]:
    """Every fact of a finished run."""
    found: dict[str, Any] = {}
    judged = verdicts(trace)
    for check in CHECKS:
        outcomes = [verdict.outcome for verdict in judged if verdict.check == check]
        if outcomes:
            found[f"verdict.{check}"] = min(outcomes, key=WORST.index)
    for op in trace.operations:
        told = op.kind == "read" and op.status == "ok"
        found[f"op.{op.id}"] = (op.status, op.value) if told else (op.status,)
    for node in trace.scenario.names:
        found |= _node(node, view_of(trace.scenario, node, trace.state(node, trace.last)))
    notes = (effect for event in trace.events for effect in event.effects if isinstance(effect, Note))
    counts = Counter(f"note.{note.code}" for note in notes if note.code != "version")
    counts.update(f"sent.{type(message.body).__name__}" for event in trace.events for message in event.sent)
    again = Counter(message.sent for event in trace.events for message in event.sent if _again(message.body))
    peak = {"peak": max(again.values())} if again else {}
    return {**found, **counts, **peak, "lost": lost_writes(trace)}


def difference(one: Trace, other: Trace) -> dict[str, tuple[object, object]]:
    """By name, the facts that are not the same in two runs."""
    here, there = facts(one), facts(other)
    names = dict.fromkeys((*here, *there))
    return {name: (here.get(name), there.get(name)) for name in names if here.get(name) != there.get(name)}


def _node(node: str, view: NodeView) -> dict[str, object]:
    found: dict[str, Any] = {f"store.{node}.{key}": cell.values for key, cell in sorted(view.store.items())}
    for name in ("mode", "role", "log", "hints"):
        if value := getattr(view, name):
            found[f"{name}.{node}"] = tuple(value) if name == "log" else value
    found |= {f"belief.{node}.{code}": value for code, value in (view.believes or {}).items()}
    return found


def _again(body: object) -> bool:
    """Is this the second or a later attempt of a gateway?"""
    return isinstance(body, Call) and body.nth > 1
