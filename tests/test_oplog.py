"""Operation logs: one entry a request, one order for all, state by replay; and what the brief's rules make of them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.structures.operation_log import Entry, conflicts, initial, merge, ordered, replay

NODES = st.sampled_from(["n1", "n2", "n3"])
OPS = st.sampled_from([f"w{i}" for i in range(6)])
KEYS = {f"w{i}": "xy"[i % 2] for i in range(6)}


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """Entries of few requests, some tried again elsewhere; a sequence number is of one request only."""
    found: list[Entry] = []
    for op in draw(st.lists(OPS, max_size=8)):
        node = draw(NODES)
        found.append(Entry(draw(st.integers(0, 4)), node, int(op[1:]), op, KEYS[op], op))
    return found


@given(logs(), logs(), logs())
def test_merge_is_commutative_associative_and_idempotent(a: list[Entry], b: list[Entry], c: list[Entry]) -> None:
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    once = merge(a, b)
    assert merge(once, b) == merge(once, once) == once


@given(logs())
def test_one_entry_a_request_with_the_smallest_triple_in_order(entries: list[Entry]) -> None:
    log = ordered(entries)
    assert sorted(entry.op for entry in log) == sorted({entry.op for entry in entries})
    assert all(one.version < two.version for one, two in pairwise(log))
    assert all(entry.version == min(e.version for e in entries if e.op == entry.op) for entry in log)


A = Entry(100, "n1", 1, "w1", "x", "A")
B = Entry(100, "n2", 1, "w2", "x", "B")
LATER = Entry(120, "n2", 2, "w1", "x", "A")


def test_by_hand() -> None:
    assert merge([A, LATER], [B]) == (A, B)
    assert replay(merge([B], [A]), {"y": initial("y", 0)}) == {"x": B, "y": initial("y", 0)}
    assert initial("x", 0).version == () < A.version
    assert conflicts([A], [B]) == {"x": (A, B)}
    assert conflicts([A, B], [B]) == {}
    assert conflicts([A], [B._replace(key="y")]) == {}


def test_what_was_there_from_the_start_comes_before_all_of_tick_0() -> None:
    first = Entry(0, "n1", 1, "w1", "x", "A")
    assert initial("x", 0).version < first.version


def test_the_rules_of_the_brief() -> None:
    assert merge([A], [B], ["same_tick_same_write"]) == (A,)
    assert merge([B], [A], ["same_tick_same_write"]) == (B,)
    assert merge([A], [LATER], ["retry_is_new"]) == (A, LATER)
