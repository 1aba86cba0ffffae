"""Long histories of sets, counters, queues, mutexes and banks are judged in bounded time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.checks.objects import verdicts
from engine.model import Operation
from tests.bounded import bounded
from tests.test_objects import OTHERS, UNKNOWN, accounts, held, move, only, op

MANY = 10_000


def long_history(name: str) -> Iterator[Operation]:
    """Ten thousand operations, four at a time, as a correct object answers them in order of their ends."""
    for i in range(MANY):
        begin, end = 10 * i, 10 * i + 35
        client = f"c{i % 5}"
        match name, i % 2:
            case "set", _:
                last = i == MANY - 1
                yield op(
                    f"o{i}", "read" if last else "add", held(*range(i)) if last else i, begin + 40 * last, end + 40
                )
            case "counter", 0:
                yield op(f"o{i}", "inc", 1, begin, end)
            case "counter", _:
                yield op(f"o{i}", "read", (i + 1) // 2, begin, end)
            case "queue", kind:
                yield op(f"o{i}", ("enqueue", "dequeue")[kind], i // 2, begin, end)
            case "mutex", kind:
                yield op(
                    f"o{i}",
                    ("acquire", "release")[kind],
                    None,
                    20 * (i // 2) + 2 * kind,
                    20 * (i // 2) + 2 * kind + 1,
                    f"c{i // 2 % 5}",
                )
            case "bank", 0:
                yield op(f"o{i}", "transfer", move("a", "b", 1) if i % 4 else move("b", "a", 1), begin, end, client)
            case "bank", _:
                yield op(f"o{i}", "read", accounts(a=5, b=5) if i % 4 == 3 else accounts(a=6, b=4), begin, end, client)


@pytest.mark.parametrize("name", OTHERS)
def test_ten_thousand_operations_take_seconds(name: str) -> None:
    history = list(long_history(name))
    with bounded(2):
        found = only(history, name)
    assert found.outcome == "kept"


def test_dequeues_of_unknown_outcome_need_no_search() -> None:
    """One in ten is never answered, and half of these took what stood first."""
    history, queue = [], list(range(MANY // 2))
    for i in range(MANY // 2):
        history.append(op(f"e{i}", "enqueue", i, 20 * i, 20 * i + 35))
        unknown = i % 10 == 0
        value = queue.pop(0) if not unknown or i % 20 == 0 else None
        ended = 20 * i + 45
        history.append(
            op(f"d{i}", "dequeue", None if unknown else value, 20 * i + 10, ended, **UNKNOWN if unknown else {})
        )
    with bounded(2):
        found = verdicts(sorted(history, key=lambda each: each.issued), "queue", most=1)
    assert [each.outcome for each in found] == ["kept"]
