"""The adversary: from a scene, the smallest run that breaks a promise, or the news that there is none.

Rules of this package
* Promises about answers are looked for in all states of a model without time, breadth first (space.py, states.py);
  where nodes set timers, for promises about the run as a whole, and past the most states, by seeded schedules
  (schedules.py). Either way what is found is a script that the simulator confirms (realise.py), and then shrunk
  (shrink.py). docs/explore.md says what a scope leaves out.
* A search is a generator that does a bounded amount of work at a time: who holds it can show progress or let it go.
"""

from __future__ import annotations

from collections.abc import Generator

from engine.explore.client_history import ANSWERS
from engine.explore.promises import PROMISES, broken_by, judged, strongest
from engine.explore.reaction import Timed
from engine.explore.realise import realised
from engine.explore.schedules import schedule
from engine.explore.shrink import shrink
from engine.explore.space import Space
from engine.explore.states import End, walk
from engine.explore.values import Finding, Scope, Search, SearchProgress
from engine.model import Scenario

__all__ = [
    "ANSWERS",
    "PROMISES",
    "Finding",
    "Scope",
    "Search",
    "SearchProgress",
    "broken_by",
    "explore",
    "finish",
    "judged",
]
__all__ += ["strongest"]

USUAL = Scope()

SLICE = 10
"""Schedules tried before progress is yielded: each is a run of some milliseconds, and a page wants to answer clicks."""

EXTRA = 120
"""Schedules tried when all states have been looked at, for what states without time do not have: two commands in one
tick, clocks that drift, deadlines. Few, since most of what there is to find has been ruled out."""

DOUBTS_MAX = 40
"""Paths that the simulator did not confirm before the model is given up: from then on schedules are the better bet."""


def explore(scenario: Scenario, promise: str, scope: Scope = USUAL) -> Search:
    """Search for the smallest run of a scene that breaks a promise. promise: one of PROMISES."""
    explored = End(0, False)
    if promise in ANSWERS and not scenario.gateways:
        try:
            ended = yield from _states(scenario, promise, scope)
        except Timed:
            pass
        else:
            if isinstance(ended, Finding):
                return ended
            explored = ended
    return (yield from _schedules(scenario, promise, scope, explored))


def finish(search: Search) -> Finding:
    """Carry a search through to its end."""
    while True:
        try:
            next(search)
        except StopIteration as end:
            finding: Finding = end.value
            return finding


def _states(scenario: Scenario, promise: str, scope: Scope) -> Generator[SearchProgress, None, Finding | End]:
    """Explore all states, or as many as the scope allows; a path counts once the simulator has confirmed it."""
    space = Space(scenario, promise, scope)
    walked, doubts = walk(space, scope.states), 0
    while True:
        try:
            path = next(walked)
        except StopIteration as stopped:
            end: End = stopped.value
            return end if not doubts else End(end.seen, False)
        if isinstance(path, SearchProgress):
            yield path
            continue
        confirmed = realised(space, path, scope.cuts)
        if confirmed is not None:
            least = yield from _shrink(confirmed, promise, path.seen, 0)
            return Finding("found", promise, path.seen, 0, least, None if doubts else len(path.actions))
        doubts += 1
        if doubts == DOUBTS_MAX:
            return End(path.seen, False)


def _schedules(
    scenario: Scenario, promise: str, scope: Scope, explored: End
) -> Generator[SearchProgress, None, Finding]:
    """Try schedules by chance; only a few where all states were explored."""
    most = min(scope.schedules, EXTRA) if explored.whole else scope.schedules
    states = explored.seen
    for nth in range(most):
        if nth % SLICE == 0:
            yield SearchProgress("schedules", states, nth, 0)
        tried = schedule(scenario, scope, nth)
        if broken_by(tried, promise):
            least = yield from _shrink(tried, promise, states, nth + 1)
            return Finding("found", promise, states, nth + 1, least)
    return Finding("none" if explored.whole else "not_found", promise, states, most)


def _shrink(scenario: Scenario, promise: str, states: int, schedules: int) -> Generator[SearchProgress, None, Scenario]:
    tries = shrink(scenario, promise)
    while True:
        try:
            left = next(tries)
        except StopIteration as end:
            least: Scenario = end.value
            return least
        yield SearchProgress("smaller", states, schedules, left)
