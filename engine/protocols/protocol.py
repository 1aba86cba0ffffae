"""The door to a protocol: everything that the rest of the program may know of one, as a typed value.

Rules of this file
* A room in engine/protocols/ ends in one value, PROTOCOL. Nobody outside asks which protocol a system runs; they ask
  its value: the actor for a run and a picture, rules for the judges.
* What most protocols have in common is a default here. A hook that a room leaves out means just that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, NamedTuple

from engine.model import Operation, Reason, System
from engine.model.setting_kinds import Kind
from engine.protocols.actor import Actor, BodyT, CommandT, ConfigT, Configuration, StateT, TimerT
from engine.protocols.sessions import NOTHING, Promised
from engine.trace import Trace

Services = Mapping[str, tuple[str, ...]]
"""By name of a service: the nodes that serve it."""


class Promise(NamedTuple):
    """What a configuration promises or risks: a code under [implies], the values of its words, whether to be warned."""

    code: str
    good: bool
    values: Mapping[str, Any] = {}


class Quorums(NamedTuple):
    """The numbers of a configuration in which r answers make a read and w acknowledgements a write."""

    r: int
    w: int


class Example(NamedTuple):
    """A configuration to lay beside others: a code under [rival] and its line in a script.

    In the line {nodes} stands for their number, {most} for a majority of them, {home} for the first three at most and
    {few} for a majority of these.
    """

    code: str
    line: str


def all_nodes(config: Configuration) -> tuple[str, ...]:
    """Every node is a replica."""
    return config.nodes


def no_quorums(config: Any) -> Quorums | None:
    """There are no R and W."""
    return None


def registers(config: Any) -> str:
    """A key is a register to its clients."""
    return "register"


def no(config: Any) -> bool:
    """A question whose usual answer is no."""
    return False


def no_levels(config: Any) -> tuple[str, ...]:
    """No operation may ask for a level."""
    return ()


def no_services(config: Any) -> Services | None:
    """Nodes are replicas of one store, not instances of services."""
    return None


def no_sessions(config: Any) -> Promised:
    """No session guarantee is given to all operations; tokens are kept for those that ask for a level."""
    return NOTHING


def lost(config: Any) -> str:
    """A write that no live node holds is lost."""
    return "lost"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Protocol(Generic[ConfigT, StateT, CommandT, BodyT, TimerT]):
    """A protocol; its five types are those of its actor.

    What each must have. name: the word for it in a script. settings: what `system` may say, in canonical order.
    commands: the operator commands that its nodes understand. config: all settings filled in, or why they make no sense
    together. actor: what its nodes do and show. promise: what the settings imply.

    Hooks of its configuration. replicas: the nodes that keep data. levels: what an operation may ask for. sessions:
    guarantees for all operations. services: by name who serves it, where nodes are instances of services. object: what
    a key is to its clients. elements: may a delete name one value of many? quorums: R and W, where there are such.
    lost_writes(config, trace, index, writes): which of these acknowledged writes are
    lost after an event (None: those of whose key no live node shows that version or a greater one). lost_code: what
    to call that, under [verdict].

    Facts. contexts: do clients pass back what they have read? one_copy: are answers meant to be those of a single copy?
    signs: do nodes carry signs that need room on a stage? examples: configurations to lay beside those of other
    protocols. scenes: by topic, scripts by name, to begin with.
    """

    name: str
    settings: Mapping[str, Kind]
    commands: tuple[type[CommandT], ...]
    config: Callable[[tuple[str, ...], Mapping[str, Any]], ConfigT | Reason]
    actor: Actor[ConfigT, StateT, CommandT, BodyT, TimerT]
    promise: Callable[[ConfigT], Promise]

    replicas: Callable[[ConfigT], tuple[str, ...]] = all_nodes
    levels: Callable[[ConfigT], tuple[str, ...]] = no_levels
    sessions: Callable[[ConfigT], Promised] = no_sessions
    services: Callable[[ConfigT], Services | None] = no_services
    object: Callable[[ConfigT], str] = registers
    elements: Callable[[ConfigT], bool] = no
    quorums: Callable[[ConfigT], Quorums | None] = no_quorums
    lost_writes: Callable[[ConfigT, Trace, int, Sequence[Operation]], Sequence[Operation]] | None = None
    lost_code: Callable[[ConfigT], str] = lost

    contexts: bool = False
    one_copy: bool = False
    signs: bool = True
    examples: tuple[Example, ...] = ()
    scenes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def verbs(self) -> frozenset[str]:
        """The words of a script for its operator commands."""
        return frozenset(command.__name__.lower() for command in self.commands)

    def config_of(self, system: System) -> ConfigT | None:
        """The configuration of a system that runs this protocol; None of any other. Raises Misfit."""
        return filled(self, system) if system.protocol == self.name else None


class Misfit(ValueError):
    """Settings that make no sense together."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.code} {dict(reason.values)}")
        self.reason = reason


AnyProtocol = Protocol[Any, Any, Any, Any, Any]
"""A protocol whose types are not known here: who looks one up by name must not look into its states."""


@lru_cache(maxsize=256)
def settled(protocol: AnyProtocol, system: System) -> Any:
    """A system's configuration; a Reason where its settings make no sense together."""
    return protocol.config(system.names, dict(system.settings))


def filled(protocol: Protocol[ConfigT, Any, Any, Any, Any], system: System) -> ConfigT:
    """A system's configuration. Raises Misfit where its settings make no sense together."""
    found: ConfigT | Reason = settled(protocol, system)
    if isinstance(found, Reason):
        raise Misfit(found)
    return found
