"""Breadth first through all states: the first state that breaks the promise is reached in the fewest steps.

Rules of this file
* It works in slices: after about SLICE actions it yields SearchProgress, so that whoever asked can stop it.
* It returns the runs that break the promise one by one (as yields), since only the simulator can confirm them.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from engine.explore.space import Action, Space, State
from engine.explore.values import SearchProgress
from engine.run.garbage import uncollected

SLICE = 2_000
"""Actions followed before progress is yielded: some hundredths of a second."""


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
    came: dict[State, tuple[State, Action] | None] = {start: None}
    level, depth = [start], 0
    broken = space.histories.broken
    while level:
        depth, following = depth + 1, []
        place = 0
        while place < len(level):
            paths: list[Path] = []
            work = 0
            with uncollected():
                while place < len(level) and work < SLICE:
                    state, place = level[place], place + 1
                    for action, after in space.follow(state):
                        work += 1
                        if after in came:
                            continue
                        came[after] = (state, action)
                        if broken(after[2]):
                            paths.append(_path(came, after))
                        else:
                            following.append(after)
            yield from paths
            yield SearchProgress("states", len(came), 0, depth)
            if len(came) > most:
                return End(len(came), False)
        level = following
    return End(len(came), True)


def _path(came: dict[State, tuple[State, Action] | None], state: State) -> Path:
    states, actions = [state], []
    while (before := came[states[-1]]) is not None:
        states.append(before[0])
        actions.append(before[1])
    return Path(tuple(reversed(states)), tuple(reversed(actions)), len(came))
