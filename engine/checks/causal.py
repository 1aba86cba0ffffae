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
* The budget counts acts put in order.

Sources: Bouajjani, Enea, Guerraoui and Hamza 2017, "On verifying causal consistency", section 5 (bad patterns); Ahamad,
Neiger, Burns, Kohli and Hutto 1995, "Causal memory"; Lipton and Sandberg 1988, "PRAM".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.checks.puzzle import INIT, Puzzle
from engine.checks.relation import bits, close


class Answer(NamedTuple):
    """outcome as in Verdict; spent: acts put in order; client: whose order does not exist; reason: if cant_tell."""

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


def written(p: Puzzle) -> dict[str, int]:
    """By key, its writes as bits."""
    found: dict[str, int] = {}
    for i, act in enumerate(p.acts):
        found[act.key] = found.get(act.key, 0) | (1 << i if act.writes else 0)
    return found


def causes(p: Puzzle) -> list[int]:
    """What comes right before each act in its session, and the writes that it returned."""
    return [direct | sum(1 << s for s in set(many) - {INIT}) for direct, many in zip(p.before, p.sources, strict=True)]


def outdated(p: Puzzle, closed: Sequence[int], reads: Sequence[int]) -> tuple[int, int, int] | None:
    """A read, what it returned and a write of that key which comes between the two."""
    writes = written(p)
    for read in reads:
        for source in p.sources[read]:
            others = closed[read] & writes[p.acts[read].key] & ~(0 if source == INIT else 1 << source)
            for other in bits(others):
                if source == INIT or closed[other] >> source & 1:
                    return read, source, other
    return None


def reads_of(p: Puzzle) -> list[int]:
    """All reads, in the order of their ends."""
    return sorted((i for i, many in enumerate(p.sources) if many), key=lambda i: (p.acts[i].end, p.acts[i].start))


def cc(p: Puzzle, budget: int) -> Answer:
    """Weak causal consistency."""
    if budget < len(p.acts):
        return Answer("cant_tell", 0)
    closed = close(causes(p))
    bad = closed is None or outdated(p, closed, reads_of(p)) is not None
    return Answer("broken" if bad else "kept", len(p.acts))


def ccv(p: Puzzle, budget: int) -> Answer:
    """Causal convergence: what a read knew and did not return is older than what it returned, for everybody."""
    found = cc(p, budget)
    closed = close(causes(p))
    if found.outcome != "kept" or closed is None:
        return found
    spent = found.spent + len(p.acts)
    return Answer("broken" if close(arbitration(p, closed)) is None else "kept", spent)


def arbitration(p: Puzzle, closed: Sequence[int]) -> list[int]:
    """Causal order, and by each read what it returned after all other writes of the key that it knew."""
    before, writes = list(closed), written(p)
    for read in reads_of(p):
        for source in p.sources[read]:
            if source != INIT:
                before[source] |= closed[read] & writes[p.acts[read].key] & ~(1 << source)
    return before


def cm(p: Puzzle, budget: int) -> Answer:
    """Causal memory."""
    found = cc(p, budget)
    return _each(p, causal_views(p), budget, found.spent) if found.outcome == "kept" else found


def pram(p: Puzzle, budget: int) -> Answer:
    """Every client sees each other client's writes in the order in which they were made."""
    return _each(p, pram_views(p), budget, 0)


def causal_views(p: Puzzle) -> list[View]:
    """By client, the causal past of all that it did."""
    closed = close(causes(p))
    assert closed is not None, "asked for where causal order is one"
    views = []
    for client, mine in _clients(p).items():
        members = 0
        for i in mine:
            members |= closed[i] | 1 << i
        before = [closed[i] if members >> i & 1 else 0 for i in range(len(p.acts))]
        views.append(View(client, members, before, _own_reads(p, mine)))
    return views


def pram_views(p: Puzzle) -> list[View]:
    """By client, all writes in the order of their sessions, and its own reads after what they returned."""
    closed, writes = close(p.before), sum(written(p).values())
    assert closed is not None, "sessions go forward in time"
    views = []
    for client, mine in _clients(p).items():
        reads = _own_reads(p, mine)
        members = writes | sum(1 << i for i in reads)
        before = [closed[i] & members if members >> i & 1 else 0 for i in range(len(p.acts))]
        for read in reads:
            before[read] |= sum(1 << s for s in set(p.sources[read]) - {INIT})
        views.append(View(client, members, before, reads))
    return views


def _clients(p: Puzzle) -> dict[str, list[int]]:
    """By client that read anything, its acts."""
    found: dict[str, list[int]] = {}
    for i, act in enumerate(p.acts):
        found.setdefault(act.client, []).append(i)
    return {client: mine for client, mine in found.items() if any(p.sources[i] for i in mine)}


def _own_reads(p: Puzzle, mine: Sequence[int]) -> list[int]:
    return sorted((i for i in mine if p.sources[i]), key=lambda i: (p.acts[i].end, p.acts[i].start))


def _each(p: Puzzle, views: Sequence[View], budget: int, spent: int) -> Answer:
    doubt = None
    for view in views:
        found = _orderable(p, view, budget - spent)
        spent += found.spent
        if found.outcome == "broken":
            return Answer("broken", spent, view.client)
        doubt = doubt or (found if found.outcome == "cant_tell" else None)
    return doubt._replace(spent=spent) if doubt else Answer("kept", spent)


def _orderable(p: Puzzle, view: View, budget: int) -> Answer:
    """Is there an order for this client? Of reads that overlap, the one that must know less comes first."""
    loose, closed = saturate(p, view.before, view, budget)
    overlap = any(p.acts[a].end >= p.acts[b].start for a, b in pairwise(view.reads))
    if loose.outcome != "kept" or not overlap:
        return loose
    before = list(view.before)
    for a, b in pairwise(sorted(view.reads, key=lambda read: closed[read].bit_count())):
        before[b] |= 1 << a
    tight, _ = saturate(p, before, view, budget - loose.spent)
    spent = loose.spent + tight.spent
    return Answer("kept", spent) if tight.outcome == "kept" else Answer("cant_tell", spent, code="overlap")


def saturate(p: Puzzle, direct: Sequence[int], view: View, budget: int) -> tuple[Answer, list[int]]:
    """Add 'before a read means before what it returned' until nothing changes or something comes before itself."""
    before, writes, spent = list(direct), written(p), 0
    while True:
        spent += view.members.bit_count()
        if spent > budget:
            return Answer("cant_tell", spent), []
        closed = close(before)
        if closed is None:
            return Answer("broken", spent), []
        changed = False
        for read in view.reads:
            (source,) = p.sources[read]
            others = closed[read] & writes[p.acts[read].key] & ~(0 if source == INIT else 1 << source)
            if source == INIT and others:
                return Answer("broken", spent), []
            if others & ~before[source]:
                before[source] |= others
                changed = True
        if not changed:
            return Answer("kept", spent), closed
