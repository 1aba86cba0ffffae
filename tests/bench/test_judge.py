"""The judge of linearizability on 52 drawn histories, against itself as it was: the same verdicts and proofs. And all
checks of a run, each alone and in turn: what follows from another is not judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import geometric_mean

import pytest

from engine.analysis.verdicts import verdicts, verdicts_at
from engine.checks import CHECKS
from engine.model import Verdict
from engine.run.simulation import run
from engine.script import parse
from tests.bench.conftest import ROWS
from tests.bench.paired import paired

pytestmark = pytest.mark.bench


def test_the_judge_against_what_it_was(tmp_path: Path) -> None:
    pieces = paired("judge", tmp_path)
    assert len(pieces) == 52
    assert [each.found for each in pieces] == [each.found_before for each in pieces]
    for kind in ("unique", "four"):
        mine = [each for each in pieces if kind in each.name]
        before, now = sum(each.before for each in mine), sum(each.now for each in mine)
        mean = geometric_mean(each.now / each.before for each in mine)
        ROWS.append(f"judge, {kind}: {before:.0f} -> {now:.0f} ms CPU, {now / before:.2f}; geometric mean {mean:.2f}")
    worst = max(pieces, key=lambda each: each.before)
    ratio = worst.now / worst.before
    ROWS.append(f"judge, the slowest ({worst.name}): {worst.before:.0f} -> {worst.now:.0f} ms CPU, {ratio:.2f}")


def script(keys: int, at_once: int) -> str:
    """500 operations of four clients on an undisturbed quorum; at_once: how many begin in one tick."""
    lines = ["system quorum nodes=5 r=3 w=3"]
    for i in range(500):
        op, key = ("write", f"k{i * 7 % keys} {i}") if i * 5 % 9 < 4 else ("read", f"k{i * 7 % keys}")
        lines.append(f"{10 + 40 * (i // at_once)} {op} n{1 + i % 3} {key} by c{i % 4}")
    return "\n".join(lines)


@pytest.mark.parametrize(("keys", "at_once"), [(5, 1), (1, 1), (1, 4)])
def test_models_that_follow_are_spared(keys: int, at_once: int) -> None:
    trace = run(parse(script(keys, at_once)))
    ways: dict[str, Callable[[], Sequence[Verdict]]] = {
        "alone": lambda: [one for check in CHECKS.values() for one in verdicts_at(trace, check)],
        "in turn": lambda: verdicts(trace),
    }
    took = {}
    for name, judge in ways.items():
        times = []
        for _ in range(5):
            start = time.process_time()
            found = judge()
            times.append(1000 * (time.process_time() - start))
        assert all(each.outcome == "kept" for each in found)
        took[name] = min(times)
    ratio = took["in turn"] / took["alone"]
    what = f"500 operations, {keys} keys, {at_once} at once"
    ROWS.append(f"all verdicts, {what}: {took['alone']:.1f} -> {took['in turn']:.1f} ms CPU, {ratio:.2f}")
