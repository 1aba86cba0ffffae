"""What Jepsen's own tests of its checkers say of small histories (jepsen/test/jepsen/checker_test.clj), told again.

Rules of this file
* An event is `process type f value`; they are read like any other history.
* `queue` there is any queue: where what it says is valid is no matter of order, ours says the same. A set whose element
  was never read is unknown there, and nothing is wrong with it.
"""

from __future__ import annotations

import pytest

from engine.histories import read
from engine.histories.judging import judged

COUNTERS = {
    "0 invoke read nil; 0 ok read 0": "kept",
    "0 invoke add 1; 0 fail add 1; 0 invoke read nil; 0 ok read 0": "kept",
    "0 invoke read nil; 0 ok read 1": "counter_only",
    "0 invoke read nil; 1 invoke add 1; 2 invoke read nil; 3 invoke add 2; 4 invoke read nil; 5 invoke add 4; "
    "6 invoke read nil; 7 invoke add 8; 8 invoke read nil; 0 ok read 6; 1 ok add 1; 2 ok read 0; 3 ok add 2; "
    "4 ok read 3; 5 ok add 4; 6 ok read 100; 7 ok add 8; 8 ok read 15": "no_next",
    "0 invoke read nil; 1 invoke add 1; 0 ok read 0; 0 invoke read nil; 1 ok add 1; 1 invoke add 2; 0 ok read 3; "
    "0 invoke read nil; 1 ok add 2; 0 ok read 5": "counter_range",
}
QUEUES = {
    "1 invoke enqueue 1": "kept",
    "1 invoke enqueue 1; 1 ok enqueue 1": "kept",
    "2 invoke dequeue nil; 1 invoke enqueue 1; 2 ok dequeue 1": "kept",
    "1 invoke dequeue nil; 1 ok dequeue 1": "queue_unheard",
    "1 invoke enqueue 1; 2 invoke enqueue 2; 2 ok enqueue 2; 3 invoke dequeue nil; 3 ok dequeue 1; "
    "3 invoke dequeue nil; 3 ok dequeue 2": "kept",
    "1 invoke enqueue 1; 2 invoke enqueue 2; 2 ok enqueue 2; 3 invoke enqueue 3; 3 ok enqueue 3; 4 invoke dequeue nil; "
    "5 invoke dequeue nil; 5 ok dequeue 9; 6 invoke dequeue nil; 6 ok dequeue 3; 7 invoke dequeue nil; "
    "7 ok dequeue 3": "queue_unheard",
}
SETS = {
    "0 invoke add 0; 0 ok add 0": "kept",
    "0 invoke add 0; 1 invoke read nil; 1 ok read #{}": "kept",
    "1 invoke read nil; 0 invoke add 0; 1 ok read #{0}; 0 ok add 0": "kept",
    "1 invoke read nil; 0 invoke add 0; 0 ok add 0; 1 ok read #{0}": "kept",
    "0 invoke add 0; 1 invoke read nil; 1 ok read #{0}; 0 ok add 0": "kept",
    "0 invoke add 0; 1 invoke read nil; 0 ok add 0; 1 ok read #{0}": "kept",
    "0 invoke add 0; 0 ok add 0; 1 invoke read nil; 1 ok read #{0}": "kept",
    "0 invoke add 0; 0 ok add 0; 1 invoke read nil; 1 ok read #{}": "set_lost",
    "1 invoke read nil; 0 invoke add 0; 1 ok read #{}; 0 ok add 0": "kept",
    "1 invoke read nil; 0 invoke add 0; 0 ok add 0; 1 ok read #{}": "kept",
    "0 invoke add 0; 1 invoke read nil; 1 ok read #{}; 0 ok add 0": "kept",
    "0 invoke add 0; 1 invoke read nil; 0 ok add 0; 1 ok read #{}": "kept",
    "0 invoke add 0; 1 invoke add 1; 2 invoke read nil; 2 ok read #{1}; 0 ok add 0; 1 ok add 1; 2 invoke read nil; "
    "2 ok read #{0 1}; 2 invoke read nil; 2 ok read #{0}; 2 invoke read nil; 2 ok read #{}": "broken",
    "0 invoke add 0; 0 ok add 0; 1 invoke add 1; 2 invoke read nil; 2 ok read #{1}; 1 ok add 1; 2 invoke read nil; "
    "3 invoke read nil; 3 ok read #{1}; 2 ok read #{0}": "broken",
}


@pytest.mark.parametrize(
    ("model", "events", "said"),
    [(model, *one) for model, all in (("counter", COUNTERS), ("queue", QUEUES), ("set", SETS)) for one in all.items()],
)
def test_the_verdict_is_the_published_one(model: str, events: str, said: str) -> None:
    lines = [event.split(" ", 3) for event in events.split("; ")]
    text = "\n".join(f"{{:process {p}, :type :{kind}, :f :{f}, :value {value}}}" for p, kind, f, value in lines)
    (found,) = judged(read(text, "jepsen"), model)
    assert said in (found.outcome, found.reason and found.reason.code)
