"""What clients asked and what they were told: the operations of a run, in the order in which they were issued.

An operation ends once: 'ok' or 'refused' by its coordinator's Reply, 'unknown' at its deadline. A reply that comes
later changes nothing for the client, who has stopped waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from engine.model import Command, Delete, Operation, Read, Reason, Reply, Request, Write

Feed = Callable[[Operation], Iterable[Command]]


class Ledger:
    """The operations of a run under way. `pending` counts those that have not ended."""

    def __init__(self, feed: Feed | None = None) -> None:
        self.pending = 0
        self._operations: dict[str, Operation] = {}
        self._open: dict[str, None] = {}
        self._feed = feed

    def open(self, command: Write | Read | Delete, tick: int, event: int) -> Request:
        """Note that an operation was issued; the request that its coordinator gets."""
        kind = type(command).__name__.lower()
        op, client = command.id or f"op{len(self._operations) + 1}", command.client or f"c-{command.node}"
        value = command.value if isinstance(command, Write) else None
        self._operations[op] = Operation(
            op, kind, client, command.node, command.key, value, tick, None, "pending", first=event
        )
        self._open[op] = None
        self.pending += 1
        quorum = command.r if isinstance(command, Read) else command.w
        context = None if isinstance(command, Read) else self._context(command.context)
        return Request(op, kind, client, command.key, value, quorum, context)

    def close(self, reply: Reply, tick: int, event: int) -> Operation | None:
        """End an operation as its coordinator answered; None if the client had stopped waiting."""
        if reply.op not in self._open:
            return None
        old = self._operations[reply.op]
        value = reply.value if old.kind == "read" else old.value
        return self._end(
            replace(
                old,
                value=value,
                done=tick,
                status=reply.status,
                version=reply.version,
                reason=reply.reason,
                why=reply.why,
                last=event,
            )
        )

    def expire(self, op: str, tick: int, event: int, timeout: int) -> Operation | None:
        """End an operation as unknown because its deadline has come; None if it had ended before."""
        if op not in self._open:
            return None
        reason = Reason("timeout", {"ticks": timeout})
        return self._end(replace(self._operations[op], done=tick, status="unknown", reason=reason, last=event))

    def learn(self, op: str, version: Any) -> None:
        """Note the version that a write was given, which holds even if the client is never told."""
        self._operations[op] = replace(self._operations[op], version=version)

    def node_fell(self, node: str) -> None:
        """Note that the node of these operations was not up all the time."""
        for op in self._open:
            if self._operations[op].node == node:
                self._operations[op] = replace(self._operations[op], node_up=False)

    def feed(self, operation: Operation | None) -> tuple[Command, ...]:
        """What a closed-loop client asks after an operation has ended."""
        if self._feed is None or operation is None:
            return ()
        return tuple(self._feed(operation))

    def operations(self) -> tuple[Operation, ...]:
        """All operations so far, in the order in which they were issued."""
        return tuple(self._operations.values())

    def _end(self, operation: Operation) -> Operation:
        del self._open[operation.id]
        self._operations[operation.id] = operation
        self.pending -= 1
        return operation

    def _context(self, read: str | None) -> Any:
        """The version that a named read returned: what its client passes back."""
        return self._operations[read].version if read in self._operations else None
