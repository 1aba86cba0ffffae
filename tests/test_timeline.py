"""The timeline: each check at every moment of a history, in canonical order, whole from the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings

from engine.checks import CHECKS, STAGE, available, timeline
from engine.checks.check import Anew, Check, Lasting
from engine.checks.history import by_key, known
from engine.model import Operation, Verdict
from tests.judging import judge_all
from tests.test_checks import SESSIONS, histories, write

TOLD = tuple(name for name in STAGE if isinstance(CHECKS[name].judge, Lasting | Anew))


def test_verdicts_stand_in_canonical_order_and_speak_of_what_their_check_says() -> None:
    y = write("w2", 1, 0, 9, version=(0, "n1"))._replace(key="y")
    history = [y, write("w1", 1, 0, 9, version=(0, "n1"))]
    _, found = timeline(history, {"x": 0})[-1]
    of_registers = [name for name in TOLD if CHECKS[name].object != "counter"]
    assert [(v.check, v.key) for v in found] == [
        (name, key) for name in of_registers for key in (("x", "y") if CHECKS[name].scope == "key" else (None,))
    ]
    assert [name for name in CHECKS if name in TOLD] == list(TOLD)
    assert {"linearizable", *SESSIONS, "available"} <= set(TOLD)


def test_a_key_has_its_verdict_from_the_start_however_it_is_judged() -> None:
    """Two toys that say 'broken' of a key once it has an answer; the key y is asked for late."""

    def ended(operations: Sequence[Operation]) -> list[tuple[Verdict, int | None]]:
        ends = {key: min((op.done for op in mine if op.done), default=None) for key, mine in by_key(operations).items()}
        return [(Verdict("toy", key, "broken" if end else "kept"), end) for key, end in ends.items()]

    anew = Check("toy", "key", "data", Anew(lambda operations, _: [verdict for verdict, _ in ended(operations)]), ())
    history = [write("w1", 1, 0, 9), write("w2", 1, 20, 30)._replace(key="y")]
    for check in (anew, replace(anew, judge=Lasting(lambda operations, _: ended(operations)))):
        said = [(tick, [(v.key, v.outcome) for v in then]) for tick, then in timeline(history, checks=[check])]
        assert said == [
            (0, [("x", "kept"), ("y", "kept")]),
            (9, [("x", "broken"), ("y", "kept")]),
            (30, [("x", "broken"), ("y", "broken")]),
        ]


@settings(max_examples=200, deadline=None)
@given(histories(most=8))
def test_timeline_says_what_each_prefix_says(history: list[Operation]) -> None:
    history = [op._replace(version=(int(op.value or 0), "n1")) for op in history]
    entries = timeline(history, {"x": 0})
    assert entries[0][0] == 0
    assert [tick for tick, _ in entries] == sorted({tick for tick, _ in entries})
    for tick in range(25):
        then = [verdicts for t, verdicts in entries if t <= tick][-1]
        if not known(history, tick):
            continue
        lasting = [name for name in TOLD if isinstance(CHECKS[name].judge, Lasting)]
        alone = judge_all(known(history, tick), {"x": 0}, lasting)
        assert [(v.check, v.outcome) for v in then if v.check in lasting] == [(v.check, v.outcome) for v in alone], tick
        assert [v for v in then if v.check == "available"] == [available(history, tick)], tick
