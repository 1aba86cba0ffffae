"""The garbage collector during a run: away while values are made, and not sent over them afterwards.

Rules of this file
* States, messages and events never change, so they hold no cycles: counting references frees them. A walk over all
  that a long run has made finds nothing, and costs more than the run itself.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection in between; what was made counts as old afterwards, so that none walks it without a cause."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():  # else unfreeze() would thaw what somebody else has frozen
                gc.freeze()
                gc.unfreeze()
            gc.enable()
