"""What a node must know before it may answer a read: rules on states, without effects.

Source: Ongaro 2014, section 6.4 (a leader confirms that it leads; its read index).
"""

from __future__ import annotations

from engine.protocols.raft.log import majority, term_at
from engine.protocols.raft.state import Env, Reading, State, Waiting


def confirmed(env: Env, state: State, reading: Reading) -> bool:
    """Has a majority answered the round of a read at its leader, and is an entry of this term committed?"""
    if term_at(state.log, state.commit) != state.term:
        return False
    answered = sum(peer.round >= reading.round for peer in state.peers.values())
    return 1 + answered >= majority(len(env.config.nodes))


def caught_up(state: State, waiting: Waiting) -> bool:
    """Has the leader named a commit index, and has this node applied the log up to there?"""
    return waiting.commit is not None and waiting.commit <= state.commit


def may_answer(state: State) -> bool:
    """Is there a read for which this node has caught up?"""
    return any(caught_up(state, waiting) for waiting in state.waiting)
