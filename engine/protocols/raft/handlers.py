"""What a node of raft does when it starts, is asked, hears a message, or a timer fires."""

from __future__ import annotations

from engine.model import (
    Campaign,
    Deadline,
    Effect,
    Heartbeat,
    Note,
    Reason,
    Reply,
    Request,
    Value,
)
from engine.protocols.raft import election, replication
from engine.protocols.raft.values import (
    AppendEntries,
    Body,
    Config,
    Denied,
    Entry,
    Env,
    Peer,
    Record,
    RequestVote,
    Result,
    State,
    Tick,
    Voted,
)


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, as a follower; or a new one, in the middle of term 1 if a leader is set."""
    config: Config = env.config
    if disk is not None:
        return _follower(disk.term, disk.vote, disk.log, disk.init), election.patience(env, disk.term)
    if config.leader is None:
        return _follower(0, None, (), init), election.patience(env, 0)
    state = _follower(1, config.leader, (Entry(1),), init)._replace(commit=1, leader=config.leader)
    if config.leader != env.node:
        return state, election.patience(env, 1)
    peers = {node: Peer(2, 1, 0) for node in config.nodes if node != env.node}
    return state._replace(role="leader", peers=peers), election.beat(env)


def blank(env: Env) -> Result:
    """A node whose disk was wiped."""
    return _follower(0, None, (), ()), election.patience(env, 0)


def on_request(env: Env, state: State, request: Request | Campaign | Heartbeat) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Campaign():
            return election.command(env, state, request)
        case Heartbeat():
            if state.role != "leader":
                return state, (Note("not_leading", {"node": env.node}),)
            return state, tuple(replication.broadcast(state))
        case Request(op=op) if state.role != "leader":
            reason = Reason("not_leader", {"node": env.node, "leader": state.leader})
            return state, (Reply(op, "refused", reason=reason),)
        case Request(kind="read"):
            return replication.read(env, state, request)
        case Request():
            return replication.write(env, state, request)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """What a node does with each kind of message; first of all it bows to a higher term."""
    leads = isinstance(body, AppendEntries)
    effects: tuple[Effect, ...] = ()
    if body.term > state.term or (leads and body.term == state.term):
        state, effects = election.follow(env, state, body.term, sender if leads else None)
        effects = (*effects, *(election.patience(env, body.term) if leads else ()))
    state, more = _handle(env, state, sender, body)
    return state, (*effects, *more)


def _handle(env: Env, state: State, sender: str, body: Body) -> Result:
    match body:
        case RequestVote():
            return election.vote(env, state, sender, body)
        case Voted() | Denied():
            return election.count(env, state, sender, body)
        case AppendEntries():
            return replication.keep(env, state, sender, body)
        case _:
            return replication.count(env, state, sender, body)


def on_timer(env: Env, state: State, name: Deadline | Tick) -> Result:
    """Forget an operation whose time is up; stand for leader; speak as one; decide on what this tick brought."""
    match name:
        case Deadline(op):
            return replication.give_up(state, op), ()
        case Tick("election"):
            return election.campaign(env, state)
        case Tick("heartbeat"):
            return state, (*replication.broadcast(state), *election.beat(env))
    return {"candidate": election.decide, "leader": replication.decide}.get(state.role, _nothing)(env, state)


def _follower(term: int, vote: str | None, log: tuple[Entry, ...], init: tuple[tuple[str, Value], ...]) -> State:
    store = {key: Record((), value) for key, value in init}
    return State(term, vote, log, init, "follower", None, 0, store, {}, {}, {}, (), 0)


def _nothing(env: Env, state: State) -> Result:
    return state, ()
