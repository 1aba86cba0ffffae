"""Who depends on whom, as far as the reads prove it.

Rules of this file
* Lists: a key's versions are the beginnings of its longest read. ww: the next element that a committed transaction
  appended. wr: the reader of a list that ends in this element. rw: from the reader of a list to who appended next.
  What committed and nobody ever read came after all that was read.
* Registers: wr where a value tells its writer. Of two versions one is older for certain where the writer of the other
  read it, or read anything of its writer, and the start is older than all: rw from the readers of a version to the
  writers of what is newer for certain. The ww edges between them say nothing that wr does not.
* What aborted, and what nobody saw of what is unknown, has no edge to another, and so is on no cycle.
* certain: only ww edges between transactions whose clients heard ok; where reads of what was aborted are allowed,
  nothing else is known to have committed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from engine.transactions.direct import Order, code_of, updates
from engine.transactions.graph import RT, RW, WR, WW, Graph
from engine.transactions.history import History, Read

AFTER_MOST = 10_000
"""Pairs of what one transaction read and what it wrote that are looked at for versions in order."""


def of_lists(history: History, orders: Mapping[str, Order], certain: bool = False) -> tuple[Graph, tuple[str, ...]]:
    """The dependencies of a history of lists; and keys where several wrote what nobody read."""
    graph = Graph(len(history.operations))
    member = [op.status == "ok" for op in history.operations] if certain else history.committed
    readers: dict[str, list[tuple[int, Read]]] = {key: [] for key in orders}
    for i, mine in enumerate(history.reads):
        for read in mine:
            if read.key in readers and not certain:
                readers[read.key].append((i, read))
    open_keys = []
    for key, order in orders.items():
        place = {value: k for k, value in enumerate(order.elements)}
        written = [(history.writer(key, value), value) for value in order.elements]
        chain = [(who, value) for who, value in written if who is not None and member[who]]
        for (src, value), (dst, then) in pairwise(chain):
            graph.join(src, dst, WW, "ww_append_next", key, value, then)
        unread = dict[int, Any]()
        for who, value in history.writes.get(key, ()):
            if member[who] and value not in place:
                unread.setdefault(who, value)
        open_keys += [key] * (len(unread) > 1)
        graph.fan(chain[-1:], list(unread.items()), WW, "ww_append_later", key)
        _reads(history, graph, key, chain, [place[value] for _, value in chain], readers[key], list(unread.items()))
    return graph, tuple(open_keys)


def _reads(
    history: History,
    graph: Graph,
    key: str,
    chain: Sequence[tuple[int, Any]],
    places: Sequence[int],
    readers: Sequence[tuple[int, Read]],
    unread: Sequence[tuple[int, Any]],
) -> None:
    """The edges of the reads of one list. places: of the elements of the chain in the longest read."""
    last: dict[int, Any] = {}
    for i, read in readers:
        writer = history.writer(key, read.top) if read.top is not None else None
        if writer == i:
            continue
        if writer is not None:
            graph.join(writer, i, WR, "wr_append", key, read.top)
        k = bisect_left(places, len(read.seen))
        if k < len(chain):
            graph.join(i, chain[k][0], RW, code_of(history, read.top), key, read.top, chain[k][1])
        else:
            last[i] = read.top
    for code in ("rw_append_first", "rw_append_later"):
        some = [(i, top) for i, top in last.items() if (top is None) == (code == "rw_append_first")]
        graph.fan(some, unread, RW, code, key)


def of_registers(history: History) -> Graph:
    """The dependencies of a history of registers."""
    graph = Graph(len(history.operations))
    readers: dict[tuple[str, Any], dict[int, Any]] = {}
    replaced: dict[tuple[str, Any], dict[int, Any]] = {}
    after = _after(history)
    for i, mine in enumerate(history.reads):
        for read in mine:
            writer = history.writer(read.key, read.top)
            if history.started(read.key, read.top) and not history.writers.get((read.key, read.top)):
                readers.setdefault((read.key, None), {})[i] = None
            elif writer is not None and history.committed[writer] and writer != i:
                readers.setdefault((read.key, read.top), {})[i] = read.top
                graph.join(writer, i, WR, "wr_write", read.key, read.top)
        for read, then in updates(history, i, mine):
            replaced.setdefault((read.key, read.top), {})[i] = then
    for (key, value), some in readers.items():
        others = replaced.get((key, value), {}) if value is not None else _all(history, key)
        graph.fan(list(some.items()), list(others.items()), RW, code_of(history, value), key)
        newer = {} if value is None else after.get((key, value), {})
        graph.fan(list(some.items()), [one for one in newer.items() if one[0] not in others], RW, "rw_write_after", key)
    return graph


def _after(history: History) -> dict[tuple[str, Any], dict[int, Any]]:
    """By (key, value) who wrote the key too, and had read something of who wrote this value, with what they wrote."""
    found: dict[tuple[str, Any], dict[int, Any]] = {}
    for i, mine in enumerate(history.reads):
        writers = dict.fromkeys(history.writer(read.key, read.top) for read in mine)
        keys = dict.fromkeys(step.key for step in history.operations[i].value if step.f != "r")
        if len(writers) * len(keys) <= AFTER_MOST:
            for who in writers:
                if who is None or who == i or not history.committed[who]:
                    continue
                for key in keys:
                    if (who, key) in history.finals:
                        found.setdefault((key, history.finals[who, key]), {})[i] = history.finals[i, key]
    return found


def _all(history: History, key: str) -> dict[int, Any]:
    """All writers of a key, each with its first value."""
    found: dict[int, Any] = {}
    for i, value in history.writes.get(key, ()):
        if not history.started(key, value):
            found.setdefault(i, value)
    return found


def in_time(history: History, graph: Graph) -> None:
    """Add the edges of real time: from what had ended to what then began, through a row of stops."""
    done = {i: op.done for i, op in enumerate(history.operations) if op.status == "ok" and op.done is not None}
    ends = sorted(set(done.values()))
    row = {end: graph.stop() for end in ends}
    for end, after in pairwise(ends):
        graph.join(row[end], row[after], RT, RT)
    for i, op in enumerate(history.operations):
        if i in done:
            graph.join(i, row[done[i]], RT, RT)
        before = bisect_left(ends, op.issued)
        if before:
            graph.join(row[ends[before - 1]], i, RT, RT)
