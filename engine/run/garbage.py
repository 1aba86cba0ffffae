"""The garbage collector during long work: away.

Rules of this file
* States, messages and events never change, so they hold no cycles: counting references frees them. Again and again to
  walk over all that a long run has made so far finds nothing, and costs more than the run itself.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection in between."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
