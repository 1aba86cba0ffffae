"""What nodes of multi_value say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import Any, NamedTuple


class Spread(NamedTuple):
    """After a write: all versions of the key that its node has now. Not acknowledged."""

    op: str
    key: str
    versions: Any


class Add(NamedTuple):
    """After an update of an op_counter: that update alone. Not acknowledged."""

    op: str
    key: str
    versions: Any


class Push(NamedTuple):
    """Anti-entropy: (key, versions) of all keys of the sender. The answer is a Pull."""

    keys: tuple[tuple[str, Any], ...]


class Pull(NamedTuple):
    """Anti-entropy: (key, versions) of the keys of which the other side lacks something."""

    keys: tuple[tuple[str, Any], ...]


class Ask(NamedTuple):
    """For a session's read: asks another node for its versions of a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """All versions that it has of that key."""

    op: str
    key: str
    versions: Any


Body = Spread | Add | Push | Pull | Ask | Answer
"""Any of them."""
