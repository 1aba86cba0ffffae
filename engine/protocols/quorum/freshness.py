"""A read of a session when what has answered does not cover what its client has seen.

Rules of this file
* wait: it goes on counting answers, and looks at its own copy whenever that changes; in the end its deadline comes.
* another: the other replicas, which have been asked anyway, may still answer; when all have, it is refused.
* refuse: it is refused at once, and the reason names who lacks what.
* An absent key covers nothing: with tombstones=no a client that has seen a key deleted finds no copy fresh enough.
"""

from __future__ import annotations

from engine.model import Effect, Reason, Reply, SetTimer
from engine.protocols import sessions
from engine.protocols.quorum.values import Env, Pending, Record, Result, State, with_pending, without_pending

STALE = "stale"
"""The phase of a read whose quorum was full and not fresh enough."""


def fresh(pending: Pending, record: Record | None) -> bool:
    """May this be the answer?"""
    return sessions.fresh(record.version if record else None, pending.request.session)


def refreshed(env: Env, state: State, pending: Pending) -> Pending:
    """The same with the coordinator's own copy as it is now: while it waits, that is one more answer."""
    if pending.phase != STALE or env.config.when_stale != "wait" or env.node not in env.config.home:
        return pending
    others = tuple(answer for answer in pending.answers if answer[0] != env.node)
    return pending._replace(answers=(*others, (env.node, state.store.get(pending.request.key))))


def not_yet(env: Env, state: State, pending: Pending) -> Result:
    """Nothing that has answered is fresh enough: go on waiting, or give up."""
    policy, asked = env.config.when_stale, env.config.asked(pending.need)
    answered = [node for node, _ in pending.answers]
    if policy == "wait" or (policy == "another" and not set(asked) <= set(answered)):
        return with_pending(state, pending._replace(phase=STALE)), ()
    request, needs = pending.request, pending.request.session
    lacking = ", ".join(node for node in env.config.nodes if node in answered)
    values = {"nodes": lacking, "key": request.key, "version": needs and needs.floor}
    reply = Reply(request.op, "refused", reason=Reason("not_fresh", values))
    return without_pending(state, request.op), (reply,)


def wake(before: State, state: State) -> tuple[Effect, ...]:
    """Look again at the reads that wait for a key whose copy has changed."""
    waiting = [one.request for one in state.pending.values() if one.phase == STALE]
    changed = [one for one in waiting if state.store.get(one.key) is not before.store.get(one.key)]
    return tuple(SetTimer(one.op, 0) for one in changed)


def how(env: Env, pending: Pending, chosen: str | None) -> str | None:
    """Where an answer was found that did not come at first."""
    if pending.phase != STALE:
        return None
    return "waited" if chosen == env.node and env.config.when_stale == "wait" else "another"
