"""What a node of raft does with each kind of input: start, request, message, timer. It only passes them on."""

from __future__ import annotations

from engine.model import (
    Campaign,
    Deadline,
    Effect,
    Heartbeat,
    Note,
    Request,
    Value,
)
from engine.protocols.raft import contact, election, lease, prevote, reading, replication
from engine.protocols.raft.log import majority
from engine.protocols.raft.messages import (
    AppendEntries,
    Body,
    Denied,
    PreDenied,
    PreVote,
    PreVoted,
    ReadIndex,
    ReadIndexed,
    RequestVote,
    Sync,
    Voted,
)
from engine.protocols.raft.state import Config, Entry, Env, Log, Peer, Record, Result, State, Tick


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, as a follower; or a new one.

    A new node is in term 0 without a leader. With `leader=` it is in term 1, where that leader's first, empty entry is
    committed everywhere.
    """
    config: Config = env.config
    if disk is not None:
        state = contact.heard_leader(env, _new_follower(disk.term, disk.vote, disk.log, disk.init))
        return state, election.start_election_timer(env, disk.term)
    if config.leader is None:
        return _new_follower(0, None, (), init), election.start_election_timer(env, 0)
    state = _new_follower(1, config.leader, (Entry(1),), init)._replace(commit=1, leader=config.leader)
    if config.leader != env.node:
        return contact.heard_leader(env, state), election.start_election_timer(env, 1)
    peers = {node: Peer(2, 1, 0) for node in config.nodes if node != env.node}
    timers = (*election.start_heartbeat_timer(env), *contact.start_quorum_timer(env))
    return state._replace(role="leader", peers=peers), timers


def blank(env: Env) -> Result:
    """A node whose disk was wiped: term 0, an empty log, and not even `init`."""
    return _new_follower(0, None, (), ()), election.start_election_timer(env, 0)


def on_request(env: Env, state: State, request: Request | Campaign | Heartbeat) -> Result:
    """A client's operation, or an operator's command. Only a leader takes writes."""
    match request:
        case Campaign():
            return election.handle_campaign(env, state, request)
        case Heartbeat():
            if state.role != "leader":
                return state, (Note("not_leading", {"node": env.node}),)
            return _heartbeat(env, state)
        case Request(kind="read"):
            return reading.handle_read(env, state, request)
        case Request(op=op) if state.role != "leader":
            return reading.refuse(env, state, op)
        case Request():
            return replication.handle_write(env, state, request)


def serves(config: Config, state: State, in_touch: frozenset[str]) -> bool:
    """Does it lead, in touch with a majority? Then it answers whoever was told to ask the leader."""
    return state.role == "leader" and len(in_touch.intersection(config.nodes)) >= majority(len(config.nodes))


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message. One of a higher term first makes a follower of that term (figure 2, all servers).

    AppendEntries of the same term does too, and restarts the election timer: only a leader sends it. A pre-vote moves
    no term, and who is in touch with a leader may not listen to a candidate.
    """
    if isinstance(body, PreVote | PreVoted):
        return _dispatch(env, state, sender, body)
    if isinstance(body, RequestVote) and contact.will_not_listen(env, state):
        return state, (Note("has_leader", {"node": sender}),)
    leads = isinstance(body, AppendEntries)
    effects: tuple[Effect, ...] = ()
    if body.term > state.term or (leads and body.term == state.term):
        state, effects = election.become_follower(env, state, body.term, sender if leads else None)
        state = contact.heard_leader(env, state) if leads else state
        effects = (*effects, *(election.start_election_timer(env, body.term) if leads else ()))
    state, more = _dispatch(env, state, sender, body)
    return state, (*effects, *more)


def _dispatch(env: Env, state: State, sender: str, body: Body) -> Result:
    match body:
        case RequestVote():
            return election.handle_request_vote(env, state, sender, body)
        case Voted() | Denied():
            return election.handle_vote(env, state, sender, body)
        case PreVote():
            return prevote.handle_pre_vote(env, state, sender, body)
        case PreVoted() | PreDenied():
            return prevote.handle_answer(env, state, sender, body)
        case AppendEntries():
            return replication.handle_append_entries(env, state, sender, body)
        case Sync() | ReadIndex():
            return reading.handle_ask(env, state, sender, body)
        case ReadIndexed():
            return reading.handle_read_indexed(state, body)
        case _:
            return replication.handle_append_reply(env, state, sender, body)


def on_timer(env: Env, state: State, name: Deadline | Tick) -> Result:
    """A deadline, an election timeout, the next heartbeat, or the decision at the end of a tick."""
    match name:
        case Deadline(op):
            return replication.forget_operation(state, op), ()
        case Tick("election"):
            return election.start_election(env, state)
        case Tick("heartbeat"):
            state, effects = _heartbeat(env, state)
            return state, (*effects, *election.start_heartbeat_timer(env))
        case Tick("quorum"):
            return election.check_quorum(env, state)
    return _decide(env, state)


def _heartbeat(env: Env, state: State) -> Result:
    """The leader sends all others what they lack."""
    state = lease.begin_heartbeat(env, state)
    return state, tuple(replication.broadcast_append_entries(state))


def _decide(env: Env, state: State) -> Result:
    """The end of a tick: all that has come in it is weighed."""
    effects: tuple[Effect, ...] = ()
    if state.role == "pre_candidate":
        state, effects = election.decide_pre_vote(env, state)
    elif state.role == "candidate":
        state, effects = election.decide_election(env, state)
    elif state.role == "leader":
        state, effects = replication.advance_commit(env, state)
        state, more = reading.answer_confirmed(env, state)
        effects = (*effects, *more)
    state, more = reading.answer_waiting(env, state)
    return state, (*effects, *more)


def _new_follower(term: int, vote: str | None, log: Log, init: tuple[tuple[str, Value], ...]) -> State:
    store = {key: Record((), value) for key, value in init}
    return State(term, vote, log, init, "follower", None, 0, store, {}, {}, {}, (), 0)
