"""What a correct object would do, one operation at a time.

Rules of this file
* A model is an initial state and step(state, f, value) -> (could this happen now?, the state afterwards).
* States are hashable values. An operation named in `pure` never changes the state; one named in `blind` always fits,
  and the state afterwards does not depend on the state before.
* An operation that certainly did not happen is not asked about: a failed cas is dropped, not taken for an observation.
* One model judges one object; a history of many keys is judged key by key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from sys import getsizeof
from typing import Any, NamedTuple

NEVER = inf
"""The end of an operation whose outcome is unknown: it may happen at any time after its start, or never."""


class Interval(NamedTuple):
    """One operation as an interval of time; value is what was written or, for an observation, what was seen.

    f: what it does, as its spec calls it. start, end: ticks; a precedes b iff a.end < b.start, so what shares an
    instant is concurrent.
    """

    id: str
    f: str
    value: Any
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SequentialSpec:
    """An object as a state machine."""

    init: Any
    step: Callable[[Any, str, Any], tuple[bool, Any]]
    pure: tuple[str, ...]
    blind: tuple[str, ...]


def _register(state: Any, f: str, value: Any) -> tuple[bool, Any]:
    """read, write, cas (value = (from, to))."""
    if f == "read":
        return state == value, state
    if f == "write":
        return True, value
    old, new = value
    return state == old, new


def _append(state: str, f: str, value: str) -> tuple[bool, str]:
    """get, put, append on a string."""
    if f == "get":
        return state == value, state
    return True, value if f == "put" else state + value


def _list(state: tuple[object, ...], f: str, value: object) -> tuple[bool, tuple[object, ...]]:
    """read, append on a list."""
    if f == "read":
        return state == value, state
    return True, (*state, value)


REGISTER = SequentialSpec(None, _register, ("read",), ("write",))
CAS_REGISTER = REGISTER
KV_APPEND = SequentialSpec("", _append, ("get",), ("put",))
LIST_APPEND = SequentialSpec((), _list, ("read",), ())


def _size(value: Any) -> int:
    """Bytes that a state takes, about, with a tuple that stands first in it."""
    inner = value[0] if isinstance(value, tuple) and value else None
    return getsizeof(value) + (getsizeof(inner) if isinstance(inner, tuple) else 0)


NO = -1
"""No state: the operation cannot come next."""


class States:
    """The states met, by number, and what each kind of operation makes of each. size: of their values, in bytes."""

    __slots__ = ("_after", "_kinds", "_numbers", "_spec", "_values", "kind", "size")

    def __init__(self, intervals: Sequence[Interval], spec: SequentialSpec) -> None:
        kinds: dict[tuple[str, Any], int] = {}
        self.kind = [kinds.setdefault((interval.f, interval.value), len(kinds)) for interval in intervals]
        self._spec, self._kinds, self.size = spec, list(kinds), 0
        self._numbers: dict[Any, int] = {spec.init: 0}
        self._values: list[Any] = [spec.init]
        self._after: list[dict[int, int]] = [{}]

    def step(self, state: int, i: int) -> int:
        """The state after operation i, or NO."""
        kind = self.kind[i]
        after = self._after[state].get(kind)
        return self._learn(state, kind) if after is None else after

    def row(self, state: int) -> dict[int, int]:
        """By kind of operation, as far as is known."""
        return self._after[state]

    def _learn(self, state: int, kind: int) -> int:
        fits, value = self._spec.step(self._values[state], *self._kinds[kind])
        after = self._number(value) if fits else NO
        self._after[state][kind] = after
        return after

    def _number(self, value: Any) -> int:
        number = self._numbers.setdefault(value, len(self._values))
        if number == len(self._values):
            self._values.append(value)
            self._after.append({})
            self.size += _size(value)
        return number
