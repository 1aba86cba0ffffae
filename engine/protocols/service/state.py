"""What an instance is. What it is asked and answers are a gateway's messages (engine/availability/messages.py)."""

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
        """By name of a service that has any: its instances."""
        return {name: nodes for name, nodes in (("a", self.a), ("b", self.b)) if nodes}


class State(NamedTuple):
    """An instance. done is on disk.

    how: by service ('' is all of them) its behaviour, with the ticks of a slow one. done: effects by call. owed:
    by call, the answers that are due later.
    """

    how: Mapping[str, tuple[str, int]]
    done: Mapping[str, int]
    owed: Mapping[str, Any]


Timer = str
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]
