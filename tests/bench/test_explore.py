"""The explorer on the scene of its aims: the first stale read, and all states. Times are told, never asserted."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.explore import Scope, explore, finish
from engine.explore.space import Space
from engine.explore.states import End, walk
from engine.explore.states import Path as Way
from engine.script import parse
from tests.bench.conftest import ROWS
from tests.bench.paired import paired
from tests.bench.worker import SCENE

pytestmark = pytest.mark.bench

MOST = 1_000_000


def took(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU milliseconds of a piece of work, and what it gave."""
    start = time.process_time()
    found = work()
    return (time.process_time() - start) * 1000, found


def whole(n: int, promise: str, scope: Scope) -> End:
    walking = walk(Space(parse(SCENE.format(n=n)), promise, scope), MOST)
    while True:
        try:
            next(walking)
        except StopIteration as end:
            found: End = end.value
            return found


def test_the_first_stale_read() -> None:
    scene = parse(SCENE.format(n=1))
    path_ms, path = took(
        lambda: next(one for one in walk(Space(scene, "linearizable", Scope()), MOST) if isinstance(one, Way))
    )
    ms, finding = took(lambda: finish(explore(scene, "linearizable")))
    assert isinstance(path, Way) and len(path.actions) == finding.steps == 3
    ROWS.append(f"explorer, first stale read: {path_ms:.1f} ms in 3 steps; confirmed and made smaller {ms:.1f} ms")


@pytest.mark.parametrize(
    ("n", "promise", "every_cut", "states"),
    [(1, "sequential", True, 18_069), (2, "linearizable", True, 156_613), (2, "linearizable", False, 20_453)],
)
def test_all_states(n: int, promise: str, every_cut: bool, states: int) -> None:
    ms, end = took(lambda: whole(n, promise, Scope(every_cut=every_cut)))
    assert end == End(states, True)
    ROWS.append(f"explorer, r=w={n}, {promise}: {states:,} states in {ms:.0f} ms, {states / ms:.0f} states a ms")


def test_the_explorer_against_what_it_was(tmp_path: Path) -> None:
    for each in paired("explore", tmp_path):
        assert each.found == each.found_before
        ratio = each.now / each.before
        ROWS.append(f"explorer, {each.name}: {each.before:.0f} -> {each.now:.0f} ms CPU, {ratio:.2f}")
