"""Breadth first through all states: the first state that breaks the promise is reached in the fewest steps.

Rules of this file
* It works in slices: after about SLICE steps it yields Progress, so that whoever asked can stop it.
* It returns the runs that break the promise one by one (as yields), since only the simulator can confirm them.
"""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from engine.explore.space import Space, State, Step
from engine.explore.values import Progress

SLICE = 2_000


class Path(NamedTuple):
    """A way to a state that breaks the promise: the states gone through and the steps between them."""

    states: tuple[State, ...]
    steps: tuple[Step, ...]
    seen: int


class End(NamedTuple):
    """seen: how many states there were; whole: were these all?"""

    seen: int
    whole: bool


def walk(space: Space, most: int) -> Generator[Progress | Path, None, End]:
    """Look at states in order of their distance from the start. What follows a broken state is not looked at."""
    start = space.start()
    came: dict[State, tuple[State, Step] | None] = {start: None}
    level, depth = [start], 0
    broken = space.pasts.broken
    while level:
        depth, following = depth + 1, []
        place = 0
        while place < len(level):
            paths: list[Path] = []
            work = 0
            with _uncollected():
                while place < len(level) and work < SLICE:
                    state, place = level[place], place + 1
                    for step, after in space.follow(state):
                        work += 1
                        if after in came:
                            continue
                        came[after] = (state, step)
                        if after[2] != state[2] and broken(after[2]):
                            paths.append(_path(came, after))
                        else:
                            following.append(after)
            yield from paths
            yield Progress("states", len(came), 0, depth)
            if len(came) > most:
                return End(len(came), False)
        level = following
    return End(len(came), True)


@contextmanager
def _uncollected() -> Iterator[None]:
    """States hold no cycles: looking for some would take more than half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _path(came: dict[State, tuple[State, Step] | None], state: State) -> Path:
    states, steps = [state], []
    while (before := came[states[-1]]) is not None:
        states.append(before[0])
        steps.append(before[1])
    return Path(tuple(reversed(states)), tuple(reversed(steps)), len(came))
