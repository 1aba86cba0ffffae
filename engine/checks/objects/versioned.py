"""Registers that count their changes, as etcd's keys do: what is held has a version.

Rules of this file
* Each write, and each cas that finds what it expects, makes the version one greater; the start has version 0.
* A value is (version, value), of a cas (version, (from, to)): the version that there is afterwards, of a read the one
  that was met. Where a client was told none (None), any will do: so it is of all that nobody knows the end of.

Source: jepsen.etcd, src/jepsen/etcd/register.clj, VersionedRegister.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from engine.checks.objects.kind import ObjectKind, by_search
from engine.checks.spec import SequentialSpec
from engine.model import Operation


def _step(state: tuple[int, Any], f: str, value: Any) -> tuple[bool, tuple[int, Any]]:
    (version, held), (told, said) = state, value
    if f == "read":
        return told in (None, version) and said == held, state
    after = (version + 1, said[1] if f == "cas" else said)
    return told in (None, version + 1) and (f == "write" or said[0] == held), after


def _holds(op: Operation) -> bool:
    if not _pair(op.value) or (op.kind == "cas" and not _pair(op.value[1])):
        return False
    return op.value[0] is None or type(op.value[0]) is int


def _pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2


def _acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    if op.kind == "read":
        return (("read", op.value),) if ended else ()
    return ((op.kind, op.value if ended else (None, op.value[1])),)


VERSIONED: Final[SequentialSpec] = SequentialSpec((0, None), _step, ("read",), ())
REGISTERS: Final = ObjectKind(
    VERSIONED, ("read", "write", "cas"), _holds, _acts, lambda told: (0, told), by_search(VERSIONED)
)
