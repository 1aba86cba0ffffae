"""Replicated data types: whatever the order in which replicas meet, who has seen the same holds the same.

Rules of this file
* Replicas act and meet by a drawn plan; a plan has a model of its own where one is easy to tell: a sum, a set.
* a <= b is read as merge(a, b) == b.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.structures.crdt import TYPES, replica
from engine.structures.crdt.replica import Replica

NODES = ("n1", "n2", "n3")
FEW = settings(max_examples=40, deadline=None)

Act = tuple[str, str, Any]

values = st.sampled_from([0, 1, 2, 5])
acts = st.one_of(
    st.tuples(st.sampled_from(NODES), st.just("write"), values),
    st.tuples(st.sampled_from(NODES), st.just("delete"), st.one_of(st.none(), values)),
    st.tuples(st.sampled_from(NODES), st.just("meet"), st.sampled_from(NODES)),
)
plans = st.lists(acts, max_size=14)
every_type = pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)


def played(kind: ModuleType, plan: list[Act]) -> dict[str, Replica]:
    """Three replicas after a plan: what a type cannot do changes nothing; `meet` is one way."""
    found = dict.fromkeys(NODES, replica.empty(kind))
    for tick, (node, verb, what) in enumerate(plan):
        if verb == "meet":
            found[node] = replica.merge(kind, found[node], found[what])
        else:
            found[node] = replica.apply(kind, found[node], verb, node, what, (tick, node)) or found[node]
    return found


@every_type
@FEW
@given(plans)
def test_a_merge_is_commutative_associative_idempotent(kind: ModuleType, plan: list[Act]) -> None:
    a, b, c = played(kind, plan).values()
    ab, ba = replica.merge(kind, a, b), replica.merge(kind, b, a)
    assert ab == ba
    assert replica.merge(kind, ab, c) == replica.merge(kind, a, replica.merge(kind, b, c))
    assert replica.merge(kind, a, a) == a


@every_type
@FEW
@given(plans)
def test_a_merge_and_an_update_only_ever_add(kind: ModuleType, plan: list[Act]) -> None:
    a, b, _ = played(kind, plan).values()
    both = replica.merge(kind, a, b)
    assert replica.merge(kind, a, both) == both == replica.merge(kind, both, b)
    after = replica.apply(kind, a, "write", "n1", 3, (99, "n1"))
    assert after is not None and after != a
    assert replica.merge(kind, a, after) == after


@every_type
@FEW
@given(plans, st.permutations(NODES))
def test_replicas_that_have_all_met_tell_the_same(kind: ModuleType, plan: list[Act], order: list[str]) -> None:
    found = played(kind, plan)
    whole = replica.empty(kind)
    for node in order:
        whole = replica.merge(kind, whole, found[node])
    usual = replica.empty(kind)
    for node in NODES:
        usual = replica.merge(kind, usual, found[node])
    assert whole == usual
    told = kind.value(whole.state)
    assert isinstance(told, tuple) and list(told) == sorted(told)


@FEW
@given(st.lists(st.tuples(st.sampled_from(NODES), st.integers(-5, 5), st.sampled_from([None, *NODES]))))
def test_a_counter_is_the_sum_of_all_updates(plan: list[tuple[str, int, str | None]]) -> None:
    for name, allowed in (("pn_counter", -5), ("op_counter", -5), ("g_counter", 0)):
        kind = TYPES[name]
        done: list[Act] = []
        for node, by, peer in plan:
            done += [(node, "write", by)] if by >= allowed else []
            done += [] if peer is None else [(node, "meet", peer)]
        total = replica.empty(kind)
        for one in played(kind, done).values():
            total = replica.merge(kind, total, one)
        assert kind.value(total.state) == ((sum(by for _, verb, by in done if verb == "write"),) if total.seen else ())


@FEW
@given(plans)
def test_an_or_set_holds_what_was_added_and_not_removed_by_one_who_had_seen_it(plan: list[Act]) -> None:
    """The specification of an OR-set, told by who had seen what instead of by dots."""
    history: list[tuple[int, str, Any]] = []
    seen: dict[str, set[int]] = {node: set() for node in NODES}
    removed: set[int] = set()
    for node, verb, what in plan:
        if verb == "meet":
            seen[node] |= seen[what]
            continue
        if verb == "delete":
            removed |= {i for i, _, value in history if i in seen[node] and what in (None, value)}
        else:
            history.append((len(history), node, what))
            seen[node].add(len(history) - 1)
    kind, whole = TYPES["or_set"], replica.empty(TYPES["or_set"])
    for one in played(kind, plan).values():
        whole = replica.merge(kind, whole, one)
    assert kind.value(whole.state) == tuple(sorted({value for i, _, value in history if i not in removed}))


def told(name: str, *plan: Act) -> tuple[Any, ...]:
    """What n1 tells after it has met n2 at the end."""
    found = played(TYPES[name], [*plan, ("n1", "meet", "n2")])
    answer: tuple[Any, ...] = TYPES[name].value(found["n1"].state)
    return answer


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("g_counter", (3,)),
        ("pn_counter", (3,)),
        ("g_set", (1, 2)),
        ("or_set", (1, 2)),
        ("lww_register", (2,)),
        ("mv_register", (1, 2)),
    ],
)
def test_two_concurrent_writes(name: str, answer: tuple[int, ...]) -> None:
    assert told(name, ("n1", "write", 1), ("n2", "write", 2)) == answer


def test_an_add_wins_over_a_remove_that_had_not_seen_it() -> None:
    first = (("n1", "write", 1), ("n2", "meet", "n1"))
    assert told("or_set", *first, ("n1", "delete", 1), ("n2", "write", 1)) == (1,)
    assert told("or_set", *first, ("n1", "delete", 1)) == ()
    assert told("or_set", *first, ("n1", "write", 2), ("n2", "delete", None)) == (2,)


def test_a_counter_reset_takes_away_only_what_was_seen() -> None:
    assert told("pn_counter", ("n1", "write", 5), ("n1", "delete", None), ("n2", "write", 2)) == (2,)


@pytest.mark.parametrize(
    ("name", "verb", "value"),
    [
        ("g_counter", "write", -1),
        ("g_counter", "write", "many"),
        ("g_counter", "delete", None),
        ("pn_counter", "write", "many"),
        ("pn_counter", "delete", 1),
        ("g_set", "delete", 1),
        ("lww_register", "delete", 1),
        ("mv_register", "delete", 1),
    ],
)
def test_what_a_type_cannot_do(name: str, verb: str, value: Any) -> None:
    kind = TYPES[name]
    assert replica.apply(kind, replica.empty(kind), verb, "n1", value, (1, "n1")) is None


@every_type
def test_what_was_there_from_the_start_is_below_every_update(kind: ModuleType) -> None:
    start = replica.initial(kind, 4)
    assert kind.value(start.state) == (4,) and replica.context(start) == {}
    assert replica.newer(kind, start, replica.empty(kind)) and not replica.newer(kind, replica.empty(kind), start)
    after = replica.apply(kind, start, "write", "n1", 1, (1, "n1"))
    assert after is not None and replica.context(after) == {"n1": 1}
    assert replica.merge(kind, start, after) == after
    assert replica.merge(kind, replica.empty(kind), start) == start


@pytest.mark.parametrize(("name", "bad"), [("g_counter", "milk"), ("g_counter", -1), ("pn_counter", "milk")])
def test_what_a_counter_cannot_hold_is_not_there(name: str, bad: Any) -> None:
    assert TYPES[name].value(replica.initial(TYPES[name], bad).state) == ()


@pytest.mark.parametrize("name", ["g_counter", "pn_counter"])
def test_a_counter_can_begin_at_0_and_count_nothing(name: str) -> None:
    kind = TYPES[name]
    start = replica.initial(kind, 0)
    assert kind.value(start.state) == (0,)
    counted = replica.apply(kind, start, "write", "n1", 0, (1, "n1"))
    assert counted is not None and kind.value(counted.state) == (0,)
