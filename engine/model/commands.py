"""What someone does at a tick: clients ask, operators tend, faults befall the network."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int | float | None
"""What a register holds: a word, a number, or None for a deleted key."""

Link = tuple[str, str]
"""One direction of a link: (from, to)."""


# -- what a client or an operator asks ----------------------------------------


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
    """`14 delete n1 x by alice as d1`: a write of nothing."""

    tick: int
    node: str
    key: str
    client: str | None = None
    id: str | None = None
    context: str | None = None
    w: int | None = None
    level: str | None = None


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


# -- what befalls the network ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Latency:
    """Ticks on the way: `10` (low = high), `5..15` (uniform) or `exp(10)` (exponential, rounded, mean = low)."""

    low: int
    high: int
    exponential: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """`n1 n2 | n3`: every link between two groups. One group alone stands against all other nodes."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Links:
    """`n1-n3 n2>n3`: these links, one direction each (a dash stands for two)."""

    links: tuple[Link, ...]


Where = Groups | Links


@dataclass(frozen=True, slots=True)
class Cut:
    """`20 cut n1 n2 | n3`: what crosses these links is lost until they are healed."""

    tick: int
    where: Where


@dataclass(frozen=True, slots=True)
class Heal:
    """`30 heal`: mend these links, or all (where=None)."""

    tick: int
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Crash:
    """`20 crash n1`: the node stops; its disk survives unless wiped."""

    tick: int
    node: str
    wipe: bool = False


@dataclass(frozen=True, slots=True)
class Recover:
    """`60 recover n1`: the node starts again from its disk, or from nothing when wiped."""

    tick: int
    node: str
    wipe: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """`11 hold n1>n3.2`: keep the second message on that link until it is released."""

    tick: int
    link: Link
    nth: int


@dataclass(frozen=True, slots=True)
class Release:
    """`30 release n1>n3.2`: deliver a held message now (or when it would have been due, if later)."""

    tick: int
    link: Link
    nth: int


@dataclass(frozen=True, slots=True)
class Drop:
    """`11 drop n1>n3.2`: lose this message."""

    tick: int
    link: Link
    nth: int


@dataclass(frozen=True, slots=True)
class Slow:
    """`20 slow n1-n3 50`, `20 slow n1 50`: latency of these links, or of all links of a node, from now on."""

    tick: int
    where: str | Links
    latency: Latency


@dataclass(frozen=True, slots=True)
class Lose:
    """`20 lose n1-n3 0.3`: loss probability of these links, or of all links of a node, from now on."""

    tick: int
    where: str | Links
    probability: float


@dataclass(frozen=True, slots=True)
class Skew:
    """`20 skew n1 50`: the node's clock is this many ticks ahead from now on."""

    tick: int
    node: str
    offset: int


Operate = Write | Read | Delete
Tend = Sync | Handoff | Purge | Promote | Rejoin | Campaign | Heartbeat
Fault = Cut | Heal | Crash | Recover | Hold | Release | Drop | Slow | Lose | Skew
Command = Operate | Tend | Fault
