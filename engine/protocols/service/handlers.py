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
from engine.protocols.service.state import Env, Result, State

MALFORMED = "malformed"
"""The value of a call that every instance refuses as a bad request: the caller's fault, not the instance's."""


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """An instance that behaves; what it has done is on its disk."""
    return State({}, disk.done if disk else {}, {}), ()


def on_request(env: Env, state: State, request: Request | Behave) -> Result:
    """A gateway's call or probe, or the operator command `behave`."""
    if isinstance(request, Behave):
        return state._replace(how={**state.how, request.service or "": (request.how, request.ticks)}), ()
    how, ticks = state.how.get(request.key) or state.how.get("") or ("ok", 0)
    if request.kind == "probe":
        return _answer(state, request, _probed(request, how), ticks)
    if request.kind != "call":
        return state, (Reply(request.op, "refused", reason=Reason("not_a_store", {"node": env.node})),)
    if how == "hang":
        return state, ()
    if request.value == MALFORMED:
        return state, (Reply(request.op, "refused", reason=Reason("bad_request", {"node": env.node})),)
    if how in ("error", "gray"):
        return state, (Reply(request.op, "refused", reason=Reason("server_error", {"node": env.node})),)
    state = _do(state, request)
    wait = env.config.work + (ticks if how == "slow" else 0)
    return _answer(state, request, None if how == "lost_reply" else Reply(request.op, "ok", request.value), wait)


def on_message(env: Env, state: State, sender: str, body: Never) -> Result:
    """Never called: instances send each other nothing."""
    return state, ()


def on_timer(env: Env, state: State, name: Deadline | str) -> Result:
    """An answer that was due later, given now; a deadline changes nothing."""
    if isinstance(name, Deadline):
        return state, ()
    owed = dict(state.owed)
    return state._replace(owed=owed), (owed.pop(name),)


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
    if not wait:
        return state, (reply,)
    effects: tuple[Effect, ...] = (SetTimer(request.op, wait),)
    return state._replace(owed={**state.owed, request.op: reply}), effects
