"""A primary whose lease covers reads, too: what it promises, and what it asks of whoever promotes another."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_base import play

CUTS = ("n1 | n2 n3", "n1>n2 n1>n3", "n2>n1 n3>n1")


def answered_by_the_old(covers: str, lease: int, beat: int, slow: int, cut: tuple[int, str], after: list[int]) -> int:
    """How many reads n1 answers that are asked once another was promoted. n1 hears nobody but whose answers are under
    way when it is cut off, so by then its lease is over."""
    promoted = cut[0] + slow + lease + 1
    reads = "; ".join(f"{promoted + later} read n1 x as r{nth}" for nth, later in enumerate(sorted(after)))
    chosen = f"copy=sync primary=n1 read=primary lease={lease} heartbeat={beat} lease_covers={covers}"
    told = f"{promoted} promote n2 tell n3; {reads}; stop {promoted + 300}"
    trace = play(chosen, f"latency 1..{slow}; init x 0; {cut[0]} cut {cut[1]}; {told}")
    return sum(one.status == "ok" for one in trace.operations)


@given(
    lease=st.integers(30, 120),
    beat=st.integers(5, 29),
    slow=st.integers(1, 20),
    cut=st.tuples(st.integers(1, 150), st.sampled_from(CUTS)),
    after=st.lists(st.integers(0, 90), min_size=1, max_size=4),
)
@settings(max_examples=40)
def test_if_whoever_promotes_waits_for_the_lease_the_old_primary_answers_nobody(
    lease: int, beat: int, slow: int, cut: tuple[int, str], after: list[int]
) -> None:
    assert answered_by_the_old("all", lease, beat, slow, cut, after) == 0


def test_a_lease_over_writes_alone_leaves_old_answers() -> None:
    assert answered_by_the_old("writes", 60, 20, 10, (50, CUTS[0]), [0, 40]) == 2
