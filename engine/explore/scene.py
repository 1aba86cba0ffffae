"""Scenes to explore where a run has too much in it, or nothing: a few operations of a few clients.

Rules of this file
* small: one write, and two reads by another client at two other nodes; enough for a stale read, and for the new
  value and then the old. pairs: two clients, each writes and then reads. race: two clients put their names in place of
  the value at the start; only where compare-and-set is offered.
"""

from __future__ import annotations

from dataclasses import replace

from engine.model import Cas, Command, Read, Scenario, Write

SMALL, PAIRS, RACE = "small", "pairs", "race"


def standard(scenario: Scenario, which: str) -> Scenario:
    """A scene of its own under the same system, beginning with the same values; which: SMALL, PAIRS or RACE."""
    nodes = scenario.system.names
    a, b, c = nodes[0], nodes[1 % len(nodes)], nodes[2 % len(nodes)]
    key = scenario.init[0][0] if scenario.init else "x"
    commands: tuple[Command, ...] = (
        Write(10, a, key, 1, "alice", "w1"),
        Read(20, b, key, "bob", "r1"),
        Read(30, c, key, "bob", "r2"),
    )
    if which == PAIRS:
        commands = (
            Write(10, a, key, 1, "alice", "w1"),
            Write(10, b, key, 2, "bob", "w2"),
            Read(20, a, key, "alice", "r1"),
            Read(20, b, key, "bob", "r2"),
        )
    if which == RACE:
        held = dict(scenario.init).get(key)
        commands = (
            Cas(10, a, key, held, "alice", "alice", "c1"),
            Cas(10, a, key, held, "bob", "bob", "c2"),
            Read(20, a, key, "alice", "r1"),
        )
    return replace(scenario, commands=commands, stop=None)
