"""Breadth first through all states: the first state that breaks the promise is reached in the fewest steps.

Rules of this file
* It works in slices: after SLICE states it yields SearchProgress, so that whoever asked can stop it.
* It returns the runs that break the promise one by one (as yields), since only the simulator can confirm them.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from engine.explore.cores import CORE, Action, State
from engine.explore.space import Space
from engine.explore.values import SearchProgress
from engine.run.garbage import uncollected

SLICE = 500
"""States followed before progress is yielded: some milliseconds."""


Came = dict[State, State | None]
"""By state the one from which it was reached first (None: the start)."""


class Path(NamedTuple):
    """A way to a state that breaks the promise: its states, the actions between them, and how many states were seen."""

    states: tuple[State, ...]
    actions: tuple[Action, ...]
    seen: int


class End(NamedTuple):
    """seen: how many states there were; whole: were these all?"""

    seen: int
    whole: bool


def walk(space: Space, most: int) -> Generator[SearchProgress | Path, None, End]:
    """Explore states in order of their distance from the start, until there are more than `most`; what follows a broken
    state is not explored."""
    start = space.start()
    came: Came = {start: None}
    level, depth = [start], 0
    while level:
        depth += 1
        following: list[State] = []
        for at in range(0, len(level), SLICE):
            with uncollected():
                paths = _expand(space, level[at : at + SLICE], came, following)
            yield from paths
            yield SearchProgress("states", len(came), 0, depth)
            if len(came) > most:
                return End(len(came), False)
        level = following
    return End(len(came), True)


def _expand(space: Space, states: list[State], came: Came, following: list[State]) -> list[Path]:
    """Take every action that is possible in these states; new states go to `came`, and to `following` unless they break
    the promise: then the way to them is answered."""
    histories, broken = space.cores.histories, space.histories.broken
    paths = []
    for state in states:
        for _, after in space.follow(state):
            if after not in came:
                came[after] = state
                if broken(histories[after & CORE]):
                    paths.append(_path(space, came, after))
                else:
                    following.append(after)
    return paths


def _path(space: Space, came: Came, state: State) -> Path:
    states, actions = [state], []
    while (before := came[states[-1]]) is not None:
        actions.append(next(action for action, after in space.follow(before) if after == states[-1]))
        states.append(before)
    return Path(tuple(reversed(states)), tuple(reversed(actions)), len(came))
