"""A hundred clients behind one gateway for ten simulated minutes, with a full trace.

Each asks again ten seconds after it was told something; for two of the minutes every instance fails.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from engine.model import Call, Command, Operation
from engine.resilience import counts
from engine.run.simulation import run
from engine.script import parse
from tests.bench.conftest import ROWS

pytestmark = pytest.mark.bench

CLIENTS, PAUSE, END = 100, 10_000, 600_000
HEAD = f"""\
system service nodes=3
gateway g1
latency 5..15
timeout 60000
120000 behave n1 error
120000 behave n2 error
120000 behave n3 hang
240000 behave n1 ok
240000 behave n2 ok
240000 behave n3 ok
stop {END}
"""


def again(op: Operation) -> tuple[Command, ...]:
    """A client's next call."""
    return (Call((op.done or 0) + PAUSE, op.node, op.key, None, op.client),)


def test_a_hundred_clients_for_ten_minutes(benchmark: Any) -> None:
    calls = "\n".join(f"{100 * i} call g1 a by u{i}" for i in range(CLIENTS))
    scenario, took = parse(HEAD + calls), []

    def play() -> Any:
        start = time.process_time()
        trace = run(scenario, 1_000_000, again)
        took.append(time.process_time() - start)
        return trace

    trace = benchmark.pedantic(play, rounds=3)
    found = counts(trace)
    assert found.calls > 4_000 and trace.end == END
    benchmark.extra_info.update(seconds=min(took), events=len(trace.events))
    ROWS.append(
        f"crowd  {CLIENTS} clients, {END // 60_000} minutes: {min(took):.2f} to {max(took):.2f} s CPU, "
        f"{found.calls:,} calls, {found.attempts:,} attempts, {len(trace.events):,} events"
    )
