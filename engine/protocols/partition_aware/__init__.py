"""Partition handling: heartbeats, a mode that follows from what the node knows, a log of every write, reconciliation.

Rules of this file
* Belief: each round asks all peers; who has not answered `misses` beats in a row is out of reach (detector.py).
  `heartbeat=20` makes a round every 20 ticks; with 0 or absent each `heartbeat n1` is one round of n1.
* Mode: normal while W nodes are within reach; partitioned while they are not; recovering while logs are exchanged. One
  node that is out of reach, crashed or cut off, takes nothing from the others, which stay normal. No mode lets a write
  be acknowledged by fewer than W logs, but for `minority=serve`.
* `minority=read_only|refuse|serve`: what a node without a quorum does for clients (serving.py).
* Every write is logged where it is taken and wherever it is copied; after a partition logs are exchanged, merged (one
  entry a request, ordered by (tick, node, sequence)) and replayed (exchange.py, logbook.py, engine/oplog.py).
* A message that is lost without anybody being suspected is made up for by the next exchange; `sync n1 n2` is one by
  hand, and a node that comes back from a crash begins with one.
* `flaw=` turns a rule into what the brief wrote; what each does stands in engine/flaws/partition.py.

Sources: Brewer 2012 (partition mode, partition recovery); Gilbert & Lynch 2002; Chandra & Toueg 1996; Terry et al.
1995.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import Cell, Deadline, Heartbeat, Here, Logged, NodeView, Reason, Request, Send, SetTimer, Sync, Value
from engine.oplog import initial, ordered
from engine.protocols.partition_aware import detector, exchange, serving
from engine.protocols.partition_aware.values import (
    HEARTBEAT,
    ROUND,
    Accept,
    Alive,
    Answer,
    Ask,
    Beat,
    Config,
    Forward,
    Offer,
    Result,
    Retry,
    State,
    Store,
    Stored,
    Tick,
)
from engine.settings import Choice, Count, Flags, Period

SETTINGS = {
    "r": Count(1),
    "w": Count(1),
    "heartbeat": Period(),
    "misses": Count(1, 9),
    "minority": Choice("read_only", "refuse", "serve"),
    "batch": Count(1, 100),
    "retry": Period(),
    "flaw": Flags(
        "old_view", "gain_is_normal", "two_handlers", "never_leaves", "normal_unlogged", "one_by_one",
        "log_before_check", "reads_anywhere", "count_is_quorum", "same_tick_same_write", "retry_is_new", "on_top",
        "ties_local_first", "sync_swallowed", "cursor_at_end", "never_compacts", "recovering_refuses", "handler_first",
        "crash_is_partition", "hearing_is_enough",
    ),
}  # fmt: skip
DEFAULTS = {"heartbeat": 0, "misses": 3, "minority": "read_only", "batch": 50, "retry": 0, "flaw": ()}
"""What a setting is when it is not written; r and w are then a majority of all nodes."""

ROLES = {"read_only": "read_only", "refuse": "no_service", "serve": "alone"}
"""What a node without a quorum is to its clients."""

VERBS = frozenset({"heartbeat", "sync"})

LATE = {Ask: 1, Offer: 1}
"""What is handled after all other messages of its tick: what asks what is here."""

COUNTED = (Stored, Answer)
"""Bodies that count towards a quorum where they arrive."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings, or the reason why these make no sense together."""
    majority = len(nodes) // 2 + 1
    filled = {**DEFAULTS, "r": majority, "w": majority, **chosen}
    for name in ("r", "w"):
        if filled[name] > len(nodes):
            return Reason("quorum_too_large", {"setting": name, "value": filled[name], "replicas": len(nodes)})
    return Config(nodes=nodes, **filled)


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many must answer this request, and out of how many."""
    return request.quorum or (config.r if request.kind == "read" else config.w), len(config.nodes)


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A new node, or one from its disk: it believes that it reaches all, and asks what it has missed."""
    period = here.config.heartbeat
    timer = (SetTimer(HEARTBEAT, period, periodic=True),) if period else ()
    if disk is None:
        base = {key: initial(key, value) for key, value in init}
        known = {entry.op: entry.version for entry in base.values()}
        empty: dict[str, Any] = {}
        new = State((), 0, base, known, base, empty, 0, empty, empty, empty, empty, (), True, empty, empty, ())
        return new, timer
    awake = disk._replace(missed={}, heard={}, lost=(), quorum=True, owed={}, pending={}, probing=())
    state, sends = exchange.begin(here, awake, here.config.peers(here.node))
    return state, (*timer, *sends)


def on_request(here: Here, state: State, request: Request | Heartbeat | Sync) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Heartbeat():
            return detector.turn(here, state)
        case Sync():
            return exchange.begin(here, state, (request.peer,))
        case Request(kind="read"):
            return serving.read(here, state, request)
        case Request():
            return serving.write(here, state, request, here.node)


def on_message(here: Here, state: State, sender: str, body: Any) -> Result:
    """What a node does with each kind of message."""
    match body:
        case Beat():
            if "hearing_is_enough" in here.config.flaw:
                state = detector.heard(here, state, sender)[0]
            return state, (Send(sender, Alive()),)
        case Alive():
            return detector.heard(here, state, sender)
        case Store():
            return serving.keep(here, state, sender, body)
        case Stored() | Answer():
            return serving.count(state, sender, body)
        case Ask():
            return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
        case Offer():
            return exchange.offered(here, state, sender, body)
        case Accept():
            return exchange.accepted(here, state, sender, body)
        case Forward():
            return serving.write(here, state, body.request, sender)
        case _:
            return serving.done(state, body)


def on_timer(here: Here, state: State, name: str | Deadline | Tick | Retry) -> Result:
    """A round of heartbeats, when all that arrives in its tick is in; an operation that is ready, late or over."""
    match name:
        case Deadline(op):
            return serving.give_up(state, op), ()
        case Retry(_, op):
            return serving.retry(here, state, op)
        case Tick("round"):
            return detector.turn(here, state)
        case Tick():
            again = SetTimer(HEARTBEAT, here.config.heartbeat, periodic=True)
            return state, (SetTimer(ROUND, 0), again)
        case str():
            return serving.decide(here, state, name)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields."""
    match body:
        case Offer() | Accept():
            return {"count": len(body.part)}
        case Forward():
            return {"key": body.request.key, "value": body.request.value}
        case _:
            return {}


def show(config: Config, node: str, state: State) -> NodeView:
    """A node's data and log, its mode, whom it takes to be out of reach, with whom it exchanges logs."""
    store = {key: Cell((entry.value,), (entry.version,)) for key, entry in sorted(state.store.items())}
    log = tuple(
        Logged(state.gone + place, entry.tick, entry.key, entry.value, state.outcomes.get(entry.op) == "accepted")
        for place, entry in enumerate(ordered(state.log, config.flaw), 1)
    )
    believes: dict[str, Any] = {"unreachable": ", ".join(state.lost) or None}
    if state.owed:
        believes = {"exchanging": ", ".join(state.owed), **believes}
    role = None if state.quorum else ROLES[config.minority]
    return NodeView(store, mode=detector.mode(config, state), role=role, believes=believes, log=log)
