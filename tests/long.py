"""Property tests, run long: `python -m tests.long 3600` spends so many seconds on them in turn and counts the examples.
`python -m tests.long 3600 brute_force 5000` runs those whose name has this word, until each has had so many.

Each property is one of those that every test run checks with a few examples; here it is given rounds of many, with new
luck each time. A counterexample ends the run with its script, as in a test.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from math import inf
from typing import Any

from hypothesis import HealthCheck, settings

PROPERTIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("test_raft", "test_raft_keeps_its_promises_under_any_schedule", {"system": "BY_HAND"}),
    ("test_raft", "test_raft_keeps_its_promises_under_any_schedule", {"system": "BY_ITSELF"}),
    ("test_raft", "test_raft_keeps_its_promises_under_any_schedule", {"system": "FIVE"}),
    ("test_raft", "test_what_was_acknowledged_is_in_the_log_of_a_majority", {}),
    ("test_majority_lock", "test_with_fencing_it_is_linearizable_and_loses_nothing", {"system": "THREE"}),
    ("test_majority_lock", "test_with_fencing_it_is_linearizable_and_loses_nothing", {"system": "APART"}),
    ("test_chain", "test_a_chain_is_linearizable_whatever_is_cut_crashed_wiped_or_lost", {"system": "ANY"}),
    ("test_chain", "test_new_chains_of_the_same_nodes_break_nothing", {"system": "TAIL"}),
    ("test_raft_reads", "test_reads_that_a_majority_confirms_are_linearizable_at_any_node", {"system": "BY_HAND"}),
    ("test_raft_reads", "test_reads_that_a_majority_confirms_are_linearizable_at_any_node", {"system": "BY_ITSELF"}),
    ("test_raft_reads", "test_reads_that_a_majority_confirms_are_linearizable_at_any_node", {"system": "FIVE"}),
    ("test_raft_reads", "test_stale_reads_at_one_node_are_a_growing_beginning_of_the_log", {}),
    (
        "test_raft_elections",
        "test_reads_by_lease_are_linearizable_while_clocks_keep_within_the_drift",
        {"system": "LEASE"},
    ),
    (
        "test_raft_elections",
        "test_reads_by_lease_are_linearizable_while_clocks_keep_within_the_drift",
        {"system": "GUARDED"},
    ),
    ("test_majority_lock", "test_tokens_grow_and_what_was_refused_is_seen_by_nobody", {}),
    ("test_majority_lock", "test_one_holder_a_key_as_the_service_has_it_and_only_for_its_lease", {}),
    ("test_causal", "test_no_node_shows_an_effect_before_its_cause", {}),
    ("test_causal_clients", "test_a_client_who_moves_keeps_every_session_guarantee", {}),
    ("test_partition", "test_after_heal_and_exchange_all_agree_on_the_replay_of_all_that_was_logged", {}),
    ("test_partition", "test_an_acknowledged_write_is_in_w_logs_whatever_anybody_believes", {}),
    ("test_partition", "test_after_heal_heartbeats_alone_bring_every_write_to_every_log", {}),
    ("test_duplicates", "test_no_promise_hangs_on_messages_that_come_once", {}),
    ("test_vnode_vectors", "test_nothing_acknowledged_is_lost_and_all_agree_in_the_end", {}),
    ("test_lease_over_reads", "test_if_whoever_promotes_waits_for_the_lease_the_old_primary_answers_nobody", {}),
    ("test_in_sync", "test_without_unclean_election_nothing_acknowledged_is_ever_lost", {}),
    ("test_lesson_claims", "test_what_a_lesson_calls_cp_is_linearizable_whatever_happens", {}),
    ("test_lesson_claims", "test_what_a_lesson_calls_ap_answers_whatever_happens", {}),
    ("test_lesson_claims", "test_with_versions_that_are_counted_no_read_is_older_than_what_was_acknowledged", {}),
    (
        "test_lesson_claims",
        "test_who_reads_at_one_node_of_two_gets_nothing_older_than_what_both_acknowledged",
        {},
    ),
    ("test_tie", "test_no_read_of_a_half_misses_an_acknowledged_write", {}),
    ("test_tie", "test_with_a_lease_no_two_halves_ever_go_on_at_once", {"system": "LEASE"}),
    ("test_capacity", "test_without_retries_an_outage_ends_when_what_its_trigger_has_left_is_worked_off", {}),
    ("test_capacity", "test_no_bound_is_passed_and_nobody_waits_for_an_idle_instance", {}),
    ("test_flushing", "test_where_all_is_flushed_an_unflushed_crash_is_a_crash", {}),
    ("test_flushing", "test_who_crashes_unflushed_has_what_it_had_at_the_last_flush", {}),
    ("test_pauses", "test_fencing_holds_whoever_stands_still_and_whatever_clocks_say", {}),
    ("test_lock_of_several", "test_fencing_holds_with_the_lock_of_several", {"system": "APART"}),
    ("test_lock_of_several", "test_fencing_holds_with_the_lock_of_several", {"system": "ALL"}),
    ("test_rounds", "test_after_a_whole_round_in_vain_nothing_ever_changes", {}),
    ("test_wiped_disks", "test_once_all_hold_the_same_it_is_made_of_what_is_not_lost", {}),
    ("test_own_bounds", "test_whatever_became_of_a_lesson_it_is_taken_or_its_faults_are_told", {}),
    ("test_own_bounds", "test_whatever_became_of_a_link_it_is_unpacked_or_refused", {}),
    ("test_odd_texts", "test_whatever_became_of_a_script_it_runs_or_its_mistake_is_told", {}),
    ("test_odd_texts", "test_whatever_became_of_a_file_of_predictions_it_is_taken_or_refused", {}),
    ("test_odd_texts", "test_whatever_became_of_an_address_its_page_opens", {}),
    ("test_oplog", "test_merge_is_commutative_associative_and_idempotent", {}),
    ("test_levels", "test_all_strong_is_linearizable_even_where_one_node_would_do", {}),
    ("test_levels", "test_all_causal_is_causal_across_keys_and_converges", {}),
    ("test_round_trips", "test_any_run_comes_back_with_its_verdicts", {}),
    ("test_history_fuzz", "test_a_damaged_history_of_any_notation_is_read_or_refused", {}),
    ("test_brute_force", "test_brute_force_of_a_register", {}),
    ("test_brute_force", "test_brute_force_of_a_register_with_cas", {}),
    ("test_brute_force", "test_brute_force_of_a_key_value_store", {}),
    ("test_brute_force", "test_brute_force_of_a_list", {}),
    ("test_objects", "test_a_verdict_is_that_of_trying_every_order", {"name": "SET"}),
    ("test_objects", "test_a_verdict_is_that_of_trying_every_order", {"name": "COUNTER"}),
    ("test_objects", "test_a_verdict_is_that_of_trying_every_order", {"name": "QUEUE"}),
    ("test_objects", "test_a_verdict_is_that_of_trying_every_order", {"name": "MUTEX"}),
    ("test_objects", "test_a_verdict_is_that_of_trying_every_order", {"name": "BANK"}),
    ("test_transactions", "test_every_anomaly_is_real_and_of_lists_none_is_missed", {}),
    ("test_transaction_values", "test_so_it_is_with_starts_and_with_values_that_were_written_twice", {}),
    ("test_transaction_cycles", "test_a_cycle_told_is_the_smallest_of_its_kind", {}),
    ("test_painting_on", "test_so_does_any_walk_on_all_stages_after_each_act", {}),
)
"""Module, name, and the names in the module of what the test is given besides."""

ROUND = 200


def main(seconds: float, word: str = "", most: float = inf) -> None:
    """Rounds of the properties with this word until the time is up, or each has had so many examples."""
    end, counts = time.monotonic() + seconds, Counter[str]()
    left = {" ".join((name, *given.values())): (module, name, given) for module, name, given in PROPERTIES}
    left = {label: one for label, one in left.items() if word in f"{one[0]} {label}"}
    while left and time.monotonic() < end:
        for label, (module, name, given) in list(left.items()):
            found = import_module(f"tests.{module}")
            _round(getattr(found, name), {key: getattr(found, value) for key, value in given.items()}, label, counts)
            if counts[label] >= most:
                del left[label]
            if time.monotonic() >= end:
                break
    for label, count in counts.items():
        print(f"{count:8} {label}")
    print(f"{sum(counts.values()):8} in all")


def _round(test: Any, given: dict[str, Any], label: str, counts: Counter[str]) -> None:
    inner: Callable[..., None] = test.hypothesis.inner_test

    def counted(*args: Any, **kwargs: Any) -> None:
        counts[label] += 1
        inner(*args, **kwargs)

    test._hypothesis_internal_use_settings = settings(
        max_examples=ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    test.hypothesis.inner_test = counted
    try:
        test(**given)
    finally:
        test.hypothesis.inner_test = inner


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(float(asked[0]) if asked else 60, "".join(asked[1:2]), float(asked[2]) if asked[2:] else inf)
