"""What lessons ask about the verdicts on a run: which letters it kept, which operations contradict each other.

Rules of this file
* Verdicts are the engine's; here they are only put together. What is not there is an empty text.
"""

from __future__ import annotations

from typing import Final

from engine.flaws.facts import facts
from engine.report import verdicts
from engine.trace import Trace

LETTERS: Final = (("C", "linearizable"), ("A", "available"))
PAIRS: Final = (("newer", "read"), ("first", "second"))
"""What a reason calls the two operations that contradict each other."""


def letters(trace: Trace) -> str:
    """Which of C and A of the CAP theorem this run kept."""
    found = facts(trace)
    return "".join(letter for letter, check in LETTERS if found.get(f"verdict.{check}") == "kept")


def pair(trace: Trace, check: str) -> str:
    """The two operations that contradict each other, in order of time; all of the proof where they are not two."""
    broken = [one for one in verdicts(trace) if one.check == check and one.outcome == "broken"]
    if not broken:
        return ""
    told = broken[0].reason.values if broken[0].reason else {}
    two = next(([told[a], told[b]] for a, b in PAIRS if told.get(a) and told.get(b)), list(broken[0].operations))
    return " ".join(sorted(two, key=[op.id for op in trace.operations].index))
