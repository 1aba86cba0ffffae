"""How version schemes compare: the versions of the writes of one multi_value run under each of three schemes.

Rules of this file
* A write has a dot (its node and its number there) and the context that its client passed. A dotted version vector is
  the two; a version vector with an entry a node is their join; one with an entry a client counts the client's own
  writes of the key instead of the node's.
* The truth: a is replaced by b iff b's context covers a's dot, or that of a write that replaces a. Else neither
  follows, whatever else their clients may have seen.

Sources: Parker et al. 1983; DeCandia et al. 2007, section 4.4; Preguica et al. 2010, section 2 (an entry a node and an
entry a client, and what is wrong with either).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.protocols.multi_value import PROTOCOL
from engine.trace import Trace

SCHEMES = ("dotted", "by_node", "by_client")


class Written(NamedTuple):
    """A write and its version under each scheme."""

    op: str
    client: str
    key: str
    value: object
    dot: Dot
    context: Clock
    by_node: Clock
    by_client: Clock


class Judged(NamedTuple):
    """A scheme on all pairs of writes of one key: how many it orders right, and the entries of its widest clock."""

    right: int
    pairs: int
    entries: int


def written(trace: Trace) -> tuple[Written, ...]:
    """Every write and delete of a multi_value run that got a version, in order of issue; () for other protocols."""
    if PROTOCOL.config_of(trace.scenario.system) is None:
        return ()
    found: list[Written] = []
    for op in trace.operations:
        if op.kind == "read" or not op.version:
            continue
        dot, context = op.version["dot"], op.version["context"]
        seen = [one for one in found if one.key == op.key and clocks.covers(context, one.dot)]
        nth = 1 + sum(one.key == op.key and one.client == op.client for one in found)
        by_client: Clock = {}
        for one in seen:
            by_client = clocks.merge(by_client, one.by_client)
        by_client = clocks.merge(by_client, {op.client: nth})
        by_node = clocks.merge(context, {dot[0]: dot[1]})
        found.append(Written(op.id, op.client, op.key, op.value, dot, context, by_node, by_client))
    return tuple(found)


def order(scheme: str, a: Written, b: Written) -> str:
    """How a compares to b by the versions of one scheme: 'before', 'after', 'equal' or 'concurrent'."""
    if scheme == "by_node":
        return clocks.compare(a.by_node, b.by_node)
    if scheme == "by_client":
        return clocks.compare(a.by_client, b.by_client)
    if a.dot == b.dot:
        return "equal"
    if clocks.covers(b.context, a.dot):
        return "before"
    return "after" if clocks.covers(a.context, b.dot) else "concurrent"


def judged(writes: Sequence[Written]) -> dict[str, Judged]:
    """By scheme: how it orders all pairs of writes of one key, measured against dotted version vectors."""
    pairs = [(a, b) for a, b in combinations(writes, 2) if a.key == b.key]
    widths = {
        "dotted": max((len({*one.context, one.dot[0]}) for one in writes), default=0),
        "by_node": max((len(one.by_node) for one in writes), default=0),
        "by_client": max((len(one.by_client) for one in writes), default=0),
    }
    right = {scheme: sum(order(scheme, a, b) == order("dotted", a, b) for a, b in pairs) for scheme in SCHEMES}
    return {scheme: Judged(right[scheme], len(pairs), widths[scheme]) for scheme in SCHEMES}
