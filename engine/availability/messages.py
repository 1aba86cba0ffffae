"""What a gateway and the nodes behind it say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Reason, Request, Why


class Call(NamedTuple):
    """Asks an instance to carry out a request. nth: the attempt, from 1.

    The request's id names the attempt, so that its answer finds the way back.
    """

    op: str
    nth: int
    request: Request


class Answered(NamedTuple):
    """What became of an attempt: status 'ok' or 'refused', with what a reader is told; all of a Reply but
    `redirect`: whom to ask next is for the gateway to say.
    """

    op: str
    nth: int
    status: str
    value: Any
    version: Any
    reason: Reason | None
    why: Why | None
    seen: Mapping[str, int] | None
    deps: Mapping[str, Any] | None


class Probe(NamedTuple):
    """Asks an instance how a service of its is; number: of the question."""

    service: str
    number: int


class Probed(NamedTuple):
    """The answer to the probe with this number."""

    service: str
    number: int
    good: bool
