"""The desk as its tab keeps it (keep.js), so that a reload, or a server that was started anew, gives it back.

Rules of this file
* A run is written as what it has other than the one before it; undo and redo then change one number.
* What comes back is untrusted: it is bounded, and each run is read as any script is. If one cannot be, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from typing import Any, Final

from engine.script import ScriptError, print_script
from pages.ui.session import run_cache as runs
from pages.ui.session.undo import BRANCHES_MAX, UNDO_MAX, Desk
from pages.ui.stage.picture.frame_schema import Change, Kept

NEAREST: Final = 50
"""Runs before and after the one in hand that are taken back."""

CHARACTERS: Final = 500_000
"""Of all runs that are read together, or of all branches."""

MOST: Final = 2 * UNDO_MAX + 1
"""Runs that a desk can hold."""


def packed(desk: Desk) -> Kept:
    """A desk as plain data."""
    runs = (*desk.past, desk.script, *reversed(desk.future))
    return {"runs": _changes(runs), "at": len(desk.past), "branches": _changes(desk.branches)}


def unpacked(data: Any) -> Desk | None:
    """The desk of plain data; None if it is none."""
    try:
        at, all_runs, branches = data["at"], _texts(data["runs"]), _texts(data["branches"])
        if type(at) is not int or not 0 <= at < len(all_runs):
            return None
        past, future = all_runs[max(0, at - NEAREST) : at], all_runs[at + 1 : at + 1 + NEAREST]
        return Desk(
            _sound(all_runs[at]),
            tuple(map(_sound, past)),
            tuple(map(_sound, reversed(future))),
            tuple(map(_sound, branches[-BRANCHES_MAX:])),
        )
    except (KeyError, TypeError, ValueError, ScriptError):
        return None


def _sound(text: str) -> str:
    return print_script(runs.scenario(text))


def _changes(scripts: Iterable[str]) -> list[Change]:
    found, before = [], ""
    for script in scripts:
        found.append(_change(before, script))
        before = script
    return found


@lru_cache(10_000)
def _change(before: str, after: str) -> Change:
    """What makes one script of another: head and tail, the lines that it has in common with it, and those between."""
    old, new = before.splitlines(), after.splitlines()
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    return {"head": head, "tail": tail, "lines": new[head : len(new) - tail]}


def _alike(some: list[str], others: list[str]) -> int:
    """How many lines two lists begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False)))


def _texts(changes: Any) -> list[str]:
    """The scripts of changes. Raises KeyError, TypeError or ValueError."""
    if not isinstance(changes, list) or len(changes) > MOST:
        raise ValueError("not so many runs")
    found: list[str] = []
    lines: list[str] = []
    left = CHARACTERS
    for change in changes:
        head, tail, between = change["head"], change["tail"], change["lines"]
        if not (type(head) is type(tail) is int and head >= 0 and tail >= 0 and head + tail <= len(lines)):
            raise ValueError(change)
        lines = [*lines[:head], *map(str, between), *lines[len(lines) - tail :]]
        found.append("\n".join(lines) + "\n")
        left -= len(found[-1])
        if left < 0:
            raise ValueError("too long")
    return found
