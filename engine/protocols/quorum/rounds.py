"""How many replicas a round needs, and which version a write gets: by the settings, the level and the client's session.

Rules of this file
* strong: at least a majority answers each round, writes first ask for the greatest version, reads write back. Any
  other level is content with one replica unless the command has its own r= or w=. Without a level: the system's.
* A version must be greater than what its write comes after: a session's floor, and what a majority knows. Where the
  clock is not past that, the version counts on from the greatest of them, (counter, node, 0), and so does its node
  until its clock has caught up. So no version is ever given twice, and causally later writes have greater versions,
  whatever the clocks say.
* The stamp of a gateway is raised in the same way, to the same version at every attempt.

Sources: Lamport 1978 and Kulkarni et al. 2014 (a clock that counts on past what it has heard of); Lynch & Shvartsman
1997 (strong); Bailis et al. 2013 and Lloyd et al. 2011 (causal: the context goes with the write).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from engine.clocks import hybrid as hlc
from engine.model import Request, Version
from engine.model.records import new
from engine.protocols.quorum.state import Config, Env, State, version_by_clock
from engine.protocols.sessions import SEES_ALL

COUNTED_ON = 0
"""The third part of a version that was counted on past the clock, so that it can be told from one read off a clock."""


def answers_needed(config: Config, request: Request, storing: bool) -> int:
    """How many replicas must reply in a round of this operation.

    storing: True for a store round (acks), False for a read round (answers). The command's own r= or w= stands for the
    round that is its own: r= for a read's answers, w= for a write's acks.
    """
    given = request.quorum if storing == (request.kind != "read") else None
    if request.level == "strong":
        return max(given or 0, len(config.home) // 2 + 1)
    usual = config.w if storing else config.r
    return given or (usual if request.level is None else 1)


def asks_first(config: Config, request: Request) -> bool:
    """Does this operation begin with a read round?"""
    return request.kind == "read" or config.version == "logical" or request.level == "strong"


def writes_back(config: Config, request: Request) -> bool:
    """Is the result of a read stored at a quorum before the client gets it?"""
    return config.write_back or request.level == "strong"


def dependencies(request: Request) -> Mapping[str, object] | None:
    """By key, the versions that a causal or strong write depends on; None at other levels."""
    return request.session.context if request.session and request.level in SEES_ALL else None


def stamped_version(config: Config, request: Request) -> Version:
    """The version of a write that a gateway stamped: the same at each attempt, and after what its session has seen."""
    stamp, floor = request.stamp, _must_follow(request)
    version = version_by_clock(config, *stamp)
    return version if version > floor else version_by_clock(config, floor[0] + 1, *stamp[1:])


def _must_follow(request: Request, greatest: Version = ()) -> Version:
    """The greatest version that a write must come after; () if there is none."""
    needs = request.session
    floors = [] if needs is None else [needs.floor, *(dependencies(request) or {}).values()]
    return max([greatest, *(floor for floor in floors if floor is not None)])


def next_version(env: Env, state: State, request: Request, greatest: Version = ()) -> Version:
    """A new version for a write: greater than `greatest` (what a read round found) and its session's floors."""
    floor = greatest if request.session is None else _must_follow(request, greatest)
    if env.config.version == "logical":
        counter = max((known[0] for known in (floor, state.issued) if known), default=0) + 1
        return (counter, env.node)
    if env.config.version == "hybrid":
        return _next_hybrid(env, state, floor)
    last, given = state.issued, state.given
    if last[2:] == (COUNTED_ON,):
        floor = max(floor, last)
    nth = given.get(env.clock)
    plain: Version = (env.clock, env.node) if nth is None else (env.clock, env.node, nth + 1)
    if plain > floor:
        return plain
    counted = next(reading for reading in count(floor[0] + 1) if given.get(reading) is None)
    return (counted, env.node, COUNTED_ON)


def after_giving(env: Env, state: State, version: Version) -> State:
    """The state once this version was given: no version is given twice, even after a clock is set back."""
    if env.config.version != "clock":
        return state.with_issued(version)
    store, hints, _, pending, round, given = state
    given = given.with_entry(version[0], version[2] if len(version) > 2 else 0)
    return new(State, (store, hints, version, pending, round, given))


def _next_hybrid(env: Env, state: State, floor: Version) -> Version:
    """The next hybrid timestamp: after every version that this node keeps, has given or was told of."""
    known = max((record.version for record in state.store.values()), default=())
    last = max(known, state.issued, floor)
    return (*hlc.tick(hlc.Stamp(*last[:2]) if last else None, env.clock), env.node)
