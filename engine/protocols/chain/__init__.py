"""Chain replication: writes go in at the head and down a chain of nodes; what has reached the tail is committed.

Rules of this file
* All nodes are a chain in the order of their names: n1 is the head, the last one the tail. A node sends each write to
  the head that it believes in; there it is numbered (epoch, sequence, name) and passed from node to node. The tail
  commits it, tells the node at which it was asked, and acknowledgements go back up (writing.py). A compare-and-set is
  decided at the head; refused, too, once that is committed.
* `read=tail`: the tail answers all reads. `read=any` (CRAQ): every member answers from a clean version, and while it
  has a dirty one it asks the tail for the number of the committed one. `read=local` does not ask (reading.py).
* `promote` makes a new configuration of those nodes that it names: head, middle or tail can be cut out; `rejoin`
  takes a node in as the new tail (configuration.py). The operator must know who is dead: a node that is cut out alive
  and not told goes on as before. Its writes are never committed, but an old tail answers what was true once.
* Nothing is sent twice but under a new configuration: what was lost on the way stays dirty until then, or until a later
  write of that key gets through.
* A disk survives a crash. A node whose disk was wiped is outside until it rejoins.

Sources: van Renesse & Schneider 2004 (chain replication; section 3, failures of head, middle and tail, and a new tail);
Terrace & Freedman 2009 (CRAQ; section 2.3, clean and dirty versions).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Never

from engine.model import Promote, Rejoin
from engine.model.scene_files import scenes_in
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.chain import durability, handlers, settings, view
from engine.protocols.chain.messages import (
    Ack,
    Answer,
    Ask,
    Body,
    Compare,
    Differs,
    Done,
    Fetch,
    Forward,
    NewChain,
    NotHead,
    NotTail,
    Query,
    Snapshot,
    Told,
)
from engine.protocols.chain.state import Config, Found, Put, State
from engine.protocols.protocol import Example, Protocol

MESSAGES: Mapping[type[Body], MessageKind] = {
    Forward: MessageKind(Look("square", "F", "write")),
    Compare: MessageKind(Look("square", "F", "write")),
    Differs: MessageKind(Look("disc", "X", "other")),
    NotHead: MessageKind(Look("disc", "W", "other")),
    Put: MessageKind(Look("square", "C", "write")),
    Found: MessageKind(Look("square", "C", "write")),
    Ack: MessageKind(Look("disc", "A", "ack")),
    Done: MessageKind(Look("disc", "D", "ack"), counted=True),
    Ask: MessageKind(Look("diamond", "R", "read"), rank=1),
    Answer: MessageKind(Look("pentagon", "V", "read"), counted=True),
    Query: MessageKind(Look("diamond", "Q", "read"), rank=1),
    Told: MessageKind(Look("pentagon", "N", "read"), counted=True),
    NotTail: MessageKind(Look("disc", "W", "other")),
    NewChain: MessageKind(Look("triangle", "N", "gossip")),
    Fetch: MessageKind(Look("triangle", "F", "gossip"), rank=2),
    Snapshot: MessageKind(Look("triangle", "S", "gossip")),
}

PROTOCOL: Protocol[Config, State, Promote | Rejoin, Body, Never] = Protocol(
    name="chain",
    settings=settings.SETTINGS,
    commands=(Promote, Rejoin),
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
    ),
    promise=settings.promise,
    compares=lambda _: True,
    lost_writes=durability.lost_writes,
    one_copy=True,
    examples=(
        Example("chain", "chain nodes={nodes}"),
        Example("chain_any", "chain nodes={nodes} read=any"),
    ),
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
