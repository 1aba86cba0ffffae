"""Instances of services behind a gateway: each does what it is asked, as well as its behaviour lets it.

Rules of this file
* `a=n1,n2 b=n2,n3`: who serves what; without either, every node is an instance of service a. Only a gateway asks.
* `behave n1 slow 50 for a` from now on: ok; slow (the answer comes so many ticks later); error (says so, does
  nothing); hang (silent, does nothing); lost_reply (does it, says nothing); gray (well to probes, an error to callers).
* A call is carried out when it arrives and answered `work` ticks later. Carried out twice it counts twice, unless it
  bears a key that this instance has met: instances share nothing.
* The value `malformed` is refused as a bad request: that says nothing about the instance.

Source: Huang et al. 2017, "Gray Failure: The Achilles' Heel of Cloud-Scale Systems" (differential observability).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import (
    Behave,
    Deadline,
    Effect,
    Here,
    NodeView,
    Reason,
    Reply,
    Request,
    SetTimer,
    Value,
)
from engine.protocols.service.values import Config, Result, State
from engine.settings import Names, Period

SETTINGS = {"a": Names(), "b": Names(), "work": Period()}
VERBS = frozenset({"behave"})
LATE: dict[type, int] = {}
COUNTED: tuple[type, ...] = ()
MALFORMED = "malformed"


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings: without a service, all nodes serve a."""
    services = {"a": (), "b": (), **chosen}
    if not services["a"] and not services["b"]:
        services["a"] = nodes
    ordered = {name: tuple(node for node in nodes if node in services[name]) for name in ("a", "b")}
    return Config(nodes, ordered["a"], ordered["b"], services.get("work", 0))


def quorum_of(config: Config, request: Request) -> tuple[int, int]:
    """How many others must answer this request, and out of how many: nobody."""
    return 0, 0


def start(here: Here, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """An instance that behaves; what it has done is on its disk."""
    return State({}, disk.done if disk else {}, disk.hits if disk else 0, {}), ()


def on_request(here: Here, state: State, request: Request | Behave) -> Result:
    """A gateway's call or probe, or an operator's command."""
    if isinstance(request, Behave):
        return state._replace(how={**state.how, request.service or "": (request.how, request.ticks)}), ()
    how, ticks = state.how.get(request.key) or state.how.get("") or ("ok", 0)
    if request.kind == "probe":
        return _answer(state, request, _probed(request, how), ticks)
    if request.kind != "call":
        return state, (Reply(request.op, "refused", reason=Reason("not_a_store", {"node": here.node})),)
    state = state._replace(hits=state.hits + 1)
    if how == "hang":
        return state, ()
    if request.value == MALFORMED:
        return state, (Reply(request.op, "refused", reason=Reason("bad_request", {"node": here.node})),)
    if how in ("error", "gray"):
        return state, (Reply(request.op, "refused", reason=Reason("server_error", {"node": here.node})),)
    state = _do(state, request)
    wait = here.config.work + (ticks if how == "slow" else 0)
    return _answer(state, request, None if how == "lost_reply" else Reply(request.op, "ok", request.value), wait)


def on_message(here: Here, state: State, sender: str, body: Any) -> Result:
    """Instances do not talk to each other."""
    return state, ()


def on_timer(here: Here, state: State, name: Deadline | str) -> Result:
    """An answer is due; whoever has stopped owed is not told."""
    if isinstance(name, Deadline) or name not in state.owed:
        return state, ()
    owed = dict(state.owed)
    return state._replace(owed=owed), (owed.pop(name),)


def spoken(config: Config, body: Any) -> dict[str, Any]:
    """What a message says beyond its fields: nothing here."""
    return {}


def show(config: Config, node: str, state: State) -> NodeView:
    """How an instance behaves; its effects so far, and how many of them were carried out before."""
    how = next((how for how, _ in state.how.values() if how != "ok"), "ok")
    effects = sum(state.done.values())
    twice = {"twice": effects - len(state.done)} if effects > len(state.done) else {}
    return NodeView({}, role=None if how == "ok" else how, believes=twice, face=str(effects))


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
