"""What a node of a chain is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment, Request, Value, Version


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    read: str
    flaw: tuple[str, ...] = ()


class Chain(NamedTuple):
    """A configuration: its number, and its nodes from head to tail."""

    epoch: int
    members: tuple[str, ...]

    @property
    def head(self) -> str:
        """Where writes are numbered."""
        return self.members[0]

    @property
    def tail(self) -> str:
        """Where writes are committed."""
        return self.members[-1]

    def before(self, node: str) -> str | None:
        """A member's predecessor; the head has none, nor has a node outside."""
        at = self.members.index(node) if node in self.members else 0
        return self.members[at - 1] if at else None

    def after(self, node: str) -> str:
        """The successor of a member that is not the tail."""
        return self.members[self.members.index(node) + 1]


class Record(NamedTuple):
    """What a node keeps under a key. A value of None is a tombstone."""

    version: Version
    value: Value


class Put(NamedTuple):
    """A numbered write on its way down; by: the node at which it was asked for and where its answer goes."""

    op: str
    key: str
    record: Record
    by: str
    chain: Chain


class Joining(NamedTuple):
    """A node waits for another's data. since: the tick of the command, by which an answer is told from an older one."""

    to: str
    since: int


class State(NamedTuple):
    """A node; all but asked is on disk.

    store: by key the record that it knows to be committed (clean). dirty: by key the later ones that it has passed on
    and had no acknowledgement of, in the order of their versions. chain: the configuration that it believes in.
    sequence: the greatest number in a version so far. joining: what it waits for to become the tail, if for anything;
    fresh: what came from there meanwhile. asked: what it waits for as a coordinator, by operation.
    """

    store: Mapping[str, Record]
    dirty: Mapping[str, tuple[Put, ...]]
    chain: Chain
    sequence: int
    joining: Joining | None
    fresh: tuple[Put, ...]
    asked: Mapping[str, Request]

    def clean(self, key: str) -> Version | None:
        """The greatest version of a key known to be committed."""
        return self.store[key].version if key in self.store else None

    def newest(self, key: str) -> Record | None:
        """What this node has under a key, committed or not."""
        return self.dirty[key][-1].record if key in self.dirty else self.store.get(key)

    def waits(self, request: Request) -> State:
        """The same, waiting for an answer to a request."""
        return self._replace(asked={**self.asked, request.op: request})

    def forgets(self, op: str) -> State:
        """The same, no longer waiting for an answer to an operation."""
        return self._replace(asked=without(self.asked, op)) if op in self.asked else self


class Forward(NamedTuple):
    """A coordinator passes a write (value None: a delete) on to the head that it believes in."""

    op: str
    key: str
    value: Value


class NotHead(NamedTuple):
    """A node that is not the head sends a write back: it is certainly not done."""

    op: str
    believes: str


class Ack(NamedTuple):
    """This version of a key is committed, and so is every earlier one."""

    op: str
    key: str
    version: Version
    chain: Chain


class Done(NamedTuple):
    """The coordinator hears that a write is committed."""

    op: str
    version: Version


class Ask(NamedTuple):
    """A coordinator asks the tail that it believes in for what is under a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """What is committed under it."""

    op: str
    key: str
    record: Record | None


class Query(NamedTuple):
    """A node with a dirty version asks the tail which version is the committed one."""

    op: str
    key: str


class Told(NamedTuple):
    """The number of the committed version; None: there is none."""

    op: str
    key: str
    version: Version | None


class NotTail(NamedTuple):
    """A node that is not the tail sends a read back."""

    op: str
    believes: str


class NewChain(NamedTuple):
    """A member tells another which configuration holds now."""

    chain: Chain


class Fetch(NamedTuple):
    """A node asks the tail for everything, to come after it."""

    since: int


class Snapshot(NamedTuple):
    """Everything that was committed, for the new tail of this chain."""

    records: tuple[tuple[str, Record], ...]
    chain: Chain
    since: int


Body = Forward | NotHead | Put | Ack | Done | Ask | Answer | Query | Told | NotTail | NewChain | Fetch | Snapshot
"""What its messages say."""

Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


def without(mapping: Mapping[str, Any], gone: str) -> dict[str, Any]:
    """The mapping without a key."""
    return {key: value for key, value in mapping.items() if key != gone}
