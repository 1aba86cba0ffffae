"""One register's history: is there a legal order?

Rules of this file
* What one answer alone disproves is found first, then what two values disprove; only the rest is searched.
* A write that may never have happened matters only if somebody read its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.checks.search import SearchResult, Stop, search
from engine.checks.spec import NEVER, REGISTER, Interval
from engine.checks.zones import clusters, first_clash, in_order, misfit, shown_by


def decide(
    intervals: Sequence[Interval], init: object, budget: int, stop: Stop | None = None, ordered: bool = True
) -> SearchResult:
    """Look for a legal order of reads and writes; budget counts steps of search.

    ordered: where there is one, give it even if that takes more than to know that there is.
    """
    wrong = misfit(intervals, init)
    if wrong:
        return SearchResult("broken", (), 0, (wrong.id,))
    found, told_all = clusters(intervals, init)
    clash = first_clash(found)
    if clash:
        return SearchResult("broken", (), 0, shown_by(*clash))
    if told_all:
        return SearchResult("kept", in_order(found) if ordered else (), 0)
    seen = {interval.value for interval in intervals if interval.f == "read"}
    needed = [interval for interval in intervals if interval.end != NEVER or interval.value in seen]
    return search(needed, replace(REGISTER, init=init), budget, stop)
