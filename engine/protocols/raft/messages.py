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


class PreVote(NamedTuple):
    """Who would stand in this term asks whether it would get the vote, and says where its log ends."""

    term: int
    last_index: int
    last_term: int


class PreVoted(NamedTuple):
    """It would, in this term, which is not yet that of either."""

    term: int


class PreDenied(NamedTuple):
    """It would not; term: the denier's. aim: the term that it was asked about."""

    term: int
    aim: int


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


class Sync(NamedTuple):
    """For a read elsewhere: up to where has the leader committed? commit: where the asker is."""

    term: int
    op: str
    commit: int


class ReadIndex(NamedTuple):
    """The same, but the leader is to answer only when a majority has confirmed that it leads."""

    term: int
    op: str
    commit: int


class ReadIndexed(NamedTuple):
    """The leader's commit index: who has applied the log up to there may answer the read."""

    term: int
    op: str
    commit: int


Election = RequestVote | Voted | Denied | PreVote | PreVoted | PreDenied
Replication = AppendEntries | Appended | Rejected
Reads = Sync | ReadIndex | ReadIndexed
Body = Election | Replication | Reads
"""Any of them."""
