"""What nodes of raft say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.protocols.raft.state import AnyEntry


class RequestVote(NamedTuple):
    """A candidate asks for a vote in its term, and says where its log ends."""

    term: int
    last_index: int
    last_term: int


class Voted(NamedTuple):
    """The vote is granted."""

    term: int


class Denied(NamedTuple):
    """The vote is denied; term: the denier's, which may be higher than the candidate's."""

    term: int


class AppendEntries(NamedTuple):
    """The leader's entries after (prev_index, prev_term), where both logs should agree, and its commit index.

    Without entries it is a heartbeat. round: see State. op: the operation that an answer counts for, if any.
    """

    term: int
    prev_index: int
    prev_term: int
    entries: tuple[AnyEntry, ...]
    commit: int
    round: int
    op: str | None


class Appended(NamedTuple):
    """Success: the logs agree up to `match`."""

    term: int
    match: int
    round: int
    op: str | None


class Rejected(NamedTuple):
    """Failure: the logs differ at `prev` (try after `last`), or the sender's term is over."""

    term: int
    prev: int
    last: int
    round: int


Body = RequestVote | Voted | Denied | AppendEntries | Appended | Rejected
"""Any of them."""
