"""Causal consistency in its three meanings, and PRAM: may each client's answers be explained in some order?

Rules of this file
* Causal order: each session's own order and 'this read returned that write', and all that follows from the two.
* CC, weak causal: each read alone has an order of its causal past that explains it. A read of several values has seen
  them all; that none of them is outdated is asked for, that none is missing is not.
* CCv, causal convergence: one order of all writes, the same for everybody, explains every read from its causal past.
* CM, causal memory: each session puts its causal past and its own reads in one order; sessions may disagree.
* PRAM: as CM, but a session need only keep the order of each other session's writes, not what those had read.
* All is decided by bad patterns, none of it by search: w' before a read of w (same key) must be before w. For CM and
  PRAM this is complete where a session's reads do not overlap; where they do, one order of them is tried, and if that
  has none nobody can tell.
* The budget counts accesses put in order.

Sources: Bouajjani, Enea, Guerraoui and Hamza 2017, "On verifying causal consistency", section 5 (bad patterns); Ahamad,
Neiger, Burns, Kohli and Hutto 1995, "Causal memory"; Lipton and Sandberg 1988, "PRAM".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.checks.execution import INIT, Execution
from engine.checks.partial_order import bits, close


class Decision(NamedTuple):
    """What a model decides of an execution.

    outcome: as in Verdict. spent: accesses put in order, which the budget counts. client: where each client has
    an order of its own, the one who has none. code: why nobody can tell.
    """

    outcome: str
    spent: int
    client: str | None = None
    code: str | None = None


class View(NamedTuple):
    """What one client has to put in order: before, closed, for its members; its reads in the order of their ends."""

    client: str
    members: int
    before: list[int]
    reads: list[int]


def written(ex: Execution) -> dict[str, int]:
    """By key, its writes as bits."""
    found: dict[str, int] = {}
    for i, access in enumerate(ex.accesses):
        found[access.key] = found.get(access.key, 0) | (1 << i if access.writes else 0)
    return found


def causes(ex: Execution) -> list[int]:
    """What comes right before each access in its session, and the writes that it returned."""
    return [
        direct | sum(1 << s for s in set(many) - {INIT}) for direct, many in zip(ex.before, ex.sources, strict=True)
    ]


def outdated(ex: Execution, closed: Sequence[int], reads: Sequence[int]) -> tuple[int, int, int] | None:
    """A read, what it returned and a write of that key which comes between the two."""
    writes = written(ex)
    for read in reads:
        for source in ex.sources[read]:
            others = closed[read] & writes[ex.accesses[read].key] & ~(0 if source == INIT else 1 << source)
            for other in bits(others):
                if source == INIT or closed[other] >> source & 1:
                    return read, source, other
    return None


def reads_of(ex: Execution) -> list[int]:
    """All reads, in the order of their ends."""
    return sorted(
        (i for i, many in enumerate(ex.sources) if many), key=lambda i: (ex.accesses[i].end, ex.accesses[i].start)
    )


def cc(ex: Execution, budget: int) -> Decision:
    """Weak causal consistency (CC): kept, broken, or cant_tell where the budget is less than one pass."""
    if budget < len(ex.accesses):
        return Decision("cant_tell", 0)
    closed = close(causes(ex))
    bad = closed is None or outdated(ex, closed, reads_of(ex)) is not None
    return Decision("broken" if bad else "kept", len(ex.accesses))


def ccv(ex: Execution, budget: int) -> Decision:
    """Causal convergence: what a read knew and did not return is older than what it returned, for everybody."""
    found = cc(ex, budget)
    closed = close(causes(ex))
    if found.outcome != "kept" or closed is None:
        return found
    spent = found.spent + len(ex.accesses)
    return Decision("broken" if close(arbitration(ex, closed)) is None else "kept", spent)


def arbitration(ex: Execution, closed: Sequence[int]) -> list[int]:
    """Causal order, and by each read what it returned after all other writes of the key that it knew."""
    before, writes = list(closed), written(ex)
    for read in reads_of(ex):
        for source in ex.sources[read]:
            if source != INIT:
                before[source] |= closed[read] & writes[ex.accesses[read].key] & ~(1 << source)
    return before


def cm(ex: Execution, budget: int) -> Decision:
    """Causal memory (CM): an order for each client of its causal past and its own reads."""
    found = cc(ex, budget)
    return _each(ex, causal_views(ex), budget, found.spent) if found.outcome == "kept" else found


def pram(ex: Execution, budget: int) -> Decision:
    """Every client sees each other client's writes in the order in which they were made."""
    return _each(ex, pram_views(ex), budget, 0)


def causal_views(ex: Execution) -> list[View]:
    """By client, the causal past of all that it did."""
    closed = close(causes(ex))
    assert closed is not None, "asked for where causal order is one"
    views = []
    for client, mine in _clients(ex).items():
        members = 0
        for i in mine:
            members |= closed[i] | 1 << i
        before = [closed[i] if members >> i & 1 else 0 for i in range(len(ex.accesses))]
        views.append(View(client, members, before, _own_reads(ex, mine)))
    return views


def pram_views(ex: Execution) -> list[View]:
    """By client, all writes in the order of their sessions, and its own reads after what they returned."""
    closed, writes = close(ex.before), sum(written(ex).values())
    assert closed is not None, "sessions go forward in time"
    views = []
    for client, mine in _clients(ex).items():
        reads = _own_reads(ex, mine)
        members = writes | sum(1 << i for i in reads)
        before = [closed[i] & members if members >> i & 1 else 0 for i in range(len(ex.accesses))]
        for read in reads:
            before[read] |= sum(1 << s for s in set(ex.sources[read]) - {INIT})
        views.append(View(client, members, before, reads))
    return views


def _clients(ex: Execution) -> dict[str, list[int]]:
    """By client that read anything, its accesses."""
    found: dict[str, list[int]] = {}
    for i, access in enumerate(ex.accesses):
        found.setdefault(access.client, []).append(i)
    return {client: mine for client, mine in found.items() if any(ex.sources[i] for i in mine)}


def _own_reads(ex: Execution, mine: Sequence[int]) -> list[int]:
    return sorted((i for i in mine if ex.sources[i]), key=lambda i: (ex.accesses[i].end, ex.accesses[i].start))


def _each(ex: Execution, views: Sequence[View], budget: int, spent: int) -> Decision:
    doubt = None
    for view in views:
        found = _orderable(ex, view, budget - spent)
        spent += found.spent
        if found.outcome == "broken":
            return Decision("broken", spent, view.client)
        doubt = doubt or (found if found.outcome == "cant_tell" else None)
    return doubt._replace(spent=spent) if doubt else Decision("kept", spent)


def _orderable(ex: Execution, view: View, budget: int) -> Decision:
    """Is there an order for this client? Of reads that overlap, the one that must know less comes first."""
    loose, closed = saturate(ex, view.before, view, budget)
    overlap = any(ex.accesses[a].end >= ex.accesses[b].start for a, b in pairwise(view.reads))
    if loose.outcome != "kept" or not overlap:
        return loose
    before = list(view.before)
    for a, b in pairwise(sorted(view.reads, key=lambda read: closed[read].bit_count())):
        before[b] |= 1 << a
    tight, _ = saturate(ex, before, view, budget - loose.spent)
    spent = loose.spent + tight.spent
    return Decision("kept", spent) if tight.outcome == "kept" else Decision("cant_tell", spent, code="overlap")


def saturate(ex: Execution, direct: Sequence[int], view: View, budget: int) -> tuple[Decision, list[int]]:
    """Add 'before a read means before what it returned' until nothing changes or something comes before itself."""
    before, writes, spent = list(direct), written(ex), 0
    while True:
        spent += view.members.bit_count()
        if spent > budget:
            return Decision("cant_tell", spent), []
        closed = close(before)
        if closed is None:
            return Decision("broken", spent), []
        changed = False
        for read in view.reads:
            (source,) = ex.sources[read]
            others = closed[read] & writes[ex.accesses[read].key] & ~(0 if source == INIT else 1 << source)
            if source == INIT and others:
                return Decision("broken", spent), []
            if others & ~before[source]:
                before[source] |= others
                changed = True
        if not changed:
            return Decision("kept", spent), closed
