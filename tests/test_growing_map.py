"""A map that only grows against a dict, and how little of it a new entry copies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.explore.interning import frozen
from engine.structures.growing_map import GrowingMap

ENTRIES = st.lists(st.tuples(st.integers(0, 20), st.integers()))


def grown(entries: list[tuple[int, int]]) -> GrowingMap[int, int]:
    built: GrowingMap[int, int] = GrowingMap()
    for key, value in entries:
        built = built.with_entry(key, value)
    return built


@given(ENTRIES)
def test_it_holds_what_a_dict_would_hold(entries: list[tuple[int, int]]) -> None:
    built, plain = grown(entries), dict(entries)
    assert dict(built.items()) == plain and all(built.get(key) == plain.get(key) for key in range(-1, 22))


@given(ENTRIES, st.integers(0, 20))
def test_an_entry_more_leaves_the_map_before_it_alone(entries: list[tuple[int, int]], key: int) -> None:
    built = grown(entries)
    built.with_entry(key, 99)
    assert dict(built.items()) == dict(entries)


def test_the_explorer_takes_two_for_equal_however_they_grew() -> None:
    one, other = grown([(1, 0), (2, 0), (3, 0)]), grown([(3, 0), (1, 0), (2, 0)])
    assert one != other and frozen(one) == frozen(other)


def test_a_thousand_entries_are_copied_ten_times_each_at_most() -> None:
    built, copied = grown([]), 0
    for key in range(1_000):
        before, built = built, built.with_entry(key, 0)
        copied += sum(len(part) for part in built.parts if not any(part is old for old in before.parts))
    assert copied <= 10 * 1_000 and len(built.parts) <= 10
