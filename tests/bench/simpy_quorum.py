"""The same quorum register, written as SimPy's documentation would have it.

A node is a process that reads its inbox (a Store); each message is a process that waits for its latency and puts
itself into the receiver's inbox; a client is a process that waits for its answer or its deadline, whichever is first.

The rules of time are the engine's: in a tick come messages (those that ask after those that tell), then clients, then
decisions, then deadlines. SimPy's priorities say so: what happens late in a tick has a greater priority number.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import simpy

from engine.model.randomness import draw, ticks_exponential
from tests.bench.workload import SEED, Asked, Digest, Done, Workload, asked, digest

ASKED, CLIENT, DECISION, DEADLINE = 2, 3, 4, 5
"""Priorities within a tick, after SimPy's own URGENT = 0 and NORMAL = 1."""

Steps = Generator[simpy.Event, Any, None]
Version = tuple[int, str]


class Message(NamedTuple):
    """kind: 'store', 'stored', 'ask' or 'answer'."""

    kind: str
    src: str
    op: int
    key: str
    record: tuple[Version, int] | None


@dataclass
class Pending:
    """An operation under way at its coordinator; `answered` fires with the version when the quorum is full."""

    answered: simpy.Event
    version: Version | None
    replies: list[tuple[Version, int] | None] = field(default_factory=list)


class Node:
    """A replica and coordinator."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.env, self.name = cluster, cluster.env, name
        self.inbox = simpy.Store(self.env)
        self.store: dict[str, tuple[Version, int]] = {}
        self.pending: dict[int, Pending] = {}
        self.env.process(self.serve())

    def serve(self) -> Steps:
        """Handle what comes, in the order in which it comes."""
        while True:
            message = yield self.inbox.get()
            if self.cluster.log is not None:
                self.cluster.log.append((self.env.now, self.name, message))
            self.handle(message)

    def handle(self, message: Message) -> None:
        """What a node does with each kind of message."""
        kind, src, op, key, record = message
        if kind == "store":
            if key not in self.store or record > self.store[key]:  # type: ignore[operator]
                self.store[key] = record  # type: ignore[assignment]
            self.cluster.send(src, Message("stored", self.name, op, key, None))
        elif kind == "ask":
            late(self.env, 0, ASKED).callbacks.append(lambda _: self.answer(message))
        elif op in self.pending:
            pending = self.pending[op]
            pending.replies.append(record)
            if len(pending.replies) == 2:
                late(self.env, 0, DECISION).callbacks.append(lambda _: self.decide(op))

    def answer(self, message: Message) -> None:
        """Tell what is kept under a key."""
        _, src, op, key, _ = message
        self.cluster.send(src, Message("answer", self.name, op, key, self.store.get(key)))

    def ask(self, op: int, ask: Asked) -> simpy.Event:
        """Begin an operation: all home nodes are told, those that are cut off too."""
        record = ((int(self.env.now), self.name), ask.value) if ask.kind == "write" else None
        self.pending[op] = Pending(self.env.event(), record and record[0])
        kind = "store" if record else "ask"
        for home in self.cluster.home:
            self.cluster.send(home, Message(kind, self.name, op, ask.key, record))
        return self.pending[op].answered

    def decide(self, op: int) -> None:
        """Answer the client: a read with the greatest version of all replies that are in."""
        pending = self.pending.pop(op)
        found = [record[0] for record in pending.replies if record]
        pending.answered.succeed(pending.version or max(found, default=None))


class Cluster:
    """Nodes and the links between them. log: None, or a list that gets each delivery."""

    def __init__(self, load: Workload, log: list[Any] | None = None) -> None:
        self.env, self.load, self.log = simpy.Environment(), load, log
        self.home = ("n1", "n2", "n3")
        self.nodes = {name: Node(self, name) for name in load.system.names}
        self.sent: dict[tuple[str, str], int] = {}
        self.left = load.ops
        self.done: list[Done] = []

    def send(self, to: str, message: Message) -> None:
        """A process a message."""
        nth = self.sent[message.src, to] = self.sent.get((message.src, to), 0) + 1
        self.env.process(self.travel(to, message, nth))

    def travel(self, to: str, message: Message, nth: int) -> Steps:
        """Wait for the latency, then arrive."""
        latency = self.load.latency
        ticks = 0 if to == message.src else latency.low
        if latency.exponential and ticks:
            ticks = ticks_exponential(latency.low, draw(SEED, "latency", f"{message.src}>{to}", nth))
        yield self.env.timeout(ticks)
        self.nodes[to].inbox.put(message)

    def client(self, number: int) -> Steps:
        """Ask, wait for the answer or the deadline, ask again."""
        nth = 0
        while self.left > 0:
            self.left -= 1
            op, nth = self.load.ops - self.left, nth + 1
            ask = asked(self.load, number, nth, int(self.env.now))
            yield late(self.env, ask.tick - self.env.now, CLIENT)
            node = self.nodes[ask.node]
            answered, deadline = node.ask(op, ask), late(self.env, self.load.timeout, DEADLINE)
            yield answered | deadline
            in_time = answered.triggered
            node.pending.pop(op, None)
            done, version = (int(self.env.now), answered.value) if in_time else (None, None)
            self.done.append(Done(ask.kind, ask.key, ask.tick, done, version))


def late(env: simpy.Environment, delay: float, priority: int) -> simpy.Event:
    """An event that comes after everything of a smaller priority number in its tick."""
    event = env.event()
    event._ok, event._value = True, None
    env.schedule(event, cast(Any, priority), delay)
    return event


def play(load: Workload, log: list[Any] | None = None) -> Cluster:
    """The workload on SimPy."""
    cluster = Cluster(load, log)
    for number in range(load.clients):
        cluster.env.process(cluster.client(number))
    cluster.env.run()
    return cluster


def digest_of(cluster: Cluster) -> Digest:
    """The digest of a run of SimPy."""
    return digest(cluster.done, sum(cluster.sent.values()))
