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
* `flaw=` turns a rule into what the brief wrote; what each does stands in engine/flaws/causal.py.
* A delete is a write of nothing. `init` is below every write. A crash keeps the disk: data, clock, log and buffer.
  A wiped disk begins anew and numbers its updates from 1 again: others take them for those that they know.

Sources: Ahamad, Neiger, Burns, Kohli & Hutto 1995 (causal memory); Birman, Schiper & Stephenson 1991 (causal
broadcast with vectors); Wuu & Bernstein 1984 (replicated log); Lloyd et al. 2011 (causal and convergent; the context
that a client carries).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import (
    Cell,
    Deadline,
    Here,
    NodeView,
    Reason,
    Request,
    Send,
    SetTimer,
    Sync,
    Value,
    Waiting,
)
from engine.protocols.causal import clients
from engine.protocols.causal.delivery import arrive, lacks, missing
from engine.protocols.causal.values import Config, Fill, Push, Record, Result, State, Tick, Update
from engine.settings import Choice, Flags, Period, Switch

SETTINGS = {
    "hold_back": Switch(),
    "converge": Switch(),
    "client_context": Choice("off", "wait", "refuse"),
    "anti_entropy": Period(),
    "flaw": Flags("never_sent", "reads_add_nothing", "depends_on_itself"),
}
DEFAULTS = {"hold_back": True, "converge": True, "client_context": "off", "anti_entropy": 0, "flaw": ()}

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
    return disk._replace(round=0, asked=()), (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()


def on_request(here: Here, state: State, request: Request | Sync) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request():
            return clients.ask(here, state, request)
        case Sync():
            return state, (Send(request.peer, Push(state.clock, True)),)


def on_message(here: Here, state: State, sender: str, body: Update | Push | Fill) -> Result:
    """Take updates in; tell a peer what it lacks."""
    match body:
        case Update():
            return _take(here, state, (body,))
        case Fill():
            return _take(here, state, body.updates)
        case Push():
            owed = lacks(state, body.clock)
            fill = (Send(sender, Fill(owed)),) if owed else ()
            return state, (*fill, Send(sender, Push(state.clock, False))) if body.mutual else fill


def on_timer(here: Here, state: State, name: Deadline | Tick) -> Result:
    """One round of anti-entropy with the next peer; or an operation that still waits is forgotten."""
    if isinstance(name, Deadline):
        return clients.forget(state, name.op) if state.asked else state, ()
    peers = [node for node in here.config.nodes if node != here.node]
    if not peers:
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
    causes = [cause for _, cause in late]
    for first, nth in ([cause for cause in causes if cause not in state.waiting] or causes)[:1]:
        code = "waiting" if config.hold_back else "early"
        believes = {code: {"count": len(late), "node": first, "nth": nth}, **believes}
    for request in state.asked[:1]:
        origin, nth = clients.lacking(config, state, request) or ("", 0)
        believes = {"client_waits": {"client": request.client, "node": origin, "nth": nth}, **believes}
    waiting = tuple(Waiting(update.key, update.value, update.origin, cause) for update, cause in late)
    return NodeView(store, clock=state.clock, believes=believes, waiting=waiting if config.hold_back else ())


def _take(here: Here, state: State, updates: tuple[Update, ...]) -> Result:
    """Updates come in, and may be what a client waits for."""
    state, notes = arrive(here.config, state, here.node, updates)
    if not state.asked:
        return state, notes
    state, answers = clients.resume(here, state)
    return state, (*notes, *answers)
