"""The clients of a run: invocations, their responses and deadlines, and the operations that come of them.

Rules of this file
* Operations stand in the order in which they were issued, and all have the same time to wait.
* An operation ends once: 'ok' or 'refused' by its coordinator's Reply, 'unknown' at its deadline. A reply that comes
  later changes nothing for the client, who has stopped waiting.
* A client carries from node to node what it has seen: the merged vector clocks of its replies, and its session's token
  (engine/protocols/sessions.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.clocks import vector as clocks
from engine.model import Call, ClientCommand, Command, Operation, Read, Reason, Reply, Request, SessionFloor, Write
from engine.protocols import sessions

NextCommands = Callable[[Operation], Iterable[Command]]
"""What a client asks for next, once it was told how an operation ended: a workload that reacts."""


class Invocation:
    """One invocation and, once it has come, its response.

    issued, done: ticks. first, last: the events at which it was issued and ended. version: the one that a write was
    given, or that of a read's answer. node_up: was its node up all the time?
    """

    __slots__ = ("done", "first", "issued", "last", "node", "node_up", "reply", "request", "version")

    def __init__(self, request: Request, node: str, issued: int, first: int) -> None:
        self.request, self.node, self.issued, self.first = request, node, issued, first
        self.done: int | None = None
        self.last: int | None = None
        self.reply: Reply | None = None
        self.version: Any = None
        self.node_up = True

    def operation(self, data_type: str) -> Operation:
        """What the client saw so far; data_type: what the key is, 'register' or another."""
        op, kind, client, key, value = self.request[:5]
        status, reason, why = "pending", None, None
        if self.reply is not None:
            status, reason, why = self.reply.status, self.reply.reason, self.reply.why
            if kind in ("read", "call"):
                value = self.reply.value
        return Operation(
            op, kind, client, self.node, key, value, self.issued, self.done, status,
            reason, self.version, why, self.first, self.last, self.node_up, data_type, self.request.level,
        )  # fmt: skip


class Clients:
    """All clients of one run. timeout: ticks that each waits. promised: session guarantees of all operations."""

    def __init__(
        self,
        timeout: int,
        next_commands: NextCommands | None = None,
        data_type: str = "register",
        promised: sessions.Guarantees = sessions.NO_GUARANTEES,
    ) -> None:
        self._timeout = timeout
        self._data_type = data_type
        self._next_commands = next_commands
        self._promised = promised
        self._unmerged: dict[str, list[Invocation]] = {}
        self._tokens: dict[str, sessions.Token] = {}
        self._invocations: dict[str, Invocation] = {}
        self._pending: dict[str, Invocation] = {}
        self._clocks: dict[str, clocks.Clock] = {}

    def invoke(self, command: ClientCommand, tick: int, event: int) -> Request:
        """Issue an operation; the request that its coordinator gets."""
        op, client = command.id or f"op{len(self._invocations) + 1}", command.client or f"c-{command.node}"
        seen = self._clocks.get(client)
        if isinstance(command, Read):
            request = Request(op, "read", client, command.key, None, command.r, None, seen, level=command.level)
        elif isinstance(command, Call):
            request = Request(op, "call", client, command.key, command.value, None, None)
        else:
            kind, context = "write" if isinstance(command, Write) else "delete", self._context(command.context)
            value, level = command.value, command.level
            request = Request(op, kind, client, command.key, value, command.w, context, seen, level=level)
        if request.level is not None or self._promised.guarantees:
            request = request._replace(session=self._session_floor(request))
        self._invocations[op] = self._pending[op] = Invocation(request, command.node, tick, event)
        return request

    def complete(self, reply: Reply, tick: int, event: int) -> Iterable[Command]:
        """End an operation as its coordinator answered (a version noted before stays); what its client asks next."""
        invocation = self._pending.pop(reply.op, None)
        if invocation is None:
            return ()
        if invocation.version is None:
            invocation.version = reply.version
        if reply.seen:
            client = invocation.request.client
            self._clocks[client] = clocks.merge(self._clocks.get(client, {}), reply.seen)
        return self._finish(invocation, reply, tick, event)

    def next_deadline(self) -> int | None:
        """The tick at which the next client stops waiting; None while nobody waits."""
        for invocation in self._pending.values():
            return invocation.issued + self._timeout
        return None

    def time_out(self, tick: int, event: int) -> tuple[str, str, Iterable[Command]]:
        """End the oldest pending operation as unknown: its id, its node, and what its client asks next."""
        op, invocation = next(iter(self._pending.items()))
        del self._pending[op]
        reply = Reply(op, "unknown", reason=Reason("timeout", {"ticks": self._timeout}))
        return op, invocation.node, self._finish(invocation, reply, tick, event)

    def note_version(self, op: str, version: Any) -> None:
        """Note the version that a write was given, which holds even if the client is never told."""
        self._invocations[op].version = version

    def note_crash(self, node: str) -> None:
        """Note that the node of these operations was not up all the time."""
        for invocation in self._pending.values():
            if invocation.node == node:
                invocation.node_up = False

    def operations(self) -> tuple[Operation, ...]:
        """All operations so far, in the order in which they were issued."""
        return tuple([invocation.operation(self._data_type) for invocation in self._invocations.values()])

    def _finish(self, invocation: Invocation, reply: Reply, tick: int, event: int) -> Iterable[Command]:
        invocation.reply, invocation.done, invocation.last = reply, tick, event
        if reply.status == "ok":
            self._unmerged.setdefault(invocation.request.client, []).append(invocation)
        return () if self._next_commands is None else self._next_commands(invocation.operation(self._data_type))

    def _context(self, read: str | None) -> Any:
        """The version that a named read returned: what its client passes back."""
        return self._invocations[read].version if read in self._invocations else None

    def _session_floor(self, request: Request) -> SessionFloor | None:
        """What a client's session asks of this operation. Its token is brought up to date only here."""
        client = request.client
        token = self._tokens.get(client, sessions.EMPTY)
        if self._promised.kept:
            for invocation in self._unmerged.pop(client, ()):
                deps = invocation.reply.deps if invocation.reply else None
                token = sessions.token_after(
                    token, invocation.request.kind, invocation.request.key, invocation.version, deps
                )
            self._tokens[client] = token
        return sessions.needs_of(token, request.level, self._promised.guarantees, request.kind, request.key)
