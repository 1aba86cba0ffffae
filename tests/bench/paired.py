"""The same work by an older commit and by this tree: CPU time, in turns, each in a process of its own.

Rules of this file
* The older tree is taken from git; where the commit is not at hand (a shallow clone), there is nothing to compare with.
* Work is a part of worker.py that both trees can do: it gives [what, milliseconds, what it found] for each piece.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parents[2]
BEFORE = "51accbe"
"""The commit of the first measurements."""
ROUNDS = 3


class Piece(NamedTuple):
    """One piece of work: the least milliseconds of all rounds, before and now, and what was found."""

    name: str
    before: float
    now: float
    found_before: Any
    found: Any


def paired(work: str, folder: Path) -> list[Piece]:
    """A work of worker.py, done by both trees in turns. folder: where the older tree may be put."""
    packed = subprocess.run(["git", "archive", BEFORE, "engine"], cwd=HERE, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip(f"commit {BEFORE} is not at hand")
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    rounds = [(_done(work, folder), _done(work, HERE)) for _ in range(ROUNDS)]
    pieces = []
    for i, ((name, _, before), (_, _, now)) in enumerate(zip(*rounds[0], strict=True)):
        least = [min(each[side][i][1] for each in rounds) for side in (0, 1)]
        pieces.append(Piece(name, least[0], least[1], before, now))
    return pieces


def _done(work: str, tree: Path) -> list[Any]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tree), str(HERE)))}
    command = [sys.executable, str(Path(__file__).with_name("worker.py")), work]
    told: list[Any] = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    return told
