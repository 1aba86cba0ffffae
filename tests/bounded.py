"""Work that must not grow with the square of its input, or worse."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from engine.run.garbage import uncollected

SECONDS = 10.0
"""CPU seconds of this thread: what is tested takes some tenths, and takes minutes where it grows with the square. So
wide that a slow machine does not fail; walks over what other tests have left behind are not counted."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Fails if what is done within takes longer."""
    with uncollected():
        begin = time.thread_time()
        yield
        spent = time.thread_time() - begin
    assert spent < seconds
