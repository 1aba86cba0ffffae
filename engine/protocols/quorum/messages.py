"""What nodes of quorum say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Version
from engine.protocols.quorum.state import Record


class Store(NamedTuple):
    """Keep this record if it is greater, or keep it as a hint for another node."""

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
    """What do you have under this key?"""

    op: str
    key: str


class Answer(NamedTuple):
    """This is what I have; None: nothing."""

    op: str
    key: str
    record: Record | None


class Repair(NamedTuple):
    """A replier that was behind gets the result of the read. Not acknowledged."""

    key: str
    record: Record


class HandBack(NamedTuple):
    """A hint comes home."""

    key: str
    record: Record


class HandedBack(NamedTuple):
    """A hint has come home: it can be forgotten."""

    key: str
    version: Version


class Push(NamedTuple):
    """Anti-entropy: all that I have. The other side answers with what is newer or missing here."""

    records: tuple[tuple[str, Record], ...]


class Pull(NamedTuple):
    """Anti-entropy: what you lack."""

    records: tuple[tuple[str, Record], ...]


class Hashes(NamedTuple):
    """Anti-entropy by Merkle trees: the hashes that I have at these places of a level (0 is the root)."""

    level: int
    hashes: tuple[tuple[int, str], ...]


class Listing(NamedTuple):
    """The leaves that differ, and the versions of all my keys in them."""

    leaves: tuple[int, ...]
    versions: tuple[tuple[str, Version], ...]


class Swap(NamedTuple):
    """Records that are newer or missing at your side, and the keys of those that I lack."""

    records: tuple[tuple[str, Record], ...]
    wanted: tuple[str, ...]


Body = Store | Remove | Stored | Ask | Answer | Repair | HandBack | HandedBack | Push | Pull | Hashes | Listing | Swap
"""Any of them."""
