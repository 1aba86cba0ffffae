"""What an instance of a service does with each kind of input: start, call or probe, timer."""

from __future__ import annotations

from typing import Never

from engine.model import (
    Behave,
    Deadline,
    Effect,
    Reason,
    Reply,
    Request,
    SetTimer,
    Value,
)
from engine.protocols.service import waiting
from engine.protocols.service.state import Env, Result, State, Timer, Turn

MALFORMED = "malformed"
"""The value of a call that every instance refuses as a bad request: the caller's fault, not the instance's."""


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """An instance that behaves; what it has done is on its disk."""
    return State({}, disk.done if disk else {}, {}), ()


def on_request(env: Env, state: State, request: Request | Behave) -> Result:
    """A gateway's call or probe, or the operator command `behave`."""
    if isinstance(request, Behave):
        return state._replace(how={**state.how, request.service or "": (request.how, request.ticks)}), ()
    if request.kind == "probe":
        how, ticks = _behaviour(state, request)
        return _answer(state, request, _probed(request, how), ticks)
    if request.kind != "call":
        return state, (Reply(request.op, "refused", reason=Reason("not_a_store", {"node": env.node})),)
    return _carry_out(env, state, request) if env.config.capacity is None else waiting.join(state, request)


def _carry_out(env: Env, state: State, request: Request) -> Result:
    """A call whose turn has come, as well as the instance's behaviour lets it."""
    how, ticks = _behaviour(state, request)
    if how == "hang":
        return state, ()
    if request.value == MALFORMED:
        return state, (Reply(request.op, "refused", reason=Reason("bad_request", {"node": env.node})),)
    if how in ("error", "gray"):
        return state, (Reply(request.op, "refused", reason=Reason("server_error", {"node": env.node})),)
    state = _do(state, request)
    wait = env.config.work + (ticks if how == "slow" else 0)
    reply = None if how == "lost_reply" else Reply(request.op, "ok", request.value)
    if env.config.capacity is None:
        return _answer(state, request, reply, wait)
    return _answer_later(state._replace(working=(*state.working, request.op)), request, reply, wait)


def on_message(env: Env, state: State, sender: str, body: Never) -> Result:
    """Never called: instances send each other nothing."""
    return state, ()


def on_timer(env: Env, state: State, name: Deadline | Timer) -> Result:
    """An answer that was due later, given now, or the turn of those that wait; a deadline changes nothing."""
    if isinstance(name, Deadline):
        return state, ()
    if isinstance(name, Turn):
        return _take_turns(env, state)
    owed = dict(state.owed)
    reply = owed.pop(name)
    state, given = state._replace(owed=owed), (reply,) if reply else ()
    if name not in state.working:
        return state, given
    return state._replace(working=tuple(one for one in state.working if one != name)), (*given, SetTimer(Turn(), 0))


def _take_turns(env: Env, state: State) -> Result:
    """Begin with as many calls as the capacity allows; those that find the queue full are refused."""
    effects: list[Effect] = []
    while (turn := waiting.next_turn(env.config, state)) is not None:
        state, begun = _carry_out(env, *turn)
        effects += begun
    state, refused = waiting.turn_away(env, state)
    return state, (*effects, *refused)


def _behaviour(state: State, request: Request) -> tuple[str, int]:
    """How it behaves to callers of a service, and the ticks of a slow one."""
    return state.how.get(request.key) or state.how.get("") or ("ok", 0)


def _probed(request: Request, how: str) -> Reply | None:
    if how in ("hang", "lost_reply"):
        return None if how == "hang" else Reply(request.op, "ok")
    reason = Reason("server_error", {"node": request.key}) if how == "error" else None
    return Reply(request.op, "refused" if reason else "ok", reason=reason)


def _do(state: State, request: Request) -> State:
    call = request.op.partition("@")[0]
    if request.stamp is not None and call in state.done:
        return state
    return state._replace(done={**state.done, call: state.done.get(call, 0) + 1})


def _answer(state: State, request: Request, reply: Reply | None, wait: int) -> Result:
    if reply is None:
        return state, ()
    return _answer_later(state, request, reply, wait) if wait else (state, (reply,))


def _answer_later(state: State, request: Request, reply: Reply | None, wait: int) -> Result:
    return state._replace(owed={**state.owed, request.op: reply}), (SetTimer(request.op, wait),)
