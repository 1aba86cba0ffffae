"""Terms and votes: who leads, who follows, and who steps down."""

from __future__ import annotations

from engine.model import Campaign, CancelTimer, Effect, Note, Send, SetTimer
from engine.model.randomness import draw, ticks_between
from engine.protocols.raft import replication
from engine.protocols.raft.log import tally, term_at, up_to_date
from engine.protocols.raft.values import (
    DECIDE,
    ELECTION,
    HEARTBEAT,
    Config,
    Denied,
    Entry,
    Env,
    Peer,
    RequestVote,
    Result,
    State,
    Voted,
)


def patience(env: Env, term: int) -> tuple[Effect, ...]:
    """Wait anew for a sign of a leader: a time that chance draws by seed, node and term."""
    config: Config = env.config
    low, high = config.election
    if not low:
        return ()
    delay = ticks_between(low, high, draw(env.seed, "election", env.node, term))
    return (SetTimer(ELECTION, delay, periodic=True),)


def campaign(env: Env, state: State, term: int | None = None) -> Result:
    """Stand for leader in the next term (or a given later one): vote for myself, ask all others."""
    if state.role == "leader":
        return state, (Note("already_leader", {"term": state.term}),)
    term = state.term + 1 if term is None else term
    if term <= state.term:
        return state, (Note("term_is_past", {"term": term, "now": state.term}),)
    state = state._replace(term=term, vote=env.node, role="candidate", leader=None, votes={env.node: True})
    ask = RequestVote(term, len(state.log), term_at(state.log, len(state.log)))
    asks = (Send(node, ask) for node in env.config.nodes if node != env.node)
    return state, (*asks, *patience(env, term), *due(env, state))


def command(env: Env, state: State, asked: Campaign) -> Result:
    """An operator lets a node stand for leader."""
    return campaign(env, state, asked.term)


def follow(env: Env, state: State, term: int, leader: str | None) -> Result:
    """Be a follower of this term. A leader that steps down forgets who waits for it."""
    if (state.term, state.role, state.leader) == (term, "follower", leader):
        return state, ()
    was, vote = state.role, state.vote if term == state.term else None
    state = state._replace(
        term=term, vote=vote, role="follower", leader=leader, votes={}, peers={}, writes={}, reads=(), round=0
    )
    if was == "leader":
        return state, (Note("stepped_down", {"term": term}), CancelTimer(HEARTBEAT), *patience(env, term))
    return state, ()


def vote(env: Env, state: State, sender: str, body: RequestVote) -> Result:
    """One vote a term, for a candidate of my term whose log is not behind mine."""
    why = None
    if body.term < state.term:
        why = Note("denies_term", {"node": sender, "term": body.term, "now": state.term})
    elif state.vote not in (None, sender) and "votes_for_all" not in env.config.flaw:
        why = Note("denies_vote", {"node": sender, "vote": state.vote, "term": state.term})
    elif not up_to_date(state.log, body.last_index, body.last_term):
        why = Note("denies_log", {"node": sender, "index": body.last_index, "term": body.last_term})
    if why is not None:
        return state, (Send(sender, Denied(state.term)), why)
    return state._replace(vote=sender), (Send(sender, Voted(state.term)), *patience(env, state.term))


def count(env: Env, state: State, sender: str, body: Voted | Denied) -> Result:
    """An answer to a candidate of this term; the others come too late."""
    if state.role != "candidate" or body.term < state.term:
        return state, ()
    state = state._replace(votes={**state.votes, sender: isinstance(body, Voted)})
    return state, due(env, state)


def due(env: Env, state: State) -> tuple[Effect, ...]:
    """Decide at the end of the tick, if the election is over."""
    return (SetTimer(DECIDE, 0),) if _outcome(env, state) != "pending" else ()


def decide(env: Env, state: State) -> Result:
    """All votes of this tick are in."""
    match _outcome(env, state):
        case "won":
            return lead(env, state)
        case "lost":
            state, effects = follow(env, state, state.term, None)
            return state, (Note("election_lost", {"term": state.term}), *effects)
        case _:
            return state, ()


def lead(env: Env, state: State) -> Result:
    """Begin a term as its leader: with an empty entry, so that older ones can be committed, and a word to all."""
    others = [node for node in env.config.nodes if node != env.node]
    peer = Peer(len(state.log) + 1, 0, 0)
    state = state._replace(
        role="leader",
        leader=env.node,
        log=(*state.log, Entry(state.term)),
        votes={},
        peers=dict.fromkeys(others, peer),
    )
    effects = (Note("elected", {"node": env.node, "term": state.term}), CancelTimer(ELECTION))
    return state, (*effects, *replication.broadcast(state), *beat(env), *replication.due(env, state))


def beat(env: Env) -> tuple[Effect, ...]:
    """The next heartbeat, if they come by themselves."""
    return (SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True),) if env.config.heartbeat else ()


def _outcome(env: Env, state: State) -> str:
    return tally([state.votes.get(node) for node in env.config.nodes])
