"""Which mutants are tried: a few of each group, the same ones for the same seed and the same code.

Rules of this file
* Each group draws by itself: what is added to one leaves the others as they were.
* Kinds take turns, in an order that the seed gives, so that rare ones (`any`/`all`) are tried, too.
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from engine.protocols import PROTOCOLS
from tests.mutants.kinds import Mutant, mutants, parses

SMALL = ("service",)
"""Rooms that are no group of their own."""

GROUPS: dict[str, tuple[str, ...]] = {
    **{f"protocols/{room}": (f"engine/protocols/{room}/*.py",) for room in PROTOCOLS if room not in SMALL},
    "protocols, shared": ("engine/protocols/*.py", *(f"engine/protocols/{room}/*.py" for room in SMALL)),
    "checks": ("engine/checks/*.py",),
    "checks/objects": ("engine/checks/objects/*.py",),
    "transactions": ("engine/transactions/*.py",),
    "availability": ("engine/availability/*.py",),
    "script": ("engine/script/*.py",),
    "run, trace": ("engine/run/*.py", "engine/trace/*.py"),
    "explore": ("engine/explore/*.py",),
    "structures, clocks": ("engine/structures/**/*.py", "engine/clocks/*.py"),
    "histories": ("engine/histories/*.py",),
    "model": ("engine/model/*.py",),
    "catalog, exports, flaws": (
        *(f"engine/{folder}/*.py" for folder in ("catalog", "exports", "flaws")),
        "engine/__main__.py",
    ),
    "analysis, resilience": ("engine/analysis/*.py", "engine/resilience/*.py"),
    "answers, probes, vetting": ("lessons/answers.py", "lessons/probes.py", "lessons/vetting.py"),
    "stage/gestures": ("pages/ui/stage/gestures.py",),
    "stage/picture": ("pages/ui/stage/picture/*.py",),
}


def files(root: Path, group: str) -> list[str]:
    """A group's files, as paths from the root."""
    return sorted({path.relative_to(root).as_posix() for glob in GROUPS[group] for path in root.glob(glob)})


def drawn(root: Path, group: str, seed: int, most: int) -> list[Mutant]:
    """At most so many mutants of a group, no two on one line; sorted by their place."""
    chance = random.Random(f"{seed} {group}")
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    sources = {file: (root / file).read_text(encoding="utf-8") for file in files(root, group)}
    for file, source in sources.items():
        for mutant in mutants(file, source):
            kinds[mutant.kind].append(mutant)
    order = sorted(kinds)
    chance.shuffle(order)
    for kind in order:
        chance.shuffle(kinds[kind])
    taken: dict[tuple[str, int], Mutant] = {}
    while len(taken) < most and any(kinds.values()):
        for kind in [kind for kind in order if kinds[kind]]:
            mutant = kinds[kind].pop()
            place = mutant.file, mutant.line
            if len(taken) < most and place not in taken and parses(mutant, sources[mutant.file]):
                taken[place] = mutant
    return sorted(taken.values())
