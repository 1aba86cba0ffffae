"""The adversary: from a scene, the smallest run that breaks a promise, or the news that there is none.

Rules of this package
* Promises about answers are looked for in all states of a model without time, breadth first (space.py, states.py);
  where nodes set timers, for promises about the run as a whole, and past the most states, by seeded schedules
  (schedules.py). Either way what is found is a script that the simulator confirms (realise.py), made smaller
  (smaller.py). docs/explore.md says what a scope leaves out.
* A search is a generator that does a bounded amount of work at a time: who holds it can show progress or let it go.
"""

from __future__ import annotations

from collections.abc import Generator

from engine.explore.client_history import ANSWERS
from engine.explore.promises import PROMISES, broken_by, judged, strongest
from engine.explore.reaction import Timed
from engine.explore.realise import realised
from engine.explore.schedules import schedule
from engine.explore.shrink import smaller
from engine.explore.space import Space
from engine.explore.states import End, Path, walk
from engine.explore.values import Finding, Progress, Scope, Search
from engine.model import Scenario

__all__ = ["ANSWERS", "PROMISES", "Finding", "Progress", "Scope", "Search", "broken_by", "explore", "finish", "judged"]
__all__ += ["strongest"]

USUAL = Scope()

SLICE = 10
"""Schedules tried between two looks up."""

EXTRA = 120
"""Schedules tried when all states have been looked at: for two commands in one tick, clocks that drift, deadlines."""

DOUBTS_MAX = 40
"""Paths that the simulator did not confirm before the model is given up."""


def explore(scenario: Scenario, promise: str, scope: Scope = USUAL) -> Search:
    """Look for the smallest run of a scene that breaks a promise."""
    seen = End(0, False)
    if promise in ANSWERS and not scenario.gateways:
        try:
            found = yield from _states(scenario, promise, scope)
        except Timed:
            pass
        else:
            if isinstance(found, Finding):
                return found
            seen = found
    return (yield from _schedules(scenario, promise, scope, seen))


def finish(search: Search) -> Finding:
    """Carry a search through."""
    while True:
        try:
            next(search)
        except StopIteration as end:
            found: Finding = end.value
            return found


def _states(scenario: Scenario, promise: str, scope: Scope) -> Generator[Progress, None, Finding | End]:
    """All states, or as many as the scope allows; a path counts once the simulator has confirmed it."""
    space = Space(scenario, promise, scope)
    paths, doubts = walk(space, scope.states), 0
    while True:
        try:
            one = next(paths)
        except StopIteration as stopped:
            end: End = stopped.value
            return end if not doubts else End(end.seen, False)
        if isinstance(one, Progress):
            yield one
            continue
        assert isinstance(one, Path)
        found = realised(space, one, scope.cuts)
        if found is not None:
            least = yield from _smaller(found, promise, one.seen, 0)
            return Finding("found", promise, one.seen, 0, least, None if doubts else len(one.steps))
        doubts += 1
        if doubts == DOUBTS_MAX:
            return End(one.seen, False)


def _schedules(scenario: Scenario, promise: str, scope: Scope, seen: End) -> Generator[Progress, None, Finding]:
    """By chance; where all states were looked at only a few, for what a model without time does not have."""
    most = min(scope.schedules, EXTRA) if seen.whole else scope.schedules
    for nth in range(most):
        if nth % SLICE == 0:
            yield Progress("schedules", seen.seen, nth, 0)
        tried = schedule(scenario, scope, nth)
        if broken_by(tried, promise):
            least = yield from _smaller(tried, promise, seen.seen, nth + 1)
            return Finding("found", promise, seen.seen, nth + 1, least)
    return Finding("none" if seen.whole else "not_found", promise, seen.seen, most)


def _smaller(scenario: Scenario, promise: str, states: int, schedules: int) -> Generator[Progress, None, Scenario]:
    steps = smaller(scenario, promise)
    while True:
        try:
            left = next(steps)
        except StopIteration as end:
            found: Scenario = end.value
            return found
        yield Progress("smaller", states, schedules, left)
