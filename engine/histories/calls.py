"""What a log tells: its events, the calls that they pair to, and the history that comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.model import Operation, Value

TYPES = ("invoke", "ok", "fail", "info")
ALONE = 0
"""The process of events that name none."""


class LogEvent(NamedTuple):
    """One line of a log, and its offset. process: None for the nemesis. client: whose session it belongs to, where that
    is not the process."""

    at: int
    process: int | str | None
    type: str
    f: str
    key: Value
    value: Any
    client: str | None = None


class Call(NamedTuple):
    """An operation of a log: the event with which it begins and its place, and those of its end, if it has one."""

    begin: LogEvent
    issued: int
    end: LogEvent | None = None
    done: int | None = None


class NemesisEvent(NamedTuple):
    """What the nemesis, Jepsen's process that makes faults, did: the place of its event, its name, more as text."""

    tick: int
    what: str
    more: str


class Log(NamedTuple):
    """A history from outside. operations: issued and done in ticks, or in places of events. model: the object that its
    operations suggest. init: the value of each key at the start ('': of all keys). places: by id the line and column
    of an operation."""

    operations: tuple[Operation, ...]
    faults: tuple[NemesisEvent, ...]
    model: str
    init: dict[str, Any]
    places: Mapping[str, tuple[int, int]] = MappingProxyType({})
