"""Leader election: terms, votes, who leads and who steps down.

Source: Ongaro & Ousterhout 2014, section 5.2 (election), 5.4.1 (who may be voted for) and figure 2 (RequestVote).
"""

from __future__ import annotations

from engine.model import Campaign, CancelTimer, Effect, Note, Send, SetTimer
from engine.model.randomness import draw, ticks_between
from engine.protocols.raft import contact, lease, prevote, replication, votes
from engine.protocols.raft.log import is_up_to_date, term_at
from engine.protocols.raft.messages import Denied, RequestVote, Voted
from engine.protocols.raft.state import ELECTION, HEARTBEAT, QUORUM, Config, Entry, Env, Peer, Result, State


def start_election_timer(env: Env, term: int) -> tuple[Effect, ...]:
    """Start, or restart, the election timeout: ticks drawn evenly from `election=`, by seed, node and term.

    Without `election=` there is no such timer, and this gives no effects.
    """
    config: Config = env.config
    low, high = config.election
    if not low:
        return ()
    delay = ticks_between(low, high, draw(env.seed, "election", env.node, term))
    return (SetTimer(ELECTION, delay, periodic=True),)


def start_election(env: Env, state: State, term: int | None = None) -> Result:
    """Become a candidate, vote for itself and send RequestVote to all. term: the next one, or a later one if given.

    A leader does not stand, nor does a node whose term is as high already: a note says so and the state stays. With
    `pre_vote` it first asks whether it would be elected.
    """
    if state.role == "leader":
        return state, (Note("already_leader", {"term": state.term}),)
    term = state.term + 1 if term is None else term
    if term <= state.term:
        return state, (Note("term_is_past", {"term": term, "now": state.term}),)
    if not env.config.pre_vote:
        return stand(env, state, term)
    state, effects = prevote.ask(env, state, term)
    return state, (*effects, *start_election_timer(env, term))


def stand(env: Env, state: State, term: int) -> Result:
    """Become a candidate in a later term than its own."""
    state = state._replace(term=term, vote=env.node, role="candidate", leader=None, votes={env.node: True})
    request = RequestVote(term, len(state.log), term_at(state.log, len(state.log)))
    requests = (Send(node, request) for node in env.config.nodes if node != env.node)
    return state, (*requests, *start_election_timer(env, term), *votes.schedule_decision(env, state))


def handle_campaign(env: Env, state: State, command: Campaign) -> Result:
    """The operator command `campaign`: stand for leader, in the term that it names if it names one.

    Who has promised to listen to no candidate does not stand either.
    """
    if state.role != "leader" and contact.will_not_listen(env, state):
        return state, (Note("keeps_leader", {}),)
    return start_election(env, state, command.term)


def become_follower(env: Env, state: State, term: int, leader: str | None) -> Result:
    """Follow a leader (None: not known yet) in a term that is at least the node's own.

    A deposed leader forgets the operations that wait for it; their clients run into their deadlines.
    """
    if (state.term, state.role, state.leader) == (term, "follower", leader):
        return state, ()
    old_role, vote = state.role, state.vote if term == state.term else None
    state = state._replace(
        term=term,
        vote=vote,
        role="follower",
        leader=leader,
        votes={},
        peers={},
        writes={},
        reads=(),
        round=0,
        begun={},
        active={},
    )
    if old_role == "leader":
        timers = (CancelTimer(HEARTBEAT), *((CancelTimer(QUORUM),) if env.config.check_quorum else ()))
        return state, (Note("stepped_down", {"term": term}), *timers, *start_election_timer(env, term))
    return state, ()


def check_quorum(env: Env, state: State) -> Result:
    """The quorum timer of a leader: step down if it has heard from no majority since it last looked."""
    if contact.hears_majority(env, state):
        return state._replace(active={}), contact.start_quorum_timer(env)
    state, effects = become_follower(env, state, state.term, None)
    return state, (Note("lost_quorum", {"ticks": env.config.election[0]}), *effects)


def handle_request_vote(env: Env, state: State, sender: str, body: RequestVote) -> Result:
    """RequestVote: grant one vote a term, to a candidate of at least this term whose log is as up to date as this one.

    A denial is noted with its reason. Whoever votes restarts its election timer.
    """
    denial = None
    if body.term < state.term:
        denial = Note("denies_term", {"node": sender, "term": body.term, "now": state.term})
    elif state.vote not in (None, sender) and "votes_for_all" not in env.config.flaw:
        denial = Note("denies_vote", {"node": sender, "vote": state.vote, "term": state.term})
    elif not is_up_to_date(state.log, body.last_index, body.last_term):
        denial = Note("denies_log", {"node": sender, "index": body.last_index, "term": body.last_term})
    if denial is not None:
        return state, (Send(sender, Denied(state.term)), denial)
    return state._replace(vote=sender), (Send(sender, Voted(state.term)), *start_election_timer(env, state.term))


def handle_vote(env: Env, state: State, sender: str, body: Voted | Denied) -> Result:
    """Count an answer to RequestVote. What comes from an earlier term, or after the election, changes nothing."""
    if state.role != "candidate" or body.term < state.term:
        return state, ()
    state = state._replace(votes={**state.votes, sender: isinstance(body, Voted)})
    return state, votes.schedule_decision(env, state)


def decide_pre_vote(env: Env, state: State) -> Result:
    """At the end of the tick: stand, or follow on in the same term, or go on waiting for pre-votes."""
    match votes.result(env, state):
        case "won":
            return stand(env, state, state.aim)
        case "lost":
            state, effects = become_follower(env, state, state.term, None)
            return state, (Note("pre_vote_lost", {"term": state.aim}), *effects)
        case _:
            return state, ()


def decide_election(env: Env, state: State) -> Result:
    """At the end of the tick: become leader, or give up the candidacy, or go on waiting for votes."""
    match votes.result(env, state):
        case "won":
            return become_leader(env, state)
        case "lost":
            state, effects = become_follower(env, state, state.term, None)
            return state, (Note("election_lost", {"term": state.term}), *effects)
        case _:
            return state, ()


def become_leader(env: Env, state: State) -> Result:
    """Begin a term as its leader: append an empty entry, so that older ones can be committed, and tell all others.

    Source: Ongaro & Ousterhout 2014, section 8 (the no-op at the start of a term).
    """
    others = [node for node in env.config.nodes if node != env.node]
    peer = Peer(len(state.log) + 1, 0, 0)
    state = state._replace(
        role="leader",
        leader=env.node,
        log=(*state.log, Entry(state.term)),
        votes={},
        peers=dict.fromkeys(others, peer),
    )
    state = lease.begin_heartbeat(env, state)
    effects = (Note("elected", {"node": env.node, "term": state.term}), CancelTimer(ELECTION))
    return state, (
        *effects,
        *replication.broadcast_append_entries(state),
        *start_heartbeat_timer(env),
        *contact.start_quorum_timer(env),
        *replication.schedule_decision(env, state),
    )


def start_heartbeat_timer(env: Env) -> tuple[Effect, ...]:
    """Start the timer of the next heartbeat, `heartbeat=` ticks from now; no effects without that setting."""
    return (SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True),) if env.config.heartbeat else ()
