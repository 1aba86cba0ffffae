"""The shape of a picture: what Python paints and the browser draws, field by field.

Rules of this file
* Every leaf is here, and nothing else may be in a picture: mypy holds the painters to it, json_schema.py makes of it
  what the tests hold pictures and the browser to (tests/test_picture_schema.py, tests/browser/test_schema.py).
* A field is always there; where there is nothing to say it is None or empty.
* t, from, to, issued, done: ticks. i, e0, e1: indexes of events. Text is plain, in the learner's language.
"""

from __future__ import annotations

from typing import Literal, TypedDict

Fate = Literal["delivered", "lost", "held", "flying"]
Standing = Literal["current", "stale", "concurrent"]


class Node(TypedDict):
    """Where a node stands, x to the right and y down from 0 to 1; narrow: the same on a narrow stage, if it differs."""

    id: str
    x: float
    y: float
    narrow: list[float] | None


class Link(TypedDict):
    """Two nodes that can send each other messages."""

    id: str
    a: str
    b: str


class Client(TypedDict):
    """Someone who asked for something in this run."""

    id: str


Visit = TypedDict("Visit", {"client": str, "node": str, "from": int, "to": int | None})
"""A client stands at a node, from one tick on, up to another or to the end."""


class Event(TypedDict):
    """lane: the node at which it happened, n: its number there, vc: its vector clock by node; m: index of its message;
    op: the operation that it belongs to; star: 'next interesting' stops here.
    """

    t: int
    kind: str
    lane: str | None
    n: int
    vc: dict[str, int]
    text: str
    notes: list[str]
    star: bool
    m: int | None
    op: str | None


class Message(TypedDict):
    """shape, letter and tone are its look (actor.Look). arrives: None while it is held; e0, e1: it was sent and ended.
    at, why: where and for what reason it was lost.
    """

    name: str
    src: str
    dst: str
    shape: str
    letter: str
    tone: str
    text: str
    sent: int
    due: int
    arrives: int | None
    fate: Fate
    why: str | None
    at: str | None
    e0: int
    e1: int | None
    op: str | None


class NodeState(TypedDict):
    """A node but for its data, from event i on. face: what stands in place of a value; soft: its copies may expire;
    hints: for whom it keeps writes; waiting: what it holds back; paused: it stands still; skew: how far its clock is
    ahead; leads: does it take itself for the leader? The rest is what it believes, in words.
    """

    i: int
    up: bool
    paused: bool
    skew: int
    leads: bool
    face: str | None
    hints: list[str]
    soft: bool
    role: str | None
    mode: str | None
    term: int | None
    waiting: list[str]
    belief: str | None
    log: str | None


class Cell(TypedDict):
    """What a node holds under a key, from event i on. standing: it has every acknowledged write; it lacks one that
    replaces it; it lacks one, but neither is newer than the other.
    """

    i: int
    values: list[str]
    versions: list[str]
    standing: Standing


CutSpan = TypedDict("CutSpan", {"from": int, "to": int | None, "since": int, "links": list[str], "label": str})
"""Links that were cut, each in one direction as `a>b`. since: the tick from which the oldest of them was."""


class Side(TypedDict):
    """Nodes that a cut left together. no_majority: none of its sides is one."""

    nodes: list[str]
    role: Literal["majority", "minority", "no_majority"]
    label: str


GroupSpan = TypedDict("GroupSpan", {"from": int, "to": int | None, "groups": list[Side]})
"""Live nodes were kept apart."""

SlowSpan = TypedDict("SlowSpan", {"from": int, "to": int | None, "link": str, "text": str})
"""A link had a latency or a loss of its own."""


class Counted(TypedDict):
    """An answer that filled a quorum: when, in which event, from whom."""

    t: int
    i: int
    node: str


class Why(TypedDict):
    """Why an operation came to what it did: rows of (name, words)."""

    title: str
    rows: list[list[str]]


class Operation(TypedDict):
    """What a client asked and was told. need, of: answers that it waits for, of so many; e0, e1: it began and it ended.
    note: that its answer was degraded, or else stale.
    """

    id: str
    kind: str
    client: str
    node: str
    key: str
    text: str
    result: str
    issued: int
    done: int | None
    status: str
    status_text: str
    note: str | None
    reason: str | None
    need: int
    of: int
    counted: list[Counted]
    why: Why | None
    e0: int
    e1: int | None


VerdictSpan = TypedDict(
    "VerdictSpan", {"from": int, "outcome": str, "outcome_text": str, "text": str, "ops": list[str]}
)
"""A verdict that holds from a tick on; ops prove it."""


Lead = TypedDict("Lead", {"from": int, "check": str})
"""The check that stands first, from a tick on."""


class VerdictLine(TypedDict):
    """A promise and what it was worth, over time; term: the code of the glossary's term behind it."""

    check: str
    name: str
    help: str
    term: str | None
    spans: list[VerdictSpan]


class Abilities(TypedDict):
    """What can be done in this system; elements: what is deleted is one element."""

    verbs: list[str]
    elements: bool


class ReadLevel(TypedDict):
    """A level at which one can ask."""

    id: str
    text: str


class Picture(TypedDict):
    """A run, painted in a language. step: ticks that a message usually takes, at least one: the unit in which time is
    drawn and played. people: clients that are offered beside those of the run. fresh: by key a value that no write of
    it has used.
    """

    end: int
    step: int
    keys: list[str]
    key: str
    fresh: dict[str, str]
    nodes: list[Node]
    links: list[Link]
    clients: list[Client]
    people: list[str]
    visits: list[Visit]
    events: list[Event]
    messages: list[Message]
    node_states: dict[str, list[NodeState]]
    cells: dict[str, dict[str, list[Cell]]]
    cuts: list[CutSpan]
    groups: list[GroupSpan]
    slow: list[SlowSpan]
    operations: list[Operation]
    verdicts: list[VerdictLine]
    can: Abilities
    levels: list[ReadLevel]
