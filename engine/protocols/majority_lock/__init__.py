"""Majority register behind a lock: take the key's lock, keep aside at a majority, commit; read from any majority.

Rules of this file
* The node `lock` runs the lock service: one lock a key, first come first served. A tenure has a lease of so many
  ticks of the service's clock (0: no end) and a fencing token greater than all before. Who does not
  get it is told that it waits. Waiting ends after `acquire` ticks (0: with the client's patience): refused, nothing has
  happened; the reason is that the lock was busy, or, where nothing was heard of the service, that it was not reached.
* Several nodes may do that together, a majority of which must grant the lock within the lease (several.py).
* The holder sends its value to all home nodes, which keep it aside: no reader gets it. At a majority of acks, and if
  its own clock says that the lease is not over (`lease_check=no`: without a look at it), it sends Commit;
  at a majority of those the write is ok.
* A compare-and-set is such a write, whose first phase brings back what is committed: it commits its value only if the
  greatest version among a majority has the expected one; else what it found, unless all have that, and it is refused
  then. Who has answered takes no older version any more; a reader
  who would write one back has no answer there (storage.py).
* Before the first Commit it rolls back: at the end of its lease, where a token is refused, or when its client stops
  waiting. The client is refused, truthfully: an Abort may be lost, and what it does not reach stays aside, unseen,
  until a later write takes its place. After the first Commit nothing is undone: refused only if every home node
  refused that token, else the deadline makes it unknown.
* The storage refuses tokens smaller than the greatest it has met (`fencing=no`: what arrives last is in place).
* A version is the token. A read answers with the greatest version in place among all replies in by the end of the
  tick that brought a majority; unless they all agree it first stores that on a majority (`write_back=no`: it does not).
* So with fencing it is linearizable, whatever is cut, crashed, lost, late or skewed: tokens grow in real time, and a
  version is seen by one reader only if every later reader finds it or a later one (ABD with the lock service as the
  source of versions). The lease is for progress, the token for safety. A wiped disk takes that away: the lock service
  begins its tokens anew, a home node forgets what it acknowledged.

Sources: Attiya, Bar-Noy & Dolev 1995 (register); Gray & Cheriton 1989 (leases); Burrows 2006, section 2.4
(sequencers); Kleppmann 2016 (fencing tokens); Gray 1978, section 5.8.3 (two-phase commit); Lamport 1998 (promises, for
compare-and-set).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Never

from engine.model.scene_files import scenes_in
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.majority_lock import handlers, settings, view
from engine.protocols.majority_lock.messages import (
    Abort,
    Acquire,
    Answer,
    Ask,
    Body,
    Commit,
    Committed,
    Compare,
    Compared,
    Fenced,
    Fill,
    Filled,
    Granted,
    Prepare,
    Prepared,
    Queued,
    Raise,
    Raised,
    Release,
    Taken,
)
from engine.protocols.majority_lock.state import Config, State, Timer
from engine.protocols.protocol import Example, Protocol

MESSAGES: Mapping[type[Body], MessageKind] = {
    Acquire: MessageKind(Look("diamond", "L", "other")),
    Granted: MessageKind(Look("pentagon", "G", "other")),
    Queued: MessageKind(Look("disc", "Q", "other")),
    Taken: MessageKind(Look("disc", "E", "other")),
    Raise: MessageKind(Look("square", "T", "other")),
    Raised: MessageKind(Look("disc", "T", "ack")),
    Release: MessageKind(Look("hexagon", "U", "other")),
    Prepare: MessageKind(Look("square", "P", "write")),
    Prepared: MessageKind(Look("disc", "P", "ack"), counted=True),
    Compare: MessageKind(Look("square", "P", "write")),
    Compared: MessageKind(Look("disc", "P", "ack"), counted=True),
    Commit: MessageKind(Look("square", "K", "write")),
    Committed: MessageKind(Look("disc", "A", "ack"), counted=True),
    Fenced: MessageKind(Look("disc", "X", "other")),
    Abort: MessageKind(Look("hexagon", "B", "repair")),
    Ask: MessageKind(Look("diamond", "R", "read"), rank=1),
    Answer: MessageKind(Look("pentagon", "V", "read"), counted=True),
    Fill: MessageKind(Look("hexagon", "F", "repair")),
    Filled: MessageKind(Look("disc", "A", "ack"), counted=True),
}

PROTOCOL: Protocol[Config, State, Never, Body, Timer] = Protocol(
    name="majority_lock",
    settings=settings.SETTINGS,
    commands=(),
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
    ),
    promise=settings.promise,
    replicas=settings.replicas,
    compares=lambda _: True,
    one_copy=True,
    examples=(Example("majority_lock", "majority_lock nodes={nodes}"),),
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
