"""The nouns of the laboratory, as frozen values.

Rules of this file
* A Scenario is everything that is asked; a Trace (trace.py) is everything that happened.
* A Command is one thing someone does at a tick. Client commands ask a node for something; operator commands
  (sync, handoff, purge, promote, rejoin) go to a node's protocol; all others are faults, which only the network feels.
* A protocol sees a Request, a message body or a timer, and answers with a new state and a tuple of effects.
* Nothing here knows a protocol, a language or a picture. Dicts inside frozen values are read-only by rule.
* What is made once a message is a NamedTuple (a third of the cost of a frozen dataclass); the rest are dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Value = str | int | float | None
"""What a register holds: a word, a number, or None for a deleted key."""

Version = tuple[Any, ...]
"""Versions of one key in a total order: () for `init`, (clock, node), (clock, node, n) for the n-th in one tick."""

Link = tuple[str, str]
"""One direction of a link: (from, to)."""


# -- what a client or an operator asks ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Write:
    """`10 write n1 x 1 by alice as w1 w=2 with r1`: store a value under a key."""

    tick: int
    node: str
    key: str
    value: Value
    client: str | None = None
    id: str | None = None
    context: str | None = None
    w: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """`12 read n3 x by bob as r1 r=1`: what does the key hold?"""

    tick: int
    node: str
    key: str
    client: str | None = None
    id: str | None = None
    r: int | None = None


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


# -- what befalls the network ------------------------------------------------------------------------------------


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
Tend = Sync | Handoff | Purge | Promote | Rejoin
Fault = Cut | Heal | Crash | Recover | Hold | Release | Drop | Slow | Lose | Skew
Command = Operate | Tend | Fault


# -- what a run is made from -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Latency:
    """Ticks on the way: `10` (low = high), `5..15` (uniform) or `exp(10)` (exponential, rounded, mean = low)."""

    low: int
    high: int
    exponential: bool = False


@dataclass(frozen=True, slots=True)
class LinkRule:
    """`link n1-n3 latency=5 loss=0.1`: what a link has at tick 0 where it differs from the others."""

    links: Links
    latency: Latency | None = None
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class System:
    """`system quorum nodes=3 r=2`: a protocol's name and the settings that were written, in canonical order."""

    protocol: str = "quorum"
    nodes: int = 3
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """n1, n2, ... in order."""
        return tuple(f"n{i}" for i in range(1, self.nodes + 1))


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that is asked of a run; the printed script is the same thing as text (script.py)."""

    system: System = System()
    latency: Latency = Latency(10, 10)
    links: tuple[LinkRule, ...] = ()
    clocks: tuple[tuple[str, int], ...] = ()
    timeout: int = 100
    init: tuple[tuple[str, Value], ...] = ()
    seed: int = 0
    commands: tuple[Command, ...] = ()
    stop: int | None = None


# -- what a protocol sees and wishes -----------------------------------------------------------------------------


class Here(NamedTuple):
    """Where a handler stands: its node, that node's clock (tick + skew), its protocol's configuration.

    `reach` is None unless the configuration asks for an oracle (sloppy quorums): then the nodes that a message
    sent now would reach.
    """

    node: str
    clock: int
    config: Any
    reach: frozenset[str] | None


class Request(NamedTuple):
    """An operation as its coordinator gets it. kind is 'write', 'read' or 'delete'; quorum the r= or w= given."""

    op: str
    kind: str
    client: str
    key: str
    value: Value
    quorum: int | None
    context: Any


class Send(NamedTuple):
    """Send a body (a NamedTuple of the protocol's own) to a node; to itself takes no time."""

    to: str
    body: Any


class SetTimer(NamedTuple):
    """Call on_timer(name) after so many ticks; 0: when all that arrives in this tick has been handled.

    A periodic timer does not keep the run alive. Setting a name again replaces the old one.
    """

    name: Any
    delay: int
    periodic: bool = False


class CancelTimer(NamedTuple):
    """Forget a timer; one that is not set is forgotten already."""

    name: Any


class Reply(NamedTuple):
    """End an operation: status 'ok' or 'refused'; version as in Operation; why as in Why."""

    op: str
    status: str
    value: Any = None
    version: Any = None
    reason: Reason | None = None
    why: Why | None = None


class Note(NamedTuple):
    """A fact worth a sentence: its words are in lessons/<lang>/ui.toml under [note]."""

    code: str
    values: Mapping[str, Any]


Effect = Send | SetTimer | CancelTimer | Reply | Note


class Deadline(NamedTuple):
    """The timer input that tells a coordinator that an operation's time is up (it has ended 'unknown')."""

    op: str


class Reason(NamedTuple):
    """Why an operation was refused or is unknown: words under [reason]."""

    code: str
    values: Mapping[str, Any]


class Seen(NamedTuple):
    """What one replica answered to a read: value and version, both None where the key was absent."""

    node: str
    value: Any
    version: Any


class Why(NamedTuple):
    """Why a read returned what it did: who was asked, who answered in time, by which rule one was chosen.

    rule is a code with words under [rule]: 'greatest', 'only', 'absent', 'local', 'siblings', 'lww'.
    """

    asked: tuple[str, ...]
    answers: tuple[Seen, ...]
    need: int
    rule: str
    chosen: str | None


# -- what happened -----------------------------------------------------------------------------------------------


class Message(NamedTuple):
    """One message on its way: the nth on its link since the start, sent and due in ticks. Its name is unique."""

    src: str
    dst: str
    nth: int
    body: Any
    sent: int
    due: int

    @property
    def name(self) -> str:
        """n1>n3.2, as `hold`, `release` and `drop` call it."""
        return f"{self.src}>{self.dst}.{self.nth}"


class Event(NamedTuple):
    """One thing that happened: a fault, a handled request, a delivery, a timer, a decision, a deadline, a loss.

    kind: 'start', 'fault', 'request', 'tend', 'deliver', 'timer', 'decide', 'deadline', 'lost', 'refused'.
    cause: the Command, Request, Message, timer name, Deadline, or (for 'lost') Lost that it is about.
    state: the node's protocol state afterwards (None when no node's state can have changed).
    sent: the messages that it caused, in order. effects: all that the protocol wished.
    """

    tick: int
    kind: str
    node: str | None
    cause: Any
    state: Any
    effects: tuple[Effect, ...]
    sent: tuple[Message, ...]


class Lost(NamedTuple):
    """A message that never arrives. reason: 'cut', 'down', 'chance' or 'dropped'; at: 'send' or 'delivery'."""

    message: Message
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client saw of one request: the only thing that checks look at.

    status: 'pending' (the run ended first), 'ok', 'refused' or 'unknown'. issued, done: ticks; done is None while
    pending. node_up is False if the node it was sent to was down at any tick between the two.
    value: what was written, or what a read returned (None when absent; multi_value reads return a sorted tuple).
    version: for writes the version that was given, for reads the version of the answer; see versions.covers.
    first, last: indexes of the events at which it was issued and ended.
    """

    id: str
    kind: str
    client: str
    node: str
    key: str
    value: Any
    issued: int
    done: int | None
    status: str
    reason: Reason | None = None
    version: Any = None
    why: Why | None = None
    first: int = -1
    last: int | None = None
    node_up: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One key on one node as a reader of the screen sees it: values with their versions ((None,) = tombstone)."""

    values: tuple[Any, ...]
    versions: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class NodeView:
    """What a protocol shows of a node's state: its data, what it keeps for others, what it believes.

    clock: the node's version vector or {node: counter} where the protocol has one, else empty.
    believes: facts of its own belief as code -> value, for instance {'primary': 'n1'}; words under [belief].
    """

    store: Mapping[str, Cell]
    hints: tuple[str, ...] = ()
    mode: str | None = None
    role: str | None = None
    term: int | None = None
    clock: Mapping[str, int] | None = None
    believes: Mapping[str, Any] | None = None


# -- what a check says -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """A promise tested on a history of one key (key=None: on the whole run).

    outcome: 'kept', 'broken' or 'cant_tell'. operations: ids of the operations that prove it, fewest first.
    reason: code and values for the words under [verdict]. prefix: the longest legal order found, as ids.
    """

    check: str
    key: str | None
    outcome: str
    operations: tuple[str, ...] = ()
    reason: Reason | None = None
    prefix: tuple[str, ...] = ()
