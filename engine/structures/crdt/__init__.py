"""Replicated data types that merge by themselves: replicas that have seen the same updates hold the same, in any order.

Rules of this package
* One module a type. A state is a frozen value; EMPTY is the one before any update, initial(value) what `init` brings
  (None: this type cannot hold it).
* write(state, update) and delete(state, update) are what the update makes of the state at its replica; None: this
  type cannot do it.
* merge(a, b) is the least state that has all of both: commutative, associative, idempotent, and never less than
  either. value(state) is what a reader is told: a sorted tuple, () for nothing, one number for a counter.
* The dots of a replica are 1, 2, 3, ...; whoever has one of them has had those before it.

Source: Shapiro, Preguica, Baquero & Zawirski 2011, "A comprehensive study of convergent and commutative replicated
data types", sections 3.1 to 3.3 (state-based counters, registers, sets).
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from engine.structures.crdt import g_counter, g_set, lww_register, mv_register, op_counter, or_set, pn_counter

TYPES: Final[dict[str, ModuleType]] = {
    "g_counter": g_counter,
    "pn_counter": pn_counter,
    "op_counter": op_counter,
    "g_set": g_set,
    "or_set": or_set,
    "lww_register": lww_register,
    "mv_register": mv_register,
}

REGISTERS: Final = ("lww_register", "mv_register")
"""Types in which a write stands in the place of what was there; in all others it adds to it."""

COUNTERS: Final = ("g_counter", "pn_counter")
"""Counters whose state is what each replica has counted, without the single updates."""
