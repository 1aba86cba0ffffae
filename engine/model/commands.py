"""Commands of clients and of operators, each at a tick. Faults of the network are in faults.py.

Every class shows its line of a script; `tick` is when the command is given, in ticks from the start of the run.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.faults import Fault

Value = str | int | float | None
"""What a register holds: a text, a number, or None where the key is absent or was deleted."""


@dataclass(frozen=True, slots=True)
class Write:
    """`10 write n1 x 1 by alice as w1 level=causal w=2 with r1`: store a value under a key."""

    tick: int
    node: str
    key: str
    value: Value
    client: str | None = None
    id: str | None = None
    context: str | None = None
    w: int | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """`12 read n3 x by bob as r1 level=monotonic_reads r=1`: what does the key hold?"""

    tick: int
    node: str
    key: str
    client: str | None = None
    id: str | None = None
    r: int | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """`14 delete n1 x by alice as d1`: a write of nothing; `14 delete n1 cart milk`: of one element of a set."""

    tick: int
    node: str
    key: str
    client: str | None = None
    id: str | None = None
    context: str | None = None
    w: int | None = None
    value: Value = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Cas:
    """`16 cas n1 x 1 2 by alice as c1`: compare and set, store the value if the key holds the expected one; None, on
    either side, is a key that is absent."""

    tick: int
    node: str
    key: str
    expected: Value
    value: Value
    client: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """`10 call g1 a by alice as c1`: ask a gateway for a service; a value may go with it."""

    tick: int
    node: str
    key: str
    value: Value = None
    client: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Behave:
    """`20 behave n1 slow 50 for a`: how an instance answers from now on (to one service, or to all)."""

    tick: int
    node: str
    how: str
    ticks: int = 0
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Sync:
    """`40 sync n1 n2`: one round of anti-entropy between two nodes."""

    tick: int
    node: str
    peer: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """`40 handoff n4`: send the hints that a node keeps for others home."""

    tick: int
    node: str


@dataclass(frozen=True, slots=True)
class Purge:
    """`90 purge n1 n2 x`: forget the tombstone of a key at these nodes."""

    tick: int
    nodes: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Promote:
    """`50 promote n2 tell n3`: these nodes now believe that the first is the primary."""

    tick: int
    node: str
    tell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejoin:
    """`80 rejoin n1 to n2`: a node drops its own data for its new primary's."""

    tick: int
    node: str
    to: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """`50 campaign n2 term=3`: stand for leader in the next term, or in a given later one."""

    tick: int
    node: str
    term: int | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """`60 heartbeat n1`: the leader sends all others what they lack of its log, and its commit point."""

    tick: int
    node: str


DataCommand = Write | Read | Delete | Cas
"""What a client asks of the data under a key."""
ClientCommand = DataCommand | Call
"""What a client asks a node or a gateway for: the invocation of an operation."""
OperatorCommand = Behave | Sync | Handoff | Purge | Promote | Rejoin | Campaign | Heartbeat
"""What an operator asks a node's protocol to do; a protocol says which of these it understands (`commands`)."""
Command = ClientCommand | OperatorCommand | Fault
