"""What nodes of a chain say to each other, one type of body a kind of message (Put and Found: state.py)."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Value, Version
from engine.protocols.chain.state import Chain, Found, Put, Record


class Forward(NamedTuple):
    """A coordinator passes a write (value None: a delete) on to the node that it takes for the head."""

    op: str
    key: str
    value: Value


class Compare(NamedTuple):
    """The same for a compare-and-set: to write only if the newest that the head has under the key is as expected."""

    op: str
    key: str
    expected: Value
    value: Value


class Differs(NamedTuple):
    """Done of a compare-and-set that met another value than the expected one: this, which is committed."""

    op: str
    value: Value


class NotHead(NamedTuple):
    """The answer of a node that is not the head: the write was certainly not applied."""

    op: str
    believes: str


class Ack(NamedTuple):
    """Up the chain: this version of a key is committed, and so is every earlier one."""

    op: str
    key: str
    version: Version
    chain: Chain


class Done(NamedTuple):
    """The tail, or whoever knows, tells the coordinator that a write is committed."""

    op: str
    version: Version


class Ask(NamedTuple):
    """A coordinator asks the tail for the record under a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """The committed record; None if there is none."""

    op: str
    key: str
    record: Record | None


class Query(NamedTuple):
    """CRAQ: a node with a dirty version asks the tail for the committed version."""

    op: str
    key: str


class Told(NamedTuple):
    """CRAQ: the committed version; None if there is none."""

    op: str
    key: str
    version: Version | None


class NotTail(NamedTuple):
    """The answer of a node that is not the tail, to a read."""

    op: str
    believes: str


class NewChain(NamedTuple):
    """A member tells another which configuration holds now."""

    chain: Chain


class Fetch(NamedTuple):
    """A node that rejoins asks the tail for all records. since: see Joining."""

    since: int


class Snapshot(NamedTuple):
    """All committed records, for the new tail of this chain."""

    records: tuple[tuple[str, Record], ...]
    chain: Chain
    since: int


Body = (
    Forward | Compare | Differs | NotHead | Put | Found | Ack | Done | Ask | Answer | Query | Told | NotTail
    | NewChain | Fetch | Snapshot
)  # fmt: skip
"""Any of them."""
