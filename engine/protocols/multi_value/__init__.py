"""Multi-value register: any node answers alone, at once; versions that do not follow one another live side by side.

Rules of this file
* A write passes the context that a read returned (none: a blind write) and replaces what that context covers
  (`versions=dvv`: exactly that; `versions=vv`: whatever is strictly below its vector, which can be more;
  `versions=vnode`: all that is there or nothing, since one vector stands for all values, as in Riak 1).
  Its node then sends its versions of the key to all others, once, and waits for nobody.
* A read returns the surviving values in order and their merged context; [] is an absent key.
* A delete is a write of nothing: it replaces what its context covers and stays among the versions, unseen.
* `resolver=lww`: the reader is told only the version with the greatest (coordinator's clock, its name).
* `resolver=merge`: a reader who meets several versions is told one value made of all (siblings.py), and its node
  writes that value in their place, at once, as it would for a client who had read them all.
* `resolver=crdt`: keys are of a replicated data type (`crdt=`, updates.py) and have no versions to resolve.
* `sync` and `anti_entropy` exchange all keys both ways; nodes that hear the same hold the same, in whatever order.
* A session's read is answered only with what covers all that its client has seen: freshness.py.
* `init` is below every write. A node counts its own writes on its disk: a wiped disk begins anew, gives dots a
  second time, and what carries them may be taken for what is long overwritten. Data types that merge without dots
  (counters, g_set, lww_register) are one again after an exchange.
* `flaw=` turns a rule into what the brief wrote; what each does stands in flaws.toml.

Sources: DeCandia et al. 2007, sections 4.4 and 4.7 (contexts, siblings, anti-entropy); Preguica et al. 2010;
Almeida et al. 2014 (dotted version vectors).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.model import Sync
from engine.model.scene_files import scenes_in
from engine.protocols import sessions
from engine.protocols.actor import Actor, Look, MessageKind
from engine.protocols.multi_value import durability, freshness, handlers, settings, view
from engine.protocols.multi_value.messages import Add, Answer, Ask, Body, Pull, Push, Spread
from engine.protocols.multi_value.state import Config, State, Timer
from engine.protocols.protocol import Example, Protocol

MESSAGES: Mapping[type[Body], MessageKind] = {
    Spread: MessageKind(Look("square", "W", "write")),
    Add: MessageKind(Look("square", "W", "write")),
    Push: MessageKind(Look("triangle", "S", "gossip"), rank=1, compares=True),
    Pull: MessageKind(Look("triangle", "S", "gossip")),
    Ask: MessageKind(Look("diamond", "R", "read"), rank=1),
    Answer: MessageKind(Look("pentagon", "V", "read")),
}

PROTOCOL: Protocol[Config, State, Sync, Body, Timer] = Protocol(
    name="multi_value",
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
    lost_code=durability.lost_code,
    levels=freshness.levels,
    sessions=sessions.guarantees_of,
    object=settings.object_of,
    elements=settings.elements,
    contexts=True,
    signs=False,
    examples=(
        Example("siblings", "multi_value nodes={nodes} versions=dvv resolver=siblings"),
        Example("lww", "multi_value nodes={nodes} versions=dvv resolver=lww"),
    ),
    scenes=scenes_in(Path(__file__).parent / "scenes"),
)
