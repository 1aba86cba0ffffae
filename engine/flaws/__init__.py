"""The brief's flaws, each a variant that a learner can switch on, run and see judged. All are off by default.

To add one: an entry in the file of its protocol, its rule in the protocol (a code of the setting `flaw`, or a setting
that is there anyway), words under [flaw], [flaw_rule], [flaw_right] and [flaw_see], and what differs in
tests/test_flaws.py.
"""

from __future__ import annotations

from typing import Final

from engine.flaws import (
    availability,
    breaker,
    causal,
    majority_lock,
    partition,
    partition_logs,
    primary,
    quorum,
    raft,
    sessions,
    versions,
)
from engine.flaws.facts import difference, facts
from engine.flaws.flaw import Flaw

__all__ = ["FLAWS", "Flaw", "difference", "facts"]

MODULES = (
    availability,
    breaker,
    causal,
    majority_lock,
    partition,
    partition_logs,
    primary,
    quorum,
    raft,
    sessions,
    versions,
)
FLAWS: Final[dict[str, Flaw]] = {flaw.row: flaw for module in MODULES for flaw in module.FLAWS}
