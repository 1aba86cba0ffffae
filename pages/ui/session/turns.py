"""Long work of all sessions takes turns: who clicks meanwhile shares the interpreter with one of them, not with all.

Rules of this file
* A turn is for work that takes some hundredths of a second or more, and should last a few tenths at most where the work
  can be cut; whoever has only a little to do does not wait for one. Work that cannot be cut rests now and then.
* No garbage is collected in a turn: one walk over all that a server holds stops every thread for a tenth of a second.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from engine.run.garbage import uncollected

SLICE: Final = 0.001
"""Seconds that a thread keeps the interpreter while others wait for it (Python's own: 0.005). A click goes to and fro
between threads some ten times, and waits as long each time while long work is done: 85 ms became 42."""

LASTS: Final = 0.2
"""Seconds after which work that rests lets others have their turn."""
REST: Final = 0.002
"""Seconds that it stands back: as long as another thread takes to come in."""

_TURN = Lock()


def short_slices() -> None:
    """From now on threads of this process hand over the interpreter after SLICE."""
    sys.setswitchinterval(SLICE)


@contextmanager
def turn(long: bool = True) -> Iterator[Callable[[], None]]:
    """Wait for a turn, and keep it for this work. long: else there is no need to wait.

    What it gives is to be called by long work now and then: where a turn has lasted, others have theirs in between.
    """
    if not long:
        yield lambda: None
        return
    with _TURN, uncollected():
        began = time.monotonic()

        def rest() -> None:
            nonlocal began
            if time.monotonic() - began > LASTS:
                _TURN.release()
                time.sleep(REST)
                _TURN.acquire()
                began = time.monotonic()

        yield rest
