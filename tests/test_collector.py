"""What a server collects, in a process of its own: the collector is one for all of a process."""

from __future__ import annotations

import subprocess
import sys

CIRCLES = """
import gc, threading, time, weakref
from pages.ui.session import collector

class Visit: pass

def left_behind():
    visit = Visit()
    visit.itself = visit
    return weakref.ref(visit)

kept = [[] for _ in range(1_000)]
threading.Thread(target=collector.take_over, args=(0.05,), daemon=True).start()
while not gc.get_freeze_count() or gc.get_threshold()[2] < 1_000_000:
    time.sleep(0.01)
old = left_behind()
gc.collect(0), gc.collect(1)          # old now: nothing but a walk over all finds it
young = [left_behind() for _ in range(3_000)]
end = time.monotonic() + 20
while (old() or young[0]()) and time.monotonic() < end:
    more = [[] for _ in range(10_000)]
    time.sleep(0.05)
visit = Visit()
visit.itself = visit
frozen, walks = weakref.ref(visit), gc.get_stats()[2]["collections"]
while gc.get_stats()[2]["collections"] < walks + 2:
    more = [[] for _ in range(10_000)]
    time.sleep(0.01)
del visit                             # it was there at a walk, and is over: a walk over all finds it, at rest
while frozen() and time.monotonic() < end:
    time.sleep(0.05)
time.sleep(0.3)
walks = gc.get_stats()[2]["collections"]
time.sleep(0.5)
print(old() is None, young[0]() is None, frozen() is None, gc.get_stats()[2]["collections"] == walks)
"""


def test_what_visits_leave_behind_in_circles_goes_and_a_server_at_rest_does_not_walk() -> None:
    asked = subprocess.run([sys.executable, "-c", CIRCLES], capture_output=True, text=True, check=True, timeout=60)
    assert asked.stdout.split() == ["True"] * 4
