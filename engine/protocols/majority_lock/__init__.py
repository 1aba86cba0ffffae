"""Majority register behind a lock: take the key's lock, keep aside at a majority, commit; read from any majority.

Rules of this file
* The node `lock` runs the lock service: one lock a key, first come first served. A tenure has a lease of so many
  ticks of the service's clock (0: no end) and a fencing token greater than all before. Waiting for it ends after
  `acquire` ticks (0: with the client's patience): refused, nothing has happened.
* The holder sends its value to all home nodes, which keep it aside: no reader gets it. At a majority of acks, and if
  its own clock says that the lease is not over, it sends Commit; at a majority of those the write is ok.
* Before the first Commit it rolls back: at the end of its lease, where a token is refused, or when its client stops
  waiting. The client is refused, truthfully: an Abort may be lost, and what it does not reach stays aside, unseen,
  until a later write takes its place. After the first Commit nothing is undone: refused only if every home node
  refused that token, else the deadline makes it unknown.
* The storage refuses tokens smaller than the greatest it has met (`fencing=no`: what arrives last is in place).
* A version is the token. A read answers with the greatest version in place among all replies in by the end of the
  tick that brought a majority; unless they all agree it first stores that on a majority (`write_back=no`: it does not).
* So with fencing it is linearizable, whatever is cut, crashed, lost, late or skewed: tokens grow in real time, and a
  version is seen by one reader only if every later reader finds it or a later one (ABD with the lock service as the
  source of versions). The lease is for progress, the token for safety. A wiped disk takes that away: the lock service
  begins its tokens anew, a home node forgets what it acknowledged.

Sources: Attiya, Bar-Noy & Dolev 1995 (register); Gray & Cheriton 1989 (leases); Burrows 2006, section 2.4
(sequencers); Kleppmann 2016 (fencing tokens); Gray 1978, section 5.8.3 (two-phase commit).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import Cell, Deadline, Here, NodeView, Reason, Request, SetTimer, Value
from engine.protocols.majority_lock import reading, service, storage, writing
from engine.protocols.majority_lock.values import (
    Abort,
    Acquire,
    Answer,
    Ask,
    Commit,
    Committed,
    Config,
    Fenced,
    Fill,
    Filled,
    Granted,
    Patience,
    Prepare,
    Prepared,
    Record,
    Release,
    Result,
    State,
    Turn,
)
from engine.settings import Flags, Names, Node, Period, Switch

SETTINGS = {
    "home": Names(),
    "lock": Node(),
    "lease": Period(),
    "acquire": Period(),
    "fencing": Switch(),
    "write_back": Switch(),
    "flaw": Flags("tentative_reads", "never_gives_up", "no_lock_service"),
}
DEFAULTS = {"lease": 80, "acquire": 60, "fencing": True, "write_back": True, "flaw": ()}
"""What a setting is when it is not written; all nodes are then home nodes, and the first runs the lock service."""

VERBS: frozenset[str] = frozenset()

LATE = {Ask: 1}
"""What is handled after all other messages of its tick: what asks."""

COUNTED = (Prepared, Committed, Answer, Filled)
"""Bodies that count towards a majority where they arrive."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings, or the reason why these make no sense together."""
    home = tuple(node for node in nodes if node in chosen["home"]) if chosen.get("home") else nodes
    return Config(nodes=nodes, **{**DEFAULTS, "lock": nodes[0], **chosen, "home": home})


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many must answer this request, and out of how many: always a majority of the home nodes."""
    return config.majority, len(config.home)


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one. Home nodes begin with `init`, below any write's version."""
    if disk is None:
        records = {key: Record((), value) for key, value in init} if here.node in here.config.home else {}
        return State(records, {}, {}, {}, 0, {}), ()
    return disk._replace(pending={}), service.again(here, disk)


def on_request(here: Here, state: State, request: Request) -> Result:
    """A client's operation."""
    return reading.begin(here, state, request) if request.kind == "read" else writing.begin(here, state, request)


def on_message(here: Here, state: State, sender: str, body: Any) -> Result:
    """What a node does with each kind of message, as service, storage, writer or reader."""
    match body:
        case Acquire():
            return service.line_up(here, state, sender, body)
        case Release():
            return service.let_go(state, body)
        case Prepare():
            return storage.prepare(here, state, sender, body)
        case Commit():
            return storage.commit(here, state, sender, body)
        case Abort():
            return storage.abort(state, body)
        case Fill():
            return storage.fill(state, sender, body)
        case Ask():
            return storage.answer(here, state, sender, body)
        case Granted():
            return writing.granted(here, state, sender, body)
        case Prepared() | Committed():
            return writing.count(here, state, sender, body)
        case Fenced():
            return writing.fenced(here, state, sender, body)
    return reading.count(here, state, sender, body)


def on_timer(here: Here, state: State, name: str | Deadline | Patience | Turn) -> Result:
    """Decide an operation whose majority is full, end one whose time is up, serve a lock."""
    match name:
        case Turn("lock_serve", key):
            return service.serve(here, state, key)
        case Turn(_, key):
            return service.expire(here, state, key)
        case Patience("lock_wait", op):
            return state, (SetTimer(Patience("lock_late", op), 0),)
        case Patience("lock_late", op):
            return writing.lost_patience(here, state, op)
        case Patience(_, op):
            return writing.lease_ends(here, state, op)
        case Deadline(op):
            pending = state.pending.get(op)
            if pending is None or pending.request.kind == "read":
                return state.drop(op), ()
            return writing.give_up(here, state, pending)
    pending = state.pending.get(name)
    if pending is None:
        return state, ()
    if pending.request.kind == "read":
        return reading.decide(here, state, pending)
    return writing.decide(here, state, pending)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: that a grant has no end."""
    return {"absent": True} if isinstance(body, Granted) and body.until is None else {}


def show(config: Config, node: str, state: State) -> NodeView:
    """What is in place at a node, and what it believes: of locks, of its own tenures, of what it keeps aside."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    locks = sorted(state.locks.items())
    believes: dict[str, Any] = {
        "lock": tuple(
            {"key": key, "node": held.node, "token": held.token, "until": _end(held.until)}
            for key, (held, _) in locks
            if held is not None
        ),
        "queue": tuple(
            {"key": key, "nodes": " ".join(waiter.node for waiter in queue)} for key, (_, queue) in locks if queue
        ),
        "holds": tuple(
            {"key": one.request.key, "token": one.record.version[0], "until": _end(one.until)}
            for _, one in sorted(state.pending.items())
            if one.phase in ("prepare", "commit") and one.record is not None
        ),
        "tentative": tuple(
            {"key": key, "value": record.value, "token": record.version[0]}
            for key, record in sorted(state.tentative.items())
        ),
    }
    role = "lock_service" if node == config.lock else None
    return NodeView(store, role=role, believes={code: facts for code, facts in believes.items() if facts})


def _end(until: int | None) -> int | str:
    return "∞" if until is None else until
