"""What the stage says that settings imply: of all runs, held over many by chance; of a risk, shown by one run.

Rules of this file
* Every sentence under [implies] stands in one of the three tables. What becomes of updates of data types is held
  elsewhere, by tests that are named here.
* A run by chance has cuts, crashes, losses and any latencies, but no wiped disks, no skewed clocks, and nobody who
  promotes a primary or makes a new chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.catalog.museum import SLOPPY
from engine.catalog.scenes import PRESETS
from engine.model import Command, Cut, Groups, Scenario, System, Write
from engine.protocols import configured, protocol_of
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from lessons.words import load
from tests.strategies import campaigns, heartbeats, scenarios

LOCK_WITHOUT_FENCE = (Path(__file__).parent / "golden" / "lock_without_fence.txt").read_text(encoding="utf-8")

ANSWERS = ("linearizable", "regular", "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")

HELD: list[tuple[str, tuple[str, ...]]] = [
    ("quorum nodes=3", ("regular",)),
    ("quorum nodes=3 r=1 w=3", ("regular",)),
    ("quorum nodes=5 r=2 w=4", ("regular",)),
    ("quorum nodes=3 version=logical", ("regular",)),
    ("quorum nodes=3 version=logical write_back=yes", ANSWERS),
    ("quorum nodes=4 r=2 w=3 version=logical write_back=yes", ANSWERS),
    ("majority_lock nodes=3", ANSWERS),
    ("majority_lock nodes=3 lock=n1,n2,n3", ANSWERS),
    ("raft nodes=3 read=read_index leader=n1", ANSWERS),
    ("raft nodes=3 read=strong leader=n1", ANSWERS),
    ("raft nodes=3 read=lease leader=n1 election=60..120 heartbeat=15", ANSWERS),
    ("chain nodes=3", ANSWERS),
    ("chain nodes=3 read=any", ANSWERS),
    ("multi_value nodes=3", ("available",)),
    ("causal nodes=3 client_context=wait", ("causal_cc", *ANSWERS[2:])),
    ("causal nodes=3 client_context=refuse", ("causal_cc", *ANSWERS[2:])),
    ("primary nodes=3 read=primary", ("linearizable",)),
]
"""What no run breaks, by the system that says so."""

RISKS: dict[str, tuple[str, str]] = {
    "partition_aware_tie_referee": (
        (
            "system partition_aware nodes=5 heartbeat=20 misses=1 tie=referee referee=n5; init x 0;"
            " 5 cut n1 n2 | n3 n4; 60 write n1 x 1 by alice; 90 read n3 x by bob; stop 200"
        ),
        "linearizable",
    ),
    "multi_value_swallows": (
        (
            "system multi_value versions=vv; 10 write n1 cart milk by alice; 20 write n1 cart eggs by bob;"
            " 90 read n2 cart by alice"
        ),
        "durable",
    ),
    "partition_aware_tie_lease": (
        (
            "system partition_aware nodes=5 heartbeat=20 misses=1 tie=lease referee=n5; init x 0;"
            " 5 cut n1 n2 | n3 n4; 70 write n1 x 1 by alice; 95 cut n1 n2 | n5; 170 read n3 x by bob; stop 200"
        ),
        "linearizable",
    ),
    "causal_early": (
        (
            "system causal hold_back=no; link n1-n3 latency=100; 10 write n1 x q by alice; 30 read n2 x by bob;"
            " 31 write n2 y a by bob; 60 read n3 y by carol; 61 read n3 x by carol"
        ),
        "causal_cc",
    ),
    "causal_apart": ("system causal converge=no; 10 write n1 x one; 10 write n3 x two", "converged"),
    "causal_refuses": (
        "system causal client_context=refuse; 10 write n1 x 1 by alice; 11 read n2 x by alice", "available",
    ),
    "raft_read_then_write": (
        "system raft leader=n1 cas=read_then_write; init x 1; 10 cas n1 x 1 2 by alice; 10 cas n1 x 1 3 by bob",
        "linearizable",
    ),
    "chain_local": (
        "system chain nodes=3 read=local; init x 0; 10 write n1 x 1; 15 read n1 x; 17 read n3 x", "linearizable",
    ),
    "majority_lock_unfenced": (LOCK_WITHOUT_FENCE, "durable"),
    "majority_lock_several_unfenced": (PRESETS["clock_jump"], "durable"),
    "majority_lock_inversion": (
        (
            "system majority_lock nodes=3 write_back=no; init x 0; timeout 300; 10 write n1 x 1 by alice;"
            " 30 cut n1>n2 n1>n3; 50 heal; 50 cut n2-n3; 51 read n3 x by bob; 90 heal; 91 cut n1; 92 read n2 x by carol"
        ),
        "linearizable",
    ),
    "majority_lock_for_ever": (
        "system majority_lock nodes=3 lease=0; 10 write n2 x 1 by alice; 25 crash n2; 300 write n3 x 2 by bob",
        "available",
    ),
    "multi_value_lww": (
        "system multi_value resolver=lww; 10 write n1 x a; 11 write n2 x b; 60 read n1 x", "durable",
    ),
    "multi_value_lww_register": (
        "system multi_value resolver=crdt crdt=lww_register; 10 write n1 x a; 11 write n2 x b; 60 read n1 x", "durable",
    ),
    "multi_value_op_counter_again": (PRESETS["counted_twice"], "counted_once"),
    "partition_aware_two_sides": (
        (
            "system partition_aware nodes=4 r=2 w=2 heartbeat=20; stop 200; init x 0; 5 cut n1 n2; 10 write n1 x 1;"
            " 12 write n3 x 2; 60 read n1 x; 62 read n3 x"
        ),
        "linearizable",
    ),
    "partition_aware_serve": (PRESETS["both_sides"], "linearizable"),
    "primary_async": (PRESETS["failover"], "durable"),
    "primary_cache": (PRESETS["table_ttl"], "linearizable"),
    "primary_cache_stale": (PRESETS["table_stale_if_error"], "linearizable"),
    "primary_cache_ever": (
        "system primary copy=cache ttl=0; init x 0; 10 read n2 x; 50 write n1 x 1; 9000 read n2 x", "linearizable",
    ),
    "primary_fallback": (PRESETS["fallback"], "read_your_writes"),
    "primary_lease": (PRESETS["lease"], "durable"),
    "primary_in_sync_unclean": (PRESETS["unclean"], "durable"),
    "primary_sync": (PRESETS["ca"], "available"),
    "quorum_miss": (PRESETS["first"], "linearizable"),
    "quorum_two_sides": (
        "system quorum nodes=4 r=3 w=2; 5 cut n1 n2; 10 write n1 x 1; 10 write n3 x 2; 60 heal", "converged",
    ),
    "quorum_sloppy": (SLOPPY, "read_your_writes"),
    "raft_local": (PRESETS["deposed"], "linearizable"),
    "raft_stale": (PRESETS["follower"], "monotonic_reads"),
    "raft_sync": (PRESETS["old_sync"], "linearizable"),
}  # fmt: skip
"""By code of a warning: a run in which it comes true, and the promise that breaks."""


ELSEWHERE = {
    "causal_ordered": ("test_causal", "test_no_node_shows_an_effect_before_its_cause"),
    "multi_value_siblings": ("test_multi_value", "test_nothing_acknowledged_is_lost"),
    "multi_value_merge": ("test_museum", "test_a_run_shows_what_its_entry_claims"),
    "multi_value_g_counter": ("test_crdt", "test_a_counter_is_the_sum_of_all_updates"),
    "multi_value_pn_counter": ("test_table", "test_an_operation_is_judged_as_by_hand"),
    "multi_value_op_counter": ("test_crdt", "test_a_counter_is_the_sum_of_all_updates"),
    "multi_value_g_set": ("test_crdt", "test_a_merge_and_an_update_only_ever_add"),
    "multi_value_or_set": ("test_crdt", "test_an_or_set_holds_what_was_added_and_not_removed_by_one_who_had_seen_it"),
    "multi_value_mv_register": ("test_crdt", "test_replicas_that_have_all_met_tell_the_same"),
    "primary_in_sync": ("test_in_sync", "test_without_unclean_election_nothing_acknowledged_is_ever_lost"),
    "primary_cache": ("test_base", "test_no_read_is_further_behind_than_a_copy_lives_and_one_delay"),
    "partition_aware_by_hand": ("test_partition", "test_by_hand_each_heartbeat_is_a_round"),
    "partition_aware_tie_oldest": ("test_tie", "test_no_read_of_a_half_misses_an_acknowledged_write"),
    "service_capacity": (
        "test_capacity",
        "test_with_a_capacity_an_outage_outlasts_its_trigger_if_calls_are_retried_and_not_else",
    ),
    "service_queue": ("test_capacity", "test_whose_turn_it_is"),
    "service_no_data": ("test_gateway", "test_errors_are_tried_again_three_times_elsewhere_in_turn"),
}
"""Where else a sentence is held: module and test."""


def system(line: str) -> System:
    return parse(f"system {line}").system


def broken(trace: Trace, checks: Sequence[str]) -> list[str]:
    return [found.check for found in verdicts(trace, checks=checks) if found.outcome == "broken"]


@pytest.mark.parametrize(("line", "checks"), HELD)
@given(data=st.data())
@settings(max_examples=40)
def test_no_run_breaks_what_is_said_of_all_runs(line: str, checks: tuple[str, ...], data: st.DataObject) -> None:
    chosen = system(line)
    tended = [campaigns(chosen), heartbeats(chosen)] if chosen.protocol == "raft" else []
    scenario = data.draw(scenarios(chosen, keys=("x",), lossy=True, least=6, requests=4, stop=500, tended=tended))
    assert broken(run(scenario), checks) == [], scenario


@pytest.mark.parametrize("code", RISKS)
def test_a_warning_comes_true_in_some_run(code: str) -> None:
    script, check = RISKS[code]
    scenario = parse(script)
    assert said(scenario.system) == code
    assert broken(run(scenario), (check,)) == [check]


def said(chosen: System) -> str:
    """The code of the sentence on a system."""
    protocol = protocol_of(chosen)
    return f"{protocol.name}_{protocol.promise(configured(chosen)).code}"


def test_every_sentence_is_held_or_shown_somewhere() -> None:
    known = {*(said(system(line)) for line, _ in HELD), *RISKS, *ELSEWHERE, "partition_aware_detected"}
    frame = {"flawed", "sessions", "and", "unflushed"}  # the last: test_flushing
    assert known | frame == set(load("en").section("implies"))
    for module, test in ELSEWHERE.values():
        assert hasattr(import_module(f"tests.{module}"), test), test


def writes(chosen: System) -> st.SearchStrategy[list[Command]]:
    """Writes at any node, in order of time."""
    one = st.builds(Write, st.integers(5, 150), st.sampled_from(chosen.names), st.just("x"), st.integers(1, 9))
    return st.lists(one, min_size=2, max_size=8).map(lambda many: sorted(many, key=lambda write: write.tick))


def apart(chosen: System) -> st.SearchStrategy[tuple[str, ...]]:
    """The nodes on one side of a cut; there are some on the other side, too."""
    some = st.sets(st.sampled_from(chosen.names), min_size=1, max_size=len(chosen.names) - 1)
    return some.map(lambda side: tuple(name for name in chosen.names if name in side))


def cut_from_the_start(chosen: System, side: tuple[str, ...], commands: Sequence[Command]) -> Trace:
    return run(Scenario(chosen, timeout=60, commands=(Cut(0, Groups((side,))), *commands), stop=400))


@given(data=st.data())
def test_once_a_synchronous_copy_is_out_of_reach_nobody_can_write(data: st.DataObject) -> None:
    chosen = system("primary nodes=3")
    trace = cut_from_the_start(chosen, data.draw(apart(chosen)), data.draw(writes(chosen)))
    assert all(op.status != "ok" for op in trace.operations)


def test_while_the_primary_reaches_all_copies_a_cut_elsewhere_stops_nobody() -> None:
    trace = run(parse("system primary nodes=3; 5 cut n2-n3; 10 write n1 x 1; 60 write n2 x 2; 110 write n3 x 3"))
    assert {op.status for op in trace.operations} == {"ok"}
    assert broken(trace, ("linearizable", "available", "durable")) == []


@pytest.mark.parametrize(
    "line", ["nodes=3 heartbeat=20", "nodes=4 w=3 heartbeat=20", "nodes=5 heartbeat=20", "nodes=3"]
)
@given(data=st.data())
@settings(max_examples=40)
def test_where_w_logs_are_more_than_half_two_sides_never_both_accept(line: str, data: st.DataObject) -> None:
    chosen = system(f"partition_aware {line}")
    side = data.draw(apart(chosen))
    trace = cut_from_the_start(chosen, side, data.draw(writes(chosen)))
    assert len({op.node in side for op in trace.operations if op.status == "ok"}) < 2


SYNC = (
    "system primary nodes=3 copy=sync primary=n1; init x 10; 70 cut n1 n2 | n3; 80 write n1 x 11;"
    " 95 read n2 x; 100 read n3 x"
)


def test_waiting_for_every_copy_does_not_make_reads_of_copies_linearizable() -> None:
    """The new value at n2, then the old one at n3; from the primary alone: no answer at n3."""
    assert broken(run(parse(SYNC)), ("linearizable", "available")) == ["linearizable", "available"]
    slow = SYNC.replace("70 cut n1 n2 | n3", "link n1-n3 latency=45")
    assert broken(run(parse(slow)), ("linearizable", "available")) == ["linearizable"], "no cut is needed"
    primary = SYNC.replace("copy=sync", "copy=sync read=primary")
    assert broken(run(parse(primary)), ("linearizable", "available")) == ["available"]
