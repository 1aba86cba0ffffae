"""Raft: one leader a term orders all writes in a log; what a majority of all nodes has is committed.

Rules of this file
* A node votes once a term, for a candidate whose log is at least as up to date (last term, then length). More than
  half of all votes make a leader; a higher term in any message makes a follower.
* A leader begins its term with an empty entry. AppendEntries carries what the other lacks, the place where both logs
  should agree, and the commit point; on a conflict the leader goes back, the follower drops what differs.
* An entry is committed when a majority has it and it is of the leader's own term; older ones are committed with it.
  Then it is applied, its client is answered, and the others are told at once.
* Who is not leader refuses clients. `read=local`: the leader answers alone from what it has applied, so a deposed one
  can be stale. `read=read_index`: after a majority has answered a later round, and not before an entry of its own term
  is committed. What a leader still waits for when it steps down ends unknown.
* `leader=n1` begins in term 1 with n1's empty entry committed everywhere; without it nobody leads in term 0.
* `election=150..300` and `heartbeat=50` let it run by itself; without them `campaign` and `heartbeat` drive it.
* Term, vote, log and `init` are on disk. A wiped node can vote a second time in a term: Raft then promises nothing.
* `flaw=` turns a rule into what the brief wrote; what it does stands in engine/flaws/raft.py.

Sources: Ongaro & Ousterhout 2014 (Raft); Ongaro 2014, section 6.4 (read index).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import (
    Campaign,
    Cell,
    Deadline,
    Effect,
    Heartbeat,
    Here,
    Logged,
    NodeView,
    Note,
    Reason,
    Reply,
    Request,
    Value,
)
from engine.protocols.raft import election, replication
from engine.protocols.raft.log import majority
from engine.protocols.raft.values import (
    Appended,
    AppendEntries,
    Config,
    Denied,
    Entry,
    Peer,
    Record,
    RequestVote,
    Result,
    State,
    Tick,
    Voted,
)
from engine.settings import Choice, Flags, Node, Period, Range

SETTINGS = {
    "read": Choice("local", "read_index"),
    "leader": Node(),
    "election": Range(),
    "heartbeat": Period(),
    "flaw": Flags("votes_for_all"),
}

VERBS = frozenset({"campaign", "heartbeat"})

LATE = {RequestVote: 1}
"""What is handled after all other messages of its tick: a candidate, after the leaders."""

COUNTED = (Appended,)
"""Bodies that count towards a majority where they arrive: at the leader."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings; a leader must speak before the others run out of patience."""
    filled = {"read": "local", "leader": None, "election": (0, 0), "heartbeat": 0, "flaw": (), **chosen}
    if 0 < filled["election"][0] <= filled["heartbeat"]:
        return Reason("heartbeat_too_slow", {"setting": "heartbeat", "value": filled["heartbeat"]})
    return Config(nodes=nodes, **filled)


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many others must answer the leader for this request, and out of how many."""
    need = 0 if request.kind == "read" and config.read == "local" else majority(len(config.nodes)) - 1
    return need, len(config.nodes) - 1


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, as a follower; or a new one, in the middle of term 1 if a leader is set."""
    config: Config = here.config
    if disk is not None:
        return _follower(disk.term, disk.vote, disk.log, disk.init), election.patience(here, disk.term)
    if config.leader is None:
        return _follower(0, None, (), init), election.patience(here, 0)
    state = _follower(1, config.leader, (Entry(1),), init)._replace(commit=1, leader=config.leader)
    if config.leader != here.node:
        return state, election.patience(here, 1)
    peers = {node: Peer(2, 1, 0) for node in config.nodes if node != here.node}
    return state._replace(role="leader", peers=peers), election.beat(here)


def blank(here: Here) -> Result:
    """A node whose disk was wiped."""
    return _follower(0, None, (), ()), election.patience(here, 0)


def on_request(here: Here, state: State, request: Request | Campaign | Heartbeat) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Campaign():
            return election.command(here, state, request)
        case Heartbeat():
            if state.role != "leader":
                return state, (Note("not_leading", {"node": here.node}),)
            return state, tuple(replication.broadcast(state))
        case Request(op=op) if state.role != "leader":
            reason = Reason("not_leader", {"node": here.node, "leader": state.leader})
            return state, (Reply(op, "refused", reason=reason),)
        case Request(kind="read"):
            return replication.read(here, state, request)
        case Request():
            return replication.write(here, state, request)


def on_message(here: Here, state: State, sender: str, body: Any) -> Result:
    """What a node does with each kind of message; first of all it bows to a higher term."""
    leads = isinstance(body, AppendEntries)
    effects: tuple[Effect, ...] = ()
    if body.term > state.term or (leads and body.term == state.term):
        state, effects = election.follow(here, state, body.term, sender if leads else None)
        effects = (*effects, *(election.patience(here, body.term) if leads else ()))
    state, more = _handle(here, state, sender, body)
    return state, (*effects, *more)


def _handle(here: Here, state: State, sender: str, body: Any) -> Result:
    match body:
        case RequestVote():
            return election.vote(here, state, sender, body)
        case Voted() | Denied():
            return election.count(here, state, sender, body)
        case AppendEntries():
            return replication.keep(here, state, sender, body)
        case _:
            return replication.count(here, state, sender, body)


def on_timer(here: Here, state: State, name: Deadline | Tick) -> Result:
    """Forget an operation whose time is up; stand for leader; speak as one; decide on what this tick brought."""
    match name:
        case Deadline(op):
            return replication.give_up(state, op), ()
        case Tick("election"):
            return election.campaign(here, state)
        case Tick("heartbeat"):
            return state, (*replication.broadcast(state), *election.beat(here))
    return {"candidate": election.decide, "leader": replication.decide}.get(state.role, _nothing)(here, state)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What is in an AppendEntries: key=value, a no-op as ∅."""
    if not isinstance(body, AppendEntries):
        return {}
    texts = ("∅" if entry.key is None else f"{entry.key}={entry.value}" for entry in body.entries)
    return {"what": ", ".join(texts), "absent": not body.entries}


def show(config: Config, node: str, state: State) -> NodeView:
    """A node's applied state, its part and its log."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    log = tuple(
        Logged(index, entry.term, entry.key, entry.value, index <= state.commit)
        for index, entry in enumerate(state.log, 1)
    )
    return NodeView(store, role=state.role, term=state.term, believes={"leader": state.leader}, log=log)


def _follower(term: int, vote: str | None, log: tuple[Entry, ...], init: tuple[tuple[str, Value], ...]) -> State:
    store = {key: Record((), value) for key, value in init}
    return State(term, vote, log, init, "follower", None, 0, store, {}, {}, {}, (), 0)


def _nothing(here: Here, state: State) -> Result:
    return state, ()
