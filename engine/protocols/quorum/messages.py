"""What nodes of quorum say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Version
from engine.protocols.quorum.state import Record


class Store(NamedTuple):
    """Keep this record if it is greater, as a copy or, with hint_for, as a hint for that home node."""

    op: str
    key: str
    record: Record
    hint_for: str | None


class Remove(NamedTuple):
    """Remove this key (a delete without tombstones); to a spare it only stands for its home node's ack."""

    op: str
    key: str
    hint_for: str | None


class Stored(NamedTuple):
    """Acknowledges a Store or a Remove on behalf of a home node."""

    op: str
    home: str


class Ask(NamedTuple):
    """Asks for the record under a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """The record under that key; None if there is none."""

    op: str
    key: str
    record: Record | None


class Repair(NamedTuple):
    """Read repair: the result of a read, for a replica that was behind. Not acknowledged."""

    key: str
    record: Record


class HandBack(NamedTuple):
    """Hinted handoff: a hint, sent to the home node that it is for."""

    key: str
    record: Record


class HandedBack(NamedTuple):
    """That node has it, so the hint can be dropped."""

    key: str
    version: Version


class Push(NamedTuple):
    """Anti-entropy: all records of the sender. The answer is a Pull."""

    records: tuple[tuple[str, Record], ...]


class Pull(NamedTuple):
    """Anti-entropy: the records that are newer than those pushed, or were not among them."""

    records: tuple[tuple[str, Record], ...]


class Hashes(NamedTuple):
    """Anti-entropy by Merkle trees: (place, hash) of nodes at one level; level 0 is the root."""

    level: int
    hashes: tuple[tuple[int, str], ...]


class Listing(NamedTuple):
    """Anti-entropy by Merkle trees: the places of the leaves that differ, and (key, version) of all keys in them."""

    leaves: tuple[int, ...]
    versions: tuple[tuple[str, Version], ...]


class Swap(NamedTuple):
    """Anti-entropy by Merkle trees: records that are newer or missing there, and keys of those wanted from there."""

    records: tuple[tuple[str, Record], ...]
    wanted: tuple[str, ...]


Body = Store | Remove | Stored | Ask | Answer | Repair | HandBack | HandedBack | Push | Pull | Hashes | Listing | Swap
"""Any of them."""
