"""Primary and copies: one node orders all writes; every node answers reads from what it has.

Rules of this file
* A node sends each write to the primary that it believes in. The primary applies it at once (so a reader there sees
  it), numbers it (epoch, sequence, name) and copies it to all others. `copy=sync`: answered when all others have
  acknowledged; `copy=async`: answered at once; `copy=in_sync`: answered when those have acknowledged that follow well
  enough to be in sync (in_sync.py, controlling.py: there the rules of promotion and rejoining are others).
  `copy=cache`: not copied at all (reading.py). But for in-sync replicas nothing is sent twice and nothing is undone.
* A node that does not believe itself to be primary refuses what is forwarded to it.
* A replica keeps the greater version. It ignores, unacknowledged, what does not come from the primary that it
  believes in, and what is of a lower epoch than what it has.
* `promote n2 tell n3`: each of them takes n2 for the primary of an epoch higher than it knew. Nobody else is told: a
  primary that is not goes on taking writes (split brain). Who changes sides forgets what it waited for.
* `rejoin n1 to n2`: n1 believes in n2 from now on, and drops its data for n2's when that arrives; each write of n1's
  that n2 does not have is noted as dropped.
* `fallback=n3` takes writes that the primary does not (fallback.py); with it even `copy=sync` promises no more than
  that. `lease=60`: a primary that hears from no majority stops (leasing.py).
* `init` is below every write. A wiped disk forgets epoch and sequence: as a primary it numbers writes a second time.
* `flaw=` turns a rule into what the brief wrote; what each does stands in flaws.toml.

Sources: Alsberg & Day 1976 (primary and backups); Budhiraja, Marzullo, Schneider & Toueg 1993 (the primary-backup
approach); the habits of PostgreSQL's streaming replication (one upstream, a rewind to rejoin).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.model import Handoff, Promote, Purge, Rejoin
from engine.model.scene_files import scenes_in
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.primary import durability, handlers, settings, view
from engine.protocols.primary.messages import (
    Alter,
    Answer,
    Ask,
    Beat,
    Body,
    CatchUp,
    Claim,
    Copied,
    Copy,
    Done,
    Fetch,
    Forward,
    HandBack,
    Heard,
    Keep,
    Kept,
    LeaseOver,
    LogEnd,
    NotEnough,
    NotInSync,
    NotPrimary,
    Reached,
    Registered,
    Snapshot,
)
from engine.protocols.primary.state import Config, State, Timer
from engine.protocols.protocol import Example, Protocol

MESSAGES: Mapping[type[Body], MessageKind] = {
    Forward: MessageKind(Look("square", "F", "write")),
    Done: MessageKind(Look("disc", "D", "ack")),
    NotPrimary: MessageKind(Look("disc", "N", "other")),
    LeaseOver: MessageKind(Look("disc", "X", "other")),
    Copy: MessageKind(Look("square", "C", "write")),
    Copied: MessageKind(Look("disc", "A", "ack"), counted=True),
    Keep: MessageKind(Look("square", "H", "repair"), rank=1),
    Kept: MessageKind(Look("disc", "A", "ack")),
    HandBack: MessageKind(Look("hexagon", "H", "repair")),
    Ask: MessageKind(Look("diamond", "R", "read"), rank=2),
    Answer: MessageKind(Look("pentagon", "V", "read")),
    Beat: MessageKind(Look("triangle", "H", "gossip")),
    Heard: MessageKind(Look("disc", "Y", "ack")),
    Fetch: MessageKind(Look("triangle", "F", "gossip"), rank=2),
    Snapshot: MessageKind(Look("triangle", "S", "gossip")),
    NotEnough: MessageKind(Look("disc", "X", "other")),
    LogEnd: MessageKind(Look("triangle", "H", "gossip")),
    Reached: MessageKind(Look("disc", "A", "ack"), counted=True),
    CatchUp: MessageKind(Look("triangle", "S", "gossip")),
    Alter: MessageKind(Look("square", "I", "other")),
    Claim: MessageKind(Look("diamond", "M", "other")),
    Registered: MessageKind(Look("hexagon", "I", "other")),
    NotInSync: MessageKind(Look("disc", "O", "other")),
}

PROTOCOL: Protocol[Config, State, Promote | Rejoin | Handoff | Purge, Body, Timer] = Protocol(
    name="primary",
    settings=settings.SETTINGS,
    commands=(Promote, Rejoin, Handoff, Purge),
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
        forgets=view.forgets,
    ),
    promise=settings.promise,
    replicas=lambda config: config.replicas,
    lost_writes=durability.lost_writes,
    one_copy=True,
    examples=(
        Example("primary_sync", "primary nodes={nodes} copy=sync primary=n1"),
        Example("primary_in_sync", "primary nodes={nodes} copy=in_sync primary=n1 heartbeat=300 in_sync_timeout=700"),
        Example("primary_async", "primary nodes={nodes} copy=async primary=n1"),
        Example("cache", "primary nodes={nodes} copy=cache primary=n1 ttl=50"),
    ),
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
