"""Work that needs a thread of its own: the one that drives a browser has an event loop that never ends."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def alone(work: Callable[[], Result]) -> Result:
    """What the work returns, or raises."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()
