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
    reads = (op for op in ops if op.f == "read")
    wrong = (read for read in reads if isinstance(read.value, tuple) or begun.get(read.value, NEVER) > read.end)
    return min(wrong, key=lambda read: read.end, default=None)


def clusters(ops: Sequence[Interval], init: object) -> tuple[list[WriteCluster], bool]:
    """The clusters of all values that were read and have one writer, and of writes that certainly happened and that
    nobody saw; is that all that was read?"""
    reads: dict[Any, list[Interval]] = {}
    writers: dict[Any, Interval | None] = {init: None}
    shared = set()
    for op in ops:
        if op.f == "read":
            reads.setdefault(op.value, []).append(op)
        elif op.value in writers:
            shared.add(op.value)
        else:
            writers[op.value] = op
    found = [_cluster(value, writers[value], many) for value, many in reads.items() if value not in shared]
    told_all = len(found) == len(reads)
    lone = (op for op in ops if op.f == "write" and op.end != NEVER and op.value not in reads)
    found += [WriteCluster(op.value, op, (), op.end, op.start) for op in lone]
    return found, told_all


def _cluster(value: object, write: Interval | None, reads: list[Interval]) -> WriteCluster:
    end, start = (write.end, write.start) if write else (BEFORE_ALL, BEFORE_ALL)
    for read in reads:
        end = read.end if read.end < end else end
        start = read.start if read.start > start else start
    return WriteCluster(value, write, tuple(reads), end, start)


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


def shown_by(a: WriteCluster, b: WriteCluster) -> tuple[str, ...]:
    """Two operations of clusters that clash: as soon as both have ended, they do."""
    return _after(a, b).id, _after(b, a).id


def _after(cluster: WriteCluster, other: WriteCluster) -> Interval:
    """Of a cluster the first to end that tells that something of it began after something of the other had ended: any
    operation, if its write did, else a read that did."""
    late = [read for read in cluster.reads if read.start > other.end]
    if cluster.write and cluster.write.start > other.end:
        late = [cluster.write, *cluster.reads]
    return min(late, key=lambda op: op.end)


def in_order(found: Sequence[WriteCluster]) -> tuple[str, ...]:
    """A legal order of clusters that do not clash: a span stands where it starts to hold, another where it begins."""
    line = sorted(found, key=lambda c: (min(c.end, c.start), c.end < c.start))
    return tuple(op.id for c in line for op in (c.write, *sorted(c.reads, key=lambda read: read.start)) if op)
