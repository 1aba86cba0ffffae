"""Lamport clocks: one counter a node, so that a cause always has a smaller number than its effect.

Rules of this file
* A node counts every event of its own; a message carries the number of the event that sent it.
* a before b implies number(a) < number(b). Not the other way round: of two numbers nothing follows but that the
  greater is no cause of the smaller. Equal numbers: neither is a cause of the other.

Source: Lamport 1978, "Time, clocks, and the ordering of events in a distributed system", rules IR1 and IR2.
"""

from __future__ import annotations


def tick(number: int) -> int:
    """The number of an event of the node's own, a send among them; number: that of its last event."""
    return number + 1


def receive(number: int, carried: int) -> int:
    """The number of the event of receiving a message that carries a number."""
    return max(number, carried) + 1


def compare(a: int, b: int) -> str:
    """How a compares to b: 'before', 'after' or 'equal', which says that neither caused the other."""
    return "before" if a < b else "after" if a > b else "equal"
