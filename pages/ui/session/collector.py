"""The garbage collector of a server: what visits leave behind goes, and nobody waits long for it.

Rules of this file
* Young garbage is Python's to collect. A walk over all objects stops every thread, and Python would begin one whenever
  they have become a quarter more: with a class at work several times a minute. Here one comes every EVERY seconds.
* What is left after a walk is frozen: the next one goes over what has come since. What became garbage frozen (a visit
  that is over) waits for a walk over all: when the server is at rest, or after THAW walks.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import Final

from pages.ui.session.turns import turn

EVERY: Final = 20.0
"""Seconds: so that what a class of 200 makes in that time is walked in a tenth of a second or two."""

THAW: Final = 30
"""Walks from one over all to the next, where the server never rests: ten minutes."""


def take_over(every: float = EVERY) -> None:
    """Collect for this process from now on; never returns. every: seconds from one walk to the next."""
    walk(thaw=False)
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, sys.maxsize >> 32)
    walks, before = 0, used()
    while True:
        time.sleep(every)
        rests, before = used() == before, used()
        if rests and not walks:
            continue
        thaw = rests or walks >= THAW
        walk(thaw)
        walks = 0 if thaw else walks + 1


def used() -> int:
    """How often Python has collected young garbage: it does while anything runs."""
    return int(gc.get_stats()[0]["collections"])


def walk(thaw: bool) -> None:
    """Collect what is not frozen, or all, and freeze what is left; in a turn, so that no long work is half done."""
    with turn():
        if thaw:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
