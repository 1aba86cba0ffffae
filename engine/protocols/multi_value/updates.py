"""Keys of a replicated data type (`resolver=crdt`): a write is an update, a merge settles every conflict by itself.

Rules of this file
* What a type cannot do is refused, and so is what would bring a counter, as this node sees it, below -limit.
* The context that a client passes changes nothing: an update is about what its node has seen.
* Others are sent all that the node has of the key; of an op_counter the one update.
* An operation's version is its dot and the clock of what its node had seen; a reader's is the clock of its node.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model import Cell, Note, Reason, Reply, Request, Seen, Send, Why
from engine.protocols.multi_value.messages import Add, Spread
from engine.protocols.multi_value.state import Config, Env, Result, State
from engine.structures.crdt import or_set, replica
from engine.structures.crdt.replica import Replica


def handle_update(env: Env, state: State, request: Request, stamp: tuple[object, ...]) -> Result:
    """A write or delete of a replicated data type at this node: applied, sent to all others, answered at once."""
    config: Config = env.config
    tools = config.clocks
    old: Replica = state.store.get(request.key, tools.empty)
    new: Replica | None = tools.update(old, request.kind, env.node, request.value, stamp)
    refusal = Reason("crdt_cannot", {"crdt": config.crdt}) if new is None else _below_limit(config, old, new)
    if new is None or refusal is not None:
        return state, (Reply(request.op, "refused", reason=refusal),)
    dot = (env.node, new.seen[env.node])
    version = {"dot": dot, "context": replica.context(old)}
    spread: Spread | Add = Spread(request.op, request.key, new)
    if config.dedup is not None:
        spread = Add(request.op, request.key, replica.only(new, dot))
    return state.with_stamp(stamp)._replace(store={**state.store, request.key: new}), (
        *(Send(node, spread) for node in config.nodes if node != env.node),
        Note("version", {"op": request.op, "version": version}),
        Reply(request.op, "ok", version=version),
    )


def answer_read(env: Env, state: State, request: Request) -> Reply:
    """The reply to a read: the value of this node's replica, with the clock of what it has seen as version."""
    config: Config = env.config
    assert config.kind is not None
    held: Replica = state.store.get(request.key, config.clocks.empty)
    values, clock = config.kind.value(held.state), replica.context(held)
    answers = (Seen(env.node, values, clock),) if values else ()
    rule = str(config.crdt) if values else "absent"
    return Reply(request.op, "ok", values, clock, why=Why((env.node,), answers, 1, rule, env.node))


def cell_of(config: Config, held: Replica) -> Cell:
    """A replica as it is shown: its values, each with its dot (or_set) or the clock of what the replica has seen."""
    assert config.kind is not None
    values, clock = config.kind.value(held.state) or (None,), replica.context(held)
    if isinstance(held.state, or_set.State):
        dots = {value: dot for dot, value in held.state.left.items()}
        labels = ({"dot": dots[value], "context": clock} if value in dots else clock for value in values)
        return Cell(values, tuple(_without_initial_dot(label) for label in labels))
    return Cell(values, (clock,) * len(values))


def _without_initial_dot(label: Mapping[str, object]) -> Mapping[str, object]:
    """The dot of what was there from the start is no node's, and shown as None."""
    match label:
        case {"dot": ("", _)}:
            return {**label, "dot": None}
    return label


def _below_limit(config: Config, old: Replica, new: Replica) -> Reason | None:
    if config.limit is None or config.kind is None:
        return None
    was, becomes = (sum(config.kind.value(one.state)) for one in (old, new))
    if becomes >= min(was, -config.limit):
        return None
    return Reason("over_limit", {"limit": config.limit, "value": was})
