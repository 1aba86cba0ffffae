"""How long ten milliseconds of one session's work take while other sessions search and judge. Told, never asserted.

Rules of this file
* The work is done again and again beside threads that never rest. The clock is told, so nothing else should run.
* Threads share the interpreter as they do on a server.
* A search is the page's, in slices, and a judgement is what the page does with a long history: both wait for a turn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from engine.checks.linearizable import linearizable
from engine.explore import Scope, explore
from engine.script import parse
from pages.ui.playground.explorer import Attack, _slice
from pages.ui.session.turns import short_slices, turn
from tests.bench.conftest import ROWS
from tests.bench.histories import drawn
from tests.bench.worker import SCENE, operations

pytestmark = pytest.mark.bench

SECONDS = 6.0
PAUSE = 0.013
SCOPE = Scope(states=1_000_000, schedules=0, every_cut=True)
LONG = operations(drawn(10_000, 5, False, "last"))


def work(loops: int) -> float:
    """Seconds that some plain work took."""
    start, total = time.perf_counter(), 0
    for i in range(loops):
        total += i * i % 7
    return time.perf_counter() - start


def search() -> None:
    """A slice of a search after the other, to its end."""
    attack = Attack("", "a", explore(parse(SCENE.format(n=2)), "linearizable", SCOPE), SCOPE)
    while _slice(attack) is None and not over.is_set():
        time.sleep(0.01)


def judge() -> None:
    """A long history, broken by its last read."""
    with turn():
        linearizable(LONG, {"x": 0})


over = threading.Event()


@pytest.mark.parametrize(("busy", "threads"), [(search, 1), (search, 8), (judge, 1), (judge, 3)])
def test_what_others_wait_for(busy: Callable[[], None], threads: int) -> None:
    def always() -> None:
        while not over.is_set():
            busy()

    loops = int(100_000 * 0.010 / min(work(100_000) for _ in range(5)))
    over.clear()
    short_slices()
    crowd = [threading.Thread(target=always) for _ in range(threads)]
    for one in crowd:
        one.start()
    took, end = [], time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        took.append(1000 * work(loops))
        time.sleep(PAUSE)
    over.set()
    for one in crowd:
        one.join()
    took.sort()
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    ROWS.append(
        f"10 ms of work beside {threads} x {busy.__name__}: p50 {p50:.0f}, p99 {p99:.0f}, most {took[-1]:.0f} ms"
    )
