"""Calls that wait for an instance that works on `capacity` calls at a time: who is next, and who is turned away.

Rules of this file
* Turns are given at the end of a tick, when all that arrived in it and all that was finished in it is known: so the
  order of these never shows. Calls that arrive together wait in the order in which they were sent.
* `order=fifo`: who came first is next; `order=lifo`: who came last.
* `queue=5`: so many may wait. Those beyond it whose turn would come last are refused at once (`overloaded`), which
  takes no time of the instance.
* An instance does not know whether anybody still waits for the answer: a call whose client has given up takes its turn
  and its time like any other.

Source: Maurer 2015, "Fail at Scale" (adaptive LIFO: under overload the newest first, since the oldest are given up).
"""

from __future__ import annotations

from engine.model import Reason, Reply, Request, SetTimer
from engine.protocols.service.state import Config, Env, Result, State, Turn


def join(state: State, request: Request) -> Result:
    """A call that arrives: it waits, until the end of this tick at least."""
    return state._replace(waiting=(*state.waiting, request)), (SetTimer(Turn(), 0),)


def next_turn(config: Config, state: State) -> tuple[State, Request] | None:
    """(the state without it, the call that is next); None where nobody waits or the instance is busy."""
    if not state.waiting or len(state.working) >= (config.capacity or 0):
        return None
    if config.order == "lifo":
        return state._replace(waiting=state.waiting[:-1]), state.waiting[-1]
    return state._replace(waiting=state.waiting[1:]), state.waiting[0]


def turn_away(env: Env, state: State) -> Result:
    """Refuse the calls for which the queue has no room."""
    room = env.config.queue
    if room is None or len(state.waiting) <= room:
        return state, ()
    over = len(state.waiting) - room
    newest_first = env.config.order == "lifo"
    kept, refused = (state.waiting[over:], state.waiting[:over]) if newest_first else (
        state.waiting[:room], state.waiting[room:]
    )  # fmt: skip
    reason = Reason("overloaded", {"node": env.node, "waiting": room})
    return state._replace(waiting=kept), tuple(Reply(one.op, "refused", reason=reason) for one in refused)
