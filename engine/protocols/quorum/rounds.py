"""What a level, or a session, makes of an operation: how many must answer, whether it is written back, its version.

Rules of this file
* strong: at least a majority answers each round, writes first ask for the greatest version, reads write back. Any
  other level is content with one replica unless the command has its own r= or w=. Without a level: the system's.
* A version that must come after others (a session's floor, what a majority knows) and would not by its clock counts on
  from the greatest of them, (counter, node, 0); its node counts on from there until its clock has caught up. So no
  version is ever given twice, and causally later writes have greater versions, whatever the clocks say.
* The stamp of a gateway is raised in the same way, to the same version at every attempt.

Sources: Lamport 1978 and Kulkarni et al. 2014 (a clock that counts on past what it has heard of); Lynch & Shvartsman
1997 (strong); Bailis et al. 2013 and Lloyd et al. 2011 (causal: the context goes with the write).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from engine.clocks import hybrid as hlc
from engine.model import Request, Version
from engine.protocols.quorum.values import Config, Env, State, by_clock
from engine.protocols.sessions import SEES_ALL

PAST_CLOCK = 0
"""The third part of a version that was counted on, not read off a clock."""


def need(config: Config, request: Request, storing: bool) -> int:
    """How many must answer a round of an operation: one that stores, or one that asks."""
    given = request.quorum if storing == (request.kind != "read") else None
    if request.level == "strong":
        return max(given or 0, len(config.home) // 2 + 1)
    usual = config.w if storing else config.r
    return given or (usual if request.level is None else 1)


def asks_first(config: Config, request: Request) -> bool:
    """Does an operation begin by asking?"""
    return request.kind == "read" or config.version == "logical" or request.level == "strong"


def writes_back(config: Config, request: Request) -> bool:
    """Is the result of a read stored before it is told?"""
    return config.write_back or request.level == "strong"


def deps(request: Request) -> Mapping[str, Any] | None:
    """What a write depends on, by key: only levels that see all have it told."""
    return request.session.context if request.session and request.level in SEES_ALL else None


def stamped(config: Config, request: Request) -> Version:
    """The version of a write that a gateway stamped: the same at each attempt, and after what its session has seen."""
    stamp, least = request.stamp, _least(request)
    after = by_clock(config, *stamp)
    return after if after > least else by_clock(config, least[0] + 1, *stamp[1:])


def _least(request: Request, greatest: Version = ()) -> Version:
    """The greatest of what a write must come after."""
    needs = request.session
    floors = [] if needs is None else [needs.floor, *(deps(request) or {}).values()]
    return max([greatest, *(floor for floor in floors if floor is not None)])


def version(env: Env, state: State, request: Request, greatest: Version = ()) -> Version:
    """The version of a write, after the greatest that is known and whatever its client's session has seen."""
    least = _least(request, greatest)
    if env.config.version == "logical":
        counter = max((one[0] for one in (least, state.issued) if one), default=0) + 1
        return (counter, env.node)
    if env.config.version == "hybrid":
        return _hybrid(env, state, least)
    last, given = state.issued, state.given
    if last[2:] == (PAST_CLOCK,) and last[0] >= env.clock:
        least = max(least, last)
    plain: Version = (env.clock, env.node)
    if env.clock in given:
        plain = (*plain, given[env.clock] + 1)
    if plain > least:
        return plain
    past = next(reading for reading in count(least[0] + 1) if reading not in given)
    return (past, env.node, PAST_CLOCK)


def gave(env: Env, state: State, version: Version) -> State:
    """The state after this version was given to a write."""
    state = state.at(version)
    if env.config.version != "clock":
        return state
    return state._replace(given={**state.given, version[0]: version[2] if len(version) > 2 else 0})


def _hybrid(env: Env, state: State, least: Version) -> Version:
    """A hybrid logical clock's next stamp: after the greatest version that this node keeps, gave or was told."""
    known = max((record.version for record in state.store.values()), default=())
    last = max(known, state.issued, least)
    return (*hlc.tick(hlc.Stamp(*last[:2]) if last else None, env.clock), env.node)
