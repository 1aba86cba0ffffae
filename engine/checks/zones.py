"""Registers whose values tell their writer: the zones of Gibbons and Korach (1997), no search.

Rules of this file
* A cluster is a write and all reads that returned it; `init` is a write that ended before everything.
* A comes before B iff something of A ended before something of B began: A.end < B.start. A legal order exists iff no
  two clusters must each come before the other, so a proof needs only two values.
* Only values with one possible writer make a cluster; a value that nobody read needs none. Leaving out the other
  clusters can hide a clash, never make one.
* A write that may never have happened is left out if nobody read it; if somebody did, it happened before that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from engine.checks.spec import NEVER, Interval

BEFORE_ALL = -1.0


class WriteCluster(NamedTuple):
    """A write (None: init) and its reads. end: the tick at which the first of them had ended; start: the tick at which
    the last of them began."""

    value: Any
    write: Interval | None
    reads: tuple[Interval, ...]
    end: float
    start: float


def misfit(ops: Sequence[Interval], init: object) -> Interval | None:
    """The first read (in order of its end) whose answer alone is wrong: several values at once, or one that no write
    had begun to write."""
    begun: dict[Any, float] = {init: BEFORE_ALL}
    for op in ops:
        if op.f == "write":
            begun[op.value] = min(op.start, begun.get(op.value, NEVER))
    for read in sorted((op for op in ops if op.f == "read"), key=lambda op: op.end):
        if isinstance(read.value, tuple) or begun.get(read.value, NEVER) > read.end:
            return read
    return None


def clusters(ops: Sequence[Interval], init: object) -> tuple[dict[object, WriteCluster], bool]:
    """The clusters of all values that were read and have one writer; is that all that was read?"""
    reads: dict[Any, list[Interval]] = {}
    writes: dict[Any, list[Interval | None]] = {init: [None]}
    for op in ops:
        if op.f == "read":
            reads.setdefault(op.value, []).append(op)
        else:
            writes.setdefault(op.value, []).append(op)
    found = {v: _cluster(v, writes[v][0], rs) for v, rs in reads.items() if len(writes[v]) == 1}
    return found, len(found) == len(reads)


def _cluster(value: object, write: Interval | None, reads: Sequence[Interval]) -> WriteCluster:
    end, start = (write.end, write.start) if write else (BEFORE_ALL, BEFORE_ALL)
    return WriteCluster(
        value,
        write,
        tuple(sorted(reads, key=lambda read: read.start)),
        min(end, *(read.end for read in reads)),
        max(start, *(read.start for read in reads)),
    )


def lone(ops: Sequence[Interval]) -> list[WriteCluster]:
    """Writes that certainly happened and that nobody saw: each a cluster of its own."""
    read = {op.value for op in ops if op.f == "read"}
    return [
        WriteCluster(op.value, op, (), op.end, op.start)
        for op in ops
        if op.f == "write" and op.end != NEVER and op.value not in read
    ]


def clash(a: WriteCluster, b: WriteCluster) -> bool:
    """Must each of two clusters come before the other? Then no legal order has both."""
    return a.end < b.start and b.end < a.start


def first_clash(found: Sequence[WriteCluster]) -> tuple[WriteCluster, WriteCluster] | None:
    """Two clusters that clash, if any do; O(n log n).

    A cluster that began for the last time after its first end holds its value all through (end, start). Two such
    spans may not overlap, and no other cluster (which lies inside [start, end]) may lie within one.
    """
    spans = sorted((c for c in found if c.end < c.start), key=lambda c: (c.end, c.start))
    for a, b in pairwise(spans):
        if clash(a, b):
            return a, b
    ends = [span.end for span in spans]
    for b in found:
        i = bisect_left(ends, b.start) - 1
        if b.start <= b.end and i >= 0 and clash(spans[i], b):
            return spans[i], b
    return None


def in_order(found: Sequence[WriteCluster]) -> tuple[str, ...]:
    """A legal order of clusters that do not clash: a span stands where it starts to hold, another where it begins."""
    line = sorted(found, key=lambda c: (min(c.end, c.start), c.end < c.start))
    return tuple(op.id for c in line for op in (c.write, *c.reads) if op is not None)
