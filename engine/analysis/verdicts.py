"""Verdicts on a run, at its end or at any moment: every check is given what it needs of a run.

Rules of this file
* At a moment, an operation that is issued later is not known, nor how one that still runs will end.
* Checks of whole runs are handed in here: engine/checks knows no runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from engine.analysis.durability import durable
from engine.analysis.rounds import whole_round_in_vain
from engine.availability.endpoints import replicas as homes
from engine.availability.endpoints import view_of
from engine.checks import CHECKS, Check, Replicas, judge
from engine.checks.check import OfReplicas, OfRun
from engine.checks.history import known
from engine.checks.lattice import implied
from engine.model import NodeView, Verdict
from engine.trace import Trace

OF_RUN: Final[Mapping[str, Callable[[Trace, int], Verdict]]] = {"durable": durable}
"""By check that is judged on a run: its judge, of the run as it stands after an event."""


def verdicts(trace: Trace, index: int | None = None, checks: Iterable[str] = CHECKS) -> tuple[Verdict, ...]:
    """The verdicts of these checks right after an event (None: the last), in their order; stronger ones stand first.

    A model that follows from what is kept is not judged: so it may be kept where alone it would be too long to judge.
    """
    found: dict[str, tuple[Verdict, ...]] = {}
    for name in checks:
        found[name] = implied(CHECKS[name], found) or verdicts_at(trace, CHECKS[name], index)
    return tuple(verdict for many in found.values() for verdict in many)


def verdicts_at(trace: Trace, check: Check, index: int | None = None) -> tuple[Verdict, ...]:
    """The verdicts of one check right after an event (None: the last): one a key, or one."""
    index = trace.last if index is None else index
    if isinstance(check.judge, OfRun):
        return (OF_RUN[check.name](trace, index),)
    if isinstance(check.judge, OfReplicas):
        return (_of_replicas(check.judge, trace, index),)
    until = None if index == trace.last else trace.events[index].tick
    return judge(check, known(trace.operations, until), dict(trace.scenario.init))


def _of_replicas(of: OfReplicas, trace: Trace, index: int) -> Verdict:
    """Judged as quiet where a whole round of anti-entropy has come to nothing, too; asked only if that would decide."""
    found = replicas(trace, index)
    verdict = of.judge(found)
    if verdict.outcome == "cant_tell" and index == trace.last and whole_round_in_vain(trace):
        return of.judge(replace(found, quiet=True))
    return verdict


def replicas(trace: Trace, index: int) -> Replicas:
    """What the nodes hold right after an event."""
    network, seen = trace.network(index), views(trace, index)
    quiet = index == trace.last and not network.cut and not trace.in_flight(index)
    return Replicas(seen, {node: node not in network.down for node in seen}, quiet)


def views(trace: Trace, index: int) -> dict[str, NodeView]:
    """What each node that keeps data shows right after an event."""
    return {node: view_of(trace.scenario, node, trace.state(node, index)) for node in homes(trace.scenario.system)}
