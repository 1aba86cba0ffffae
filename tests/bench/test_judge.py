"""The judge of linearizability on 52 drawn histories, against itself as it was: the same verdicts and proofs."""

from __future__ import annotations

from pathlib import Path
from statistics import geometric_mean

import pytest

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
