"""One register's history: is there a legal order?

Rules of this file
* What one answer alone disproves is found first, then what two values disprove; only the rest is searched.
* A write that may never have happened matters only if somebody read its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.checks.search import SearchResult, Stop, search
from engine.checks.spec import NEVER, REGISTER, Interval
from engine.checks.zones import clusters, first_clash, in_order, lone, misfit


def decide(intervals: Sequence[Interval], init: Any, budget: int, stop: Stop | None = None) -> SearchResult:
    """Look for a legal order of reads and writes; budget counts steps of search."""
    if misfit(intervals, init):
        return SearchResult("broken", (), 0)
    read, told_all = clusters(intervals, init)
    found = [*read.values(), *lone(intervals)]
    if first_clash(found):
        return SearchResult("broken", (), 0)
    if told_all:
        return SearchResult("kept", in_order(found), 0)
    seen = {interval.value for interval in intervals if interval.f == "read"}
    needed = [interval for interval in intervals if interval.end != NEVER or interval.value in seen]
    return search(needed, replace(REGISTER, init=init), budget, stop)
