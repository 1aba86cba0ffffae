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
from engine.structures.crdt.update import is_number, value_order

BETWEEN = re.compile(r"[\s,，、]+")
JOINING = ("and", "和")
"""Words that only join others; English and Chinese, since values may be either."""


class Shown(NamedTuple):
    """A sibling as it is shown. label: a dot with the context; under `versions=vv` its vector; under
    `versions=vnode` the one vector of all of them.

    stamp, op, deps: as in Sibling.
    """

    value: Value
    stamp: tuple[Any, ...]
    op: str
    label: dict[str, Any]
    deps: Any = None


class Resolved(NamedTuple):
    """What a reader gets: by which rule, which values, and which versions are in them and which are not."""

    rule: str
    values: tuple[Value, ...]
    kept: tuple[Shown, ...]
    dropped: tuple[Shown, ...]


def siblings_of(config: Config, versions: Any) -> tuple[Shown, ...]:
    """All surviving versions of a key, in order of their values, then stamps. versions: as in State.store."""
    if config.versions == "vv":
        shown = [
            Shown(sibling.value, sibling.stamp, sibling.op, dict(vector), sibling.deps) for vector, sibling in versions
        ]
    elif config.versions == "vnode":
        vector = dict(versions.vector)
        shown = [Shown(one.value, one.stamp, one.op, vector, one.deps) for one in versions.values]
    else:
        context = dvv.context(versions)
        labelled = [({"dot": dot, "context": context}, sibling) for dot, sibling in dvv.dotted(versions)]
        shown = [Shown(sibling.value, sibling.stamp, sibling.op, label, sibling.deps) for label, sibling in labelled]
    return tuple(sorted(shown, key=lambda version: (value_order(version.value), version.stamp)))


def resolve(config: Config, versions: tuple[Shown, ...], arrived: Sequence[str] = ()) -> Resolved:
    """What a reader gets of these versions, by `resolver`. arrived: the writes in the order in which the node heard of
    them.

    rule: 'lww' or 'merge' where there were several versions; else 'siblings', 'local' (one value) or 'absent'.
    """
    if config.resolver == "lww" and len(versions) > 1:
        last = last_writer(config, versions, arrived)
        return Resolved(
            "lww", _not_deleted((last.value,)), (last,), tuple(version for version in versions if version != last)
        )
    values = _not_deleted(tuple(version.value for version in versions))
    if config.resolver == "merge" and len(versions) > 1:
        merged = merged_value(values)
        kept = tuple(version for version in versions if version.value in (None, merged) or not is_number(merged))
        dropped = tuple(version for version in versions if version not in kept)
        return Resolved("merge", _not_deleted((merged,)), kept, dropped)
    return Resolved("siblings" if len(values) > 1 else "local" if values else "absent", values, versions, ())


def _not_deleted(values: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(value for value in values if value is not None)


def last_writer(config: Config, versions: Sequence[Shown], arrived: Sequence[str]) -> Shown:
    """The version with the greatest stamp, for lww.

    flaw=first_of_equals: of those with the greatest clock the one that was heard of first.
    """
    if "first_of_equals" not in config.flaw:
        return max(versions, key=lambda version: version.stamp)
    last = max(version.stamp[:1] for version in versions)
    return min((one for one in versions if one.stamp[:1] == last), key=lambda version: arrived.index(version.op))


def merged_value(values: Sequence[Value]) -> Value:
    """One value made of all: the greatest of numbers, else all words, each once, in order. None of no values."""
    if len(values) < 2 or all(map(is_number, values)):
        return max(values, key=value_order, default=None)
    words = {word: None for value in values for word in BETWEEN.split(str(value)) if word and word not in JOINING}
    return ", ".join(sorted(words))


def add_version(config: Config, old: Any, context: Any, node: str, sibling: Sibling) -> tuple[Any, dict[str, Any]]:
    """The versions of a key after a write, and the version that it was given.

    old: the versions as in State.store. context: the clock that its client passed, or None. The version is {'dot':
    (node, counter), 'context': clock}.
    """
    passed = dict(context or {})
    versions, dot = config.clocks.update(old, passed, node, sibling)
    return versions, {"dot": dot, "context": passed}


def clock_of(label: dict[str, Any]) -> dict[str, int]:
    """The clock of one version alone, from its label: its vector, or its dot; {} for what `init` brought."""
    if "dot" not in label:
        return label
    return {} if label["dot"] is None else dict([label["dot"]])
