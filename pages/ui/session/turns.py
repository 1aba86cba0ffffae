"""Long work of all sessions takes turns: who clicks meanwhile shares the interpreter with one of them, not with all.

Rules of this file
* A turn is for work that takes some hundredths of a second or more, and should last a few tenths at most where the work
  can be cut; whoever has only a little to do does not wait for one.
* No garbage is collected in a turn: one walk over all that a server holds stops every thread for a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from engine.run.garbage import uncollected

_TURN = Lock()


@contextmanager
def turn(long: bool = True) -> Iterator[None]:
    """Wait for a turn, and keep it for this work. long: else there is no need to wait."""
    if not long:
        yield
        return
    with _TURN, uncollected():
        yield
