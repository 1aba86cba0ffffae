"""Vector clocks: by hand, by law, and against facts from published tests; versions on top of them."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.clocks import version_order as versions
from engine.clocks.vector import compare, covers, descends, increment, merge

CLOCKS = st.dictionaries(st.sampled_from(("n1", "n2", "n3")), st.integers(0, 3))
OPPOSITE = {"before": "after", "after": "before", "equal": "equal", "concurrent": "concurrent"}


def test_by_hand() -> None:
    assert increment({}, "n1") == {"n1": 1}
    assert increment({"n1": 1, "n2": 4}, "n1") == {"n1": 2, "n2": 4}
    assert merge({"n1": 2, "n2": 1}, {"n2": 3}) == {"n1": 2, "n2": 3}
    assert compare({"n1": 1}, {"n1": 1, "n2": 1}) == "before"
    assert compare({"n1": 2}, {"n1": 1}) == "after"
    assert compare({"n1": 1}, {"n2": 1}) == "concurrent"
    assert compare({"n1": 1, "n2": 0}, {"n1": 1}) == "equal"
    assert covers({"n1": 2}, ("n1", 2))
    assert not covers({"n1": 2}, ("n1", 3))
    assert not covers({"n1": 2}, ("n2", 1))


def test_nothing_is_changed_in_place() -> None:
    a, b = {"n2": 1}, {"n1": 1}
    increment(a, "n1")
    merge(a, b)
    assert (a, b) == ({"n2": 1}, {"n1": 1})
    assert list(merge(a, b)) == ["n1", "n2"]


@given(CLOCKS, CLOCKS, CLOCKS)
def test_laws(a: dict[str, int], b: dict[str, int], c: dict[str, int]) -> None:
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert compare(merge(a, a), a) == "equal"
    assert descends(merge(a, b), a)
    assert descends(a, c) or not (descends(a, b) and descends(b, c))
    assert compare(a, b) == OPPOSITE[compare(b, a)]
    assert compare(increment(a, "n1"), a) == "after"
    assert descends(a, b) == all(covers(a, dot) for dot in b.items())


def test_order_of_increments_does_not_matter() -> None:
    clocks = set()
    for order in permutations(("n1", "n2", "n1", "n3")):
        clock: dict[str, int] = {}
        for node in order:
            clock = increment(clock, node)
        clocks.add(tuple(clock.items()))
    assert clocks == {(("n1", 2), ("n2", 1), ("n3", 1))}


def answer(case: dict[str, Any]) -> Any:
    a, b = case["a"], case["b"]
    match case["op"]:
        case "compare":
            return compare(a, b)
        case "merge":
            return merge(a, b)
        case "descends":
            return descends(a, b)
        case _:
            return compare(a, b) == "after"


def test_published_facts(outside_data: Path) -> None:
    with (outside_data / "clocks" / "vector_clocks.jsonl").open(encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    ours = [case for case in cases if case["op"] in ("compare", "merge", "descends", "dominates")]
    assert len(ours) == 32
    for case in ours:
        assert answer(case) == case["expected"], case["id"]


def test_versions_in_a_total_order() -> None:
    assert versions.covers((5, "n1"), (5, "n1"))
    assert versions.covers((5, "n1", 2), (5, "n1"))
    assert not versions.covers((), (0, "n1"))
    assert not versions.covers(None, ())
    assert versions.covers(None, None)
    assert versions.follows((5, "n2"), (5, "n1"))
    assert not versions.follows((5, "n1"), (5, "n1"))
    assert versions.join(versions.join(None, ()), (1, "n1")) == (1, "n1")


def test_versions_with_contexts() -> None:
    write = {"dot": ("n1", 2), "context": {"n2": 1}}
    assert versions.covers({"n1": 2}, write)
    assert not versions.covers({"n1": 1, "n2": 9}, write)
    assert versions.follows(write, {"dot": ("n1", 1), "context": {}})
    assert versions.follows(write, {"dot": ("n2", 1), "context": {}})
    assert not versions.follows(write, {"dot": ("n2", 2), "context": {}})
    assert not versions.follows(write, {"dot": ("n1", 2), "context": {}})
    assert versions.join({"n1": 1}, versions.floor(write)) == {"n1": 2}
