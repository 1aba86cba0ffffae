"""What a wiped disk does to replicated data types: what merges without dots becomes one again, what is gone is told.

Rules of this file
* n1 loses its disk and gives the dot (n1, 1) a second time: by clocks alone the two updates are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import durable, lost_writes
from engine.analysis.verdicts import verdicts, views
from engine.checks.converged import values
from engine.model import Command, Crash, Recover, Sync, Verdict, Write
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace

WIPED = """system multi_value nodes=2 resolver=crdt crdt={}
10 write n1 c {} by a as w1
40 crash n1
50 recover n1 wipe
60 write n1 c {} by a as w2
90 sync n1 n2
stop 250
"""


def play(kind: str, first: object, second: object) -> Trace:
    return run(parse(WIPED.format(kind, first, second)))


def held(trace: Trace, key: str = "c", index: int | None = None) -> dict[str, tuple[Any, ...]]:
    """By node what a reader would see."""
    index = trace.last if index is None else index
    return {node: values(view, key) for node, view in views(trace, index).items() if node.startswith("n")}


def of(trace: Trace, check: str) -> Verdict:
    return next(one for one in verdicts(trace) if one.check == check)


@pytest.mark.parametrize(
    ("kind", "first", "second", "both", "lost"),
    [
        ("g_counter", 5, 3, (5,), ("w2",)),  # max(5, 3): the 3 is not in it
        ("g_counter", 5, 1, (5,), ("w2",)),
        ("g_counter", 5, 7, (7,), ("w1",)),  # max(5, 7): the 5 is not in it
        ("g_counter", 5, 5, (5,), ("w1",)),  # one count of 5 where 10 were counted
        ("pn_counter", 5, 3, (5,), ("w2",)),
        ("pn_counter", 5, -3, (2,), ()),  # up 5, down 3
        ("pn_counter", -5, -7, (-7,), ("w1",)),
        ("g_set", "a", "b", ("a", "b"), ()),
        ("or_set", "a", "b", ("b",), ("w1",)),  # one dot, one element: the greater
        ("or_set", "b", "a", ("b",), ("w2",)),
        ("or_set", 1, "a", ("a",), ("w1",)),  # a number and a word under one dot
        ("or_set", "a", "a", ("a",), ()),
        ("lww_register", "a", "b", ("b",), ("w1",)),  # n1 wrote b without having seen a
    ],
)  # fmt: skip
def test_after_a_sync_both_hold_the_merge_of_both_and_what_is_not_in_it_is_lost(
    kind: str, first: object, second: object, both: tuple[object, ...], lost: tuple[str, ...]
) -> None:
    trace = play(kind, first, second)
    assert held(trace) == {"n1": both, "n2": both}
    assert lost_writes(trace) == lost
    assert (durable(trace).outcome, durable(trace).operations) == ("broken" if lost else "kept", lost)
    assert of(trace, "converged").outcome == "kept"


def test_what_one_of_both_still_holds_is_not_lost_yet() -> None:
    """w1's 5 is at n2 alone, w2's 3 at n1 alone, until 90; n2's answer at 110 leaves 5 on both."""
    trace = play("g_counter", 5, 3)
    assert held(trace, index=trace.at(89)) == {"n1": (3,), "n2": (5,)}
    assert lost_writes(trace, trace.at(89)) == ()


def test_a_count_that_came_back_before_it_grew_is_whole() -> None:
    """n1 hears of its own 5 again at 75, and counts on from there: 5 + 1."""
    lines = "10 write n1 c 5 as w1\n40 crash n1 wipe\n50 recover n1\n55 sync n1 n2\n90 write n1 c 1 as w2"
    trace = run(parse(f"system multi_value nodes=2 resolver=crdt crdt=g_counter\n{lines}"))
    assert held(trace) == {"n1": (6,), "n2": (6,)} and lost_writes(trace) == ()


def test_a_count_is_lost_with_what_it_was_added_to() -> None:
    """n1 counts to 6 and tells nobody, loses its disk, counts two ones anew: n2 hears of 2."""
    lines = (
        "1 cut n1 | n2\n10 write n1 c 5 as w1\n11 write n1 c 1 as w2\n40 crash n1 wipe\n50 recover n1\n55 heal\n"
        "60 write n1 c 1 as w3\n61 write n1 c 1 as w4"
    )
    trace = run(parse(f"system multi_value nodes=2 resolver=crdt crdt=g_counter\n{lines}"))
    assert held(trace) == {"n1": (2,), "n2": (2,)} and lost_writes(trace) == ("w1", "w2")


def test_an_element_that_was_taken_out_is_not_lost_and_one_that_came_back_makes_the_remove_lost() -> None:
    system = "system multi_value nodes=2 resolver=crdt crdt=or_set\n10 write n1 s a as w1\n30 delete n1 s a as d1\n"
    taken = run(parse(f"{system}70 crash n2 wipe\n80 recover n2\n90 write n2 s b as w2"))
    assert held(taken, "s") == {"n1": ("b",), "n2": ("b",)} and lost_writes(taken) == ()
    again = "25 cut n1 | n2\n40 crash n1 wipe\n50 recover n1\n55 heal\n60 write n1 s b as w2\n65 write n1 s c as w3\n"
    back = run(parse(f"{system.replace('30 ', '26 ')}{again}90 sync n1 n2"))
    assert held(back, "s") == {"n1": ("b", "c"), "n2": ("b", "c")} and lost_writes(back) == ()


def test_a_register_of_a_data_type_behind_a_gateway_is_judged() -> None:
    lines = "gateway g1\n10 write g1 x a as w1\n40 write g1 x b as w2"
    trace = run(parse(f"system multi_value nodes=2 resolver=crdt crdt=lww_register\n{lines}"))
    assert held(trace, "x") == {"n1": ("b",), "n2": ("b",)} and durable(trace).outcome == "kept"


@pytest.mark.parametrize("resolver", ["siblings", "lww", "merge"])
def test_what_a_gateway_wrote_and_all_nodes_hold_is_not_lost(resolver: str) -> None:
    """The node keeps it under the id of the attempt, w1@g1.1."""
    trace = run(parse(f"system multi_value nodes=2 resolver={resolver}\ngateway g1\n10 write g1 x a as w1"))
    assert held(trace, "x") == {"n1": ("a",), "n2": ("a",)} and durable(trace).outcome == "kept"


ALONE = """1 cut n1 | n2
10 write n1 x a as w1
40 crash n1 wipe
50 recover n1
60 write n1 x b as w2
"""
"""n1 tells nobody of a, forgets it, and gives the version that a had to b."""


@pytest.mark.parametrize(
    "system",
    ["primary nodes=2 primary=n1 copy=async", "causal nodes=2 converge=no", "multi_value nodes=2",
     "multi_value nodes=2 resolver=crdt crdt=mv_register"],
)  # fmt: skip
def test_a_version_that_was_given_twice_stands_for_the_value_that_is_there(system: str) -> None:
    trace = run(parse(f"system {system}\n{ALONE}"))
    versions = [op.version for op in trace.operations]
    assert versions[0] == versions[1] and held(trace, "x")["n1"] == ("b",)
    assert lost_writes(trace, trace.at(30)) == () and lost_writes(trace) == ("w1",)


def test_an_entry_of_a_log_that_was_wiped_is_not_the_next_one_in_its_place() -> None:
    lines = "10 write n1 x a as w1\n40 crash n1 wipe\n50 recover n1\n55 campaign n1\n60 write n1 x b as w2"
    trace = run(parse(f"system raft nodes=1 leader=n1\n{lines}"))
    assert [op.version for op in trace.operations] == [(1, 2), (1, 2)] and lost_writes(trace) == ("w1",)


@pytest.mark.parametrize("converge", ["yes", "no"])
def test_the_later_write_under_a_version_given_twice_is_lost_where_the_earlier_one_stands(converge: str) -> None:
    """n2 knows (n1, 1) as a: the b of 60 is at n1 alone, and n1 is down from 90."""
    lines = ALONE.replace("1 cut n1 | n2\n", "") + "90 crash n1"
    trace = run(parse(f"system causal nodes=2 converge={converge}\n{lines}"))
    assert held(trace, "x")["n2"] == ("a",)
    assert lost_writes(trace, trace.at(80)) == () and lost_writes(trace) == ("w2",)


def test_a_lock_service_that_gives_a_token_twice_has_the_later_write_stand_in_the_place_of_the_earlier() -> None:
    lines = "10 write n2 x a as w1\n100 crash n1 wipe\n110 recover n1\n120 write n2 x b as w2"
    trace = run(parse(f"system majority_lock nodes=3\n{lines}"))
    assert [op.version for op in trace.operations] == [(1,), (1,)]
    assert set(held(trace, "x").values()) == {("b",)} and lost_writes(trace) == ()


@pytest.mark.parametrize("kind", ["g_counter", "pn_counter", "g_set", "or_set"])
def test_no_check_of_registers_speaks_of_a_counter_or_a_set(kind: str) -> None:
    """alice adds at n1, then at n2, which has not heard of it: two updates that neither follows the other."""
    lines = "1 cut n1 | n2\n10 write n1 c 1 by alice\n20 write n2 c 2 by alice\n30 read n2 c by alice\n40 heal"
    found = verdicts(run(parse(f"system multi_value nodes=2 resolver=crdt crdt={kind}\n{lines}")))
    said = {one.check: one.outcome for one in found}
    assert said == {
        "read_your_writes": "broken", "monotonic_reads": "kept", "available": "kept", "converged": "broken",
        "durable": "kept", **({"counted_once": "kept"} if kind.endswith("counter") else {}),
    }  # fmt: skip


SYNCED: tuple[Command, ...] = (Crash(300, "n3"), Recover(310, "n3"), Recover(310, "n1"), Recover(310, "n2"), *(
    Sync(400 + 50 * k, one, other)
    for k, (one, other) in enumerate([("n1", "n2"), ("n2", "n3"), ("n3", "n1"), ("n1", "n2")])
))  # fmt: skip
ticks = st.integers(0, 28).map(lambda tenth: 10 * tenth)
nodes = st.sampled_from(["n1", "n2", "n3"])
acts = st.one_of(
    st.builds(lambda tick, node, value: Write(tick, node, "c", value), ticks, nodes, st.sampled_from([1, 2, 5])),
    st.builds(lambda tick, node: Crash(tick, node, True), ticks, nodes),
    st.builds(Recover, ticks, nodes),
    st.builds(Sync, ticks, nodes, nodes).filter(lambda sync: sync.node != sync.peer),
)


@settings(max_examples=150)
@given(st.lists(acts, max_size=16), st.sampled_from(["g_counter", "pn_counter", "g_set"]))
def test_once_all_hold_the_same_it_is_made_of_what_is_not_lost(found: Sequence[Command], kind: str) -> None:
    """A counter's value is the sum of the updates that are not lost; a set's elements are those."""
    base = parse(f"system multi_value nodes=3 resolver=crdt crdt={kind}\n10 read n1 c")
    commands = (*sorted(found, key=lambda one: one.tick), *SYNCED)
    trace = run(replace(base, commands=commands))
    (value,) = set(held(trace).values())
    lost = lost_writes(trace)
    kept = [op.value for op in trace.operations if op.status == "ok" and op.id not in lost]
    if kind == "g_set":
        assert set(kept) <= set(value)
        assert all(op.value in value or op.id in lost for op in trace.operations if op.status == "ok")
    else:
        assert sum(kept) == sum(value)
