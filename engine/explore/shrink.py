"""Shrinking: a run that breaks a promise, made smaller while it still does.

Rules of this file
* One change at a time, greedily, until none helps: a command left out, a plainer header, a rounder tick.
* Each step is confirmed by the simulator, so the result breaks the promise and no single command can be left out.

Source: Zeller & Hildebrandt 2002, "Simplifying and Isolating Failure-Inducing Input" (one-minimal).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from engine.explore.promises import broken_by
from engine.model import Command, Hold, Release, Scenario
from engine.model.scenario import USUAL_LATENCY
from engine.script import name_operations

TRIES_MAX = 2_000
"""Runs tried at most: a round tries about one for each command, and only a script made to be slow has so many."""


def shrink(scenario: Scenario, promise: str) -> Generator[int, None, Scenario]:
    """Shrink a scenario that breaks a promise; yields how many commands are left, before each try."""
    best, tries, again = replace(scenario, commands=name_operations(scenario.commands)), 0, True
    while again and tries < TRIES_MAX:
        again = False
        for candidate in _simpler(best):
            tries += 1
            yield len(best.commands)
            if broken_by(candidate, promise):
                best, again = candidate, True
                break
    return best


def _simpler(scenario: Scenario) -> Iterator[Scenario]:
    """Each scenario that is a little smaller or simpler, the biggest steps first."""
    commands = scenario.commands
    for place in reversed(range(len(commands))):
        if isinstance(commands[place], Release):
            continue
        rest = commands[:place] + commands[place + 1 :]
        yield replace(scenario, commands=_released(rest))
    if scenario.links:
        yield replace(scenario, links=())
    if scenario.latency != USUAL_LATENCY:
        yield replace(scenario, latency=USUAL_LATENCY)
    if scenario.seed:
        yield replace(scenario, seed=0)
    if scenario.clocks:
        yield replace(scenario, clocks=())
    ticks = sorted({command.tick for command in commands})
    for spacing in (10, 5):
        rounder = {tick: spacing * place for place, tick in enumerate(ticks, 1)}
        if any(rounder[tick] < tick for tick in ticks) and all(rounder[tick] <= tick for tick in ticks):
            yield replace(scenario, commands=tuple(replace(one, tick=rounder[one.tick]) for one in commands))


def _released(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """Without releases of what nobody holds."""
    held = {(hold.link, hold.nth) for hold in commands if isinstance(hold, Hold)}
    return tuple(each for each in commands if not isinstance(each, Release) or (each.link, each.nth) in held)
