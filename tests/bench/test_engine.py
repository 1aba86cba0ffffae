"""The engine against SimPy on the same workload, the growth of its cost, seeks: ratios taken inside one run.

Nothing here asserts a time: machines differ and are shared. What is asserted is that both did the same work.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from tests.bench import simpy_quorum, workload
from tests.bench.conftest import ROWS
from tests.bench.workload import EXPONENTIAL, FIXED, Workload

pytestmark = pytest.mark.bench


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of a piece of work, and what it gave."""
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


@pytest.mark.parametrize("keys", [1, 5])
@pytest.mark.parametrize("latency", [FIXED, EXPONENTIAL], ids=["fixed", "exp"])
@pytest.mark.parametrize(("ops", "rounds"), [(10_000, 5), (100_000, 1)])
def test_quorum_against_simpy(benchmark: Any, ops: int, rounds: int, latency: Any, keys: int) -> None:
    load = Workload(ops, latency, keys=keys)
    ratios, rates, theirs = [], [], []

    def pair() -> None:
        took, trace = seconds(lambda: workload.play(load))
        ours = workload.digest_of(trace)
        del trace
        simpy_took, cluster = seconds(lambda: simpy_quorum.play(load))
        assert ours == simpy_quorum.digest_of(cluster)
        ratios.append(simpy_took / took)
        rates.append(ours.messages / took)
        theirs.append(ours.messages / simpy_took)

    benchmark.pedantic(pair, rounds=rounds, iterations=1)
    ratio, rate, simpy_rate = map(statistics.median, (ratios, rates, theirs))
    benchmark.extra_info.update(ratio=ratio, engine=rate, simpy=simpy_rate)
    name = "exp" if latency.exponential else "fixed"
    ROWS.append(
        f"quorum {ops:>7} ops {name:5} {keys} keys: engine {rate:>8,.0f} msg/s, SimPy {simpy_rate:>8,.0f}, "
        f"ratio {ratio:.2f} [{min(ratios):.2f}..{max(ratios):.2f}]"
    )


@pytest.mark.parametrize("nodes", [3, 10, 30, 100])
@pytest.mark.parametrize("ops", [1_000, 10_000, 100_000])
def test_cost_per_event(benchmark: Any, ops: int, nodes: int) -> None:
    if ops == 100_000 and nodes != 3:
        pytest.skip("nodes grow at 1,000 and 10,000 operations, operations up to 100,000 at 3 nodes")
    base, _ = seconds(lambda: workload.play(Workload(1_000)))
    took, trace = benchmark.pedantic(seconds, args=(lambda: workload.play(Workload(ops, nodes=nodes)),), rounds=1)
    each, per_base = took / ops, base / 1_000
    benchmark.extra_info.update(us_per_operation=each * 1e6, of_the_smallest=each / per_base)
    assert len(trace.operations) == ops
    ROWS.append(
        f"cost   {ops:>7} ops {nodes:>3} nodes: {each / 6 * 1e6:5.1f} us a message, {each / per_base:.2f} of 1,000 x 3"
    )


def test_seek(benchmark: Any) -> None:
    trace = workload.play(Workload(1_250))
    luck, last, times = random.Random(1), trace.at(trace.end), []
    first, _ = seconds(lambda: trace.world(last))
    for _ in range(2_000):
        index = luck.randrange(last)
        start = time.perf_counter()
        world = trace.world(index)
        times.append(time.perf_counter() - start)
        assert world.index == index
    benchmark.pedantic(trace.world, args=(last // 2,), rounds=100)
    times.sort()
    p50, p99 = times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3
    benchmark.extra_info.update(p50_ms=p50, p99_ms=p99, first_ms=first * 1e3)
    ROWS.append(
        f"seek   in {last + 1:,} events: p50 {p50:.3f} ms, p99 {p99:.3f} ms (the first one: {first * 1e3:.1f} ms)"
    )


def test_memory(benchmark: Any) -> None:
    load = Workload(10_000)
    tracemalloc.start()
    trace = benchmark.pedantic(workload.play, args=(load,), rounds=1)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    messages = workload.digest_of(trace).messages
    benchmark.extra_info.update(bytes_per_message=kept / messages, peak_per_message=peak / messages)
    ROWS.append(f"memory {kept / messages:,.0f} bytes a message in the trace, {peak / messages:,.0f} at the peak")
