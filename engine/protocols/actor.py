"""What runs at one end of a network: a node of a protocol, or a gateway.

Rules of this file
* A handler is (context, state, input) -> (state, effects). States are frozen and nothing else moves: no clock, no
  network, no other node.
* The order in which simultaneous messages are handled never shows: those that ask have a rank, and wait for the rest.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from engine.model import Deadline, Effect, Environment, NodeView, OperatorCommand, Request, Value

Init = tuple[tuple[str, Value], ...]
"""Keys and the values with which they begin."""
Shape = Literal["square", "diamond", "disc", "hexagon", "triangle", "pentagon"]
Tone = Literal["write", "read", "ack", "repair", "gossip", "other"]


class Configuration(typing.Protocol):
    """What every configuration has: its nodes in order, and the flaws that are switched on."""

    @property
    def nodes(self) -> tuple[str, ...]: ...

    @property
    def flaw(self) -> tuple[str, ...]: ...


ConfigT = TypeVar("ConfigT", bound=Configuration)
StateT = TypeVar("StateT")
CommandT = TypeVar("CommandT", bound=OperatorCommand)
BodyT = TypeVar("BodyT")
TimerT = TypeVar("TimerT")


class Look(NamedTuple):
    """How a kind of message is drawn: a shape, a letter and a tone, so that colour never stands alone."""

    shape: Shape
    letter: str
    tone: Tone


class MessageKind(NamedTuple):
    """What is true of every message with a body of one type.

    look: how it is drawn, or a function of the body that says so. rank: 0, or, for what asks, its place after all other
    messages of its tick (1 before 2). counted: does it fill a quorum where it arrives? compares: does it begin
    anti-entropy, so that it comes to light what either side lacks of all that the other has?
    """

    look: Look | Callable[[Any], Look]
    rank: int = 0
    counted: bool = False
    compares: bool = False


def nobody(config: object, request: Request) -> tuple[int, int]:
    """The default of `quorum`: (0, 0), no other node must answer."""
    return 0, 0


def no_facts(config: object, body: object) -> Mapping[str, object]:
    """The default of `message_facts`: a message says no more than its fields."""
    return {}


def on_disk(config: object, node: str, state: object) -> bool:
    """The default of `forgets`: a crash takes nothing of what a node held."""
    return False


def nobody_refers(config: object, state: object, in_touch: frozenset[str]) -> bool:
    """The default of `serves`: no other node tells clients to ask this one."""
    return False


def out_of_sight(config: object) -> bool:
    """The default of `reach`: handlers are not told which nodes they can reach."""
    return False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Actor(Generic[ConfigT, StateT, CommandT, BodyT, TimerT]):
    """Handlers and views. Its five types: configuration, state, operator commands, message bodies, timers.

    messages: by type of body, what is true of such messages. start: from a disk (None: new, with `init`). view: what it
    shows of its state. quorum(config, request): how many must answer, out of how many. message_facts: what a message
    says beyond its fields. blank: how it starts with a wiped disk (None: as a new one without `init`).
    handlers: by type of body, what on_message would pass it on to, so that a run need not ask it; {}: it asks.
    forgets(config, node, state): a node that has just come back is in this state; is what it held before gone, since it
    stood on no disk? reach: are handlers told which nodes they can reach? serves(config, state, in_touch): would a node
    in this state answer a client whom another one has told to ask it, while it is in touch with these (itself too)?
    """

    messages: Mapping[type[BodyT], MessageKind]
    start: Callable[[Environment[ConfigT], StateT | None, Init], tuple[StateT, tuple[Effect, ...]]]
    on_request: Callable[[Environment[ConfigT], StateT, Request | CommandT], tuple[StateT, tuple[Effect, ...]]]
    on_message: Callable[[Environment[ConfigT], StateT, str, BodyT], tuple[StateT, tuple[Effect, ...]]]
    on_timer: Callable[[Environment[ConfigT], StateT, TimerT | Deadline], tuple[StateT, tuple[Effect, ...]]]
    view: Callable[[ConfigT, str, StateT], NodeView]
    quorum: Callable[[ConfigT, Request], tuple[int, int]] = nobody
    message_facts: Callable[[ConfigT, BodyT], Mapping[str, Any]] = no_facts
    blank: Callable[[Environment[ConfigT]], tuple[StateT, tuple[Effect, ...]]] | None = None
    forgets: Callable[[ConfigT, str, StateT], bool] = on_disk
    reach: Callable[[ConfigT], bool] = out_of_sight
    serves: Callable[[ConfigT, StateT, frozenset[str]], bool] = nobody_refers
    handlers: Mapping[
        type[BodyT], Callable[[Environment[ConfigT], StateT, str, Any], tuple[StateT, tuple[Effect, ...]]]
    ] = field(default_factory=dict)

    @property
    def ranks(self) -> dict[type[BodyT], int]:
        """By type of body its rank; only those that wait for all other messages of their tick."""
        return {body: kind.rank for body, kind in self.messages.items() if kind.rank}

    @property
    def counted(self) -> tuple[type[BodyT], ...]:
        """The types of bodies that fill a quorum where they arrive."""
        return tuple(body for body, kind in self.messages.items() if kind.counted)

    def wiped(self, context: Environment[ConfigT]) -> tuple[StateT, tuple[Effect, ...]]:
        """The state and effects of a start with a wiped disk."""
        return self.start(context, None, ()) if self.blank is None else self.blank(context)


def look(messages: Mapping[type[object], MessageKind], body: object) -> Look:
    """How a message with this body is drawn."""
    found = messages[type(body)].look
    return found if isinstance(found, Look) else found(body)


AnyActor = Actor[Any, Any, Any, Any, Any]
"""An actor whose types are not known here: who has one by name must not look into its states."""
