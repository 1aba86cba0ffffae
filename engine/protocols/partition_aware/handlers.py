"""What a node of partition_aware does with each kind of input: start, request, message, timer."""

from __future__ import annotations

from typing import Any

from engine.model import Deadline, Heartbeat, Reason, Reply, Request, Send, SetTimer, Sync, Value
from engine.protocols.partition_aware import detector, exchange, lease, operations
from engine.protocols.partition_aware.messages import (
    Accept,
    Alive,
    Answer,
    Ask,
    Beat,
    Body,
    Claim,
    Denied,
    Done,
    Forward,
    Granted,
    Offer,
    Store,
    Stored,
)
from engine.protocols.partition_aware.state import HEARTBEAT, ROUND, Env, Result, Retry, State, Tick
from engine.structures.operation_log import initial


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A new node, or one from its disk, which takes all peers to be within reach and exchanges logs with them.

    Starts the timer of heartbeats.
    """
    period = env.config.heartbeat
    referee = env.node == env.config.referee
    timer = (SetTimer(HEARTBEAT, period, periodic=True),) if period and not referee else ()
    if disk is None:
        base = {} if referee else {key: initial(key, value) for key, value in init}
        known = {entry.op: entry.version for entry in base.values()}
        empty: dict[str, Any] = {}
        begun = ((), 0, base, known, base, empty, 0, empty, empty, empty, empty, (), True, True, empty, empty, ())
        return State(*begun, awaited={}, due=(), lease=None, claims={}), timer
    awake = disk._replace(
        missed={}, heard={}, lost=(), quorum=True, in_service=True, owed={}, pending={}, probing=(), awaited={}, due=(),
        claims={},
    )  # fmt: skip
    state, sends = exchange.start_exchange(env, awake, () if referee else env.config.peers(env.node))
    return state, (*timer, *sends)


def on_request(env: Env, state: State, request: Request | Heartbeat | Sync) -> Result:
    """A client's operation, or an operator's command; a referee has nothing for either."""
    match request:
        case Request() if env.node == env.config.referee:
            return state, (Reply(request.op, "refused", reason=Reason("no_data_here", {"node": env.node})),)
        case Heartbeat() | Sync() if env.config.referee in (env.node, getattr(request, "peer", env.node)):
            return state, ()
        case Heartbeat():
            return _round(env, state)
        case Sync():
            return exchange.start_exchange(env, state, (request.peer,))
        case Request():
            return _answer(env, state, request, env.node)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message, by the type of its body."""
    match body:
        case Beat():
            if "hearing_is_enough" in env.config.flaw:
                state = detector.handle_alive(env, state, sender)[0]
            return state, (Send(sender, Alive()),)
        case Alive():
            return detector.handle_alive(env, state, sender)
        case Store():
            return operations.handle_store(env, state, sender, body)
        case Stored() | Answer():
            return operations.handle_reply(state, sender, body)
        case Ask():
            return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
        case Offer():
            return exchange.handle_offer(env, state, sender, body)
        case Accept():
            return exchange.handle_accept(env, state, sender, body)
        case Forward():
            return _answer(env, state, body.request, sender)
        case Claim():
            return lease.handle_claim(state, sender, body)
        case Granted():
            return lease.handle_granted(env, state, body)
        case Done():
            return operations.handle_done(state, body)
        case Denied():
            return state, ()


def on_timer(env: Env, state: State, name: str | Deadline | Tick | Retry) -> Result:
    """A deadline, a retry, the next heartbeat, its round at the end of the tick, or an operation (its id) to finish."""
    match name:
        case Deadline(op):
            return operations.handle_deadline(state, op), ()
        case Retry(_, op):
            return operations.handle_retry(env, state, op)
        case Tick("round"):
            return _round(env, state)
        case Tick("grant"):
            return lease.grant(env, state)
        case Tick():
            again = SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True)
            return state, (SetTimer(ROUND, 0), again)
        case str():
            state, over = lease.look_at_lease(env, state)
            state, effects = operations.finish_operation(env, state, name)
            return state, (*over, *effects)


def _answer(env: Env, state: State, request: Request, origin: str) -> Result:
    """An operation of a client of `origin`, by what this node may do now."""
    state, over = lease.look_at_lease(env, state)
    if request.kind == "read":
        state, effects = operations.handle_read(env, state, request)
    else:
        state, effects = operations.handle_write(env, state, request, origin)
    return state, (*over, *effects)


def _round(env: Env, state: State) -> Result:
    """A round of heartbeats, and what becomes of writes under way where it finds that the quorum is lost."""
    state, effects = detector.handle_heartbeat_round(env, state)
    if state.quorum or "logged_then_failed" not in env.config.flaw:
        return state, effects
    state, failed = operations.fail_writes(env, state)
    return state, (*effects, *failed)
