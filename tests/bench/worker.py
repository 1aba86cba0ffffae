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
from engine.model import Operation
from tests.bench.histories import all_histories

BUDGET = 10_000_000


def judge() -> Iterator[tuple[str, float, Any]]:
    """The verdict on each history, without the order that was found: there are many."""
    for name, rows in all_histories():
        history = tuple(
            Operation(f"o{i}", kind, f"c{client}", "n1", "x", value, issued, done, "ok")
            for i, (client, kind, value, issued, done) in enumerate(rows)
        )
        start = time.process_time()
        (found,) = linearizable(history, {"x": 0}, budget=BUDGET)
        took = 1000 * (time.process_time() - start)
        yield name, took, [found.outcome, found.operations, found.reason]


if __name__ == "__main__":
    json.dump(list({"judge": judge}[sys.argv[1]]()), sys.stdout)
