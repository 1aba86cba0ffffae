"""The inputs and the effects of a protocol's handlers: its only ways in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from engine.model.commands import Value

Version = tuple[Any, ...]
"""Versions of one key in a total order: () for `init`, (clock, node), (clock, node, n) for the n-th in one tick."""


ConfigT = TypeVar("ConfigT")


class Environment(NamedTuple, Generic[ConfigT]):
    """All that a handler may know beside its state and its input. Everything else it must be told by a message.

    node: its name. clock: its reading in ticks (the run's tick plus the node's skew). config: its protocol's
    configuration. reach: the nodes that a message sent now would reach; None unless the protocol's `reach` asks for it
    (sloppy quorums). seed: the run's, for all that is drawn by chance.
    """

    node: str
    clock: int
    config: ConfigT
    reach: frozenset[str] | None
    seed: int = 0


class SessionFloor(NamedTuple):
    """The versions below which an answer would break a guarantee of the client's session (engine/protocols/sessions).

    floor: the version that the answer to a read must cover and a write must come after. context: by key the floor of
    all that the client has seen, which a causal write depends on; None: the guarantees do not need it.
    """

    floor: Any
    context: Mapping[str, Any] | None = None


class Request(NamedTuple):
    """An operation as its coordinator gets it. kind is 'write', 'read', 'delete', 'cas' or 'call'; quorum the r= or w=
    given. context: what the client goes by, the version that it has read or, of a cas, the value that must be there.

    seen: what this client has been shown so far, by the `seen` of the replies that it got (None: it was told nothing).
    stamp: the version that a gateway gave a write once and for all its attempts, or None.
    """

    op: str
    kind: str
    client: str
    key: str
    value: Value
    quorum: int | None
    context: Any
    seen: Mapping[str, int] | None = None
    stamp: Any = None
    level: str | None = None
    session: SessionFloor | None = None


class Send(NamedTuple):
    """Send a body (a NamedTuple of the protocol's own) to a node; to itself takes no time."""

    to: str
    body: Any


class SetTimer(NamedTuple):
    """Call on_timer(name) after `delay` ticks; 0: when all that arrives in this tick has been handled.

    A periodic timer does not keep the run alive. Setting a name again replaces the old one.
    """

    name: Any
    delay: int
    periodic: bool = False


class CancelTimer(NamedTuple):
    """Forget a timer; one that is not set is forgotten already."""

    name: Any


class Reply(NamedTuple):
    """End an operation: status 'ok' or 'refused'; version as in Operation; why as in Why.

    redirect: the node that a refusal tells its client to ask instead.
    seen: a vector clock that the client adds to what it has seen, and passes on with all that it asks from then on.
    deps: by key the floor of what the answer depends on, which its reader's session has now seen too.
    """

    op: str
    status: str
    value: Any = None
    version: Any = None
    reason: Reason | None = None
    why: Why | None = None
    seen: Mapping[str, int] | None = None
    deps: Mapping[str, Any] | None = None
    redirect: str | None = None


class Note(NamedTuple):
    """A fact worth a sentence; its words are those of the code under [note], and stand in lessons/<lang>/."""

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

    rule is a code with words under [rule]: 'greatest', 'only', 'absent', 'local', 'siblings', 'lww', 'merge', or the
    data type of the key. kept, dropped: where versions are resolved, the values of those that the answer holds and of
    those that it does not; told: the operations that wrote the former. needed is what the client's session asked the
    answer to cover; how ('another', 'waited') says that what came first did not: words under [fresh].
    """

    asked: tuple[str, ...]
    answers: tuple[Seen, ...]
    need: int
    rule: str
    chosen: str | None
    kept: tuple[Any, ...] = ()
    dropped: tuple[Any, ...] = ()
    told: tuple[str, ...] = ()
    needed: Any = None
    how: str | None = None
