"""What became of requests after the last trouble was over: does an outage outlast its trigger?

Rules of this file
* Trouble is over at the last command that mends something: `behave ... ok`, `heal`, `recover`. A request counts if it
  was made after that tick.
* Answered means `ok`: a fallback's answer is none.
* CURES are settings to be tried one at a time, each in a run of its own. Where clients come without waiting for each
  other, a longer or a random wait only puts the same attempts off: that helps if what the trigger left is worked off
  before they come.

Source: Bronson, Aghayev, Charapko, Zhu 2021, "Metastable Failures in Distributed Systems".
"""

from __future__ import annotations

from typing import Final, NamedTuple

from engine.model import Behave, Heal, Recover
from engine.trace import Trace

CURES: Final = ("retries=0", "budget=10", "queue=1", "order=lifo", "backoff=100", "jitter=yes")
"""Settings of gateway and service that bring an overloaded service back, the last two not always."""


class Aftermath(NamedTuple):
    """tick: when the last trouble was over. asked: requests made after it. answered: how many of them were answered."""

    tick: int
    asked: int
    answered: int


def aftermath(trace: Trace) -> Aftermath | None:
    """What became of requests after the last trouble; None where there was none, or nobody has asked since."""
    mended = [one.tick for one in trace.scenario.commands if _mends(one)]
    since = [op for op in trace.operations if mended and op.issued > mended[-1]]
    return Aftermath(mended[-1], len(since), sum(op.status == "ok" for op in since)) if since else None


def _mends(command: object) -> bool:
    return isinstance(command, Heal | Recover) or (isinstance(command, Behave) and command.how == "ok")
