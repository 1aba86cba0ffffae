"""What an instance is. What it is asked and answers are a gateway's messages (engine/availability/messages.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Environment, Reply, Request


class Config(NamedTuple):
    """a, b: the instances of two services; one host may serve both. work: ticks that a call takes.

    capacity: calls that an instance works on at a time; queue: calls that may wait for that (None: no bound on either).
    order: whose turn comes first of those that wait, 'fifo' or 'lifo'.
    """

    nodes: tuple[str, ...]
    a: tuple[str, ...]
    b: tuple[str, ...]
    work: int
    capacity: int | None = None
    queue: int | None = None
    order: str = "fifo"
    flaw: tuple[str, ...] = ()

    @property
    def services(self) -> dict[str, tuple[str, ...]]:
        """By name of a service that has any: its instances."""
        return {name: nodes for name, nodes in (("a", self.a), ("b", self.b)) if nodes}


class State(NamedTuple):
    """An instance. done is on disk.

    how: by service ('' is all of them) its behaviour, with the ticks of a slow one. done: effects by call. owed:
    by call or probe, what is answered later (None: nothing). working: calls that it works on, waiting: calls that wait
    for their turn, as they came; both are empty without a capacity.
    """

    how: Mapping[str, tuple[str, int]]
    done: Mapping[str, int]
    owed: Mapping[str, Reply | None]
    working: tuple[str, ...] = ()
    waiting: tuple[Request, ...] = ()


class Turn(NamedTuple):
    """The timer, at the end of a tick, by which calls that wait have their turn."""

    what: str = "service_turn"


Timer = str | Turn
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]
