"""Primary and copies: one node orders all writes; every node answers reads from what it has.

Rules of this file
* A node sends each write to the primary that it believes in. The primary applies it at once (so a reader there sees
  it), numbers it (epoch, sequence, name) and copies it to all others. `copy=sync`: answered when all others have
  acknowledged; `copy=async`: answered at once. Nothing is sent twice and nothing is undone.
* A node that does not believe itself to be primary refuses what is forwarded to it.
* A replica keeps the greater version. It ignores, unacknowledged, what does not come from the primary that it
  believes in, and what is of a lower epoch than what it has.
* `promote n2 tell n3`: each of them takes n2 for the primary of an epoch higher than it knew. Nobody else is told: a
  primary that is not goes on taking writes (split brain). Who changes sides forgets what it waited for.
* `rejoin n1 to n2`: n1 believes in n2 from now on, and drops its data for n2's when that arrives; each write of n1's
  that n2 does not have is noted as dropped.
* `init` is below every write. A wiped disk forgets epoch and sequence: as a primary it numbers writes a second time.

Sources: Alsberg & Day 1976 (primary and backups); Budhiraja, Marzullo, Schneider & Toueg 1993 (the primary-backup
approach); the habits of PostgreSQL's streaming replication (one upstream, a rewind to rejoin).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import (
    Cell,
    Deadline,
    Here,
    NodeView,
    Promote,
    Reason,
    Rejoin,
    Reply,
    Request,
    Seen,
    Send,
    Value,
    Why,
)
from engine.protocols.primary import rejoining, writing
from engine.protocols.primary.values import (
    Config,
    Copied,
    Copy,
    Done,
    Fetch,
    Forward,
    NotPrimary,
    Record,
    Result,
    Snapshot,
    State,
)
from engine.settings import Choice, Node

SETTINGS = {
    "copy": Choice("sync", "async"),
    "primary": Node(),
}

VERBS = frozenset({"promote", "rejoin"})

LATE = {Fetch: 1}
"""What is handled after all other messages of its tick: what asks."""

COUNTED = (Copied,)
"""Bodies that count towards a write's answer where they arrive: at its primary."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings; any of them go together. The first node is the usual primary."""
    return Config(nodes=nodes, **{"copy": "sync", "primary": nodes[0], **chosen})


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many others must acknowledge this request, and out of how many."""
    others = 0 if request.kind == "read" else len(config.nodes) - 1
    return others if config.copy == "sync" else 0, others


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init` that believes in the primary of the settings."""
    if disk is None:
        disk = State({key: Record((), value) for key, value in init}, here.config.primary, 0, 0, {}, None)
    return disk._replace(pending={}, fresh=None), ()


def on_request(here: Here, state: State, request: Request | Promote | Rejoin) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request(kind="read"):
            return state, (_read(here, state, request),)
        case Request():
            return state, (Send(state.believes, Forward(request.op, request.key, request.value)),)
        case Promote():
            return rejoining.follow(state, request.node), ()
        case Rejoin():
            return rejoining.rejoin(state, request)


def on_message(here: Here, state: State, sender: str, body: Any) -> Result:
    """What a node does with each kind of message."""
    match body:
        case Forward():
            return writing.apply(here, state, sender, body)
        case Copy():
            return writing.keep(state, sender, body)
        case Copied():
            return writing.count(here, state, sender, body)
        case Done() | NotPrimary():
            return state, (writing.answer(sender, body),)
        case Fetch():
            return state, (Send(sender, Snapshot(tuple(state.store.items()), state.epoch)),)
        case _:
            return rejoining.replace_by(state, sender, body)


def on_timer(here: Here, state: State, name: Deadline) -> Result:
    """The client has stopped waiting."""
    return (writing.give_up(state, name.op) if name.op in state.pending else state), ()


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: nothing here."""
    return {}


def show(config: Config, node: str, state: State) -> NodeView:
    """A node's data, and the part that it believes to play."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    role = "primary" if state.believes == node else "replica"
    return NodeView(store, role=role, term=state.epoch, believes={"primary": state.believes})


def _read(here: Here, state: State, request: Request) -> Reply:
    record = state.store.get(request.key)
    version, value = record or (None, None)
    rule, chosen = ("local", here.node) if record else ("absent", None)
    why = Why((here.node,), (Seen(here.node, value, version),), 1, rule, chosen)
    return Reply(request.op, "ok", value, version, why=why)
