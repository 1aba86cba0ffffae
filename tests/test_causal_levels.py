"""level=causal over quorum and multi_value: whoever has seen an effect sees its cause, or waits; versions never repeat.

Rules of this file
* alice writes x=i and then y=i, for i = 1, 2, ..., each at any node when the one before has ended. So whoever has read
  y=i must afterwards find x at i or later. If the copy is not there the read waits, and ends unknown at its deadline.
* Every write gets a version of its own, also several in one tick of one node whose clock is set back meanwhile.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.asking import ends, operation, play, values

ALONE = {"quorum": "system quorum nodes=3 r=1 w=1", "multi_value": "system multi_value nodes=3"}
FEW = settings(max_examples=60, derandomize=True, deadline=None)

TOLD = """\
{system}
1 hold n1>n2.1
10 write n1 x 1 by alice{level}
20 write n1 y 1 by alice{level}
40 read n2 y by bob{level} as effect
60 read n2 x by bob{level} as cause
{release}
"""
"""x never leaves n1 for n2, or late; y is there at 30."""


@pytest.mark.parametrize("protocol", ALONE)
@pytest.mark.parametrize(
    ("level", "release", "cause"),
    [
        (" level=causal", "90 release n1>n2.1", "ok 90 1"),
        (" level=causal", "", "unknown 160 None"),
        (" level=eventual", "90 release n1>n2.1", "ok 60 None"),
        ("", "90 release n1>n2.1", "ok 60 None"),
    ],
)
def test_a_causal_read_waits_for_what_its_clients_reads_depended_on(
    protocol: str, level: str, release: str, cause: str
) -> None:
    """n2 can ask nobody, so what it answers with is its own copy."""
    trace = play(f"{TOLD.format(system=ALONE[protocol], level=level, release=release)}1 cut n2>n1 n2>n3")
    assert found(trace, "effect") == "ok 40 1"
    assert found(trace, "cause") == cause


def found(trace: Any, name: str) -> str:
    """Status, end and value of a read, in one way for one value and for siblings."""
    op = operation(trace, name)
    return f"{op.status} {op.done} {greatest(op.value)}"


def greatest(value: Any) -> Any:
    """The greatest of what a read returned."""
    return max(value, default=None) if isinstance(value, tuple) else value


@pytest.mark.parametrize("protocol", ALONE)
def test_a_causal_write_carries_what_its_client_has_seen_to_those_who_read_it(protocol: str) -> None:
    """bob has read x at n1 and writes y at n3; carol, at n2, reads y and so must wait for x."""
    trace = play(
        f"{ALONE[protocol]}; 1 hold n1>n2.1; 1 cut n2>n1 n2>n3; 10 write n1 x 1 by alice level=causal;"
        "30 read n3 x by bob level=causal as seen; 40 write n3 y 1 by bob level=causal;"
        "60 read n2 y by carol level=causal as effect; 70 read n2 x by carol level=causal as cause;"
        "100 release n1>n2.1"
    )
    assert [found(trace, name) for name in ("seen", "effect", "cause")] == ["ok 30 1", "ok 60 1", "ok 100 1"]


node, gap = st.sampled_from(("n1", "n2", "n3")), st.integers(0, 30)
links = st.sampled_from(("n1>n2", "n1>n3", "n2>n1", "n2>n3", "n3>n1", "n3>n2"))
holds = st.lists(st.tuples(links, st.integers(1, 4)), max_size=6, unique=True)
Step = tuple[str, str, int]
HARD: tuple[list[Step], list[Step], list[tuple[str, int]]] = (
    [("n1", "n1", 5)], [("n2", "n2", 20), ("n2", "n2", 40)], [("n1>n2", 1), ("n2>n1", 1), ("n2>n3", 1)]
)  # fmt: skip


@pytest.mark.parametrize("protocol", ALONE)
@FEW
@example(1, *HARD)
@given(
    latency=st.sampled_from((1, 10, 25)),
    writes=st.lists(st.tuples(node, node, gap), min_size=1, max_size=4),
    reads=st.lists(st.tuples(node, node, gap), min_size=1, max_size=6),
    held=holds,
)
def test_whoever_has_read_an_effect_reads_its_cause_or_waits(
    protocol: str, latency: int, writes: list[Step], reads: list[Step], held: list[tuple[str, int]]
) -> None:
    lines = [ALONE[protocol], f"latency {latency}", "clock n2 skew=-7", "clock n3 skew=9"]
    lines += [f"0 hold {link}.{nth}\n300 release {link}.{nth}" for link, nth in held]
    tick = 10
    for nth, (x, y, wait) in enumerate(writes, 1):
        lines.append(f"{tick} write {x} x {nth} by alice level=causal")
        lines.append(f"{tick + 1} write {y} y {nth} by alice level=causal")
        tick += wait + 2
    tick = 12
    for nth, (y, x, wait) in enumerate(reads, 1):
        tick += wait
        lines.append(f"{tick} read {y} y by bob{nth} level=causal as y{nth}")
        lines.append(f"{tick + 60} read {x} x by bob{nth} level=causal as x{nth}")
    trace = play("\n".join(lines))
    for nth in range(1, len(reads) + 1):
        effect, cause = operation(trace, f"y{nth}"), operation(trace, f"x{nth}")
        if effect.status == "ok" and (effect.done or 0) <= cause.issued and greatest(effect.value):
            assert cause.status == "unknown" or (greatest(cause.value) or 0) >= greatest(effect.value)


# -- versions ----------------------------------------------------------------------------------------------------------


def versions(script: str) -> list[str]:
    """The versions of all writes, as text, in order."""
    return [json.dumps(op.version) for op in play(script).operations if op.kind == "write"]


GUARANTEES = "read_your_writes=yes monotonic_reads=yes monotonic_writes=yes writes_follow_reads=yes"


def test_a_version_comes_after_all_that_its_node_gave_in_that_tick_and_after_what_its_client_wrote() -> None:
    """n1's clock says 11 twice. alice's last write is after her first (11, n1, 1) and must not be bob's (11, n1, 2)."""
    script = (
        "system quorum nodes=3 r=1 w=1 monotonic_writes=yes; clock n1 skew=1; 11 skew n1 0;"
        "10 write n1 x 1 by carol; 10 write n1 x 2 by alice; 10 write n1 x 3 by bob; 11 write n1 x 4 by alice;"
        "60 read n1 x by dave as r"
    )
    assert versions(script) == ['[11, "n1"]', '[11, "n1", 1]', '[11, "n1", 2]', '[11, "n1", 3]']
    assert found(play(script), "r") == "ok 60 4"


def test_a_clock_that_is_set_back_reads_the_same_again_but_gives_no_version_again() -> None:
    """x=1 is (12, n1). When n1's clock says 12 again, x=2 comes after that, so all end with it; x=1 is nowhere left."""
    trace = play(
        "system quorum nodes=3 r=1 w=1; latency 1; 5 cut n1-n3; 12 write n1 x 1; 20 write n1 y 0; 24 skew n1 -12;"
        "24 cut n1-n2; 24 heal n1-n3; 24 write n1 x 2; 30 heal; 40 sync n2 n3; 50 sync n1 n2"
    )
    assert [op.version for op in trace.operations] == [(12, "n1"), (20, "n1"), (12, "n1", 1)]
    assert [values(trace, node) for node in ("n1", "n2", "n3")] == [(2,)] * 3


def test_a_stamp_that_was_given_is_not_given_again_either() -> None:
    """Both writes of x are blind and stamped 12: a reader is told the second, which is not the first in order."""
    trace = play(
        "system multi_value nodes=2 resolver=lww; 12 write n1 x 1; 20 write n1 y 0; 24 skew n1 -12;"
        "24 write n1 x 2; 60 read n2 x as r"
    )
    assert operation(trace, "r").value == (2,)


def test_of_three_blind_writes_in_one_tick_the_last_is_told() -> None:
    trace = play(
        "system multi_value nodes=2 resolver=lww; 12 write n1 x 1; 12 write n1 x 2; 12 write n1 x 3; 60 read n2 x"
    )
    assert operation(trace, "r1").value == (3,)


def test_a_version_that_was_counted_on_is_not_given_again() -> None:
    """alice and dave wrote at n2 by 19: what they write at n1, whose clock says less, is counted on.

    alice gets (20, n1, 0). n1's clock catches up and is set back to 6: dave, who comes after (19, n2, 1), gets 21.
    """
    assert versions(
        "system quorum nodes=3 r=1 w=1 monotonic_writes=yes; clock n2 skew=8; 11 write n2 x 1 by alice;"
        "11 write n2 x 2 by dave; 12 write n1 x 3 by alice; 25 write n1 x 4 by bob; 26 skew n1 -20;"
        "26 write n1 x 5 by dave"
    ) == ['[19, "n2"]', '[19, "n2", 1]', '[20, "n1", 0]', '[25, "n1"]', '[21, "n1", 0]']


def test_a_node_that_counted_on_goes_on_from_there_until_its_clock_has_caught_up() -> None:
    """n1's clock says 12 when it has given 20 to alice, who wrote 19 at n2; bob's come after that."""
    assert versions(
        "system quorum nodes=3 r=1 w=1 monotonic_writes=yes; clock n2 skew=8; 11 write n2 x 1 by alice;"
        "12 write n1 x 2 by alice; 13 write n1 x 3 by bob; 21 write n1 x 4 by bob; 22 write n1 x 5 by bob"
    ) == ['[19, "n2"]', '[20, "n1", 0]', '[21, "n1", 0]', '[21, "n1", 1]', '[22, "n1"]']


BURST = st.tuples(st.integers(10, 14), st.sampled_from(("n1", "n2")), st.sampled_from(("alice", "bob", "carol")),
                  st.sampled_from(("", " level=causal", " level=eventual")))  # fmt: skip
SKEWS = st.lists(st.tuples(st.integers(10, 14), st.integers(-3, 3)), max_size=4)


@pytest.mark.parametrize(
    "protocol", ["quorum nodes=2 r=1 w=1", "quorum nodes=2 r=1 w=1 version=hybrid", "multi_value nodes=2"]
)
@FEW
@example([(10, "n1", who, "") for who in ("carol", "alice", "bob")] + [(11, "n1", "alice", "")], [(10, 1), (11, 0)])
@given(st.lists(BURST, min_size=2, max_size=10), SKEWS)
def test_no_two_writes_ever_get_one_version(
    protocol: str, burst: list[tuple[int, str, str, str]], skews: list[tuple[int, int]]
) -> None:
    lines = [f"system {protocol} {GUARANTEES}", "latency 1"]
    lines += [f"{tick} skew n1 {by}" for tick, by in skews]
    lines += [f"{tick} write {at} x {nth} by {who}{level}" for nth, (tick, at, who, level) in enumerate(burst)]
    found = versions("\n".join(lines))
    assert len(found) == len(burst)
    assert len(set(found)) == len(found)


@FEW
@given(st.lists(BURST, min_size=2, max_size=10), SKEWS)
def test_what_a_client_wrote_last_has_the_greatest_of_its_versions(
    burst: list[tuple[int, str, str, str]], skews: list[tuple[int, int]]
) -> None:
    """With w=1 a write ends at once, at the end of its tick: those of later ticks are after it, whatever clocks say."""
    lines = [
        f"system quorum nodes=2 r=1 w=1 {GUARANTEES}",
        "latency 1",
        *(f"{tick} skew n1 {by}" for tick, by in skews),
    ]
    lines += [f"{tick} write {at} x {nth} by {who}" for nth, (tick, at, who, _) in enumerate(burst)]
    trace = play("\n".join(lines))
    assert {end[0] for end in ends(trace).values()} == {"ok"}
    for one in trace.operations:
        for other in trace.operations:
            if one.client == other.client and (one.done or 0) < other.issued:
                assert one.version < other.version
