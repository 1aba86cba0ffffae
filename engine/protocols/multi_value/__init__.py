"""Multi-value register: any node answers alone, at once; versions that do not follow one another live side by side.

Rules of this file
* A write passes the context that a read returned (none: a blind write) and replaces what that context covers
  (`versions=dvv`: exactly that; `versions=vv`: whatever is strictly below its vector, which can be more).
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
  second time, and what carries them may be taken for what is long overwritten.
* `flaw=` turns a rule into what the brief wrote; what each does stands in engine/flaws/versions.py.

Sources: DeCandia et al. 2007, sections 4.4 and 4.7 (contexts, siblings, anti-entropy); Preguica et al. 2010;
Almeida et al. 2014 (dotted version vectors).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import sessions
from engine.crdt import TYPES
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
)
from engine.protocols.multi_value import freshness, siblings, updates
from engine.protocols.multi_value.answering import given, learn, read, write
from engine.protocols.multi_value.values import (
    FLAWS,
    Answer,
    Ask,
    Config,
    Later,
    Pull,
    Push,
    Result,
    Sibling,
    Spread,
    State,
    Tick,
)
from engine.settings import COUNT_MAX, Choice, Count, Flags, Period

SETTINGS = {
    "versions": Choice("dvv", "vv"),
    "resolver": Choice("siblings", "lww", "merge", "crdt"),
    "crdt": Choice(*TYPES),
    "limit": Count(0, COUNT_MAX),
    "anti_entropy": Period(),
    **sessions.SETTINGS,
    "flaw": Flags(*FLAWS),
}
DEFAULTS = {
    "versions": "dvv",
    "resolver": "siblings",
    "crdt": None,
    "limit": None,
    "anti_entropy": 0,
    **sessions.DEFAULTS,
    "flaw": (),
}
"""What a setting is when it is not written; under `resolver=crdt` the type is then an or_set."""

VERBS = frozenset({"sync"})

LATE = {Push: 1, Ask: 1}
"""What is handled after all other messages of its tick: what asks."""

COUNTED: tuple[type, ...] = ()
"""No message counts towards a quorum: a node answers alone."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings, or the reason why these make no sense together."""
    filled = {**DEFAULTS, **chosen}
    if filled["crdt"] is not None and filled["resolver"] != "crdt":
        return _needs("crdt", filled["crdt"], "resolver", "crdt")
    if filled["resolver"] == "crdt":
        filled |= {"crdt": filled["crdt"] or "or_set", "versions": None}
        for name in sessions.WRITE_GUARANTEES:
            if filled[name]:
                return _needs(name, "yes", "resolver", "siblings")
    if filled["limit"] is not None and filled["crdt"] != "pn_counter":
        return _needs("limit", filled["limit"], "crdt", "pn_counter")
    for code in filled["flaw"]:
        setting, values = FLAWS[code]
        if filled[setting] not in values:
            return _needs("flaw", code, setting, values[0])
    return Config(nodes=nodes, **filled)


def _needs(setting: str, value: Any, other: str, wanted: str) -> Reason:
    return Reason("setting_needs", {"setting": setting, "value": value, "needs": f"{other}={wanted}"})


levels = freshness.levels


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many others must answer this request, and out of how many: nobody."""
    return 0, 0


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`."""
    if disk is None:
        initial = here.config.clocks.initial
        registers = here.config.kind is None
        store = {key: initial(Sibling(value, (), "") if registers else value) for key, value in init}
        disk = State(store, {}, 0, (), {}, {}, {})
    period = here.config.anti_entropy
    timers = (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()
    return disk._replace(round=0, unstored={}, pending={}), timers


def on_request(here: Here, state: State, request: Request | Sync) -> Result:
    """A client's operation, answered on the spot unless its session must wait, or an operator's command."""
    match request:
        case Request(kind="read"):
            if freshness.stale(here, state, request):
                return freshness.hold(here, state, request)
            return _answer(here, state, request)
        case Request() if here.config.kind is not None:
            return updates.update(here, state, request, given(here, state))
        case Request():
            return write(here, state, request)
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
            return freshness.heard(learn(here, state, ((body.key, body.versions),)), sender, body), ()
        case Spread():
            return learn(here, state, ((body.key, body.versions),)), ()
        case Pull():
            return learn(here, state, body.keys), ()
        case Push():
            state, theirs, clocks = learn(here, state, body.keys), dict(body.keys), here.config.clocks
            news = [key for key, mine in state.store.items() if clocks.newer(mine, theirs.get(key, clocks.empty))]
            return state, (Send(sender, Pull(tuple((key, state.store[key]) for key in news))),)


def on_timer(here: Here, state: State, name: str | Deadline | Tick | Later) -> Result:
    """A read that waits is decided, or its time is up; or one round of anti-entropy with the next peer."""
    if isinstance(name, Later):
        return learn(here, state, (state.unstored[name.op],)), ()
    if isinstance(name, Deadline):
        return freshness.forget(state, name.op) if name.op in state.pending else state, ()
    if isinstance(name, str):
        state, found = freshness.decide(here, state, name)
        if isinstance(found, Request):
            return _answer(here, state, found, "waited" if here.config.when_stale == "wait" else "another")
        return state, () if found is None else (found,)
    peers = [node for node in here.config.nodes if node != here.node]
    if not peers:
        return state, ()
    peer = peers[state.round % len(peers)]
    again = SetTimer(name, here.config.anti_entropy, periodic=True)
    return state._replace(round=state.round + 1), (Send(peer, Push(tuple(state.store.items()))), again)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: the values of the versions that it carries."""
    return {"values": _cell(config, body.versions).values} if isinstance(body, Spread | Answer) else {}


def show(config: Config, node: str, state: State) -> NodeView:
    """All versions that a node has, deleted ones as None, also those that a reader is not told of."""
    return NodeView({key: _cell(config, versions) for key, versions in sorted(state.store.items())})


def _answer(here: Here, state: State, request: Request, how: str | None = None) -> Result:
    """Answer a read with what is here."""
    if here.config.kind is not None:
        return freshness.explained(here, request, (state, (updates.read(here, state, request),)), how)
    return freshness.explained(here, request, read(here, state, request), how)


def _cell(config: Config, versions: Any) -> Cell:
    if config.kind is not None:
        return updates.cell(config, versions)
    known = siblings.known(config, versions)
    return Cell(tuple(one.value for one in known), tuple(one.label for one in known))
