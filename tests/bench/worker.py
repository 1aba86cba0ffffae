"""What paired.py has done by two trees: run as a script, with the tree on PYTHONPATH. Prints JSON.

Rules of this file
* Only names that both trees have: what has moved since cannot be compared here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from engine.checks.linearizable import linearizable
from engine.explore import Scope
from engine.explore.space import Space
from engine.explore.states import Path, walk
from engine.model import Operation
from engine.script import parse
from tests.bench.histories import all_histories

BUDGET = 10_000_000


def operations(rows: list[list[Any]]) -> tuple[Operation, ...]:
    """A drawn history, as checks see it."""
    return tuple(
        Operation(f"o{i}", kind, f"c{client}", "n1", "x", value, issued, done, "ok")
        for i, (client, kind, value, issued, done) in enumerate(rows)
    )


def judge() -> Iterator[tuple[str, float, Any]]:
    """The verdict on each history, without the order that was found: there are many."""
    for name, rows in all_histories():
        history = operations(rows)
        start = time.process_time()
        (found,) = linearizable(history, {"x": 0}, budget=BUDGET)
        took = 1000 * (time.process_time() - start)
        yield name, took, [found.outcome, found.operations, found.reason]


SCENE = """system quorum nodes=3 r={n} w={n}
init x 0
10 write n1 x 1 by alice
20 read n1 x by alice
10 write n2 x 2 by bob
20 read n2 x by bob
"""


SPACES = ((1, "sequential", True), (1, "linearizable", True), (2, "linearizable", True), (2, "linearizable", False))


def explore() -> Iterator[tuple[str, float, Any]]:
    """How many states there are in each, and the lengths of all runs that break the promise."""
    for n, promise, every_cut in SPACES:
        scene = parse(SCENE.format(n=n))
        lengths: list[int] = []
        start = time.process_time()
        walking = walk(Space(scene, promise, Scope(every_cut=every_cut)), 1_000_000)
        while True:
            try:
                one = next(walking)
            except StopIteration as end:
                took = 1000 * (time.process_time() - start)
                yield f"r=w={n}, {promise}{', every cut' * every_cut}", took, [end.value.seen, lengths]
                break
            if isinstance(one, Path):
                lengths.append(len(one[0]) - 1)  # its states; the field had another name


if __name__ == "__main__":
    json.dump(list({"judge": judge, "explore": explore}[sys.argv[1]]()), sys.stdout)
