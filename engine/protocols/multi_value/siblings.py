"""Which versions a node has of a key, in an order that is the same everywhere, and what a reader sees of them.

Rules of this file
* Values stand in one order: what is deleted first, then numbers, then words; equal ones by their versions.
* A reader never sees what is deleted. With resolver=lww it sees the version with the greatest stamp and nothing else,
  but its context covers all versions: what lost is gone for good once the reader writes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from engine import dvv
from engine.model import Value
from engine.protocols.multi_value.values import Config, Sibling


class Known(NamedTuple):
    """A version as it is shown: its value, its stamp, what tells it from others (a dot or a vector), its deps."""

    value: Value
    stamp: tuple[Any, ...]
    label: dict[str, Any]
    deps: Any = None


def known(config: Config, versions: Any) -> tuple[Known, ...]:
    """The surviving versions of a key."""
    if config.versions == "vv":
        found = [Known(one.value, one.stamp, dict(vector), one.deps) for vector, one in versions]
    else:
        context = dvv.context(versions)
        labelled = [({"dot": dot, "context": context}, sibling) for dot, sibling in dvv.dotted(versions)]
        found = [Known(one.value, one.stamp, label, one.deps) for label, one in labelled]
    return tuple(sorted(found, key=lambda one: (order(one.value), one.stamp)))


def seen(config: Config, versions: tuple[Known, ...]) -> tuple[str, tuple[Value, ...]]:
    """The rule that was applied, and the values that a reader is told."""
    if config.resolver == "lww" and len(versions) > 1:
        last = max(versions, key=lambda one: one.stamp).value
        return "lww", () if last is None else (last,)
    values = tuple(one.value for one in versions if one.value is not None)
    return "siblings" if len(values) > 1 else "local" if values else "absent", values


def order(value: Value) -> tuple[bool, bool, Any]:
    """A total order of values: deleted, numbers, words."""
    return value is not None, isinstance(value, str), 0 if value is None else value


def write(config: Config, old: Any, context: Any, node: str, sibling: Sibling) -> tuple[Any, dict[str, Any]]:
    """The versions after a write, and the version that it was given, with the context that its client passed."""
    passed = dict(context or {})
    versions, dot = config.clocks.update(old, passed, node, sibling)
    return versions, {"dot": dot, "context": passed}
