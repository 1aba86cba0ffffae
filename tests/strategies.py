"""Schedules for property tests: what clients ask, and what befalls links and nodes, in any order.

Rules of this file
* Every write has a value of its own (v0, v1, ...), so a value tells its writer; a cas, which is drawn where the system
  offers it, expects one of the last that were to be written.
* `ending` is appended as it is: heal, recover, sync ...; its ticks lie past AFTER.
* Strategies are kept: to make one anew for each example takes longer than to run what it draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from engine.model import (
    Campaign,
    Cas,
    Command,
    Crash,
    Cut,
    Delete,
    Duplicate,
    Groups,
    Heal,
    Heartbeat,
    Latency,
    Links,
    Lose,
    Pause,
    Read,
    Recover,
    Scenario,
    Skew,
    Slow,
    System,
    Value,
    Write,
)
from engine.protocols import PROTOCOLS, configured, protocol_of

settings.register_profile("runs", deadline=None)  # a run is judged by what it does; speed is for tests/bench
settings.load_profile("runs")

UNTIL = 200
AFTER = 1_000
CLIENTS = ("alice", "bob", "carol")
LATENCIES = (Latency(10, 10), Latency(1, 1), Latency(1, 40), Latency(10, 10, exponential=True), Latency(0, 0))


def every_protocol(*chosen: System) -> list[System]:
    """These systems, and one of every protocol that is not among them."""
    known = {system.protocol for system in chosen}
    return [*chosen, *(System(name, 3) for name in PROTOCOLS if name not in known)]


def scenarios(
    system: System,
    *,
    keys: Sequence[str] = ("x", "y"),
    wipe: bool = False,
    lossy: bool = False,
    deletes: bool = True,
    least: int = 0,
    most: int = 25,
    requests: int = 0,
    ending: Sequence[Command] = (),
    stop: int | None = None,
    tended: Sequence[st.SearchStrategy[Command]] = (),
) -> st.SearchStrategy[Scenario]:
    """Scenarios of one system: `least` to `most` operations and faults, of which `requests` are operations for certain
    (what is said of operations says nothing where there is none), then the ending."""
    return _scenarios(
        system, tuple(keys), wipe, lossy, deletes, least, most, requests, tuple(ending), stop, tuple(tended)
    )


@lru_cache(maxsize=64)
def _scenarios(
    system: System,
    keys: tuple[str, ...],
    wipe: bool,
    lossy: bool,
    deletes: bool,
    least: int,
    most: int,
    requests: int,
    ending: tuple[Command, ...],
    stop: int | None,
    tended: tuple[st.SearchStrategy[Command], ...],
) -> st.SearchStrategy[Scenario]:
    asked = operations(system, keys, deletes)
    faults = [cuts(system), heals(), crashes(system, wipe), recoveries(system, wipe), pauses(system)] + [
        losses(system),
        duplicates(system),
    ] * lossy
    anything = st.one_of(asked, asked, *faults, *tended)
    rest = st.lists(anything, min_size=max(0, least - requests), max_size=most - requests)
    certain = st.lists(asked, min_size=requests, max_size=requests)
    commands = st.tuples(certain, rest).map(lambda both: [*both[0], *both[1]]) if requests else rest
    inits = st.sampled_from([(), tuple((key, "v-init") for key in keys)])

    def scenario(found: list[Command], latency: Latency, init: tuple[tuple[str, str], ...], seed: int) -> Scenario:
        ordered = (*_named(sorted(found, key=lambda one: one.tick)), *ending)
        return Scenario(system, latency, timeout=60, init=init, seed=seed, commands=ordered, stop=stop)

    return st.builds(scenario, commands, st.sampled_from(LATENCIES), inits, st.integers(0, 99))


@cache
def ticks() -> st.SearchStrategy[int]:
    """When something happens: often at the same time."""
    return st.integers(0, UNTIL // 5).map(lambda fifth: 5 * fifth)


@cache
def operations(system: System, keys: tuple[str, ...], deletes: bool = True) -> st.SearchStrategy[Command]:
    """Reads, writes, deletes and cas; a context of '*' stands for the last read of that key (see _named)."""
    at = (ticks(), st.sampled_from(system.names), st.sampled_from(keys))
    client, context = st.sampled_from(CLIENTS), st.sampled_from(["*", None])
    writes = st.builds(lambda t, n, k, c, w: Write(t, n, k, "", c, context=w), *at, client, context)
    reads = st.builds(Read, *at, client)
    more: list[st.SearchStrategy[Command]] = []
    if deletes:
        more.append(st.builds(lambda t, n, k, c, w: Delete(t, n, k, c, context=w), *at, client, context))
    if protocol_of(system).compares(configured(system)):
        back = st.integers(1, 3)
        more.append(st.builds(lambda t, n, k, c, last: Cas(t, n, k, last, None, c), *at, client, back))
    return st.one_of(writes, reads, *more)


@cache
def cuts(system: System) -> st.SearchStrategy[Command]:
    """Two groups apart, or a few links in one direction."""
    names = system.names
    side = st.sets(st.sampled_from(names), min_size=1, max_size=max(1, len(names) - 1))
    groups = side.map(lambda one: Groups((tuple(sorted(one)),)))
    links = st.lists(ways(system), min_size=1, max_size=4, unique=True).map(lambda some: Links(tuple(some)))
    return st.builds(Cut, ticks(), st.one_of(groups, links) if len(names) > 1 else groups)


@cache
def heals() -> st.SearchStrategy[Command]:
    """All links at once."""
    return st.builds(Heal, ticks())


@cache
def crashes(system: System, wipe: bool) -> st.SearchStrategy[Command]:
    """A node stops; if asked for with its disk lost, or what was not on it yet."""
    lost = st.sampled_from([(False, False), (True, False), (False, True)]) if wipe else st.just((False, False))
    return st.builds(lambda t, n, what: Crash(t, n, *what), ticks(), st.sampled_from(system.names), lost)


@cache
def recoveries(system: System, wipe: bool) -> st.SearchStrategy[Command]:
    """A node starts again (nothing happens if it is up)."""
    return st.builds(Recover, ticks(), st.sampled_from(system.names), st.booleans() if wipe else st.just(False))


@cache
def pauses(system: System) -> st.SearchStrategy[Command]:
    """A node stands still for a while."""
    return st.builds(Pause, ticks(), st.sampled_from(system.names), st.integers(1, 120))


@cache
def losses(system: System) -> st.SearchStrategy[Command]:
    """All links of a node lose messages from now on."""
    return st.builds(Lose, ticks(), st.sampled_from(system.names), st.sampled_from([0.0, 0.3, 1.0]))


@cache
def ways(system: System) -> st.SearchStrategy[tuple[str, str]]:
    """One direction of a link, where there is more than one node."""
    names = st.sampled_from(system.names)
    return st.tuples(names, names).filter(lambda pair: pair[0] != pair[1])


@cache
def duplicates(system: System) -> st.SearchStrategy[Command]:
    """A message is sent once more, if it has been sent by then."""
    if system.nodes == 1:
        return heals()
    return st.builds(Duplicate, ticks(), ways(system), st.integers(1, 8))


@cache
def campaigns(system: System) -> st.SearchStrategy[Command]:
    """A node stands for leader."""
    return st.builds(Campaign, ticks(), st.sampled_from(system.names))


@cache
def heartbeats(system: System) -> st.SearchStrategy[Command]:
    """A node, if it leads, sends its log and commit point."""
    return st.builds(Heartbeat, ticks(), st.sampled_from(system.names))


@cache
def one_of(*values: Any) -> st.SearchStrategy[Any]:
    """One of these."""
    return st.sampled_from(values)


@cache
def orders(system: System) -> st.SearchStrategy[list[str]]:
    """The nodes in any order."""
    return st.permutations(system.names)


@st.composite
def takeovers(draw: st.DrawFn, system: System, quiet: st.SearchStrategy[Scenario], apart: int = 0) -> Scenario:
    """A quiet schedule beside a leader (`leader=`, or anybody) that is cut off unawares, alone or with a few: these
    tell nobody else anything any more, and may be told nothing, or all late. Another stands and is written to; most
    reads are at the old one. With `apart` its clock mostly loses so much then, and all others gain as much."""
    leader = dict(system.settings).get("leader")
    old, new, *more = sorted(draw(orders(system)), key=lambda name: name != leader)
    with_old = (old, *more[: draw(one_of(*range(max(1, (system.nodes - 1) // 2))))])
    apart_from = [name for name in system.names if name not in with_old]
    tells = tuple((one, other) for one in with_old for other in apart_from)
    told = tuple((other, one) for one, other in tells)
    begun, late = draw(ticks()), draw(one_of(0, 45))
    cut = begun + draw(one_of(1, 3, 8, 15, 25, 40))
    stands = cut + draw(one_of(0, 5, 30, 33, 36, 40, 45))
    written = stands + draw(one_of(3, 3, 5, 21, 41))
    where = one_of(*with_old, old, *system.names)
    reads = [Read(written + after, draw(where), "x", "alice", f"h{after}") for after in (3, 9, 20, 30, 40, 60)]
    slow = [Slow(begun, Links(told), Latency(late, late))] * bool(late)
    ways = draw(one_of(tells, tells + told))
    reads += [Read(stands + after, new, "x", "bob", f"k{after}") for after in (3, 12, 21, 30, 45)]
    writes = [Write(begun, old, "x", "k0", "bob", "k0"), Write(written, new, "x", "h0", "bob", "h0")]
    back = [Skew(begun, old, apart), Skew(cut, old, 0), *(Skew(cut, one, apart) for one in system.names if one != old)]
    clocks = back * bool(apart and draw(one_of(True, True, False)))
    commands: list[Command] = [*slow, *clocks, *writes, Cut(cut, Links(ways)), Campaign(stands, new), *reads]
    scenario = draw(quiet)
    return replace(scenario, commands=tuple(sorted((*scenario.commands, *commands), key=lambda one: one.tick)))


def met(some: st.SearchStrategy[Scenario], wanted: Callable[[Scenario], bool], most: int = 1_000) -> bool:
    """Is one of so many that are drawn, always the same ones, as it is wanted?"""
    drawing = settings(
        max_examples=most, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
    )
    try:
        find(some, wanted, settings=drawing, random=Random(0))
    except NoSuchExample:
        return False
    return True


def _named(commands: Sequence[Command]) -> list[Command]:
    """Give ids and values by place, each '*' the last read of its key before it (or none), and each cas the value to
    expect: one of the last three that its key may have had."""
    named: list[Command] = []
    last: dict[str, str] = {}
    held: dict[str, list[Value]] = {}
    for i, command in enumerate(commands):
        match command:
            case Read():
                last[command.key] = f"o{i}"
                named.append(Read(command.tick, command.node, command.key, command.client, f"o{i}"))
            case Write(t, n, k, _, client, _, context):
                named.append(Write(t, n, k, f"v{i}", client, f"o{i}", last.get(k) if context else None))
                held.setdefault(k, [None, "v-init"]).append(f"v{i}")
            case Cas(t, n, k, int(back), _, client):
                values = held.setdefault(k, [None, "v-init"])
                named.append(Cas(t, n, k, values[-back:][0], f"v{i}", client, f"o{i}"))
                values.append(f"v{i}")
            case Delete(t, n, k, client, _, context):
                named.append(Delete(t, n, k, client, f"o{i}", last.get(k) if context else None))
            case _:
                named.append(command)
    return named
