"""The judge: what each promise was worth in a history.

Rules of this file
* A check is a function of a History; to add one: write it, add a line to CHECKS, add its words per language.
* CHECKS stands in canonical order, the order in which verdicts are given. They are what a stage has room for.
* MODELS are judged on all keys together and stand in order of strength; how they imply one another: lattice.py.
* A check never looks into a protocol: it sees operations, and for convergence what nodes show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from engine.checks.available import available
from engine.checks.converged import converged
from engine.checks.history import History, answered
from engine.checks.linearizable import linearizable
from engine.checks.multi_key import DECIDE, judge_model
from engine.checks.sessions import sessions
from engine.checks.timeline import timeline
from engine.model import NodeView, Operation, Value, Verdict

__all__ = [
    "CHECKS",
    "MODELS",
    "History",
    "available",
    "converged",
    "judge",
    "judge_model",
    "judge_models",
    "linearizable",
    "sessions",
    "timeline",
]

MODELS: tuple[str, ...] = tuple(DECIDE)

CHECKS: Mapping[str, Callable[[History], tuple[Verdict, ...]]] = {
    "linearizable": lambda h: linearizable(h.operations, h.init),
    "read_your_writes": lambda h: sessions(h.operations, "read_your_writes"),
    "monotonic_reads": lambda h: sessions(h.operations, "monotonic_reads"),
    "monotonic_writes": lambda h: sessions(h.operations, "monotonic_writes"),
    "writes_follow_reads": lambda h: sessions(h.operations, "writes_follow_reads"),
    "available": lambda h: (available(h.operations),),
    "converged": lambda h: (converged(h.views, h.up, h.quiet),),
}


def judge(
    operations: Sequence[Operation],
    views: Mapping[str, NodeView],
    up: Mapping[str, bool] | None = None,
    quiet: bool = True,
    init: Mapping[str, Value] | None = None,
) -> tuple[Verdict, ...]:
    """All verdicts on a history; up and quiet as in History, a node that `up` leaves out is up."""
    asked = History(tuple(operations), init or {}, views, up or {}, quiet)
    told = replace(asked, operations=answered(operations))
    return tuple(verdict for name, check in CHECKS.items() for verdict in check(asked if name == "available" else told))


def judge_models(operations: Sequence[Operation], init: Mapping[str, Value] | None = None) -> tuple[Verdict, ...]:
    """The verdicts on all registers of a history, strongest model first; none where it has other objects only."""
    told = answered(operations)
    registers = [op for op in told if op.object == "register"]
    return tuple(judge_model(registers, check, init) for check in MODELS if registers or not told)
