"""What nodes of multi_value say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import Any, NamedTuple


class Spread(NamedTuple):
    """A write makes itself known: all versions of the key that its node has now. Not acknowledged."""

    op: str
    key: str
    versions: Any


class Push(NamedTuple):
    """Anti-entropy: all that I have. The other side answers with what is newer or missing here."""

    keys: tuple[tuple[str, Any], ...]


class Pull(NamedTuple):
    """Anti-entropy: what you lack."""

    keys: tuple[tuple[str, Any], ...]


class Ask(NamedTuple):
    """A session's read asks another node: what do you have under this key?"""

    op: str
    key: str


class Answer(NamedTuple):
    """This is what I have."""

    op: str
    key: str
    versions: Any


Body = Spread | Push | Pull | Ask | Answer
"""Any of them."""
