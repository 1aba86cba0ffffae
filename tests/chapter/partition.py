"""PartitionHandler, its gaps filled: a heartbeat is an answered request, synchronisation is the peer's log, a write
sets a key.

Rules of this file
* Heartbeats take no time, so that a node notices at its next round; `slow` ones take their way and wait for a period;
  `one_way`: heard is enough.
* `writes`: what carrying out a write does. ALONE: it sets the key here. QUORUM: the others, too; where too few are in
  reach it waits, or says no while the state is PARTITIONED. BY_HAND: the chapter is not asked, the write is put into
  the log: the script lets both sides serve, which the chapter's minority never does.
* syncs: tick and two nodes that take each other's log as it is then. retried: tick, node and id of a write that is
  tried there once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from engine.model import Read, Write
from tests.chapter.world import Facts, System, World, until

PATIENCE = 22
"""Ticks after which a request for a log raises: a little more than the way there and back."""
ALONE, QUORUM, BY_HAND = "alone", "quorum", "by hand"


class Gaps(NamedTuple):
    """How the gaps are filled. rounds: of heartbeats (None: one a period)."""

    writes: str = ALONE
    rounds: Iterable[int] | None = None
    slow: bool = False
    one_way: bool = False
    election_fails: bool = False
    apply_fails_at: int = 0
    syncs: tuple[tuple[int, str, str], ...] = ()
    retried: tuple[tuple[int, str, str], ...] = ()


def handlers(*filled: Any, **named: Any) -> Callable[[World], System]:
    """How to build the nodes of a run, with these Gaps."""
    return lambda world: Handlers(world, Gaps(*filled, **named))


class Handlers(System):
    """The nodes of a run."""

    def __init__(self, world: World, gaps: Gaps) -> None:
        names = world.scenario.system.names
        self.world, self.gaps, self.left = world, gaps, gaps.apply_fails_at
        self.period = dict(world.scenario.system.settings).get("heartbeat", 0)
        self.store: dict[str, dict[str, Any]] = {node: dict(world.scenario.init) for node in names}
        self.read_only: set[str] = set()
        self.nodes = {node: self._filled(world.chapter(node)["PartitionHandler"](node, list(names))) for node in names}

    def _filled(self, handler: Any) -> Any:
        node, world = handler.node_id, self.world

        async def remote_log(peer: str) -> list[Any]:
            return list(await world.call(node, peer, lambda: list(self.nodes[peer].operation_log), PATIENCE))

        async def read(request: dict[str, Any]) -> Any:
            return self.store[node].get(request["key"])

        async def switch() -> None:
            self.read_only.add(node)

        async def elect() -> None:
            if self.gaps.election_fails:
                raise ConnectionError

        async def nothing() -> None:
            pass

        handler.send_heartbeat = partial(self._hears, node)
        handler.get_remote_operation_log, handler.apply_operation = remote_log, partial(self._apply, node)
        handler._switch_to_read_only_mode, handler._start_leader_election = switch, elect
        handler._execute_normal_write = handler._execute_write_in_partition = partial(self._write, handler)
        handler._execute_normal_read = handler._execute_read = read
        handler._reconcile_operation_logs = nothing
        return handler

    async def _hears(self, node: str, peer: str) -> bool:
        if self.gaps.one_way:
            return self.world.open(peer, node)
        if self.gaps.slow:
            await self.world.call(node, peer, lambda: None, self.period)
            return True
        return self.world.answers(node, peer)

    async def _apply(self, node: str, operation: dict[str, Any]) -> None:
        self.left -= 1
        if self.left == 0:
            raise ConnectionError
        self.store[node][operation["request"]["key"]] = operation["request"]["value"]

    async def _write(self, handler: Any, request: dict[str, Any]) -> dict[str, Any]:
        node = handler.node_id
        within = [peer for peer in self.nodes if peer == node or self.world.answers(node, peer)]
        for peer in within if self.gaps.writes == QUORUM else [node]:
            self.store[peer][request["key"]] = request["value"]
        if self.gaps.writes == QUORUM and len(within) < handler.quorum_size:
            if handler.partition_state.value == "partitioned":
                return {"error": "too few have it"}
            await asyncio.Event().wait()
        return {"ok": True}

    async def ask(self, command: Any) -> Any:
        """A read or a write."""
        handler = self.nodes[command.node]
        if isinstance(command, Read):
            return await handler.handle_read_request({"key": command.key})
        request = {"key": command.key, "value": command.value, "request_id": command.id}
        if self.gaps.writes == BY_HAND:
            self._log(command.node, command.tick, request)
            return True
        return await handler.handle_write_request(request)

    def _log(self, node: str, tick: int, request: dict[str, Any]) -> None:
        operation = {"type": "write", "request": request, "timestamp": tick, "node_id": node}
        self.nodes[node].operation_log.append(operation)
        self.store[node][request["key"]] = request["value"]

    def run(self) -> Iterable[Coroutine[Any, Any, None]]:
        """Rounds of heartbeats, and what is done by hand."""
        yield from (self._goes_on(node) for node in self.nodes)
        yield from (self._synchronises(*one) for one in self.gaps.syncs)
        yield from (self._retries(*one) for one in self.gaps.retried)

    async def _goes_on(self, node: str) -> None:
        end = self.world.scenario.stop or 0
        rounds = self.gaps.rounds if self.gaps.rounds is not None else range(self.period, end, self.period or end)
        for tick in rounds:
            if tick >= asyncio.get_running_loop().time():
                await until(tick)
                if node not in self.world.network.down:
                    with suppress(ConnectionError):  # the chapter's loop prints what a round raises, and goes on
                        await self.nodes[node]._check_connectivity()

    async def _synchronises(self, tick: int, one: str, other: str) -> None:
        await until(tick)
        await asyncio.gather(
            self.nodes[one]._synchronize_with_node(other), self.nodes[other]._synchronize_with_node(one)
        )

    async def _retries(self, tick: int, node: str, id: str) -> None:
        await until(tick)
        write = next(one for one in self.world.scenario.commands if isinstance(one, Write) and one.id == id)
        self._log(node, tick, {"key": write.key, "value": write.value, "request_id": id})

    def facts(self) -> Facts:
        """Stores, modes, roles, logs."""
        found: Facts = {}
        for node, handler in self.nodes.items():
            found |= {f"store.{node}.{key}": (value,) for key, value in self.store[node].items()}
            found[f"mode.{node}"] = handler.partition_state.value
            found |= {f"role.{node}": "read_only"} if node in self.read_only else {}
            if handler.operation_log:
                found[f"log.{node}"] = tuple(one["request"]["value"] for one in handler.operation_log)
        return found
