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
* `flaw=` turns a rule into what the brief wrote; what each does stands in engine/flaws/quorum.py.
* A level, or the guarantees of sessions, change who must answer and which versions will do: rounds.py, freshness.py.
* A delete writes a tombstone; with `tombstones=no` it removes the key wherever the message arrives.

Sources: Gifford 1979 (weighted voting); Attiya, Bar-Noy & Dolev 1995 (ABD); Lynch & Shvartsman 1997 (many writers);
DeCandia et al. 2007, sections 4.5 to 4.7 (sloppy quorum, hinted handoff, anti-entropy).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import sessions
from engine.model import Cell, Deadline, Handoff, Here, NodeView, Purge, Reason, Request, Send, SetTimer, Sync, Value
from engine.protocols.quorum import coordinator, freshness, replica, rounds, syncing
from engine.protocols.quorum.values import (
    Answer,
    Ask,
    Config,
    GiveUp,
    HandBack,
    HandedBack,
    Hashes,
    Listing,
    Pull,
    Push,
    Record,
    Remove,
    Repair,
    Result,
    State,
    Store,
    Stored,
    Swap,
    Tick,
    without_pending,
)
from engine.settings import Choice, Count, Flags, Names, Period, Switch

SETTINGS = {
    "r": Count(),
    "w": Count(),
    "home": Names(),
    "version": Choice("clock", "logical", "hybrid"),
    "read_repair": Switch(),
    "write_back": Switch(),
    "sloppy": Switch(),
    "tombstones": Switch(),
    "handoff": Period(),
    "anti_entropy": Period(),
    "compare": Choice("all", "merkle"),
    **sessions.SETTINGS,
    "flaw": Flags(
        "first_quorum",
        "timeout_fails",
        "ties_by_arrival",
        "status_on_record",
        "record_for_value",
        "replica_stamps",
        "overwrites",
        "no_session_state",
    ),
}
DEFAULTS = {
    "version": "clock",
    "read_repair": False,
    "write_back": False,
    "sloppy": False,
    "tombstones": True,
    "handoff": 0,
    "anti_entropy": 0,
    "compare": "all",
    **sessions.DEFAULTS,
    "flaw": (),
}
"""What a setting is when it is not written; r and w are then a majority of the home nodes."""

VERBS = frozenset({"sync", "handoff", "purge"})

LATE = {Remove: 1, Ask: 2, Push: 2, Hashes: 2, Listing: 2, Swap: 2}
"""What is handled after all other messages of its tick, in this order: what removes, then what asks."""

COUNTED = (Stored, Answer)
"""Bodies that count towards a quorum where they arrive."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings, or the reason why these make no sense together."""
    home = tuple(node for node in nodes if node in chosen["home"]) if chosen.get("home") else nodes
    majority = len(home) // 2 + 1
    filled = {**DEFAULTS, "r": majority, "w": majority, **chosen, "home": home}
    for name in ("r", "w"):
        if not filled[name]:
            return Reason("quorum_of_nobody", {"setting": name, "found": "0", "expected": "1"})
        if filled[name] > len(home):
            return Reason("quorum_too_large", {"setting": name, "value": filled[name], "replicas": len(home)})
    return Config(nodes=nodes, oracle=filled["sloppy"], **filled)


def levels(config: Config) -> tuple[str, ...]:
    """What an operation may ask for by name."""
    return sessions.LEVELS


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many must answer this request, and out of how many."""
    return rounds.need(config, request, storing=request.kind != "read"), len(config.home)


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one. Home nodes begin with `init`, below any write's version."""
    if disk is None:
        records = {key: Record((), value) for key, value in init} if here.node in here.config.home else {}
        disk = State(records, {}, (), {}, 0, {})
    timers = [
        SetTimer(Tick(what), period, periodic=True)
        for what, period in (("anti_entropy", here.config.anti_entropy), ("handoff", here.config.handoff))
        if period
    ]
    return disk._replace(pending={}, round=0), tuple(timers)


def on_request(here: Here, state: State, request: Request | Sync | Handoff | Purge) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request():
            return coordinator.issue(here, state, request)
        case Sync():
            return state, (Send(request.peer, syncing.opening(here, state)),)
        case Handoff():
            return state, replica.hand_back(state)
        case Purge():
            return replica.purge(state, request)


def on_message(here: Here, state: State, sender: str, body: Any) -> Result:
    """What a node does with each kind of message; reads that wait for a copy look again when one has come."""
    after, effects = _hear(here, state, sender, body)
    if after.store is state.store or not after.pending:
        return after, effects
    return after, (*effects, *freshness.wake(state, after))


def _hear(here: Here, state: State, sender: str, body: Any) -> Result:
    kind = type(body)
    if kind is Store:
        return replica.keep(here, state, sender, body)
    if kind is Remove:
        return replica.remove(here, state, sender, body)
    if kind is Stored or kind is Answer:
        return coordinator.count(state, sender, body)
    if kind is Ask:
        return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
    if kind is Repair:
        return replica.merge(state, ((body.key, body.record),)), ()
    if kind is HandBack:
        kept = replica.merge(state, ((body.key, body.record),))
        return kept, (Send(sender, HandedBack(body.key, body.record.version)),)
    if kind is HandedBack:
        return replica.forget_hint(state, sender, body), ()
    if kind is Pull:
        return replica.merge(state, body.records), ()
    return syncing.answer(state, sender, body)


def on_timer(here: Here, state: State, name: str | Deadline | Tick | GiveUp) -> Result:
    """Decide an operation whose quorum is full, forget one whose time is up, or do the periodic work."""
    match name:
        case Deadline(op):
            return without_pending(state, op), ()
        case Tick():
            return syncing.periodic(here, state, name)
        case GiveUp(op, what):
            return coordinator.give_up(state, op, what)
        case str():
            return coordinator.decide(here, state, name)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: how much a comparison carries."""
    return syncing.spoken(body)


def show(config: Config, node: str, state: State) -> NodeView:
    """A node's data and hints."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    order = {name: place for place, name in enumerate(config.nodes)}
    hints = tuple(sorted({home for home, _ in state.hints}, key=lambda home: order[home]))
    unmet = ", ".join(key for key, record in sorted(state.store.items()) if record.quorum_met is False)
    return NodeView(store, hints, believes={"quorum_met_false": unmet} if unmet else None)
