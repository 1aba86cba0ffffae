"""Pre-vote: who would stand first asks whether it could win, and no term moves until a majority says yes.

Rules of this file
* `pre_vote=yes`: a node whose election timeout is over keeps its term and asks all for a pre-vote in the term in which
  it would stand. It stands when a majority has granted one, and follows on when it cannot get them.
* A pre-vote is granted to a log at least as up to date as one's own, for a later term, by whoever is in touch with no
  leader (contact.py). It binds nobody: no vote is kept, no timer restarted.
* So a node that was cut off comes back with the term that it had, and its leader leads on.

Source: Ongaro 2014, section 9.6 (preventing disruptions when a server rejoins the cluster).
"""

from __future__ import annotations

from engine.model import Note, Send
from engine.protocols.raft import votes
from engine.protocols.raft.contact import in_touch
from engine.protocols.raft.log import is_up_to_date, term_at
from engine.protocols.raft.messages import PreDenied, PreVote, PreVoted
from engine.protocols.raft.state import Env, Result, State


def ask(env: Env, state: State, term: int) -> Result:
    """Ask all others for a pre-vote in a term; its own is yes."""
    state = state._replace(role="pre_candidate", leader=None, votes={env.node: True}, aim=term)
    body = PreVote(term, len(state.log), term_at(state.log, len(state.log)))
    requests = tuple(Send(node, body) for node in env.config.nodes if node != env.node)
    return state, (*requests, *votes.schedule_decision(env, state))


def handle_pre_vote(env: Env, state: State, sender: str, body: PreVote) -> Result:
    """PreVote: yes or no, with a note of why not; the state stays."""
    denial = None
    if body.term <= state.term:
        denial = Note("denies_term", {"node": sender, "term": body.term, "now": state.term})
    elif in_touch(env, state):
        denial = Note("has_leader", {"node": sender})
    elif not is_up_to_date(state.log, body.last_index, body.last_term):
        denial = Note("denies_log", {"node": sender, "index": body.last_index, "term": body.last_term})
    if denial is not None:
        return state, (Send(sender, PreDenied(state.term, body.term)), denial)
    return state, (Send(sender, PreVoted(body.term)),)


def handle_answer(env: Env, state: State, sender: str, body: PreVoted | PreDenied) -> Result:
    """Count an answer to PreVote, if it still asks for that term."""
    aim = body.term if isinstance(body, PreVoted) else body.aim
    if state.role != "pre_candidate" or aim != state.aim:
        return state, ()
    state = state._replace(votes={**state.votes, sender: isinstance(body, PreVoted)})
    return state, votes.schedule_decision(env, state)
