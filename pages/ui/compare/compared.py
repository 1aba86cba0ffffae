"""What the compare page keeps of a visit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: a run, and a system line for either side (first=None: as in the run)."""

    script: str
    second: str
    first: str | None = None


@dataclass(frozen=True)
class Compared:
    """The two systems that are compared; what is wrong with the last link; (tick, count) of the last leap to a
    difference; the link that the page wrote itself.
    """

    pair: Pair | None = None
    notice: str | None = None
    at: tuple[int, int] | None = None
    address: tuple[str | None, ...] | None = None
