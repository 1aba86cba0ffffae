"""The garbage collector of a server: what visits leave behind goes, and nobody waits long for it.

Rules of this file
* What stands as long as the process (modules, words, scenes) is not walked: it is frozen once it has been made.
* Young garbage is Python's to collect. A walk over all objects, which stops every thread, would come whenever they have
  become a quarter more: with a class at work several times a minute. It comes once in EVERY seconds instead.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import Final

EVERY: Final = 60.0
"""Seconds: a class of 200 leaves some 60 MB behind in that time, and the walk takes a few tenths of a second."""


def take_over(every: float = EVERY) -> None:
    """Collect for this process from now on; never returns. every: seconds from one walk over all to the next."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, sys.maxsize >> 32)
    walked = -1
    while True:
        time.sleep(every)
        if (used := gc.get_stats()[0]["collections"]) != walked:  # a server at rest leaves nothing behind
            gc.collect()
            walked = used
