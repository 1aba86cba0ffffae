"""A session's read when no answer so far covers what its client has seen.

Rules of this file
* wait: it goes on counting answers, and looks at its own copy whenever that changes; in the end its deadline comes.
* another: the other replicas, which have been asked anyway, may still answer; when all have, it is refused.
* refuse: it is refused at once, and the reason names who lacks what.
* An absent key covers nothing: with tombstones=no a client that has seen a key deleted finds no copy fresh enough.
"""

from __future__ import annotations

from engine.model import Effect, Reason, Reply, SetTimer
from engine.protocols import sessions
from engine.protocols.quorum.state import Env, Pending, Record, Result, State, with_pending, without_pending

STALE = "stale"
"""The phase of a read whose quorum was full without a fresh enough answer."""


def is_fresh(pending: Pending, record: Record | None) -> bool:
    """Does this record (None: absent) cover what the client of the operation has seen?"""
    return sessions.is_fresh(record.version if record else None, pending.request.session)


def with_own_copy(env: Env, state: State, pending: Pending) -> Pending:
    """The operation with the coordinator's present copy among its answers, if it waits and keeps the key itself."""
    if pending.phase != STALE or env.config.when_stale != "wait" or env.node not in env.config.home:
        return pending
    others = tuple(answer for answer in pending.answers if answer[0] != env.node)
    return pending._replace(answers=(*others, (env.node, state.store.get(pending.request.key))))


def wait_or_refuse(env: Env, state: State, pending: Pending) -> Result:
    """No answer is fresh enough: wait for more answers or refuse the read, by `when_stale`."""
    policy, asked = env.config.when_stale, env.config.asked(pending.need)
    answered = [node for node, _ in pending.answers]
    if policy == "wait" or (policy == "another" and not set(asked) <= set(answered)):
        return with_pending(state, pending._replace(phase=STALE)), ()
    request, needs = pending.request, pending.request.session
    lacking = ", ".join(node for node in env.config.nodes if node in answered)
    values = {"nodes": lacking, "key": request.key, "version": needs and needs.floor}
    reply = Reply(request.op, "refused", reason=Reason("not_fresh", values))
    return without_pending(state, request.op), (reply,)


def with_waiting_reads(before: State, after: State, effects: tuple[Effect, ...]) -> Result:
    """The state after a message and its effects; waiting reads of keys that it changed here are looked at again at the
    end of this tick."""
    waiting = [pending.request for pending in after.pending.values() if pending.phase == STALE]
    if not waiting:
        return after, effects
    changed = [read for read in waiting if after.store.get(read.key) is not before.store.get(read.key)]
    return after, (*effects, *(SetTimer(read.op, 0) for read in changed))


def how_found(env: Env, pending: Pending, chosen: str | None) -> str | None:
    """'waited' or 'another' for an answer that did not come at first, by where it was found; else None."""
    if pending.phase != STALE:
        return None
    return "waited" if chosen == env.node and env.config.when_stale == "wait" else "another"
