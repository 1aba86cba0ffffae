"""What an instance is made of. What it is asked and says are a gateway's words (engine/availability/values.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment


class Config(NamedTuple):
    """a, b: the instances of two services; one host may serve both. work: ticks that a call takes."""

    nodes: tuple[str, ...]
    a: tuple[str, ...]
    b: tuple[str, ...]
    work: int
    flaw: tuple[str, ...] = ()

    @property
    def services(self) -> dict[str, tuple[str, ...]]:
        """Who serves what."""
        return {name: nodes for name, nodes in (("a", self.a), ("b", self.b)) if nodes}


class State(NamedTuple):
    """how: its behaviour, by service ('' is all of them), with the ticks of a slow one. done: effects by request.

    hits: calls that reached it. owed: answers that a slow one has not given yet, by their request.
    """

    how: Mapping[str, tuple[str, int]]
    done: Mapping[str, int]
    hits: int
    owed: Mapping[str, Any]


Timer = str
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]
