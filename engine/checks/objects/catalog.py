"""All objects from outside, by the name that a history is judged as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.checks.objects.banks import BANKS
from engine.checks.objects.counters import COUNTERS
from engine.checks.objects.kind import ObjectKind
from engine.checks.objects.mutexes import MUTEXES
from engine.checks.objects.queues import QUEUES
from engine.checks.objects.registers import LIST, PLAIN, TEXT_STORE, WITH_CAS
from engine.checks.objects.sets import SETS
from engine.checks.objects.versioned import REGISTERS

OBJECTS: Final[Mapping[str, ObjectKind]] = {
    "register": PLAIN,
    "cas-register": WITH_CAS,
    "versioned-register": REGISTERS,
    "kv": TEXT_STORE,
    "list-append": LIST,
    "set": SETS,
    "counter": COUNTERS,
    "queue": QUEUES,
    "mutex": MUTEXES,
    "bank": BANKS,
}
