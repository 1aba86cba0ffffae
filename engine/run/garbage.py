"""The garbage collector during long work: away.

Rules of this file
* States, messages and events never change, so they hold no cycles: counting references frees them. Again and again to
  walk over all that a long run has made so far finds nothing, and costs more than the run itself.
* Nor is it walked when it has been made, if it is much: it counts as old then. Where somebody has frozen what stands,
  the collector is theirs: it is frozen, too, until they thaw it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MANY: Final = 100_000
"""Objects, more than were freed: a run of some ten thousand events. Fewer are walked in a few milliseconds."""


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection in between, nor over much that was made in between."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if gc.get_count()[0] > MANY:
                frozen = gc.get_freeze_count()
                gc.freeze()
                if not frozen:
                    gc.unfreeze()
            gc.enable()
