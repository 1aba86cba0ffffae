"""What a client carries from one operation to the next, and what a replica must therefore have to answer it.

Rules of this file
* A session is one client. Its token holds floors (clocks/version_order.py) by key: of what it wrote, of what it read,
  and of all that it has seen: both, and what that depended on. Only what ended 'ok' counts: the rest told it nothing.
* The guarantees are four switches of a system. Reads: `read_your_writes` and `monotonic_reads` ask that the answer
  covers what the client wrote, or read. Writes: `monotonic_writes` and `writes_follow_reads` ask that the new version
  is ordered after what it wrote, or read. Terry et al. hold writes back until a server has all that came before; here,
  where a version replaces what it is ordered after, the order of versions is enough. Floors are kept key by key.
* A level stands over the switches for one operation; without r= or w= it is content with one replica.
  eventual: asks for nothing. read_your_writes, monotonic_reads: that floor. causal: all that the client has seen, also
  through what others' writes depended on, and writes carry it along. strong: that, and majorities (quorum only).
* When what has answered does not cover the floor (`when_stale`): wait until it comes (or until the deadline), take
  another replica's answer (refused when none has it), or refuse.
* The flaw `no_session_state` keeps no token at all: nothing is ever asked for.

Sources: Terry, Demers, Petersen, Spreitzer, Theimer & Welch 1994 (the four guarantees, read set and write set);
Brzezinski, Sobaniec & Wawrzyniak 2004 (the four together are causal); Bailis, Ghodsi, Hellerstein & Stoica 2013
(bolt-on causal consistency: dependencies stored beside the data); Lloyd et al. 2011 (context and dependencies).
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from engine.clocks.version_order import covers, floor, join
from engine.model import SessionFloor
from engine.model.setting_kinds import Choice, Kind, Switch

READ_GUARANTEES: Final = ("read_your_writes", "monotonic_reads")
WRITE_GUARANTEES: Final = ("monotonic_writes", "writes_follow_reads")
GUARANTEES: Final = READ_GUARANTEES + WRITE_GUARANTEES
LEVELS: Final = ("strong", "eventual", "causal", "read_your_writes", "monotonic_reads")
POLICIES: Final = ("wait", "another", "refuse")
SETTINGS: Final[Mapping[str, Kind]] = {**{name: Switch() for name in GUARANTEES}, "when_stale": Choice(*POLICIES)}
"""What a protocol adds to its own settings."""

DEFAULTS: Final[Mapping[str, Any]] = {**dict.fromkeys(GUARANTEES, False), "when_stale": "wait"}
"""No guarantee; where a level asks for one, a stale read waits."""
SEES_ALL: Final = ("strong", "causal")
"""Levels that ask for all that the client has seen."""

Floors = Mapping[str, Any]
"""By key, what must have been seen."""


class Token(NamedTuple):
    """One client's session: the floors of what it wrote, of what it read, and of all that it has seen."""

    written: Floors
    read: Floors
    seen: Floors


EMPTY: Final = Token({}, {}, {})
"""The token of a client that was told nothing yet."""


class Guarantees(NamedTuple):
    """Which guarantees a system gives to all operations, and whether it keeps tokens at all."""

    guarantees: tuple[str, ...]
    kept: bool = True


NO_GUARANTEES: Final = Guarantees(())
"""No guarantee for all operations; tokens are kept for those that ask for a level."""


class WithSwitches(typing.Protocol):
    """A configuration with a switch for each guarantee, as SETTINGS gives it."""

    @property
    def read_your_writes(self) -> bool: ...

    @property
    def monotonic_reads(self) -> bool: ...

    @property
    def monotonic_writes(self) -> bool: ...

    @property
    def writes_follow_reads(self) -> bool: ...

    @property
    def flaw(self) -> tuple[str, ...]: ...


def guarantees_of(config: WithSwitches) -> Guarantees:
    """The guarantees that a configuration has switched on."""
    on = (
        ("read_your_writes", config.read_your_writes),
        ("monotonic_reads", config.monotonic_reads),
        ("monotonic_writes", config.monotonic_writes),
        ("writes_follow_reads", config.writes_follow_reads),
    )
    return Guarantees(tuple(name for name, given in on if given), "no_session_state" not in config.flaw)


def token_after(token: Token, kind: str, key: str, version: Any, deps: Floors | None) -> Token:
    """The token after an operation that ended `ok`.

    version: of the write, or what the read answered for. deps: by key, what that depended on.
    """
    least = floor(version)
    seen = join_floors(token.seen, {**(deps or {}), key: join((deps or {}).get(key), least)})
    if kind == "read":
        return Token(token.written, join_floors(token.read, {key: least}), seen)
    return Token(join_floors(token.written, {key: least}), token.read, seen)


def needs_of(token: Token, level: str | None, guarantees: tuple[str, ...], kind: str, key: str) -> SessionFloor | None:
    """What a session asks of its next operation on a key, of this kind and level; None for nothing.

    guarantees: those of the system, which count where the operation names no level.
    """
    written, read, seen = (floors.get(key) for floors in token)
    if level in SEES_ALL:
        return SessionFloor(seen, token.seen) if token.seen else None
    if level is not None:
        guarantees = (level,)
    mine, others = READ_GUARANTEES if kind == "read" else WRITE_GUARANTEES
    least = join(written if mine in guarantees else None, read if others in guarantees else None)
    return None if least is None else SessionFloor(least)


def is_fresh(version: Any, needs: SessionFloor | None) -> bool:
    """Does this version cover what the session needs?"""
    return needs is None or covers(version, needs.floor)


def join_floors(floors: Floors, more: Floors) -> dict[str, Any]:
    """The floors of both, key by key, without keys of which nothing must have been seen."""
    joined = {key: join(floors.get(key), more.get(key)) for key in sorted({*floors, *more})}
    return {key: least for key, least in joined.items() if least is not None}
