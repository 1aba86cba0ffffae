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
* Causes are followed from node to node, not with a client who moves: at its new node it may miss what it saw before.
* A delete is a write of nothing. `init` is below every write. A crash keeps the disk: data, clock, log and buffer.
  A wiped disk begins anew and numbers its updates from 1 again: others take them for those that they know.

Sources: Ahamad, Neiger, Burns, Kohli & Hutto 1995 (causal memory); Birman, Schiper & Stephenson 1991 (causal
broadcast with vectors); Wuu & Bernstein 1984 (replicated log); Lloyd et al. 2011 (causal and convergent).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import (
    Cell,
    Deadline,
    Here,
    NodeView,
    Note,
    Reason,
    Reply,
    Request,
    Seen,
    Send,
    SetTimer,
    Sync,
    Value,
    Waiting,
    Why,
)
from engine.protocols.causal.delivery import arrive, context, lacks, missing
from engine.protocols.causal.values import Config, Fill, Push, Record, Result, State, Tick, Update
from engine.settings import Period, Switch

SETTINGS = {"hold_back": Switch(), "converge": Switch(), "anti_entropy": Period()}
DEFAULTS = {"hold_back": True, "converge": True, "anti_entropy": 0}

VERBS = frozenset({"sync"})

LATE = {Push: 1}
"""What is handled after all other messages of its tick: what asks."""

COUNTED: tuple[type, ...] = ()
"""No message counts towards a quorum: a node answers alone."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings; any of them go together."""
    return Config(nodes=nodes, **{**DEFAULTS, **chosen})


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many others must answer this request, and out of how many: nobody."""
    return 0, 0


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`."""
    if disk is None:
        version: Any = () if here.config.converge else {"dot": None, "context": {}}
        disk = State({key: Record(version, value) for key, value in init}, {}, 0, (), {}, 0)
    period = here.config.anti_entropy
    return disk._replace(round=0), (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()


def on_request(here: Here, state: State, request: Request | Sync) -> Result:
    """A client's operation, answered on the spot, or an operator's command."""
    match request:
        case Request(kind="read"):
            return state, (_read(here, state, request),)
        case Request():
            return _write(here, state, request)
        case Sync():
            return state, (Send(request.peer, Push(state.clock, True)),)


def on_message(here: Here, state: State, sender: str, body: Update | Push | Fill) -> Result:
    """Take updates in; tell a peer what it lacks."""
    match body:
        case Update():
            return arrive(here.config, state, here.node, (body,))
        case Fill():
            return arrive(here.config, state, here.node, body.updates)
        case Push():
            owed = lacks(state, body.clock)
            fill = (Send(sender, Fill(owed)),) if owed else ()
            return state, (*fill, Send(sender, Push(state.clock, False))) if body.mutual else fill


def on_timer(here: Here, state: State, name: Deadline | Tick) -> Result:
    """One round of anti-entropy with the next peer. No operation ever waits for its deadline."""
    peers = [node for node in here.config.nodes if node != here.node]
    if isinstance(name, Deadline) or not peers:
        return state, ()
    peer = peers[state.round % len(peers)]
    again = SetTimer(name, here.config.anti_entropy, periodic=True)
    return state._replace(round=state.round + 1), (Send(peer, Push(state.clock, True)), again)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: how many updates it carries; an update without causes is after nothing."""
    match body:
        case Fill():
            return {"count": len(body.updates)}
        case Update():
            return {"after": body.after or None}
        case _:
            return {}


def show(config: Config, node: str, state: State) -> NodeView:
    """A node's data, its clock, and what waits; without hold-back, what it shows ahead of its causes."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    believes: dict[str, Any] = {"applied": state.clock} if state.clock else {}
    late = [(update, cause) for update in state.waiting.values() if (cause := missing(state.clock, update))]
    for first, nth in [cause for _, cause in late if cause not in state.waiting][:1]:
        code = "waiting" if config.hold_back else "early"
        believes = {code: {"count": len(late), "node": first, "nth": nth}, **believes}
    waiting = tuple(Waiting(update.key, update.value, update.origin, cause) for update, cause in late)
    return NodeView(store, clock=state.clock, believes=believes, waiting=waiting if config.hold_back else ())


def _read(here: Here, state: State, request: Request) -> Reply:
    record = state.store.get(request.key)
    if record is None:
        why = Why((here.node,), (Seen(here.node, None, None),), 1, "absent", None)
        return Reply(request.op, "ok", why=why)
    rule, chosen = ("absent", None) if record.value is None else ("local", here.node)
    why = Why((here.node,), (Seen(here.node, record.value, record.version),), 1, rule, chosen)
    version = record.version if here.config.converge else record.version["context"]
    return Reply(request.op, "ok", record.value, version, why=why)


def _write(here: Here, state: State, request: Request) -> Result:
    config: Config = here.config
    after = context(config, state)
    nth = after.get(here.node, 0) + 1
    update = Update(request.op, here.node, nth, after, state.stamp + 1, request.key, request.value)
    state, notes = arrive(config, state, here.node, (update,))
    version = update.version(config.converge)
    return state, (
        *(Send(node, update) for node in config.nodes if node != here.node),
        *notes,
        Note("version", {"op": request.op, "version": version}),
        Reply(request.op, "ok", version=version),
    )
