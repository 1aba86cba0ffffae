"""The value that the next write is offered: worked out by hand, and never one that was used."""

from __future__ import annotations

import pytest

from engine.catalog.scenes import PRESETS
from engine.run.simulation import run
from engine.script import parse
from pages.ui.stage.picture import fresh
from tests.each import each


@pytest.mark.parametrize(
    ("used", "offered"),
    [
        ([], "1"),
        ([1], "2"),
        ([1, 2, 1], "3"),
        ([3, 1], "2"),
        ([2, 1], "3"),
        (["v1"], "v2"),
        (["old"], "v2"),
        (["milk", "eggs"], "v3"),
        (["v2", "old"], "v3"),
        (["milk", "v2"], "v3"),
        (["bread9"], "bread10"),
        (["9" * 30], "v2"),
        ([None, 1.5], "1.6"),
    ],
)
def test_values_count_up(used: list[str | int | float | None], offered: str) -> None:
    assert fresh.after(used) == offered


def test_in_no_scene_one_is_offered_that_was_written() -> None:
    def unused(name: str) -> None:
        trace = run(parse(PRESETS[name]))
        written = {(op.key, str(op.value)) for op in trace.operations if op.kind == "write"}
        keys = [key for key, _ in written] or ["x"]
        assert not written & set(fresh.values(trace, keys).items())

    each(PRESETS, unused)


def test_keys_have_values_of_their_own_and_what_was_there_at_the_start_counts() -> None:
    trace = run(parse("system quorum nodes=3\ninit x old\n10 write n1 y 4\n20 write n1 y 5"))
    assert fresh.values(trace, ["x", "y", "z"]) == {"x": "v2", "y": "6", "z": "1"}
