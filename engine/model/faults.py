"""Faults of the network, each at a tick: cuts, crashes, slow and lossy links, skewed clocks, nodes that stand still,
messages held back or sent twice.

Every class shows its line of a script. Latencies and skews are in ticks, probabilities from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

Link = tuple[str, str]
"""One direction of a link: (from, to)."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Ticks on the way: `10` (low = high), `5..15` (uniform) or `exp(10)` (exponential, rounded, mean = low)."""

    low: int
    high: int
    exponential: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """`n1 n2 | n3`: every link between two groups. One group alone stands against all other nodes."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Links:
    """`n1-n3 n2>n3`: these links, one direction each (a dash stands for two)."""

    links: tuple[Link, ...]


Where = Groups | Links


@dataclass(frozen=True, slots=True)
class Cut:
    """`20 cut n1 n2 | n3`: what crosses these links is lost until they are healed."""

    tick: int
    where: Where


@dataclass(frozen=True, slots=True)
class Heal:
    """`30 heal`: mend these links, or all (where=None)."""

    tick: int
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Crash:
    """`20 crash n1`: the node stops; its disk survives unless wiped. unflushed: what was not on it yet is lost."""

    tick: int
    node: str
    wipe: bool = False
    unflushed: bool = False


@dataclass(frozen=True, slots=True)
class Recover:
    """`60 recover n1`: the node starts again from its disk, or from nothing when wiped."""

    tick: int
    node: str
    wipe: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """`11 hold n1>n3.2`: keep the second message on that link until it is released."""

    tick: int
    link: Link
    nth: int


@dataclass(frozen=True, slots=True)
class Release:
    """`30 release n1>n3.2`: deliver a held message now (or when it would have been due, if later)."""

    tick: int
    link: Link
    nth: int


@dataclass(frozen=True, slots=True)
class Drop:
    """`11 drop n1>n3.2`: lose this message."""

    tick: int
    link: Link
    nth: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`40 duplicate n1>n3.2`: send this message once more, whatever became of it; nothing, if it has not been sent yet.

    The copy is the next message on its link, and takes as long as any.
    """

    tick: int
    link: Link
    nth: int


@dataclass(frozen=True, slots=True)
class Slow:
    """`20 slow n1-n3 50`, `20 slow n1 50`: latency of these links, or of all links of a node, from now on."""

    tick: int
    where: str | Links
    latency: Latency


@dataclass(frozen=True, slots=True)
class Lose:
    """`20 lose n1-n3 0.3`: loss probability of these links, or of all links of a node, from now on."""

    tick: int
    where: str | Links
    probability: float


@dataclass(frozen=True, slots=True)
class Skew:
    """`20 skew n1 50`: the node's clock is this many ticks ahead from now on."""

    tick: int
    node: str
    offset: int


@dataclass(frozen=True, slots=True)
class Pause:
    """`45 pause n1 for 50`: the node stands still for so many ticks, as in a garbage collection; its clock goes on.

    Nothing is lost. What comes in these ticks waits and is handled at the tick at which it goes on, before all that
    comes then, in the order in which it came: messages that arrived, timers that fell due. Its clients sit at it, and
    stand still with it: what they would ask, and their deadlines, wait too, and so do an operator's commands. Of two
    pauses the later end holds. A crash ends it, and loses what waits.
    """

    tick: int
    node: str
    ticks: int


@dataclass(frozen=True, slots=True)
class Resume:
    """The end of a pause, which no script says."""

    tick: int
    node: str


Fault = Cut | Heal | Crash | Recover | Hold | Release | Drop | Duplicate | Slow | Lose | Skew | Pause
