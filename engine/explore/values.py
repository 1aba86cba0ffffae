"""What is asked of the explorer, and what it answers.

Rules of this file
* A search is a generator: it yields SearchProgress after a bounded amount of work and returns one Finding.
* found: a scenario that breaks the promise when the simulator runs it. none: no state of the model breaks it, all were
  looked at, and some schedules besides. not_found: none of the states and schedules that were tried breaks it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from engine.model import Scenario


@dataclass(frozen=True, slots=True)
class Scope:
    """How much may go wrong, and how much may be looked at.

    cuts, crashes, losses, duplicates, pauses: the most faults in one run, and unflushed: the most crashes on top that
    lose what was not flushed; messages may take any time besides.
    states, schedules: the most that are tried; the usual numbers take some seconds. every_cut: explore cuts even where
    delays cover them (see space.py).
    """

    cuts: int = 1
    crashes: int = 0
    losses: int = 0
    states: int = 150_000
    schedules: int = 1_000
    seed: int = 0
    every_cut: bool = False
    duplicates: int = 0
    pauses: int = 0
    unflushed: int = 0


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """How far a search is. phase: 'states', 'schedules' or 'smaller' (shrinking). states, schedules: how many were
    tried. depth: actions from the start, or, while shrinking, commands that are left.
    """

    phase: str
    states: int
    schedules: int
    depth: int


@dataclass(frozen=True, slots=True)
class Finding:
    """How a search ended. steps: of the shortest run of the model (None: a run found by chance, or one that
    came after shorter ones that the simulator did not confirm)."""

    outcome: str
    promise: str
    states: int
    schedules: int
    scenario: Scenario | None = None
    steps: int | None = None


Search = Generator[SearchProgress, None, Finding]
