"""What a node of a chain is: its configuration, its state, and what is both a message and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Environment, Request, Value, Version
from engine.protocols.flushing import ALWAYS, Flush
from engine.structures.mappings import without


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    read: str
    flaw: tuple[str, ...] = ()
    flush: Flush = ALWAYS


class Chain(NamedTuple):
    """A configuration: its number, and its nodes from head to tail."""

    epoch: int
    members: tuple[str, ...]

    @property
    def head(self) -> str:
        """The first node: writes are numbered there."""
        return self.members[0]

    @property
    def tail(self) -> str:
        """The last node: writes are committed there."""
        return self.members[-1]

    def before(self, node: str) -> str | None:
        """A member's predecessor; None for the head and for a node outside."""
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


class Found(NamedTuple):
    """The same for a compare-and-set that met another value than the expected one: it writes that again."""

    op: str
    key: str
    record: Record
    by: str
    chain: Chain


AnyPut = Put | Found


class Joining(NamedTuple):
    """A node waits for another's data. since: the tick of the command, by which an answer is told from an older one.

    fresh: what came from there meanwhile.
    """

    to: str
    since: int
    fresh: tuple[AnyPut, ...] = ()


class State(NamedTuple):
    """A node; all but asked is on disk.

    store: by key the record that it knows to be committed (clean). dirty: by key the later ones that it has passed on
    and had no acknowledgement of, in the order of their versions. chain: the configuration that it believes in.
    sequence: the greatest number in a version so far. decided: the writes that it took or refused as head. joining:
    what it waits for to become the tail, if for anything. asked: what it waits for as a coordinator, by operation.
    """

    store: Mapping[str, Record]
    dirty: Mapping[str, tuple[AnyPut, ...]]
    chain: Chain
    sequence: int
    decided: tuple[str, ...]
    joining: Joining | None
    asked: Mapping[str, Request]

    def clean(self, key: str) -> Version | None:
        """The version of a key that is known to be committed; None if there is none."""
        return self.store[key].version if key in self.store else None

    def newest(self, key: str) -> Record | None:
        """The newest record of a key, committed or not; None if there is none."""
        return self.dirty[key][-1].record if key in self.dirty else self.store.get(key)

    def with_asked(self, request: Request) -> State:
        """The state in which an answer to this request is awaited."""
        return self._replace(asked={**self.asked, request.op: request})

    def without_asked(self, op: str) -> State:
        """The state in which no answer to this operation is awaited any more."""
        return self._replace(asked=without(self.asked, op)) if op in self.asked else self


Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]
