"""Causal memory: any node answers alone, at once, and no node shows a write before what it depends on.

Rules of this file
* A write is applied at its node at once and sent to all others with the vector of all that its node had applied
  before it. Reads are local; what was applied at a node is in its vector, so whatever a client could read there is a
  cause of what it writes there next.
* A receiver holds an update back until it has applied all that is in that vector (`hold_back=no`: applies it on
  arrival, whatever is missing). A lost update stops all that depends on it until anti-entropy brings it.
* Concurrent writes of one key. `converge=yes`: the greatest (Lamport stamp, node) stands, so nodes that have applied
  the same hold the same. `converge=no`: the last one applied stands, unless it is a cause of what is there, so nodes
  may differ for ever: causal memory promises no more. Of two that arrive in one tick the one sent last is the last.
* `sync` and `anti_entropy` compare clocks and send, out of a log of own and others' updates, what the other lacks.
* Causes are followed from node to node. A client who moves may miss at its new node what it saw before, unless its
  context travels with it (`client_context=wait|refuse`, clients.py).
* `flaw=` turns a rule into what the brief wrote; what each does stands in flaws.toml.
* A delete is a write of nothing. `init` is below every write. A crash keeps the disk: data, clock, log and buffer.
  A wiped disk begins anew and numbers its updates from 1 again: others take them for those that they know.

Sources: Ahamad, Neiger, Burns, Kohli & Hutto 1995 (causal memory); Birman, Schiper & Stephenson 1991 (causal
broadcast with vectors); Wuu & Bernstein 1984 (replicated log); Lloyd et al. 2011 (causal and convergent; the context
that a client carries).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.model import Sync
from engine.model.scene_files import scenes_in
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.causal import durability, handlers, settings, view
from engine.protocols.causal.messages import Body, Fill, Push, Update
from engine.protocols.causal.state import Config, State, Timer
from engine.protocols.protocol import Example, Protocol

MESSAGES: Mapping[type[Body], MessageKind] = {
    Update: MessageKind(Look("square", "W", "write")),
    Push: MessageKind(Look("triangle", "S", "gossip"), rank=1, compares=True),
    Fill: MessageKind(Look("triangle", "S", "gossip")),
}

PROTOCOL: Protocol[Config, State, Sync, Body, Timer] = Protocol(
    name="causal",
    settings=settings.SETTINGS,
    commands=(Sync,),
    config=settings.config,
    actor=Actor(
        messages=MESSAGES,
        start=handlers.start,
        on_request=handlers.on_request,
        on_message=handlers.on_message,
        on_timer=handlers.on_timer,
        view=view.view,
        message_facts=view.message_facts,
    ),
    promise=settings.promise,
    lost_writes=durability.lost_writes,
    signs=False,
    examples=(
        Example("causal", "causal nodes={nodes}"),
        Example("causal_early", "causal nodes={nodes} hold_back=no"),
    ),
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
