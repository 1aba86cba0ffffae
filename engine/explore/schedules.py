"""Randomized schedules, where a model without time will not do: each is a script for the simulator.

Rules of this file
* The nth schedule of a seed is always the same. It keeps the scene's system and, in their order, each client's
  operations and the operators' commands; it draws when they come, how long messages take, and which faults come.
* Every third one stays close to the scene, since some stories need their timing: its ticks, and most of its faults,
  some a little earlier or later.
* A scene that stops has timers without end: its schedules stop, too, when all must have been answered.
* Cuts, crashes (unflushed ones apart), losses, duplicates and pauses stay within the scope. Cuts are mostly healed,
  crashed nodes mostly recover.

Source: Musuvathi & Qadeer 2007; Burckhardt et al. 2010, "A Randomized Scheduler with Probabilistic Guarantees"
(few changes of order find most mistakes, so few faults are drawn at a time).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.explore.fault_states import two_groups
from engine.explore.values import Scope
from engine.model import (
    ClientCommand,
    Command,
    Crash,
    Cut,
    Drop,
    Duplicate,
    Heal,
    Hold,
    Latency,
    OperatorCommand,
    Pause,
    Recover,
    Release,
    Scenario,
)
from engine.model.randomness import drawn, stream
from engine.script import name_operations

LATENCIES = (Latency(10, 10), Latency(1, 20), Latency(1, 60), Latency(30, 30))
"""The usual one; two under which messages overtake each other, little and much; and one of slow operations."""
GAP = 40
"""The most ticks between two commands of one client: two round trips of the usual latency."""

ASKED = ClientCommand | OperatorCommand


class Dice:
    """The random draws of one schedule, in order."""

    def __init__(self, seed: int, nth: int) -> None:
        self._start, self._drawn = stream(seed, "schedule", str(nth)), 0

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1."""
        self._drawn += 1
        return int(drawn(self._start, self._drawn) * count)


def schedule(scenario: Scenario, scope: Scope, nth: int) -> Scenario:
    """The nth scenario to try: the scene's operations under a drawn timing, drawn latencies and drawn faults."""
    dice = Dice(scope.seed, nth)
    if nth % 3 == 0:
        return _ending(scenario, _near(scenario, scope, dice))
    latency = LATENCIES[dice.below(len(LATENCIES))]
    asked = [command for command in name_operations(scenario.commands) if isinstance(command, ASKED)]
    commands = _moved(asked, dice)
    end = max((command.tick for command in commands), default=0) + 40
    faults = [*_cuts(scenario, scope, dice, end), *_crashes(scenario, scope.crashes, dice, end)]
    faults += [*_losses(scenario, scope, dice), *_holds(scenario, dice, end)]
    faults += [*_duplicates(scenario, scope, dice, end), *_pauses(scenario, scope, dice, end)]
    faults += _crashes(scenario, scope.unflushed, dice, end, unflushed=True)
    both = sorted([*faults, *commands], key=lambda command: command.tick)
    return replace(_ending(scenario, tuple(both)), latency=latency, links=(), seed=nth)


def _ending(scenario: Scenario, commands: tuple[Command, ...]) -> Scenario:
    """The scenario with these commands; one that has a `stop` ends when the last of them must have been answered."""
    last = max((command.tick for command in commands), default=0)
    stop = None if scenario.stop is None else last + scenario.timeout + 1
    return replace(scenario, commands=commands, stop=stop)


def _near(scenario: Scenario, scope: Scope, dice: Dice) -> tuple[Command, ...]:
    """The scene's own commands; of its faults most, within the scope; some at other ticks."""
    left: dict[object, int] = {
        Cut: scope.cuts, Crash: scope.crashes, Drop: scope.losses, Duplicate: scope.duplicates,
        Pause: scope.pauses, "unflushed": scope.unflushed,
    }  # fmt: skip
    kept: list[Command] = []
    for command in name_operations(scenario.commands):
        kind: object = "unflushed" if isinstance(command, Crash) and command.unflushed else type(command)
        if not isinstance(command, ASKED) and (dice.below(5) == 0 or left.get(kind, 1) < 1):
            continue
        if kind in left:
            left[kind] -= 1
        if dice.below(4) == 0:
            command = replace(command, tick=max(0, command.tick + dice.below(31) - 15))
        kept.append(command)
    return tuple(sorted(kept, key=lambda command: command.tick))


def _moved(asked: Sequence[Command], dice: Dice) -> list[Command]:
    """The commands at other ticks: each client's in order, and the operators' in order."""
    clock: dict[str | None, int] = {}
    moved = []
    for command in asked:
        who = None if isinstance(command, OperatorCommand) else getattr(command, "client", None)
        tick = clock[who] + 1 + dice.below(GAP) if who in clock else 10 + dice.below(2 * GAP)
        clock[who] = tick
        moved.append(replace(command, tick=tick))
    return moved


def _cuts(scenario: Scenario, scope: Scope, dice: Dice, end: int) -> Iterator[Command]:
    sides = two_groups(scenario.names)
    for _ in range(dice.below(scope.cuts + 1) if sides else 0):
        tick, groups = dice.below(end), sides[dice.below(len(sides))]
        yield Cut(tick, groups)
        if dice.below(3):
            yield Heal(tick + 1 + dice.below(end))


def _crashes(scenario: Scenario, most: int, dice: Dice, end: int, unflushed: bool = False) -> Iterator[Command]:
    for _ in range(dice.below(most + 1)):
        tick, node = dice.below(end), scenario.system.names[dice.below(scenario.system.nodes)]
        yield Crash(tick, node, unflushed=unflushed)
        if dice.below(3):
            yield Recover(tick + 1 + dice.below(end), node)


def _link(scenario: Scenario, dice: Dice) -> tuple[str, str]:
    here = dice.below(len(scenario.names))
    there = (here + 1 + dice.below(len(scenario.names) - 1)) % len(scenario.names)
    return scenario.names[here], scenario.names[there]


def _losses(scenario: Scenario, scope: Scope, dice: Dice) -> Iterator[Command]:
    for _ in range(dice.below(scope.losses + 1) if len(scenario.names) > 1 else 0):
        yield Drop(0, _link(scenario, dice), 1 + dice.below(4))


def _duplicates(scenario: Scenario, scope: Scope, dice: Dice, end: int) -> Iterator[Command]:
    for _ in range(dice.below(scope.duplicates + 1) if len(scenario.names) > 1 else 0):
        yield Duplicate(1 + dice.below(2 * end), _link(scenario, dice), 1 + dice.below(4))


def _pauses(scenario: Scenario, scope: Scope, dice: Dice, end: int) -> Iterator[Command]:
    """Nodes that stand still, about as long as a run lasts at most."""
    for _ in range(dice.below(scope.pauses + 1)):
        node = scenario.names[dice.below(len(scenario.names))]
        yield Pause(1 + dice.below(end), node, 1 + dice.below(2 * end))


def _holds(scenario: Scenario, dice: Dice, end: int) -> Iterator[Command]:
    """One or two messages that take much longer than all others."""
    for _ in range(dice.below(3) if len(scenario.names) > 1 else 0):
        link, nth = _link(scenario, dice), 1 + dice.below(4)
        yield Hold(0, link, nth)
        yield Release(1 + dice.below(2 * end), link, nth)
