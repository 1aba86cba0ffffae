"""The clients of a run: invocations, their responses and deadlines, and the operations that come of them.

Rules of this file
* Operations stand in the order in which they were issued, and all have the same time to wait; a pause adds to it.
* An operation ends once: 'ok' or 'refused' by its coordinator's Reply, 'unknown' at its deadline. A reply that comes
  later changes nothing for the client, who has stopped waiting.
* A client carries from node to node what it has seen: the merged vector clocks of its replies, and its session's token
  (engine/protocols/sessions.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from engine.clocks import vector as clocks
from engine.model import (
    Call,
    Cas,
    ClientCommand,
    Command,
    Delete,
    Operation,
    Read,
    Reason,
    Reply,
    Request,
    SessionFloor,
    Value,
    Write,
)
from engine.protocols import sessions
from engine.run.event_queue import NEVER

NextCommands = Callable[[Operation], Iterable[Command]]
"""What a client asks for next, once it was told how an operation ended: a workload that reacts."""


class Clients:
    """All clients of one run. timeout: ticks that each waits. promised: session guarantees of all operations.

    deadline: the tick at which the next one stops waiting, NEVER while nobody waits.
    """

    def __init__(
        self,
        timeout: int,
        next_commands: NextCommands | None = None,
        data_type: str = "register",
        promised: sessions.Guarantees = sessions.NO_GUARANTEES,
    ) -> None:
        self.deadline = NEVER
        self._timeout = timeout
        self._data_type = data_type
        self.next_commands = next_commands
        self._promised = promised
        self._unmerged: dict[str, list[tuple[str, sessions.Floors | None]]] = {}
        self._tokens: dict[str, sessions.Token] = {}
        self._operations: dict[str, Operation] = {}
        self._pending: dict[str, int] = {}
        self._clocks: dict[str, clocks.Clock] = {}

    def copy(self) -> Clients:
        """The same clients, to go on with apart from these."""
        twin = copy(self)
        twin._unmerged = {client: list(ended) for client, ended in self._unmerged.items()}
        twin._tokens, twin._clocks = dict(self._tokens), dict(self._clocks)
        twin._operations, twin._pending = dict(self._operations), dict(self._pending)
        return twin

    def invoke(self, command: ClientCommand, tick: int, event: int) -> Request:
        """Issue an operation; the request that its coordinator gets."""
        op, client = command.id or f"op{len(self._operations) + 1}", command.client or f"c-{command.node}"
        kind, value, quorum, context, level = _asked(command)
        told: Any = value
        if isinstance(command, Cas):
            context, told = command.expected, (command.expected, value)
        elif context is not None:
            context = self._operations[context].version if context in self._operations else None
        seen = None if kind == "call" else self._clocks.get(client)
        request = Request(op, kind, client, command.key, value, quorum, context, seen, None, level)
        if level is not None or self._promised.guarantees:
            request = request._replace(session=self._session_floor(request))
        self._operations[op] = Operation(
            op, kind, client, command.node, command.key, told, tick, None, "pending",
            None, None, None, event, None, None, self._data_type, level,
        )  # fmt: skip
        deadline = self._pending[op] = tick + self._timeout
        if deadline < self.deadline:
            self.deadline = deadline
        return request

    def complete(self, reply: Reply, tick: int, event: int) -> Iterable[Command]:
        """End an operation as its coordinator answered (a version noted before stays); what its client asks next."""
        if self._pending.pop(reply.op, None) is None:
            return ()
        if reply.seen:
            client = self._operations[reply.op].client
            self._clocks[client] = clocks.merge(self._clocks.get(client, {}), reply.seen)
        return self._finish(reply, tick, event)

    def oldest(self) -> str:
        """The node of the pending operation whose deadline comes first."""
        return self._operations[next(iter(self._pending))].node

    def postpone(self, until: int) -> None:
        """Put its deadline off until then: its client stands still."""
        op = next(iter(self._pending))
        del self._pending[op]
        self._pending = dict(sorted([*self._pending.items(), (op, until)], key=lambda one: one[1]))
        self.deadline = next(iter(self._pending.values()))

    def time_out(self, tick: int, event: int) -> tuple[str, str, Iterable[Command]]:
        """End the oldest pending operation as unknown: its id, its node, and what its client asks next."""
        op = next(iter(self._pending))
        del self._pending[op]
        reply = Reply(op, "unknown", reason=Reason("timeout", {"ticks": self._timeout}))
        return op, self._operations[op].node, self._finish(reply, tick, event)

    def note_version(self, op: str, version: object) -> None:
        """Note the version that a write was given, which holds even if the client is never told."""
        self._operations[op] = self._operations[op]._replace(version=version)

    def note_crash(self, node: str, tick: int) -> None:
        """Note that the node of what is pending there was not up all the time."""
        for op in self._pending:
            operation = self._operations[op]
            if operation.node == node and operation.node_down is None:
                self._operations[op] = operation._replace(node_down=tick)

    def operations(self) -> tuple[Operation, ...]:
        """All operations so far, in the order in which they were issued."""
        return tuple(self._operations.values())

    def _finish(self, reply: Reply, tick: int, event: int) -> Iterable[Command]:
        op, asked = reply.op, self._operations[reply.op]
        operation = self._operations[op] = asked._replace(
            value=reply.value if asked.kind in ("read", "call") else asked.value,
            done=tick,
            status=reply.status,
            reason=reply.reason,
            version=reply.version if asked.version is None else asked.version,
            why=reply.why,
            last=event,
            redirect=reply.redirect,
        )
        self.deadline = next(iter(self._pending.values()), NEVER)
        if reply.status == "ok":
            self._unmerged.setdefault(asked.client, []).append((op, reply.deps))
        return () if self.next_commands is None else self.next_commands(operation)

    def _session_floor(self, request: Request) -> SessionFloor | None:
        """What a client's session asks of this operation. Its token is brought up to date only here."""
        client = request.client
        token = self._tokens.get(client, sessions.EMPTY)
        if self._promised.kept:
            for op, deps in self._unmerged.pop(client, ()):
                ended = self._operations[op]
                token = sessions.token_after(token, ended.kind, ended.key, ended.version, deps)
            self._tokens[client] = token
        return sessions.needs_of(token, request.level, self._promised.guarantees, request.kind, request.key)


def _asked(command: ClientCommand) -> tuple[str, Value, int | None, Any, str | None]:
    """(kind, value, r= or w=, the read whose version is passed back, level) of a command."""
    match command:
        case Read():
            return "read", None, command.r, None, command.level
        case Write():
            return "write", command.value, command.w, command.context, command.level
        case Delete():
            return "delete", command.value, command.w, command.context, command.level
        case Cas():
            return "cas", command.value, None, None, None
        case Call():
            return "call", command.value, None, None, None
