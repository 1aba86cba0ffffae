"""The quorum workload that engines are measured on, and the digest on which they must agree.

Rules of this file
* Closed loop: a client asks again as soon as it has its answer, at the next tick that is its turn (client i of n asks
  at ticks i, i + n, i + 2n, ...). So no two clients ask at once and the digest cannot depend on the order of a tick.
* Every number that is drawn depends on its name alone (engine.chance), so all engines draw the same ones.
* A read is stale if its version is less than that of a write or read of its key that had ended before it was issued.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.model import Command, Latency, Operation, Read, Scenario, System, Write
from engine.model.randomness import draw
from engine.run.simulation import run
from engine.trace import Trace

FIXED, EXPONENTIAL = Latency(10, 10), Latency(10, 10, exponential=True)
SEED = 7


@dataclass(frozen=True, slots=True)
class Workload:
    """How many operations, on what."""

    ops: int
    latency: Latency = FIXED
    nodes: int = 3
    clients: int = 4
    keys: int = 5
    timeout: int = 60

    @property
    def system(self) -> System:
        """Three home nodes, two of which must answer."""
        return System("quorum", self.nodes, (("r", 2), ("w", 2), ("home", ("n1", "n2", "n3"))))


class Asked(NamedTuple):
    """What a client asks next."""

    tick: int
    node: str
    kind: str
    key: str
    value: int


class Done(NamedTuple):
    """What became of it; version is None where nothing was there or the client stopped waiting (done is None)."""

    kind: str
    key: str
    issued: int
    done: int | None
    version: Any


class Digest(NamedTuple):
    """What two engines must agree on."""

    operations: int
    latency: int
    messages: int
    unanswered: int
    stale: int


def asked(load: Workload, client: int, nth: int, now: int) -> Asked:
    """The nth operation of a client that is free since `now`."""
    chance = draw(SEED, "ask", str(client), nth)
    tick = now + 1 + (client - now - 1) % load.clients
    kind = "read" if chance < 0.5 else "write"
    node = f"n{client * load.nodes // load.clients + 1}"
    return Asked(tick, node, kind, f"k{int(chance * 1000) % load.keys}", nth)


def digest(operations: Iterable[Done], messages: int) -> Digest:
    """Count; stale reads by a sweep over what had ended before each was issued."""
    ops = list(operations)
    ends = sorted(
        (one for one in ops if one.done is not None and one.version is not None), key=lambda one: one.done or 0
    )
    seen: dict[str, Any] = {}
    stale, at = 0, 0
    for one in sorted(ops, key=lambda one: one.issued):
        while at < len(ends) and ends[at].done < one.issued:  # type: ignore[operator]
            seen[ends[at].key] = max(seen.get(ends[at].key, ()), ends[at].version)
            at += 1
        stale += one.kind == "read" and one.done is not None and (one.version or ()) < seen.get(one.key, ())
    latency = sum(one.done - one.issued for one in ops if one.done is not None)
    return Digest(len(ops), latency, messages, sum(one.done is None for one in ops), stale)


def play(load: Workload) -> Trace:
    """The workload on this engine, with its full trace."""
    left = load.ops - load.clients
    counts = dict.fromkeys((str(client) for client in range(load.clients)), 1)

    def feed(operation: Operation) -> Iterable[Command]:
        nonlocal left
        if left <= 0:
            return ()
        left -= 1
        nth = counts[operation.client] = counts[operation.client] + 1
        return (_command(asked(load, int(operation.client), nth, operation.done or 0), operation.client),)

    first = tuple(_command(asked(load, client, 1, 0), str(client)) for client in range(load.clients))
    scenario = Scenario(load.system, load.latency, timeout=load.timeout, seed=SEED, commands=first)
    return run(scenario, events_max=100 * load.ops, next_commands=feed)


def _command(ask: Asked, client: str) -> Command:
    if ask.kind == "read":
        return Read(ask.tick, ask.node, ask.key, client)
    return Write(ask.tick, ask.node, ask.key, ask.value, client)


def digest_of(trace: Trace) -> Digest:
    """The digest of a run of this engine."""
    ops = [
        Done(one.kind, one.key, one.issued, *((one.done, one.version) if one.status == "ok" else (None, None)))
        for one in trace.operations
    ]
    return digest(ops, sum(1 for _ in trace.messages()))
