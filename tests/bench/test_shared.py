"""What it costs the server if many open one link at once, as a multiple of one of them. Told, never asserted.

Rules of this file
* A session asks for what a page asks for: the run and its picture. The link is new each time.
* CPU time of the process; pairs in turns, medians.
"""

from __future__ import annotations

import statistics
import threading
import time

import pytest

from pages.ui.session import run_cache as runs
from pages.ui.session.turns import short_slices
from tests.bench.conftest import ROWS

pytestmark = pytest.mark.bench

SESSIONS, PAIRS, OPERATIONS = 50, 7, 36


def link(number: int) -> str:
    """A run of about 300 events that nobody has opened."""
    asked = (f"{10 + 25 * nth} write n{nth % 3 + 1} x {number}_{nth} by alice" for nth in range(OPERATIONS))
    return "; ".join(["system quorum nodes=3 r=2 w=2", *asked])


def cost(sessions: int, script: str) -> float:
    """CPU seconds until all have their picture, from when all threads are there."""
    begin: list[float] = []
    together = threading.Barrier(sessions, lambda: begin.append(time.process_time()))

    def opened() -> None:
        together.wait()
        runs.shown(script, "en")

    crowd = [threading.Thread(target=opened) for _ in range(sessions)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return time.process_time() - begin[0]


def test_one_link_opened_by_many_at_once() -> None:
    short_slices()
    cost(1, link(0))
    pairs = [(cost(1, link(2 * nth + 1)), cost(SESSIONS, link(2 * nth + 2))) for nth in range(PAIRS)]
    alone, ratio = statistics.median(one for one, _ in pairs), statistics.median(many / one for one, many in pairs)
    ROWS.append(f"one link, {SESSIONS} sessions at once: {ratio:.2f} times the work of one ({1000 * alone:.0f} CPU-ms)")
