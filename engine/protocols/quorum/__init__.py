"""Quorum register: any node coordinates; a write is ok at W acknowledgements, a read answers at R replies.

Rules of this file
* The coordinator always sends to every home node and waits; it knows nothing of cuts or crashes (sloppy apart).
* A version is (coordinator's clock at issue, its name), compared as a pair; a further write at the same reading
  of its clock gets a third part. `version=logical` asks R nodes for the greatest version first (multi-writer ABD).
  `version=hybrid`: (wall clock, counter, name), above all that the coordinator has seen (Kulkarni et al. 2014).
* A write that a gateway stamped keeps that version, so that a second attempt at it changes nothing.
* A replica keeps the greater version and always acknowledges. A write that ends unknown is not undone.
* A read answers with the greatest version among all replies in by the end of the tick that brought the R-th.
  `write_back` stores the answer on W nodes first (ABD); `read_repair` sends it to repliers that were behind.
* `sloppy`: for each home node out of reach the next unused spare in reach keeps a hint, whose ack counts for W.
* `sync` and `anti_entropy` compare two replicas, key by key or by Merkle trees (`compare=`).
* `flaw=` turns a rule into what the brief wrote; what each does stands in flaws.toml.
* A level, or the guarantees of sessions, change who must answer and which versions will do: rounds.py, freshness.py.
* A delete writes a tombstone; with `tombstones=no` it removes the key wherever the message arrives.

Sources: Gifford 1979 (weighted voting); Attiya, Bar-Noy & Dolev 1995 (ABD); Lynch & Shvartsman 1997 (many writers);
DeCandia et al. 2007, sections 4.5 to 4.7 (sloppy quorum, hinted handoff, anti-entropy).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.model import Handoff, Purge, Sync
from engine.model.scene_files import scenes_in
from engine.protocols import sessions
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.protocol import Example, Protocol
from engine.protocols.quorum import durability, handlers, settings, view
from engine.protocols.quorum.messages import (
    Answer,
    Ask,
    Body,
    HandBack,
    HandedBack,
    Hashes,
    Listing,
    Pull,
    Push,
    Remove,
    Repair,
    Store,
    Stored,
    Swap,
)
from engine.protocols.quorum.state import Config, State, Timer

HINT = Look("square", "H", "repair")


def _store(body: Store) -> Look:
    return Look("square", "W", "write") if body.hint_for is None else HINT


def _remove(body: Remove) -> Look:
    return Look("square", "D", "write") if body.hint_for is None else HINT


MESSAGES: Mapping[type[Body], MessageKind] = {
    Store: MessageKind(_store),
    Remove: MessageKind(_remove, rank=1),
    Stored: MessageKind(Look("disc", "A", "ack"), counted=True),
    Ask: MessageKind(Look("diamond", "R", "read"), rank=2),
    Answer: MessageKind(Look("pentagon", "V", "read"), counted=True),
    Repair: MessageKind(Look("hexagon", "P", "repair")),
    HandBack: MessageKind(Look("hexagon", "H", "repair")),
    HandedBack: MessageKind(Look("disc", "A", "ack")),
    Push: MessageKind(Look("triangle", "S", "gossip"), rank=2, compares=True),
    Pull: MessageKind(Look("triangle", "S", "gossip")),
    Hashes: MessageKind(Look("triangle", "M", "gossip"), rank=2, compares=True),
    Listing: MessageKind(Look("triangle", "L", "gossip"), rank=2),
    Swap: MessageKind(Look("triangle", "S", "gossip"), rank=2),
}

PROTOCOL: Protocol[Config, State, Sync | Handoff | Purge, Body, Timer] = Protocol(
    name="quorum",
    settings=settings.SETTINGS,
    commands=(Sync, Handoff, Purge),
    config=settings.config,
    actor=Actor(
        messages=MESSAGES,
        start=handlers.start,
        on_request=handlers.on_request,
        on_message=handlers.on_message,
        handlers=handlers.HANDLERS,
        on_timer=handlers.on_timer,
        view=view.view,
        quorum=settings.quorum,
        message_facts=view.message_facts,
        reach=settings.reach,
    ),
    promise=settings.promise,
    lost_writes=durability.lost_writes,
    levels=settings.levels,
    sessions=sessions.guarantees_of,
    replicas=settings.replicas,
    quorums=settings.quorums,
    one_copy=True,
    signs=False,
    examples=(
        Example("quorum_one", "quorum nodes={nodes} r=1 w=1"),
        Example("quorum_majority", "quorum nodes={nodes} r={most} w={most}"),
        Example("quorum_logical", "quorum nodes={nodes} r={most} w={most} version=logical write_back=yes"),
        Example("sloppy", "quorum nodes={nodes} r={few} w={few} home={home} sloppy=yes"),
    ),
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
