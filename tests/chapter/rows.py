"""Which rows of the flaws are held to the chapter's own code, by which facts, and what they hang on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from engine.model import Scenario
from tests.chapter import versions
from tests.chapter.partition import BY_HAND, QUORUM, handlers
from tests.chapter.services import manager
from tests.chapter.stores import Base, Levels, Local, Majority
from tests.chapter.world import Facts, System, World, play


class Held(NamedTuple):
    """How a row's script is run by the chapter's code, and the facts in which the flawed rule agrees with it."""

    run: Callable[[Scenario], Facts]
    facts: tuple[str, ...]


def held(build: Callable[[World], System], facts: str) -> Held:
    """A row whose whole script is played."""
    return Held(partial(play, build=build), tuple(facts.split()))


def stored(kind: Callable[..., System], facts: str, **gaps: Any) -> Held:
    """The same of a store."""
    return held(partial(kind, **gaps), facts)


HELD: Final[dict[str, Held]] = {
    "B05": stored(Levels, "op.w1 op.r1", level="READ_YOUR_WRITES"),
    "B06": stored(Levels, "op.w1 op.r1 op.r2 op.r3 store.n1.x store.n2.x store.n3.x"),
    "B07": stored(Levels, "op.w1 op.w2 op.r1 store.n2.x"),
    "B08": stored(Levels, "op.r1 op.r2 store.n2.x store.n3.x"),
    "B09": stored(Levels, "op.w1 op.r1 belief.n1.quorum_met_false belief.n3.quorum_met_false"),
    "B11": stored(Levels, "op.w1 op.r1 store.n3.post", level="CAUSAL"),
    "B14": stored(Levels, "store.n1.cart store.n2.cart", level="EVENTUAL"),
    "B16": held(manager(checked=True), "op.c1 op.c2 sent.Call"),
    "B18": held(manager(told=True), "op.c1 op.c2 sent.Call"),
    "B19": held(manager(), "op.c1 op.c2 op.c3 sent.Call"),
    "B20": held(manager(), "op.c1 op.c2 op.c3 op.c4 sent.Call"),
    "B21": held(manager(), "op.c2 op.c5 sent.Call"),
    "B22": held(manager(), "op.c4 op.c5 op.c6 sent.Call"),
    "B23": held(manager(), "op.c1 op.c2 op.c3 sent.Call"),
    "B24": held(manager(patient=True), "op.c1 belief.g1.health sent.Call"),
    "B26": held(manager(marks=True), "op.c1 op.c2 op.c3 belief.g1.health sent.Call"),
    "B27": held(manager(marks=True), "op.c1 op.c2 op.c3 op.c4 belief.g1.health sent.Call"),
    "B28": held(manager(), "op.c1 op.c5 op.c6 sent.Call"),
    "B29": held(manager(), "belief.n1.twice sent.Call"),
    "B30": held(manager(), "peak sent.Call"),
    "B31": held(manager(marks=True), "op.c1 op.c2"),
    "B32": held(manager(marks=True), "op.c1 op.c2 sent.Call"),
    "B34": held(handlers(), "note.can_form note.cannot_form_read_only role.n1 mode.n1 op.w1"),
    "B35": held(handlers(), "op.w1 op.w2 mode.n1 mode.n2 store.n1.x"),
    "B36": held(handlers(rounds=(90, 150, 180, 210, 240, 270)), "mode.n1 mode.n3"),
    "B37": held(handlers(), "role.n1 mode.n1 note.can_form note.cannot_form_read_only op.early op.healed"),
    "B38": held(handlers(), "op.w1 op.w2 store.n1.x log.n1 log.n4"),
    "B39": held(handlers(QUORUM, slow=True), "op.w1 mode.n1"),
    "B40": held(handlers(QUORUM), "op.w1 op.r1 store.n2.x store.n3.x"),
    "B41": held(handlers(QUORUM), "op.w1 op.r1 op.r2"),
    "B43": held(handlers(BY_HAND, (), syncs=((160, "n1", "n2"),)), "store.n1.x store.n1.y store.n2.x store.n2.y"),
    "B44": held(
        handlers(BY_HAND, (), syncs=((60, "n1", "n2"), (85, "n1", "n3")), retried=((55, "n2", "w1"),)),
        "log.n1 log.n3 store.n3.x",
    ),
    "B46": held(handlers(BY_HAND, (), syncs=((160, "n1", "n2"),)), "store.n1.x store.n2.x"),
    "B47": held(handlers(BY_HAND, (), syncs=((160, "n1", "n2"),)), "store.n1.x store.n2.x"),
    "B48": held(handlers(rounds=(120, 235, 270, 300, 330)), "op.w1 store.n1.x log.n1 mode.n1 note.recovery_completed"),
    "B49": held(
        handlers(BY_HAND, (), apply_fails_at=3, syncs=((160, "n1", "n2"), (270, "n1", "n2"))),
        "store.n1.x store.n1.z store.n2.x",
    ),
    "B50": held(handlers(BY_HAND, (), syncs=((100, "n1", "n2"), (130, "n1", "n3"))), "log.n1"),
    "B51": held(handlers(), "op.w1 mode.n4"),
    "B52": held(
        handlers(rounds=range(60, 325, 30), election_fails=True),
        "note.lost_connection note.can_form note.cannot_form_read_only mode.n1 mode.n3",
    ),
    "B53": held(handlers(), "mode.n1 mode.n2 op.w1"),
    "B54": held(handlers(QUORUM, one_way=True), "mode.n1 mode.n2 op.w1"),
    "B56": stored(Majority, "op.w1 op.r1 store.n3.x"),
    "B57": stored(Majority, "op.w1 op.r1", record=True),
    "B60": stored(Majority, "op.w1 op.r1 store.n1.x store.n2.x", raises=60),
    "B61": stored(Majority, "op.w1 op.w2 store.n2.x store.n3.x"),
    "B62": stored(Majority, "op.w1 op.w2 op.w3"),
    "B64": Held(versions.sparse_compare, ("op.r1",)),
    "B65": Held(versions.keeps_oldest, ("op.r1",)),
    "B66": Held(versions.shared_counter, ("op.r1",)),
    "B69": stored(Local, "op.w1 op.r1 store.n1.x", own=False),
    "B72": Held(versions.last_writer_wins, ("op.r1",)),
    "B73": Held(versions.first_of_equals, ("op.r1", "op.r2")),
    "B75": Held(versions.no_context, ("op.r1",)),
    "B76": stored(Local, "op.w2 op.r1 op.r2"),
    "B77": stored(Base, "op.w1 op.r1 op.r2 store.n3.cart"),
    "B78": stored(Base, "op.w1 store.n3.cart", silent=True),
    "B79": stored(Base, "op.r1 op.r2 op.r3"),
    "B80": stored(Base, "op.w2 store.n1.x store.n2.x"),
    "B82": stored(Base, "op.r1"),
}

CARDS: Final = HELD | {
    "B07": stored(Levels, "op.w1 op.w2 op.r1 store.n1.city store.n2.city store.n3.city"),
    "B64": Held(versions.both_wrongs, ("op.r1",)),
}
"""The same of cards, whose runs are those of their rows with other times; B07 has a key of its own, B64 a rule more."""

NOT_HELD: Final = {
    "B02": "the class cannot be built, so nothing runs",
    "B04": "the tables are looked at by a run whose writes travel, and the chapter's causal writes do not (B11)",
    "B10": "which replica keeps which of two equal records is a gap",
    "B12": "no causal write of the chapter reaches another node (B11)",
    "B13": "the same",
    "B15": "a comment, beside code that does otherwise",
    "B25": "which instance is drawn is chance, and the chapter marks one that failed (B26)",
    "B42": "what differs is when a write ends, and a verdict",
    "B55": "an election is a gap",
    "B58": "the reader asks the first nodes of the list, and one of them is cut off (B56)",
    "B59": "the same",
    "B63": "the lock service is a gap",
    "B67": "when a background task sends is a gap",
    "B68": "a read that finds nothing crashes first (B69)",
    "B74": "write() takes no context with which to go on (B75)",
}
"""Rows whose script the chapter's code cannot play to its end, or not by these facts."""

HANGS: Final[dict[str, tuple[str, ...]]] = {
    "B02": ("DistributedLockManager",),
    "B05": ("_basic_write", "_read_your_writes"),
    "B06": ("synchronous_write_to_replicas",),
    "B07": ("synchronous_write_to_replicas",),
    "B08": ("read_from_multiple_replicas",),
    "B09": ("synchronous_write_to_replicas",),
    "B10": ("read_from_multiple_replicas",),
    "B11": ("update_causal_context",),
    "B12": ("read_causal_consistent_data",),
    "B13": ("get_client_causal_context", "update_causal_context"),
    "B14": ("read_from_any_replica",),
    "B24": ("send_request", "send_health_check"),
    "B29": ("send_request",),
    "B31": ("send_health_check",),
    "B35": ("_execute_normal_write",),
    "B36": ("_execute_normal_write",),
    "B37": ("_switch_to_read_only_mode",),
    "B38": ("_execute_normal_write",),
    "B39": ("send_heartbeat",),
    "B40": ("_execute_write_in_partition",),
    "B41": ("_execute_read", "_execute_normal_read"),
    "B42": ("_execute_write_in_partition",),
    "B46": ("apply_operation",),
    "B49": ("apply_operation",),
    "B50": ("_reconcile_operation_logs",),
    "B52": ("_start_leader_election",),
    "B54": ("send_heartbeat",),
    "B55": ("_start_leader_election",),
    "B56": ("write_to_node",),
    "B57": ("read_from_node",),
    "B58": ("write_to_node",),
    "B59": ("rollback_write",),
    "B60": ("write_to_node", "rollback_write"),
    "B61": ("write_to_node",),
    "B62": ("write_to_node",),
    "B63": ("DistributedLockManager",),
    "B67": ("write_to_node_async",),
    "B68": ("write_to_node_async",),
    "B69": ("write_to_node_async", "read_from_node_async"),
    "B76": ("write_to_node_async",),
    "B77": ("write_to_fallback",),
    "B78": ("write_to_primary",),
    "B79": ("read_from_replica",),
    "B80": ("async_replicate",),
    "B82": ("read_from_replica",),
}
"""By row the names that the chapter calls and does not define, and that decide whether the flaw shows."""

APART: Final = ("B04", "B15", "B19", "B20", "B21", "B22", "B23", "B25", "B28", "B43", "B47", "B64", "B74")
"""Rows whose run is not what the chapter's own code would come to, and which say in what."""
