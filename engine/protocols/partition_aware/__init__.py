"""Partition handling: heartbeats, a mode that follows from what the node knows, a log of every write, reconciliation.

Rules of this file
* Belief: each round asks all peers; who has not answered `misses` beats in a row is out of reach (detector.py).
  `heartbeat=20` makes a round every 20 ticks; with 0 or absent each `heartbeat n1` is one round of n1.
* Mode: normal while W nodes are within reach; partitioned while they are not; recovering while logs are exchanged. One
  node that is out of reach, crashed or cut off, takes nothing from the others, which stay normal. No mode lets a write
  be acknowledged by fewer than W logs, but for `minority=serve`.
* `minority=read_only|refuse|serve`: what a node without a quorum does for clients (operations.py).
* `tie=oldest|referee|lease`: which half goes on where neither has a majority (tie.py, lease.py); `referee=n5` keeps no
  data.
* Every write is logged where it is taken and wherever it is copied; after a partition logs are exchanged, merged (one
  entry a request, ordered by (tick, node, sequence)) and replayed (exchange.py, node_log.py, operation_log.py).
* A copy that is lost without anybody being suspected is sent again with the beats (copies.py); `sync n1 n2` is an
  exchange by hand, and a node that comes back from a crash begins with one.
* `flaw=` turns a rule into what the brief wrote; what each does stands in flaws.toml.

Sources: Brewer 2012 (partition mode, partition recovery); Gilbert & Lynch 2002; Chandra & Toueg 1996; Terry et al.
1995.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.model import Heartbeat, Sync
from engine.model.scene_files import scenes_in
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.partition_aware import handlers, settings, view
from engine.protocols.partition_aware.messages import (
    Accept,
    Alive,
    Answer,
    Ask,
    Beat,
    Body,
    Claim,
    Denied,
    Done,
    Forward,
    Granted,
    Offer,
    Store,
    Stored,
)
from engine.protocols.partition_aware.state import Config, State, Timer
from engine.protocols.protocol import Protocol

MESSAGES: Mapping[type[Body], MessageKind] = {
    Beat: MessageKind(Look("triangle", "H", "gossip")),
    Alive: MessageKind(Look("disc", "Y", "gossip")),
    Store: MessageKind(Look("square", "L", "write")),
    Stored: MessageKind(Look("disc", "A", "ack"), counted=True),
    Ask: MessageKind(Look("diamond", "R", "read"), rank=1),
    Answer: MessageKind(Look("pentagon", "V", "read"), counted=True),
    Offer: MessageKind(Look("hexagon", "E", "repair"), rank=1),
    Accept: MessageKind(Look("disc", "T", "repair")),
    Forward: MessageKind(Look("square", "F", "write")),
    Done: MessageKind(Look("disc", "D", "ack")),
    Claim: MessageKind(Look("diamond", "C", "other")),
    Granted: MessageKind(Look("pentagon", "G", "ack")),
    Denied: MessageKind(Look("disc", "X", "other")),
}

PROTOCOL: Protocol[Config, State, Heartbeat | Sync, Body, Timer] = Protocol(
    name="partition_aware",
    settings=settings.SETTINGS,
    commands=(Heartbeat, Sync),
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
    quorums=settings.quorums,
    one_copy=True,
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
