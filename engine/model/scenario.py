"""The input of a run: everything that is asked, and nothing that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.commands import Command, Value
from engine.model.faults import Latency, Links

USUAL_LATENCY = Latency(10, 10)
"""What a message takes where nothing else is said: the same for all, so that a first run has no chance in it, and long
enough to put commands between sending and delivery."""


@dataclass(frozen=True, slots=True)
class LinkRule:
    """`link n1-n3 latency=5 loss=0.1`: what a link has at tick 0 where it differs from the others."""

    links: Links
    latency: Latency | None = None
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class System:
    """`system quorum nodes=3 r=2`: a protocol's name and the settings that were written, in canonical order."""

    protocol: str = "quorum"
    nodes: int = 3
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the nodes: n1, n2, ... in order."""
        return tuple(f"n{i}" for i in range(1, self.nodes + 1))


@dataclass(frozen=True, slots=True)
class Gateway:
    """`gateway g1 retries=3`: a caller's side in front of the system, and the settings that were written for it."""

    name: str
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that is asked of a run; a script is the same thing as text (engine/script).

    latency: of every link but those in `links`. clocks: by node its skew in ticks. timeout: ticks that clients wait.
    init: by key its value at tick 0. stop: the last tick (None: until nothing more can happen).
    """

    system: System = System()
    latency: Latency = USUAL_LATENCY
    links: tuple[LinkRule, ...] = ()
    clocks: tuple[tuple[str, int], ...] = ()
    timeout: int = 100
    init: tuple[tuple[str, Value], ...] = ()
    seed: int = 0
    commands: tuple[Command, ...] = ()
    stop: int | None = None
    gateways: tuple[Gateway, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every end of the network: n1, n2, ... and then the gateways."""
        return (*self.system.names, *(gateway.name for gateway in self.gateways))
