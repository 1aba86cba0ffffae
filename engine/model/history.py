"""What a run leaves behind: messages, events, operations as clients saw them, views of nodes, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from engine.model.effects import Effect, Reason, Why


class Message(NamedTuple):
    """One message on its way: the nth on its link since the start, sent and due in ticks. Its name is unique.

    copy_of: the number of the message on this link that it duplicates, or None.
    """

    src: str
    dst: str
    nth: int
    body: Any
    sent: int
    due: int
    copy_of: int | None = None

    @property
    def name(self) -> str:
        """n1>n3.2, as `hold`, `release`, `drop` and `duplicate` call it."""
        return f"{self.src}>{self.dst}.{self.nth}"

    @property
    def original(self) -> str:
        """The name of the message that it duplicates."""
        return f"{self.src}>{self.dst}.{self.copy_of}"


class Event(NamedTuple):
    """One thing that happened: a fault, a handled request, a delivery, a timer, a decision, a deadline, a loss.

    kind: 'start', 'fault', 'request', 'tend' (an operator command), 'deliver', 'timer', 'decide', 'deadline', 'lost',
    'refused'.
    cause: the Command, Request, Message, timer name, Deadline, or (for 'lost') Lost that it is about.
    state: the node's protocol state afterwards (None when no node's state can have changed).
    sent: the messages that it caused, in order. effects: all that the protocol wished.
    """

    tick: int
    kind: str
    node: str | None
    cause: Any
    state: Any
    effects: tuple[Effect, ...]
    sent: tuple[Message, ...]


class Lost(NamedTuple):
    """A message that never arrives. reason: 'cut', 'down', 'chance' or 'dropped'; at: 'send' or 'delivery'."""

    message: Message
    reason: str
    at: str


class Operation(NamedTuple):
    """What a client saw of one request: the only thing that checks look at.

    status: 'pending' (the run ended first), 'ok', 'refused', 'unknown' or 'degraded' (a gateway's fallback answered).
    issued, done: ticks; done is None while pending. node_down: the first tick between the two at which the node that it
    was sent to was down, None if there was none. value: what was written, (from, to) of a cas, or what a read returned
    (None when absent; multi_value reads return a sorted tuple). version: for writes the version that was given, for
    reads the version of the answer; compared by engine/clocks/version_order. first, last: indexes of the events at
    which it was issued and ended. object: what its key is, a 'register' or another data type ('or_set'). level: what
    its client asked for by name. redirect: the node that a refusal told its client to ask instead, if that node was
    within reach then and would have answered.
    """

    id: str
    kind: str
    client: str
    node: str
    key: str
    value: Any
    issued: int
    done: int | None
    status: str
    reason: Reason | None = None
    version: Any = None
    why: Why | None = None
    first: int = -1
    last: int | None = None
    node_down: int | None = None
    object: str = "register"
    level: str | None = None
    redirect: str | None = None

    @property
    def written(self) -> Any:
        """What a write, a delete or a cas puts under its key."""
        return self.value[1] if self.kind == "cas" else self.value


@dataclass(frozen=True, slots=True)
class Cell:
    """One key on one node as a reader of the screen sees it: values with their versions ((None,) = tombstone)."""

    values: tuple[Any, ...]
    versions: tuple[Any, ...]


class Logged(NamedTuple):
    """One entry of a node's log: without a key a leader's no-op; committed as far as the node knows."""

    place: int
    term: int
    key: str | None
    value: Any
    committed: bool


@dataclass(frozen=True, slots=True)
class Log:
    """A node's log: how many entries, and each by its index from 0. They are made when they are looked at: a stage
    looks at every event, but at the last few of them only.
    """

    count: int
    entry: Callable[[int], Logged]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Logged]:
        return map(self.entry, range(self.count))

    def last(self, most: int) -> tuple[Logged, ...]:
        """The last entries, at most so many, oldest first."""
        return tuple(map(self.entry, range(max(0, self.count - most), self.count)))


class Waiting(NamedTuple):
    """An update that a node holds back: what it will write, from whom, and the dot (node, nth) that must come first."""

    key: str
    value: Any
    origin: str
    cause: tuple[str, int]


@dataclass(frozen=True, slots=True)
class NodeView:
    """What a protocol shows of a node's state: its data, what it keeps for others, what it believes.

    clock: the node's version vector or {node: counter} where the protocol has one, else empty.
    believes: facts of its own belief as code -> value, for instance {'primary': 'n1'}; words under [belief].
    log: where the protocol orders writes in one, oldest first.
    face: what stands on a node that keeps no data, in place of a value.
    waiting: what it has received and holds back, in the order in which it came.
    soft: its copies may expire and be fetched again, so that a key which is not there is not missing.
    """

    store: Mapping[str, Cell]
    hints: tuple[str, ...] = ()
    mode: str | None = None
    role: str | None = None
    term: int | None = None
    clock: Mapping[str, int] | None = None
    believes: Mapping[str, Any] | None = None
    log: Log | None = None
    waiting: tuple[Waiting, ...] = ()
    soft: bool = False
    face: str | None = None


WORST: Final = ("broken", "cant_tell", "kept")
"""What a verdict can come to, the worst first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A promise tested on a history of one key (key=None: on the whole run).

    outcome: 'kept', 'broken' or 'cant_tell'. operations: ids of the operations that prove it, fewest first.
    reason: code and values for the words under [verdict]. prefix: the longest legal order found, as ids.
    """

    check: str
    key: str | None
    outcome: str
    operations: tuple[str, ...] = ()
    reason: Reason | None = None
    prefix: tuple[str, ...] = ()
