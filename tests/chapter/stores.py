"""The chapter's four stores, their gaps filled: a replica is a dict that keeps what came last, what is lost is silence,
and a message carries no more than the chapter gives it.

Rules of this file
* Each node coordinates with an object of its own, as a server would.
* A flag says how a row fills a gap where there is more than one plain way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from functools import partial
from types import SimpleNamespace
from typing import Any

from engine.model import Read
from tests.chapter.world import Facts, Silence, System, World

Record = dict[str, Any]


class Stores(System):
    """Nodes with a dict of records each; `name`: the class of the chapter that coordinates."""

    name = ""

    def __init__(self, world: World) -> None:
        self.world, self.names = world, list(world.scenario.system.names)
        self.settings = dict(world.scenario.system.settings)
        first = {key: {"value": value, "timestamp": -1} for key, value in world.scenario.init}
        self.store: dict[str, dict[str, Record]] = {node: dict(first) for node in self.names}
        self.tasks: list[asyncio.Task[None]] = []
        self.chapters = {node: world.chapter(node) for node in self.names}
        self.nodes = {node: self.made(node, self.chapters[node]) for node in self.names}

    def made(self, node: str, chapter: dict[str, Any]) -> Any:
        """The coordinator of a node."""
        raise NotImplementedError

    def keep(self, node: str, key: str, record: Record) -> None:
        """A replica takes a record."""
        self.store[node][key] = record

    def stamped(self, node: str, value: Any) -> Record:
        """A record with the time of a node's clock."""
        return {"value": value, "timestamp": self.chapters[node]["time"].time()}

    def in_background(self, going: Any) -> None:
        """Begin something that nobody waits for."""
        self.tasks.append(asyncio.create_task(going))

    async def ask(self, command: Any) -> Any:
        """A read, or a write; a deletion writes nothing."""
        made = self.nodes[command.node]
        if isinstance(command, Read):
            return await made.read(command.key)
        return await made.write(command.key, command.value)

    def facts(self) -> Facts:
        """What the replicas have."""
        return {
            f"store.{node}.{key}": (record["value"],) for node in self.names for key, record in self.store[node].items()
        }


class Levels(Stores):
    """ConsistencyManager. Replicas are written and read at once, by those that are within reach; one keeps the greater
    time-stamp, its own of equal ones."""

    def __init__(self, world: World, level: str = "STRONG") -> None:
        self.level = level
        super().__init__(world)

    def made(self, node: str, chapter: dict[str, Any]) -> Any:
        made = chapter["ConsistencyManager"](chapter["ConsistencyLevel"][self.level])
        majority = len(self.names) // 2 + 1
        made.calculate_write_quorum = lambda: self.settings.get("w", majority)
        made.calculate_read_quorum = lambda: self.settings.get("r", majority)
        made.generate_version = made.update_vector_clock = lambda *_: None
        made.synchronous_write_to_replicas = partial(self._write_all, node)
        made.read_from_multiple_replicas = partial(self._read_many, node)
        made.asynchronous_write_to_replicas = partial(self._spread, node)
        made.read_from_any_replica = made.read_causal_consistent_data = lambda key, *_: self.store[node].get(key)
        made.get_client_causal_context = lambda client: made.client_contexts.setdefault(client, {"dependencies": []})
        made.update_causal_context = lambda client, record: made.client_contexts[client]["dependencies"].append(record)
        made._basic_write = lambda key, value, now: self._spread(node, {"key": key, "value": value, "timestamp": now})
        made._read_your_writes = lambda key, client: self.store[node][key]["value"]
        return made

    def _within(self, node: str) -> list[str]:
        return [node, *(peer for peer in self.names if peer != node and peer in self.world.network.in_touch(node))]

    def _write_all(self, node: str, record: Record, quorum: int) -> int:
        reached = [peer for peer in self._within(node) if self.world.open(node, peer)]
        for peer in reached:
            if record["timestamp"] > self.store[peer].get(record["key"], {"timestamp": -1})["timestamp"]:
                self.keep(peer, record["key"], copy(record))
        return len(reached)

    def _read_many(self, node: str, key: str, quorum: int) -> list[Record]:
        return [self.store[peer][key] for peer in self._within(node)][:quorum]

    def _spread(self, node: str, record: Record) -> None:
        async def copied(peer: str) -> None:
            await self.world.send(node, peer)
            self.keep(peer, record["key"], record)

        self.keep(node, record["key"], record)
        for peer in self.names:
            if peer != node:
                self.in_background(copied(peer))

    async def ask(self, command: Any) -> Any:
        made = self.nodes[command.node]
        if isinstance(command, Read):
            return made.read(command.key, command.client)
        return made.write(command.key, command.value, command.client) or True

    def facts(self) -> Facts:
        """And of which records the status says that they have no quorum."""
        short = {
            node: ", ".join(key for key, one in store.items() if one.get("quorum_met") is False)
            for node, store in self.store.items()
        }
        return {**super().facts(), **{f"belief.{node}.quorum_met_false": keys for node, keys in short.items() if keys}}


class Lock:
    """A lock service at a node, without a lease. acquire gives up when its time is up."""

    def __init__(self, world: World, at: str) -> None:
        self.world, self.at, self.locks = world, at, {}  # type: tuple[World, str, dict[str, asyncio.Lock]]

    def seen_from(self, node: str) -> SimpleNamespace:
        """As a node reaches it."""

        async def acquire(key: str, timeout: float) -> bool:
            try:
                await self.world.call(node, self.at, lambda: None, 10 * timeout)
                await asyncio.wait_for(self.locks.setdefault(key, asyncio.Lock()).acquire(), timeout)
            except (TimeoutError, Silence):
                return False
            return True

        async def release(key: str) -> None:
            self.locks[key].release()

        return SimpleNamespace(acquire=acquire, release=release)


class Majority(Stores):
    """CPSystem. A replica stamps what it takes; read_from_node brings the record, write_to_node and it wait for ever,
    or raise after `raises` ticks; a rollback comes too late to be seen. record: is the whole record told?"""

    def __init__(self, world: World, raises: int | None = None, record: bool = False) -> None:
        self.raises, self.record = raises, record
        self.lock = Lock(world, dict(world.scenario.system.settings).get("lock", ("n1",))[0])
        super().__init__(world)

    def made(self, node: str, chapter: dict[str, Any]) -> Any:
        remote = "lock" in self.settings
        chapter["DistributedLockManager"] = lambda: (self.lock if remote else Lock(self.world, node)).seen_from(node)
        made = chapter["CPSystem"](self.names)

        async def write_to_node(peer: str, key: str, value: Any) -> None:
            stamp = self.stamped(node, value) if self.record else None
            work = lambda: self.keep(peer, key, stamp or self.stamped(peer, value))  # noqa: E731
            await self.world.call(node, peer, work, self.raises)

        async def read_from_node(peer: str, key: str) -> Record | None:
            found: Record | None = await self.world.call(node, peer, lambda: self.store[peer].get(key), self.raises)
            return found

        async def rollback_write(key: str) -> None:
            pass

        made.write_to_node, made.read_from_node, made.rollback_write = write_to_node, read_from_node, rollback_write
        return made

    async def ask(self, command: Any) -> Any:
        answer = await super().ask(command)
        if not isinstance(command, Read):
            return answer
        return str(answer) if self.record else answer["value"]


class Local(Stores):
    """APSystem. What reaches another node is in its data_store; what a node sends to itself only where `own`."""

    def __init__(self, world: World, own: bool = True) -> None:
        self.own = own
        super().__init__(world)

    def made(self, node: str, chapter: dict[str, Any]) -> Any:
        made = chapter["APSystem"](self.names)

        async def write_to_node_async(peer: str, entry: Record) -> None:
            await self.world.send(node, peer)
            if peer != node or self.own:
                self.nodes[peer].data_store[entry["key"]] = entry
                self.keep(peer, entry["key"], entry)

        async def read_from_node_async(peer: str, key: str) -> Record | None:
            found: Record | None = await self.world.call(node, peer, lambda: self.nodes[peer].data_store.get(key))
            return found

        made.write_to_node_async, made.read_from_node_async = write_to_node_async, read_from_node_async
        return made

    async def ask(self, command: Any) -> Any:
        answer = await super().ask(command)
        return (answer,) if isinstance(command, Read) else answer


class Base(Stores):
    """BASESystem, primary n1, fallback n3. A primary out of reach returns False, or says nothing where `silent`; a read
    of a replica that is out of reach raises; data_replicas has all nodes."""

    def __init__(self, world: World, silent: bool = False) -> None:
        self.silent = silent
        super().__init__(world)

    def made(self, node: str, chapter: dict[str, Any]) -> Any:
        async def async_replicate(key: str, value: Any) -> None:
            for peer in self.names[1:]:
                self.in_background(copied(peer, key, value))

        async def copied(peer: str, key: str, value: Any) -> None:
            await self.world.send("n1", peer)
            self.keep(peer, key, {"value": value})

        async def write_to(peer: str, key: str, value: Any) -> bool:
            if not (self.silent or self.world.answers(node, peer)):
                return False
            await self.world.call(node, peer, lambda: self.keep(peer, key, {"value": value}))
            return True

        async def read_from_replica(peer: str, key: str) -> Any:
            if not self.world.answers(node, peer):
                raise Silence
            return await self.world.call(node, peer, lambda: self.store[peer][key]["value"])

        chapter["ReplicationManager"] = lambda: SimpleNamespace(async_replicate=async_replicate)
        made = chapter["BASESystem"]()
        made.data_replicas |= dict.fromkeys(self.names)
        made.write_to_primary, made.write_to_fallback = partial(write_to, "n1"), partial(write_to, "n3")
        made.read_from_replica = read_from_replica
        return made


def with_gaps(kind: Callable[..., System], *gaps: Any, **named: Any) -> Callable[[World], System]:
    """How to build the nodes of a run."""
    return lambda world: kind(world, *gaps, **named)
