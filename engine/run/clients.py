"""What clients asked and what they were told: the operations of a run, in the order in which they were issued.

A client carries what it has seen from node to node: the merged vector clocks of the replies that it got.
An operation ends once: 'ok' or 'refused' by its coordinator's Reply, 'unknown' at its deadline. A reply that comes
later changes nothing for the client, who has stopped waiting. What a client was told it carries along as its session's
token (sessions.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.clocks import vector as clocks
from engine.model import Call, ClientCommand, Command, Operation, Read, Reason, Reply, Request, SessionFloor, Write
from engine.protocols import sessions

Feed = Callable[[Operation], Iterable[Command]]


class Case:
    """One operation under way, and what became of it."""

    __slots__ = ("done", "first", "issued", "last", "node", "node_up", "reply", "request", "version")

    def __init__(self, request: Request, node: str, issued: int, first: int) -> None:
        self.request, self.node, self.issued, self.first = request, node, issued, first
        self.done: int | None = None
        self.last: int | None = None
        self.reply: Reply | None = None
        self.version: Any = None
        self.node_up = True

    def operation(self, what: str) -> Operation:
        """What the client saw of one request about a key that is a register, or of another type."""
        op, kind, client, key, value = self.request[:5]
        status, reason, why = "pending", None, None
        if self.reply is not None:
            status, reason, why = self.reply.status, self.reply.reason, self.reply.why
            if kind in ("read", "call"):
                value = self.reply.value
        return Operation(
            op, kind, client, self.node, key, value, self.issued, self.done, status,
            reason, self.version, why, self.first, self.last, self.node_up, what, self.request.level,
        )  # fmt: skip


class Ledger:
    """The operations of a run under way, all with the same time to wait."""

    def __init__(
        self,
        timeout: int,
        feed: Feed | None = None,
        what: str = "register",
        promised: sessions.Promised = sessions.NOTHING,
    ) -> None:
        self._timeout = timeout
        self._what = what
        self._feed = feed
        self._promised = promised
        self._told: dict[str, list[Case]] = {}
        self._tokens: dict[str, sessions.Token] = {}
        self._cases: dict[str, Case] = {}
        self._open: dict[str, Case] = {}
        self._seen: dict[str, clocks.Clock] = {}

    def open(self, command: ClientCommand, tick: int, event: int) -> Request:
        """Note that an operation was issued; the request that its coordinator gets."""
        op, client = command.id or f"op{len(self._cases) + 1}", command.client or f"c-{command.node}"
        seen = self._seen.get(client)
        if isinstance(command, Read):
            request = Request(op, "read", client, command.key, None, command.r, None, seen, level=command.level)
        elif isinstance(command, Call):
            request = Request(op, "call", client, command.key, command.value, None, None)
        else:
            kind, context = "write" if isinstance(command, Write) else "delete", self._context(command.context)
            value, level = command.value, command.level
            request = Request(op, kind, client, command.key, value, command.w, context, seen, level=level)
        if request.level is not None or self._promised.guarantees:
            request = request._replace(session=self._needs(request))
        self._cases[op] = self._open[op] = Case(request, command.node, tick, event)
        return request

    def close(self, reply: Reply, tick: int, event: int) -> Iterable[Command]:
        """End an operation as its coordinator answered (a version learned before stays); what its client asks next."""
        case = self._open.pop(reply.op, None)
        if case is None:
            return ()
        if case.version is None:
            case.version = reply.version
        if reply.seen:
            client = case.request.client
            self._seen[client] = clocks.merge(self._seen.get(client, {}), reply.seen)
        return self._end(case, reply, tick, event)

    def deadline(self) -> int | None:
        """The tick at which the next client stops waiting."""
        for case in self._open.values():
            return case.issued + self._timeout
        return None

    def expire(self, tick: int, event: int) -> tuple[str, str, Iterable[Command]]:
        """End the operation issued first as unknown: its id and node, and what its client asks next."""
        op, case = next(iter(self._open.items()))
        del self._open[op]
        reply = Reply(op, "unknown", reason=Reason("timeout", {"ticks": self._timeout}))
        return op, case.node, self._end(case, reply, tick, event)

    def learn(self, op: str, version: Any) -> None:
        """Note the version that a write was given, which holds even if the client is never told."""
        self._cases[op].version = version

    def node_fell(self, node: str) -> None:
        """Note that the node of these operations was not up all the time."""
        for case in self._open.values():
            if case.node == node:
                case.node_up = False

    def operations(self) -> tuple[Operation, ...]:
        """All operations so far, in the order in which they were issued."""
        return tuple([case.operation(self._what) for case in self._cases.values()])

    def _end(self, case: Case, reply: Reply, tick: int, event: int) -> Iterable[Command]:
        case.reply, case.done, case.last = reply, tick, event
        if reply.status == "ok":
            self._told.setdefault(case.request.client, []).append(case)
        return () if self._feed is None else self._feed(case.operation(self._what))

    def _context(self, read: str | None) -> Any:
        """The version that a named read returned: what its client passes back."""
        return self._cases[read].version if read in self._cases else None

    def _needs(self, request: Request) -> SessionFloor | None:
        """What a client's session asks of this operation: its token is brought up to date when it is asked for."""
        client = request.client
        token = self._tokens.get(client, sessions.EMPTY)
        if self._promised.kept:
            for case in self._told.pop(client, ()):
                deps = case.reply.deps if case.reply else None
                token = sessions.after(token, case.request.kind, case.request.key, case.version, deps)
            self._tokens[client] = token
        return sessions.needed(token, request.level, self._promised.guarantees, request.kind, request.key)
