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
from engine.model.scene_files import Scenes
from engine.model.setting_kinds import Kind
from engine.protocols.actor import Actor, BodyT, CommandT, ConfigT, Configuration, StateT, TimerT
from engine.protocols.sessions import NO_GUARANTEES, Guarantees
from engine.trace import Trace

Services = Mapping[str, tuple[str, ...]]
"""By name of a service: the nodes that serve it."""


class Promise(NamedTuple):
    """What a configuration promises or risks: a code of the protocol's own under [implies], and the values in it.

    good: False where the sentence is a warning.
    """

    code: str
    good: bool
    values: Mapping[str, Any] = {}


class Quorums(NamedTuple):
    """r answers make a read, w acknowledgements a write."""

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
    """The default of `replicas`: every node keeps data."""
    return config.nodes


def no_quorums(config: object) -> Quorums | None:
    """The default of `quorums`: there are no R and W."""
    return None


def register_keys(config: object) -> str:
    """The default of `object`: a key is a register to its clients."""
    return "register"


def no(config: object) -> bool:
    """The default of hooks that answer yes or no: no."""
    return False


def no_levels(config: object, kind: str) -> tuple[str, ...]:
    """The default of `levels`: an operation may ask for none."""
    return ()


def no_services(config: object) -> Services | None:
    """The default of `services`: nodes are replicas of one store, not instances of services."""
    return None


def no_sessions(config: object) -> Guarantees:
    """The default of `sessions`: no guarantee for all operations; tokens are kept for those that ask for a level."""
    return NO_GUARANTEES


def lost(config: object) -> str:
    """The default of `lost_code`: under [verdict], a write that no live node holds is 'lost'."""
    return "lost"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Protocol(Generic[ConfigT, StateT, CommandT, BodyT, TimerT]):
    """A protocol; its five types are those of its actor.

    What each must have. name: the word for it in a script. settings: what `system` may say, in canonical order.
    commands: the operator commands that its nodes understand. config: all settings filled in, or why they make no sense
    together. actor: what its nodes do and show. promise: what the settings imply.

    Hooks of its configuration. replicas: the nodes that keep data. levels: what an operation of a kind may ask for.
    sessions: guarantees for all operations. services: by name who serves it, where nodes are instances of services.
    object: what a key is to its clients. elements: may a delete name one value of many? compares: is compare-and-set
    offered? quorums: R and W, where there are such. lost_writes(config, trace, index, writes): which of these
    acknowledged writes are lost after an event (None: those of whose key no live node shows that version or a greater
    one). lost_code: what to call that, under [verdict].

    Facts. contexts: do clients pass back what they have read? one_copy: are answers meant to be those of a single copy?
    signs: do nodes carry signs that need room on a stage? examples: configurations to lay beside those of other
    protocols. scenes: to begin with.
    """

    name: str
    settings: Mapping[str, Kind]
    commands: tuple[type[CommandT], ...]
    config: Callable[[tuple[str, ...], Mapping[str, Any]], ConfigT | Reason]
    actor: Actor[ConfigT, StateT, CommandT, BodyT, TimerT]
    promise: Callable[[ConfigT], Promise]

    replicas: Callable[[ConfigT], tuple[str, ...]] = all_nodes
    levels: Callable[[ConfigT, str], tuple[str, ...]] = no_levels
    sessions: Callable[[ConfigT], Guarantees] = no_sessions
    services: Callable[[ConfigT], Services | None] = no_services
    object: Callable[[ConfigT], str] = register_keys
    elements: Callable[[ConfigT], bool] = no
    compares: Callable[[ConfigT], bool] = no
    quorums: Callable[[ConfigT], Quorums | None] = no_quorums
    lost_writes: Callable[[ConfigT, Trace, int, Sequence[Operation]], Sequence[Operation]] | None = None
    lost_code: Callable[[ConfigT], str] = lost

    contexts: bool = False
    one_copy: bool = False
    signs: bool = True
    examples: tuple[Example, ...] = ()
    scenes: Scenes = field(default_factory=dict)

    @property
    def verbs(self) -> frozenset[str]:
        """The words that a script uses for its operator commands."""
        return frozenset(command.__name__.lower() for command in self.commands)

    def configured(self, system: System) -> ConfigT:
        """The configuration of a system that runs this protocol. Raises Misfit."""
        return filled(self, system)

    def config_of(self, system: System) -> ConfigT | None:
        """The configuration of a system that runs this protocol, None of any other. Raises Misfit."""
        return filled(self, system) if system.protocol == self.name else None


class Misfit(ValueError):
    """Settings that make no sense together; reason: which, under [reason]."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.code} {dict(reason.values)}")
        self.reason = reason


AnyProtocol = Protocol[Any, Any, Any, Any, Any]
"""A protocol whose types are not known here: who looks one up by name must not look into its states."""


@lru_cache(maxsize=256)
def settled(protocol: AnyProtocol, system: System) -> Any:
    """A system's configuration, or a Reason where its settings make no sense together. Cached: it is asked often."""
    return protocol.config(system.names, dict(system.settings))


def filled(protocol: Protocol[ConfigT, Any, Any, Any, Any], system: System) -> ConfigT:
    """A system's configuration, all settings filled in. Raises Misfit where they make no sense together."""
    found: ConfigT | Reason = settled(protocol, system)
    if isinstance(found, Reason):
        raise Misfit(found)
    return found
