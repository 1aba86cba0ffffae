"""Multi-value register: any node answers alone, at once; versions that do not follow one another live side by side.

Rules of this file
* A write passes the context that a read returned (none: a blind write) and replaces what that context covers
  (`versions=dvv`: exactly that; `versions=vv`: whatever is strictly below its vector, which can be more).
  Its node then sends its versions of the key to all others, once, and waits for nobody.
* A read returns the surviving values in order and their merged context; [] is an absent key.
* A delete is a write of nothing: it replaces what its context covers and stays among the versions, unseen.
* `resolver=lww`: the reader is told only the version with the greatest (coordinator's clock, its name).
* `sync` and `anti_entropy` exchange all keys both ways; nodes that hear the same hold the same, in whatever order.
* A session's read is answered only with what covers all that its client has seen: freshness.py.
* `init` is below every write. A node counts its own writes on its disk: a wiped disk begins anew, gives dots a
  second time, and what carries them may be taken for what is long overwritten.

Sources: DeCandia et al. 2007, sections 4.4 and 4.7 (contexts, siblings, anti-entropy); Preguica et al. 2010;
Almeida et al. 2014 (dotted version vectors).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import sessions
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
    Why,
)
from engine.protocols.multi_value import freshness, siblings
from engine.protocols.multi_value.values import (
    Answer,
    Ask,
    Config,
    Pull,
    Push,
    Result,
    Sibling,
    Spread,
    State,
    Tick,
)
from engine.settings import Choice, Flags, Period

SETTINGS = {
    "versions": Choice("dvv", "vv"),
    "resolver": Choice("siblings", "lww"),
    "anti_entropy": Period(),
    **sessions.SETTINGS,
    "flaw": Flags("local_copy"),
}
DEFAULTS = {"versions": "dvv", "resolver": "siblings", "anti_entropy": 0, **sessions.DEFAULTS, "flaw": ()}

VERBS = frozenset({"sync"})

LEVELS = freshness.LEVELS
"""What an operation may ask for."""

LATE = {Push: 1, Ask: 1}
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
        disk = State({key: here.config.clocks.initial(Sibling(value, ())) for key, value in init}, (), 0, {})
    period = here.config.anti_entropy
    timers = (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()
    return disk._replace(round=0, pending={}), timers


def on_request(here: Here, state: State, request: Request | Sync) -> Result:
    """A client's operation, answered on the spot unless its session must wait, or an operator's command."""
    match request:
        case Request(kind="read") if freshness.stale(here, state, request):
            return freshness.hold(here, state, request)
        case Request(kind="read"):
            return state, (_read(here, state, request),)
        case Request():
            return _write(here, state, request)
        case Sync():
            return state, (Send(request.peer, Push(tuple(state.store.items()))),)


def on_message(here: Here, state: State, sender: str, body: Spread | Push | Pull | Ask | Answer) -> Result:
    """Learn versions; answer a Push with what its sender lacks. Reads that wait look again at what was learned."""
    after, effects = _hear(here, state, sender, body)
    return after, (*effects, *freshness.wake(state, after))


def _hear(here: Here, state: State, sender: str, body: Spread | Push | Pull | Ask | Answer) -> Result:
    match body:
        case Ask():
            return state, (Send(sender, freshness.reply(here, state, body)),)
        case Answer():
            return freshness.heard(_learn(here, state, ((body.key, body.versions),)), sender, body), ()
        case Spread():
            return _learn(here, state, ((body.key, body.versions),)), ()
        case Pull():
            return _learn(here, state, body.keys), ()
        case Push():
            state, theirs, clocks = _learn(here, state, body.keys), dict(body.keys), here.config.clocks
            news = [key for key, mine in state.store.items() if clocks.newer(mine, theirs.get(key, clocks.EMPTY))]
            return state, (Send(sender, Pull(tuple((key, state.store[key]) for key in news))),)


def on_timer(here: Here, state: State, name: str | Deadline | Tick) -> Result:
    """A read that waits is decided, or its time is up; or one round of anti-entropy with the next peer."""
    if isinstance(name, Deadline):
        return freshness.forget(state, name.op) if name.op in state.pending else state, ()
    if isinstance(name, str):
        how = "waited" if here.config.when_stale == "wait" else "another"
        state, found = freshness.decide(here, state, name)
        told = _read(here, state, found, how) if isinstance(found, Request) else found
        return state, () if told is None else (told,)
    peers = [node for node in here.config.nodes if node != here.node]
    if not peers:
        return state, ()
    peer = peers[state.round % len(peers)]
    again = SetTimer(name, here.config.anti_entropy, periodic=True)
    return state._replace(round=state.round + 1), (Send(peer, Push(tuple(state.store.items()))), again)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: the values of the versions that it carries."""
    if not isinstance(body, Spread | Answer):
        return {}
    return {"values": tuple(one.value for one in siblings.known(config, body.versions))}


def show(config: Config, node: str, state: State) -> NodeView:
    """All versions that a node has, deleted ones as None, also those that a reader is not told of."""
    store = {}
    for key, versions in sorted(state.store.items()):
        known = siblings.known(config, versions)
        store[key] = Cell(tuple(one.value for one in known), tuple(one.label for one in known))
    return NodeView(store)


def _read(here: Here, state: State, request: Request, how: str | None = None) -> Reply:
    config: Config = here.config
    versions = state.store.get(request.key, config.clocks.EMPTY)
    known = siblings.known(config, versions)
    rule, values = siblings.seen(config, known)
    answers = tuple(Seen(here.node, one.value, one.stamp if rule == "lww" else one.label) for one in known)
    asked = config.nodes if how == "another" else (here.node,)
    needed = request.session and request.session.floor
    why = Why(asked, answers, 1, rule, here.node if values else None, needed, how)
    return Reply(request.op, "ok", values, config.clocks.context(versions), why=why, deps=freshness.told(known))


def _write(here: Here, state: State, request: Request) -> Result:
    config: Config = here.config
    old = state.store.get(request.key, config.clocks.EMPTY)
    stamp = _stamp(here, state)
    written = Sibling(request.value, stamp, freshness.deps(request))
    versions, version = siblings.write(config, old, freshness.context(request), here.node, written)
    spread = Spread(request.op, request.key, versions)
    return state._replace(store={**state.store, request.key: versions}, stamp=stamp), (
        *(Send(node, spread) for node in config.nodes if node != here.node),
        Note("version", {"op": request.op, "version": version}),
        Reply(request.op, "ok", version=version),
    )


def _stamp(here: Here, state: State) -> tuple[Any, ...]:
    """A stamp that this node never gave before."""
    stamp = (here.clock, here.node)
    if state.stamp[:2] != stamp:
        return stamp
    return (*stamp, (state.stamp[2] if len(state.stamp) > 2 else 0) + 1)


def _learn(here: Here, state: State, keys: tuple[tuple[str, Any], ...]) -> State:
    clocks = here.config.clocks
    merged = {key: clocks.merge(state.store.get(key, clocks.EMPTY), versions) for key, versions in keys}
    return state._replace(store={**state.store, **merged}) if merged else state
