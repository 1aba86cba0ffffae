"""How votes and pre-votes are counted: alike, at the end of the tick that brings the last one needed."""

from __future__ import annotations

from engine.model import SetTimer
from engine.protocols.raft.log import vote_result
from engine.protocols.raft.state import DECIDE, Env, State


def result(env: Env, state: State) -> str:
    """'won', 'lost' or 'pending', of the answers so far."""
    return vote_result([state.votes.get(node) for node in env.config.nodes])


def schedule_decision(env: Env, state: State) -> tuple[SetTimer, ...]:
    """Set the timer DECIDE for the end of this tick, if the votes so far decide the election."""
    return (SetTimer(DECIDE, 0),) if result(env, state) != "pending" else ()
