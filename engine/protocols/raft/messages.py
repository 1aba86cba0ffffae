"""What nodes of raft say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.protocols.raft.state import Entry


class RequestVote(NamedTuple):
    """A candidate asks for a vote in its term, and says where its log ends."""

    term: int
    last_index: int
    last_term: int


class Voted(NamedTuple):
    """A vote for the candidate."""

    term: int


class Denied(NamedTuple):
    """No vote, or a term that is higher than the candidate's."""

    term: int


class AppendEntries(NamedTuple):
    """The leader's log after a place where both should agree, and its commit point; without entries a heartbeat.

    op: the operation that an answer counts for, if any.
    """

    term: int
    prev_index: int
    prev_term: int
    entries: tuple[Entry, ...]
    commit: int
    round: int
    op: str | None


class Appended(NamedTuple):
    """The logs agree up to here."""

    term: int
    match: int
    round: int
    op: str | None


class Rejected(NamedTuple):
    """The logs differ at prev (try after `last`), or the sender is a leader of the past."""

    term: int
    prev: int
    last: int
    round: int


Body = RequestVote | Voted | Denied | AppendEntries | Appended | Rejected
"""Any of them."""
