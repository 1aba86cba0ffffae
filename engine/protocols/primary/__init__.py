"""Primary and copies: one node orders all writes; every node answers reads from what it has.

Rules of this file
* A node sends each write to the primary that it believes in. The primary applies it at once (so a reader there sees
  it), numbers it (epoch, sequence, name) and copies it to all others. `copy=sync`: answered when all others have
  acknowledged; `copy=async`: answered at once. `copy=cache`: not copied at all (reading.py). Nothing is sent twice
  and nothing is undone.
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
* `flaw=` turns a rule into what the brief wrote; what each does stands in engine/flaws/primary.py.

Sources: Alsberg & Day 1976 (primary and backups); Budhiraja, Marzullo, Schneider & Toueg 1993 (the primary-backup
approach); the habits of PostgreSQL's streaming replication (one upstream, a rewind to rejoin).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import (
    Cell,
    Deadline,
    Handoff,
    Here,
    NodeView,
    Promote,
    Purge,
    Reason,
    Rejoin,
    Request,
    Send,
    SetTimer,
    Value,
)
from engine.protocols.primary import fallback, leasing, reading, rejoining, writing
from engine.protocols.primary.values import (
    NEW,
    Answer,
    Ask,
    Beat,
    Config,
    Copied,
    Copy,
    Done,
    Expire,
    Fetch,
    Forward,
    HandBack,
    Heard,
    Keep,
    Kept,
    LeaseOver,
    NotPrimary,
    Patience,
    Record,
    Result,
    Snapshot,
    State,
    Tick,
)
from engine.settings import Choice, Flags, Node, Period, Switch

SETTINGS = {
    "copy": Choice("sync", "async", "cache"),
    "primary": Node(),
    "read": Choice("local", "primary"),
    "fallback": Node(),
    "patience": Period(),
    "handoff": Period(),
    "ttl": Period(),
    "stale_if_error": Switch(),
    "lease": Period(),
    "heartbeat": Period(),
    "flaw": Flags("never_handed_back", "fallback_if_refused", "first_replica", "copies_unversioned", "skip_deleted"),
}
DEFAULTS = {
    "copy": "sync",
    "read": "local",
    "fallback": None,
    "patience": 30,
    "handoff": 0,
    "ttl": 50,
    "stale_if_error": False,
    "lease": 0,
    "heartbeat": 20,
    "flaw": (),
}
"""What a setting is when it is not written; the first node is then the primary."""

VERBS = frozenset({"promote", "rejoin", "handoff", "purge"})

LATE = {Keep: 1, Ask: 2, Fetch: 2}
"""What is handled after all other messages of its tick: what needs the newest data, then what asks."""

COUNTED = (Copied,)
"""Bodies that count towards a write's answer where they arrive: at its primary."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings, or the reason why these make no sense together."""
    filled = Config(nodes=nodes, **{**DEFAULTS, "primary": nodes[0], **chosen})
    if filled.fallback == filled.primary:
        return Reason("fallback_is_primary", {"setting": "fallback", "value": filled.fallback})
    if filled.lease and not 0 < filled.heartbeat < filled.lease:
        values = {"setting": "lease", "value": filled.lease, "heartbeat": filled.heartbeat}
        return Reason("lease_too_short", values)
    return filled


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many others must acknowledge this request, and out of how many."""
    others = 0 if request.kind == "read" or config.copy == "cache" else len(config.nodes) - 1
    return others if config.copy == "sync" else 0, others


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init` that believes in the primary of the settings."""
    config = here.config
    if disk is None:
        records = {key: Record((), value) for key, value in init}
        disk = NEW._replace(store=records, believes=config.primary)
    if config.soft(here.node, disk.believes):
        disk = disk._replace(store={})
    state, effects = leasing.begin(here, disk._replace(pending={}, fresh=None, asked={}, expired={}))
    timers = (SetTimer(Tick("handoff"), config.handoff, periodic=True),) if config.handoff else ()
    return state, (*effects, *timers)


def on_request(here: Here, state: State, request: Request | Promote | Rejoin | Handoff | Purge) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request(kind="read"):
            return reading.read(here, state, request)
        case Request():
            return writing.forward(here, state, request)
        case Promote():
            return rejoining.follow(here, state, request.node)
        case Rejoin():
            return rejoining.rejoin(here, state, request)
        case Handoff():
            return state, fallback.hand_back(state)
        case Purge():
            return reading.purge(here, state, request)


def on_message(here: Here, state: State, sender: str, body: Any) -> Result:
    """What a node does with each kind of message."""
    match body:
        case Forward() | HandBack():
            return writing.apply(here, state, sender, body)
        case Copy():
            return writing.keep(here, state, sender, body)
        case Copied():
            return writing.count(here, state, sender, body)
        case Done() | Kept():
            return writing.answer(here, state, body)
        case NotPrimary() if body.op in state.asked and state.asked[body.op].request.kind == "read":
            refusal = Reason("not_primary", {"node": sender, "believes": body.believes})
            return reading.silent(here, state, body.op, refusal)
        case NotPrimary() | LeaseOver():
            return writing.sent_back(here, state, sender, body)
        case Keep() if state.believes == here.node:
            return writing.apply(here, state, sender, Forward(body.op, body.key, body.value))
        case Keep():
            return fallback.keep(here, state, sender, body)
        case Ask():
            return reading.asked(here, state, sender, body)
        case Answer():
            return reading.answered(here, state, sender, body)
        case Beat():
            return state, ((Send(sender, Heard()),) if sender == state.believes else ())
        case Heard():
            return leasing.heard(here, state, sender)
        case Fetch():
            return state, (Send(sender, Snapshot(tuple(state.store.items()), state.epoch)),)
        case _:
            return rejoining.replace_by(state, sender, body)


def on_timer(here: Here, state: State, name: Deadline | Patience | Expire | Tick) -> Result:
    """The client has stopped waiting, somebody is silent, a copy is old, or it is time for periodic work."""
    match name:
        case Deadline(op):
            return state.forgets(op).settles(op), ()
        case Patience(op):
            if op not in state.asked:
                return state, ()
            reads = state.asked[op].request.kind == "read"
            return reading.silent(here, state, op) if reads else fallback.turn(here, state, op)
        case Expire(key):
            return reading.expire(here, state, key)
        case Tick("heartbeat"):
            return leasing.beat(here, state)
        case Tick("lease"):
            return leasing.end(here, state)
        case Tick():
            again = SetTimer(name, here.config.handoff, periodic=True)
            return state, (*(fallback.hand_back(state) if state.hints else ()), again)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: nothing here."""
    return {}


def show(config: Config, node: str, state: State) -> NodeView:
    """A node's data, for whom it keeps hints, and the part that it believes to play."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    roles = ("origin", "cache") if config.copy == "cache" else ("primary", "replica")
    role = roles[state.believes != node]
    return NodeView(
        store,
        hints=(state.believes,) if state.hints else (),
        mode=("lease_over" if state.lapsed else "normal") if config.lease else None,
        role=role,
        term=state.epoch,
        believes={roles[0]: state.believes},
        soft=config.soft(node, state.believes),
    )
