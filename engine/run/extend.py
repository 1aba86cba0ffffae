"""A run that goes on from the end of an earlier one, since what was asked up to there is the same.

Rules of this file
* What a run does up to a tick depends on nothing but what is asked up to there: chance is drawn by name, and nobody
  knows what comes. So only a command at a later tick than the last one played may differ.
* The names of operations are among what must be alike: an id that is given later on can rename an earlier one.
* The earlier run stays as it is: what goes on is a copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from engine.model import ClientCommand, Command, Scenario
from engine.run.event_queue import NEVER
from engine.run.garbage import uncollected
from engine.run.simulation import EVENTS_MAX, Simulation, run
from engine.script import name_operations
from engine.trace import Trace


def extend(earlier: Trace, scenario: Scenario, events_max: int = EVENTS_MAX) -> Trace:
    """The trace of run(scenario), byte for byte, from the end of an earlier run if that is possible. Raises Overrun."""
    ended = earlier.ended
    if not isinstance(ended, Simulation) or len(earlier.events) > events_max or not _gets_there(scenario, ended):
        return run(scenario, events_max)
    with uncollected():
        return ended.going_on(scenario, events_max).finish()


def first_difference(one: Scenario, other: Scenario) -> int:
    """The tick before which two scenarios ask for the same, apart from their `stop`; NEVER if they do so throughout."""
    a, b = one.commands, other.commands
    if not _same(replace(one, commands=(), stop=None), replace(other, commands=(), stop=None)):
        return 0
    if _ids(a) != _ids(b):
        a, b = name_operations(a), name_operations(b)
    for place, pair in enumerate(zip_longest(a, b)):
        if not _same(*pair):
            return min(command.tick for command in (*a[place:], *b[place:]))
    return NEVER


def _gets_there(scenario: Scenario, ended: Simulation) -> bool:
    """Would a run of this scenario come to where an earlier one ended?

    Without a stop it does so only if something keeps it going: what kept the earlier one, or a later command.
    """
    now, stop = ended.cluster.now, scenario.stop
    if stop is None:
        kept_going = ended.scenario.stop is None or any(command.tick > now for command in scenario.commands)
    else:
        kept_going = stop >= now
    return kept_going and first_difference(ended.scenario, scenario) > now


def _ids(commands: Iterable[Command]) -> list[str]:
    """The ids that were given: where they are the same, so are the names of all other operations."""
    return [command.id for command in commands if isinstance(command, ClientCommand) and command.id is not None]


def _same(one: object, other: object) -> bool:
    """Equal, and written alike: 1 and 1.0 are equal, and not the same value."""
    if one is other or one != other:
        return one is other
    if isinstance(one, ClientCommand) and isinstance(other, ClientCommand):
        one, other = getattr(one, "value", None), getattr(other, "value", None)
    return repr(one) == repr(other)
