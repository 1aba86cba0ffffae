"""The learner's desk: the run in hand, what was before it, what was undone, and the branches left behind.

A run is its canonical script, nothing else; so everything here is text, and the address bar can hold it. Acting at
the end of a run extends it; acting in the past forks: what came later stays reachable as a branch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

UNDO_MAX = 200
BRANCHES_MAX = 12


@dataclass(frozen=True, slots=True)
class Desk:
    """past and future: what undo and redo go to, nearest last. branches: other runs, oldest first."""

    script: str
    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()


@dataclass(frozen=True)
class InHand:
    """The desk of this session; None before the first run is on it."""

    desk: Desk | None = None


def change(desk: Desk, script: str, fork: bool = False) -> Desk:
    """Another run in hand. A fork keeps the old one as a branch."""
    if script == desk.script:
        return desk
    branches = _kept(desk, desk.script) if fork else desk.branches
    return Desk(script, (*desk.past, desk.script)[-UNDO_MAX:], (), tuple(one for one in branches if one != script))


def undo(desk: Desk) -> Desk:
    """One change back; the same desk if there is none."""
    if not desk.past:
        return desk
    return replace(desk, script=desk.past[-1], past=desk.past[:-1], future=(*desk.future, desk.script))


def redo(desk: Desk) -> Desk:
    """One change forward again; the same desk if there is none."""
    if not desk.future:
        return desk
    return replace(desk, script=desk.future[-1], past=(*desk.past, desk.script), future=desk.future[:-1])


def visit(desk: Desk, place: int) -> Desk:
    """Take a branch in hand; the run that was in hand becomes a branch in its stead."""
    if not 0 <= place < len(desk.branches):
        return desk
    return change(desk, desk.branches[place], fork=True)


def _kept(desk: Desk, script: str) -> tuple[str, ...]:
    others = [branch for branch in desk.branches if branch != script]
    return (*others, script)[-BRANCHES_MAX:]
