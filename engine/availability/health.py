"""What a gateway believes of an instance: unknown, healthy or unhealthy, each change with what made it.

Rules of this file
* Evidence is an answer or its absence, to a probe or to a call. It speaks of the moment at which the question was sent:
  evidence that is older than the newest known is ignored.
* `rise` good answers in a row make healthy, `fall` bad ones in a row unhealthy, from whatever state.
* Unknown is a state of its own: nobody has asked yet.

Source: the thresholds are those of common load balancers (rise and fall); the brief, lines 248 to 291 (30 s).
"""

from __future__ import annotations

from typing import NamedTuple

UNKNOWN, HEALTHY, UNHEALTHY = "unknown", "healthy", "unhealthy"


class Health(NamedTuple):
    """state: 'unknown', 'healthy' or 'unhealthy'. good, bad: answers of one kind in a row.

    newest: the number of the newest question that was answered for.
    """

    state: str = UNKNOWN
    good: int = 0
    bad: int = 0
    newest: int = 0


def with_evidence(health: Health, asked: int, good: bool, rise: int, fall: int) -> Health:
    """The belief after the evidence on question number `asked`: good or not.

    rise, fall: how many in a row change it. Evidence older than the newest known changes nothing.
    """
    if asked < health.newest:
        return health
    goods, bads = (health.good + 1, 0) if good else (0, health.bad + 1)
    state = HEALTHY if goods >= rise else UNHEALTHY if bads >= fall else health.state
    return Health(state, goods, bads, asked)
