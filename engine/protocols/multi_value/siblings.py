"""Which versions a node has of a key, in an order that is the same everywhere, and what a reader sees of them.

Rules of this file
* Values stand in one order: what is deleted first, then numbers, then words; equal ones by their versions.
* A reader never sees what is deleted. With resolver=lww it sees the version with the greatest stamp and nothing else,
  but its context covers all versions: what lost is gone for good once the reader writes.
* With resolver=merge it sees one value made of all: the greatest, where all are numbers; else the words of all, each
  once and in order. Words are told apart by spaces and commas; those that only join words (JOINING) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.clocks import dotted as dvv
from engine.model import Value
from engine.protocols.multi_value.state import Config, Sibling
from engine.structures.crdt.update import number, order

BETWEEN = re.compile(r"[\s,，、]+")
JOINING = ("and", "和")


class Known(NamedTuple):
    """A version as it is shown: value, stamp, who wrote it, what tells it from others (a dot or a vector), its deps."""

    value: Value
    stamp: tuple[Any, ...]
    op: str
    label: dict[str, Any]
    deps: Any = None


class Told(NamedTuple):
    """What a reader is told: by which rule, which values, and which versions are in them and which are not."""

    rule: str
    values: tuple[Value, ...]
    kept: tuple[Known, ...]
    dropped: tuple[Known, ...]


def known(config: Config, versions: Any) -> tuple[Known, ...]:
    """The surviving versions of a key."""
    if config.versions == "vv":
        found = [Known(one.value, one.stamp, one.op, dict(vector), one.deps) for vector, one in versions]
    else:
        context = dvv.context(versions)
        labelled = [({"dot": dot, "context": context}, sibling) for dot, sibling in dvv.dotted(versions)]
        found = [Known(one.value, one.stamp, one.op, label, one.deps) for label, one in labelled]
    return tuple(sorted(found, key=lambda one: (order(one.value), one.stamp)))


def seen(config: Config, versions: tuple[Known, ...], arrived: Sequence[str] = ()) -> Told:
    """What a reader is told of these versions."""
    if config.resolver == "lww" and len(versions) > 1:
        last = winner(config, versions, arrived)
        return Told("lww", _there((last.value,)), (last,), tuple(one for one in versions if one != last))
    values = _there(tuple(one.value for one in versions))
    if config.resolver == "merge" and len(versions) > 1:
        merged = merge(values)
        kept = tuple(one for one in versions if one.value in (None, merged) or not number(merged))
        dropped = tuple(one for one in versions if one not in kept)
        return Told("merge", _there((merged,)), kept, dropped)
    return Told("siblings" if len(values) > 1 else "local" if values else "absent", values, versions, ())


def _there(values: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(value for value in values if value is not None)


def winner(config: Config, versions: Sequence[Known], arrived: Sequence[str]) -> Known:
    """The version with the greatest stamp; by the brief's rule that of the greatest clock that was heard of first."""
    if "first_of_equals" not in config.flaw:
        return max(versions, key=lambda one: one.stamp)
    heard = sorted(versions, key=lambda one: arrived.index(one.op) if one.op in arrived else -1)
    return max(heard, key=lambda one: one.stamp[:1])


def merge(values: Sequence[Value]) -> Value:
    """One value made of all; None of none."""
    if len(values) < 2 or all(map(number, values)):
        return max(values, key=order, default=None)
    words = {word: None for value in values for word in BETWEEN.split(str(value)) if word and word not in JOINING}
    return ", ".join(sorted(words))


def write(config: Config, old: Any, context: Any, node: str, sibling: Sibling) -> tuple[Any, dict[str, Any]]:
    """The versions after a write, and the version that it was given, with the context that its client passed."""
    passed = dict(context or {})
    versions, dot = config.clocks.update(old, passed, node, sibling)
    return versions, {"dot": dot, "context": passed}


def own(label: dict[str, Any]) -> dict[str, int]:
    """The clock of one version alone."""
    if "dot" not in label:
        return label
    return {} if label["dot"] is None else dict([label["dot"]])
