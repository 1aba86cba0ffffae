"""Realising a path: a way through the states as a script with ticks, which the simulator must confirm.

Rules of this file
* What is plainest is tried first: the commands alone, closer and closer together; then with one cut in place of
  all delays; then with a hold for each message that the path delivers late or never, and a release in its turn.
* Nothing leaves here that does not break the promise when engine/run runs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from engine.explore.actors import Envelope
from engine.explore.cores import PACE
from engine.explore.fault_states import two_groups
from engine.explore.promises import broken_by
from engine.explore.space import Space
from engine.explore.states import Path
from engine.model import (
    Command,
    Crash,
    Cut,
    Duplicate,
    Groups,
    Heal,
    Hold,
    Latency,
    Link,
    Recover,
    Release,
    Scenario,
)

SPACINGS = (10, 4, 1)
"""Ticks between two steps: the closer, the more is still under way."""

USUAL = Latency(10, 10)
CUTS_TRIED = 400
"""Scripts with one cut that are tried for one path; after these the path is taken as it is, message by message."""


class Late(NamedTuple):
    """A message by its name, the action that sent it, and the one that delivered it (None: none). copy_of: as in
    Message."""

    link: Link
    nth: int
    sent: int
    came: int | None
    copy_of: int | None = None


def realised(space: Space, path: Path, cuts: int) -> Scenario | None:
    """A script that breaks the promise as the path does, or None where the simulator does not agree."""
    promise = space.histories.promise
    for scenario in _candidates(space, path, cuts):
        if broken_by(scenario, promise):
            return scenario
    return None


def _candidates(space: Space, path: Path, cuts: int) -> Iterator[Scenario]:
    """Scripts to try, plainest first."""
    for spacing in SPACINGS:
        yield _scenario(space, path, [10 + spacing * place for place in range(len(path.actions))], ())
    if cuts and not any(kind in ("cut", "heal") for kind, _ in path.actions):
        yield from islice(_with_a_cut(space, path), CUTS_TRIED)
    envelopes = _late_messages(space, path)
    ticks = [10 * (place + 1) for place in range(len(path.actions))]
    yield _scenario(space, path, ticks, _holds(envelopes, ticks, USUAL.low))
    ticks = _paced(path)
    tight = _scenario(space, path, ticks, _holds(envelopes, ticks, 1))
    yield replace(tight, latency=Latency(1, 1))


def _with_a_cut(space: Space, path: Path) -> Iterator[Scenario]:
    """One cut in place of all delays: which groups, from when, until when."""
    for healed in (False, True):
        for groups in two_groups(space.scenario.system.names):
            for spacing in (10, 4):
                ticks = [10 + spacing * place for place in range(len(path.actions))]
                for tick, more in _moments(ticks, groups, healed):
                    yield _scenario(space, path, ticks, (Cut(tick, groups), *more))


def _moments(ticks: list[int], groups: Groups, healed: bool) -> Iterator[tuple[int, tuple[Command, ...]]]:
    for place, tick in enumerate(ticks):
        if not healed:
            yield tick, ()
        else:
            yield from ((tick, (Heal(later, groups),)) for later in ticks[place + 1 :])


def _scenario(space: Space, path: Path, ticks: list[int], more: tuple[Command, ...]) -> Scenario:
    """The scene with the commands and faults of a path at these ticks, and more faults."""
    commands: list[Command] = list(more)
    if any(kind == "duplicate" for kind, _ in path.actions):
        commands += _duplicates(_late_messages(space, path), ticks)
    for tick, (kind, what) in zip(ticks, path.actions, strict=True):
        node = space.interned.nodes[what] if kind in ("crash", "unflushed", "recover") else ""
        match kind:
            case "ask":
                commands.append(replace(space.operations[what], tick=tick))
            case "operate":
                commands.append(replace(space.operator_commands[what], tick=tick))
            case "cut":
                commands.append(Cut(tick, space.faults.groups[what]))
            case "heal":
                commands.append(Heal(tick))
            case "crash":
                commands.append(Crash(tick, node))
            case "unflushed":
                commands.append(Crash(tick, node, unflushed=True))
            case "recover":
                commands.append(Recover(tick, node))
    commands.sort(key=lambda command: command.tick)
    plain = replace(space.scenario, commands=tuple(commands), latency=USUAL, links=(), stop=None)
    return replace(plain, timeout=max(plain.timeout, ticks[-1] + 10)) if more else plain


def _late_messages(space: Space, path: Path) -> list[Late]:
    """Every message of a path but those lost as they are sent."""
    messages: list[Late] = []
    bodies: list[Envelope] = []
    count: dict[Link, int] = {}
    nodes = space.interned.nodes
    for place, step in enumerate(path.actions):
        state, after = path.states[place], path.states[place + 1]
        if step[0] in ("deliver", "duplicate"):
            here = space.interned.envelopes.values[step[1]]._replace(copy=0)
            at = next(i for i, one in enumerate(bodies) if one == here and messages[i].came is None)
            messages[at] = messages[at]._replace(came=place)
            if step[0] == "duplicate":
                first = messages[at]
                count[first.link] += 1
                messages.append(Late(first.link, count[first.link], place, None, first.nth))
                bodies.append(here)
        network = space.faults.known.values[space.core(after).fault_state].network
        for _, transition in space.transitions(state, step):
            for number in transition.sends:
                envelope = space.interned.envelopes.values[number]._replace(copy=0)
                link = nodes[envelope.src], nodes[envelope.dst]
                count[link] = count.get(link, 0) + 1
                if network.loss_reason(link) is None:
                    messages.append(Late(link, count[link], place, None))
                    bodies.append(envelope)
    return messages


def _holds(envelopes: list[Late], ticks: list[int], latency: int) -> tuple[Command, ...]:
    """A hold for each message that does not come when it is due, and a release where it comes at all."""
    commands: list[Command] = []
    for link, nth, sent, came, _ in envelopes:
        if came is None or ticks[came] != ticks[sent] + latency:
            commands.append(Hold(ticks[0], link, nth))
            if came is not None:
                commands.append(Release(ticks[came], link, nth))
    return tuple(commands)


def _duplicates(envelopes: list[Late], ticks: list[int]) -> Iterator[Command]:
    """Each message that is sent once more."""
    for link, _, sent, _, copy_of in envelopes:
        if copy_of is not None:
            yield Duplicate(ticks[sent], link, copy_of)


def _paced(path: Path) -> list[int]:
    """Ticks at which the clocks of the model are right, as far as there is room: PACE for each command."""
    ticks: list[int] = []
    given = 0
    for kind, _ in path.actions:
        given += kind in ("ask", "operate")
        ticks.append(max(PACE * given if kind in ("ask", "operate") else 0, ticks[-1] + 1 if ticks else 1))
    return ticks
