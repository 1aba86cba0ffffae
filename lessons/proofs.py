"""What a lesson asks of a verdict and of quorums: which operations contradict each other, whether all must meet.

Rules of this file
* Two operations contradict each other as the verdict's reason says; where it names no two, its whole proof stands.
"""

from __future__ import annotations

from engine.analysis.verdicts import verdicts
from engine.flaws.facts import facts
from engine.protocols import configured, protocol_of
from engine.trace import Trace

PAIRS = (("newer", "read"), ("first", "second"))
"""What a reason calls the two operations that contradict each other."""


def pair(trace: Trace, check: str) -> tuple[str, ...]:
    """The operations that contradict each other, in order of time; empty where the check is not broken."""
    broken = next((one for one in verdicts(trace) if one.check == check and one.outcome == "broken"), None)
    if broken is None:
        return ()
    told = broken.reason.values if broken.reason else {}
    two = next(([told[a], told[b]] for a, b in PAIRS if told.get(a) and told.get(b)), broken.operations)
    return tuple(sorted(two, key=[op.id for op in trace.operations].index))


def overlap(trace: Trace) -> int | None:
    """R + W - N: the fewest nodes that a read and a write quorum share, 0 where they may miss each other."""
    protocol, config = protocol_of(trace.scenario.system), configured(trace.scenario.system)
    quorums = protocol.quorums(config)
    return None if quorums is None else max(0, quorums.r + quorums.w - len(protocol.replicas(config)))


def letters(trace: Trace) -> str:
    """Which of C and A of the CAP theorem this run kept."""
    found = facts(trace)
    kept = (("C", "verdict.linearizable"), ("A", "verdict.available"))
    return "".join(letter for letter, name in kept if found.get(name) == "kept")
