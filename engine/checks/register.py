"""One register's history: is there a legal order?

Rules of this file
* What one answer alone disproves is found first, then what two values disprove; only the rest is searched.
* A write that may never have happened matters only if somebody read its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.checks.search import Found, Stop, search
from engine.checks.spec import NEVER, REGISTER, Step
from engine.checks.zones import clusters, first_clash, in_order, lone, misfit


def decide(steps: Sequence[Step], init: Any, budget: int, stop: Stop | None = None) -> Found:
    """Look for a legal order of reads and writes; budget counts steps of search."""
    if misfit(steps, init):
        return Found("broken", (), 0)
    read, told_all = clusters(steps, init)
    found = [*read.values(), *lone(steps)]
    if first_clash(found):
        return Found("broken", (), 0)
    if told_all:
        return Found("kept", in_order(found), 0)
    seen = {step.value for step in steps if step.f == "read"}
    needed = [step for step in steps if step.end != NEVER or step.value in seen]
    return search(needed, replace(REGISTER, init=init), budget, stop)
