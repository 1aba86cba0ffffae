"""Raft: one leader a term orders all writes in a log; what a majority of all nodes has is committed.

Rules of this file
* A node votes once a term, for a candidate whose log is at least as up to date (last term, then length). More than
  half of all votes make a leader; a higher term in any message makes a follower.
* A leader begins its term with an empty entry. AppendEntries carries what the other lacks, the place where both logs
  should agree, and the commit point; on a conflict the leader goes back, the follower drops what differs.
* An entry is committed when a majority has it and it is of the leader's own term; older ones are committed with it.
  Then it is applied, its client is answered, and the others are told at once.
* Who is not leader refuses writes and names the leader; it does not forward, as etcd does (its FAQ). A leader in touch
  with a majority would have answered them. So it is with reads under `read=local` and `read=read_index`; at other
  levels any node answers them (reading.py). What a leader still waits for when it steps down ends unknown.
* A compare-and-set is an entry of the log, decided where it is applied; `cas=read_then_write` compares before (the
  well-known mistake, comparing.py).
* `leader=n1` begins in term 1 with n1's empty entry committed everywhere; without it nobody leads in term 0.
* `election=150..300` and `heartbeat=50` let it run by itself; without them `campaign` and `heartbeat` drive it.
* `pre_vote=yes` (prevote.py) keeps a node that was cut off from deposing a leader, `check_quorum=yes` (contact.py) a
  leader that was cut off from staying one.
* Term, vote, log and `init` are on disk before a node answers (figure 2), unless `flush` says otherwise. A wiped node,
  or one that has lost what was not flushed, can vote a second time in a term: Raft then promises nothing.
* `flaw=` turns a rule into what the brief wrote; what it does stands in flaws.toml.

Sources: Ongaro & Ousterhout 2014 (Raft); Ongaro 2014, sections 6.4 (reads), 9.6 (pre-vote), 4.2.3 and 6.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.model import Campaign, Heartbeat
from engine.model.scene_files import scenes_in
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.protocol import Example, Protocol
from engine.protocols.raft import durability, handlers, reading, settings, view
from engine.protocols.raft.messages import (
    Appended,
    AppendEntries,
    Body,
    Denied,
    PreDenied,
    PreVote,
    PreVoted,
    ReadIndex,
    ReadIndexed,
    Rejected,
    RequestVote,
    Sync,
    Voted,
)
from engine.protocols.raft.state import Config, State, Timer


def _append(body: AppendEntries) -> Look:
    """Without entries it is a heartbeat."""
    return Look("square", "L", "write") if body.entries else Look("triangle", "H", "gossip")


MESSAGES: Mapping[type[Body], MessageKind] = {
    RequestVote: MessageKind(Look("diamond", "B", "other"), rank=1),
    Voted: MessageKind(Look("pentagon", "Y", "other")),
    Denied: MessageKind(Look("hexagon", "D", "other")),
    PreVote: MessageKind(Look("diamond", "P", "other"), rank=1),
    PreVoted: MessageKind(Look("pentagon", "Y", "other")),
    PreDenied: MessageKind(Look("hexagon", "D", "other")),
    AppendEntries: MessageKind(_append),
    Appended: MessageKind(Look("disc", "A", "ack"), counted=True),
    Rejected: MessageKind(Look("disc", "X", "other")),
    Sync: MessageKind(Look("square", "S", "read")),
    ReadIndex: MessageKind(Look("square", "I", "read")),
    ReadIndexed: MessageKind(Look("disc", "C", "read")),
}

PROTOCOL: Protocol[Config, State, Campaign | Heartbeat, Body, Timer] = Protocol(
    name="raft",
    settings=settings.SETTINGS,
    commands=(Campaign, Heartbeat),
    config=settings.config,
    actor=Actor(
        messages=MESSAGES,
        start=handlers.start,
        on_request=handlers.on_request,
        on_message=handlers.on_message,
        on_timer=handlers.on_timer,
        view=view.view,
        quorum=settings.quorum,
        message_facts=view.message_facts,
        blank=handlers.blank,
        serves=handlers.serves,
    ),
    promise=settings.promise,
    compares=lambda _: True,
    levels=reading.levels,
    lost_writes=durability.lost_writes,
    one_copy=True,
    examples=(Example("raft", "raft nodes={nodes} read=read_index leader=n1"),),
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
