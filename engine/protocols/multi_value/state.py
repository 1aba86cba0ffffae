"""What a node of multi_value is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import ModuleType
from typing import Any, Final, NamedTuple

from engine.clocks import dotted as dvv
from engine.clocks import version_vector as vv
from engine.clocks import vnode_vector as vnode
from engine.model import Effect, Environment, Request, Value
from engine.protocols.flushing import ALWAYS, Flush
from engine.structures.crdt import REGISTERS, TYPES, op_counter, replica
from engine.structures.growing_map import GrowingMap


class Tools(NamedTuple):
    """The functions of one scheme of versions, on what a node has of one key (the type in State.store).

    empty: before any write. initial(value): what `init` brings. context(versions): the clock of what they stand for.
    update: after a write. merge(a, b). newer(a, b): would b learn something from a?
    """

    empty: Any
    initial: Callable[..., Any]
    context: Callable[[Any], dict[str, int]]
    update: Callable[..., Any]
    merge: Callable[[Any, Any], Any]
    newer: Callable[[Any, Any], bool]


class Config(NamedTuple):
    """The settings of a run, all filled in. versions is None under `resolver=crdt`, which has clocks of its own.

    limit: how far below 0 a pn_counter may go, or None. dedup: does an op_counter add an update once only, however
    often it comes? None for all other types. anti_entropy: ticks, 0 is off.
    """

    nodes: tuple[str, ...]
    versions: str | None
    resolver: str
    crdt: str | None
    limit: int | None
    dedup: bool | None
    anti_entropy: int
    read_your_writes: bool
    monotonic_reads: bool
    monotonic_writes: bool
    writes_follow_reads: bool
    when_stale: str
    flaw: tuple[str, ...]
    flush: Flush = ALWAYS

    @property
    def clocks(self) -> Tools:
        """The functions on the versions of a key, by the settings."""
        return _tools(self.versions, self.crdt, self.dedup, self.flaw)

    @property
    def kind(self) -> ModuleType | None:
        """The module of the data type of all keys; None unless `resolver=crdt`."""
        return None if self.crdt is None else TYPES[self.crdt]

    @property
    def object(self) -> str:
        """What a key is to its clients: 'register', or the data type where that is no register."""
        return "register" if self.crdt is None or self.crdt in REGISTERS else self.crdt

    @property
    def elements(self) -> bool:
        """May a delete name the one value that it removes?"""
        return self.crdt is not None


class Sibling(NamedTuple):
    """A value (None: deleted), the stamp that `lww` goes by (() for `init`, else as in State), and who wrote it.

    op is the operation's id ('' for `init`): no node looks at it, it serves the judge of what was lost. deps: by key,
    what the client of a causal write had seen.
    """

    value: Value
    stamp: tuple[Any, ...]
    op: str
    deps: Mapping[str, Any] | None = None


class WaitingRead(NamedTuple):
    """A session's read that waits at its node, and the nodes that have yet to answer it."""

    request: Request
    missing: tuple[str, ...]


class State(NamedTuple):
    """A node. store holds what it has of each key; it, stamps and the rest are on disk, round and pending are not.

    A stamp is (clock, node), with a third part for a further write at the same reading of the clock, be it that it was
    set back; stamps has, by reading, the last third part that was given (0: none). For flaws alone there are arrived
    (the writes heard of, in order), given (by key, how many dots this node gave) and unstored (by write, what was
    acknowledged and is not on disk: gone after a crash).
    """

    store: Mapping[str, Any]
    stamps: GrowingMap[int, int]
    round: int
    arrived: tuple[str, ...]
    given: Mapping[str, int]
    unstored: Mapping[str, tuple[str, Any]]
    pending: Mapping[str, WaitingRead]

    def with_stamp(self, stamp: tuple[Any, ...]) -> State:
        """The state once this stamp was given to a write."""
        return self._replace(stamps=self.stamps.with_entry(stamp[0], stamp[2] if len(stamp) > 2 else 0))


class Tick(NamedTuple):
    """A periodic timer: 'anti_entropy'."""

    what: str


class Later(NamedTuple):
    """A timer: 'store' a write that has been acknowledged already (flaw=ack_unstored)."""

    what: str
    op: str


Timer = str | Tick | Later
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


@lru_cache(maxsize=64)
def _tools(versions: str | None, crdt: str | None, dedup: bool | None, flaw: tuple[str, ...]) -> Tools:
    if crdt is not None:
        kind = TYPES[crdt]
        of = {name: partial(getattr(replica, name), kind) for name in ("initial", "apply", "merge", "newer")}
        tools = Tools(replica.empty(kind), of["initial"], replica.context, of["apply"], of["merge"], of["newer"])
        if dedup is None:
            return tools
        adds = partial(replica.merge_updates, op_counter.merge if dedup else op_counter.add_again)
        return tools._replace(merge=adds, newer=replica.more_updates)
    if versions == "dvv":
        return Tools(dvv.EMPTY, dvv.initial, dvv.context, dvv.update, _merge_rule(dvv.merge, flaw), dvv.newer)
    if versions == "vnode":
        merge_rule = _merge_rule(vnode.merge, flaw)
        return Tools(vnode.EMPTY, vnode.initial, vnode.context, vnode.update, merge_rule, vnode.newer)
    rule = vv.Rule(vv.sparse_below if "sparse_compare" in flaw else vv.below, "keeps_oldest" in flaw)
    update, merge = partial(vv.update, rule=rule), partial(vv.merge, rule=rule)
    return Tools(vv.EMPTY, vv.initial, vv.context, update, _merge_rule(merge, flaw), vv.newer)


def _merge_rule(merge: Callable[[Any, Any], Any], flaw: tuple[str, ...]) -> Callable[[Any, Any], Any]:
    """How what arrives goes together with what is there; `flaw=ignores_vectors` takes whatever came last."""
    return (lambda _, arrived: arrived) if "ignores_vectors" in flaw else merge


FLAWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "ignores_vectors": ("resolver", ("siblings", "lww")),
    "sparse_compare": ("versions", ("vv",)),
    "keeps_oldest": ("versions", ("vv",)),
    "shared_counter": ("resolver", ("siblings", "lww", "merge")),
    "ack_unstored": ("resolver", ("siblings", "lww", "merge")),
    "no_own_copy": ("resolver", ("siblings", "lww", "merge")),
    "absent_crashes": ("resolver", ("siblings", "lww", "merge")),
    "first_of_equals": ("resolver", ("lww",)),
    "not_written_back": ("resolver", ("merge", "lww")),
    "local_copy": ("resolver", ("siblings", "lww", "merge", "crdt")),
}
"""What the brief wrote, by code: the setting, and its values, without which the flaw would change nothing."""
